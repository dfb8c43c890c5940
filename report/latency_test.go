package report_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/ledger"
	"writ/report"
)

// Five cases, by hand: identified on day 2 and on day 6, refused on day 4, open
// since day 3 and since day 10.
//
//	day 2: 5 at risk, 1 identified: F = 1/5, S = 4/5
//	day 3: 1 censored
//	day 4: 3 at risk, 1 refused: F_refused = 4/5 * 1/3, S = 8/15
//	day 6: 2 at risk, 1 identified: F = 1/5 + 8/15 * 1/2 = 7/15, S = 4/15
func five() *books {
	b := newBooks()
	b.add(told{opened: 0, end: ledger.Identified, ended: 2, holder: "x"}, 10)
	b.add(told{opened: 1, end: ledger.Identified, ended: 7, holder: "x"}, 10)
	b.add(told{opened: 2, end: ledger.Refused, ended: 6, holder: "y"}, 10)
	b.add(told{opened: 7, holder: "y"}, 10)
	b.add(told{opened: 0, holder: "x"}, 10)
	return b
}

func TestLatencyIsTheIncidenceAmongRivals(t *testing.T) {
	l := askLatency(t, five(), report.LatencyQuery{Query: asOf(10, true), Horizons: []float64{1, 2, 5, 6}})
	require.Equal(t, report.Count(5), l.N)
	require.Equal(t, report.Count(2), l.Events)
	require.Equal(t, report.Count(2), l.Censored)
	require.Equal(t, "identified", l.All.Ends[0].End)
	require.Equal(t, "refused", l.All.Ends[1].End)
	for i, want := range []float64{0, 1. / 5, 1. / 5, 7. / 15} {
		require.InDelta(t, want, float64(l.All.Ends[0].At[i].Value), 1e-12, "day %v", l.Horizons[i])
	}
	require.InDelta(t, 4./15, float64(l.All.Ends[1].Final.Value), 1e-12)
	require.Equal(t, []report.Count{5, 5, 2, 2}, l.All.AtRisk)
	require.InDelta(t, 6, float64(l.All.Quantiles[0].Days.Value), 1e-12, "a quarter is identified on day 6")
	require.False(t, l.All.Quantiles[1].Days.Value.Known(), "half never are")
	last := len(l.All.Curve.Days) - 1
	require.InDelta(t, 4./15, float64(l.All.Curve.Open[last]), 1e-12)
}

func TestLatencyByGroups(t *testing.T) {
	l := askLatency(t, five(), report.LatencyQuery{Query: asOf(10, true), By: []report.Dimension{report.ByHolder}})
	require.Len(t, l.Groups, 2)
	require.Equal(t, "x", l.Groups[0].Name)
	require.Equal(t, report.Count(3), l.Groups[0].N)
	require.NotNil(t, l.Test)
	require.Equal(t, "instrument", l.Test.Strata)
	require.Equal(t, 1, l.Test.DF)
}

func TestCohortsAreMadeByOpening(t *testing.T) {
	b := newBooks()
	b.add(told{opened: 0, end: ledger.Identified, ended: 40, holder: "x"}, 50)
	b.add(told{opened: 31, end: ledger.Identified, ended: 40, holder: "x"}, 50)
	l := askLatency(t, b, report.LatencyQuery{Query: asOf(50, true), By: []report.Dimension{report.ByCohort}})
	require.Equal(t, "2026-03", l.Groups[0].Name)
	require.Equal(t, "2026-04", l.Groups[1].Name)
	l = askLatency(t, b, report.LatencyQuery{Query: asOf(50, true), By: []report.Dimension{report.ByYear}})
	require.Len(t, l.Groups, 1)
	require.Equal(t, "2026", l.Groups[0].Name)
	require.Equal(t, report.Count(2), l.Groups[0].N)
}

func TestOtherMilestonesHaveTheEndsAsRivals(t *testing.T) {
	b := five()
	b.subjects[0].Marks[ledger.MarkServed] = day(1)
	l := askLatency(t, b, report.LatencyQuery{Query: asOf(10, true), To: casefile.MilestoneServed, Horizons: []float64{10}})
	require.Equal(t, []string{"served", "identified", "refused"}, []string{l.All.Ends[0].End, l.All.Ends[1].End, l.All.Ends[2].End})
	require.Equal(t, report.Count(1), l.All.Ends[0].N)
	require.Equal(t, report.Count(1), l.All.Ends[1].N, "identified without service")

	l = askLatency(t, b, report.LatencyQuery{Query: asOf(10, true), From: casefile.MilestoneServed})
	require.Equal(t, report.Count(1), l.N)
	require.Contains(t, fmt.Sprint(l.Notes), "4 more never reached the beginning")

	l = askLatency(t, b, report.LatencyQuery{Query: asOf(10, true), From: casefile.MilestoneIdentified, To: casefile.MilestoneServed})
	require.Equal(t, report.Count(1), l.N, "the other was never served, and ended when it was identified")
	require.Contains(t, fmt.Sprint(l.Notes), "1 more have the end before the beginning")
}

