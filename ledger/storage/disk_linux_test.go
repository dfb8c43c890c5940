package storage

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// smallDisk is a disk of some megabytes. Only root can make one, and not in every
// container.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=24m,mode=0700"); err != nil {
		t.Skipf("a small disk cannot be mounted here (%v): %s did not run", err, t.Name())
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(folder, syscall.MNT_DETACH)) })
	return folder
}

// ballast fills the disk but for so many bytes.
func ballast(t *testing.T, folder string, but int64) (makeRoom func()) {
	t.Helper()
	path := filepath.Join(folder, "ballast")
	f, err := os.Create(path)
	require.NoError(t, err)
	var size int64
	for err == nil {
		var n int
		n, err = f.Write(make([]byte, 4<<10))
		size += int64(n)
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.NoError(t, f.Truncate(size-but))
	require.NoError(t, f.Close())
	return func() { require.NoError(t, os.Remove(path)) }
}

// A disk that is full while cases are sealed or imported costs nothing but the
// attempt: what the ledger held it says, nothing half written stays, and where
// there is room again the next attempt comes to the end.
func TestFullDisk(t *testing.T) {
	folder := smallDisk(t)
	batches := made(14, 60)
	want := open(t, t.TempDir())
	fill(t, want, batches)
	half := open(t, t.TempDir())
	fill(t, half, batches[:30])
	l := small(open(t, folder))
	fill(t, l, batches[:30])
	before := answers(t, half, at(asOf))

	makeRoom := ballast(t, folder, 32<<10)
	_, err := l.Seal(t.Context(), 1)
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.Equal(t, before, answers(t, l, at(asOf)))
	err = l.Import(t.Context(), slices.Values(batches[30:]), func(ledger.Batch, ledger.Appended, error) {})
	require.True(t, errors.Is(err, syscall.ENOSPC) || errors.Is(err, ledger.ErrUnavailable), "%v", err)
	left, globErr := filepath.Glob(filepath.Join(folder, "nypd", segmentsDir, ".*"))
	require.NoError(t, globErr)
	require.Empty(t, left, "what was half written is gone")

	makeRoom()
	sum := importAll(t, l, slices.Values(batches))
	require.Empty(t, sum.errors)
	_, err = l.Seal(t.Context(), 1)
	require.NoError(t, err)
	_, sealed, err := l.Sealed(t.Context())
	require.NoError(t, err)
	require.Greater(t, sealed, int64(30))
	require.Equal(t, answers(t, want, at(asOf)), answers(t, l, at(asOf)))
	require.Equal(t, count(t, want), count(t, l))
}
