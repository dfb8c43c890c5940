package ledger

import (
	"time"

	"writ/casefile"
)

// This file tells a case to the account of days of package casefile.

// layOut makes the course of the case, and finds its steps.
func (p *Projector) layOut() {
	c := &p.course
	c.Reset()
	c.Nobody, p.steps = int64(nobody), p.steps[:0]
	for i, e := range p.chosen {
		if i == 0 || p.chosen[i-1].Step != e.Step {
			s := step{key: e.Step, work: workOf(e), kind: kindOfStep(e), from: i, to: i, subject: -1}
			p.steps = append(p.steps, s)
			c.Begin(int64(e.Step), s.kind, p.holderName(i))
		}
		s := &p.steps[len(p.steps)-1]
		s.to = i + 1
		c.Add(move(e, s.kind, i))
		if e.Kind == kindOpened || e.Kind == kindDetected && c.Requester == 0 {
			c.Requester = int64(e.By)
		}
	}
	c.Arrange()
}

// holderName is the name of the holder of the hop whose events begin at a place.
func (p *Projector) holderName(at int) string {
	for _, e := range p.chosen[at:] {
		if e.Step != p.chosen[at].Step {
			break
		}
		if e.Kind == kindStarted {
			return p.names[e.Holder].Text
		}
	}
	return ""
}

// move is an event in the words of the account of days.
func move(e *Event, kind casefile.StepKind, ref int) casefile.Move {
	m := casefile.Move{
		Seq: int(e.Seq), At: time.Unix(e.At, 0), Party: int64(e.Awaiting), Stage: int32(e.Stage), Ref: int32(ref), //nolint:gosec // a case has no 2^31 events
		Kind: moveKind(kind, e), Turn: e.Flags.Has(Turn), Validating: e.Stage == stageValidating, Subscriber: e.Flags.Has(Subscriber),
	}
	if m.Kind == casefile.MoveStarts {
		m.Cause, m.From = int64(e.After), int64(e.From)
	}
	return m
}

// workOf is the work that a step belongs to: the parts of a case are told apart
// by their steps, whoever told of them.
func workOf(e *Event) Work {
	if !partOfCase(e.Work) {
		return e.Work
	}
	switch e.Step {
	case StepCase:
		return workCase
	case StepGuard:
		return workGuard
	}
	return workHop
}

func partOfCase(w Work) bool { return w == workCase || w == workHop || w == workGuard }

func kindOfStep(e *Event) casefile.StepKind {
	switch e.Step {
	case StepCase:
		return casefile.CaseStep
	case StepGuard:
		return casefile.GuardStep
	}
	return casefile.HopStep
}
