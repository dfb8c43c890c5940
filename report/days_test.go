package report_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/ledger"
	"writ/report"
)

// Two cases, by hand, to day 10: one ends on day 4, half of it at court; one is
// open since day 0, half of its 10 days at court.
//
// Until day 2 both are at court. Then one goes to the holder, and ends on day 4;
// the other goes there on day 5. Mean days: court (2+5)/2, holder (2+5)/2, ended
// 6/2.
func TestDaysAreTheMeanTimeInEachState(t *testing.T) {
	b := newBooks()
	b.add(told{end: ledger.Identified, ended: 4, holder: "x"}, 10)
	b.add(told{holder: "x"}, 10)
	d, err := reporter(b).Days(t.Context(), report.DaysQuery{Query: asOf(10, true), Tau: 10, Resamples: 50})
	require.NoError(t, err)
	require.Equal(t, report.Count(2), d.N)
	require.Equal(t, report.Count(1), d.Events)
	got := map[string]float64{}
	for _, s := range d.Parties {
		got[s.Name] = float64(s.Days.Value)
	}
	require.InDelta(t, 3.5, got["court"], 1e-9)
	require.InDelta(t, 3.5, got["x"], 1e-9)
	require.InDelta(t, 3, got["ended: identified"], 1e-9)

	require.Equal(t, int64(4*dayLength), d.Closed.Total, "of the closed case, to the second")
	require.Len(t, d.Closed.Parts, 2)
	require.Equal(t, int64(2*dayLength), d.Closed.Parts[0].Seconds)
}

func TestAHorizonThatNobodyWasFollowedToIsBroughtDown(t *testing.T) {
	b := newBooks()
	b.add(told{holder: "x"}, 10)
	b.add(told{opened: 4, end: ledger.Identified, ended: 6, holder: "x"}, 10)
	d, err := reporter(b).Days(t.Context(), report.DaysQuery{Query: asOf(10, true)})
	require.NoError(t, err)
	require.InDelta(t, 10, float64(d.Tau), 1e-9)
	empty, err := reporter(newBooks()).Days(t.Context(), report.DaysQuery{Query: asOf(10, false)})
	require.NoError(t, err)
	require.Zero(t, empty.N)
	require.NotEmpty(t, empty.Tables())
}

// The mean days of all parties, of all stages and of all states sum to the
// horizon, and the parts of closed cases to their total, whatever the cases.
func TestDaysSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := someCases(t)
		exact := rapid.Bool().Draw(t, "exact")
		d, err := reporter(b).Days(t.Context(), report.DaysQuery{
			Query: asOf(100, exact), Tau: rapid.Float64Range(1, 120).Draw(t, "tau"), Resamples: 3,
		})
		require.NoError(t, err)
		for _, list := range [][]report.Stay{d.Parties, d.Stages, d.States} {
			if !d.N.Known() {
				require.Empty(t, list)
				continue
			}
			sum := 0.0
			for _, s := range list {
				sum += float64(s.Days.Value)
			}
			require.InDelta(t, float64(d.Tau), sum, 1e-6)
		}
		if d.Closed == nil {
			return
		}
		var parts, cases int64
		for _, p := range d.Closed.Parts {
			parts += p.Seconds
		}
		require.Equal(t, d.Closed.Total, parts)
		if !exact {
			return
		}
		for _, s := range b.subjects {
			if s.End != ledger.Open {
				cases += s.Marks[ledger.MarkEnded] - s.Marks[ledger.MarkOpened]
			}
		}
		require.Equal(t, cases, d.Closed.Total)
	})
}

// The second month is slower by its mix alone: each kind keeps its pace.
func TestDifferencesAreMixOrPace(t *testing.T) {
	b := newBooks()
	add := func(n int, opened, lasts float64, instrument string) {
		for range n {
			b.add(told{opened: opened, end: ledger.Identified, ended: opened + lasts, holder: "x", instrument: instrument}, 200)
		}
	}
	add(30, 1, 4, "subpoena")
	add(10, 1, 20, "warrant")
	add(10, 35, 4, "subpoena")
	add(30, 35, 20, "warrant")
	d, err := reporter(b).Days(t.Context(), report.DaysQuery{Query: asOf(200, false), By: []report.Dimension{report.ByCohort}, Resamples: 2})
	require.NoError(t, err)
	require.Len(t, d.Differences, 1)
	diff := d.Differences[0]
	require.Equal(t, []string{"2026-03", "2026-04"}, []string{diff.A, diff.B})
	require.InDelta(t, 8, float64(diff.DaysA), 1e-9)
	require.InDelta(t, 16, float64(diff.DaysB), 1e-9)
	require.InDelta(t, 8, float64(diff.Mix), 1e-9)
	require.InDelta(t, 0, float64(diff.Rate), 1e-9)
	require.Equal(t, "instrument", diff.Within)
	require.Equal(t, "Cases of 2026-04 take 8.0 days more than those of 2026-03 in the first 20: their mix of instruments adds 8.0 days, and within the same instrument they take as long.", diff.Sentence)
	tables := d.Tables()
	require.Contains(t, tables[len(tables)-1].Notes, diff.Sentence)

	_, err = reporter(b).Days(t.Context(), report.DaysQuery{Query: asOf(200, false), By: []report.Dimension{report.ByCohort, report.ByLane}})
	require.ErrorContains(t, err, "one dimension")
}

// Intervals come from drawing cases again: the same seed gives the same.
func TestIntervalsAreReproducible(t *testing.T) {
	b := newBooks()
	for i := range 40 {
		b.add(told{end: ledger.Identified, ended: 2 + float64(i%7), holder: "x"}, 50)
	}
	ask := func(seed uint64) *report.Days {
		d, err := reporter(b).Days(t.Context(), report.DaysQuery{Query: asOf(50, false), Tau: 30, Resamples: 60, Seed: seed})
		require.NoError(t, err)
		return d
	}
	one, again, other := ask(1), ask(1), ask(2)
	require.Equal(t, one, again)
	require.NotEqual(t, one.Parties[0].Days, other.Parties[0].Days)
	e := one.Parties[0].Days
	require.Less(t, float64(e.Lower), float64(e.Value))
	require.Greater(t, float64(e.Upper), float64(e.Value))
}
