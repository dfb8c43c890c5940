package casefile

import (
	"fmt"
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// This file counts the clocks of a demand at the holder: the reply, the
// acknowledgement, and the bar of an order of which the authority in the
// holder's State was notified.

// under is the edition under which the demand stands, with the published
// calendars laid over it.
func (x *DemandMachine) under() (string, []clock.CalendarData) {
	if x.Edition != "" {
		return x.Edition, x.Calendars
	}
	return x.Start.Edition, x.Start.Calendars
}

// seat is where the clocks of the demand run.
func (x *DemandMachine) seat() legal.Seat {
	if x.Demand.Order == nil {
		return x.holder.Seat()
	}
	return seatOf(x.holder, x.addressed(*x.Demand.Order).Entity)
}

// addressed is the order with the company that it reaches by law, where it names
// none: who leaves the name out does not choose the calendar by that.
func (x *DemandMachine) addressed(o Order) Order {
	if e, ok := x.law.Addressee(x.asLaw(o)); ok {
		o.Entity = e.Name
	}
	return o
}

// startClocks starts the clocks that an order brings beside that of the reply.
func (x *DemandMachine) startClocks(o Order) {
	in, _ := x.law.Instrument(o.Instrument)
	var due time.Time
	if x.ToAcknowledge, due = startClock(x.law, in.Acknowledge, o, x.Demand.At, x.seat()); x.ToAcknowledge != nil {
		x.Alarms.Set(AlarmAcknowledge, "", due)
	}
	if o.Suspends {
		x.Window, due = x.startBar(windowRule(in, x.Demand.emergency()), o)
		x.Alarms.Set(AlarmWindow, "", due)
	}
}

// startBar starts the clock at whose end the bar falls by itself. It runs from
// when the request was really here, whatever date the request gives itself, and
// to the later of two ends: by the calendars that came with the request, and by
// this side's own. A clock that one of them cannot count is none, and the bar
// stays until the notified authority has spoken.
func (x *DemandMachine) startBar(rule *legal.Rule, o Order) (*clock.Running, time.Time) {
	here := later(x.Demand.At, x.Start.Seen)
	theirs, until := startClock(x.law, rule, o, here, x.seat())
	own, ownUntil := startClock(x.bar, rule, o, here, x.seat())
	switch {
	case theirs == nil || own == nil:
		return nil, time.Time{}
	case ownUntil.After(until):
		return own, ownUntil
	}
	return theirs, until
}

// strictest is the law by which a clock of the bar runs longest.
func (x *DemandMachine) strictest(r clock.Running) *legal.Law {
	theirs, err := x.law.DueOf(r)
	own, ownErr := x.bar.DueOf(r)
	if err != nil || ownErr == nil && !theirs.At.After(own.At) {
		return x.bar
	}
	return x.law
}

// barred reports whether delivery under the order waited for the notified
// authority at an instant.
func (x *DemandMachine) barred(at time.Time) bool {
	o := x.Demand.Order
	return o != nil && o.Suspends && (x.Lifted.IsZero() || at.Before(x.Lifted))
}

// barredUntil is when the bar falls by itself; zero when the law sets no time.
func (x *DemandMachine) barredUntil() time.Time {
	if x.Window == nil {
		return time.Time{}
	}
	due, err := x.strictest(*x.Window).DueOf(*x.Window)
	if err != nil {
		return time.Time{}
	}
	return due.At
}

// stand turns the task to the holder, or, while delivery is barred, to the
// notified authority.
func (x *DemandMachine) stand() {
	if o := x.Demand.Order; o != nil && o.Suspends && x.Lifted.IsZero() {
		notified := o.Notified
		if notified == "" {
			notified = x.Start.From // who suspends an order says for whom; until then it is awaited
		}
		x.Move(StageSuspended, notified, x.barredUntil())
		return
	}
	x.Move(StageAwaitingDisclosure, x.Start.Desk.Party, x.Demand.Due)
}

// windowPassed lifts the bar: the notified authority raised no ground in its
// time. Nothing is disclosed by that.
func (x *DemandMachine) windowPassed(m Moment) []Action {
	if !x.Lifted.IsZero() || x.Demand.Order == nil {
		return nil
	}
	by := x.Demand.Order.Notified
	if by == "" {
		by = x.Start.From
	}
	x.lift(m, Event{By: by, Reason: "the time to raise a ground for refusal has passed"})
	return []Action{{Remind: &Reminding{To: x.Start.Desk.Party, Kind: EvNoObjection, Due: x.Demand.Due}}}
}

func (x *DemandMachine) lift(m Moment, e Event) {
	x.Lifted = m.At
	x.Alarms.Clear(AlarmWindow, "")
	if x.Stage == StageSuspended {
		x.stand()
	}
	e.Kind, e.Request = EvNoObjection, x.Demand.ID
	x.Note(m, e)
}

// Cleared records that the notified authority told the holder that it raises no
// ground for refusal. Delivery is open from then on; it is not made by it.
func (x *DemandMachine) Cleared(a Act, m Moment) (Receipt, []Action, error) {
	if err := x.mayAct(a, m); err != nil {
		return Receipt{}, nil, err
	}
	if !x.barred(m.At) {
		return Receipt{}, nil, Refuse("not-suspended", "decide on the request", "delivery of this order waits for no authority")
	}
	x.lift(m, Event{By: a.By.Party, Reason: "the notified authority raises no ground for refusal"})
	return x.Accept(a, m, "the notified authority raises no ground for refusal"), nil, nil
}

// mayDeliver refuses a delivery while it is barred.
func (x *DemandMachine) mayDeliver(at time.Time) error {
	if !x.barred(at) {
		return nil
	}
	until := "until it has spoken"
	if end := x.barredUntil(); !end.IsZero() {
		until = "until " + end.Format(time.RFC3339)
	}
	return Refuse("suspended", fmt.Sprintf("wait %s, or record with cleared that it raises no ground", until),
		"%s was notified of this order, and nothing is delivered %s", x.Demand.Order.Notified, until)
}

// MoveLaw moves the demand to another edition, or to published calendars, and
// counts its open clocks anew.
func (x *DemandMachine) MoveLaw(a MoveLaw, m Moment) (Receipt, []Action, error) {
	if err := x.mayAct(a.Act, m); err != nil {
		return Receipt{}, nil, err
	}
	if x.Status != AwaitingDisclosure {
		return Receipt{}, nil, Refuse("decided", "", "this request was answered before: %s", x.Status)
	}
	edition, calendars := x.under()
	before, barBefore := x.law, x.bar
	if x.Window != nil {
		barBefore = x.strictest(*x.Window)
	}
	next, moved, err := lawState{edition, calendars, x.law}.move(a)
	own, ownMoved, ownErr := lawState{edition, x.Own, x.bar}.move(a)
	switch {
	case err == nil && ownErr == nil:
	case err == nil && changesNothing(ownErr):
		own = lawState{next.edition, x.Own, x.bar}
	case ownErr == nil && changesNothing(err): // the request had brought the same calendar with it
		moved = ownMoved
	case err != nil:
		return Receipt{}, nil, err
	default:
		return Receipt{}, nil, ownErr
	}
	x.Edition, x.Calendars, x.law = next.edition, next.calendars, next.law
	x.Own, x.bar = own.calendars, own.law
	x.holder, _ = x.law.Holder(legal.HolderID(x.Start.Desk.Party))
	x.Note(m, Event{Kind: EvLawMoved, By: a.By.Party, Request: x.Demand.ID, Law: moved, Reason: a.Reason})
	var acts []Action
	if o := x.Demand.Order; o != nil {
		acts = x.recountClocks(before, barBefore, *o, m)
	}
	return x.Accept(a.Act, m, "the law was moved: "+moved.String()), acts, nil
}

// recountClocks counts the open clocks by the law to which the demand was moved.
func (x *DemandMachine) recountClocks(before, barBefore *legal.Law, o Order, m Moment) []Action {
	in, _ := x.law.Instrument(o.Instrument)
	emergency := x.Demand.emergency()
	if c := x.ToAcknowledge; c != nil {
		if r, err := recount(before, x.law, c, in.Acknowledge, x.seat()); err == nil {
			x.ToAcknowledge = r.clock
			x.Alarms.Set(AlarmAcknowledge, "", r.due.At)
		}
	}
	x.recountBar(barBefore, windowRule(in, emergency), m)
	if x.Reply == nil {
		return nil
	}
	r, err := recount(before, x.law, x.Reply, replyRule(in, emergency), x.seat())
	if err != nil {
		return nil
	}
	x.Reply = r.clock
	if !r.moved {
		return nil
	}
	x.Demand.Due = r.due.At
	if x.Pending == nil {
		x.Alarms.Set(AlarmReply, "", r.due.At)
	}
	x.replanned(r, m)
	return []Action{x.tell(Progress{Kind: DueMoved, Due: r.due.At, At: m.At})}
}

// recountBar counts the bar anew, by whichever law makes it longest.
func (x *DemandMachine) recountBar(before *legal.Law, rule *legal.Rule, m Moment) {
	if x.Window == nil || !x.Lifted.IsZero() {
		return
	}
	r, err := recount(before, x.law, x.Window, rule, x.seat())
	own, ownErr := recount(before, x.bar, x.Window, rule, x.seat())
	if err != nil || ownErr != nil {
		return
	}
	if own.due.At.After(r.due.At) {
		r = own
	}
	x.Window = r.clock
	if r.moved {
		x.Alarms.Set(AlarmWindow, "", r.due.At)
		x.replanned(r, m)
	}
}

func (x *DemandMachine) replanned(r recounted, m Moment) {
	if x.Pending == nil {
		x.stand()
	}
	x.Note(m, Event{Kind: EvReplanned, By: x.Start.Desk.Party, Request: x.Demand.ID, Was: r.was.At, Until: r.due.At, Reason: r.reason})
}
