package casefile

import (
	"slices"
	"time"
)

// This file charges time to parties, backwards along the path that days_path.go
// finds.

// book collects charges, from the latest instant to the earliest.
type book struct {
	lines     timelines
	hops      []hopRun
	requester PartyID
	opened    time.Time // zero when unknown
	charged   []Span    // latest first
}

// chargeCase charges the time from..to along the critical path; end is the
// event that ended the case, zero while it is open.
func (b *book) chargeCase(from, to time.Time, end Event) {
	at := to // everything from here on is charged
	visited := make([]bool, len(b.hops))
	last := b.lastHop(to, end)
	for i := last; i >= 0 && !visited[i] && at.After(from); i = b.causeOf(i) {
		visited[i] = true
		h := b.hops[i]
		stop := at
		if h.freeBy(at) {
			stop = later(h.free, from)
		}
		if i == last {
			b.chargeTail(stop, at)
		} else {
			b.chargeCaseStep(stop, at)
		}
		start := later(h.start, from)
		if start.After(stop) {
			start = stop
		}
		b.chargeStep(h.line, start, stop)
		at = start
	}
	b.chargeCaseStep(from, at)
}

// chargeTail charges the time after the path's last hop: to the hops that still
// waited for the validation of their paper, of several to the one that waited
// last, and else as the case step says.
func (b *book) chargeTail(from, to time.Time) {
	for to.After(from) {
		i := b.latest(func(h hopRun) (time.Time, bool) { return h.validating(to) })
		if i < 0 {
			break
		}
		h := b.hops[i]
		until, _ := h.validating(to)
		if !until.After(from) {
			break
		}
		b.chargeCaseStep(until, to)
		since := later(h.free, from)
		b.chargeStep(h.line, since, until)
		to = since
	}
	b.chargeCaseStep(from, to)
}

// chargeCaseStep charges the time from..to as the case step says; what lies
// before the opening is the requester's.
func (b *book) chargeCaseStep(from, to time.Time) {
	line, _ := b.lines.of(StepCase)
	if !b.opened.After(from) {
		b.chargeStep(line, from, to)
		return
	}
	if b.opened.Before(to) {
		b.chargeStep(line, b.opened, to)
		to = b.opened
	}
	b.charge(Span{From: from, To: to, Party: b.requester, Step: StepCase, Stage: stageAt(line, from)})
}

// chargeStep charges the time from..to to the parties that a step awaits.
func (b *book) chargeStep(line timeline, from, to time.Time) {
	for _, turn := range slices.Backward(line.turns) {
		if !turn.At.Before(to) {
			continue
		}
		start := later(turn.At, from)
		b.charge(Span{From: start, To: to, Party: someone(turn.Awaiting, b.requester), Step: line.step, Stage: turn.Stage})
		to = start
		if !to.After(from) {
			return
		}
	}
	// Before the first event of a step nobody else was awaited.
	b.charge(Span{From: from, To: to, Party: b.requester, Step: line.step, Stage: stageAt(line, from)})
}

// charge notes a span and joins it to the one after it where nothing changes.
func (b *book) charge(s Span) {
	if !s.From.Before(s.To) {
		return
	}
	if n := len(b.charged); n > 0 {
		if next := &b.charged[n-1]; next.Party == s.Party && next.Step == s.Step && next.Stage == s.Stage {
			next.From = s.From
			return
		}
	}
	b.charged = append(b.charged, s)
}

// spans lists the charges from the earliest instant to the latest.
func (b *book) spans(loc *time.Location) []Span {
	spans := make([]Span, 0, len(b.charged))
	for _, s := range slices.Backward(b.charged) {
		s.From, s.To = s.From.In(loc), s.To.In(loc)
		spans = append(spans, s)
	}
	return spans
}

// stageAt is the stage of a step at an instant; before its first event, that of
// the first event.
func stageAt(line timeline, at time.Time) Stage {
	var stage Stage
	for i, t := range line.turns {
		if i == 0 || !t.At.After(at) {
			stage = t.Stage
		}
	}
	return stage
}

// later is the later of two instants.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
