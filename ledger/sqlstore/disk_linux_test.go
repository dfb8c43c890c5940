package sqlstore

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/internal/pgtest"
)

// smallDisk is a disk of some megabytes with a file on it that can be removed to
// make room. Only root can make one, and not in every container.
func smallDisk(t *testing.T, megabytes, uid int) (folder string, makeRoom func()) {
	t.Helper()
	// Not the test's own folder, into which the server's user may not go.
	folder, err := os.MkdirTemp("", "writ-disk-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.Remove(folder)) })
	require.NoError(t, os.Chmod(folder, 0o755)) //nolint:gosec // the server's user passes through
	err = syscall.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%dm,uid=%d,mode=0700", megabytes, uid))
	if err != nil {
		t.Skipf("a small disk cannot be mounted here (%v): %s did not run", err, t.Name())
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(folder, syscall.MNT_DETACH)) })
	ballast := filepath.Join(folder, "ballast")
	require.NoError(t, os.WriteFile(ballast, make([]byte, (megabytes<<10-1536)<<10), 0o600))
	return folder, func() { require.NoError(t, os.Remove(ballast)) }
}

func TestFullDiskUnderSQLite(t *testing.T) {
	folder, makeRoom := smallDisk(t, 16, os.Getuid())
	s, err := OpenSQLite(context.Background(), filepath.Join(folder, "ledger.sqlite"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	fill(t, s.Store, makeRoom)
}

func TestFullDiskUnderPostgreSQL(t *testing.T) {
	server := pgtest.Start(t)
	folder, makeRoom := smallDisk(t, 16, server.UID())
	place := filepath.Join(folder, "space")
	require.NoError(t, os.Mkdir(place, 0o700))
	require.NoError(t, os.Chown(place, server.UID(), -1))
	s, err := OpenPostgres(context.Background(), server.URL, "elsewhere")
	require.NoError(t, err)
	_, err = s.write.ExecContext(t.Context(), fmt.Sprintf("CREATE TABLESPACE small LOCATION '%s'", place))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	s, err = OpenPostgres(context.Background(), server.URL+"&default_tablespace=small", "party")
	require.NoError(t, err)
	fill(t, s, makeRoom)
	require.NoError(t, s.Close())
	server.Stop(t) // it holds files on the disk
}
