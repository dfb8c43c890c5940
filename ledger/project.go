package ledger

import (
	"cmp"
	"slices"

	"writ/casefile"
)

// Projection is what is counted of one case, made from its events alone.
type Projection struct {
	// Subjects begins with the case, where the ledger holds its events, then its
	// hops by number.
	Subjects []Subject
	Spells   []Spell  // by step, then visit
	Charges  []Charge // by time
	// Closed: the case and all its steps have ended, so that only a fact that is
	// learned late can still change anything.
	Closed bool
	// First and Last are when the first and the last event that counts was learned.
	First, Last int64
}

// Everything is an as-of instant after all that a ledger can hold.
const Everything int64 = 1<<63 - 1

// Project makes what is counted of a case from its events, as it was known at
// an instant, in Unix seconds; 0 is [Everything]. Facts learned later are left
// out, and what was open then stays open: its charges go up to the instant, or
// for Everything to the last event. The dictionary's names are needed only where
// hops that no instant tells apart run side by side.
//
// Milestones, ends and the account of days follow the rules of package casefile:
// the charges are the spans of [casefile.AccountOf] on the same events.
func Project(c CaseEvents, asOf int64, names Dict) (Projection, error) {
	return NewProjector(names).Project(c, asOf)
}

// Whole reports whether the events of a case, by step and number, are all that
// there are up to some instant: of no step a number is missing or stands twice,
// and of a case there is more than its hops.
func Whole(events []Event) bool {
	var step Key
	var seq int64
	whole := false
	for i := range events {
		e := &events[i]
		if i == 0 || e.Step != step {
			step, seq = e.Step, 0
		}
		if seq++; e.Seq != seq {
			return false
		}
		whole = whole || e.Step == StepCase || !partOfCase(e.Work)
	}
	return whole
}

// Projector makes projections in memory that it uses again: a projection is
// good until the next. It is not safe for use by several goroutines.
type Projector struct {
	names  Dict
	course casefile.Course
	events []Event // the case's own, where they had to be put in order
	chosen []*Event
	steps  []step
	hops   []*step
	turns  []int
	out    Projection
}

// step is a step of the case at hand: a stretch of chosen, the place in the
// course and a stretch of the spells.
type step struct {
	key              Key
	work             Work
	kind             casefile.StepKind
	from, to         int
	subject          int // place among the subjects; -1 for the guard
	spellAt, spellTo int
	began            *Event // by which the case learned of it
}

// NewProjector makes a projector.
func NewProjector(names Dict) *Projector { return &Projector{names: names} }

// Project is [Project] in memory that is used again.
func (p *Projector) Project(c CaseEvents, asOf int64) (Projection, error) {
	if asOf == 0 {
		asOf = Everything
	}
	p.out = Projection{
		Subjects: p.out.Subjects[:0], Spells: p.out.Spells[:0], Charges: p.out.Charges[:0], Closed: true,
	}
	p.choose(p.ordered(c.Events), asOf)
	if len(p.chosen) == 0 {
		p.out.Closed = false
		return p.out, nil
	}
	p.layOut()
	for i := range p.steps {
		p.project(i)
	}
	p.count()
	p.charge(asOf)
	p.settle()
	return p.out, nil
}

// ordered are the events by step and number, each once.
func (p *Projector) ordered(events []Event) []Event {
	strictly := true
	for i := 1; i < len(events) && strictly; i++ {
		a, b := &events[i-1], &events[i]
		strictly = a.Step < b.Step || a.Step == b.Step && a.Seq < b.Seq
	}
	if strictly {
		return events
	}
	p.events = append(p.events[:0], events...)
	slices.SortStableFunc(p.events, func(a, b Event) int { return compareEvents(&a, &b) })
	p.events = slices.CompactFunc(p.events, func(a, b Event) bool { return compareEvents(&a, &b) == 0 })
	return p.events
}

func compareEvents(a, b *Event) int {
	return cmp.Or(cmp.Compare(a.Step, b.Step), cmp.Compare(a.Seq, b.Seq))
}

// choose picks the events that were known at an instant.
func (p *Projector) choose(events []Event, asOf int64) {
	p.chosen = p.chosen[:0]
	for i := range events {
		e := &events[i]
		if e.Seen > asOf {
			continue
		}
		if len(p.chosen) == 0 || e.Seen < p.out.First {
			p.out.First = e.Seen
		}
		p.out.Last = max(p.out.Last, e.Seen, e.At)
		p.chosen = append(p.chosen, e)
	}
}
