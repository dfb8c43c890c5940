package latency

import (
	"fmt"
	"math"
	"slices"
)

// step is one time of a life table.
type step struct {
	time   float64
	atRisk int64 // just before time; who enters at time is not among them
	left   int64 // ended or censored at time
	ends   []Cell
}

// events counts those who end at this step by one of the given causes; no causes
// are all causes.
func (s step) events(causes []Cause) int64 {
	var n int64
	for _, c := range s.ends {
		if len(causes) == 0 || slices.Contains(causes, c.Cause) {
			n += c.N
		}
	}
	return n
}

// ended counts those who end at this step by one cause.
func (s step) ended(c Cause) int64 {
	for _, e := range s.ends {
		if e.Cause == c {
			return e.N
		}
	}
	return 0
}

// Check says what is wrong with a table: a time that is negative or not finite, a
// cause below [Entered], a count below 0, more entries than observations, or an
// end when nobody was at risk. The estimators check on their way, so calling it
// is for whoever wants to know before.
func (l *Life) Check() error { return l.walk(func(step) {}) }

// Last is the largest time at which an observation ended or was censored; NaN of
// an empty table.
func (l *Life) Last() float64 {
	l.settle()
	for _, c := range slices.Backward(l.cells) {
		if c.N != 0 && c.Cause != Entered {
			return c.Time
		}
	}
	return math.NaN()
}

// Totals counts the observations, those that ended by one of the given causes (of
// none: by any), and the others.
func (l *Life) Totals(ends ...Cause) (n, events, censored int64) {
	for _, c := range l.cells {
		switch {
		case c.Cause == Entered:
		case c.Cause > 0 && (len(ends) == 0 || slices.Contains(ends, c.Cause)):
			events += c.N
		default:
			censored += c.N
		}
	}
	return events + censored, events, censored
}

// times counts the times of a table, so that what is kept of each gets its memory
// at once.
func (l *Life) times() int {
	l.settle()
	n := 0
	for i, c := range l.cells {
		if i == 0 || c.Time != l.cells[i-1].Time {
			n++
		}
	}
	return n
}

// walk visits the times at which observations leave, in order, and checks the
// table. What was visited before an error is void.
func (l *Life) walk(visit func(step)) error {
	l.settle()
	atRisk, err := l.atStart()
	if err != nil {
		return err
	}
	for i := 0; i < len(l.cells); {
		first := i
		s := step{time: l.cells[i].Time, atRisk: atRisk}
		var entered int64
		for ; i < len(l.cells) && l.cells[i].Time == s.time; i++ {
			switch c := l.cells[i]; c.Cause {
			case Entered:
				entered += c.N
				first = i + 1
			case Censored:
				s.left += c.N
				first = i + 1
			default:
				s.left += c.N
			}
		}
		s.ends = l.cells[first:i]
		if s.left > s.atRisk {
			return fmt.Errorf("life table: %d leave at time %v where %d are at risk: who enters at a time is at risk only after it", s.left, s.time, s.atRisk)
		}
		if s.left > 0 {
			visit(s)
		}
		atRisk += entered - s.left
	}
	return nil
}

// atStart counts those who are at risk from 0, and checks each cell.
func (l *Life) atStart() (int64, error) {
	var left, entered int64
	for _, c := range l.cells {
		switch {
		case math.IsNaN(c.Time) || math.IsInf(c.Time, 0) || c.Time < 0:
			return 0, fmt.Errorf("life table: time %v of cause %d: want a finite time from 0", c.Time, c.Cause)
		case c.Cause < Entered:
			return 0, fmt.Errorf("life table: cause %d at time %v: want %d (entered), %d (censored), or an end from 1", c.Cause, c.Time, Entered, Censored)
		case c.N < 0:
			return 0, fmt.Errorf("life table: count %d at time %v, cause %d: want none below 0", c.N, c.Time, c.Cause)
		case c.Cause == Entered:
			entered += c.N
		default:
			left += c.N
		}
	}
	if entered > left {
		return 0, fmt.Errorf("life table: %d late entries and %d observations: each that enters must end or be censored", entered, left)
	}
	return left - entered, nil
}
