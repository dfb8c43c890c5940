package latency_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/latency"
)

// The states of the tests; done is where cases end.
const (
	court latency.State = iota
	holder
	delivery
	done
)

// path is a case before it is counted.
type path struct {
	until  float64
	visits []latency.Visit
}

// paths draws cases that wander among the states, some of them open, with visits
// of no length.
func paths() *rapid.Generator[[]path] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) path {
		var p path
		now := 0.0
		for range rapid.IntRange(1, 6).Draw(t, "visits") {
			p.visits = append(p.visits, latency.Visit{State: latency.State(rapid.IntRange(0, 2).Draw(t, "state")), From: now})
			now += float64(rapid.IntRange(0, 8).Draw(t, "stay"))
		}
		p.until = now
		if rapid.Bool().Draw(t, "ends") {
			p.visits = append(p.visits, latency.Visit{State: done, From: now})
			p.until = math.Inf(1)
		}
		return p
	}), 1, 40)
}

func TestTimeInStateSumsToTau(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := paths().Draw(t, "cases")
		var tr latency.Transitions
		last := 0.0
		for _, p := range all {
			require.NoError(t, tr.Path(1, p.until, p.visits...))
			last = max(last, p.visits[len(p.visits)-1].From)
			if !math.IsInf(p.until, 1) {
				last = max(last, p.until)
			}
		}
		tau := last * rapid.Float64Range(0, 1).Draw(t, "tau")
		got, err := latency.TimeInState(&tr, tau, tau, 0, tau/2)
		require.NoError(t, err)
		sum := 0.0
		for _, m := range got.Mean {
			require.GreaterOrEqual(t, m, 0.0)
			sum += m
		}
		require.InDelta(t, tau, sum, 1e-9)
		require.Len(t, got.Curve, 3)
		for _, c := range got.Curve {
			sum := 0.0
			for _, p := range c.P {
				require.GreaterOrEqual(t, p, 0.0)
				sum += p
			}
			require.InDelta(t, 1, sum, 1e-12, "at %v", c.Time)
		}

		var shuffled latency.Transitions
		for _, p := range rapid.Permutation(all).Draw(t, "order") {
			require.NoError(t, shuffled.Path(1, p.until, p.visits...))
		}
		again, err := latency.TimeInState(&shuffled, tau, tau, 0, tau/2)
		require.NoError(t, err)
		require.Equal(t, bits(got), bits(again), "in any order")
	})
}

// TestTimeInStateOfClosedCases: without censoring it is the plain mean of the cases.
func TestTimeInStateOfClosedCases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := paths().Draw(t, "cases")
		tau := rapid.Float64Range(0, 60).Draw(t, "tau")
		var tr latency.Transitions
		mean := map[latency.State]float64{}
		for _, p := range all {
			require.NoError(t, tr.Path(1, math.Inf(1), p.visits...))
			for i, v := range p.visits {
				next := math.Inf(1)
				if i+1 < len(p.visits) {
					next = p.visits[i+1].From
				}
				mean[v.State] += (min(next, tau) - min(v.From, tau)) / float64(len(all))
			}
		}
		got, err := latency.TimeInState(&tr, tau)
		require.NoError(t, err)
		for i, s := range got.States {
			require.InDelta(t, mean[s], got.Mean[i], 1e-9, "state %d", s)
		}
	})
}

// TestTimeInStateOfRivals: from one state to its rival ends, the shares are the
// incidences of Aalen and Johansen.
func TestTimeInStateOfRivals(t *testing.T) {
	l := published(t, transplantALL)
	var tr latency.Transitions
	for _, c := range l.Cells() {
		to := latency.State(c.Cause)
		tr.Add(0, latency.Outside, 0, c.N)
		if c.Cause == latency.Censored {
			to = latency.Outside
		}
		tr.Add(c.Time, 0, to, c.N)
	}
	got, err := latency.TimeInState(&tr, 730, 122, 662)
	require.NoError(t, err)
	for i, want := range []float64{422.2459954, 158.9508009, 148.8032037} {
		near(t, want, got.Mean[i], 1e-7, "state %d", i)
	}
	for i, want := range []float64{.35305655, .32428898, .32265446} {
		near(t, want, got.Curve[1].P[i], 1e-8, "share of state %d", i)
	}
}

func TestTimeInStateByHand(t *testing.T) {
	var tr latency.Transitions
	require.NoError(t, tr.Path(1, math.Inf(1), latency.Visit{State: court}, latency.Visit{State: holder, From: 2}, latency.Visit{State: done, From: 6}))
	require.NoError(t, tr.Path(1, 4, latency.Visit{State: court}, latency.Visit{State: delivery, From: 2}, latency.Visit{State: holder, From: 2}))
	got, err := latency.TimeInState(&tr, 10, 2, 6)
	require.NoError(t, err)
	require.Equal(t, []latency.State{court, holder, done}, got.States, "a visit without length leaves no trace")
	require.Equal(t, []float64{2, 4, 4}, got.Mean)
	require.Equal(t, []latency.Occupancy{{Time: 2, P: []float64{0, 1, 0}}, {Time: 6, P: []float64{0, 0, 1}}}, got.Curve)
}

func TestTimeInStateRefuses(t *testing.T) {
	open := func(tr *latency.Transitions) {
		_ = tr.Path(1, 5, latency.Visit{State: court})
	}
	for name, w := range map[string]struct {
		fill func(*latency.Transitions)
		tau  float64
		at   []float64
		says string
	}{
		"beyond what was seen": {open, 6, nil, "nobody is seen in state 0 after 5"},
		"empty":                {func(*latency.Transitions) {}, 1, nil, "nobody enters at time 0"},
		"late only": {func(tr *latency.Transitions) {
			tr.Add(1, latency.Outside, court, 1)
			tr.Add(2, court, latency.Outside, 1)
		}, 2, nil, "nobody enters at time 0"},
		"nobody there":      {func(tr *latency.Transitions) { open(tr); tr.Add(3, holder, court, 1) }, 5, nil, "1 leave state 1 at 3 where 0 are at risk"},
		"nobody to censor":  {func(tr *latency.Transitions) { open(tr); tr.Add(3, holder, latency.Outside, 1) }, 5, nil, "1 are censored in state 1 at 3 where 0 are at risk"},
		"negative time":     {func(tr *latency.Transitions) { tr.Add(-1, latency.Outside, court, 1) }, 5, nil, "time -1"},
		"negative count":    {func(tr *latency.Transitions) { tr.Add(1, latency.Outside, court, -1) }, 5, nil, "count -1"},
		"out and out":       {func(tr *latency.Transitions) { tr.Add(1, latency.Outside, latency.Outside, 1) }, 5, nil, "at most one of them"},
		"tau":               {open, math.NaN(), nil, "want a finite time from 0"},
		"shares beyond tau": {open, 4, []float64{4.5}, "want times from 0 to 4"},
	} {
		t.Run(name, func(t *testing.T) {
			var tr latency.Transitions
			w.fill(&tr)
			_, err := latency.TimeInState(&tr, w.tau, w.at...)
			require.ErrorContains(t, err, w.says)
		})
	}
	var tr latency.Transitions
	require.ErrorContains(t, tr.Path(1, 5), "no visits")
	require.ErrorContains(t, tr.Path(1, 5, latency.Visit{From: 3}, latency.Visit{State: holder, From: 2}), "want finite times in order")
	require.ErrorContains(t, tr.Path(1, math.NaN(), latency.Visit{From: 3}), "want finite times in order")
}
