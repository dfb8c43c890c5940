package clock

import (
	"fmt"
	"time"
)

// ParseTrigger reads a trigger as a person writes it: a clock time in the zone
// ("2026-09-04T22:00", with or without seconds), an instant with its offset
// (RFC 3339, "2026-09-04T22:00:00-04:00"), or a day alone ("2026-09-04"), of
// which it hands out the first instant and that only the day is known.
//
// A clock time over which the zone's clock jumps does not exist and is refused,
// as is a day that a zone left out; one that comes twice is refused with the
// request to write the offset.
func ParseTrigger(s, zone string) (t time.Time, dayOnly bool, err error) {
	loc, err := Zone(zone)
	if err != nil {
		return time.Time{}, false, err
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		if err := inYears(t, s); err != nil {
			return time.Time{}, false, err
		}
		return t.In(loc), false, nil
	}
	if d, err := ParseDate(s); err == nil {
		first := d.AddDays(-1).End(loc)
		if DateOf(first) != d {
			return time.Time{}, false, fmt.Errorf("trigger %q: the day does not exist in %s: its calendar left it out", s, zone)
		}
		if err := inYears(first, s); err != nil {
			return time.Time{}, false, err
		}
		return first, true, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		shown, err := time.Parse(layout, s)
		if err != nil || len(s) != len(layout) {
			continue
		}
		if err := inYears(shown, s); err != nil {
			return time.Time{}, false, err
		}
		t, err := only(shown, s, loc)
		return t, false, err
	}
	return time.Time{}, false, fmt.Errorf("trigger %q: want a time such as 2026-09-04T22:00, "+
		"a day such as 2026-09-04, or an instant such as 2026-09-04T22:00:00-04:00", s)
}

// only is the one instant at which a clock in loc shows a reading.
func only(shown time.Time, s string, loc *time.Location) (time.Time, error) {
	at := DateOf(shown).instants(readingOf(shown), loc)
	switch len(at) {
	case 0:
		return time.Time{}, fmt.Errorf("trigger %q: the time does not exist in %s: the clock jumps over it", s, loc)
	case 1:
		return at[0], nil
	}
	return time.Time{}, fmt.Errorf("trigger %q: the time comes twice in %s: want it with its offset, %s or %s",
		s, loc, instant(at[0]), instant(at[1]))
}

func inYears(t time.Time, s string) error {
	if y := t.Year(); y < firstYear || y > lastYear {
		return fmt.Errorf("trigger %q: want a year from %d to %d", s, firstYear, lastYear)
	}
	return nil
}
