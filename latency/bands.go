package latency

import (
	"math"
	"sort"
)

// Band is a kind of simultaneous confidence band.
type Band int

// The kinds of band.
const (
	// EqualPrecision is a wider pointwise interval, in one proportion at all times. It
	// speaks from the third end on: where one or two have ended the normal distribution
	// is far off, and a band from the first end on holds 89 curves in 100 and not 95.
	//
	// Source: Nair 1984, Technometrics 26:265-275.
	EqualPrecision Band = iota
	// HallWellner is wide where few have ended, and for that somewhat narrower later.
	// It speaks from the first end on. Without censoring and on the plain scale it is
	// the band of Kolmogorov.
	//
	// Source: Hall and Wellner 1980, Biometrika 67:133-143.
	HallWellner
)

// Bands is a band around a survival curve, on the scale of the curve's intervals.
type Bands struct {
	// From and To are the stretch of time of which the band speaks: from the first or
	// third end to the last after which S is above 0. NaN if there is no such stretch,
	// and then there are no points.
	From, To float64
	// Low and High are the same stretch on the scale of [Band.Critical]: both are
	// n v/(1 + n v), of n observations and of v, Greenwood's variance by S squared.
	// Critical is the critical value there.
	Low, High, Critical float64
	// Points are the band at each time at which something ended, and from there to the
	// next.
	Points []BandPoint
}

// BandPoint is a band at a time.
type BandPoint struct{ Time, Lower, Upper float64 }

// Bands is a band of 95 % around the whole curve: the chance that the true curve
// leaves it anywhere in its stretch is 5 %. [Survival.With] chooses its scale; log-log is
// what others call a log-transformed band, and the one that keeps its promise in small
// groups. Who enters late counts among the n as everybody does.
//
// Source: Klein and Moeschberger 2003, section 4.4.
func (s Survival) Bands(kind Band) Bands {
	first, last := s.stretch(kind)
	if first < 0 {
		nan := math.NaN()
		return Bands{From: nan, To: nan, Low: nan, High: nan, Critical: nan}
	}
	n := float64(s.N)
	// spread is n v.
	spread := func(p Point) float64 { return n * (p.SE / p.S) * (p.SE / p.S) }
	place := func(p Point) float64 { return spread(p) / (1 + spread(p)) }
	from, to := s.Points[first], s.Points[last]
	b := Bands{From: from.Time, To: to.Time, Low: place(from), High: place(to)}
	b.Critical = kind.Critical(b.Low, b.High)
	for _, p := range s.Points[first : last+1] {
		if p.Events == 0 {
			continue
		}
		distance := b.Critical * p.SE
		if kind == HallWellner {
			distance = b.Critical * p.S * (1 + spread(p)) / math.Sqrt(n)
		}
		at := BandPoint{Time: p.Time}
		at.Lower, at.Upper = s.ci.around(p.S, distance)
		b.Points = append(b.Points, at)
	}
	return b
}

// stretch are the indices of the end at which a band begins, and of the last after
// which S is above 0; or -1.
func (s Survival) stretch(kind Band) (first, last int) {
	enough := int64(1)
	if kind == EqualPrecision {
		enough = 3
	}
	first, last = -1, -1
	var ended int64
	for i, p := range s.Points {
		if ended += p.Events; p.Events == 0 || p.S == 0 || ended < enough {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	return first, last
}

// At is the band at t; NaN outside of its stretch.
func (b Bands) At(t float64) (lower, upper float64) {
	if !(t >= b.From && t <= b.To) {
		return math.NaN(), math.NaN()
	}
	p := b.Points[sort.Search(len(b.Points), func(i int) bool { return b.Points[i].Time > t })-1]
	return p.Lower, p.Upper
}
