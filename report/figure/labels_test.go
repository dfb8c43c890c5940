package figure

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

// Labels keep their order, their distance and their bounds; where there is no room
// for all, the largest stay.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low, high := vg.Length(10), vg.Length(10+rapid.Float64Range(0, 300).Draw(t, "height"))
		const gap = 15
		var tags []tag
		for i, want := range rapid.SliceOfN(rapid.Float64Range(0, 320), 1, 40).Draw(t, "wants") {
			tags = append(tags, tag{want: vg.Length(want), size: float64((i * 7) % 11), index: i})
		}
		got := spread(slices.Clone(tags), low, high, gap)
		require.Len(t, got, min(len(tags), int((high-low)/gap)+1))
		for i, g := range got {
			require.GreaterOrEqual(t, float64(g.at), float64(low)-1e-6)
			require.LessOrEqual(t, float64(g.at), float64(high)+1e-6)
			if i > 0 {
				require.GreaterOrEqual(t, float64(g.at-got[i-1].at), gap-1e-6)
				require.GreaterOrEqual(t, g.want, got[i-1].want)
			}
		}
		smallest := slices.MinFunc(got, func(a, b tag) int { return int(a.size - b.size) })
		out := 0
		for _, g := range tags {
			if g.size > smallest.size && !slices.ContainsFunc(got, func(k tag) bool { return k.index == g.index }) {
				out++
			}
		}
		require.Zero(t, out, "a larger one gave way to a smaller")
	})
}

// The limits enclose the centre, close in as n grows, and leave out no more on
// either side than they say, by sums of the binomial probabilities themselves.
func TestLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 400).Draw(t, "n")
		p := rapid.Float64Range(0.02, 0.98).Draw(t, "p")
		inside := rapid.SampledFrom([]float64{insideWarn, insideAlarm}).Draw(t, "inside")
		lower, upper := Limits(n, p, inside)
		require.True(t, 0 <= lower && lower <= p+1.0/float64(n) && p-1.0/float64(n) <= upper && upper <= 1, "%g %g", lower, upper)
		var below, above float64
		for k := range n + 1 {
			q := math.Exp(choose(n, k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
			if x := float64(k) / float64(n); x < lower-1e-9 {
				below += q
			} else if x > upper+1.0/float64(n) {
				above += q
			}
		}
		require.LessOrEqual(t, below, (1-inside)/2+1e-9)
		require.LessOrEqual(t, above, (1-inside)/2+1e-9)
		wideLow, wideHigh := Limits(n, p, insideAlarm)
		require.True(t, wideLow <= lower && upper <= wideHigh)
		if float64(n)*min(p, 1-p) >= 5 { // under that, the limits stand at 0 or 1
			fourLow, fourHigh := Limits(4*n+40, p, inside)
			require.LessOrEqual(t, fourHigh-fourLow, upper-lower+1e-9, "more spells stray less")
			warnLow, warnHigh := Limits(n, p, insideWarn)
			require.Less(t, warnHigh-warnLow, wideHigh-wideLow, "the outer limits are wider")
		}
	})
	for _, p := range []float64{0, 1} {
		lower, upper := Limits(20, p, insideWarn)
		require.Equal(t, [2]float64{p, p}, [2]float64{lower, upper}, "where all or none breach, nothing varies")
	}
}

func choose(n, k int64) float64 {
	f := func(x int64) float64 { v, _ := math.Lgamma(float64(x) + 1); return v }
	return f(n) - f(k) - f(n-k)
}

func TestNumbers(t *testing.T) {
	for want, got := range map[string]string{
		"0": Count(0), "999": Count(999), "1\u202f000": Count(1000), "-12\u202f345\u202f678": Count(-12345678),
		"12.5": Days(12.5), "7": Days(7), "99.9": Days(99.94), "1\u202f235": Days(1234.6), "-": Days(math.NaN()), "100": Days(99.96),
		"0\u202f%": Percent(0), "9.9\u202f%": Percent(0.099), "10\u202f%": Percent(0.0996), "100\u202f%": Percent(1), "0.4\u202f%": Percent(0.004), "<\u202f0.1\u202f%": Percent(0.0002), "<\u202f0.1": Days(0.02),
		"1 to 2": interval(1, 2, Days), "1 or more": interval(1, math.NaN(), Days), "up to 2": interval(math.NaN(), 2, Days), "": interval(math.NaN(), math.Inf(1), Days),
		"abc": Short("abc", 3), "ab…": Short("abcd", 3), "…": Short("abcd", 1),
	} {
		require.Equal(t, want, got)
	}
}

func TestCompact(t *testing.T) {
	for in, want := range map[string]string{
		"M0,0L10,0L10,5L20,5Z":    "M0,0H10V5H20Z",
		"M0,0L10,10L10,10L10,12Z": "M0,0L10,10V12Z",
		"M1,2A3,3 0 1 1 4,5Z":     "M1,2A3,3 0 1 1 4,5Z",
		"M1,2L1,3ZM1,3L2,3":       "M1,2V3ZM1,3H2",
		"":                        "",
	} {
		require.Equal(t, want, compact(in))
	}
}

// Ticks begin at 0, rise, stay on the axis and are few.
func TestTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.Float64Range(0.2, 40000).Draw(t, "end")
		n := rapid.IntRange(3, 8).Draw(t, "n")
		for name, all := range map[string][]float64{"days": values(dayTicks(end, n)), "even": values(evenTicks(end, n, decimal))} {
			require.Zero(t, all[0], name)
			require.True(t, slices.IsSorted(all))
			require.LessOrEqual(t, all[len(all)-1], end*(1+1e-6))
			require.LessOrEqual(t, len(all), n+1, fmt.Sprint(name, all))
		}
		require.GreaterOrEqual(t, len(evenTicks(end, n, decimal)), 2)
	})
}

func values(ticks []plot.Tick) (all []float64) {
	for _, t := range ticks {
		all = append(all, t.Value)
	}
	return all
}
