package report_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"writ/ledger"
	"writ/ledger/population"
	"writ/report"
)

// Identification takes 9 days in the median, and everybody looks after 15. What
// is open by then took longer than what has closed: an average over the closed
// alone says 6 and a half days, and it is why no report prints one.
func TestTheMedianIsFoundAlthoughMostLongCasesAreOpen(t *testing.T) {
	const n, median, sigma, cutOff = 1000, 9.0, 0.9, 15.0
	b := newBooks()
	var closed []float64
	for i := range n {
		p := (float64((i*37)%n) + 0.5) / n // every quantile once, in some order
		took := median * math.Exp(sigma*distuv.UnitNormal.Quantile(p))
		if took > cutOff {
			b.add(told{holder: "x"}, cutOff)
			continue
		}
		b.add(told{end: ledger.Identified, ended: took, holder: "x"}, cutOff)
		closed = append(closed, took)
	}
	for _, exact := range []bool{false, true} {
		l := askLatency(t, b, report.LatencyQuery{Query: asOf(cutOff, exact)})
		e := l.All.Quantiles[1].Days
		require.LessOrEqual(t, float64(e.Lower), median)
		require.GreaterOrEqual(t, float64(e.Upper), median)
		require.InDelta(t, median, float64(e.Value), 0.1)
	}
	slices.Sort(closed)
	require.InDelta(t, 6.48, closed[len(closed)/2], 0.05, "what an average over closed cases would say")
	lower := askLatency(t, b, report.LatencyQuery{Query: asOf(cutOff, true)}).All.Quantiles[1].Days.Lower
	require.Less(t, closed[len(closed)/2], float64(lower), "and it lies outside of our interval")
}

var popAsOf = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// made is a made-up population as a source.
func made(cases int) *books {
	b := newBooks()
	b.batch = 512
	options := population.Options{Seed: 3, Cases: cases, From: popAsOf.AddDate(0, -8, 0), Until: popAsOf, AsOf: popAsOf.AddDate(70, 0, 0)}
	for batch := range population.Batches(options, false) {
		for _, l := range batch.Labels {
			b.dict[l.Code] = l
		}
		b.events = append(b.events, ledger.CaseEvents{Case: batch.Events[0].Case, Events: batch.Events})
	}
	return b
}

// A population that is looked at while many of its cases run: what will have come
// of them lies within the intervals of what is said now.
func TestWhatIsSaidNowHoldsLater(t *testing.T) {
	b := made(1000)
	horizons := []float64{14, 30, 60, 90}
	at := func(asOf time.Time) *report.Latency {
		return askLatency(t, b, report.LatencyQuery{Query: report.Query{AsOf: asOf, Exact: true}, Horizons: horizons})
	}
	now, later := at(popAsOf), at(popAsOf.AddDate(60, 0, 0))
	require.Greater(t, now.Censored, report.Count(100))
	require.Zero(t, later.Censored)
	for i, h := range horizons {
		e, truth := now.All.Ends[0].At[i], float64(later.All.Ends[0].At[i].Value)
		require.LessOrEqual(t, float64(e.Lower), truth, "day %v", h)
		require.GreaterOrEqual(t, float64(e.Upper), truth, "day %v", h)
	}
}

// All questions are answered over a population, labelled as made up.
func TestAllQuestionsOverAPopulation(t *testing.T) {
	b := made(400)
	q := report.Query{AsOf: popAsOf, Synthetic: "Nobody's cases."}
	r := report.New(b, func(_ ledger.Code, from, to int64) int64 { return to - from })
	by := []report.Dimension{report.ByHolder}
	l, err := r.Latency(t.Context(), report.LatencyQuery{Query: q, By: by})
	require.NoError(t, err)
	require.Equal(t, report.Count(400), l.N)
	require.NotNil(t, l.Test)
	working, err := r.Latency(t.Context(), report.LatencyQuery{Query: q, By: by, Clock: report.Working})
	require.NoError(t, err)
	require.Equal(t, l.All.Curve.Open, working.All.Curve.Open, "where every day is open, both clocks agree")
	hops, err := r.Latency(t.Context(), report.LatencyQuery{Query: q, Unit: report.PerHop, From: "served"})
	require.NoError(t, err)
	require.Greater(t, hops.Events, report.Count(100))
	d, err := r.Days(t.Context(), report.DaysQuery{Query: q, By: by, Seed: 1, Resamples: 40})
	require.NoError(t, err)
	require.NotEmpty(t, d.States)
	g, err := r.Breach(t.Context(), report.BreachQuery{Query: q})
	require.NoError(t, err)
	require.NotZero(t, g.Gates[0].Rank)
	c, err := r.Case(t.Context(), report.CaseQuery{Query: q, Case: b.events[0].Case, ID: "one"})
	require.NoError(t, err)
	require.NotEmpty(t, c.Spells)
	for _, result := range []report.Result{l, hops, d, g, c} {
		require.Contains(t, result.About().Notes, "Nobody's cases.")
		require.NotEmpty(t, result.Records().Rows)
	}
}
