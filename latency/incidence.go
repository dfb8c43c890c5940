package latency

import (
	"iter"
	"math"
	"slices"
	"sort"
)

// IncidencePoint is the incidence of all causes at a time at which observations
// left.
type IncidencePoint struct {
	Time             float64
	AtRisk, Censored int64
	Events           []int64 // by cause, in the order of Incidence.Causes
	// S is the probability not to have ended by any of the causes; S and the values
	// of F sum to 1.
	S float64
	F []Estimate // by cause
}

// Incidence is how rival ends share out the observations over time, by Aalen and
// Johansen. An observation that ended by one cause can no longer end by another,
// so that the incidences and S sum to 1. One minus a Kaplan-Meier curve with the
// rivals as censored overstates every cause.
type Incidence struct {
	Causes      []Cause
	N, Censored int64
	Events      []int64 // by cause
	Last        float64 // the largest time observed; NaN of an empty group
	// Err says what is wrong with the life table. Then there are no points, and
	// every figure is NaN.
	Err error

	// One entry for each time, and one for each time and cause.
	steps  []incidenceStep
	counts []int64
	f, se  []float64
}

type incidenceStep struct {
	time         float64
	atRisk, left int64
	s            float64
}

// AalenJohansen estimates the incidence of the given rival causes; an observation
// that ended by a cause that is not among them is censored there. No causes are
// all that the table has.
//
// Source: Aalen and Johansen 1978, Scand. J. Statist. 5:141-150; the variance is
// that of Marubini and Valsecchi 1995, section 10.3, to which R's is equal.
func AalenJohansen(l *Life, causes ...Cause) Incidence {
	f := Incidence{Causes: slices.Clone(causes), Last: l.Last()}
	if len(causes) == 0 {
		f.Causes = causesOf(l)
	}
	f.Events = make([]int64, len(f.Causes))
	n := l.times()
	f.steps, f.counts = make([]incidenceStep, 0, n), make([]int64, 0, n*len(f.Causes))
	f.f, f.se = make([]float64, 0, n*len(f.Causes)), make([]float64, 0, n*len(f.Causes))
	sums := make([]rival, len(f.Causes))
	surv := 1.0
	f.Err = l.walk(func(st step) {
		all := int64(0)
		for i, c := range f.Causes {
			d := st.ended(c)
			f.counts = append(f.counts, d)
			f.Events[i] += d
			all += d
		}
		for i, d := range f.counts[len(f.counts)-len(sums):] {
			if all > 0 {
				sums[i].add(surv, float64(st.atRisk), float64(d), float64(all))
			}
			f.f = append(f.f, sums[i].f)
			f.se = append(f.se, sums[i].se())
		}
		surv *= float64(st.atRisk-all) / float64(st.atRisk)
		f.N += st.left
		f.Censored += st.left - all
		f.steps = append(f.steps, incidenceStep{st.time, st.atRisk, st.left, surv})
	})
	if f.Err != nil {
		return Incidence{Causes: f.Causes, Events: make([]int64, len(f.Causes)), Last: math.NaN(), Err: f.Err}
	}
	return f
}

// causesOf lists the ends that a table has.
func causesOf(l *Life) []Cause {
	var causes []Cause
	for _, c := range l.cells {
		if c.Cause > 0 && c.N != 0 && !slices.Contains(causes, c.Cause) {
			causes = append(causes, c.Cause)
		}
	}
	slices.Sort(causes)
	return causes
}

// rival carries the sums of one cause's incidence F and its variance. With
// w = d/(n(n-d)) at each time u, and F(t)-F(u) what came since, the variance is
// the sum of (F(t)-F(u))^2 w, of S(u-)^2 d_k(n-d_k)/n^3, and of
// -2 (F(t)-F(u)) S(u-) d_k/n^2. The sums are moved on as F grows instead of being
// taken apart into powers of F(t), which would cancel.
type rival struct {
	f                   float64
	weight              float64 // sum of w
	since, sinceSquared float64 // sums of (F-F(u)) w and (F-F(u))^2 w
	own                 float64 // sum of the second kind
	cross, crossSince   float64 // sums of S d_k/n^2 and (F-F(u)) S d_k/n^2
}

// add moves on by one time: of n at risk, d ended by this cause and all by any.
func (r *rival) add(surv, n, d, all float64) {
	gain := surv * d / n
	r.f += gain
	r.sinceSquared += gain * (2*r.since + gain*r.weight)
	r.since += gain * r.weight
	r.crossSince += gain * r.cross
	r.own += surv * surv * d * (n - d) / (n * n * n)
	if all < n { // else S is 0 from here on, and F grows no more
		r.weight += all / (n * (n - all))
		r.cross += surv * d / (n * n)
	}
}

func (r *rival) se() float64 {
	return math.Sqrt(max(r.sinceSquared+r.own-2*r.crossSince, 0))
}

// Points yields the incidence at each time, in order.
func (f Incidence) Points() iter.Seq[IncidencePoint] {
	return func(yield func(IncidencePoint) bool) {
		for i := range f.steps {
			if !yield(f.point(i)) {
				return
			}
		}
	}
}

func (f Incidence) point(i int) IncidencePoint {
	st, k := f.steps[i], len(f.Causes)
	p := IncidencePoint{
		Time: st.time, AtRisk: st.atRisk, S: st.s,
		Events: slices.Clone(f.counts[i*k : (i+1)*k]), F: make([]Estimate, k),
	}
	p.Censored = st.left
	for j := range f.Causes {
		p.Censored -= p.Events[j]
		p.F[j] = f.estimate(i, j)
	}
	return p
}

// estimate is the incidence of the cause with index k at step i.
func (f Incidence) estimate(i, k int) Estimate {
	at := i*len(f.Causes) + k
	e := Estimate{Value: f.f[at], SE: f.se[at]}
	e.Lower, e.Upper = LogLog.limits(e.Value, e.SE)
	return e
}

// At is the probability to have ended by the cause up to t. It is NaN beyond the
// last observation, unless by then all had ended, and for a cause that was not
// asked for.
func (f Incidence) At(c Cause, t float64) Estimate {
	k := slices.Index(f.Causes, c)
	if k < 0 || !known(t, f.Last, f.final()) {
		return unknown()
	}
	i := f.index(t)
	if i < 0 {
		return Estimate{0, 0, math.NaN(), math.NaN()}
	}
	return f.estimate(i, k)
}

// Free is the probability not to have ended by any of the causes up to t. It is
// NaN where [Incidence.At] is.
func (f Incidence) Free(t float64) float64 {
	if !known(t, f.Last, f.final()) {
		return math.NaN()
	}
	if i := f.index(t); i >= 0 {
		return f.steps[i].s
	}
	return 1
}

func (f Incidence) index(t float64) int {
	return sort.Search(len(f.steps), func(i int) bool { return f.steps[i].time > t }) - 1
}

func (f Incidence) final() float64 {
	if len(f.steps) == 0 {
		return math.NaN()
	}
	return f.steps[len(f.steps)-1].s
}
