package report

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/latency"
	"writ/ledger"
)

// some are cases that wait in place 0, then in place 1, and end in place 2 unless
// they are cut off; in seconds, whole hours.
func some(n int, each func(key ledger.Key, stretches []stretch, total int64, end int)) {
	r := rand.New(rand.NewPCG(1, 2))
	const hour = 3600
	for i := range n {
		first, second := hour*(1+int64(r.ExpFloat64()*100)), hour*(1+int64(r.ExpFloat64()*300))
		stretches := []stretch{{0, 0, first}, {1, first, first + second}}
		total, end := first+second, 2
		if seen := hour * (200 + int64(r.IntN(2000))); seen < total {
			total, end = seen, -1
			if stretches[0].to = min(first, seen); seen <= first {
				stretches = stretches[:1]
			} else {
				stretches[1].to = seen
			}
		}
		each(ledger.Key(i*7+1), stretches, total, end)
	}
}

// The resamples count moves by day, which is faster; their intervals are those of
// resampling with exact times, to a few hours.
func TestResamplesByDayAgreeWithExactOnes(t *testing.T) {
	const cases, draws, tau, seed = 800, 40, 30.0, 3
	c := &course{tau: tau, places: places{list: make([]place, 3)}, moves: newMoves(tau, draws, seed, false)}
	exact := make([]latency.Transitions, draws)
	some(cases, func(key ledger.Key, stretches []stretch, total int64, end int) {
		c.moves.add(key, stretches, total, end)
		visits := []latency.Visit{}
		for _, s := range stretches {
			visits = append(visits, latency.Visit{State: latency.State(s.place), From: float64(s.from) / Day})
		}
		until := float64(total) / Day
		if end >= 0 {
			visits, until = append(visits, latency.Visit{State: 2, From: until}), math.Inf(1)
		}
		for i := range exact {
			require.NoError(t, exact[i].Path(latency.Weight(seed, i, int64(key)), until, visits...))
		}
	})
	found, err := c.stays()
	require.NoError(t, err)
	require.Len(t, found.samples, draws)
	for state := range 3 {
		fast, slow := []float64{}, []float64{}
		for i, s := range found.samples {
			o, err := latency.TimeInState(&exact[i], tau)
			require.NoError(t, err)
			fast, slow = append(fast, s[state]), append(slow, o.Mean[state])
			require.InDelta(t, o.Mean[state], s[state], 0.1, "resample %d of state %d", i, state)
		}
		lower, upper := latency.Interval(fast, 0.95)
		wantLower, wantUpper := latency.Interval(slow, 0.95)
		require.InDelta(t, wantLower, lower, 0.05)
		require.InDelta(t, wantUpper, upper, 0.05)
		require.Greater(t, upper-lower, 0.3, "it is an interval")
	}
}

// Where memory is short half of the resamples are given up, and the others are
// what they were.
func TestFewerResamplesWhereMemoryIsShort(t *testing.T) {
	const tau = 30.0
	whole := &course{tau: tau, places: places{list: make([]place, 3)}, moves: newMoves(tau, 100, 3, false)}
	short := &course{tau: tau, places: places{list: make([]place, 3)}, moves: newMoves(tau, 100, 3, false)}
	short.moves.most = 5000
	some(500, whole.moves.add)
	some(500, short.moves.add)
	all, err := whole.stays()
	require.NoError(t, err)
	few, err := short.stays()
	require.NoError(t, err)
	require.Len(t, all.samples, 100)
	require.Less(t, len(few.samples), 60)
	require.Equal(t, all.samples[:len(few.samples)], few.samples)
	require.Equal(t, all.mean, few.mean)
}

// The shares of variance from sums are those of the cases one by one.
func TestVarianceFromSums(t *testing.T) {
	list := []place{{stage: 1}, {stage: 2}, {end: ledger.Identified}}
	a := account{visitors: newVisitors(func(p place) place { return p })}
	parts := [][]float64{}
	some(300, func(key ledger.Key, stretches []stretch, total int64, _ int) {
		a.visitors.come()
		a.add(list, key, stretches, total)
		row := make([]float64, 2)
		for _, s := range stretches {
			row[s.place] += float64(s.to - s.from)
		}
		parts = append(parts, row)
	})
	want, err := latency.VarianceShares(parts)
	require.NoError(t, err)
	for i, w := range want {
		require.InDelta(t, w, a.totals().Share(float64(a.seconds[i])/Day, a.products[i].days()), 1e-9)
	}
}
