package casefile

import (
	"cmp"
	"slices"
	"strings"
)

// This file puts the events of a record in order: each once, by step, and
// within the step by the time at which they were true.

// timeline is one step of a case.
type timeline struct {
	step   StepID
	events []Event // each once, by At, then Seq
	// turns are the events that divide the days: each holds from its At to the
	// next one's At, the last from its At on. Nothing follows the event that ends
	// the step.
	turns []Event
	// stands is the event learned last: it says how the step stands.
	stands Event
}

// timelines are the steps of a case, sorted by id.
type timelines []timeline

// timelinesOf sorts a record by step. A number that a step repeats is ignored;
// events without a number are all kept.
func timelinesOf(r Record) timelines {
	type number struct {
		step StepID
		seq  int
	}
	seen := map[number]bool{}
	byStep := map[StepID][]Event{}
	for _, e := range r.Events {
		n := number{e.Step, e.Seq}
		if e.Seq > 0 && seen[n] {
			continue
		}
		seen[n] = true
		byStep[e.Step] = append(byStep[e.Step], e)
	}
	lines := make(timelines, 0, len(byStep))
	for step, events := range byStep {
		lines = append(lines, timelineOf(step, events))
	}
	slices.SortFunc(lines, func(a, b timeline) int { return strings.Compare(string(a.step), string(b.step)) })
	return lines
}

// timelineOf orders the events of one step; there is at least one.
func timelineOf(step StepID, events []Event) timeline {
	slices.SortStableFunc(events, compareWithinStep)
	learned := make([]int, len(events)) // indexes in the order of learning
	for i := range learned {
		learned[i] = i
	}
	slices.SortStableFunc(learned, func(i, j int) int { return cmp.Compare(events[i].Seq, events[j].Seq) })

	line := timeline{step: step, events: events, stands: events[learned[len(learned)-1]]}
	divides := dividing(events, learned)
	for i, e := range events {
		if divides[i] || e.Kind.closes(step) {
			line.turns = append(line.turns, e)
		}
		if e.Kind.closes(step) {
			break
		}
	}
	return line
}

// dividing marks the events that divide the days: those marked as turns, and
// the first. Events of a step without any mark (from elsewhere) are read as
// marked where stage or party awaited differ from those of the event learned
// before. An alarm that rang before an earlier decision became known is no turn
// and charges nobody.
func dividing(events []Event, learned []int) []bool {
	marked := slices.ContainsFunc(events, func(e Event) bool { return e.Turn })
	divides := make([]bool, len(events))
	for n, i := range learned {
		switch {
		case n == 0:
			divides[i] = true
		case marked:
			divides[i] = events[i].Turn
		default:
			before := events[learned[n-1]]
			divides[i] = events[i].Stage != before.Stage || events[i].Awaiting != before.Awaiting
		}
	}
	return divides
}

// compareWithinStep orders events of one step by when they were true.
func compareWithinStep(a, b Event) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq))
}

// compareAcrossSteps orders events of several steps by when they were true, and
// the same way however the steps are interleaved.
func compareAcrossSteps(a, b Event) int {
	return cmp.Or(
		a.At.Compare(b.At), a.Seen.Compare(b.Seen),
		strings.Compare(string(a.Step), string(b.Step)), cmp.Compare(a.Seq, b.Seq),
	)
}

// closes reports whether an event of the kind ends the step.
func (k EventKind) closes(step StepID) bool {
	switch step {
	case StepCase:
		return k == EvConcluded || k == EvCaseWithdrawn
	case StepProtection:
		return k == EvGuardLifted
	}
	return k == EvHopEnded
}

// of finds a step.
func (ls timelines) of(step StepID) (timeline, bool) {
	for _, l := range ls {
		if l.step == step {
			return l, true
		}
	}
	return timeline{step: step}, false
}

// hops are the steps that are hops.
func (ls timelines) hops() timelines {
	var hops timelines
	for _, l := range ls {
		if l.step != StepCase && l.step != StepProtection {
			hops = append(hops, l)
		}
	}
	return hops
}

// closing is the event that ended the step.
func (l timeline) closing() (Event, bool) {
	if len(l.turns) == 0 {
		return Event{}, false
	}
	last := l.turns[len(l.turns)-1]
	if !last.Kind.closes(l.step) {
		return Event{}, false
	}
	return last, true
}

// first is the earliest event of one of the kinds.
func (l timeline) first(kinds ...EventKind) (Event, bool) {
	i := slices.IndexFunc(l.events, func(e Event) bool { return slices.Contains(kinds, e.Kind) })
	if i < 0 {
		return Event{}, false
	}
	return l.events[i], true
}
