package latency

import (
	"cmp"
	"math"
	"slices"
)

// Weight is how often a case counts in a replicate of a bootstrap: a draw from the
// Poisson distribution with mean 1, which depends on the three numbers and on
// nothing else. So a replicate can be drawn in shards, in any order and on any
// machine, and its tables add up; all spells of a case stand or fall together.
//
// Source: Hanley and MacGibbon 2006, Comput. Methods Programs Biomed. 83:57-62.
func Weight(seed uint64, replicate int, key int64) int64 {
	x := mix(mix(mix(seed)^uint64(replicate)) ^ uint64(key))
	n := int64(0)
	for x>>11 >= upTo[n] {
		n++
	}
	return n
}

// mostWeight bounds a weight: a larger one comes once in 10^19 draws.
const mostWeight = 20

// upTo are the limits of a uniform draw of 53 bits below which a weight is at most
// so much.
var upTo = limitsOfWeights()

func limitsOfWeights() (limits [mostWeight + 1]uint64) {
	const draws = 1 << 53
	term := math.Exp(-1)
	sum := term
	for n := range mostWeight {
		limits[n] = uint64(math.Ceil(sum * draws))
		term /= float64(n + 1)
		sum += term
	}
	limits[mostWeight] = math.MaxUint64
	return limits
}

// Weights draws the [Weight] of a case in every replicate of a bootstrap at once. It
// may be used by several goroutines.
type Weights []uint64

// NewWeights prepares so many replicates.
func NewWeights(seed uint64, replicates int) Weights {
	w := make(Weights, replicates)
	for i := range w {
		w[i] = mix(mix(seed) ^ uint64(i))
	}
	return w
}

// Of appends a case's weights by replicate.
func (w Weights) Of(key int64, to []uint8) []uint8 {
	for _, replicate := range w {
		x := mix(replicate^uint64(key)) >> 11
		var n uint8
		if x >= upTo[0] { // without a jump, which nobody could foresee
			n = 1
		}
		if x >= upTo[1] {
			n = 2
		}
		for x >= upTo[n] {
			n++
		}
		to = append(to, n)
	}
	return to
}

// mix spreads a number over all its bits: the output step of SplitMix64 (Steele,
// Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Interval is the percentile interval of the samples of a bootstrap at a level such
// as 0.95, between neighbouring samples by their distance. A sample of NaN is a
// time that was not reached: it is later than any other, and a limit that falls
// on one is NaN. NaN without samples, or if level is not in (0, 1).
func Interval(samples []float64, level float64) (lower, upper float64) {
	if len(samples) == 0 || !(level > 0 && level < 1) {
		return math.NaN(), math.NaN()
	}
	sorted := slices.SortedFunc(slices.Values(samples), func(a, b float64) int {
		if math.IsNaN(a) || math.IsNaN(b) {
			return -cmp.Compare(a, b) // cmp has NaN first
		}
		return cmp.Compare(a, b)
	})
	at := func(p float64) float64 {
		h := p * float64(len(sorted)-1)
		i := int(h)
		if h == float64(i) {
			return sorted[i]
		}
		return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
	}
	return at((1 - level) / 2), at((1 + level) / 2)
}
