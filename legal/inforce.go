package legal

import (
	"fmt"

	"writ/legal/clock"
)

// This file says what is in force on the day of a question.

// zoneDay is the civil date of the question in a zone.
type zoneDay struct{ zone, day string }

func (u use) inForce(reasons []Reason) []Reason {
	span := u.instrument.InForce
	if span == nil || u.at.IsZero() {
		return reasons
	}
	zone := u.holder.Zone
	if e := u.entity(); e != nil {
		zone = e.Zone
	}
	if day := u.dayIn(zone); !span.covers(day) {
		return append(reasons, because(CodeNotInForce,
			fmt.Sprintf("%s applies %s; the question is of %s in %s", u.instrument.ID, span.words(), day, zone), span.Source))
	}
	return reasons
}

// named refuses a house by a name that it did not bear: an order to Twitter,
// Inc. reaches nobody any more.
func (u use) named(reasons []Reason) []Reason {
	span := u.holder.InForce
	if span == nil || u.at.IsZero() {
		return reasons
	}
	if day := u.dayIn(u.holder.Zone); !span.covers(day) {
		text := fmt.Sprintf("the house goes by the name of %s (%s) %s; the question is of %s", u.holder.ID, u.holder.Entity, span.words(), day)
		if span.Source.Note != "" {
			text += ": " + span.Source.Note
		}
		return append(reasons, because(CodeNameNotInUse, text, span.Source))
	}
	return reasons
}

// dayIn is the civil date of the question in a zone. A zone that cannot be
// loaded gives no day, which no span covers.
func (q *question) dayIn(zone string) string {
	for _, d := range q.days {
		if d.zone == zone {
			return d.day
		}
	}
	var day string
	if loc, err := clock.Zone(zone); err == nil {
		day = clock.DateOf(q.at.In(loc)).String()
	}
	q.days = append(q.days, zoneDay{zone, day})
	return day
}

// covers compares ISO dates as text, which is their order in time.
func (s Span) covers(day string) bool {
	return day != "" && (s.From == "" || s.From <= day) && (s.Until == "" || day <= s.Until)
}

func (s Span) words() string {
	switch {
	case s.Until == "":
		return "since " + s.From
	case s.From == "":
		return "until " + s.Until
	}
	return "from " + s.From + " until " + s.Until
}
