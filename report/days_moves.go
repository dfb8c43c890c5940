package report

import (
	"cmp"
	"math"
	"slices"

	"writ/latency"
	"writ/ledger"
)

// mostCounts bounds the memory of the resamples: counts, of two bytes each and few
// of four. Where they are too many, fewer resamples are made, and the result says
// how many.
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
	grain   grain
	last    float64    // the longest time in days that anybody was followed
	open    bool       // somebody is open
	whole   counts     // by time in grains and by pair of places
	cells   counts     // by day and by pair of places: the row among draws, from 1
	draws   replicates // the first is all cases as they are
	most    int
	seeds   latency.Weights
	weights []uint8
	visits  []stay
	numbers []int // by place, its number once all are arranged; nil before
}

// stay is a stay of a case in a place, from a time in grains up to its next.
type stay struct {
	place int
	from  int64
}

// later is the time of what was seen beyond the horizon, which counts a day after it.
const later = math.MaxInt64

func newMoves(tau float64, draws int, seed uint64, exact bool) *moves {
	return &moves{
		tau: tau, grain: grainOf(exact), most: mostCounts, draws: replicates{wide: 1 + draws}, seeds: latency.NewWeights(seed, draws),
	}
}

func (m *moves) days(grains int64) float64 {
	if grains == later {
		return m.tau + 1
	}
	return m.grain.days(grains)
}

// add counts a case: its stretches, how long they last together, and the place of
// its end, -1 while it is open.
func (m *moves) add(key ledger.Key, stretches []stretch, total int64, end int) {
	m.weights = m.seeds.Of(int64(key), append(m.weights[:0], 1))
	until, ended := m.grain.of(total), end >= 0
	m.last, m.open = max(m.last, m.days(until)), m.open || !ended
	m.visits = m.visits[:0]
	for _, s := range stretches {
		m.visits = append(m.visits, stay{s.place, m.grain.of(s.from)})
	}
	if ended {
		m.visits = append(m.visits, stay{end, until})
	}
	// What comes after the horizon does not matter; that somebody was seen there does.
	for n := len(m.visits); n > 1 && m.days(m.visits[n-1].from) > m.tau; n = len(m.visits) {
		m.visits, until, ended = m.visits[:n-1], later, false
	}
	if !ended && m.days(until) >= m.tau+1 {
		until = later
	}
	m.path(until, ended)
	m.resample(until, ended)
}

// path counts the case as [latency.Transitions.Path] does: visits without length
// leave no trace.
func (m *moves) path(until int64, ended bool) {
	at := int(latency.Outside)
	for i, v := range m.visits {
		if passing := i+1 < len(m.visits) && m.visits[i+1].from == v.from; !passing && v.place != at {
			m.whole.add(cell{uint64(v.from), pairOf(at, v.place)}, 1) //nolint:gosec // not negative
			at = v.place
		}
	}
	if !ended {
		m.whole.add(cell{uint64(until), pairOf(at, int(latency.Outside))}, 1) //nolint:gosec // not negative
	}
}

// mostPlaces bounds the numbers of places in a pair.
const mostPlaces = 1<<16 - 1

// pairOf are two places, of which -1 is outside, in one number, in their order.
func pairOf(from, to int) uint32 { return uint32(from+1)<<16 | uint32(to+1) } //nolint:gosec // at most mostPlaces

func (c cell) pair() (from, to int) { return int(c.who>>16) - 1, int(c.who&mostPlaces) - 1 }

func (c cell) renumbered(numbers []int) cell {
	from, to := c.pair()
	return cell{c.time, pairOf(renumbered(numbers, from), renumbered(numbers, to))}
}

// resample counts the case in all resamples, its moves at the nearest whole day; it
// is seen to the end of the day on which it was seen last. Of a place that it
// left on the day it came there is no trace, as in [latency.Transitions].
func (m *moves) resample(until int64, ended bool) {
	day := func(v stay) float64 { return math.Round(m.days(v.from)) }
	at := int(latency.Outside)
	for i, v := range m.visits {
		if v.place != at && (i+1 == len(m.visits) || day(m.visits[i+1]) > day(v)) {
			m.draw(day(v), at, v.place)
			at = v.place
		}
	}
	if !ended {
		m.draw(math.Ceil(m.days(until)), at, int(latency.Outside))
	}
}

// draw counts a move on a day in all resamples.
func (m *moves) draw(day float64, from, to int) {
	row := m.row(cell{uint64(day), pairOf(from, to)}) // which may leave fewer weights
	m.draws.draw(row, m.weights)
}

// row is the number of a move's counts among draws.
func (m *moves) row(k cell) uint32 {
	s := m.cells.slot(k)
	if s.n == 0 {
		for m.cells.used*m.draws.wide > m.most && m.draws.wide > 25 {
			m.keep((m.draws.wide + 1) / 2)
		}
		s.n = m.draws.add() + 1
	}
	return s.n - 1
}

// keep gives up some of the resamples, so that the others have room.
func (m *moves) keep(draws int) {
	m.draws.narrow(draws)
	m.seeds = m.seeds[:draws-1]
	m.weights = m.weights[:min(draws, len(m.weights))]
}

func (m *moves) held() int { return m.whole.held() + m.cells.held() + m.draws.held() }

// merge adds the moves of others, whose places have other numbers. They are gone
// from there.
func (m *moves) merge(o *moves, numbers []int) {
	m.last, m.open = max(m.last, o.last), m.open || o.open
	m.whole.take(&o.whole, func(c cell) cell { return c.renumbered(numbers) })
	if o.draws.wide < m.draws.wide { // together they have no fewer cells
		m.keep(o.draws.wide)
	}
	m.cells.drain(&o.cells, func(s slot) {
		m.draws.plus(m.row(s.renumbered(numbers)), &o.draws, s.n-1)
	})
	o.draws.reset()
}

// list lists moves by time and places, which have the numbers of now. They are gone
// from then on.
func (m *moves) list(of *counts) []slot {
	list := of.list()
	if m.numbers != nil {
		for i := range list {
			list[i].cell = list[i].renumbered(m.numbers)
		}
	}
	slices.SortFunc(list, compareMoves)
	return list
}

// renumbered is the number that a place has now; outside stays outside.
func renumbered(numbers []int, place int) int {
	if place < 0 {
		return place
	}
	return numbers[place]
}

// transitions are the moves with all that is known of the time, which are gone from
// then on.
func (m *moves) transitions() *latency.Transitions {
	t, list := &latency.Transitions{}, m.list(&m.whole)
	t.Grow(len(list))
	for _, s := range list {
		from, to := s.pair()
		t.Add(m.days(int64(s.time)), latency.State(from), latency.State(to), int64(s.n)) //nolint:gosec // it was
	}
	return t
}

func compareMoves(a, b slot) int {
	return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.who, b.who))
}
