package latency_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/latency"
)

// observed is one observation, as it is before it is counted.
type observed struct {
	entry, time float64
	cause       latency.Cause
}

// observations draws up to n of them, with ties, rival causes, censorings and, if
// asked for, late entries.
func observations(n int, late bool) *rapid.Generator[[]observed] {
	one := rapid.Custom(func(t *rapid.T) observed {
		o := observed{
			time:  float64(rapid.IntRange(1, 40).Draw(t, "time")) / 2,
			cause: latency.Cause(rapid.IntRange(0, 3).Draw(t, "cause")),
		}
		if late {
			o.entry = max(0, o.time-float64(rapid.IntRange(1, 40).Draw(t, "stay"))/2)
		}
		return o
	})
	return rapid.SliceOfN(one, 1, n)
}

func lifeOf(all []observed) *latency.Life {
	var l latency.Life
	for _, o := range all {
		l.Observe(o.entry, o.time, o.cause)
	}
	return &l
}

// bits shows every figure of an estimate to the last bit, and NaN as equal to NaN.
func bits(estimate any) string { return fmt.Sprintf("%x", estimate) }

func TestShardsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := observations(600, true).Draw(t, "observations")
		shards := make([]latency.Life, 16)
		for _, o := range all {
			shards[rapid.IntRange(0, 15).Draw(t, "shard")].Observe(o.entry, o.time, o.cause)
		}
		var merged, rest latency.Life
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}).Draw(t, "order") {
			merged.Merge(&shards[i])
		}
		whole := lifeOf(all)
		require.Equal(t, whole.Cells(), merged.Cells())
		require.Equal(t, bits(latency.KaplanMeier(whole)), bits(latency.KaplanMeier(&merged)))
		require.Equal(t, bits(latency.AalenJohansen(whole)), bits(latency.AalenJohansen(&merged)))

		rest.Merge(whole)
		rest.Subtract(&shards[0])
		var others latency.Life
		for i := range shards[1:] {
			others.Merge(&shards[i+1])
		}
		require.Equal(t, bits(others.Cells()), bits(rest.Cells()))
		require.NoError(t, rest.Check())
	})
}

// TestCellsByMap holds the table against the plainest way to count.
func TestCellsByMap(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var l latency.Life
	count := map[latency.Cell]int64{}
	for range 20_000 {
		time, cause := float64(r.IntN(3000))/8, latency.Cause(r.IntN(4)-1)
		l.Add(time, cause, 2)
		count[latency.Cell{Time: time, Cause: cause}] += 2
		if r.IntN(4000) == 0 {
			_ = l.Cells() // reading in between changes nothing
		}
	}
	cells := l.Cells()
	require.Len(t, cells, len(count))
	for i, c := range cells {
		require.Equal(t, count[latency.Cell{Time: c.Time, Cause: c.Cause}], c.N)
		if i > 0 {
			p := cells[i-1]
			require.True(t, p.Time < c.Time || p.Time == c.Time && p.Cause < c.Cause, "%v before %v", p, c)
		}
	}
	l.Merge(&l)
	require.Equal(t, 2*cells[0].N, l.Cells()[0].N, "merged with itself")
}

func TestMinusZeroIsZero(t *testing.T) {
	var l latency.Life
	l.Add(math.Copysign(0, -1), 1, 1)
	l.Add(0, 1, 1)
	require.Equal(t, []latency.Cell{{Time: 0, Cause: 1, N: 2}}, l.Cells())
}

func TestWhatCannotBe(t *testing.T) {
	for name, w := range map[string]struct {
		cells []latency.Cell
		says  string
	}{
		"negative time": {[]latency.Cell{{Time: -1, Cause: 1, N: 1}}, "time -1 of cause 1"},
		"no number":     {[]latency.Cell{{Time: math.NaN(), Cause: 1, N: 1}, {Time: math.NaN(), Cause: 1, N: 1}}, "time NaN"},
		"infinite":      {[]latency.Cell{{Time: math.Inf(1), Cause: 0, N: 1}}, "time +Inf"},
		"cause":         {[]latency.Cell{{Time: 1, Cause: -2, N: 1}}, "cause -2 at time 1"},
		"count":         {[]latency.Cell{{Time: 1, Cause: 1, N: -3}}, "count -3 at time 1"},
		"nobody at risk": {[]latency.Cell{{Time: 5, Cause: latency.Entered, N: 1}, {Time: 3, Cause: 1, N: 1}},
			"1 leave at time 3 where 0 are at risk"},
		"at risk after entry only": {[]latency.Cell{{Time: 3, Cause: latency.Entered, N: 1}, {Time: 3, Cause: 1, N: 1}},
			"1 leave at time 3 where 0 are at risk"},
		"entered and never left": {[]latency.Cell{{Time: 3, Cause: latency.Entered, N: 2}, {Time: 4, Cause: 1, N: 1}},
			"2 late entries and 1 observations"},
	} {
		t.Run(name, func(t *testing.T) {
			var l latency.Life
			for _, c := range w.cells {
				l.Add(c.Time, c.Cause, c.N)
			}
			require.ErrorContains(t, l.Check(), w.says)
			s, f := latency.KaplanMeier(&l), latency.AalenJohansen(&l, 1)
			require.ErrorContains(t, s.Err, w.says)
			require.ErrorContains(t, f.Err, w.says)
			require.True(t, math.IsNaN(s.At(0).Value) && math.IsNaN(f.At(1, 0).Value) && math.IsNaN(s.Quantile(.5).Value))
			_, err := s.RestrictedMean(1)
			require.ErrorContains(t, err, w.says)
			_, err = f.RestrictedTime(1, 1)
			require.ErrorContains(t, err, w.says)
			_, err = latency.LogRank([][]*latency.Life{{&l, &l}}, latency.RankOptions{})
			require.ErrorContains(t, err, w.says)
		})
	}
}
