package latency

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// z95 is the 97.5 % point of the normal distribution. All intervals are of 95 %.
var z95 = distuv.UnitNormal.Quantile(0.975)

// CI is how an interval around a probability is built.
type CI int

// The kinds of interval. All are of 95 % and stay within 0 and 1. They are pointwise;
// [Survival.Bands] has bands of the same kinds.
const (
	// LogLog is the default: symmetric on the scale log(-log p). It exists strictly
	// between 0 and 1 only.
	LogLog CI = iota
	// Log is symmetric on the scale log p, and the default of R.
	Log
	// Plain is symmetric around p, and cut at 0 and 1.
	Plain
)

// Estimate is a figure with its standard error and its 95 % limits, all in the
// unit of the figure. NaN is what cannot be said; print it as a dash.
type Estimate struct{ Value, SE, Lower, Upper float64 }

// unknown is the estimate of which nothing can be said.
func unknown() Estimate {
	return Estimate{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
}

// plain is an estimate of a time or of any other figure without bounds above,
// with the interval that is symmetric around it.
func plain(value, variance float64) Estimate {
	se := math.Sqrt(variance)
	return Estimate{value, se, max(value-z95*se, 0), value + z95*se}
}

// limits are those of a probability p with standard error se.
func (k CI) limits(p, se float64) (lower, upper float64) { return k.around(p, z95*se) }

// around are the limits at a distance from p, which is that of p itself and is carried
// over to the scale of the interval.
func (k CI) around(p, distance float64) (lower, upper float64) {
	switch k {
	case Plain:
		return max(p-distance, 0), min(p+distance, 1)
	case Log:
		if p == 0 {
			return math.NaN(), math.NaN()
		}
		f := math.Exp(distance / p)
		return p / f, min(p*f, 1)
	}
	if p <= 0 || p > 1-1e-12 { // a sum of parts may miss 1 by a hair
		return math.NaN(), math.NaN()
	}
	// p = exp(-exp(y)), and the distance of y is that of p by p |log p|.
	log := math.Log(p)
	f := math.Exp(-distance / (p * log))
	return math.Exp(log * f), math.Exp(log / f)
}
