package latency_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"writ/latency"
)

func TestEmptyGroup(t *testing.T) {
	var l latency.Life
	s, f := latency.KaplanMeier(&l), latency.AalenJohansen(&l, 1, 2)
	require.NoError(t, s.Err)
	require.NoError(t, f.Err)
	require.True(t, math.IsNaN(s.At(0).Value) && math.IsNaN(f.At(1, 0).Value) && math.IsNaN(f.Free(0)) && math.IsNaN(s.Quantile(.5).Value))
	_, err := s.RestrictedMean(1)
	require.ErrorContains(t, err, "the group is empty")
	_, err = latency.LogRank([][]*latency.Life{{&l, nil}}, latency.RankOptions{})
	require.ErrorContains(t, err, "fewer than two groups")
	_, err = latency.LogRank(nil, latency.RankOptions{})
	require.ErrorContains(t, err, "fewer than two groups")
}

func TestAllCensored(t *testing.T) {
	l := published(t, "3+ 5+ 5+")
	s, f := latency.KaplanMeier(l), latency.AalenJohansen(l, 1)
	e := s.At(5)
	require.Equal(t, [2]float64{1, 0}, [2]float64{e.Value, e.SE})
	require.True(t, math.IsNaN(e.Lower) && math.IsNaN(e.Upper), "log-log has no limits at 1")
	require.Equal(t, latency.Estimate{Value: 1, Lower: 1, Upper: 1}, s.With(latency.Plain).At(5))
	require.True(t, math.IsNaN(s.Quantile(.5).Value))
	require.True(t, math.IsNaN(s.At(5.1).Value), "nobody has seen what comes after 5")
	require.Zero(t, f.At(1, 5).Value)
	m, err := s.RestrictedMean(4)
	require.NoError(t, err)
	require.Equal(t, latency.Estimate{Value: 4, Lower: 4, Upper: 4}, m)
	_, err = s.RestrictedMean(6)
	require.ErrorContains(t, err, "the last observation is at 5")
}

// TestTies: the end at 3 comes before the censoring at 3, of which it is not a part.
func TestTies(t *testing.T) {
	s := latency.KaplanMeier(published(t, "3+ 3 7"))
	require.InDelta(t, 2./3, s.At(3).Value, 1e-15)
	require.Zero(t, s.At(7).Value)
	require.Equal(t, []int64{3, 1}, []int64{s.Points[0].AtRisk, s.Points[1].AtRisk})
	require.Equal(t, []int64{3, 3, 1, 1, 0}, []int64{s.AtRisk(0), s.AtRisk(3), s.AtRisk(3.1), s.AtRisk(7), s.AtRisk(8)})
}

// TestQuantileStretch: where S is 1-p over a stretch, the middle of it.
func TestQuantileStretch(t *testing.T) {
	require.Equal(t, 3., latency.KaplanMeier(published(t, "1 2 4 5")).Quantile(.5).Value)
	require.Equal(t, 4., latency.KaplanMeier(published(t, "1 2 4+ 6+")).Quantile(.5).Value, "up to the last observation")
}

func TestLateEntryByHand(t *testing.T) {
	var l latency.Life
	l.Observe(0, 4, 1)
	l.Observe(2, 6, 1)
	l.Observe(4, 8, 1) // not at risk at 4
	require.False(t, l.Observe(5, 5, 1))
	s := latency.KaplanMeier(&l)
	require.Equal(t, []int64{2, 2, 1}, []int64{s.Points[0].AtRisk, s.Points[1].AtRisk, s.Points[2].AtRisk})
	require.Equal(t, []int64{1, 1, 2, 2, 2, 2, 1}, []int64{s.AtRisk(0), s.AtRisk(2), s.AtRisk(2.5), s.AtRisk(4), s.AtRisk(4.5), s.AtRisk(6), s.AtRisk(8)})
	require.Equal(t, .25, s.At(6).Value)
}

// TestEntriesAtZero: to enter at 0 is to be there from the beginning.
func TestEntriesAtZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := observations(60, false).Draw(t, "observations")
		plain := lifeOf(all)
		var entered latency.Life
		for _, o := range all {
			entered.Add(0, latency.Entered, 1)
			entered.Add(o.time, o.cause, 1)
		}
		require.Equal(t, bits(latency.KaplanMeier(plain).Points), bits(latency.KaplanMeier(&entered).Points))
		require.Equal(t, bits(latency.AalenJohansen(plain)), bits(latency.AalenJohansen(&entered)))
	})
}

func TestCurveProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := lifeOf(observations(80, rapid.Bool().Draw(t, "late")).Draw(t, "observations"))
		s, f := latency.KaplanMeier(l), latency.AalenJohansen(l)
		require.NoError(t, s.Err)
		before, area, at := 1.0, 0.0, 0.0
		tau := l.Last() * rapid.Float64Range(0, 1).Draw(t, "tau")
		for _, p := range s.Points {
			require.LessOrEqual(t, p.S, before, "S falls")
			require.GreaterOrEqual(t, p.S, 0.0)
			require.False(t, p.Lower > p.S || p.Upper < p.S, "limits around S: %v", p)
			require.Equal(t, p.AtRisk, s.AtRisk(p.Time))
			area += before * (min(p.Time, tau) - min(at, tau))
			before, at = p.S, p.Time
		}
		m, err := s.RestrictedMean(tau)
		require.NoError(t, err)
		require.InDelta(t, area, m.Value, 1e-9, "the restricted mean is the area")

		sum := m.Value
		for _, c := range f.Causes {
			lost, err := f.RestrictedTime(c, tau)
			require.NoError(t, err)
			sum += lost.Value
		}
		require.InDelta(t, tau, sum, 1e-9, "free time and lost time sum to tau")
		last := make([]float64, len(f.Causes))
		for p := range f.Points() {
			sum := p.S
			for i, e := range p.F {
				require.GreaterOrEqual(t, e.Value, last[i], "F rises")
				last[i] = e.Value
				sum += e.Value
			}
			require.InDelta(t, 1, sum, 1e-12, "S and all F sum to 1")
			require.InDelta(t, s.At(p.Time).Value, p.S, 1e-12)
		}
	})
}

