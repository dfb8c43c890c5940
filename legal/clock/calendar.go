package clock

import (
	"slices"
	"time"

	"writ/legal/cite"
)

// Kind says why a day is no working day.
type Kind string

// The kinds of closed days.
const (
	PublicHoliday   Kind = "public-holiday"   // set aside by statute for all
	RegionalHoliday Kind = "regional-holiday" // of a part of the country or of a state
	SpecialHoliday  Kind = "special-holiday"  // proclaimed once, or moved once
	OfficeClosure   Kind = "office-closure"   // no holiday: the office is closed
)

// Kinds returns all kinds. Where two closed days meet on one date, the kind
// that stands first here is the kind of the date.
func Kinds() []Kind {
	return []Kind{PublicHoliday, RegionalHoliday, SpecialHoliday, OfficeClosure}
}

// Holiday is a day on which a court or office is closed, other than a Saturday
// or Sunday that is nothing else.
type Holiday struct {
	On     Date        `json:"on"`
	Name   string      `json:"name"`
	Kind   Kind        `json:"kind"`
	Source cite.Source `json:"source"`
}

// Calendar is the days on which a court or a holder's seat is closed. It never
// changes after it was built and may be shared between goroutines. Make one
// with [CalendarData.Build].
type Calendar struct {
	data     CalendarData
	version  string
	from, to int // first and last year covered
	weekend  [7]bool
	holidays map[Date]Holiday
	// years answers without the map: one entry for each year from from to to.
	years []yearDays
}

// yearDays has a bit for each day of a year, 1 January first.
type yearDays struct{ holiday, closed [6]uint64 }

func (c *Calendar) mark(d Date, holiday bool) {
	n := dayOfYear(d)
	y := &c.years[d.Year-c.from]
	y.closed[n/64] |= 1 << (n % 64)
	if holiday {
		y.holiday[n/64] |= 1 << (n % 64)
	}
}

// covers reports whether d is a date of a year that is covered.
func (c *Calendar) covers(d Date) bool {
	return d.Year >= c.from && d.Year <= c.to &&
		d.Month >= time.January && d.Month <= time.December && d.Day >= 1 && d.Day <= 31
}

// ID names the calendar, "us-federal".
func (c *Calendar) ID() string { return c.data.ID }

// Version names the state of the calendar's data. Of a calendar that extends
// another of a different version it names both, "2026-11-22+2026-12-20", so
// that the same name always means the same days.
func (c *Calendar) Version() string { return c.version }

// Name is what a person calls the calendar.
func (c *Calendar) Name() string { return c.data.Name }

// Note says what the calendar leaves out and why.
func (c *Calendar) Note() string { return c.data.Note }

// Jurisdiction is the ISO 3166 code of the country or region.
func (c *Calendar) Jurisdiction() string { return c.data.Jurisdiction }

// Extends is the id of the calendar whose days this one has too; empty: none.
func (c *Calendar) Extends() string { return c.data.Extends }

// Zones lists the IANA zones whose default calendar this is.
func (c *Calendar) Zones() []string { return slices.Clone(c.data.Zones) }

// Data is what the calendar was built from, as a copy: the start of its next
// version.
func (c *Calendar) Data() CalendarData { return c.data.clone() }

// Covers returns the first and the last year of which every closed day is
// known. A count that leaves them is an error, never a guess.
func (c *Calendar) Covers() (from, to int) { return c.from, c.to }

// Weekend reports whether the weekday is never a working day.
func (c *Calendar) Weekend(w time.Weekday) bool { return c.weekend[w] }

// Holiday returns the closed day of that date, if it is one. Of a year that is
// not covered it knows none.
func (c *Calendar) Holiday(d Date) (Holiday, bool) {
	if !c.covers(d) {
		return Holiday{}, false
	}
	n := dayOfYear(d)
	if c.years[d.Year-c.from].holiday[n/64]&(1<<(n%64)) == 0 {
		return Holiday{}, false
	}
	h, ok := c.holidays[d]
	return h, ok
}

// Open reports whether the date is a working day: neither a weekend nor any
// kind of closed day. A regime that treats office closures or regional holidays
// differently asks [Calendar.Weekend] and [Calendar.Holiday] instead. Of a year
// that is not covered nothing is known, and no day is open.
func (c *Calendar) Open(d Date) bool {
	if !c.covers(d) {
		return false
	}
	n := dayOfYear(d)
	return c.years[d.Year-c.from].closed[n/64]&(1<<(n%64)) == 0
}

// Days returns the closed days of a year in their order, those on weekends
// included. Of a year that is not covered there are none.
func (c *Calendar) Days(year int) []Holiday {
	var list []Holiday
	if year < c.from || year > c.to {
		return nil
	}
	for d := (Date{year, time.January, 1}); d.Year == year; d = d.AddDays(1) {
		if h, closed := c.Holiday(d); closed {
			list = append(list, h)
		}
	}
	return list
}

// Same reports whether two calendars close the same days for the same reasons
// and are the default of the same zones. It is how one tells a calendar that is
// published twice from two calendars under one version.
func (c *Calendar) Same(other *Calendar) bool {
	if c.ID() != other.ID() || c.from != other.from || c.to != other.to || c.weekend != other.weekend ||
		!slices.Equal(c.data.Zones, other.data.Zones) || len(c.holidays) != len(other.holidays) {
		return false
	}
	for d, h := range c.holidays {
		if other.holidays[d] != h {
			return false
		}
	}
	return true
}

// daysBefore is how many days of a common year precede each month.
var daysBefore = [13]int{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}

// dayOfYear counts from 0, without a time.Time: a due date looks up many days.
func dayOfYear(d Date) int {
	n := daysBefore[d.Month] + d.Day - 1
	if d.Month > time.February && leap(d.Year) {
		n++
	}
	return n
}

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }
