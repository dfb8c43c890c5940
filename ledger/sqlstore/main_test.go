package sqlstore

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/internal/pgtest"
	"writ/ledger"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(writerFile); path != "" {
		writeForever(path)
	}
	os.Exit(pgtest.Main(m))
}

// numFields is how many fields an event has.
func numFields() int { return reflect.TypeFor[ledger.Event]().NumField() }

// database is a place for one ledger: open opens it, as often as one likes.
type database struct {
	name string
	open func(t testing.TB, opts ...Option) (*Store, error)
}

var schemas atomic.Int64

// eachDatabase runs a test on an empty SQLite file and on an empty PostgreSQL
// schema: one suite for both.
func eachDatabase(t *testing.T, test func(t *testing.T, d database)) {
	t.Run("SQLite", func(t *testing.T) { test(t, onSQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, onPostgres(t)) })
}

func onSQLite(t testing.TB) database {
	path := filepath.Join(t.TempDir(), "ledger.sqlite")
	return database{"SQLite", func(t testing.TB, opts ...Option) (*Store, error) {
		s, err := OpenSQLite(context.Background(), path, opts...)
		if err != nil {
			return nil, err
		}
		return s.Store, nil
	}}
}

func onPostgres(t testing.TB) database {
	url := pgtest.Shared(t).URL
	schema := fmt.Sprintf("party-%d", schemas.Add(1))
	return database{"PostgreSQL", func(t testing.TB, opts ...Option) (*Store, error) {
		return OpenPostgres(context.Background(), url, schema, opts...)
	}}
}

// must opens the store and closes it with the test.
func (d database) must(t testing.TB) *Store {
	t.Helper()
	s, err := d.open(t)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// dump is all that holds, as text.
func dump(t require.TestingT, s ledger.Store, only ...ledger.Key) string {
	var b strings.Builder
	for c, err := range s.Cases(context.Background(), only...) {
		require.NoError(t, err)
		fmt.Fprintf(&b, "case %d\n", c.Case)
		for _, e := range c.Events {
			require.Equal(t, c.Case, e.Case)
			fmt.Fprintf(&b, "  %+v\n", e)
		}
	}
	return b.String()
}

// row is a row with something in every field.
func row(c, step ledger.Key, seq int64) ledger.Event {
	return ledger.Event{
		Case: c, Step: step, Seq: seq, Run: 1 << 62, Taken: 1_700_000_000_000 + seq,
		At: 1_700_000_000 + seq, Seen: 1_700_000_100 + seq, Due: 1_700_900_000, Until: 1_701_000_000,
		Work: 2, Kind: 250, Stage: 4, Lane: 1, Level: 3, Flags: ledger.Turn | ledger.Subscriber,
		By: 11, Awaiting: 12, Holder: 13, Instrument: 14, Jurisdiction: 15, Cause: 16, After: 17, From: 18, Request: 1<<63 - 1,
	}
}

func rows(c, step ledger.Key, from, to int64) []ledger.Event {
	var list []ledger.Event
	for n := from; n <= to; n++ {
		list = append(list, row(c, step, n))
	}
	return list
}

func appended(t require.TestingT, s ledger.Store, events ...ledger.Event) ledger.Appended {
	done, err := s.Append(context.Background(), ledger.Batch{Events: events})
	require.NoError(t, err)
	return done
}
