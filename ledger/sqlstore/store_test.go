package sqlstore

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

func TestAppendTwiceIsAppendOnce(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		require.Equal(t, ledger.Appended{New: 3}, appended(t, s, rows(5, 1, 1, 3)...))
		before := dump(t, s)
		require.Equal(t, ledger.Appended{Repeated: 3}, appended(t, s, rows(5, 1, 1, 3)...))
		require.Equal(t, ledger.Appended{New: 1, Repeated: 2}, appended(t, s, append(rows(5, 1, 2, 4), rows(5, 1, 2, 2)...)[:3]...))
		require.NotEqual(t, before, dump(t, s))
		require.Equal(t, ledger.Appended{New: 1, Repeated: 1}, appended(t, s, row(6, 1, 1), row(6, 1, 1)), "twice in one batch")
		require.Equal(t, ledger.Appended{}, appended(t, s))
		counts, err := s.Counts(t.Context())
		require.NoError(t, err)
		require.Equal(t, ledger.Counts{Cases: 2, Events: 5}, counts)
	})
}

func TestRowsComeBackAsTheyWere(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		want := rows(5, 1<<63-1, 1, 2)
		appended(t, s, want...)
		for c, err := range s.Cases(t.Context()) {
			require.NoError(t, err)
			require.Equal(t, ledger.CaseEvents{Case: 5, Events: want}, c)
		}
	})
}

func TestConflictIsAnAlarmAndNoOverwrite(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		appended(t, s, rows(5, 1, 1, 3)...)
		before := dump(t, s)
		other := row(5, 1, 2)
		other.At++
		for range 2 {
			require.Equal(t, ledger.Appended{Conflicts: 1}, appended(t, s, other))
		}
		require.Equal(t, before, dump(t, s))
		found, err := s.Incidents(t.Context())
		require.NoError(t, err)
		require.Len(t, found, 1, "told twice, it is one incident")
		require.False(t, found[0].Found.IsZero())
		require.Equal(t, ledger.Incident{Found: found[0].Found, Kind: ledger.Conflict, Held: row(5, 1, 2), Rejected: other}, found[0])
		counts, err := s.Counts(t.Context())
		require.NoError(t, err)
		require.Equal(t, ledger.Counts{Cases: 1, Events: 3, Incidents: 1}, counts)
	})
}

func TestResetKeepsTheOldRowsAside(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		appended(t, s, append(rows(5, 1, 1, 4), rows(5, 8, 1, 2)...)...)
		again := row(5, 1, 2)
		again.Run, again.Taken, again.Seen = 77, again.Taken+1000, again.Seen+1000
		require.Equal(t, ledger.Appended{New: 1, Superseded: 3}, appended(t, s, again))
		require.Equal(t, ledger.Appended{Repeated: 3}, appended(t, s, rows(5, 1, 2, 4)...), "the old run, told again")
		require.Equal(t, ledger.Appended{Superseded: 1}, appended(t, s, row(5, 1, 5)), "the old run, told late")
		for c, err := range s.Cases(t.Context(), 5) {
			require.NoError(t, err)
			require.Equal(t, append([]ledger.Event{row(5, 1, 1), again}, rows(5, 8, 1, 2)...), c.Events, "another step is not touched")
		}
		found, err := s.Incidents(t.Context())
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.Equal(t, ledger.Incident{Found: found[0].Found, Kind: ledger.Reset, Held: again, Rejected: row(5, 1, 2)}, found[0])
	})
}

func TestLabels(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		isp := ledger.Label{Code: 41, Kind: ledger.HolderLabel, Text: "verizon"}
		court := ledger.Label{Code: 40, Kind: ledger.PartyLabel, Text: "manhattan-court"}
		for range 2 {
			_, err := s.Append(t.Context(), ledger.Batch{Labels: []ledger.Label{isp, court}})
			require.NoError(t, err)
		}
		// Also to a store that has not seen them itself.
		other := d.must(t)
		_, err := other.Append(t.Context(), ledger.Batch{
			Events: []ledger.Event{row(5, 1, 1)}, Labels: []ledger.Label{{Code: 41, Kind: ledger.HolderLabel, Text: "comcast"}},
		})
		require.ErrorContains(t, err, `code 41 stands for the holder "verizon", and cannot stand for the holder "comcast" too`)
		require.NotErrorIs(t, err, ledger.ErrUnavailable)
		_, err = s.Append(t.Context(), ledger.Batch{Labels: []ledger.Label{{Code: 41, Kind: ledger.PartyLabel, Text: "verizon"}}})
		require.ErrorContains(t, err, `the holder "verizon", and cannot stand for the party "verizon" too`)
		require.Empty(t, dump(t, s), "a batch is taken whole or not at all")
		dict, err := s.Dict(t.Context())
		require.NoError(t, err)
		require.Equal(t, ledger.Dict{40: court, 41: isp}, dict)
	})
}

