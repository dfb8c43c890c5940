package latency

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// confidence is how probably a band holds the whole curve.
const confidence = 0.95

// Critical is the critical value of a band over the stretch from one place of the unit
// interval to another, 0 < from <= to < 1: the 95 % point of the largest |B(x)| there,
// B being the Brownian bridge, and for equal precision of the largest
// |B(x)|/sqrt(x(1-x)). It is computed from that distribution, to eight digits, and not
// read from a table. NaN if there is no such stretch.
//
// Sources: Hall and Wellner 1980, Biometrika 67:133-143; Nair 1984, Technometrics
// 26:265-275. Klein and Moeschberger 2003, appendix C, print tables of both. That of
// Hall and Wellner has these values, rounded. That of equal precision has those of an
// approximation for long stretches (Miller and Siegmund 1982, Biometrics 38:1011-1016),
// which is up to 0.4 % off at the usual lengths and 7 % at the shortest in the table.
func (b Band) Critical(from, to float64) float64 {
	if !(from > 0 && from <= to && to < 1) {
		return math.NaN()
	}
	if b == HallWellner {
		widest := min(max(from, 0.5), to) // where B varies most
		return rootFrom(z95*math.Sqrt(widest*(1-widest)), func(k float64) float64 {
			return bridgeStays(k, from, to) - confidence
		})
	}
	length := (math.Log(to/from) + math.Log1p(-from) - math.Log1p(-to)) / 2
	return rootFrom(z95, func(c float64) float64 { return ratioStays(c, length) - confidence })
}

// rootFrom finds where a rising function is 0, at least or above it.
//
// Source: Ridders 1979, IEEE Trans. Circuits Syst. 26:979-980.
func rootFrom(least float64, f func(float64) float64) float64 {
	low, high := least, least*1.25
	fLow, fHigh := f(low), f(high)
	for fHigh < 0 {
		low, fLow = high, fHigh
		high *= 1.25
		fHigh = f(high)
	}
	for fLow < 0 && fHigh > 0 && high-low > 1e-12*high {
		middle := (low + high) / 2
		fMiddle := f(middle)
		root := middle - (middle-low)*fMiddle/math.Sqrt(fMiddle*fMiddle-fLow*fHigh)
		fRoot := f(root)
		// Between the two new places and the ends lies a narrower bracket.
		for _, p := range [][2]float64{{middle, fMiddle}, {root, fRoot}} {
			if x, y := p[0], p[1]; y < 0 && x > low {
				low, fLow = x, y
			} else if y >= 0 && x < high {
				high, fHigh = x, y
			}
		}
	}
	switch {
	case math.IsNaN(fLow) || math.IsNaN(fHigh):
		return math.NaN()
	case fLow >= 0:
		return low
	}
	return high
}

// legendre is the integral of f from a to b by so many places.
func legendre(f func(float64) float64, a, b float64, places int) float64 {
	return quad.Fixed(f, a, b, places, quad.Legendre{}, 0)
}

// bridgeStays is the probability that a Brownian bridge stays within -k and k from one
// place to another. Where it enters, u, is normal. From there it is free motion that is
// killed at -k and k, which the images of u at both walls describe, and ends where the
// bridge must still come down to 0; what images give is integrated over all ends in
// closed form, and over u by quadrature.
func bridgeStays(k, from, to float64) float64 {
	left, rest := 1-from, 1-to
	shrink, spread := rest/left, math.Sqrt((to-from)*rest/left)
	// free is the density of going from x to 0 in the time that is left, by a place
	// within -k and k at the end of the stretch.
	free := func(x float64) float64 {
		m := x * shrink
		within := distuv.UnitNormal.CDF((k-m)/spread) - distuv.UnitNormal.CDF((-k-m)/spread)
		return math.Exp(-x*x/(2*left)) / math.Sqrt(left) * within
	}
	// Further images weigh less than 1e-17.
	far := min(9*math.Sqrt(left), (k+9*spread)/shrink)
	images := int(far/(4*k)) + 1
	stays := func(z float64) float64 {
		u, sum := z*math.Sqrt(from), 0.0
		for j := -images; j <= images; j++ {
			sum += free(u+float64(4*j)*k) - free(float64(4*j+2)*k-u)
		}
		return 2 * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * sum
	}
	// The wall is felt within the motion's own reach of it, however short that is: the
	// panels halve towards the wall.
	wall, reach := min(k/math.Sqrt(from), 9), spread/math.Sqrt(from)
	sum, start := 0.0, 0.0
	for wall-start > max(reach, 1e-9) {
		middle := (start + wall) / 2
		sum += legendre(stays, start, middle, 20)
		start = middle
	}
	return sum + legendre(stays, start, wall, 20)
}

