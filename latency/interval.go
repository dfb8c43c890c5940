package latency

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// z95 is the 97.5 % point of the normal distribution. All intervals are of 95 %.
var z95 = distuv.UnitNormal.Quantile(0.975)

// CI is how an interval around a probability is built.
type CI int

// The kinds of interval. All are pointwise, of 95 %, and stay within 0 and 1.
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
func (k CI) limits(p, se float64) (lower, upper float64) {
	switch k {
	case Plain:
		return max(p-z95*se, 0), min(p+z95*se, 1)
	case Log:
		if p == 0 {
			return math.NaN(), math.NaN()
		}
		f := math.Exp(z95 * se / p)
		return p / f, min(p*f, 1)
	}
	if p <= 0 || p > 1-1e-12 { // a sum of parts may miss 1 by a hair
		return math.NaN(), math.NaN()
	}
	// p = exp(-exp(y)), and the standard error of y is se/(p |log p|).
	log := math.Log(p)
	f := math.Exp(-z95 * se / (p * log))
	return math.Exp(log * f), math.Exp(log / f)
}
