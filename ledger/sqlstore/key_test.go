package sqlstore

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// A ledger remembers under which key it was written, and a reader that finds no
// mark leaves none.
func TestAnotherKeyIsRefused(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		require.NoError(t, s.CheckKey(t.Context(), 6, false))
		require.NoError(t, s.CheckKey(t.Context(), 7, true), "no mark was left by looking")
		require.NoError(t, s.CheckKey(t.Context(), 7, true))
		for _, set := range []bool{true, false} {
			err := s.CheckKey(t.Context(), 8, set)
			require.ErrorIs(t, err, ErrKey)
			require.NotErrorIs(t, err, ledger.ErrUnavailable)
		}
		require.NoError(t, s.CheckKey(t.Context(), 7, false))
	})
}

// A file that was deleted or replaced while it was open takes nothing more: what
// it would take is lost.
func TestADeletedFileTakesNothing(t *testing.T) {
	for name, replace := range map[string]bool{"deleted": false, "replaced": true} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.sqlite")
			s, err := OpenSQLite(t.Context(), path)
			require.NoError(t, err)
			defer s.Close()
			_, err = s.Append(t.Context(), ledger.Batch{Events: rows(5, 1, 1, 3)})
			require.NoError(t, err)
			for _, end := range []string{"", "-wal", "-shm"} {
				require.NoError(t, os.Remove(path+end))
			}
			if replace {
				other, err := OpenSQLite(t.Context(), path)
				require.NoError(t, err)
				defer other.Close()
			}
			_, err = s.Append(t.Context(), ledger.Batch{Events: rows(6, 1, 1, 3)})
			require.ErrorIs(t, err, ErrGone)
			require.ErrorIs(t, err, ledger.ErrUnavailable)
		})
	}
}
