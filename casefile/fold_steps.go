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
	place  int      // among the steps of the course; -1 when nothing is known of it
	events []*Event // each once, by At, then Seq
	// turns are the events that divide the days: each holds from its At to the
	// next one's At, the last from its At on. Nothing follows the event that ends
	// the step.
	turns []*Event
	// stands is the event learned last: it says how the step stands.
	stands *Event
}

// timelines are the steps of a case, sorted by id, and the course that they are.
type timelines struct {
	steps   []timeline
	course  *Course
	parties numbers
	stages  numbers
}

// numbers stand for names, from 1; 0 is the empty name.
type numbers []string

func (n *numbers) number(name string) int64 {
	if name == "" {
		return 0
	}
	i := slices.Index(*n, name)
	if i < 0 {
		i = len(*n)
		*n = append(*n, name)
	}
	return int64(i + 1)
}

func (n numbers) of(number int64) string {
	if number == 0 {
		return ""
	}
	return n[number-1]
}

// timelinesOf sorts a record by step. A number that a step repeats is ignored;
// events without a number are all kept.
func timelinesOf(r Record) timelines {
	ls := timelines{course: &Course{}}
	ls.course.Requester = ls.parties.number(string(r.Opening.Requester))
	ls.course.Nobody = ls.parties.number(string(Nobody))
	order := make([]int32, len(r.Events))
	for i := range order {
		order[i] = int32(i) //nolint:gosec // a record has no 2^31 events
	}
	// Stable: of the events that repeat a number the first in the record counts.
	slices.SortStableFunc(order, func(i, j int32) int {
		a, b := &r.Events[i], &r.Events[j]
		return cmp.Or(strings.Compare(string(a.Step), string(b.Step)), cmp.Compare(a.Seq, b.Seq))
	})
	ls.course.moves = make([]Move, 0, len(order))
	var ids numbers
	for n, i := range order {
		e := &r.Events[i]
		known := len(ls.steps) > 0 && ls.steps[len(ls.steps)-1].step == e.Step
		if known && e.Seq > 0 && e.Seq == r.Events[order[n-1]].Seq {
			continue
		}
		if !known {
			ls.course.Begin(ids.number(string(e.Step)), KindOfStep(e.Step), holderIn(r.Events, order[n:]))
			ls.steps = append(ls.steps, timeline{step: e.Step, place: len(ls.steps)})
		}
		ls.course.Add(ls.move(e, i, &ids))
	}
	ls.course.Arrange()
	ls.read(r.Events)
	return ls
}

// move is an event in numbers.
func (ls *timelines) move(e *Event, ref int32, steps *numbers) Move {
	m := Move{
		Seq: e.Seq, At: e.At, Ref: ref, Turn: e.Turn, Party: ls.parties.number(string(e.Awaiting)),
		Stage: int32(ls.stages.number(string(e.Stage))), //nolint:gosec // few stages
		Kind:  MoveOf(KindOfStep(e.Step), e.Kind, e.Level), Validating: e.Stage == StageAwaitingValidation,
	}
	switch m.Kind {
	case MoveStarts:
		m.Cause = steps.number(string(e.Cause))
		if e.Lead != nil {
			m.From = steps.number(string(e.Lead.From))
		}
	case MoveDiscloses:
		m.Subscriber = slices.ContainsFunc(e.Identifiers, func(id Identifier) bool { return id.Subscriber != nil })
	}
	return m
}

// read reads the steps back from the course, once it is arranged.
func (ls *timelines) read(events []Event) {
	all := make([]*Event, 0, 2*len(ls.course.moves)) // events and turns of all steps
	for i := range ls.steps {
		l, s := &ls.steps[i], &ls.course.steps[i]
		from := len(all)
		for _, m := range ls.course.Moves(i) {
			all = append(all, &events[m.Ref])
		}
		l.events, from = all[from:len(all):len(all)], len(all)
		for _, place := range ls.course.turnsOf(i) {
			all = append(all, &events[ls.course.moves[place].Ref])
		}
		l.turns = all[from:len(all):len(all)]
		l.stands = &events[ls.course.moves[s.stands].Ref]
	}
}

// holderIn is the holder of the hop whose events stand first.
func holderIn(events []Event, order []int32) string {
	step := events[order[0]].Step
	for _, i := range order {
		e := &events[i]
		if e.Step != step {
			break
		}
		if e.Kind == EvHopStarted {
			if e.Holder == "" && e.Lead != nil {
				return string(e.Lead.Holder)
			}
			return string(e.Holder)
		}
	}
	return ""
}

// compareAcrossSteps orders events of several steps by when they were true, and
// the same way however the steps are interleaved.
func compareAcrossSteps(a, b *Event) int {
	return cmp.Or(
		a.At.Compare(b.At), a.Seen.Compare(b.Seen),
		strings.Compare(string(a.Step), string(b.Step)), cmp.Compare(a.Seq, b.Seq),
	)
}

// of finds a step.
func (ls timelines) of(step StepID) (timeline, bool) {
	for _, l := range ls.steps {
		if l.step == step {
			return l, true
		}
	}
	return timeline{step: step, place: -1, stands: &Event{}}, false
}

// hops are the steps that are hops.
func (ls timelines) hops() []timeline {
	var hops []timeline
	for _, l := range ls.steps {
		if KindOfStep(l.step) == HopStep {
			hops = append(hops, l)
		}
	}
	return hops
}

// closing is the event that ended the step.
func (l timeline) closing() (*Event, bool) {
	if len(l.turns) == 0 {
		return &Event{}, false
	}
	last := l.turns[len(l.turns)-1]
	if !last.Kind.closes(KindOfStep(l.step)) {
		return &Event{}, false
	}
	return last, true
}

// first is the earliest event of one of the kinds.
func (l timeline) first(kinds ...EventKind) (*Event, bool) {
	i := slices.IndexFunc(l.events, func(e *Event) bool { return slices.Contains(kinds, e.Kind) })
	if i < 0 {
		return nil, false
	}
	return l.events[i], true
}