// ratioStays is the probability that |B(x)|/sqrt(x(1-x)) stays below c. On the scale
// of log(x/(1-x))/2, where the stretch has this length, the ratio is the stationary
// process of Ornstein and Uhlenbeck.
func ratioStays(c, length float64) float64 {
	if length < shortStretch {
		return ratioStaysShortly(c, length)
	}
	return ratioStaysLong(c, length)
}

// shortStretch is the length up to which the series is used, and from which the modes
// are. Near it they agree to 1e-9.
const shortStretch = 0.1

// ratioStaysLong sums the modes in which the process dies out between two walls at -c
// and c: those of the harmonic oscillator in a box, by the even waves of the box.
func ratioStaysLong(c, length float64) float64 {
	const waves = 32
	number := func(j int) float64 { return float64(2*j+1) * math.Pi / (2 * c) }
	// square is the mean of x*x times the wave of m half lengths.
	square := func(m int) float64 {
		if m == 0 {
			return c * c / 3
		}
		b := float64(m) * math.Pi / c
		return float64(2-4*(m%2)) / (b * b)
	}
	energy := mat.NewSymDense(waves, nil)
	for j := range waves {
		for i := range j + 1 {
			energy.SetSym(i, j, (square(j-i)+square(i+j+1))/4)
		}
		energy.SetSym(j, j, energy.At(j, j)+number(j)*number(j)-0.5)
	}
	var modes mat.EigenSym
	if !modes.Factorize(energy, true) {
		return math.NaN()
	}
	var vectors mat.Dense
	modes.VectorsTo(&vectors)
	start, sum := startOfWaves(c, waves, number), 0.0
	for i, rate := range modes.Values(nil) {
		share := mat.Dot(vectors.ColView(i), start)
		sum += share * share * math.Exp(-rate*length)
	}
	return sum
}

// startOfWaves is how much of each wave there is at the start, when the process is
// normal.
func startOfWaves(c float64, waves int, number func(int) float64) *mat.VecDense {
	x, weight := make([]float64, 2*waves), make([]float64, 2*waves)
	quad.Legendre{}.FixedLocations(x, weight, 0, c)
	start := mat.NewVecDense(waves, nil)
	for i := range x {
		root := 2 * weight[i] * math.Exp(-x[i]*x[i]/4) / (math.Sqrt(c) * math.Pow(2*math.Pi, 0.25))
		for j := range waves {
			start.SetVec(j, start.AtVec(j)+root*math.Cos(number(j)*x[i]))
		}
	}
	return start
}

// ratioStaysShortly expands for a short stretch: in it the process meets one wall only,
// and its rate of doing so, by its Laplace transform, has a series in powers of
// the root of the length. The coefficients are polynomials in c, and each follows from
// those before by the equation of Riccati that the transform obeys.
func ratioStaysShortly(c, length float64) float64 {
	const terms = 10
	series := [][]float64{{1}, {0, 0.5}} // polynomials by power of c
	sum := 0.0
	for m := range terms {
		if m == len(series) {
			series = append(series, nextOfRiccati(series))
		}
		value := 0.0
		for power, a := range series[m] {
			value += a * math.Pow(c, float64(power))
		}
		half := float64(m+1) / 2
		sum += value * math.Pow(length, half) / math.Gamma(half+1)
	}
	return math.Erf(c/math.Sqrt2) - 2*distuv.UnitNormal.Prob(c)*sum
}

// nextOfRiccati is the polynomial r(m) after r(0) to r(m-1), of which
// 2 r(m) = x r(m-1) - r(m-1)' - the sum of r(j) r(m-j) for j from 1 to m-1.
func nextOfRiccati(r [][]float64) []float64 {
	m := len(r)
	next := make([]float64, m+1)
	for power, a := range r[m-1] {
		next[power+1] += a / 2
		if power > 0 {
			next[power-1] -= a * float64(power) / 2
		}
	}
	for j := 1; j < m; j++ {
		for p, a := range r[j] {
			for q, b := range r[m-j] {
				next[p+q] -= a * b / 2
			}
		}
	}
	return next
}
