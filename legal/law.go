package legal

import "writ/legal/clock"

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
	areas         map[string]Area
	doors         []Door
	calendars     map[string]*clock.Calendar
	zoneCalendars map[string]string // zone -> id of its default calendar
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
