package legal

import (
	"fmt"
	"maps"
	"slices"

	"writ/legal/clock"
)

// Calendars returns all calendars of the edition, sorted by id.
func (l *Law) Calendars() []*clock.Calendar {
	var list []*clock.Calendar
	for _, id := range slices.Sorted(maps.Keys(l.calendars)) {
		list = append(list, l.calendars[id])
	}
	return list
}

// WithCalendars is this law with other states of some calendars, as they are
// published while a case runs. The law itself stays as it is, and so does its
// edition; a calendar of a new id joins. Calendars that extend a published one
// are built anew upon it.
//
// It is an error when the data do not make a calendar, when they have the
// version of the calendar that stands but other days, and when two calendars
// would be the default of one zone.
func (l *Law) WithCalendars(published ...clock.CalendarData) (*Law, error) {
	changed := *l
	changed.calendars = map[string]*clock.Calendar{}
	maps.Copy(changed.calendars, l.calendars)
	for _, data := range published {
		if err := changed.publish(data); err != nil {
			return nil, fmt.Errorf("legal: %w", err)
		}
	}
	var err error
	if changed.zoneCalendars, err = defaults(changed.Calendars()); err != nil {
		return nil, fmt.Errorf("legal: %w", err)
	}
	return &changed, nil
}

// publish puts one calendar in the place of its earlier state. The caller owns
// the map of calendars.
func (l *Law) publish(data clock.CalendarData) error {
	if base, known := l.calendars[data.Extends]; data.Extends != "" && !known {
		return fmt.Errorf("calendar %q extends %q: want a calendar of edition %s", data.ID, data.Extends, l.edition)
	} else if err := l.replace(data, base); err != nil {
		return err
	}
	for _, cal := range l.Calendars() {
		if cal.Extends() != data.ID {
			continue
		}
		if err := l.replace(cal.Data(), l.calendars[data.ID]); err != nil {
			return fmt.Errorf("calendar %q, which %q extends, cannot be replaced: %w", data.ID, cal.ID(), err)
		}
	}
	return nil
}

func (l *Law) replace(data clock.CalendarData, base *clock.Calendar) error {
	cal, err := data.BuildOn(base)
	if err != nil {
		return err
	}
	had, known := l.calendars[data.ID]
	if known && had.Version() == cal.Version() && !had.Same(cal) {
		return fmt.Errorf("calendar %q: version %q has other days already: want another version for other days",
			cal.ID(), cal.Version())
	}
	l.calendars[data.ID] = cal
	return nil
}

// defaults says which calendar is the default of each zone.
func defaults(calendars []*clock.Calendar) (map[string]string, error) {
	of := map[string]string{}
	for _, cal := range calendars {
		for _, zone := range cal.Zones() {
			if other, taken := of[zone]; taken {
				return nil, fmt.Errorf("calendars %q and %q are both the default of zone %q", other, cal.ID(), zone)
			}
			of[zone] = cal.ID()
		}
	}
	return of, nil
}
