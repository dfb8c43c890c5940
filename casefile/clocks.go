package casefile

import (
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// seatOf is where the clocks of an order run: at the company that it addresses,
// else at the holder's own.
func seatOf(holder legal.Holder, entity string) legal.Seat {
	return entityOf(holder, entity).Seat()
}

// entityOf is the company of the house that an order addresses, else the
// holder's own.
func entityOf(holder legal.Holder, entity string) legal.Entity {
	if entity != "" && len(holder.Sources) > 0 {
		if e, ok := holder.Company(entity); ok {
			return e
		}
	}
	return legal.Entity{Name: holder.Entity, Jurisdiction: holder.Jurisdiction, Zone: holder.Zone, Calendar: holder.Calendar}
}

// ReplyClock is the clock of the answer to a demand served at an instant, and
// when it is due: the return date that the paper itself sets, else the reply
// clock of the instrument, else the working target of the edition. Only the
// second is a running clock of the law; for the others there is none. Both sides
// compute it from the same order by the same rule.
func ReplyClock(law *legal.Law, holder legal.Holder, order Order, emergency bool, served time.Time) (*clock.Running, time.Time) {
	if !order.ReplyBy.IsZero() {
		return nil, order.ReplyBy
	}
	seat := seatOf(holder, order.Entity)
	if in, ok := law.Instrument(order.Instrument); ok {
		if r, due := startClock(law, replyRule(in, emergency), order, served, seat); r != nil {
			return r, due
		}
	}
	return nil, addPractice(law, legal.PracticeReplyDefault, served, seat.Zone)
}

func replyRule(in legal.Instrument, emergency bool) *legal.Rule {
	if emergency && in.EmergencyReply != nil {
		return in.EmergencyReply
	}
	return in.Reply
}

func windowRule(in legal.Instrument, emergency bool) *legal.Rule {
	if emergency && in.EmergencyWindow != nil {
		return in.EmergencyWindow
	}
	return in.RefusalWindow
}

// startClock begins the clock of a rule about an order; nil where there is no
// rule, or none that can be counted at this seat.
func startClock(law *legal.Law, rule *legal.Rule, order Order, served time.Time, seat legal.Seat) (*clock.Running, time.Time) {
	if rule == nil {
		return nil, time.Time{}
	}
	trigger := served
	if rule.From == legal.FromRuling {
		trigger = order.Issued
	}
	r, err := law.Start(*rule, trigger, seat)
	if err != nil {
		return nil, time.Time{}
	}
	due, err := law.DueOf(r)
	if err != nil {
		return nil, time.Time{}
	}
	return &r, due.At
}

// pauseClock stops a reply clock. It returns the paused clock of the law, or,
// where there is none, what remained. A clock that is late already is not
// paused: it gains nothing.
func pauseClock(r *clock.Running, due, at time.Time, why string) (*clock.Running, time.Duration) {
	if r != nil && at.Before(due) {
		if paused, err := r.Pause(at, why); err == nil {
			return &paused, 0
		}
		r = nil // a clock that cannot be paused is kept by what remained of it
	}
	return r, RemainingAt(due, at)
}

// resumeClock lets a reply clock run on and returns its new due instant.
func resumeClock(law *legal.Law, r *clock.Running, due time.Time, remaining time.Duration, at time.Time, why string) (*clock.Running, time.Time) {
	if r == nil || !r.Paused() {
		return r, ResumedDue(due, remaining, at)
	}
	if resumed, err := r.Resume(at, why); err == nil {
		if d, err := law.DueOf(resumed); err == nil {
			return &resumed, d.At
		}
	}
	return r, due
}

// RemainingAt is what is left of a clock when it is paused; nothing or less
// when it was already late.
func RemainingAt(due, at time.Time) time.Duration { return due.Sub(at) }

// ResumedDue is the due instant after a pause. A clock already late gains
// nothing from it: its due instant stays.
func ResumedDue(due time.Time, remaining time.Duration, resumed time.Time) time.Time {
	if remaining <= 0 {
		return due
	}
	return resumed.Add(remaining)
}

// addTerm and beforeTerm do civil arithmetic in a zone. The terms come from a
// pack that was validated when it was loaded, so an error here is a broken pack:
// the zero instant then, since no alarm is better than a wrong one.
func addTerm(law *legal.Law, t legal.Term, from time.Time, zone string) time.Time {
	at, err := law.Add(t, from, zone)
	if err != nil {
		return time.Time{}
	}
	return at
}

func beforeTerm(law *legal.Law, t legal.Term, until time.Time, zone string) time.Time {
	if until.IsZero() {
		return time.Time{}
	}
	at, err := law.Before(t, until, zone)
	if err != nil {
		return time.Time{}
	}
	return at
}

// addPractice is a working target counted from an instant.
func addPractice(law *legal.Law, id string, from time.Time, zone string) time.Time {
	return addTerm(law, law.Practice(id), from, zone)
}
