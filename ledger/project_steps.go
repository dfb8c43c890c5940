package ledger

import (
	"cmp"
	"slices"

	"writ/casefile"
)

// This file reads one step after the other: its milestones, how it ended, and
// its spells.

// walk is where the reading of a step stands.
type walk struct {
	*step
	subject Subject
	desk    bool
	began   *Event // by which the case learned of a hop
	lane    Lane   // as of the event at hand
	asked   Code   // with which instrument, as of the event at hand
	turn    *Event // at which the spell at hand began
	dueSeq  int64  // the event that said when the spell is due
}

// project reads the i-th step.
func (p *Projector) project(i int) {
	w := walk{step: &p.steps[i], lane: laneOrdinary}
	w.desk = w.kind == casefile.HopStep && w.work != workHop
	w.subject = Subject{Case: p.chosen[w.from].Case, Step: w.key, Work: w.work, Lane: laneOrdinary}
	w.subject.Party, w.subject.Holder = Code(p.course.Requester), p.holder(w.step)
	w.spellAt = len(p.out.Spells)
	p.turns = p.course.Turns(i, p.turns[:0])
	turns := p.turns
	for n, m := range p.course.Moves(i) {
		e := p.chosen[m.Ref]
		w.notice(e)
		p.mark(&w, e)
		turn := len(turns) > 0 && turns[0] == n
		w.ask(e, turn)
		switch {
		case turn:
			turns = turns[1:]
			p.leave(&w, e)
			if e.Stage != stageEnded && !m.Kind.Closes() {
				p.enter(&w, e)
			}
		case w.turn != nil:
			p.move(&w, e)
		}
	}
	w.spellTo = len(p.out.Spells)
	p.finish(&w, i)
}

// holder is that of the account for a case, which its opening names, and for
// any other step the first that is named.
func (p *Projector) holder(s *step) Code {
	for _, e := range p.chosen[s.from:s.to] {
		if e.Holder != 0 && (s.kind != casefile.CaseStep || e.Kind == kindOpened) {
			return e.Holder
		}
	}
	return 0
}

// notice takes what an event says of its step as a whole.
func (w *walk) notice(e *Event) {
	s := &w.subject
	s.Lane = laneOf(s.Lane, e.Lane)
	s.Jurisdiction = cmp.Or(s.Jurisdiction, e.Jurisdiction)
	if e.Kind == kindServed && e.Instrument != 0 {
		s.Instrument = e.Instrument
	}
	// As casefile reads it: the first report that queued or started the hop, or the
	// first of all where that is missing.
	begins := e.Kind == kindQueued || e.Kind == kindStarted
	switch {
	case w.began == nil:
		w.began = e
	default:
		began := w.began.Kind == kindQueued || w.began.Kind == kindStarted
		if begins && !began || begins == began && e.Seen < w.began.Seen {
			w.began = e
		}
	}
}

// laneOf is the lane of a whole of which two parts went by one each: the emergency
// lane before standing access, and that before the ordinary one.
func laneOf(a, b Lane) Lane {
	for _, l := range []Lane{laneEmergency, laneAccess} {
		if a == l || b == l {
			return l
		}
	}
	return laneOrdinary
}

// mark notes the milestones that an event makes, of its step and of the case.
func (p *Projector) mark(w *walk, e *Event) {
	made := marksMade(w.kind, e)
	for m := MarkDetected; m < NumMarks; m++ {
		if made.ofStep&(1<<m) != 0 && w.subject.Marks[m] == 0 {
			w.subject.Marks[m], w.subject.Seen[m] = e.At, e.Seen
		}
	}
	if w.kind == casefile.CaseStep || len(p.out.Subjects) == 0 || p.out.Subjects[0].Step != StepCase {
		return
	}
	whole := &p.out.Subjects[0]
	for m := MarkDetected; m < NumMarks; m++ {
		if made.ofCase&(1<<m) == 0 {
			continue
		}
		if whole.Marks[m] == 0 || cmp.Or(cmp.Compare(e.At, whole.Marks[m]), cmp.Compare(e.Seen, whole.Seen[m])) < 0 {
			whole.Marks[m], whole.Seen[m] = e.At, e.Seen
		}
	}
}

// ask follows with which instrument, and in which lane, the step asks.
func (w *walk) ask(e *Event, turn bool) {
	if e.Lane != 0 {
		w.lane = e.Lane
	}
	if turn && e.Stage == stageApplying {
		w.lane, w.asked = laneOrdinary, 0 // what was asked before was not given
	}
	if e.Instrument != 0 && (w.desk || asking[e.Kind]) {
		w.asked = e.Instrument
		if w.subject.Marks[MarkServed] == 0 || w.desk {
			w.subject.Instrument = e.Instrument
		}
	}
}

