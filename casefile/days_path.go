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
	line       timeline
	start, end time.Time
	ended      bool
	// free is when the chain could go on: at the disclosure, where the hop only
	// waited for the validation of its paper from then on, else at its end.
	free       time.Time
	freed      bool
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
		run.free, run.freed = run.end, run.ended
		if at, ok := line.validates(); ok {
			run.free, run.freed = at, true
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

// validates is since when the step only waits for the validation of its paper,
// to its end or still.
func (l timeline) validates() (time.Time, bool) {
	turns := l.turns
	if _, ended := l.closing(); ended {
		turns = turns[:len(turns)-1]
	}
	var at time.Time
	found := false
	for _, t := range slices.Backward(turns) {
		if t.Stage != StageAwaitingValidation {
			break
		}
		at, found = t.At, true
	}
	return at, found
}

// freeBy reports whether the chain could go on from the run at an instant.
func (h hopRun) freeBy(t time.Time) bool { return h.freed && !h.free.After(t) }

// validating reports whether the run only waits for the validation of its paper
// at some time before an instant, and until when it does.
func (h hopRun) validating(before time.Time) (until time.Time, ok bool) {
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
func (h hopRun) disclosedBy(t time.Time) bool {
	return !h.disclosed.IsZero() && !h.disclosed.After(t)
}

// openAt reports whether the run had begun and held the chain up still at an
// instant.
func (h hopRun) openAt(t time.Time) bool {
	return !h.start.After(t) && (!h.freed || !h.free.Before(t))
}

// lastHop is the hop with which the path ends, -1 when no hop ran.
func (b *book) lastHop(at time.Time, end Event) int {
	open := b.latest(func(h hopRun) (time.Time, bool) { return h.start, h.openAt(at) })
	ended := b.latest(func(h hopRun) (time.Time, bool) { return h.free, h.freeBy(at) })
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
