package latency

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// Point is a survival curve at a time at which observations left.
type Point struct {
	Time float64
	// AtRisk are under observation just before Time; of them Events end at it and
	// Censored are last seen at it.
	AtRisk, Events, Censored int64
	// S is the probability to last beyond Time, SE its standard error (Greenwood),
	// Lower and Upper its limits.
	S, SE, Lower, Upper float64
	// Hazard is the cumulative hazard by Nelson and Aalen.
	Hazard, HazardSE float64
}

// Survival is how long observations last: the curve of Kaplan and Meier. It is 1
// before the first point, and each point's S up to the next.
type Survival struct {
	Points              []Point
	N, Events, Censored int64 // all observations, and how they ended
	// Last is the largest time observed; NaN of an empty group.
	Last float64
	// Err says what is wrong with the life table. Then there are no points, and
	// every figure is NaN.
	Err error

	ci      CI
	entries []Cell // late entries by time, counted up
}

// KaplanMeier estimates the curve of the given ends: an observation that ended by
// another cause is censored there. No ends are all ends.
//
// Source: Kaplan and Meier 1958, J. Amer. Statist. Assoc. 53:457-481.
func KaplanMeier(l *Life, ends ...Cause) Survival {
	s := Survival{Last: l.Last(), Points: make([]Point, 0, l.times())}
	surv, greenwood, hazard, hazardVar := 1.0, 0.0, 0.0, 0.0
	se := 0.0
	s.Err = l.walk(func(st step) {
		events := st.events(ends)
		p := Point{Time: st.time, AtRisk: st.atRisk, Events: events, Censored: st.left - events}
		if events > 0 {
			n, d := float64(st.atRisk), float64(events)
			surv *= (n - d) / n
			greenwood += d / (n * (n - d))
			hazard += d / n
			hazardVar += d / (n * n)
			se = surv * math.Sqrt(greenwood)
		}
		p.S, p.SE, p.Hazard, p.HazardSE = surv, se, hazard, math.Sqrt(hazardVar)
		s.Points = append(s.Points, p)
		s.Events += p.Events
		s.Censored += p.Censored
	})
	if s.Err != nil {
		return Survival{Err: s.Err, Last: math.NaN()}
	}
	s.N = s.Events + s.Censored
	s.entries = entriesOf(l)
	s.limit()
	return s
}

// entriesOf lists how many have entered late up to each time of entry.
func entriesOf(l *Life) []Cell {
	var entries []Cell
	var n int64
	for _, c := range l.cells {
		if c.Cause == Entered {
			n += c.N
			entries = append(entries, Cell{c.Time, Entered, n})
		}
	}
	return entries
}

// With is the same curve with another kind of interval.
func (s Survival) With(k CI) Survival {
	s.Points = slices.Clone(s.Points)
	s.ci = k
	s.limit()
	return s
}

// limit sets the limits of all points; they change only where S does.
func (s *Survival) limit() {
	lower, upper := s.ci.limits(1, 0)
	for i := range s.Points {
		p := &s.Points[i]
		if p.Events > 0 {
			lower, upper = s.ci.limits(p.S, p.SE)
		}
		p.Lower, p.Upper = lower, upper
	}
}

// index is that of the last point up to t, or -1.
func (s Survival) index(t float64) int {
	return sort.Search(len(s.Points), func(i int) bool { return s.Points[i].Time > t }) - 1
}

// At is the probability to last beyond t. It is NaN beyond the last observation,
// unless by then all had ended: nobody has seen what comes later.
func (s Survival) At(t float64) Estimate {
	if !known(t, s.Last, s.final()) {
		return unknown()
	}
	i := s.index(t)
	if i < 0 {
		lower, upper := s.ci.limits(1, 0)
		return Estimate{1, 0, lower, upper}
	}
	p := s.Points[i]
	return Estimate{p.S, p.SE, p.Lower, p.Upper}
}

// known says whether a curve that was followed to last, where it was final, can
// be read at t.
func known(t, last, final float64) bool {
	return t >= 0 && (t <= last || final == 0)
}

// final is S after the last observation; NaN of an empty group.
func (s Survival) final() float64 {
	if len(s.Points) == 0 {
		return math.NaN()
	}
	return s.Points[len(s.Points)-1].S
}

// AtRisk counts those who are under observation just before t.
func (s Survival) AtRisk(t float64) int64 {
	i := sort.Search(len(s.Points), func(i int) bool { return s.Points[i].Time >= t }) - 1
	if i < 0 {
		return s.N - s.entered(math.Inf(1)) + s.entered(t)
	}
	p := s.Points[i]
	return p.AtRisk - p.Events - p.Censored + s.entered(t) - s.entered(p.Time)
}

// entered counts the late entries before t.
func (s Survival) entered(t float64) int64 {
	i := sort.Search(len(s.entries), func(i int) bool { return s.entries[i].Time >= t })
	if i == 0 {
		return 0
	}
	return s.entries[i-1].N
}

// RestrictedMean is the mean time until the end or tau, whichever comes first: the
// area under the curve up to tau. Compare groups at the same tau only. An error if
// tau lies beyond the last observation, unless by then all had ended.
//
// Source of the variance: Klein and Moeschberger 2003, section 4.5.
func (s Survival) RestrictedMean(tau float64) (Estimate, error) {
	if s.Err != nil {
		return unknown(), s.Err
	}
	if err := reachable(tau, s.N, s.Last, s.final()); err != nil {
		return unknown(), err
	}
	area, variance, end := 0.0, 0.0, tau
	for i := s.index(tau); i >= 0; i-- {
		p := s.Points[i]
		area += p.S * (end - p.Time)
		end = p.Time
		if p.Events > 0 && p.Events < p.AtRisk {
			n, d := float64(p.AtRisk), float64(p.Events)
			variance += area * area * d / (n * (n - d))
		}
	}
	return plain(area+end, variance), nil
}

// reachable says why a curve of n observations cannot be summed up to tau.
func reachable(tau float64, n int64, last, final float64) error {
	switch {
	case math.IsNaN(tau) || math.IsInf(tau, 0) || tau < 0:
		return fmt.Errorf("restricted time to %v: want a finite time from 0", tau)
	case n == 0:
		return fmt.Errorf("restricted time to %v: the group is empty", tau)
	case !known(tau, last, final):
		return fmt.Errorf("restricted time to %v: the last observation is at %v, and some had not ended by then", tau, last)
	}
	return nil
}