func TestNothingToMeasure(t *testing.T) {
	empty := askLatency(t, newBooks(), report.LatencyQuery{Query: asOf(10, false)})
	require.Zero(t, empty.N)
	require.Nil(t, empty.Test)
	open := newBooks()
	open.add(told{opened: 0, holder: "x"}, 10)
	one := askLatency(t, open, report.LatencyQuery{Query: asOf(10, true), Horizons: []float64{5, 20}})
	require.Zero(t, one.Events)
	require.Zero(t, float64(one.All.Ends[0].At[0].Value))
	require.False(t, one.All.Ends[0].At[1].Value.Known(), "nobody was followed for 20 days")
	for _, l := range []*report.Latency{empty, one} {
		_, err := json.Marshal(l)
		require.NoError(t, err)
		require.NotEmpty(t, l.Tables())
	}
}

func TestBadQuestionsSayWhatIsRight(t *testing.T) {
	b := five()
	for _, c := range []struct {
		q    report.LatencyQuery
		want string
	}{
		{report.LatencyQuery{}, `as-of "": want the instant`},
		{report.LatencyQuery{Query: asOf(1, false), From: "noticed"}, `from "noticed": want for a case one of detected, opened,`},
		{report.LatencyQuery{Query: asOf(1, false), From: "started"}, `from "started": want for a case one of`},
		{report.LatencyQuery{Query: asOf(1, false), Unit: report.PerHop, To: "identified"}, `want for a hop one of queued, started`},
		{report.LatencyQuery{Query: asOf(1, false), From: "served", To: "served"}, `another milestone`},
		{report.LatencyQuery{Query: asOf(1, false), By: []report.Dimension{"color"}}, `by "color": want one of holder, instrument`},
		{report.LatencyQuery{Query: asOf(1, false), By: []report.Dimension{"lane", "lane"}}, `each dimension once`},
		{report.LatencyQuery{Query: asOf(1, false), Unit: "day"}, `want case or hop`},
		{report.LatencyQuery{Query: asOf(1, false), Clock: "lunar"}, `want elapsed or working`},
		{report.LatencyQuery{Query: asOf(1, false), Clock: report.Working}, `no calendars here`},
		{report.LatencyQuery{Query: asOf(1, false), Horizons: []float64{-1}}, `days between 0 and`},
		{report.LatencyQuery{Query: report.Query{AsOf: zero, Holder: "z"}}, `holder "z": want one of x, y`},
		{report.LatencyQuery{Query: report.Query{AsOf: zero, Instrument: "z"}}, `knows no instrument yet`},
		{report.LatencyQuery{Query: report.Query{AsOf: zero, Lane: "fast"}}, `lane "fast": want ordinary, emergency or access`},
		{report.LatencyQuery{Query: report.Query{AsOf: zero, OpenedFrom: instant(2), OpenedTo: instant(1)}}, `after opened-from`},
	} {
		_, err := reporter(b).Latency(t.Context(), c.q)
		require.ErrorContains(t, err, c.want)
	}
}

// On working days the calendar of whoever held the clock counts.
func TestWorkingClock(t *testing.T) {
	b := newBooks()
	b.add(told{opened: 0, end: ledger.Identified, ended: 4, holder: "x"}, 10)
	working := func(party ledger.Code, from, to int64) int64 {
		if b.dict.Text(party) == "court" {
			return (to - from) / 2 // half of its days are open
		}
		return to - from
	}
	l, err := report.New(b, working).Latency(t.Context(), report.LatencyQuery{Query: asOf(10, true), Clock: report.Working, Horizons: []float64{2.9, 3}})
	require.NoError(t, err)
	require.Zero(t, float64(l.All.Ends[0].At[0].Value))
	require.InDelta(t, 1, float64(l.All.Ends[0].At[1].Value), 1e-12, "one of the court's two days, and two of the holder's")
}

// What is open and the shares of all ends sum to 1 at every step of every curve.
func TestSharesSumToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := someCases(t)
		l, err := reporter(b).Latency(t.Context(), report.LatencyQuery{Query: asOf(100, true), By: []report.Dimension{report.ByHolder}})
		require.NoError(t, err)
		for _, g := range append(l.Groups, l.All) {
			for i := range g.Curve.Days {
				sum := float64(g.Curve.Open[i])
				for _, e := range g.Curve.Ends {
					sum += float64(e[i])
				}
				require.InDelta(t, 1, sum, 1e-9)
			}
			var n report.Count
			for _, e := range g.Ends {
				n += e.N
			}
			require.Equal(t, g.N, n+g.Censored)
		}
	})
}

// someCases are random cases as of day 100.
func someCases(t *rapid.T) *books {
	b := newBooks()
	for range rapid.IntRange(1, 60).Draw(t, "cases") {
		c := told{
			opened: float64(rapid.IntRange(0, 99).Draw(t, "opened")), holder: rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "holder"),
			instrument: rapid.SampledFrom([]string{"", "warrant", "subpoena"}).Draw(t, "instrument"),
			end:        ledger.End(rapid.IntRange(0, int(ledger.NumEnds)-1).Draw(t, "end")),
		}
		c.ended = math.Min(100, c.opened+rapid.Float64Range(0, 50).Draw(t, "days"))
		b.add(c, 100)
	}
	return b
}
