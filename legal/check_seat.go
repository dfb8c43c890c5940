package legal

import "writ/legal/clock"

// countable checks that each clock that may bind a holder can be counted at its
// seat: a company for which an order's reply clock has no calendar would be
// found out only when the order is served.
func (s spot) countable(h Holder) {
	s.seat(h.Entity, h.Jurisdiction, h.Seat())
	for n, e := range h.Entities {
		s.in("entities", n).seat(e.Name, e.Jurisdiction, e.Seat())
	}
}

// seat reports the first clock only: all lack the same calendar.
func (s spot) seat(name, jurisdiction string, at Seat) {
	law := s.c.law
	if _, ok := law.calendarOf(at); ok || at.Calendar != "" { // that a calendar named is unknown is said already
		return
	}
	for _, id := range law.instrumentIDs {
		i := law.instruments[id]
		if !law.binds(i, jurisdiction) {
			continue
		}
		for _, r := range []*Rule{i.Acknowledge, i.Reply, i.EmergencyReply, i.RefusalWindow, i.EmergencyWindow} {
			if r != nil && r.Regime != clock.Civil {
				s.in("zone").refuse("zone %q has no calendar, but %s binds %s in %s and counts %q by %s: "+
					"want calendar, or a calendar whose default zone it is", at.Zone, id, name, jurisdiction, r.ID, r.Regime)
				return
			}
		}
	}
}

// binds reports whether an instrument binds companies of a jurisdiction.
func (l *Law) binds(i Instrument, jurisdiction string) bool {
	if len(i.Binds) == 0 {
		return l.Within(jurisdiction, i.Jurisdiction)
	}
	return l.WithinAny(jurisdiction, i.Binds)
}
