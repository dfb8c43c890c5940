package legal

import (
	"fmt"
	"sort"
	"time"
	_ "time/tzdata" // so that zones load on machines that have no zone files
)

// This file is the civil calendar: days and months in a zone. Nothing here
// multiplies by 24 h or lets AddDate roll 31 January into March.

// date is a civil date, without zone.
type date struct {
	year  int
	month time.Month
	day   int
}

// dateOf is the civil date of an instant in the location that it carries.
func dateOf(t time.Time) date {
	y, m, d := t.Date()
	return date{y, m, d}
}

// String is the date in ISO 8601 form.
func (d date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

// addDays counts in UTC, where no day is skipped or doubled.
func (d date) addDays(n int) date {
	return dateOf(time.Date(d.year, d.month, d.day+n, 12, 0, 0, 0, time.UTC))
}

// addMonths keeps the day of the month, or takes the month's last day where it
// has no such day (31 January and one month is 28 or 29 February).
func (d date) addMonths(n int) date {
	first := time.Date(d.year, d.month+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day() // safe: from a first of the month
	return date{first.Year(), first.Month(), min(d.day, last)}
}

// add moves the date by a period of days, months or years; sign is 1 or -1.
// It reports false for units that have no civil dates (hours, working days).
func (d date) add(p Period, sign int) (date, bool) {
	switch p.Unit {
	case Day:
		return d.addDays(sign * p.N), true
	case Month:
		return d.addMonths(sign * p.N), true
	case Year:
		return d.addMonths(sign * 12 * p.N), true
	}
	return date{}, false
}

// clock is a wall-clock reading: what a clock in some zone shows.
type clock struct{ hour, min, sec, nsec int }

func clockOf(t time.Time) clock {
	h, m, s := t.Clock()
	return clock{h, m, s, t.Nanosecond()}
}

// at is the instant at which a clock in loc shows c on day d. A reading that
// the clock shows twice is the earlier one; a reading that it jumps over is the
// instant of the jump. time.Date promises neither.
func (d date) at(c clock, loc *time.Location) time.Time {
	shown := time.Date(d.year, d.month, d.day, c.hour, c.min, c.sec, c.nsec, time.UTC)
	for _, s := range segments(shown, loc) {
		if t := shown.Add(-s.offset); t.Before(s.end) {
			if t.Before(s.start) { // the clock jumped past the reading
				return s.start.In(loc)
			}
			return t.In(loc)
		}
	}
	// Not reached: the last segment's end lies days after every candidate.
	return shown.In(loc)
}

// end is the instant at which day d is over for good in loc: 24:00, which is
// 00:00 of the next day where the clock shows it. Where the clock jumps over
// midnight it is the instant of the jump; where it is set back over midnight,
// so that the day resumes, it is the later midnight.
func (d date) end(loc *time.Location) time.Time {
	next := d.addDays(1)
	midnight := time.Date(next.year, next.month, next.day, 0, 0, 0, 0, time.UTC)
	var over time.Time // the end of the last stretch that still shows d or earlier
	for _, s := range segments(midnight, loc) {
		t := midnight.Add(-s.offset)
		if t.After(s.start) {
			over = t
			if s.end.Before(t) {
				over = s.end
			}
		}
	}
	return over.In(loc)
}

// segment is a stretch of time during which a zone's offset from UTC holds.
type segment struct {
	start, end time.Time
	offset     time.Duration
}

// segments lists, in order, the stretches of constant offset around a clock
// reading. Two days either way are enough: no zone was ever further from UTC
// than 16 hours.
func segments(shown time.Time, loc *time.Location) []segment {
	const around = 48 * time.Hour // an interval of instants, not of days
	start, stop := shown.Add(-around).In(loc), shown.Add(around).In(loc)
	var found []segment
	for _, end := range append(clockSettings(start, stop, time.Hour), stop) {
		found = append(found, segment{start, end, offset(start)})
		start = end
	}
	return found
}

// clockSettings lists the instants in (from, to] from which another offset
// holds. It looks once per step: settings closer together than that are missed.
// time.Time.ZoneBounds is not used: past the end of a zone's table (2037) it
// stands still on the last day of leap years, found with Go 1.26.
func clockSettings(from, to time.Time, step time.Duration) []time.Time {
	var found []time.Time
	for t := from; t.Before(to); t = t.Add(step) {
		low, high := t, t.Add(step)
		if high.After(to) {
			high = to
		}
		if offset(low) == offset(high) {
			continue
		}
		second := func(i int) time.Time { return time.Unix(low.Unix()+int64(i), 0).In(low.Location()) }
		n := sort.Search(int(high.Unix()-low.Unix()), func(i int) bool { return offset(second(i)) != offset(low) })
		found = append(found, second(n)) // zones change on whole seconds
	}
	return found
}

func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// zoneOf loads an IANA zone. The empty name and "Local" are refused: Go reads
// them as UTC and as the machine's zone, and a legal clock runs in neither by
// accident.
func zoneOf(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("zone %q: want an IANA name such as America/New_York", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone %q: want an IANA name such as America/New_York: %w", name, err)
	}
	return loc, nil
}
