package casefile

import (
	"fmt"
	"slices"
	"time"

	"writ/legal"
)

// This file is the part of an authority that decides on an order which exists
// already: it validates one that was issued in an emergency without it, or
// says, notified of one, whether it raises a ground for refusal. Granted means
// "validated" and "no ground", denied the opposite; the order stays as it is.

// onAnOrder reports whether the decision is about an order that exists.
func (x *ApplicationMachine) onAnOrder() bool {
	return x.Application.Validates != nil || x.Application.Notifies != nil
}

// ask is the question of the law behind the application.
func (x *ApplicationMachine) ask(at time.Time) legal.Ask {
	a := x.Application
	return legal.Ask{
		Holder: a.Holder, Asked: a.Selector.Kind, Categories: a.Categories, Requester: a.Jurisdiction,
		Offence: a.Offence, Emergency: a.Threat.stated(), Protected: a.Protected, Domestic: a.Domestic, At: at,
	}
}

// issuers are the offices that may grant the application without anybody else.
// Where protected data may be touched these are the raised deciders of the way,
// and nobody where the law names none.
func (x *ApplicationMachine) issuers() []legal.Role {
	a := x.Application
	if a.Jurisdiction != "" && a.Compels == "" {
		if way, ok := x.law.WayOf(x.ask(a.At), a.Instrument); ok {
			return way.Issuers
		}
	}
	if len(a.Protected) > 0 && a.Compels == "" {
		return nil
	}
	if len(x.instrument.ValidatedBy) == 0 {
		return x.instrument.Issuers
	}
	return slices.DeleteFunc(slices.Clone(x.instrument.Issuers), func(r legal.Role) bool {
		return !slices.Contains(x.instrument.ValidatedBy, r)
	})
}

// deciders are the offices that may decide on the order.
func (x *ApplicationMachine) deciders() []legal.Role {
	if x.Application.Notifies != nil {
		if n := x.instrument.Notification; n != nil {
			return []legal.Role{n.To}
		}
		return nil
	}
	return x.instrument.ValidatedBy
}

// decideBy is when the time for the decision has run out; zero when the law
// sets none. On an order that exists this side counts by itself, without the
// calendars that came with the request: who asks can neither gain time for a
// validation nor take any from the authority that may refuse.
func (x *ApplicationMachine) decideBy() time.Time {
	a := x.Application
	switch {
	case a.Validates != nil:
		issued := a.Validates.Issued
		if issued.After(x.Start.Seen) {
			issued = x.Start.Seen
		}
		seat := legal.Seat{Zone: x.Start.Desk.Zone, Calendar: x.Start.Desk.Calendar}
		_, due := startClock(x.own, x.instrument.ExPostValidation, Order{Issued: issued}, issued, seat)
		return earlier(a.Due, due)
	case a.Notifies != nil:
		holder, _ := x.own.Holder(a.Holder)
		rule := windowRule(x.instrument, emergencyUnder(a.Threat, a.Notifies))
		_, due := startClock(x.own, rule, *a.Notifies, later(a.At, x.Start.Seen), seatOf(holder, a.Notifies.Entity))
		if due.IsZero() {
			return time.Time{}
		}
		return later(a.Due, due)
	}
	return a.Due
}

// mayUphold refuses to validate, or to let pass, what the law does not let this
// authority uphold: a validation that may not follow, or another order than the
// one that the request describes. Denying is always open.
func (x *ApplicationMachine) mayUphold() error {
	a := x.Application
	o := a.Notifies
	if a.Validates != nil {
		o = a.Validates
		if x.instrument.ExPostValidation == nil || !a.Threat.stated() || len(a.Protected) > 0 || len(o.Protected) > 0 {
			return Refuse("validation-first", "refuse it; a proper order may be applied for",
				"the law of %s lets no validation follow here", x.instrument.ID)
		}
		if o.ID != a.ID || o.Issuer.Party != a.Requester {
			return Refuse("another-order", "refuse it", "the order %s of %s is not the one that this request is about", o.ID, o.Issuer.Party)
		}
	}
	if o.Instrument != a.Instrument || o.Holder != a.Holder || !o.Selector.Equal(a.Selector) || !sameSet(o.Categories, a.Categories) {
		return Refuse("another-order", "refuse it", "the order asks for something else than this request describes")
	}
	return nil
}

// sameSet reports whether two lists hold the same.
func sameSet[T comparable](a, b []T) bool {
	in := func(list []T) func(T) bool { return func(v T) bool { return !slices.Contains(list, v) } }
	return !slices.ContainsFunc(a, in(b)) && !slices.ContainsFunc(b, in(a))
}

func (x *ApplicationMachine) mayDecideOnOrder(d DecideApplication, m Moment) error {
	if d.Verdict != Granted && d.Verdict != Denied {
		return Refuse("unknown-verdict", "granted (validated, or no ground raised) or denied", "the order exists: it is not %s", d.Verdict)
	}
	if len(d.Categories) > 0 || d.Range != nil || !d.ValidUntil.IsZero() || !d.ReplyBy.IsZero() || !d.GagUntil.IsZero() {
		return Refuse("not-narrowed", "leave scope and dates out", "the order stays as it is: a decision on it has no scope or dates of its own")
	}
	if able := x.deciders(); !slices.Contains(able, d.By.Role) {
		return Refuse("issuer-without-power", fmt.Sprintf("one of %s decides", words(able)), "a %s cannot decide on this order under %s", d.By.Role, x.instrument.ID)
	}
	if due := x.decideBy(); !due.IsZero() && !m.At.Before(due) {
		return Refuse("too-late", "the order stands or falls by itself when its time has passed",
			"the time for this decision ran out at %s", due.Format(time.RFC3339))
	}
	if d.Verdict == Granted {
		return x.mayUphold()
	}
	return nil
}

func (x *ApplicationMachine) decideOnOrder(d DecideApplication, decision Decision, m Moment) Receipt {
	kind, note := EvNoObjection, "no ground for refusal is raised"
	switch {
	case x.Application.Validates != nil && d.Verdict == Granted:
		order := *x.Application.Validates
		order.ValidatedBy = d.By.Role
		decision.Order, kind, note = &order, EvValidated, "order validated"
	case x.Application.Validates != nil:
		kind, note = EvNotValidated, "order not validated"
	case d.Verdict == Denied:
		kind, note = EvObjected, "a ground for refusal is raised"
	}
	x.finish(decision, kind, d.By.Party, m)
	return x.Accept(d.Act, m, note)
}
