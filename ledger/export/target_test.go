package export_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/export"
)

// requireNothing checks that neither the target nor a part of it is there.
func requireNothing(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Empty(t, entries)
}

// An export that fails or is interrupted, in whichever pass, leaves nothing.
func TestNothingIsLeftHalfDone(t *testing.T) {
	for _, format := range export.Formats() {
		t.Run(string(format), func(t *testing.T) {
			m := many(t, 2)
			cases := len(m.cases)
			for _, failAt := range []int{1, cases, cases + 1, 2 * cases} {
				m.failAt, m.read = failAt, 0
				path := filepath.Join(t.TempDir(), "out")
				_, err := export.Write(t.Context(), m, export.Options{Format: format, Path: path})
				require.ErrorIs(t, err, errDisk)
				requireNothing(t, path)
			}
			m.failAt = 0
			for stopAfter := range 2 * cases {
				ctx, cancel := context.WithCancel(t.Context())
				path := filepath.Join(t.TempDir(), "out")
				read := 0
				_, err := export.Write(ctx, m, export.Options{Format: format, Path: path, Progress: func() {
					if read == stopAfter {
						cancel()
					}
					read++
				}})
				cancel()
				require.ErrorIs(t, err, context.Canceled)
				requireNothing(t, path)
			}
		})
	}
}

func TestTargetIsNotOverwritten(t *testing.T) {
	m := many(t, 2)
	for _, format := range export.Formats() {
		t.Run(string(format), func(t *testing.T) {
			path, _ := write(t, m, export.Options{Format: format})
			before := modes(t, path)
			_, err := export.Write(t.Context(), m, export.Options{Format: format, Path: path})
			require.ErrorIs(t, err, export.ErrExists)
			require.Equal(t, before, modes(t, path))
			_, sum := write(t, m, export.Options{Format: format, Path: path, Force: true})
			require.NotEmpty(t, sum.Files)
			for _, f := range sum.Files {
				require.Positive(t, f.Bytes)
			}
			left, err := os.ReadDir(filepath.Dir(path))
			require.NoError(t, err)
			require.Len(t, left, 1)
		})
	}
}

// Rows are about people: only their owner reads them.
func TestFilesArePrivate(t *testing.T) {
	for _, format := range export.Formats() {
		path, _ := write(t, many(t, 1), export.Options{Format: format})
		for name, mode := range modes(t, path) {
			require.Zero(t, mode.Perm()&0o077, "%s of %s", name, format)
		}
	}
}

func modes(t *testing.T, path string) map[string]os.FileMode {
	t.Helper()
	found := map[string]os.FileMode{}
	for _, name := range append(files(t, path), path) {
		info, err := os.Stat(name)
		require.NoError(t, err)
		found[name] = info.Mode()
	}
	return found
}

// Force replaces exports, never what else is there.
func TestForceKeepsOtherThings(t *testing.T) {
	m := many(t, 1)
	folder := filepath.Join(t.TempDir(), "thesis")
	require.NoError(t, os.Mkdir(folder, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "chapter-1.txt"), []byte("words"), 0o600))
	_, err := export.Write(t.Context(), m, export.Options{Format: export.Parquet, Path: folder, Force: true})
	require.ErrorContains(t, err, "holds chapter-1.txt")
	_, err = export.Write(t.Context(), m, export.Options{Format: export.CSV, Path: folder, Force: true})
	require.ErrorContains(t, err, "is no file")
	require.FileExists(t, filepath.Join(folder, "chapter-1.txt"))
	_, err = export.Write(t.Context(), m, export.Options{Format: export.Parquet, Path: filepath.Join(folder, "chapter-1.txt"), Force: true})
	require.ErrorContains(t, err, "is no folder")
}

