package storage

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// everything asks for all that a scan can read.
func everything(q ledger.Query, work ledger.Work) ledger.Scan {
	subjects := q
	subjects.Work = work
	s := ledger.Scan{
		Subjects: &subjects, Spells: &q, Charges: &q,
		Columns: ledger.ByHolder | ledger.ByInstrument | ledger.ByJurisdiction | ledger.ByParty | ledger.ByLane | ledger.ByCohort,
	}
	for m := range ledger.NumMarks {
		s.Marks = append(s.Marks, m)
	}
	return s
}

// scanned are the rows of a scan by ascending case. A case that comes twice fails.
func scanned(t testing.TB, l *Ledger, s ledger.Scan) ledger.CaseRows {
	t.Helper()
	var mu sync.Mutex
	cases := map[ledger.Key]ledger.CaseRows{}
	var twice []ledger.Key
	require.NoError(t, l.Scan(t.Context(), s, func() func(*ledger.CaseRows) error {
		return func(r *ledger.CaseRows) error {
			mu.Lock()
			defer mu.Unlock()
			if _, seen := cases[r.Case]; seen {
				twice = append(twice, r.Case)
			}
			cases[r.Case] = ledger.CaseRows{Case: r.Case, Subjects: slices.Clone(r.Subjects), Spells: slices.Clone(r.Spells), Charges: slices.Clone(r.Charges)}
			return nil
		}
	}))
	require.Empty(t, twice)
	keys := []ledger.Key{}
	for k := range cases {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var all ledger.CaseRows
	for _, k := range keys {
		all.Subjects = append(all.Subjects, cases[k].Subjects...)
		all.Spells = append(all.Spells, cases[k].Spells...)
		all.Charges = append(all.Charges, cases[k].Charges...)
	}
	forget(&all)
	return all
}

// forget sets to 0 what a scan may leave out.
func forget(r *ledger.CaseRows) {
	for i := range r.Subjects {
		r.Subjects[i].Level, r.Subjects[i].Seen = 0, [ledger.NumMarks]int64{}
	}
	for i := range r.Spells {
		s := &r.Spells[i]
		s.Visit, s.EnterSeen, s.LeaveSeen = 0, 0, 0
	}
}

// requireScan asks that a scan says what the streams say: with the charges and
// without, of all steps and of hops.
func requireScan(t testing.TB, l *Ledger, q ledger.Query, said streams) {
	t.Helper()
	want := ledger.CaseRows{Subjects: slices.Clone(said.subjects), Spells: slices.Clone(said.spells), Charges: said.charges}
	forget(&want)
	require.Equal(t, want, scanned(t, l, everything(q, 0)))
	hops := everything(q, hopWork(t))
	hops.Charges = nil
	want.Subjects, want.Charges = slices.Clone(said.hops), nil
	forget(&want)
	require.Equal(t, want, scanned(t, l, hops))
}

// A scan reads few columns: what it does not read is 0, and what it reads is right.
func TestScanReadsWhatIsAskedFor(t *testing.T) {
	l := sealedLedger(t, made(11, 60))
	q := at(asOf)
	all := scanned(t, l, everything(q, 0))
	require.NotEmpty(t, all.Spells)
	some := scanned(t, l, ledger.Scan{Spells: &q, Columns: ledger.ByHolder})
	require.Empty(t, some.Subjects)
	require.Empty(t, some.Charges)
	require.Len(t, some.Spells, len(all.Spells))
	for i := range all.Spells {
		want, got := all.Spells[i], some.Spells[i]
		require.Equal(t, want.Holder, got.Holder)
		require.Equal(t, []int64{want.Enter, want.Leave, want.Due}, []int64{got.Enter, got.Leave, got.Due})
	}
	// By what is narrowed is read without being named.
	q.Holder = all.Spells[slices.IndexFunc(all.Spells, func(s ledger.Spell) bool { return s.Holder != 0 })].Holder
	narrow := scanned(t, l, ledger.Scan{Spells: &q})
	require.NotEmpty(t, narrow.Spells)
	require.Less(t, len(narrow.Spells), len(all.Spells))
}

func TestScanStopsAndRefuses(t *testing.T) {
	l := sealedLedger(t, made(12, 60))
	q := at(asOf)
	stop := errors.New("enough")
	var met atomic.Int64
	for _, at := range []int64{1, 40} { // in the database, and in a segment
		met.Store(0)
		err := l.Scan(t.Context(), ledger.Scan{Subjects: &q}, func() func(*ledger.CaseRows) error {
			return func(*ledger.CaseRows) error {
				if met.Add(1) == at {
					return stop
				}
				return nil
			}
		})
		require.ErrorIs(t, err, stop)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := l.Scan(ctx, ledger.Scan{Subjects: &q}, func() func(*ledger.CaseRows) error {
		return func(*ledger.CaseRows) error {
			cancel()
			return nil
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	nothing := func() func(*ledger.CaseRows) error {
		return func(*ledger.CaseRows) error { return nil }
	}
	require.ErrorContains(t, l.Scan(t.Context(), ledger.Scan{Subjects: &ledger.Query{}}, nothing), "as-of instant is missing")
	require.ErrorContains(t, l.Scan(t.Context(), ledger.Scan{}, nothing), "nothing is asked for")
	other := at(asOf.AddDate(0, 0, 1))
	require.ErrorContains(t, l.Scan(t.Context(), ledger.Scan{Subjects: &q, Spells: &other}, nothing), "at once")
}

// A scan of nothing, of one case, and of instants at which little was known.
func TestScanOfLittle(t *testing.T) {
	l := open(t, t.TempDir())
	requireScan(t, l, at(asOf), streamed(t, l, at(asOf)))
	fill(t, l, made(10, 1))
	for range 2 {
		for _, then := range []time.Time{time.Unix(1, 0), asOf.AddDate(-1, 0, 0), asOf, asOf.AddDate(10, 0, 0)} {
			requireScan(t, l, at(then), streamed(t, l, at(then)))
		}
		_, err := l.Seal(t.Context(), 1)
		require.NoError(t, err)
	}
}

// Scans beside writers hold each case that was there before, once.
func TestScanBesideWriters(t *testing.T) {
	batches := made(13, 30)
	where := t.TempDir()
	l := open(t, where)
	fill(t, l, batches)
	first := []ledger.Key{}
	for _, b := range batches {
		first = append(first, b.Events[0].Case)
	}
	slices.SortFunc(first, cmp.Compare)
	done := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		defer close(done)
		for range 12 {
			_, err := l.Seal(t.Context(), 1)
			require.NoError(t, err)
			for _, b := range batches[:5] {
				unsealed(t, l, b.Events[0].Case)
			}
		}
	})
	q := at(asOf)
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		got := []ledger.Key{}
		for _, s := range scanned(t, l, ledger.Scan{Subjects: &q}).Subjects {
			got = append(got, s.Case)
		}
		require.Equal(t, first, got)
	}
	writer.Wait()
}

// A case that goes from one place to another and on during a scan is counted once.
func TestScanWhileCasesMove(t *testing.T) {
	l := sealedLedger(t, made(14, 24))
	q := at(asOf)
	all := keysOf(scanned(t, l, ledger.Scan{Subjects: &q}).Subjects)
	cases, err := l.folder.Sealed(t.Context(), all...)
	require.NoError(t, err)
	require.Greater(t, len(cases), 5)
	seal := func() {
		_, err := l.Seal(t.Context(), 1)
		require.NoError(t, err)
	}
	unseal := func() {
		for key := range cases {
			unsealed(t, l, key)
		}
	}
	for _, x := range []struct{ before, first, then func() }{
		{seal, func() {}, func() { unseal(); seal() }}, // to another segment
		{unseal, seal, unseal},                         // into a segment and back
		{unseal, seal, func() { unseal(); seal() }},
		{seal, unseal, seal},
	} {
		x.before()
		first := sync.OnceFunc(x.first) // the manifest was read by then
		then := sync.OnceFunc(x.then)   // and the database, as far as the first page
		var mu sync.Mutex
		var met []ledger.Key
		require.NoError(t, l.Scan(t.Context(), ledger.Scan{Subjects: &q}, func() func(*ledger.CaseRows) error {
			first()
			return func(r *ledger.CaseRows) error {
				then()
				mu.Lock()
				defer mu.Unlock()
				met = append(met, r.Case)
				return nil
			}
		}))
		slices.Sort(met)
		require.Equal(t, all, met)
	}
}

// unsealed takes a case out of its segment, as a late fact does.
func unsealed(t testing.TB, l *Ledger, key ledger.Key) {
	t.Helper()
	sealed, err := l.folder.Sealed(t.Context(), key)
	require.NoError(t, err)
	for _, c := range sealed {
		held, err := l.folder.sealedEvents(c)
		require.NoError(t, err)
		require.NoError(t, l.folder.Unseal(t.Context(), key, held))
	}
}

func keysOf(subjects []ledger.Subject) (keys []ledger.Key) {
	for i := range subjects {
		keys = append(keys, subjects[i].Case)
	}
	return keys
}
