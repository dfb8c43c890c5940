package casefile

import (
	"fmt"
	"time"
)

// Figure is a count of days between two named ends. It holds two counts that
// are often confused: a request on Friday that is answered on Tuesday touches
// five dates and has four days between them. The third count, working days,
// needs the calendars of courts and holders and has no field until they exist.
type Figure struct {
	From Milestone `json:"from"`
	To   Milestone `json:"to"`
	// Elapsed is the exact time between both instants, in nanoseconds in JSON. A
	// day on which the clocks change has 23 or 25 hours of it.
	Elapsed time.Duration `json:"elapsed"`
	// DatesTouched counts the calendar dates from the first to the last, both
	// included: DaysBetween + 1.
	DatesTouched int `json:"datesTouched"`
	// DaysBetween is the difference of the two calendar dates.
	DaysBetween int    `json:"daysBetween"`
	Zone        string `json:"zone"` // IANA zone in which the dates are read
}

// FigureBetween counts from one milestone to another, with the calendar dates
// of an IANA zone. It refuses an end that lies before its beginning, a zone
// that is not named, and more than about 292 years, which a duration cannot
// hold.
func FigureBetween(from, to Milestone, zone string) (Figure, error) {
	loc, err := zoneNamed(zone)
	if err != nil {
		return Figure{}, err
	}
	if to.At.Before(from.At) {
		return Figure{}, fmt.Errorf("figure from %s to %s: the end (%s) lies before the beginning (%s)",
			from.Name, to.Name, to.At.In(loc).Format(time.RFC3339), from.At.In(loc).Format(time.RFC3339))
	}
	elapsed, err := elapsedBetween(from.At, to.At)
	if err != nil {
		return Figure{}, fmt.Errorf("figure from %s to %s: %w", from.Name, to.Name, err)
	}
	days := daysBetween(from.At, to.At, loc)
	return Figure{From: from, To: to, Elapsed: elapsed, DatesTouched: days + 1, DaysBetween: days, Zone: zone}, nil
}

// daysBetween is the difference of two calendar dates. A zone that sets its
// clocks back over midnight shows a date again after the next one has begun;
// no figure is negative for that.
func daysBetween(from, to time.Time, loc *time.Location) int {
	return max(0, civilDay(to.In(loc))-civilDay(from.In(loc)))
}

// civilDay numbers calendar dates without gaps. It counts in UTC, where every
// day has the same length, from a date and not from an instant.
func civilDay(t time.Time) int {
	const secondsOfUTCDay = 86_400
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsOfUTCDay)
}

// elapsedBetween is exact or an error: [time.Time.Sub] stops at about 292 years
// without a word.
func elapsedBetween(from, to time.Time) (time.Duration, error) {
	d := to.Sub(from)
	if !from.Add(d).Equal(to) {
		return 0, fmt.Errorf("%s to %s is longer than can be counted", from.Format(time.DateOnly), to.Format(time.DateOnly))
	}
	return d, nil
}

// zoneNamed loads an IANA zone. The empty name and "Local" are refused: dates
// are counted in the zone of a court, holder or requester, never by accident in
// that of the machine.
func zoneNamed(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("zone %q: want an IANA name such as America/New_York", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone %q: want an IANA name such as America/New_York: %w", name, err)
	}
	return loc, nil
}