func TestBadTargets(t *testing.T) {
	m := many(t, 1)
	for _, path := range []string{"", ".", "..", "/"} {
		_, err := export.Write(t.Context(), m, export.Options{Format: export.CSV, Path: path, Force: true})
		require.Error(t, err, path)
	}
	_, err := export.Write(t.Context(), m, export.Options{Format: export.CSV, Path: filepath.Join(t.TempDir(), "missing", "x.csv")})
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = export.Write(t.Context(), m, export.Options{Format: "xlsx", Path: filepath.Join(t.TempDir(), "x")})
	require.ErrorContains(t, err, `format "xlsx" is not known`)
}

// A path is a name, whatever it holds: the driver's options begin at a question
// mark.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"a?mode=memory", "50% #é"} {
		for _, format := range export.Formats() {
			path := filepath.Join(t.TempDir(), name)
			_, sum := write(t, many(t, 1), export.Options{Format: format, Path: path})
			require.EqualValues(t, 2, sum.Cases)
			left, err := os.ReadDir(filepath.Dir(path))
			require.NoError(t, err)
			require.Len(t, left, 1)
			require.Equal(t, name, left[0].Name())
		}
	}
}

// An empty ledger exports to files that say so.
func TestEmptyLedger(t *testing.T) {
	for _, format := range export.Formats() {
		_, sum := write(t, newMemory(t), export.Options{Format: format})
		require.Zero(t, sum.Cases)
		require.Zero(t, sum.Events)
		require.NotEmpty(t, sum.Files)
	}
}

func TestAsOfLeavesOutWhatWasLearnedLater(t *testing.T) {
	m := newMemory(t)
	m.add(t, chain("one", monday, "twitter", true))
	path, sum := write(t, m, export.Options{Format: export.CSV, Exact: true, AsOf: monday.Add(5 * time.Hour)})
	rows := records(t, path)
	require.EqualValues(t, len(rows), sum.Events)
	require.Equal(t, "emergency-asked", rows[len(rows)-1]["event"], "an event at 5 h that was learned a minute later is not known yet")
	_, sum = write(t, m, export.Options{Format: export.CSV, AsOf: monday.Add(-time.Hour)})
	require.Zero(t, sum.Cases)
}

func TestOpeningBounds(t *testing.T) {
	m := many(t, 12)
	opened := func(i int) time.Time { return monday.AddDate(0, 0, i).Add(time.Hour) }
	for _, c := range []struct {
		from, to time.Time
		cases    int
	}{
		{time.Time{}, time.Time{}, 13},
		{opened(3), time.Time{}, 10},
		{time.Time{}, opened(3), 3},
		{opened(3), opened(4), 1},
		{opened(20), time.Time{}, 0},
	} {
		_, sum := write(t, m, export.Options{Format: export.CSV, OpenedFrom: c.from, OpenedTo: c.to})
		require.EqualValues(t, c.cases, sum.Cases)
	}
}

// A party that is asked has the request as its case.
func TestAnotherPartysLedger(t *testing.T) {
	m := newMemory(t)
	s := &story{at: monday}
	s.tell(0, "req-1", casefile.EvServed, about("req-1", "twitter", "us.warrant"))
	s.tell(2, "req-1", casefile.EvAcknowledged, about("req-1", "twitter", "us.warrant"))
	s.tell(40, "req-1", casefile.EvDisclosed, about("req-1", "twitter", "us.warrant"))
	m.add(t, ledger.Delivery{Subject: "req-1", Work: "Disclosure", Jurisdiction: "us", Run: "r", Taken: monday, Facts: s.facts})
	path, _ := write(t, m, export.Options{Format: export.CSV, Exact: true})
	rows := records(t, path)
	require.Len(t, rows, 3)
	for _, r := range rows {
		require.Equal(t, "disclosure", r["gate"])
	}
	require.Equal(t, rows[0]["concept:instance"], rows[2]["concept:instance"])
}

func TestProgressCountsEveryCaseOfEveryPass(t *testing.T) {
	m := many(t, 4)
	for _, exact := range []bool{true, false} {
		steps := 0
		o := export.Options{Format: export.CSV, Exact: exact, Progress: func() { steps++ }}
		write(t, m, o)
		require.Equal(t, len(m.cases)*o.Passes(), steps)
	}
}