// enter begins a spell at a turn.
func (p *Projector) enter(w *walk, e *Event) {
	party := e.Awaiting
	if party == 0 || party == nobody {
		party = Code(p.course.Requester)
	}
	p.out.Spells = append(p.out.Spells, Spell{
		Case: e.Case, Step: w.key, Visit: int16(len(p.out.Spells) - w.spellAt), Work: w.work, Stage: e.Stage, Lane: w.lane, //nolint:gosec // fewer turns than 2^15
		Party: party, Holder: w.subject.Holder, Instrument: w.asked, Jurisdiction: e.Jurisdiction,
		Enter: e.At, EnterSeen: e.Seen, Due: e.Due,
	})
	w.turn, w.dueSeq = e, e.Seq
}

// leave ends the spell at hand.
func (p *Projector) leave(w *walk, e *Event) {
	if w.turn == nil {
		return
	}
	s := &p.out.Spells[len(p.out.Spells)-1]
	s.Leave, s.LeaveSeen, s.Ended = e.At, e.Seen, e.Kind
	w.turn = nil
}

// move moves the due instant of the spell at hand: where the turn set none, to
// the first that is said for whom it awaits; then only where it is said to have
// moved. A reminder or a second notice has a clock of its own.
func (p *Projector) move(w *walk, e *Event) {
	s := &p.out.Spells[len(p.out.Spells)-1]
	if e.Due == 0 || e.Seq < w.dueSeq || e.Stage != w.turn.Stage || e.Awaiting != w.turn.Awaiting {
		return
	}
	if s.Due == 0 || e.Kind == kindDueMoved || e.Kind == kindReplanned {
		s.Due, w.dueSeq = e.Due, e.Seq
	}
}

// finish notes how the step ended, and its subject.
func (p *Projector) finish(w *walk, i int) {
	s := &w.subject
	if last := p.lastTurn(i); last != nil {
		s.End, s.Level = endOf(w.kind, w.desk, last), last.Level
		if s.Marks[MarkEnded] == 0 {
			s.Marks[MarkEnded], s.Seen[MarkEnded] = last.At, last.Seen
		}
	}
	events := p.chosen[w.from:w.to]
	complete := events[len(events)-1].Seq == int64(len(events))
	p.out.Closed = p.out.Closed && s.End != Open && complete
	if w.kind == casefile.GuardStep {
		return
	}
	if w.desk {
		first := p.chosen[p.course.Moves(i)[0].Ref]
		s.Party = desk(events)
		for _, m := range []Mark{MarkOpened, MarkStarted} {
			s.Marks[m], s.Seen[m] = first.At, first.Seen
		}
	}
	w.step.subject, w.step.began = len(p.out.Subjects), w.began
	p.out.Subjects = append(p.out.Subjects, *s)
}

// lastTurn is the event that ended a step, nil while it is open. A desk's work
// ends at the stage that says so, whatever the event is.
func (p *Projector) lastTurn(i int) *Event {
	if m, ok := p.course.End(i); ok {
		return p.chosen[m.Ref]
	}
	if len(p.turns) == 0 || p.steps[i].kind != casefile.HopStep || p.steps[i].work == workHop {
		return nil
	}
	if e := p.chosen[p.course.Moves(i)[p.turns[len(p.turns)-1]].Ref]; e.Stage == stageEnded {
		return e
	}
	return nil
}

// desk is the party whose work it is: the first that is awaited.
func desk(events []*Event) Code {
	for _, e := range events {
		if e.Awaiting != 0 && e.Awaiting != nobody {
			return e.Awaiting
		}
	}
	return 0
}

// count numbers the hops in the order in which the case learned of them, as
// casefile.HopView does; hops learned of at one instant in the order in which the
// case noted their leads, which is that of the chain, or else by the names of
// their holders.
func (p *Projector) count() {
	hops := p.hops[:0]
	for i := range p.steps {
		if s := &p.steps[i]; s.subject >= 0 && s.work == workHop {
			hops = append(hops, s)
		}
	}
	slices.SortFunc(hops, func(a, b *step) int {
		return cmp.Or(cmp.Compare(a.began.Seen, b.began.Seen), cmp.Compare(a.began.At, b.began.At),
			cmp.Compare(p.leadTo(a.began.Holder), p.leadTo(b.began.Holder)),
			cmp.Compare(p.names[a.began.Holder].Text, p.names[b.began.Holder].Text), cmp.Compare(a.key, b.key))
	})
	for n, s := range hops {
		p.out.Subjects[s.subject].N = int16(n + 1) //nolint:gosec // fewer hops than 2^15
	}
	p.hops = hops
}

// leadTo is the number under which the case first noted a lead to a holder, 0
// where it noted none.
func (p *Projector) leadTo(holder Code) int64 {
	if len(p.steps) == 0 || p.steps[0].kind != casefile.CaseStep {
		return 0
	}
	for _, e := range p.chosen[p.steps[0].from:p.steps[0].to] {
		if e.Kind == kindLead && e.Holder == holder {
			return e.Seq
		}
	}
	return 0
}
