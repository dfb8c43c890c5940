package clock

import (
	"fmt"
	"time"
)

// Receipt is the day as of which an act counts that reached an office.
type Receipt struct {
	At   time.Time `json:"at"`
	Day  Date      `json:"day"`
	Zone string    `json:"zone"`
	Step Step      `json:"step"` // why it is that day
}

// Received says as of which day an act counts that reached an office at an
// instant: the same day if that is a working day and the act came before the
// cut-off hour ("16:30"; empty: none), else the next working day, as rule 6.26
// of the Civil Procedure Rules has it for service. Whatever closes the office
// makes the day no working day. An act at the cut-off hour itself is after it.
//
// It is an error when an argument is missing or malformed, or when a day is not
// covered by the calendar.
func Received(at time.Time, cutoff, zone string, cal *Calendar) (Receipt, error) {
	loc, err := Zone(zone)
	switch {
	case err != nil:
		return Receipt{}, err
	case at.IsZero():
		return Receipt{}, fmt.Errorf("received at no instant: want when it reached the office")
	case cal == nil:
		return Receipt{}, fmt.Errorf("calendar: none is given, and a working day needs one: want one such as gb-england")
	}
	at = at.In(loc)
	day := DateOf(at)
	t := tally{Count: Count{Calendar: cal}, loc: loc, sign: 1}
	if err := t.known(day); err != nil {
		return Receipt{}, err
	}
	what, source := t.describe(day)
	r := Receipt{At: at, Day: day, Zone: zone, Step: Step{On: instant(at), Did: didTrigger}}
	late := false
	if cutoff != "" {
		close, err := parseCloses(cutoff)
		if err != nil {
			return Receipt{}, err
		}
		late = close != (reading{}) && !at.Before(day.At(close, loc))
	}
	switch shut := t.shut(day, closed); {
	case !shut && !late:
		r.Step.Why = fmt.Sprintf("received on %s %s, a working day, before the cut-off hour: it counts as of that day", what, day)
		if cutoff == "" {
			r.Step.Why = fmt.Sprintf("received on %s %s, a working day: it counts as of that day", what, day)
		}
		return r, nil
	case shut:
		r.Step.Why, r.Step.Cite = fmt.Sprintf("received on %s %s, no working day", what, day), source.Cite
	default:
		r.Step.Why = fmt.Sprintf("received on %s %s at or after the cut-off hour %s", what, day, cutoff)
	}
	for r.Day = day.AddDays(1); ; r.Day = r.Day.AddDays(1) {
		if err := t.known(r.Day); err != nil {
			return Receipt{}, err
		}
		if !t.shut(r.Day, closed) {
			break
		}
	}
	r.Step.Why += fmt.Sprintf(": it counts as of the next working day, %s %s", r.Day.Weekday(), r.Day)
	return r, nil
}

// Start is c with the day of the receipt as its trigger, in the zone of the
// receipt.
func (r Receipt) Start(c Count) Count {
	c.Trigger, c.DayOnly, c.Zone = r.Day.AddDays(-1).End(r.At.Location()), true, r.Zone
	return c
}
