package casefile

import (
	"slices"
	"time"
)

// This file charges time to parties, backwards along the path that days_path.go
// finds.

// Stretch is a stretch of a course that one party held. From is in, To is out.
type Stretch struct {
	From, To time.Time
	Step     int // its place among the steps, in the order in which they were begun; -1: the case's, of which nothing is known
	Party    int64
	Stage    int32
}

// Charge charges the time from..to of the whole case along the critical path.
// The stretches follow each other without gap or overlap, the earliest first;
// they are good until the next call.
func (c *Course) Charge(from, to time.Time) []Stretch {
	c.spent = c.spent[:0]
	c.findRuns()
	var end *Move
	if i := c.caseStep(); i >= 0 {
		end = c.closing(&c.steps[i])
	}
	if !to.Before(from) {
		c.chargeCase(from, to, end)
	}
	slices.Reverse(c.spent)
	return c.spent
}

// ChargeStep charges the time from..to to the parties that one step awaits,
// whatever the others do.
func (c *Course) ChargeStep(i int, from, to time.Time) []Stretch {
	c.spent = c.spent[:0]
	if i < 0 || c.steps[i].kind == CaseStep {
		c.chargeCaseStep(from, to)
	} else {
		c.chargeStep(i, from, to)
	}
	slices.Reverse(c.spent)
	return c.spent
}

// chargeCase charges the time from..to along the critical path; end is what
// ended the case, nil while it is open.
func (c *Course) chargeCase(from, to time.Time, end *Move) {
	at := to // everything from here on is charged
	c.seen = append(c.seen[:0], make([]bool, len(c.runs))...)
	last := c.lastHop(to, end)
	for i := last; i >= 0 && !c.seen[i] && at.After(from); i = c.causeOf(i) {
		c.seen[i] = true
		h := &c.runs[i]
		stop := at
		if h.freeBy(at) {
			stop = later(h.free, from)
		}
		if i == last {
			c.chargeTail(stop, at)
		} else {
			c.chargeCaseStep(stop, at)
		}
		start := later(h.start, from)
		if start.After(stop) {
			start = stop
		}
		c.chargeStep(h.step, start, stop)
		at = start
	}
	c.chargeCaseStep(from, at)
}

// chargeTail charges the time after the path's last hop: to the hops that still
// waited for the validation of their paper, of several to the one that waited
// last, and else as the case step says.
func (c *Course) chargeTail(from, to time.Time) {
	for to.After(from) {
		i := c.latest(func(h *hopRun) (time.Time, bool) { return h.validating(to) })
		if i < 0 {
			break
		}
		h := &c.runs[i]
		until, _ := h.validating(to)
		if !until.After(from) {
			break
		}
		c.chargeCaseStep(until, to)
		since := later(h.free, from)
		c.chargeStep(h.step, since, until)
		to = since
	}
	c.chargeCaseStep(from, to)
}

// chargeCaseStep charges the time from..to as the case step says; what lies
// before the opening is the requester's.
func (c *Course) chargeCaseStep(from, to time.Time) {
	i := c.caseStep()
	if !c.Opened.After(from) {
		c.chargeStep(i, from, to)
		return
	}
	if c.Opened.Before(to) {
		c.chargeStep(i, c.Opened, to)
		to = c.Opened
	}
	c.spend(Stretch{From: from, To: to, Party: c.Requester, Step: i, Stage: c.stageAt(i, from)})
}

// chargeStep charges the time from..to to the parties that a step awaits.
func (c *Course) chargeStep(i int, from, to time.Time) {
	for _, place := range slices.Backward(c.turnsOf(i)) {
		turn := &c.moves[place]
		if !turn.At.Before(to) {
			continue
		}
		start := later(turn.At, from)
		c.spend(Stretch{From: start, To: to, Party: c.someone(turn.Party), Step: i, Stage: turn.Stage})
		to = start
		if !to.After(from) {
			return
		}
	}
	// Before the first move of a step nobody else was awaited.
	c.spend(Stretch{From: from, To: to, Party: c.Requester, Step: i, Stage: c.stageAt(i, from)})
}

// spend notes a stretch and joins it to the one after it where nothing changes.
func (c *Course) spend(s Stretch) {
	if !s.From.Before(s.To) {
		return
	}
	if n := len(c.spent); n > 0 {
		if next := &c.spent[n-1]; next.Party == s.Party && next.Step == s.Step && next.Stage == s.Stage {
			next.From = s.From
			return
		}
	}
	c.spent = append(c.spent, s)
}

// stageAt is the stage of a step at an instant; before its first move, that of
// the first move.
func (c *Course) stageAt(i int, at time.Time) int32 {
	var stage int32
	for n, place := range c.turnsOf(i) {
		if t := &c.moves[place]; n == 0 || !t.At.After(at) {
			stage = t.Stage
		}
	}
	return stage
}

// turnsOf are the places of a step's turns, none for a step that is not known.
func (c *Course) turnsOf(i int) []int32 {
	if i < 0 {
		return nil
	}
	return c.turns[c.steps[i].turnFrom:c.steps[i].turnTo]
}

// someone is the party, or the requester where nobody is named.
func (c *Course) someone(party int64) int64 {
	if party == 0 || party == c.Nobody {
		return c.Requester
	}
	return party
}

// later is the later of two instants.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
