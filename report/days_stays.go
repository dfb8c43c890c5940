package report

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"writ/latency"
)

// stayed is the mean time in each place, and that of the resamples.
type stayed struct {
	course  *course
	mean    []float64
	samples [][]float64 // by resample, then place
}

// stays estimates the restricted mean time in each place. A horizon that nobody
// was followed to is brought down to what was seen.
func (c *course) stays() (*stayed, error) {
	m := c.moves
	if m.last < c.tau && m.open {
		c.tau = m.last
	}
	s := &stayed{course: c}
	var err error
	if s.mean, err = c.occupied(m.transitions()); err != nil {
		return nil, err
	}
	all, err := c.resampled(m.inOrder(c.tau))
	if err != nil {
		return nil, err
	}
	// By day the estimate is another by a little: what counts is how far a resample
	// lies from it.
	byDay := all[0]
	for _, sample := range all[1:] {
		if sample == nil {
			continue // nobody was drawn
		}
		for k := range sample {
			sample[k] = max(0, s.mean[k]+sample[k]-byDay[k])
		}
		s.samples = append(s.samples, sample)
	}
	if len(s.samples) < (m.draws.wide-1)/2 {
		s.samples = nil
	}
	return s, nil
}

// inOrder lists the moves by day and places, with one of nobody at the horizon: a
// draw without the case that was followed longest keeps the shares that it has.
func (m *moves) inOrder(tau float64) []slot {
	order := m.list(&m.cells)
	_, first := order[0].pair()
	still := slot{cell{uint64(math.Ceil(tau)), pairOf(first, first)}, 0}
	at, _ := slices.BinarySearchFunc(order, still, compareMoves)
	return slices.Insert(order, at, still)
}

// resampled are the mean times in each place by every resample, nil of one that has
// nobody; first those of all cases by day.
func (c *course) resampled(order []slot) ([][]float64, error) {
	m := c.moves
	all, errs := make([][]float64, m.draws.wide), make([]error, m.draws.wide)
	var work sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			t := &latency.Transitions{}
			for r := int(next.Add(1)) - 1; r < len(all); r = int(next.Add(1)) - 1 {
				t.Reset()
				for _, k := range order {
					var n int64
					if k.n > 0 {
						n = m.draws.of(k.n-1, r)
					}
					if from, to := k.pair(); n > 0 || k.n == 0 {
						t.Add(float64(k.time), latency.State(from), latency.State(to), n)
					}
				}
				all[r], errs[r] = c.occupied(t)
			}
		})
	}
	work.Wait()
	return all, errs[0]
}

func (c *course) occupied(t *latency.Transitions) ([]float64, error) {
	o, err := latency.TimeInState(t, c.tau)
	if err != nil {
		return nil, err
	}
	mean := make([]float64, len(c.places.list))
	for i, s := range o.States {
		mean[s] = o.Mean[i]
	}
	return mean, nil
}
