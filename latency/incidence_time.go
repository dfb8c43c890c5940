package latency

import (
	"fmt"
	"math"
	"slices"
)

// Reaches is the first time at which the incidence of the cause is at least p, or
// NaN if it is not reached: a legal answer, since rivals may take the rest. Its
// limits are read from those of F in the same way. NaN if p is not in (0, 1).
func (f Incidence) Reaches(c Cause, p float64) Quantile {
	q := Quantile{math.NaN(), math.NaN(), math.NaN()}
	k := slices.Index(f.Causes, c)
	if k < 0 || !(p > 0 && p < 1) {
		return q
	}
	for i := range f.steps {
		e := f.estimate(i, k)
		for _, limit := range []struct {
			at    *float64
			value float64
		}{{&q.Lower, e.Upper}, {&q.Value, e.Value}, {&q.Upper, e.Lower}} {
			if math.IsNaN(*limit.at) && limit.value >= p-level {
				*limit.at = f.steps[i].time
			}
		}
	}
	return q
}

// RestrictedTime is the mean time up to tau that is lost to the cause: the area
// under its incidence. These areas and the restricted mean of the time free of
// all causes sum to tau. Errors are those of [Survival.RestrictedMean], and a cause
// that was not asked for. The variance is that of the incidence, with areas up to
// tau in the place of probabilities.
func (f Incidence) RestrictedTime(c Cause, tau float64) (Estimate, error) {
	k := slices.Index(f.Causes, c)
	if k < 0 {
		return unknown(), fmt.Errorf("restricted time: cause %d is not among %v", c, f.Causes)
	}
	if f.Err != nil {
		return unknown(), f.Err
	}
	if err := reachable(tau, f.N, f.Last, f.final()); err != nil {
		return unknown(), err
	}
	area, variance, end := 0.0, 0.0, tau
	for i := f.index(tau); i >= 0; i-- {
		st, value := f.steps[i], f.f[i*len(f.Causes)+k]
		area += value * (end - st.time)
		end = st.time
		before := 1.0
		if i > 0 {
			before = f.steps[i-1].s
		}
		events := f.counts[i*len(f.Causes) : (i+1)*len(f.Causes)]
		all := int64(0)
		for _, d := range events {
			all += d
		}
		variance += areaTerm(before*(tau-st.time), area-value*(tau-st.time),
			float64(st.atRisk), float64(events[k]), float64(all))
	}
	return plain(area, variance), nil
}

// areaTerm is what one time adds to the variance of an area: own is S(u-) and gain
// is F(t)-F(u), each summed from u to tau.
func areaTerm(own, gain, n, d, all float64) float64 {
	v := own * own * d * (n - d) / (n * n * n)
	if all > 0 && all < n {
		v += gain*gain*all/(n*(n-all)) - 2*own*gain*d/(n*n)
	}
	return v
}
