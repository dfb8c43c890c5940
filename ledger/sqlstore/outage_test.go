package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/internal/pgtest"
	"writ/ledger"
)

// insist appends as a worker does: again while the ledger is not available.
func insist(ctx context.Context, s ledger.Store, events []ledger.Event, failed func()) error {
	for {
		_, err := s.Append(ctx, ledger.Batch{Events: events})
		if !errors.Is(err, ledger.ErrUnavailable) {
			return err
		}
		failed()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// The server dies in the middle of two writers and comes back: each row is there
// once, also of batches whose end nobody heard of.
func TestServerStopsInMidRun(t *testing.T) {
	server := pgtest.Start(t)
	const cases, each, stopAt = 5, 20, 5
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	half, down := make(chan struct{}), make(chan struct{})
	var reachHalf, seeDown sync.Once
	var wg sync.WaitGroup
	errs := make([]error, 2)
	stores := make([]*Store, 2)
	for w := range stores {
		s, err := OpenPostgres(ctx, server.URL, "party")
		require.NoError(t, err)
		defer s.Close()
		stores[w] = s
		wg.Go(func() {
			for n := int64(1); n <= each && errs[w] == nil; n++ {
				var events []ledger.Event
				for c := range ledger.Key(cases) {
					events = append(events, row(c+3, ledger.Key(w+1), n))
				}
				errs[w] = insist(ctx, s, events, func() { seeDown.Do(func() { close(down) }) })
				if n == stopAt {
					reachHalf.Do(func() { close(half) })
				}
			}
		})
	}
	await(t, ctx, half)
	server.Stop(t)
	await(t, ctx, down)
	for _, err := range stores[0].Cases(ctx) {
		require.ErrorIs(t, err, ledger.ErrUnavailable)
	}
	server.Restart(t)
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
	for c, err := range stores[0].Cases(ctx) {
		require.NoError(t, err)
		require.Equal(t, append(rows(c.Case, 1, 1, each), rows(c.Case, 2, 1, each)...), c.Events)
	}
	counts, err := stores[1].Counts(ctx)
	require.NoError(t, err)
	require.Equal(t, ledger.Counts{Cases: cases, Events: cases * 2 * each}, counts)
}

func await(t *testing.T, ctx context.Context, done chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-ctx.Done():
		t.Fatal("the writers did not come so far")
	}
}

// A file that may not grow any more is full like a disk. Whatever was taken stays,
// what was not is told again, and when there is room everything goes on.
func TestFullDatabaseFile(t *testing.T) {
	s := onSQLite(t).must(t)
	limit := func(pages int) {
		var now int
		require.NoError(t, s.write.QueryRowContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Scan(&now))
	}
	limit(30)
	fill(t, s, func() { limit(1 << 30) })
}

// fill appends until the disk is full, makes room, and goes on.
func fill(t *testing.T, s *Store, makeRoom func()) {
	t.Helper()
	batch := func(n int) []ledger.Event { return rows(ledger.Key(n+3), 1, 1, 50) }
	full := 0
	for ; ; full++ {
		_, err := s.Append(t.Context(), ledger.Batch{Events: batch(full)})
		if err != nil {
			require.ErrorIs(t, err, ledger.ErrUnavailable)
			break
		}
		require.Less(t, full, 20_000, "the disk does not get full")
	}
	require.Positive(t, full, "it was full from the beginning")
	require.Len(t, rowsOf(t, s, 3), 50, "what is there can be read")
	require.Empty(t, rowsOf(t, s, ledger.Key(full+3)), "a batch is taken whole or not at all")
	makeRoom()
	// The last that were taken are told again, and more follow.
	for n := max(0, full-2); n < full+5; n++ {
		require.NoError(t, insist(t.Context(), s, batch(n), func() {}))
	}
	counts, err := s.Counts(t.Context())
	require.NoError(t, err)
	require.Equal(t, ledger.Counts{Cases: int64(full + 5), Events: int64(full+5) * 50}, counts)
}

// Somebody holds the ledger for longer than a writer waits.
func TestLockedLedgerIsUnavailable(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		d.must(t)
		s, err := d.open(t, func(o *options) { o.patience = 20 * time.Millisecond })
		require.NoError(t, err)
		defer s.Close()
		other := d.must(t)
		tx, err := other.write.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		_, err = tx.ExecContext(t.Context(), map[string]string{"SQLite": "DELETE FROM label", "PostgreSQL": "LOCK TABLE event"}[d.name])
		require.NoError(t, err)
		_, err = s.Append(t.Context(), ledger.Batch{Events: rows(5, 1, 1, 1)})
		require.ErrorIs(t, err, ledger.ErrUnavailable)
		require.NoError(t, tx.Rollback())
		require.Equal(t, 1, appended(t, s, rows(5, 1, 1, 1)...).New)
	})
}
