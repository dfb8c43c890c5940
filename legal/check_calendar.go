package legal

import "writ/legal/clock"

// calendar checks and takes over a calendar. One that extends another waits
// until every file was read, because the other may stand in a later one.
func (s spot) calendar(d clock.CalendarData) {
	if !s.once("calendar", d.ID, "duplicate id") {
		return
	}
	if d.Extends == "" {
		s.expand(d, nil)
		return
	}
	s.c.later = append(s.c.later, func() {
		base, known := s.c.law.calendars[d.Extends]
		if !known {
			s.in("extends").refuse("dangling reference: want a calendar of this edition that stands and extends no other, not %q", d.Extends)
			return
		}
		s.expand(d, base)
	})
}

// expand builds the calendar and makes it the default of its zones.
func (s spot) expand(d clock.CalendarData, base *clock.Calendar) {
	cal, faults := d.Expand(base)
	for _, f := range faults {
		s.in(f.Path...).refuse("%s", f.Reason)
	}
	for n, zone := range d.Zones {
		s.in("zones", n).once("default calendar of zone", zone, "two calendars for one zone")
	}
	if len(faults) > 0 {
		return
	}
	s.c.law.calendars[d.ID] = cal
	for _, zone := range d.Zones {
		s.c.law.zoneCalendars[zone] = d.ID
	}
}
