package latency_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/latency"
)

func TestBreachByHand(t *testing.T) {
	var d latency.Deadlines
	d.Observe(10, 4, true)
	d.Observe(10, 9.9, true) // just in time
	d.Observe(10, 12, true)  // 2 late
	d.Observe(10, 14, false) // open and past due: breached already
	d.Observe(-1, 1, true)   // due before it began
	b, err := d.Breach()
	require.NoError(t, err)
	require.Equal(t, []int64{5, 2, 3, 0}, []int64{b.N, b.Answered, b.Breached, b.Undecided})
	require.InDelta(t, .6, b.Value, 1e-15)
	require.InDelta(t, math.Sqrt(.6*.4/5), b.SE, 1e-12, "without censoring it is the binomial one")
	require.Zero(t, b.Open)
	require.Equal(t, []latency.Cell{{Time: 2, Cause: latency.Answered, N: 2}, {Time: 4, N: 1}}, d.Overdue.Cells())

	e, err := d.Excess(4)
	require.NoError(t, err)
	require.InDelta(t, .6*(2*2+4)/3, e.Value, 1e-12)
	_, err = d.Excess(5)
	require.ErrorContains(t, err, "the last observation is at 4")

	d.Observe(10, 10, true) // at its due date an answer is late, if by nothing
	b, err = d.Breach()
	require.NoError(t, err)
	require.Equal(t, []int64{6, 2, 4}, []int64{b.N, b.Answered, b.Breached})
	e, err = d.Excess(4)
	require.NoError(t, err)
	require.InDelta(t, 4./6*(0+2*2+4)/4, e.Value, 1e-12)
}

func TestBreachUndecided(t *testing.T) {
	var d latency.Deadlines
	d.Observe(10, 3, false)
	b, err := d.Breach()
	require.NoError(t, err)
	require.Equal(t, [3]float64{0, 1, 3}, [3]float64{b.Value, b.Open, b.Within}, "nothing is decided by 3")
	d.Observe(2, 2.5, false)
	b, err = d.Breach()
	require.NoError(t, err)
	require.Equal(t, [2]float64{.5, .5}, [2]float64{b.Value, b.Open})

	var empty latency.Deadlines
	b, err = empty.Breach()
	require.NoError(t, err)
	require.True(t, math.IsNaN(b.Value) && math.IsNaN(b.Open))
	_, err = empty.Excess(1)
	require.ErrorContains(t, err, "the group is empty")
}

func TestNoBreachNoExcess(t *testing.T) {
	var d latency.Deadlines
	d.Observe(10, 4, true)
	e, err := d.Excess(100)
	require.NoError(t, err)
	require.Equal(t, [2]float64{0, 0}, [2]float64{e.Value, e.SE})
	require.True(t, math.IsNaN(e.Upper), "none seen is not none possible")
}

// TestBreachTruth: exponential answers, own due dates, follow-up cut anywhere. The
// intervals must hold the truth about as often as they promise.
func TestBreachTruth(t *testing.T) {
	const mean, tau, repetitions = 10.0, 5.0, 300
	r := rand.New(rand.NewPCG(4, 4))
	truth := (math.Exp(-.7) + math.Exp(-1.4)) / 2
	excess := truth * mean * (1 - math.Exp(-tau/mean)) // what is overdue has no memory
	shares, days := 0, 0
	for range repetitions {
		var d latency.Deadlines
		for range 300 {
			allowed, lasted, seen := 7.0, r.ExpFloat64()*mean, 5+r.Float64()*30
			if r.IntN(2) == 0 {
				allowed = 14
			}
			d.Observe(allowed, min(lasted, seen), lasted <= seen)
		}
		b, err := d.Breach()
		require.NoError(t, err)
		if b.Lower <= truth && truth <= b.Upper {
			shares++
		}
		e, err := d.Excess(tau)
		require.NoError(t, err)
		if e.Lower <= excess && excess <= e.Upper {
			days++
		}
	}
	require.InDelta(t, .95, float64(shares)/repetitions, .035)
	require.InDelta(t, .95, float64(days)/repetitions, .035)
}
