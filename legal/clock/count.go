package clock

import (
	"fmt"
	"time"

	"writ/legal/cite"
)

// Count is a period to be counted: all that a due date depends on.
type Count struct {
	Regime  Regime
	Period  Period
	Trigger time.Time
	// DayOnly means that only the civil date of the trigger is known, in Zone.
	// A period of hours cannot be counted from it.
	DayOnly bool
	// Zone is the IANA zone of the court or of the holder's seat.
	Zone string
	// Calendar is the calendar of that seat. CIVIL does not ask it; the other
	// regimes refuse to count without one.
	Calendar *Calendar
	// Back counts back from the trigger: the last day on which an act is in
	// time that must be done so long before it.
	Back bool
	// Closes is the hour at which the last day ends, "17:00"; empty: 24:00. A
	// period of hours ends at its own hour and takes none.
	Closes string
}

// Due is when a period has run out. For a period of hours the days are those of
// the last instant in time: hours that end at midnight end on the day before.
type Due struct {
	At      time.Time // exclusive: at this instant an act is late
	LastDay Date      // the last day on which an act is in time
	Nominal Date      // the last day before anything rolled
}

// Deadline is a due date that explains itself.
type Deadline struct {
	At       time.Time     `json:"at"` // exclusive
	LastDay  string        `json:"lastDay"`
	Nominal  string        `json:"nominal"` // the last day before anything rolled
	Regime   Regime        `json:"regime"`
	Period   Period        `json:"period"`
	Trigger  time.Time     `json:"trigger"`
	Zone     string        `json:"zone"`
	Calendar string        `json:"calendar"` // "us-federal@2026-11-22", or "none"
	Steps    []Step        `json:"steps"`
	Cites    []cite.Source `json:"cites"` // the regime's text, and the days that mattered
}

// Step is one line of a deadline's explanation. The N of the lines that counted
// sum to the period, and to what it was extended by; a line of a period in hours
// counts the hours that were completed on it, one of months the months.
type Step struct {
	On   string `json:"on"`             // a date, an instant, or a run of them
	Did  string `json:"did"`            // trigger, counted, skipped, rolled, paused, resumed, extended, due
	Why  string `json:"why"`            // in words
	Cite string `json:"cite,omitempty"` // the rule that makes it so, "FRCP 6(a)(1)(C)"
	N    int    `json:"n,omitempty"`    // how many units this line counted
}

// Due counts the period. It fails when a field is missing or malformed, and
// when the count leaves the years that the calendar covers: nothing is guessed.
func (c Count) Due() (Due, error) {
	t, err := c.tally(nil)
	if err != nil {
		return Due{}, err
	}
	return t.count()
}

// Explain counts the period and says what became of each day or hour. It gives
// the same instant as Due and fails as Due fails.
func (c Count) Explain() (Deadline, error) {
	log := &account{}
	t, err := c.tally(log)
	if err != nil {
		return Deadline{}, err
	}
	due, err := t.count()
	if err != nil {
		return Deadline{}, err
	}
	return t.deadline(due), nil
}

// The years of triggers that can be counted: the civil calendar is older in no
// country, and a hundred years later dates are still written with four digits.
const firstYear, lastYear = 1583, 9000

// tally checks the count and readies it. A nil log asks for no explanation.
func (c Count) tally(log *account) (tally, error) {
	if err := Check(c.Regime, c.Period); err != nil {
		return tally{}, err
	}
	loc, err := Zone(c.Zone)
	if err != nil {
		return tally{}, err
	}
	if c.Trigger.IsZero() {
		return tally{}, fmt.Errorf("no trigger: want the instant from which it counts")
	}
	t := tally{Count: c, law: statuteOf(c.Regime), loc: loc, start: c.Trigger.In(loc), sign: 1, log: log}
	t.day0 = DateOf(t.start)
	if y := t.day0.Year; y < firstYear || y > lastYear {
		return tally{}, fmt.Errorf("trigger in the year %d: want one from %d to %d", y, firstYear, lastYear)
	}
	if c.Back {
		t.sign = -1
	}
	if c.Regime == Civil {
		t.Calendar = nil
	} else if c.Calendar == nil {
		return tally{}, fmt.Errorf("calendar: none is given, and %s needs one: want one such as us-federal", c.Regime)
	}
	if c.DayOnly && c.Period.Unit == Hour {
		return tally{}, fmt.Errorf("period %s: hours cannot be counted from a day: want the clock time of the trigger", c.Period)
	}
	if c.Closes != "" {
		if c.Period.Unit == Hour {
			return tally{}, fmt.Errorf("closes %q: a period of hours ends at its own hour: leave it empty", c.Closes)
		}
		if t.closes, err = parseCloses(c.Closes); err != nil {
			return tally{}, err
		}
	}
	return t, nil
}

// parseCloses reads an hour of closing, "17:00"; "24:00" is the end of the day.
func parseCloses(s string) (reading, error) {
	at, err := time.Parse("15:04", s)
	switch {
	case s == "24:00":
		return reading{}, nil
	case err != nil || len(s) != len("15:04"):
		return reading{}, fmt.Errorf("closes %q: want an hour such as 17:00, or 24:00", s)
	case s == "00:00":
		return reading{}, fmt.Errorf("closes %q: a day that ends as it begins is none: want an hour such as 17:00, or 24:00", s)
	}
	return readingOf(at), nil
}
