package latency_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/latency"
)

func TestHigherShare(t *testing.T) {
	z, p := latency.HigherShare(latency.Estimate{Value: .5, SE: .04}, latency.Estimate{Value: .4, SE: .03})
	require.InDelta(t, 2, z, 1e-12)
	require.InDelta(t, .02275013, p, 1e-8)
	_, p = latency.HigherShare(latency.Estimate{Value: .4, SE: .03}, latency.Estimate{Value: .5, SE: .04})
	require.InDelta(t, 1-.02275013, p, 1e-8, "one-sided")
	_, p = latency.HigherShare(latency.Estimate{Value: 1}, latency.Estimate{Value: .5})
	require.True(t, math.IsNaN(p))
}

// TestBenjaminiHochberg: R's p.adjust(p, "BH").
func TestBenjaminiHochberg(t *testing.T) {
	p := []float64{.01, .04, .03, math.NaN(), .005, .9}
	got := latency.BenjaminiHochberg(p)
	for i, want := range []float64{.025, .05, .05, math.NaN(), .025, .9} {
		near(t, want, got[i], 1e-12, "p %d", i)
	}
	require.Equal(t, .04, p[1], "the input is left alone")
	require.Empty(t, latency.BenjaminiHochberg(nil))
}

func TestKitagawaSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 8).Draw(t, "parts")
		group := func(name string) (parts []latency.Part, mean float64) {
			sum := 0
			counts := rapid.SliceOfN(rapid.IntRange(0, 50), k, k).Draw(t, name)
			counts[0]++
			for _, n := range counts {
				sum += n
			}
			for _, n := range counts {
				p := latency.Part{Share: float64(n) / float64(sum), Rate: rapid.Float64Range(0, 400).Draw(t, "rate")}
				mean += p.Share * p.Rate
				if n == 0 {
					p.Rate = math.NaN()
				}
				parts = append(parts, p)
			}
			return parts, mean
		}
		a, meanA := group("a")
		b, meanB := group("b")
		d, err := latency.Kitagawa(a, b)
		require.NoError(t, err)
		require.InDelta(t, meanA-meanB, d.Total, 1e-9)
		require.Equal(t, d.Total, d.Mix+d.Rate)
		back, err := latency.Kitagawa(b, a)
		require.NoError(t, err)
		require.InDelta(t, -d.Mix, back.Mix, 1e-12)
	})
}

func TestKitagawaByHand(t *testing.T) {
	d, err := latency.Kitagawa([]latency.Part{{.5, 10}, {.5, 20}}, []latency.Part{{.8, 10}, {.2, 30}})
	require.NoError(t, err)
	require.InDelta(t, 4.5, d.Mix, 1e-12)   // (.5-.8) 10 + (.5-.2) 25
	require.InDelta(t, -3.5, d.Rate, 1e-12) // (20-30) .35
	_, err = latency.Kitagawa([]latency.Part{{1, 1}}, nil)
	require.ErrorContains(t, err, "1 parts against 0")
	_, err = latency.Kitagawa([]latency.Part{{.9, 1}}, []latency.Part{{1, 1}})
	require.ErrorContains(t, err, "shares sum to 0.9")
	_, err = latency.Kitagawa([]latency.Part{{1, math.NaN()}}, []latency.Part{{1, 1}})
	require.ErrorContains(t, err, "part 0 has share 1 and rate NaN")
}

func TestVarianceShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 5).Draw(t, "parts")
		cases := rapid.SliceOfN(rapid.SliceOfN(rapid.Float64Range(0, 100), k, k), 2, 30).Draw(t, "cases")
		cases[0][0] += 200 // so that totals differ
		shares, err := latency.VarianceShares(cases)
		require.NoError(t, err)
		sum := 0.0
		for _, s := range shares {
			sum += s
		}
		require.InDelta(t, 1, sum, 1e-9)
		var totals latency.Totals
		part, products := make([]float64, k), make([]float64, k)
		for _, c := range cases {
			total := 0.0
			for _, v := range c {
				total += v
			}
			totals.Add(total)
			for s, v := range c {
				part[s] += v
				products[s] += v * total
			}
		}
		for s, want := range shares {
			require.InDelta(t, want, totals.Share(part[s], products[s]), 1e-6, "from sums alone")
		}
	})
	shares, err := latency.VarianceShares([][]float64{{1, 5}, {3, 5}, {5, 5}})
	require.NoError(t, err)
	require.Equal(t, []float64{1, 0}, shares)
	require.True(t, math.IsNaN((&latency.Totals{N: 2, Sum: 6, Squares: 18}).Share(3, 9)), "totals that do not differ")
	_, err = latency.VarianceShares([][]float64{{1, 2}, {2, 1}})
	require.ErrorContains(t, err, "do not differ")
	_, err = latency.VarianceShares([][]float64{{1, 2}, {2}})
	require.ErrorContains(t, err, "case 1 has 1 parts")
	_, err = latency.VarianceShares(nil)
	require.ErrorContains(t, err, "no cases")
}

// TestWeights: mean and variance 1, as a Poisson draw has; of two cases or two
// replicates nothing in common; and the same for ever.
func TestWeights(t *testing.T) {
	const n = 200_000
	var sum, squares, common, next float64
	for key := range int64(n) {
		w, other, later := latency.Weight(1, 7, key), latency.Weight(1, 8, key), latency.Weight(1, 7, key+1)
		sum += float64(w)
		squares += float64(w * w)
		common += float64((w - 1) * (other - 1))
		next += float64((w - 1) * (later - 1))
	}
	require.InDelta(t, 1, sum/n, .01)
	require.InDelta(t, 2, squares/n, .03)
	require.InDelta(t, 0, common/n, .01)
	require.InDelta(t, 0, next/n, .01)
	var got []int64
	for key := range int64(12) {
		got = append(got, latency.Weight(42, 3, -key))
	}
	require.Equal(t, []int64{0, 1, 2, 1, 0, 1, 0, 1, 1, 1, 1, 1}, got)
}

func TestInterval(t *testing.T) {
	var samples []float64
	for i := range 101 {
		samples = append(samples, float64((i*37)%101))
	}
	lower, upper := latency.Interval(samples, .95)
	require.InDelta(t, 2.5, lower, 1e-9)
	require.InDelta(t, 97.5, upper, 1e-9)
	lower, upper = latency.Interval([]float64{math.NaN(), 3, 1, 2}, .9)
	require.InDelta(t, 1.15, lower, 1e-9)
	require.True(t, math.IsNaN(upper), "falls on what was not reached")
	lower, _ = latency.Interval(nil, .95)
	require.True(t, math.IsNaN(lower))
}

// TestBootstrapAgrees: resampling by weights gives about the standard error that
// the formula gives, with late entry too.
func TestBootstrapAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	var all []observed
	for range 400 {
		o := observed{time: r.ExpFloat64() * 10, cause: latency.Cause(r.IntN(3))}
		if r.IntN(3) == 0 {
			o.entry = o.time * r.Float64() * .5
		}
		all = append(all, o)
	}
	estimate := latency.AalenJohansen(lifeOf(all), 1, 2).At(1, 8)
	const replicates = 400
	var sum, squares float64
	for i := range replicates {
		var l latency.Life
		for key, o := range all {
			if w := latency.Weight(5, i, int64(key)); w > 0 {
				if o.entry > 0 {
					l.Add(o.entry, latency.Entered, w)
				}
				l.Add(o.time, o.cause, w)
			}
		}
		v := latency.AalenJohansen(&l, 1, 2).At(1, 8).Value
		sum += v
		squares += v * v
	}
	se := math.Sqrt(squares/replicates - sum/replicates*sum/replicates)
	require.InEpsilon(t, estimate.SE, se, .15)
}

// All weights of a case at once are those one by one.
func TestWeightsAtOnce(t *testing.T) {
	w := latency.NewWeights(11, 200)
	for key := int64(-50); key < 50; key++ {
		of := w.Of(key*7_919_777_777, nil)
		require.Len(t, of, 200)
		for i, n := range of {
			require.Equal(t, latency.Weight(11, i, key*7_919_777_777), int64(n))
		}
	}
}
