package legal

import (
	"fmt"
	"time"

	"writ/legal/clock"
)

// The words of package clock that the law uses throughout.
type (
	Period   = clock.Period
	Unit     = clock.Unit
	Regime   = clock.Regime
	Deadline = clock.Deadline
	Step     = clock.Step
)

// The units, as in package clock.
const (
	Hour       = clock.Hour
	Day        = clock.Day
	WorkingDay = clock.WorkingDay
	Month      = clock.Month
	Year       = clock.Year
)

// RegimeCivil counts civil days: see [clock.Civil].
const RegimeCivil = clock.Civil

// ParsePeriod reads a period: see [clock.ParsePeriod].
func ParsePeriod(s string) (Period, error) { return clock.ParsePeriod(s) }

// Seat is where a clock is counted: the zone of a court or of a holder's
// entity, and its calendar.
type Seat struct {
	Zone     string `json:"zone"`
	Calendar string `json:"calendar,omitempty"` // id of a calendar; empty: the zone's default, if there is one
}

// Start begins the clock of a rule at a seat. It is an error when there is no
// trigger, when the zone is unknown, or when the rule's regime needs a calendar
// and the seat has none.
func (l *Law) Start(r Rule, trigger time.Time, s Seat) (clock.Running, error) {
	running := clock.Running{
		Rule: r.ID, Regime: r.Regime, Period: r.Term.Period, Trigger: trigger, Zone: s.Zone,
	}
	if r.Regime != clock.Civil {
		cal, ok := l.calendarOf(s)
		if !ok {
			return clock.Running{}, fmt.Errorf("legal: rule %q: %s needs a calendar, and edition %s has none for zone %q, calendar %q",
				r.ID, r.Regime, l.edition, s.Zone, s.Calendar)
		}
		running.Calendar = cal.ID()
	}
	if _, err := l.DueOf(running); err != nil {
		return clock.Running{}, err
	}
	return running, nil
}

// DueOf counts a running clock by the calendars of this law.
func (l *Law) DueOf(r clock.Running) (clock.Due, error) {
	due, err := r.Due(l.calendars[r.Calendar])
	if err != nil {
		return clock.Due{}, fmt.Errorf("legal: rule %q: %w", r.Rule, err)
	}
	return due, nil
}

// Explain counts a running clock by the calendars of this law and says what
// became of each day or hour.
func (l *Law) Explain(r clock.Running) (Deadline, error) {
	d, err := r.Explain(l.calendars[r.Calendar])
	if err != nil {
		return Deadline{}, fmt.Errorf("legal: rule %q: %w", r.Rule, err)
	}
	return d, nil
}

// Due computes and explains when the clock of r, started at the trigger, has
// run out at a seat. Deadline.At is exclusive: an answer at that instant is
// late. The same arguments always give the same deadline. It fails as
// [Law.Start] fails.
func (l *Law) Due(r Rule, trigger time.Time, s Seat) (Deadline, error) {
	running, err := l.Start(r, trigger, s)
	if err != nil {
		return Deadline{}, err
	}
	return l.Explain(running)
}

// Calendar returns the calendar of that id.
func (l *Law) Calendar(id string) (*clock.Calendar, bool) {
	c, ok := l.calendars[id]
	return c, ok
}

// CalendarAt is the calendar of a seat: the one that it names, else the default
// of its zone.
func (l *Law) CalendarAt(s Seat) (*clock.Calendar, bool) { return l.calendarOf(s) }

func (l *Law) calendarOf(s Seat) (*clock.Calendar, bool) {
	if s.Calendar != "" {
		return l.Calendar(s.Calendar)
	}
	id, ok := l.zoneCalendars[s.Zone]
	return l.calendars[id], ok
}

// Add is the instant one term after from, for alarms, retention and the rungs
// of a ladder: see [clock.Shift].
func (l *Law) Add(t Term, from time.Time, zone string) (time.Time, error) {
	return shift(t, from, zone, 1)
}

// Before is the instant one term before from, counted as [Law.Add] counts. It
// fails as Add fails. For days and hours it undoes Add, except where the clock
// is set; a month back from 31 March is the end of February.
func (l *Law) Before(t Term, from time.Time, zone string) (time.Time, error) {
	return shift(t, from, zone, -1)
}

func shift(t Term, from time.Time, zone string, sign int) (time.Time, error) {
	at, err := clock.Shift(t.Period, from, zone, sign)
	if err != nil {
		return time.Time{}, fmt.Errorf("legal: %w", err)
	}
	return at, nil
}

// zoneOf refuses a zone that is no IANA name.
func zoneOf(name string) (*time.Location, error) { return clock.Zone(name) }

func instant(t time.Time) string { return t.Format(time.RFC3339) }
