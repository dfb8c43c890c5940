package population

import (
	"math"
	"math/rand/v2"

	"writ/casefile"
)

// dice draws what happens in one case, from a generator of the case's own. Each
// draw takes one number and inverts a distribution, so equal seeds give equal
// cases; on another processor a duration may round to another second.
type dice struct{ pcg rand.PCG }

// cast begins the draws of a case.
func (d *dice) cast(seed uint64, number int) {
	d.pcg.Seed(mix(seed), mix(uint64(number)^0x9e3779b97f4a7c15))
}

// mix spreads neighbouring numbers (SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// unit is uniform in (0, 1), never its ends.
func (d *dice) unit() float64 { return (float64(d.pcg.Uint64()>>11) + 0.5) / (1 << 53) }

func (d *dice) chance(p float64) bool { return d.unit() < p }

// between is a whole number from a to b, both in.
func (d *dice) between(a, b int) int { return a + int(d.unit()*float64(b-a+1)) }

// weights are the odds of several things.
type weights []float64

// pick is the index of one of several things, by their odds.
func (d *dice) pick(w weights) int {
	var sum float64
	for _, x := range w {
		sum += x
	}
	u := d.unit() * sum
	for i, x := range w {
		if u -= x; u < 0 {
			return i
		}
	}
	return len(w) - 1
}

// spread is a lognormal duration: its median, and the standard deviation of its
// logarithm.
type spread struct {
	median float64 // seconds
	sigma  float64
}

// draw is a duration in whole seconds, at least one, at most twenty years.
func (d *dice) draw(s spread) int64 {
	z := math.Sqrt2 * math.Erfinv(2*d.unit()-1)
	return int64(min(max(s.median*math.Exp(s.sigma*z), 1), 20*365*day))
}

// slower stretches a spread.
func (s spread) slower(factor float64) spread { return spread{s.median * factor, s.sigma} }

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

// uuidOf writes an id that follows from two numbers: a UUID of version 8, the
// one for ids of one's own making (RFC 9562, section 5.8).
func uuidOf(hi, lo uint64) string {
	const digits = "0123456789abcdef"
	hi = hi&^0xf000 | 0x8000
	lo = lo&^(3<<62) | 2<<62
	var b [36]byte
	at := 0
	for i := range 32 {
		if i == 8 || i == 12 || i == 16 || i == 20 {
			b[at] = '-'
			at++
		}
		x := hi
		if i >= 16 {
			x = lo
		}
		b[at] = digits[x>>(60-4*(i%16))&0xf]
		at++
	}
	return string(b[:])
}

// The ids of a case, its hops and its requests follow from the seed.
func (s *story) id(part uint64) string {
	return uuidOf(mix(s.base+part), mix(^s.base^part<<32))
}

func (s *story) caseID() casefile.CaseID { return casefile.CaseID(s.id(0)) }

// key is the drawn pseudonym of a part of the case, as [Batches] has it.
func (s *story) key(part uint64) int64 { return int64(mix(s.base+part)>>1) | 4 }

// The parts of a case that have ids.
const (
	hopParts     = 1 << 4
	requestParts = 1 << 8 // times the hop's number from 1
	runParts     = 1 << 16
)