func TestCasesComeByKeyWhateverThePages(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		const page = 50
		s, err := d.open(t, func(o *options) { o.page = page })
		require.NoError(t, err)
		defer s.Close()
		var all []ledger.Event
		// One case is larger than a page, and ends of pages fall into cases.
		for c, n := range map[ledger.Key]int64{3: 10, 4: page + 10, 6: page, 9: 1, 1<<63 - 1: 20} {
			all = append(all, rows(c, 1, 1, n)...)
		}
		for c := ledger.Key(100); c < 130; c++ {
			all = append(all, rows(c, 1, 1, 9)...)
		}
		appended(t, s, all...)
		var last ledger.Key
		var n int
		for c, err := range s.Cases(t.Context()) {
			require.NoError(t, err)
			require.Greater(t, c.Case, last)
			last = c.Case
			for i, e := range c.Events {
				require.Equal(t, row(c.Case, 1, int64(i+1)), e)
			}
			n += len(c.Events)
		}
		require.Equal(t, len(all), n)
		var some []ledger.Key
		for c, err := range s.Cases(t.Context(), 110, 9, 9, 5, 3) {
			require.NoError(t, err)
			some = append(some, c.Case)
		}
		require.Equal(t, []ledger.Key{3, 9, 110}, some)
		for range s.Cases(t.Context()) {
			break // a reader may stop where it likes
		}
	})
}

// A reader in the middle of its cases holds up no writer, not even its own.
func TestReadingDoesNotBlockWriting(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		appended(t, s, append(rows(5, 1, 1, 3), rows(7, 1, 1, 3)...)...)
		for c, err := range s.Cases(t.Context()) {
			require.NoError(t, err)
			require.Equal(t, ledger.Appended{New: 1}, appended(t, s, row(c.Case, 2, 1)))
		}
	})
}

func TestCancelledCallIsNotUnavailable(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s := d.must(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.Append(ctx, ledger.Batch{Events: []ledger.Event{row(5, 1, 1)}})
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, ledger.ErrUnavailable)
		require.Equal(t, ledger.Appended{New: 1}, appended(t, s, row(5, 1, 1)))
	})
}

// Two workers write the same cases, each everything, in batches that overlap.
func TestTwoWritersAtOnce(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		const cases, each = 8, 12
		stores := []*Store{d.must(t), d.must(t)}
		var mu sync.Mutex
		var sum ledger.Appended
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				for n := int64(1); n <= each; n++ {
					var events []ledger.Event
					for c := range ledger.Key(cases) {
						// In another order, so that their locks could cross.
						k := (c*ledger.Key(2*w+1))%cases + 3
						events = append(events, row(k, 1, n), row(k, 1, max(n-1, 1)))
					}
					done, err := stores[w%2].Append(context.Background(), ledger.Batch{Events: events})
					mu.Lock()
					require.NoError(t, err)
					sum.New += done.New
					sum.Conflicts += done.Conflicts
					sum.Superseded += done.Superseded
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		require.Equal(t, ledger.Appended{New: cases * each}, sum, "each row was new once")
		var n int
		for c, err := range stores[0].Cases(t.Context()) {
			require.NoError(t, err)
			require.Equal(t, rows(c.Case, 1, 1, each), c.Events)
			n++
		}
		require.Equal(t, cases, n)
	})
}

func TestErrorsNameTheLedger(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		s, err := d.open(t)
		require.NoError(t, err)
		require.NoError(t, s.Close())
		_, err = s.Append(t.Context(), ledger.Batch{Events: rows(5, 1, 1, 1)})
		require.ErrorContains(t, err, s.name)
		for _, err := range s.Cases(t.Context()) {
			require.Error(t, err)
		}
		require.False(t, errors.Is(err, ledger.ErrUnavailable), "a store that was closed stays closed")
	})
}
