package legal

import "slices"

// Law is one edition of the packs: instruments, holders, ladders and working
// targets. It never changes after it is loaded, answers depend on nothing but
// it and the question, and it may be shared between goroutines. What it hands
// out are copies.
type Law struct {
	edition     string
	instruments map[InstrumentID]Instrument
	holders     map[HolderID]Holder
	// The ids in order, so that no answer ever depends on the order of a map.
	instrumentIDs []InstrumentID
	holderIDs     []HolderID
	practices     map[string]Term
	ladders       map[string]Ladder
}

// Edition is the name of the edition, "2026-11".
func (l *Law) Edition() string { return l.edition }

// Instrument returns the instrument of that id.
func (l *Law) Instrument(id InstrumentID) (Instrument, bool) {
	i, ok := l.instruments[id]
	return i.clone(), ok
}

// Instruments returns all instruments, sorted by id.
func (l *Law) Instruments() []Instrument {
	return copies(l.instrumentIDs, l.instruments, Instrument.clone)
}

// Holder returns the registry's entry of that id.
func (l *Law) Holder(id HolderID) (Holder, bool) {
	h, ok := l.holders[id]
	return h.clone(), ok
}

// Holders returns the registry, sorted by id.
func (l *Law) Holders() []Holder {
	return copies(l.holderIDs, l.holders, Holder.clone)
}

// Practice returns a working target. Every edition has all the ids that the
// Practice constants name; any other id gives the zero Term, which Add, Before
// and Due refuse.
func (l *Law) Practice(id string) Term { return l.practices[id] }

// Ladder returns the escalation ladder of a jurisdiction, its rungs in the
// order in which they come due.
func (l *Law) Ladder(jurisdiction string) (Ladder, bool) {
	ladder, ok := l.ladders[jurisdiction]
	ladder.Steps = slices.Clone(ladder.Steps)
	return ladder, ok
}

// copies returns copies of the values of m in the order of ids.
func copies[K comparable, V any](ids []K, m map[K]V, clone func(V) V) []V {
	list := make([]V, len(ids))
	for n, id := range ids {
		list[n] = clone(m[id])
	}
	return list
}

// clone copies everything that the value shares by pointer or slice, so that
// nobody can change the law by changing an answer.
func (i Instrument) clone() Instrument {
	i.Issuers = slices.Clone(i.Issuers)
	i.ValidatedBy = slices.Clone(i.ValidatedBy)
	i.Unlocks = slices.Clone(i.Unlocks)
	i.OffenceThresholdYears = copied(i.OffenceThresholdYears)
	i.Reply = copied(i.Reply)
	i.EmergencyReply = copied(i.EmergencyReply)
	i.ExPostValidation = copied(i.ExPostValidation)
	i.RefusalWindow = copied(i.RefusalWindow)
	i.RefusalGrounds = slices.Clone(i.RefusalGrounds)
	i.Validity = copied(i.Validity)
	i.Hold = copied(i.Hold)
	i.Renewals = slices.Clone(i.Renewals)
	i.Secrecy = copied(i.Secrecy)
	if i.Secrecy != nil {
		i.Secrecy.MaxTerm = copied(i.Secrecy.MaxTerm)
	}
	i.Penalties = slices.Clone(i.Penalties)
	i.Sources = slices.Clone(i.Sources)
	return i
}

func (h Holder) clone() Holder {
	h.MustContain = slices.Clone(h.MustContain)
	h.Emergency = copied(h.Emergency)
	h.Holdings = slices.Clone(h.Holdings)
	for i := range h.Holdings {
		h.Holdings[i].Yields = slices.Clone(h.Holdings[i].Yields)
		h.Holdings[i].Retention = copied(h.Holdings[i].Retention)
	}
	h.Notice = copied(h.Notice)
	if h.Notice != nil {
		h.Notice.Exceptions = slices.Clone(h.Notice.Exceptions)
	}
	h.Sources = slices.Clone(h.Sources)
	return h
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}
