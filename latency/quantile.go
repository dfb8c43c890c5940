package latency

import "math"

// Quantile is the time by which a share of the observations has ended, with its
// 95 % limits. NaN is "not reached" within the time that was observed.
type Quantile struct{ Value, Lower, Upper float64 }

// level is how close two probabilities count as equal, so that S = 1-p is found
// although S is a product of fractions.
const level = 1.5e-8

// Quantile is the first time at which S is at most 1-p, and where S is equal to
// 1-p over a stretch, the middle of that stretch. Its limits are read from the
// lower and the upper limit of S in the same way. NaN if p is not in (0, 1).
//
// Source: Brookmeyer and Crowley 1982, Biometrics 38:29-41.
func (s Survival) Quantile(p float64) Quantile {
	if !(p > 0 && p < 1) {
		return Quantile{math.NaN(), math.NaN(), math.NaN()}
	}
	return Quantile{
		Value: s.crossing(1-p, func(p *Point) float64 { return p.S }),
		Lower: s.crossing(1-p, func(p *Point) float64 { return p.Lower }),
		Upper: s.crossing(1-p, func(p *Point) float64 { return p.Upper }),
	}
}

// crossing is the time at which a falling curve comes down to y.
func (s Survival) crossing(y float64, curve func(*Point) float64) float64 {
	at := math.NaN()
	for i := range s.Points {
		v := curve(&s.Points[i])
		switch {
		case v <= y-level:
			if math.IsNaN(at) {
				return s.Points[i].Time
			}
			return (at + s.Points[i].Time) / 2
		case v <= y+level && math.IsNaN(at):
			at = s.Points[i].Time
		case v > y+level && !math.IsNaN(at):
			// A limit may rise again: the stretch ends here.
			return (at + s.Points[i].Time) / 2
		}
	}
	return (at + s.Last) / 2
}
