package latency

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// State is where a case is, by a number of the caller's from 0.
type State int

// Outside is where a case is when it is not observed: before it enters, and after
// it was last seen.
const Outside State = -1

// Flow counts the cases that went from one state to another at one time.
type Flow struct {
	Time     float64
	From, To State
	N        int64
}

// Transitions is the life table of moves between states: all that
// [TimeInState] needs. It holds whole numbers only, so the order in which cases are
// counted is of no account. The zero Transitions is empty and ready for use. It is not
// safe for use by several goroutines.
//
// A case enters from [Outside], mostly at time 0, and moves. A case whose state is
// no longer known goes Outside: it is censored. A case that has come to an end
// stays in its last state, and never goes Outside.
type Transitions struct {
	flows   []Flow // settled as in Life
	settled int
}

// Reset empties the table; its memory is used again.
func (t *Transitions) Reset() { t.flows, t.settled = t.flows[:0], 0 }

// Grow makes room for so many more flows.
func (t *Transitions) Grow(flows int) { t.flows = slices.Grow(t.flows, flows) }

// Visit is a stay of a case in a state, up to its next visit.
type Visit struct {
	State State
	From  float64
}

// Add counts n moves.
func (t *Transitions) Add(time float64, from, to State, n int64) {
	t.flows = append(t.flows, Flow{time + 0, from, to, n})
	if restlessAt(len(t.flows), t.settled) {
		t.settle()
	}
}

// Path counts one case, n times: its visits in order, and the time until which it
// was seen in the last one; +Inf if that is where it ended. Visits without length
// leave no trace, since nobody can be at risk in them: the case goes straight to
// the next. An error if there are no visits, or if they are not in order.
func (t *Transitions) Path(n int64, until float64, visits ...Visit) error {
	if len(visits) == 0 {
		return fmt.Errorf("path: no visits")
	}
	for i, v := range visits {
		next := until
		if i+1 < len(visits) {
			next = visits[i+1].From
		}
		if !(next >= v.From) || math.IsInf(v.From, 0) {
			return fmt.Errorf("path: visit %d of state %d from %v to %v: want finite times in order", i, v.State, v.From, next)
		}
	}
	state := Outside
	for i, v := range visits {
		if i+1 < len(visits) && visits[i+1].From == v.From || v.State == state {
			continue
		}
		t.Add(v.From, state, v.State, n)
		state = v.State
	}
	if !math.IsInf(until, 1) {
		t.Add(until, state, Outside, n)
	}
	return nil
}

func (t *Transitions) settle() {
	t.flows = settle(t.flows, t.settled, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	}, func(to *Flow, from Flow) { to.N += from.N })
	t.settled = len(t.flows)
}

// Check says what is wrong with single flows of the table: a time that is negative
// or not finite, a state below [Outside], a count below 0, or a flow from Outside
// to Outside.
func (t *Transitions) Check() error {
	for _, f := range t.flows {
		switch {
		case math.IsNaN(f.Time) || math.IsInf(f.Time, 0) || f.Time < 0:
			return fmt.Errorf("transitions: time %v from state %d to %d: want a finite time from 0", f.Time, f.From, f.To)
		case f.From < Outside || f.To < Outside || f.From == Outside && f.To == Outside:
			return fmt.Errorf("transitions: from state %d to %d at %v: want states from 0, and at most one of them %d (outside)", f.From, f.To, f.Time, Outside)
		case f.N < 0:
			return fmt.Errorf("transitions: count %d from state %d to %d at %v: want none below 0", f.N, f.From, f.To, f.Time)
		}
	}
	return nil
}
