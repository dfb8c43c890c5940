package ledger

// TakesCase reports whether a query takes a case that was opened at an instant;
// 0 is unknown and lies in no window.
func (q *Query) TakesCase(key Key, opened int64) bool {
	return (q.Case == 0 || q.Case == key) &&
		(q.OpenedFrom == 0 || opened != 0 && opened >= q.OpenedFrom) &&
		(q.OpenedTo == 0 || opened != 0 && opened < q.OpenedTo)
}

// TakesSubject reports whether a query takes a subject. No stage narrows them.
func (q *Query) TakesSubject(s *Subject) bool {
	work := q.Work
	if work == 0 {
		work = workCase
	}
	return s.Work == work && (q.Lane == 0 || q.Lane == s.Lane) &&
		q.takes(s.Party, s.Holder, s.Instrument, s.Jurisdiction) && q.TakesCase(s.Case, s.Opened)
}

// TakesSpell reports whether a query takes a spell.
func (q *Query) TakesSpell(s *Spell) bool {
	return (q.Stage == 0 || q.Stage == s.Stage) && (q.Work == 0 || q.Work == s.Work) && (q.Lane == 0 || q.Lane == s.Lane) &&
		q.takes(s.Party, s.Holder, s.Instrument, s.Jurisdiction) && q.TakesCase(s.Case, s.Opened)
}

// TakesCharge reports whether a query takes a charge. A charge belongs to a case
// or one of its hops.
func (q *Query) TakesCharge(c *Charge) bool {
	work := workHop
	if c.Step == StepCase {
		work = workCase
	}
	return (q.Stage == 0 || q.Stage == c.Stage) && (q.Work == 0 || q.Work == work) && (q.Lane == 0 || q.Lane == c.Lane) &&
		q.takes(c.Party, c.Holder, c.Instrument, c.Jurisdiction) && q.TakesCase(c.Case, c.Opened)
}

func (q *Query) takes(party, holder, instrument, jurisdiction Code) bool {
	return (q.Party == 0 || q.Party == party) && (q.Holder == 0 || q.Holder == holder) &&
		(q.Instrument == 0 || q.Instrument == instrument) && (q.Jurisdiction == 0 || q.Jurisdiction == jurisdiction)
}