// TestIncidenceVariance holds the running sums against the formula as it is in the
// books, with a loop in a loop. Late entries are in it, for which R has another
// variance.
func TestIncidenceVariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := latency.AalenJohansen(lifeOf(observations(60, true).Draw(t, "observations")), 1, 2, 3)
		points := slices.Collect(f.Points())
		for k := range f.Causes {
			for i, end := range points {
				sum, before := 0.0, 1.0
				for _, p := range points[:i+1] {
					n, d, own := float64(p.AtRisk), 0.0, float64(p.Events[k])
					for _, e := range p.Events {
						d += float64(e)
					}
					since := end.F[k].Value - p.F[k].Value
					sum += before * before * own * (n - own) / (n * n * n)
					if d < n {
						sum += since*since*d/(n*(n-d)) - 2*since*before*own/(n*n)
					}
					before = p.S
				}
				require.InDelta(t, sum, end.F[k].SE*end.F[k].SE, 1e-12)
			}
		}
	})
}

// TestOneCauseIsKaplanMeier: without rivals F is 1-S, with the same standard error
// and, late entry or not, the same lost time.
func TestOneCauseIsKaplanMeier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := lifeOf(observations(60, true).Draw(t, "observations"))
		s, f := latency.KaplanMeier(l, 2), latency.AalenJohansen(l, 2)
		for _, p := range s.Points {
			e := f.At(2, p.Time)
			require.InDelta(t, 1-p.S, e.Value, 1e-12)
			if p.S > 0 {
				require.InDelta(t, p.SE, e.SE, 1e-9)
			}
		}
		m, err := s.RestrictedMean(l.Last())
		require.NoError(t, err)
		lost, err := f.RestrictedTime(2, l.Last())
		require.NoError(t, err)
		require.InDelta(t, m.SE, lost.SE, 1e-6)
	})
}

// TestKnownTruth cuts the follow-up at 15 days when the true median is 9. What has
// ended by then has a median of about 6.5: the closed-only figure, which nothing
// here computes, is wrong by days. Ours is right.
func TestKnownTruth(t *testing.T) {
	const cut, median = 15.0, 9.0
	r := rand.New(rand.NewPCG(1, 9))
	for name, draw := range map[string]interface{ Rand() float64 }{
		"lognormal":   distuv.LogNormal{Mu: math.Log(median), Sigma: .9, Src: r},
		"exponential": distuv.Exponential{Rate: math.Ln2 / median, Src: r},
	} {
		t.Run(name, func(t *testing.T) {
			var l latency.Life
			var closed []float64
			sum := 0.0
			for range 4000 {
				if d := draw.Rand(); d > cut {
					l.Add(cut, latency.Censored, 1)
				} else {
					l.Add(d, 1, 1)
					closed = append(closed, d)
					sum += d
				}
			}
			s := latency.KaplanMeier(&l)
			q := s.Quantile(.5)
			require.InDelta(t, median, q.Value, .5)
			require.True(t, q.Lower <= median && median <= q.Upper, "%v holds the truth", q)

			slices.Sort(closed)
			wrong := closed[len(closed)/2]
			require.Less(t, wrong, 7.0, "the closed-only median is days too short")
			require.Less(t, wrong, q.Lower)
			m, err := s.RestrictedMean(cut)
			require.NoError(t, err)
			require.Less(t, sum/float64(len(closed)), m.Lower-1, "and so is the closed-only mean, even against the mean up to the cut")
		})
	}
}

// TestIntervalsCover: of many repetitions, about 95 in 100 intervals hold the truth.
func TestIntervalsCover(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 95))
	const repetitions = 400
	var atFive, medians, means int
	for range repetitions {
		var l latency.Life
		for range 80 {
			d, c := r.ExpFloat64()*10, r.ExpFloat64()*20
			if d <= min(c, 30) {
				l.Add(d, 1, 1)
			} else {
				l.Add(min(c, 30), latency.Censored, 1)
			}
		}
		s := latency.KaplanMeier(&l)
		within := func(truth, lower, upper float64) int {
			if lower <= truth && !(upper < truth) {
				return 1
			}
			return 0
		}
		e, q := s.At(5), s.Quantile(.5)
		atFive += within(math.Exp(-.5), e.Lower, e.Upper)
		medians += within(10*math.Ln2, q.Lower, q.Upper)
		m, err := s.RestrictedMean(12)
		require.NoError(t, err)
		means += within(10*(1-math.Exp(-1.2)), m.Lower, m.Upper)
	}
	for name, held := range map[string]int{"S(5)": atFive, "median": medians, "restricted mean": means} {
		require.InDelta(t, .95, float64(held)/repetitions, .035, name)
	}
}
