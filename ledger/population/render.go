package population

import (
	"math/bits"
	"time"

	"writ/casefile"
	"writ/ledger"
)

// This file writes a played case as facts, and as rows of a ledger.

// step is the id of a step by its place.
func (s *story) step(i int) casefile.StepID {
	switch i {
	case caseStep:
		return casefile.StepCase
	case guardStep:
		return casefile.StepProtection
	}
	return casefile.StepID(s.hopID(uint8(i - hopStep + 1)))
}

func (s *story) hopID(n uint8) casefile.HopID {
	if n == 0 {
		return ""
	}
	return casefile.HopID(s.id(hopParts + uint64(n)))
}

func workAt(i int) ledger.Work {
	switch i {
	case caseStep:
		return known.workCase
	case guardStep:
		return known.workGuard
	}
	return known.workHop
}

// told is how many events of a step were learned by an instant.
func told(acts []act, asOf int64) []act {
	for i, a := range acts {
		if a.seen > asOf {
			return acts[:i]
		}
	}
	return acts
}

// facts writes the case as its workflows would have told it.
func (s *story) facts(o Options) Case {
	c := Case{Number: s.number, ID: s.caseID(), Truth: s.truth}
	for i := range s.steps {
		acts := told(s.steps[i].acts, o.AsOf.Unix())
		if len(acts) == 0 {
			continue
		}
		d := ledger.Delivery{
			Subject: string(c.ID), Work: workAt(i).Name(), Jurisdiction: s.forum.jurisdiction,
			Run: s.id(runParts + uint64(i)), Taken: instant(s.opened), Facts: make([]casefile.Fact, len(acts)),
		}
		step := s.step(i)
		for n, a := range acts {
			d.Facts[n] = s.fact(a, step, n+1, i)
		}
		c.Deliveries = append(c.Deliveries, d)
	}
	return c
}

func (s *story) fact(a act, step casefile.StepID, seq, place int) casefile.Fact {
	f := casefile.Fact{
		Seq: seq, Step: step, Kind: a.kind.Name(), At: instant(a.at), Seen: instant(a.seen),
		By: partyID(a.by), Awaiting: partyID(a.awaiting), Turn: a.turn, Stage: a.stage.Name(),
		Due: instantOr(a.due), Until: instantOr(a.until), Lane: a.lane.Name(), Holder: houses[a.holder].id,
		Instrument: instruments[a.instrument], Code: causes[a.code], Level: a.level.Name(),
		After: s.hopID(a.after), From: s.hopID(a.from), Subscriber: a.subscriber,
	}
	if a.request > 0 {
		f.Request = casefile.RequestID(s.id(requestPart(place, a.request)))
	}
	return f
}

func requestPart(place int, n uint16) uint64 {
	return requestParts*uint64(place+1) + uint64(n)
}

func partyID(p party) casefile.PartyID {
	if p >= firstHolder {
		return casefile.PartyID(houses[holder(p-firstHolder)+1].id)
	}
	return parties[p]
}

// instantOr is an instant, the zero time for none.
func instantOr(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return instant(at)
}

// palette are the labels of this world, by kind and place.
type palette struct {
	of [5][]ledger.Label
	// used marks the places that a batch uses.
	used [5]uint64
}

var labels = func() (p palette) {
	add := func(kind ledger.LabelKind, texts []string) {
		for _, text := range texts {
			l := ledger.Label{}
			if text != "" {
				l = must(func(t string) (ledger.Label, error) { return ledger.NewLabel(kind, t) })(text)
			}
			p.of[kind-1] = append(p.of[kind-1], l)
		}
	}
	var names [5][]string
	for i := range int(firstHolder) + len(houses) - 1 {
		names[0] = append(names[0], string(partyID(party(i))))
	}
	for _, h := range houses {
		names[1] = append(names[1], string(h.id))
	}
	for _, in := range instruments {
		names[2] = append(names[2], string(in))
	}
	for _, f := range forums {
		names[3] = append(names[3], f.jurisdiction)
	}
	for _, c := range causes {
		names[4] = append(names[4], string(c))
	}
	for i, texts := range names {
		add(ledger.LabelKind(i+1), texts)
	}
	return p
}()

func (p *palette) code(kind ledger.LabelKind, place uint8) ledger.Code {
	p.used[kind-1] |= 1 << place
	return p.of[kind-1][place].Code
}

// batch writes the case as rows, with keys that are drawn.
func (s *story) batch(o Options) ledger.Batch {
	p := palette{of: labels.of}
	rows := s.rows[:0]
	head := ledger.Event{Case: ledger.Key(s.key(0)), Taken: s.opened * 1000}
	for i := range forums {
		if &forums[i] == s.forum {
			head.Jurisdiction = p.code(ledger.JurisdictionLabel, uint8(i))
		}
	}
	for i := range s.steps {
		head.Step, head.Work, head.Run = s.stepKey(i), workAt(i), ledger.Key(s.key(runParts+uint64(i)))
		for n, a := range told(s.steps[i].acts, o.AsOf.Unix()) {
			rows = append(rows, s.row(&p, head, a, n+1, i))
		}
	}
	s.rows = rows
	return ledger.Batch{Events: rows, Labels: s.usedLabels(&p)}
}

func (s *story) stepKey(i int) ledger.Key {
	switch i {
	case caseStep:
		return ledger.StepCase
	case guardStep:
		return ledger.StepGuard
	}
	return s.hopKey(uint8(i - hopStep + 1))
}

func (s *story) hopKey(n uint8) ledger.Key {
	if n == 0 {
		return ledger.StepNone
	}
	return ledger.Key(s.key(hopParts + uint64(n)))
}

func (s *story) row(p *palette, e ledger.Event, a act, seq, place int) ledger.Event {
	e.Seq = int64(seq)
	e.At, e.Seen, e.Due, e.Until = a.at, a.seen, a.due, a.until
	e.Kind, e.Stage, e.Lane, e.Level = a.kind, a.stage, a.lane, a.level
	e.By, e.Awaiting = p.code(ledger.PartyLabel, uint8(a.by)), p.code(ledger.PartyLabel, uint8(a.awaiting))
	e.Holder, e.Instrument = p.code(ledger.HolderLabel, uint8(a.holder)), p.code(ledger.InstrumentLabel, uint8(a.instrument))
	e.Cause = p.code(ledger.CauseLabel, uint8(a.code))
	e.After, e.From = s.hopKey(a.after), s.hopKey(a.from)
	if a.request > 0 {
		e.Request = ledger.Key(s.key(requestPart(place, a.request)))
	}
	if a.turn {
		e.Flags |= ledger.Turn
	}
	if a.subscriber {
		e.Flags |= ledger.Subscriber
	}
	return e
}

func (s *story) usedLabels(p *palette) []ledger.Label {
	s.labels = s.labels[:0]
	for kind, used := range p.used {
		for ; used != 0; used &= used - 1 {
			if l := p.of[kind][bits.TrailingZeros64(used)]; l.Text != "" {
				s.labels = append(s.labels, l)
			}
		}
	}
	return s.labels
}
