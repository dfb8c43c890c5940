package latency

import (
	"cmp"
	"slices"
)

// Cause says how an observation ended. Ends are numbered from 1.
type Cause int

// The causes that are no ends.
const (
	// Entered marks late entry: the observation is at risk after this time only.
	// Without it, it is at risk from 0.
	Entered Cause = -1
	// Censored: it had not ended when it was last seen.
	Censored Cause = 0
)

// Cell counts the observations that entered, ended or were censored at one time.
type Cell struct {
	Time  float64
	Cause Cause
	N     int64
}

// Life is the life table of one group: all that the estimators need. It holds
// whole numbers only, so tables of shards add up to that of the whole, bit for
// bit and in any order. The unit of time is the caller's. The zero Life is empty
// and ready for use. It is not safe for use by several goroutines: even reading
// puts it in order.
type Life struct {
	// cells is settled, each time and cause once and in order, up to settled. What
	// was added since follows as it came. So a table costs 24 bytes a cell, and
	// adding to it costs no more than sorting does.
	cells   []Cell
	settled int
}

// Add counts n observations. Time -0 is 0.
func (l *Life) Add(time float64, cause Cause, n int64) {
	c := Cell{time + 0, cause, n}
	if last := len(l.cells) - 1; last >= 0 && compareCells(l.cells[last], c) == 0 {
		l.cells[last].N += n
		return
	}
	l.cells = append(l.cells, c)
	if restlessAt(len(l.cells), l.settled) {
		l.settle()
	}
}

// Grow makes room for so many more cells, that is times with a cause.
func (l *Life) Grow(cells int) { l.cells = slices.Grow(l.cells, cells) }

// Observe counts one observation that came under observation at entry and ended,
// or was last seen, at time. It says whether it was counted: one that entered
// late and left at once was never at risk, and is left out.
func (l *Life) Observe(entry, time float64, cause Cause) bool {
	if entry > 0 {
		if time <= entry {
			return false
		}
		l.Add(entry, Entered, 1)
	}
	l.Add(time, cause, 1)
	return true
}

// Merge adds the counts of another table.
func (l *Life) Merge(o *Life) {
	for _, c := range o.Cells() {
		l.Add(c.Time, c.Cause, c.N)
	}
}

// Subtract takes the counts of another table away: of a whole, its rest.
func (l *Life) Subtract(o *Life) {
	for _, c := range o.Cells() {
		l.Add(c.Time, c.Cause, -c.N)
	}
}

// Cells lists the counts by time, then cause.
func (l *Life) Cells() []Cell {
	l.settle()
	return slices.DeleteFunc(slices.Clone(l.cells), func(c Cell) bool { return c.N == 0 })
}

func compareCells(a, b Cell) int {
	// Most times differ; this is what sorting spends its time on.
	switch {
	case a.Time < b.Time:
		return -1
	case a.Time > b.Time:
		return 1
	}
	return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Cause, b.Cause))
}

// settle puts all cells in order and adds those of the same time and cause.
func (l *Life) settle() {
	l.cells = settle(l.cells, l.settled, compareCells, func(to *Cell, from Cell) { to.N += from.N })
	l.settled = len(l.cells)
}
