package latency_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/latency"
)

// digits is the agreement that the published figures, with six decimals, allow.
const digits = 1e-6

var notReached = math.NaN()

func TestFreireichCurve(t *testing.T) {
	s := latency.KaplanMeier(published(t, sixMP))
	require.NoError(t, s.Err)
	logs, plains := s.With(latency.Log), s.With(latency.Plain)
	for _, w := range []struct {
		t                        float64
		n, d                     int64
		s, se                    float64
		loglog, log, plain       [2]float64
		hazard, hazardSE, digits float64
	}{
		{6, 21, 3, .857143, .0763604, [2]float64{.619718, .951552}, [2]float64{.719817, 1}, [2]float64{.707479, 1}, .1428571429, .0824786099, digits},
		{7, 17, 1, .806723, .0869353, [2]float64{.563147, .922809}, [2]float64{.653124, .996444}, [2]float64{.636333, .977113}, .2016806723, .1013061138, digits},
		{10, 15, 1, .752941, .0963497, [2]float64{.503200, .889362}, [2]float64{.585919, .967575}, [2]float64{.564099, .941783}, .2683473389, .1212739591, digits},
		{13, 12, 1, .690196, .1068147, [2]float64{.431610, .849066}, [2]float64{.509613, .934769}, [2]float64{.480843, .899549}, .3516806723, .1471455660, digits},
		{16, 11, 1, .627451, .1140539, [2]float64{.367511, .804912}, [2]float64{.439394, .895995}, [2]float64{.403910, .850992}, .4425897632, .1729632342, digits},
		{22, 7, 1, .537815, .1282338, [2]float64{.267779, .746791}, [2]float64{.337037, .858201}, [2]float64{.286482, .789149}, .5854469060, .2243311028, digits},
		{23, 6, 1, .448179, .1345915, [2]float64{.188052, .680143}, [2]float64{.248788, .807372}, [2]float64{.184385, .711974}, .7521135727, .2794677467, digits},
	} {
		e := s.At(w.t)
		near(t, w.s, e.Value, w.digits, "S(%v)", w.t)
		near(t, w.se, e.SE, w.digits, "SE(%v)", w.t)
		for i, kind := range []struct {
			s    latency.Survival
			want [2]float64
		}{{s, w.loglog}, {logs, w.log}, {plains, w.plain}} {
			near(t, kind.want[0], kind.s.At(w.t).Lower, w.digits, "lower(%v), kind %d", w.t, i)
			near(t, kind.want[1], kind.s.At(w.t).Upper, w.digits, "upper(%v), kind %d", w.t, i)
		}
		p := pointAt(t, s, w.t)
		require.Equal(t, [2]int64{w.n, w.d}, [2]int64{p.AtRisk, p.Events}, "at risk and events at %v", w.t)
		require.Equal(t, w.n, s.AtRisk(w.t))
		near(t, w.hazard, p.Hazard, 1e-9, "H(%v)", w.t)
		near(t, w.hazardSE, p.HazardSE, 1e-9, "SE of H(%v)", w.t)
	}
}

func pointAt(t *testing.T, s latency.Survival, time float64) latency.Point {
	t.Helper()
	for _, p := range s.Points {
		if p.Time == time {
			return p
		}
	}
	require.Fail(t, "no point", "at %v", time)
	return latency.Point{}
}

func TestFreireichPlacebo(t *testing.T) {
	s := latency.KaplanMeier(published(t, placebo))
	for time, want := range map[float64]float64{1: .904762, 2: .809524, 3: .761905, 4: .666667, 5: .571429, 8: .380952,
		11: .285714, 12: .190476, 15: .142857, 17: .095238, 22: .047619, 23: 0, 40: 0} {
		near(t, want, s.At(time).Value, digits, "S(%v)", time)
	}
	near(t, .0641, s.At(1).SE, 5e-5, "as printed")
	near(t, .6700, s.At(1).Lower, 5e-5, "as printed")
	end := s.At(23)
	require.True(t, math.IsNaN(end.SE) && math.IsNaN(end.Lower) && math.IsNaN(end.Upper), "S is 0: %v", end)
}

