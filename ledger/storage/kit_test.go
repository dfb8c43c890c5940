package storage

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/latency"
	"writ/ledger"
	"writ/ledger/population"
)

// The population that these tests count: made up, three years up to an instant at
// which some of its cases are open.
var asOf = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)

func made(seed uint64, n int) []ledger.Batch {
	o := population.Options{Seed: seed, Cases: n, From: asOf.AddDate(-2, 0, 0), Until: asOf, AsOf: asOf}
	return slices.Collect(population.Batches(o, false))
}

func open(t testing.TB, where string) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), Options{Where: where, Party: "nypd"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}

// small makes a ledger take few cases for a segment, so that a test has several.
func small(l *Ledger) *Ledger {
	l.folder.sizes = sizes{imported: 24, least: 6, told: 12}
	return l
}

func fill(t testing.TB, l *Ledger, batches []ledger.Batch) {
	t.Helper()
	for some := range slices.Chunk(batches, 100) {
		var together ledger.Batch
		for _, b := range some {
			together.Events = append(together.Events, b.Events...)
			together.Labels = append(together.Labels, b.Labels...)
		}
		slices.SortFunc(together.Labels, func(a, b ledger.Label) int { return cmp.Compare(a.Code, b.Code) })
		together.Labels = slices.Compact(together.Labels)
		_, err := l.Append(t.Context(), together)
		require.NoError(t, err)
	}
}

// sealedLedger is a ledger of which the closed cases lie in a segment.
func sealedLedger(t testing.TB, batches []ledger.Batch) *Ledger {
	t.Helper()
	l := open(t, t.TempDir())
	fill(t, l, batches)
	n, err := l.Seal(t.Context(), 1)
	require.NoError(t, err)
	require.Greater(t, n, len(batches)/2)
	return l
}

// took sums up what an import told.
type took struct {
	ledger.Appended
	cases  int
	errors []error
}

func importAll(t testing.TB, l *Ledger, cases iter.Seq[ledger.Batch]) took {
	t.Helper()
	var sum took
	require.NoError(t, l.Import(t.Context(), cases, func(_ ledger.Batch, a ledger.Appended, err error) {
		sum.cases++
		sum.New += a.New
		sum.Repeated += a.Repeated
		sum.Conflicts += a.Conflicts
		sum.Superseded += a.Superseded
		if err != nil {
			sum.errors = append(sum.errors, err)
		}
	}))
	return sum
}

func at(then time.Time) ledger.Query { return ledger.Query{AsOf: then} }

// answers is everything that a ledger says, in one form: two ledgers that know
// the same say the same, byte for byte. A scan says the same as the streams.
func answers(t testing.TB, l *Ledger, q ledger.Query) string {
	t.Helper()
	s := streamed(t, l, q)
	requireScan(t, l, q, s)
	tables, err := l.Life(t.Context(), ledger.LifeQuery{Query: q, By: ledger.ByHolder | ledger.ByStage | ledger.ByCohort, Bin: time.Hour})
	require.NoError(t, err)
	var out strings.Builder
	lines(&out, s.subjects)
	lines(&out, s.hops)
	lines(&out, s.spells)
	lines(&out, s.charges)
	out.WriteString(lifeText(tables))
	return out.String()
}

func lines[R any](out *strings.Builder, rows []R) {
	for _, r := range rows {
		fmt.Fprintf(out, "%+v\n", r)
	}
}

// streams are all rows that a ledger streams, in order.
type streams struct {
	subjects, hops []ledger.Subject
	spells         []ledger.Spell
	charges        []ledger.Charge
}

func streamed(t testing.TB, l *Ledger, q ledger.Query) streams {
	t.Helper()
	hops := q
	hops.Work = hopWork(t)
	return streams{
		subjects: ordered(t, l.Subjects, q, func(r ledger.Subject) ledger.Key { return r.Case }),
		hops:     ordered(t, l.Subjects, hops, func(r ledger.Subject) ledger.Key { return r.Case }),
		spells:   ordered(t, l.Spells, q, func(r ledger.Spell) ledger.Key { return r.Case }),
		charges:  ordered(t, l.Charges, q, func(r ledger.Charge) ledger.Key { return r.Case }),
	}
}

func hopWork(t testing.TB) ledger.Work {
	t.Helper()
	hop, err := ledger.WorkOf("Hop")
	require.NoError(t, err)
	return hop
}

// ordered are the rows of a stream, whose cases come by ascending key.
func ordered[R any](t testing.TB, stream func(context.Context, ledger.Query, func([]R) error) error, q ledger.Query, caseOf func(R) ledger.Key) []R {
	t.Helper()
	var all []R
	require.NoError(t, stream(t.Context(), q, func(rows []R) error {
		all = append(all, rows...)
		return nil
	}))
	require.True(t, slices.IsSortedFunc(all, func(a, b R) int { return cmp.Compare(caseOf(a), caseOf(b)) }), "cases come by ascending key")
	return all
}

func lifeText(tables map[ledger.Group]*latency.Life) string {
	lines := []string{}
	for g, life := range tables {
		lines = append(lines, fmt.Sprintf("%+v %v", g, life.Cells()))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func events(t testing.TB, l *Ledger) map[ledger.Key][]ledger.Event {
	t.Helper()
	all := map[ledger.Key][]ledger.Event{}
	for c, err := range l.Cases(t.Context()) {
		require.NoError(t, err)
		require.NotContains(t, all, c.Case)
		all[c.Case] = c.Events
	}
	return all
}

func count(t testing.TB, l *Ledger) ledger.Counts {
	t.Helper()
	c, err := l.Counts(t.Context())
	require.NoError(t, err)
	return c
}

func total(batches []ledger.Batch) (n int) {
	for _, b := range batches {
		n += len(b.Events)
	}
	return n
}
