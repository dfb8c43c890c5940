package casefile

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// This file finds the critical path of a case: the one chain of hops on which
// its end waited. Time is charged backwards, from the end of the case.
//
//   - Of a case that concluded with an identification the path ends with the hop
//     that disclosed the subscriber; where none did, with the hop that disclosed
//     last; where none did either, with the hop that ended last.
//   - Of a case that ended otherwise, or is open, it ends with the hop that was
//     still open; of several with the one that started last; where none was
//     open, with the hop that ended last.
//   - Before a hop comes its cause: the hop whose end let it begin, or else the
//     hop whose answer held its lead.
//   - What lies between two hops, before the first and after the last is charged
//     to whom the case step itself awaits, which is the requester.
//
// A hop that waits for its turn is not on the path before it starts. The guard
// runs beside the chain and is never charged.
//
// A hop whose holder has disclosed may stay open while its paper is still to be
// validated, or may be objected to. From its disclosure on it is off the path:
// the chain goes on. Only where the path has ended and the case still waits for
// such a hop is that wait charged to the authority.

// hopRun is the stretch in which a hop ran.
type hopRun struct {
	step       int // its place among the steps
	start, end time.Time
	ended      bool
	// free is when the chain could go on: at the disclosure, where the hop only
	// waited for the validation of its paper from then on, else at its end.
	free       time.Time
	freed      bool
	cause      int64     // the hop whose end let it begin
	from       int64     // the hop whose answer held its lead
	disclosed  time.Time // when it last disclosed; zero when it did not
	subscriber bool      // it disclosed a subscriber
}

// findRuns lists the hops that have started.
func (c *Course) findRuns() {
	c.runs = c.runs[:0]
	for i := range c.steps {
		s := &c.steps[i]
		if s.kind != HopStep {
			continue
		}
		moves := c.moves[s.moveFrom:s.moveTo]
		n := slices.IndexFunc(moves, func(m Move) bool { return m.Kind == MoveStarts })
		if n < 0 {
			continue
		}
		run := hopRun{step: i, start: moves[n].At, cause: moves[n].Cause, from: moves[n].From}
		if end := c.closing(s); end != nil {
			run.end, run.ended = end.At, true
		}
		run.free, run.freed = run.end, run.ended
		if at, ok := c.validates(s); ok {
			run.free, run.freed = at, true
		}
		for n := range moves {
			if moves[n].Kind == MoveDiscloses {
				run.disclosed = moves[n].At
				run.subscriber = run.subscriber || moves[n].Subscriber
			}
		}
		c.runs = append(c.runs, run)
	}
}

// validates is since when the step only waits for the validation of its paper,
// to its end or still.
func (c *Course) validates(s *courseStep) (time.Time, bool) {
	turns := c.turns[s.turnFrom:s.turnTo]
	if c.closing(s) != nil {
		turns = turns[:len(turns)-1]
	}
	var at time.Time
	found := false
	for _, place := range slices.Backward(turns) {
		if !c.moves[place].Validating {
			break
		}
		at, found = c.moves[place].At, true
	}
	return at, found
}

// freeBy reports whether the chain could go on from the run at an instant.
func (h *hopRun) freeBy(t time.Time) bool { return h.freed && !h.free.After(t) }

// validating reports whether the run only waits for the validation of its paper
// at some time before an instant, and until when it does.
func (h *hopRun) validating(before time.Time) (until time.Time, ok bool) {
	if !h.freed || !h.free.Before(before) {
		return time.Time{}, false
	}
	until = before
	if h.ended && h.end.Before(before) {
		until = h.end
	}
	return until, until.After(h.free)
}

// disclosedBy reports whether the run had disclosed by an instant.
func (h *hopRun) disclosedBy(t time.Time) bool {
	return !h.disclosed.IsZero() && !h.disclosed.After(t)
}

// openAt reports whether the run had begun and held the chain up still at an
// instant.
func (h *hopRun) openAt(t time.Time) bool {
	return !h.start.After(t) && (!h.freed || !h.free.Before(t))
}

// lastHop is the hop with which the path ends, -1 when no hop ran.
func (c *Course) lastHop(at time.Time, end *Move) int {
	open := c.latest(func(h *hopRun) (time.Time, bool) { return h.start, h.openAt(at) })
	ended := c.latest(func(h *hopRun) (time.Time, bool) { return h.free, h.freeBy(at) })
	if end == nil || end.Kind != MoveIdentifies {
		return firstFound(open, ended)
	}
	disclosed := c.latest(func(h *hopRun) (time.Time, bool) { return h.disclosed, h.disclosedBy(at) })
	subscriber := c.latest(func(h *hopRun) (time.Time, bool) { return h.disclosed, h.disclosedBy(at) && h.subscriber })
	return firstFound(subscriber, disclosed, ended, open)
}

// latest is the index of the hop with the latest instant among those that have
// one; of equals the one that started last, then the one whose holder's name is
// later in the alphabet, then the one with the higher id; -1 for none.
func (c *Course) latest(instant func(*hopRun) (time.Time, bool)) int {
	best := -1
	var bestAt time.Time
	for i := range c.runs {
		h := &c.runs[i]
		at, ok := instant(h)
		if !ok {
			continue
		}
		if best < 0 || cmp.Or(at.Compare(bestAt), h.start.Compare(c.runs[best].start), c.compareHolders(h, &c.runs[best])) >= 0 {
			best, bestAt = i, at
		}
	}
	return best
}

// compareHolders orders runs by the names of their holders.
func (c *Course) compareHolders(a, b *hopRun) int {
	return strings.Compare(c.steps[a.step].holder, c.steps[b.step].holder)
}

func firstFound(indexes ...int) int {
	for _, i := range indexes {
		if i >= 0 {
			return i
		}
	}
	return -1
}

// causeOf is the hop that let another begin, -1 for none on record.
func (c *Course) causeOf(i int) int {
	return firstFound(c.runOf(c.runs[i].cause), c.runOf(c.runs[i].from))
}

func (c *Course) runOf(step int64) int {
	if step == 0 {
		return -1
	}
	return slices.IndexFunc(c.runs, func(h hopRun) bool { return c.steps[h.step].id == step })
}
