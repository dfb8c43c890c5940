package clock

import (
	"fmt"
	"sort"
	"sync"
	"time"
	_ "time/tzdata" // so that zones load on machines that have no zone files
)

// This file is the clock on the wall: which instant a reading in a zone is,
// also on the days on which the clock is set.

// reading is a wall-clock reading: what a clock in some zone shows.
type reading struct{ hour, min, sec, nsec int }

func readingOf(t time.Time) reading {
	h, m, s := t.Clock()
	return reading{h, m, s, t.Nanosecond()}
}

// At is the instant at which a clock in loc shows c on day d. A reading that
// the clock shows twice is the earlier one; a reading that it jumps over is the
// instant of the jump. time.Date promises neither.
func (d Date) At(c reading, loc *time.Location) time.Time {
	guess := time.Date(d.Year, d.Month, d.Day, c.hour, c.min, c.sec, c.nsec, loc)
	if steady(guess) {
		return guess
	}
	return d.exactAt(c, loc)
}

func (d Date) exactAt(c reading, loc *time.Location) time.Time {
	shown := time.Date(d.Year, d.Month, d.Day, c.hour, c.min, c.sec, c.nsec, time.UTC)
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

// instants lists, in order, the instants at which a clock in loc shows c on day
// d: one, none where the clock jumps over it, two where it is set back.
func (d Date) instants(c reading, loc *time.Location) []time.Time {
	shown := time.Date(d.Year, d.Month, d.Day, c.hour, c.min, c.sec, c.nsec, time.UTC)
	var found []time.Time
	for _, s := range segments(shown, loc) {
		if t := shown.Add(-s.offset); !t.Before(s.start) && t.Before(s.end) {
			found = append(found, t.In(loc))
		}
	}
	return found
}

// End is the instant at which day d is over for good in loc: 24:00, which is
// 00:00 of the next day where the clock shows it. Where the clock jumps over
// midnight it is the instant of the jump; where it is set back over midnight,
// so that the day resumes, it is the later midnight.
func (d Date) End(loc *time.Location) time.Time {
	guess := time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, loc)
	if steady(guess) {
		return guess
	}
	return d.exactEnd(loc)
}

// steady reports that the clock is not set within 26 hours before or after t,
// so that every reading around it comes exactly once and time.Date is right. No
// zone sets its clock forth and back within two days.
func steady(t time.Time) bool {
	const around = 26 * time.Hour // more than the largest leap, 24 h
	o := offset(t)
	return offset(t.Add(-around)) == o && offset(t.Add(around)) == o
}

func (d Date) exactEnd(loc *time.Location) time.Time {
	next := d.AddDays(1)
	midnight := time.Date(next.Year, next.Month, next.Day, 0, 0, 0, 0, time.UTC)
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

// zones holds the locations that were loaded: loading one again costs more than
// counting a period. It changes no answer.
var zones sync.Map // string -> *time.Location

// Zone loads an IANA zone. The empty name and "Local" are refused: Go reads
// them as UTC and as the machine's zone, and a legal clock runs in neither by
// accident.
func Zone(name string) (*time.Location, error) {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("zone %q: want an IANA name such as America/New_York", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone %q: want an IANA name such as America/New_York: %w", name, err)
	}
	zones.Store(name, loc)
	return loc, nil
}