func TestFreireichTimes(t *testing.T) {
	for _, w := range []struct {
		data      string
		p         float64
		quantile  latency.Quantile
		tau       float64
		mean, sem float64
	}{
		{sixMP, .25, latency.Quantile{Value: 13, Lower: 6, Upper: 22}, 35, 23.287394958, 2.827467623},
		{sixMP, .50, latency.Quantile{Value: 23, Lower: 13, Upper: notReached}, 20, 16.116526611, 1.251560196},
		{sixMP, .75, latency.Quantile{Value: notReached, Lower: 23, Upper: notReached}, 20, 16.116526611, 1.251560196},
		{placebo, .25, latency.Quantile{Value: 4, Lower: 1, Upper: 5}, 35, 8.666666667, 1.377390041},
		{placebo, .50, latency.Quantile{Value: 8, Lower: 4, Upper: 11}, 20, 8.428571429, 1.268082683},
		{placebo, .75, latency.Quantile{Value: 12, Lower: 8, Upper: 22}, 20, 8.428571429, 1.268082683},
	} {
		s := latency.KaplanMeier(published(t, w.data))
		q := s.Quantile(w.p)
		near(t, w.quantile.Value, q.Value, 0, "quantile %v of %s", w.p, w.data)
		near(t, w.quantile.Lower, q.Lower, 0, "lower limit of quantile %v of %s", w.p, w.data)
		near(t, w.quantile.Upper, q.Upper, 0, "upper limit of quantile %v of %s", w.p, w.data)
		m, err := s.RestrictedMean(w.tau)
		require.NoError(t, err)
		near(t, w.mean, m.Value, 1e-8, "restricted mean to %v of %s", w.tau, w.data)
		near(t, w.sem, m.SE, 1e-8, "its standard error")
	}
}

func TestFreireichTests(t *testing.T) {
	groups := [][]*latency.Life{{published(t, sixMP), published(t, placebo)}}
	test, err := latency.LogRank(groups, latency.RankOptions{})
	require.NoError(t, err)
	require.Equal(t, []float64{9, 21}, test.Observed)
	near(t, 19.25050095, test.Expected[0], 1e-8, "expected")
	near(t, 10.74949905, test.Expected[1], 1e-8, "expected")
	near(t, 6.256960574, test.Variance[0][0], 1e-8, "variance")
	near(t, 16.79294099, test.Chi2, 1e-8, "chi2")
	near(t, 4.168809109e-05, test.P, 1e-13, "p")
	require.Equal(t, 1, test.DF)
	peto, err := latency.LogRank(groups, latency.RankOptions{Rho: 1})
	require.NoError(t, err)
	near(t, 14.45715082, peto.Chi2, 1e-8, "chi2 of Peto")
}

func TestTransplantIncidence(t *testing.T) {
	all := published(t, transplantALL)
	f := latency.AalenJohansen(all)
	require.NoError(t, f.Err)
	require.Equal(t, []latency.Cause{relapse, death}, f.Causes)
	for _, w := range []struct{ t, s, f1, f2, se1, se2 float64 }{
		{122, .73684211, .15789474, .10526316, .05915279, .04978449},
		{230, .60411899, .23798627, .15789474, .06929928, .05915279},
		{662, .35305655, .32428898, .32265446, .07727943, .07675033},
	} {
		near(t, w.s, f.Free(w.t), 1e-8, "S(%v)", w.t)
		near(t, w.f1, f.At(relapse, w.t).Value, 1e-8, "F1(%v)", w.t)
		near(t, w.f2, f.At(death, w.t).Value, 1e-8, "F2(%v)", w.t)
		near(t, w.se1, f.At(relapse, w.t).SE, 1e-8, "SE1(%v)", w.t)
		near(t, w.se2, f.At(death, w.t).SE, 1e-8, "SE2(%v)", w.t)
	}
	wrong := latency.KaplanMeier(all, relapse)
	near(t, .39911216, 1-wrong.At(662).Value, 1e-8, "the wrong way, with deaths as censored")
}

