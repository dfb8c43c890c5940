package casefile

import (
	"time"

	"writ/legal"
)

// ReplyDue is when a holder must have answered a demand served at an instant:
// the return date that the paper itself sets, else the reply clock of the
// instrument, else the working target of the edition. Both sides compute it
// from the same order by the same rule.
func ReplyDue(law *legal.Law, holder legal.Holder, order Order, emergency bool, served time.Time) time.Time {
	if !order.ReplyBy.IsZero() {
		return order.ReplyBy
	}
	if in, ok := law.Instrument(order.Instrument); ok {
		rule := in.Reply
		if emergency && in.EmergencyReply != nil {
			rule = in.EmergencyReply
		}
		if rule != nil {
			if due, err := law.Due(*rule, served, holder.Seat()); err == nil {
				return due.At
			}
		}
	}
	return addPractice(law, legal.PracticeReplyDefault, served, holder.Zone)
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
