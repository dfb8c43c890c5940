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

// hopRun is the stretch in which a hop ran.
type hopRun struct {
	line       timeline
	start, end time.Time
	ended      bool
	cause      StepID    // the hop whose end let it begin
	from       StepID    // the hop whose answer held its lead
	disclosed  time.Time // when it last disclosed; zero when it did not
	subscriber bool      // it disclosed a subscriber
}

// hopRunsIn lists the hops that have started.
func hopRunsIn(lines timelines) []hopRun {
	var runs []hopRun
	for _, line := range lines.hops() {
		start, ok := line.first(EvHopStarted)
		if !ok {
			continue
		}
		run := hopRun{line: line, start: start.At, cause: StepID(start.Cause)}
		if start.Lead != nil {
			run.from = StepID(start.Lead.From)
		}
		if end, ok := line.closing(); ok {
			run.end, run.ended = end.At, true
		}
		for _, e := range line.events {
			if e.Kind == EvDisclosed {
				run.disclosed = e.At
				run.subscriber = run.subscriber || slices.ContainsFunc(e.Identifiers, func(id Identifier) bool { return id.Subscriber != nil })
			}
		}
		runs = append(runs, run)
	}
	return runs
}

// endedBy reports whether the run was over at an instant.
func (h hopRun) endedBy(t time.Time) bool { return h.ended && !h.end.After(t) }

// disclosedBy reports whether the run had disclosed by an instant.
func (h hopRun) disclosedBy(t time.Time) bool {
	return !h.disclosed.IsZero() && !h.disclosed.After(t)
}

// openAt reports whether the run had begun and was not over before an instant.
func (h hopRun) openAt(t time.Time) bool {
	return !h.start.After(t) && (!h.ended || !h.end.Before(t))
}

// lastHop is the hop with which the path ends, -1 when no hop ran.
func (b *book) lastHop(at time.Time, end Event) int {
	open := b.latest(func(h hopRun) (time.Time, bool) { return h.start, h.openAt(at) })
	ended := b.latest(func(h hopRun) (time.Time, bool) { return h.end, h.endedBy(at) })
	if end.Kind != EvConcluded || end.Level == "" || end.Level == LevelDeadEnd {
		return firstFound(open, ended)
	}
	disclosed := b.latest(func(h hopRun) (time.Time, bool) { return h.disclosed, h.disclosedBy(at) })
	subscriber := b.latest(func(h hopRun) (time.Time, bool) { return h.disclosed, h.disclosedBy(at) && h.subscriber })
	return firstFound(subscriber, disclosed, ended, open)
}

// latest is the index of the hop with the latest instant among those that have
// one; of equals the one that started last, then the one with the higher id; -1
// for none.
func (b *book) latest(instant func(hopRun) (time.Time, bool)) int {
	best := -1
	var bestAt time.Time
	for i, h := range b.hops {
		at, ok := instant(h)
		if !ok {
			continue
		}
		if best < 0 || cmp.Or(at.Compare(bestAt), h.start.Compare(b.hops[best].start),
			strings.Compare(string(h.line.step), string(b.hops[best].line.step))) > 0 {
			best, bestAt = i, at
		}
	}
	return best
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
func (b *book) causeOf(i int) int {
	find := func(step StepID) int {
		if step == "" {
			return -1
		}
		return slices.IndexFunc(b.hops, func(h hopRun) bool { return h.line.step == step })
	}
	return firstFound(find(b.hops[i].cause), find(b.hops[i].from))
}

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
	for i := b.lastHop(to, end); i >= 0 && !visited[i] && at.After(from); i = b.causeOf(i) {
		visited[i] = true
		h := b.hops[i]
		stop := at
		if h.endedBy(at) {
			stop = later(h.end, from)
		}
		b.chargeCaseStep(stop, at)
		start := later(h.start, from)
		if start.After(stop) {
			start = stop
		}
		b.chargeStep(h.line, start, stop)
		at = start
	}
	b.chargeCaseStep(from, at)
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