func TestTransplantYears(t *testing.T) {
	for _, w := range []struct {
		data  string
		cause latency.Cause
		f     [5]float64
	}{
		{transplantALL, relapse, [5]float64{.18421053, .23798627, .26544622, .32428898, .32428898}},
		{transplantLow, relapse, [5]float64{0, .07407407, .12962963, .14814815, .16666667}},
		{transplantHigh, relapse, [5]float64{.28888889, .35555556, .44444444, .46666667, .46666667}},
		{transplantLow, death, [5]float64{.12962963, .14814815, .20370370, .24074074, .28632479}},
	} {
		f := latency.AalenJohansen(published(t, w.data))
		for i, years := range []float64{.5, 1, 1.5, 2, 3} {
			near(t, w.f[i], f.At(w.cause, years*365.25).Value, 1e-8, "F%d at %v years of %s", w.cause, years, w.data)
		}
	}
}

func TestTransplantTimes(t *testing.T) {
	all := published(t, transplantALL)
	f := latency.AalenJohansen(all)
	free, err := latency.KaplanMeier(all).RestrictedMean(730)
	require.NoError(t, err)
	near(t, 422.2459954, free.Value, 1e-7, "free of both")
	near(t, 44.5852925, free.SE, 1e-7, "its standard error")
	lost := 0.0
	for cause, want := range map[latency.Cause]float64{relapse: 158.9508009, death: 148.8032037} {
		e, err := f.RestrictedTime(cause, 730)
		require.NoError(t, err)
		near(t, want, e.Value, 1e-7, "lost to %d", cause)
		lost += e.Value
	}
	near(t, 730, free.Value+lost, 1e-9, "the sum")
	for data, want := range map[string][2]float64{transplantLow: {560.407407, 33.9190163}, transplantHigh: {325.422222, 40.9138751}} {
		m, err := latency.KaplanMeier(published(t, data)).RestrictedMean(730)
		require.NoError(t, err)
		near(t, want[0], m.Value, digits, "restricted mean")
		near(t, want[1], m.SE, digits, "its standard error")
	}
}

func TestTransplantLogRank(t *testing.T) {
	groups := [][]*latency.Life{{published(t, transplantALL), published(t, transplantLow), published(t, transplantHigh)}}
	for _, w := range []struct {
		ends    []latency.Cause
		chi2, p float64
	}{
		{nil, 13.8037219, .00100591},
		{[]latency.Cause{relapse, death}, 13.8037219, .00100591},
		{[]latency.Cause{relapse}, 16.4836198, .000263407},
		{[]latency.Cause{death}, 1.50579923, .470998856},
	} {
		test, err := latency.LogRank(groups, latency.RankOptions{Ends: w.ends})
		require.NoError(t, err)
		near(t, w.chi2, test.Chi2, 1e-7, "chi2 of %v", w.ends)
		near(t, w.p, test.P, 1e-8, "p of %v", w.ends)
		require.Equal(t, 2, test.DF)
	}
}

func TestTransplantGray(t *testing.T) {
	groups := []*latency.Life{published(t, transplantALL), published(t, transplantLow), published(t, transplantHigh)}
	for _, w := range []struct {
		cause   latency.Cause
		chi2, p float64
	}{{relapse, 11.9228820486, .002576197}, {death, .1374107833, .933601686}} {
		test, err := latency.Gray(groups, w.cause, 0)
		require.NoError(t, err)
		near(t, w.chi2, test.Chi2, 1e-9, "chi2 of cause %d", w.cause)
		near(t, w.p, test.P, 1e-9, "p of cause %d", w.cause)
		require.Equal(t, 2, test.DF)
	}
}
