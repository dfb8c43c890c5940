package report

import (
	"cmp"
	"math"
	"slices"

	"writ/latency"
	"writ/ledger"
)

// mostCounts bounds the memory of the resamples: counts, of four bytes each. Where
// they are too many, fewer resamples are made, and the result says how many.
const mostCounts = 50_000_000

// moves counts how cases move between places: once with all that is known of the
// time, and once for each resample with the moves by day. So the estimate is as
// exact as it was, and the resamples, which only tell how far it might be off,
// take a count for each day, pair of places and resample, however many cases
// there are.
//
// A resample counts each case as often as [latency.Weight] says for it, so all of
// them are made while the cases pass, once.
type moves struct {
	tau     float64
	last    float64 // the longest time in days that anybody was followed
	open    bool    // somebody is open
	exact   bool
	seed    uint64
	whole   latency.Transitions
	cells   map[move]int32 // places in counts, times draws
	counts  []int32        // by cell, then resample
	draws   int            // with the first, which is all cases as they are
	most    int
	weights []int32
	visits  []latency.Visit
}

// move is a move on a day.
type move struct {
	day      int32
	from, to int32 // -1 is outside
}

func newMoves(tau float64, draws int, seed uint64, exact bool) *moves {
	weights := make([]int32, 1+draws)
	weights[0] = 1
	return &moves{tau: tau, exact: exact, seed: seed, cells: map[move]int32{}, draws: 1 + draws, weights: weights, most: mostCounts}
}

// add counts a case: its stretches, how long they last together, and the place of
// its end, -1 while it is open.
func (m *moves) add(key ledger.Key, stretches []stretch, total int64, end int) {
	for i := range m.weights[1:] {
		m.weights[1+i] = int32(latency.Weight(m.seed, i, int64(key))) //nolint:gosec // it is at most 20
	}
	followed := inDays(total, m.exact)
	m.last, m.open = max(m.last, followed), m.open || end < 0
	m.visits = m.visits[:0]
	for _, s := range stretches {
		m.visits = append(m.visits, latency.Visit{State: latency.State(s.place), From: inDays(s.from, m.exact)})
	}
	until := followed
	if end >= 0 {
		m.visits, until = append(m.visits, latency.Visit{State: latency.State(end), From: followed}), math.Inf(1)
	}
	// What comes after the horizon does not matter; that somebody was seen there does.
	for n := len(m.visits); n > 1 && m.visits[n-1].From > m.tau; n = len(m.visits) {
		m.visits, until = m.visits[:n-1], m.tau+1
	}
	if !math.IsInf(until, 1) {
		until = min(until, m.tau+1)
	}
	// The stretches of an account follow each other, so they are in order.
	_ = m.whole.Path(1, until, m.visits...)
	m.resample(until)
}

// resample counts the case in all resamples, its moves at the nearest whole day; it
// is seen to the end of the day on which it was seen last. Of a place that it
// left on the day it came there is no trace, as in [latency.Transitions].
func (m *moves) resample(until float64) {
	day := func(t float64) int32 { return int32(math.Round(t)) }
	at := int32(latency.Outside)
	for i, v := range m.visits {
		if to := int32(v.State); to != at && (i+1 == len(m.visits) || day(m.visits[i+1].From) > day(v.From)) { //nolint:gosec // places are few
			m.cell(move{day(v.From), at, to})
			at = to
		}
	}
	if !math.IsInf(until, 1) {
		m.cell(move{int32(math.Ceil(until)), at, int32(latency.Outside)})
	}
}

// cell adds the case's weights to a move.
func (m *moves) cell(k move) {
	i, known := m.cells[k]
	if !known {
		for len(m.counts)+m.draws > m.most && m.draws > 25 {
			m.halve()
		}
		i = int32(len(m.cells)) //nolint:gosec // bounded by mostCounts
		m.cells[k] = i
		m.counts = append(m.counts, make([]int32, m.draws)...)
	}
	counts := m.counts[int(i)*m.draws:][:m.draws]
	for r, w := range m.weights {
		counts[r] += w
	}
}

// halve gives up half of the resamples, so that the others have room.
func (m *moves) halve() {
	half := (m.draws + 1) / 2
	for i := range len(m.cells) {
		copy(m.counts[i*half:][:half], m.counts[i*m.draws:][:half])
	}
	m.counts, m.weights, m.draws = m.counts[:len(m.cells)*half], m.weights[:half], half
}

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
	if s.mean, err = c.occupied(&m.whole, c.tau); err != nil {
		return nil, err
	}
	order := make([]counted, 0, len(m.cells))
	for k, i := range m.cells {
		order = append(order, counted{k, i})
	}
	slices.SortFunc(order, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	// By day the estimate is another by a little: what counts is how far a resample
	// lies from it.
	byDay, err := c.resampled(order, 0)
	if err != nil {
		return nil, err
	}
	for r := 1; r < m.draws; r++ {
		sample, err := c.resampled(order, r)
		if err != nil {
			continue // nobody was drawn
		}
		for k := range sample {
			sample[k] = max(0, s.mean[k]+sample[k]-byDay[k])
		}
		s.samples = append(s.samples, sample)
	}
	if len(s.samples) < (m.draws-1)/2 {
		s.samples = nil
	}
	return s, nil
}

// counted is a move with its place among the counts.
type counted struct {
	move
	cell int32
}

// resampled is the mean time in each place by the r-th resample.
func (c *course) resampled(order []counted, r int) ([]float64, error) {
	t := &latency.Transitions{}
	for _, k := range order {
		if n := c.moves.counts[int(k.cell)*c.moves.draws+r]; n > 0 {
			t.Add(float64(k.day), latency.State(k.from), latency.State(k.to), int64(n))
		}
	}
	// A draw without the case that was followed longest keeps the shares that it has.
	state := latency.State(order[0].to)
	t.Add(math.Ceil(c.tau), state, state, 0)
	return c.occupied(t, c.tau)
}

func (c *course) occupied(t *latency.Transitions, tau float64) ([]float64, error) {
	o, err := latency.TimeInState(t, tau)
	if err != nil {
		return nil, err
	}
	mean := make([]float64, len(c.places))
	for i, s := range o.States {
		mean[s] = o.Mean[i]
	}
	return mean, nil
}
