package sqlstore

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// Text has no place in a ledger but in the dictionary of labels.
func TestSchemasHoldNumbersOnly(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		query := `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c
			JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind NOT IN ('i', 'I')`
		if d.name == "SQLite" {
			query = `SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type IN ('table', 'view')`
		}
		seen := map[string]bool{}
		err := s.view(t.Context(), "walk the schema", query, func(r *sql.Rows) error {
			var table, column, kind string
			if err := r.Scan(&table, &column, &kind); err != nil {
				return err
			}
			seen[table+"."+column] = true
			switch table + "." + column {
			case "label.label":
				return nil
			case "sealed.cases": // packed integers, of which the length is checked
				require.Equal(t, "blob", strings.ToLower(kind))
				return nil
			}
			require.Contains(t, []string{"integer", "bigint", "smallint"}, strings.ToLower(kind), "%s.%s", table, column)
			return nil
		})
		require.NoError(t, err)
		for _, column := range columns {
			require.True(t, seen["event."+column] && seen["aside."+column], "the walk missed %s", column)
		}
		require.True(t, seen["label.label"])
	})
}

// SQLite takes any value into any column unless it is told not to.
func TestSQLiteRefusesTextInNumbers(t *testing.T) {
	s := onSQLite(t).must(t)
	for statement, want := range map[string]string{
		"INSERT INTO event (" + columnList + ") VALUES ('someone'" + strings.Repeat(", 1", len(columns)-1) + ")": "cannot store TEXT value in INTEGER column",
		"INSERT INTO label (code, kind, label) VALUES (1, 'someone', 'x')":                                       "cannot store TEXT value in INTEGER column",
		"INSERT INTO sealed (segment, cases) VALUES (1, 'someone')":                                              "cannot store TEXT value in BLOB column",
		"INSERT INTO sealed (segment, cases) VALUES (1, x'736F6D656F6E65')":                                      "CHECK constraint failed",
	} {
		_, err := s.write.ExecContext(t.Context(), statement)
		require.ErrorContains(t, err, want)
	}
}

func TestOpenAgainFindsWhatWasThere(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s, err := d.open(t)
		require.NoError(t, err)
		appended(t, s, rows(5, 1, 1, 3)...)
		want := dump(t, s)
		require.NoError(t, s.Close())
		again, err := d.open(t, Existing())
		require.NoError(t, err)
		require.Equal(t, want, dump(t, again))
		require.NoError(t, again.Close())
	})
}

func TestExistingMakesNothing(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		for range 2 {
			_, err := d.open(t, Existing())
			require.ErrorIs(t, err, ErrNone)
			require.NotErrorIs(t, err, ledger.ErrUnavailable)
		}
	})
}

func TestManyOpenANewLedgerAtOnce(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				s, err := d.open(t)
				if err == nil {
					_, err = s.Append(t.Context(), ledger.Batch{Events: rows(ledger.Key(i+3), 1, 1, 2)})
					s.Close()
				}
				errs[i] = err
			})
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		counts, err := d.must(t).Counts(t.Context())
		require.NoError(t, err)
		require.Equal(t, ledger.Counts{Cases: 8, Events: 16}, counts)
	})
}

// A schema of a newer writ is left alone, and so is one of an older.
func TestOtherSchemasAreLeftAlone(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		knows, set := sqliteVersion, "PRAGMA user_version = %d"
		if d.name != "SQLite" {
			knows, set = postgresVersion, "UPDATE version SET number = %d"
		}
		for _, other := range []int{knows - 1, knows + 1} {
			_, err := s.write.ExecContext(t.Context(), fmt.Sprintf(set, other))
			require.NoError(t, err)
			_, err = d.open(t)
			require.ErrorContains(t, err, fmt.Sprintf("its schema has number %d and this writ knows %d: use the writ that wrote it", other, knows))
			require.NotErrorIs(t, err, ledger.ErrUnavailable)
		}
	})
}

func TestForeignFilesAreRefused(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "notes.txt")
	require.NoError(t, os.WriteFile(text, []byte(strings.Repeat("not a database\n", 1000)), 0o600))
	other := filepath.Join(folder, "other.sqlite")
	db, err := sql.Open("sqlite", other)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "CREATE TABLE event (a text)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	for path, want := range map[string]string{
		text:                                  "the file is no SQLite database",
		other:                                 "the file is a database of something else",
		filepath.Join(folder, "no", "ledger"): "its folder",
		folder:                                "unable to open database file",
	} {
		before, _ := os.ReadFile(path)
		_, err := OpenSQLite(t.Context(), path)
		require.ErrorContains(t, err, want)
		after, _ := os.ReadFile(path)
		require.Equal(t, before, after, "a file of somebody else is not touched")
	}
}

// A file whose pages were overwritten is an error that no retry will cure.
func TestDamagedFileIsAnError(t *testing.T) {
	d := onSQLite(t)
	s, err := d.open(t)
	require.NoError(t, err)
	for c := range ledger.Key(40) {
		appended(t, s, rows(c+3, 1, 1, 5)...)
	}
	path := s.name
	require.NoError(t, s.Close())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	for i := 4096; i < len(text); i++ {
		text[i] = 0xA5
	}
	require.NoError(t, os.WriteFile(path, text, 0o600))
	s, err = d.open(t)
	if err == nil {
		_, err = s.Append(t.Context(), ledger.Batch{Events: rows(5, 1, 1, 9)})
		require.NoError(t, s.Close())
	}
	require.ErrorContains(t, err, "malformed")
	require.NotErrorIs(t, err, ledger.ErrUnavailable)
}

func TestForeignSchemaIsRefused(t *testing.T) {
	d := onPostgres(t)
	s := d.must(t)
	_, err := s.write.ExecContext(t.Context(), "DROP TABLE version")
	require.NoError(t, err)
	_, err = d.open(t)
	require.ErrorContains(t, err, "the schema holds 4 tables of something else")
	_, err = OpenPostgres(t.Context(), "postgres://localhost", "")
	require.ErrorContains(t, err, "1 to 63 bytes")
	_, err = OpenPostgres(t.Context(), "postgres://writ:hunter2@localhost:nowhere/x", "p")
	require.ErrorContains(t, err, "the address of the ledger's database")
	require.NotContains(t, err.Error(), "hunter2")
}

func TestServerThatIsNotThereIsUnavailable(t *testing.T) {
	_, err := OpenPostgres(t.Context(), "postgres://writ:hunter2@127.0.0.1:1/postgres", "p")
	require.ErrorIs(t, err, ledger.ErrUnavailable)
	require.NotContains(t, err.Error(), "hunter2")
}
