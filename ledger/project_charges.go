package ledger

import (
	"cmp"
	"slices"
	"time"
)

// charge charges the days of the case, from when it was detected, or else opened,
// to its end, or to the as-of instant while it is open.
func (p *Projector) charge(asOf int64) {
	if len(p.out.Subjects) == 0 || p.out.Subjects[0].Step != StepCase {
		return
	}
	whole := &p.out.Subjects[0]
	from := cmp.Or(whole.Marks[MarkDetected], whole.Marks[MarkOpened])
	if from == 0 {
		return
	}
	if opened := whole.Marks[MarkOpened]; opened != 0 {
		p.course.Opened = time.Unix(opened, 0)
	}
	to, open := whole.Marks[MarkEnded], whole.End == Open
	if open {
		to = asOf
		if asOf == Everything {
			to = p.out.Last
		}
	}
	for _, s := range p.course.Charge(time.Unix(from, 0), time.Unix(to, 0)) {
		c := Charge{
			Case: whole.Case, Step: StepCase, Party: Code(s.Party), Stage: Stage(s.Stage), Lane: laneOrdinary, //nolint:gosec // it was a stage
			Jurisdiction: whole.Jurisdiction, From: s.From.Unix(), To: s.To.Unix(),
		}
		if s.Step >= 0 {
			p.describe(&c, &p.steps[s.Step])
		}
		p.out.Charges = append(p.out.Charges, c)
	}
	if n := len(p.out.Charges); n > 0 {
		p.out.Charges[n-1].Open = open
	}
}

// describe says in whose hands, and under what, the step was when the charge
// began. Nothing of the case itself lies with a holder.
func (p *Projector) describe(c *Charge, s *step) {
	c.Step = s.key
	if s.key == StepCase {
		return
	}
	for i := s.spellAt; i < s.spellTo; i++ {
		spell := &p.out.Spells[i]
		if i > s.spellAt && spell.Enter > c.From {
			break
		}
		c.Lane, c.Holder, c.Instrument, c.Jurisdiction = spell.Lane, spell.Holder, spell.Instrument, spell.Jurisdiction
	}
}

// settle fills in what is known only at the end: the case's instrument, lane and
// opening.
func (p *Projector) settle() {
	subjects := p.out.Subjects
	if len(subjects) == 0 {
		p.out.Closed = false // a guard alone
		return
	}
	whole := &subjects[0]
	opened := cmp.Or(whole.Marks[MarkOpened], whole.Marks[MarkDetected])
	if whole.Step == StepCase {
		p.gather(whole, subjects[1:])
	} else if partOfCase(whole.Work) {
		p.out.Closed = false // of its case nothing is known
	}
	for i := range subjects {
		subjects[i].Opened = opened
	}
	for i := range p.out.Spells {
		p.out.Spells[i].Opened = opened
	}
	for i := range p.out.Charges {
		p.out.Charges[i].Opened = opened
	}
	slices.SortFunc(subjects, func(a, b Subject) int { return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Step, b.Step)) })
}

// gather gives a case the instrument that its hops served last, or else asked
// for last, and their lane.
func (p *Projector) gather(whole *Subject, hops []Subject) {
	var at int64
	served := false
	for i := range hops {
		h := &hops[i]
		whole.Lane = laneOf(whole.Lane, h.Lane)
		is, when := h.Marks[MarkServed] != 0, cmp.Or(h.Marks[MarkServed], h.Marks[MarkFirstAsked])
		if h.Instrument != 0 && (is && !served || is == served && when >= at) {
			whole.Instrument, at, served = h.Instrument, when, is
		}
	}
}
