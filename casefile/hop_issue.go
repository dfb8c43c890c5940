package casefile

import (
	"fmt"
	"slices"
	"time"

	"writ/legal"
)

// This file issues the requester's own papers in an emergency, and notifies the
// authority in the holder's State.

// mayIssue refuses an own paper without prior validation where the law does not
// let validation follow. It returns the validation that will be owed.
//
// Regulation (EU) 2023/1543, Article 4(5): in an emergency, for the two light
// categories, where validation cannot be had in time; validation is to be
// sought within 48 hours, else the order is withdrawn and the use of the data
// restricted.
func (h *HopMachine) mayIssue(a Apply, way legal.Way, threat *Threat, m Moment) (*Beside, error) {
	if !threat.stated() {
		return nil, Refuse("no-emergency", "state the threat to life, or apply to the authority",
			"a paper is issued before its validation in an emergency only, and no threat to life is stated")
	}
	if h.Refused {
		return nil, Refuse("validation-first", "apply to the authority", "an earlier paper was issued here without validation, and it was not validated")
	}
	if way.ValidateAfter == nil {
		return nil, Refuse("validation-first", "apply to the authority",
			"the law of %s lets no validation follow", a.Instrument)
	}
	if h.Start.Office == "" || !slices.Contains(way.Signers, h.Start.Office) {
		return nil, Refuse("issuer-without-power", fmt.Sprintf("it is signed by one of %s; apply to the authority", words(way.Signers)),
			"the requester's office %q cannot issue %s", h.Start.Office, a.Instrument)
	}
	seat := legal.Seat{Zone: h.Start.Zone}
	r, due := startClock(h.law, way.ValidateAfter, Order{Issued: m.At}, m.At, seat)
	if r == nil {
		return nil, Refuse("no-clock", "apply to the authority", "the time for validation cannot be counted in zone %s", h.Start.Zone)
	}
	authority := a.Authority
	if authority == "" {
		authority = h.Start.Authority
	}
	return &Beside{To: authority, Clock: r, Due: due}, nil
}

// issue writes the order in the requester's own name, serves it at once, and
// asks the authority to validate it.
func (h *HopMachine) issue(app Application, b *Beside, m Moment) []Action {
	var acts []Action
	for _, earlier := range []*Beside{h.Validation, h.Window} {
		if earlier != nil { // one paper at a time: the earlier one is withdrawn
			acts = append(acts, h.withdrawUnder(earlier.Order, CodeSuperseded, m)...)
		}
	}
	in, _ := h.law.Instrument(app.Instrument)
	order := Order{
		ID: app.ID, Instrument: app.Instrument, Issuer: Decider{Party: h.Start.Requester, Role: h.Start.Office, Name: app.Applicant.Name},
		Holder: app.Holder, Entity: app.Entity, Selector: app.Selector, Categories: app.Categories, Range: app.Range,
		Offence: app.Offence, Protected: app.Protected, Requester: app.Jurisdiction, Validator: b.To,
		Emergency: true, Domestic: app.Domestic, Issued: m.At, ValidUntil: h.validUntil(in, m.At),
	}
	h.Returned = ""
	h.Move(StageAwaitingDisclosure, h.Start.Requester, order.ValidUntil)
	h.Note(m, Event{
		Kind: EvIssuedUnvalidated, By: h.Start.Requester, Holder: h.holder.ID, Instrument: order.Instrument,
		Request: order.ID, Order: &order, Lane: LaneOrdinary, Until: b.Due,
	})
	acts = append(acts, h.serve(order, m.Then())...)
	b.Request, b.Order = app.ID, order.ID
	h.Validation = b
	h.Alarms.Set(AlarmValidation, b.Request, b.Due)
	served := *h.Order
	app.Authority, app.Validates, app.Due = b.To, &served, b.Due
	return append(acts, h.send(Outgoing{ID: app.ID, To: b.To, Application: &app})...)
}

// owesNotification marks on an order that is about to be served which authority
// is notified of it and whether delivery waits, and starts that authority's
// window; nil where no notification is owed.
func (h *HopMachine) owesNotification(order *Order, m Moment) *Beside {
	in, ok := h.law.Instrument(order.Instrument)
	n := in.Notification
	if !ok || n == nil || order.Notified != "" {
		return nil
	}
	// Whether it is a domestic matter says the paper: its issuer answers for that.
	if n.UnlessDomestic && order.Domestic || h.Enforcing == "" {
		return nil
	}
	emergency := emergencyUnder(h.threat(), order)
	order.Notified, order.Suspends = h.Enforcing, n.Suspends && !emergency
	b := &Beside{To: h.Enforcing, Order: order.ID}
	b.Clock, b.Due = startClock(h.law, windowRule(in, emergency), *order, m.At, seatOf(h.holder, order.Entity))
	return b
}

// notify tells the authority in the holder's State of the order that was
// served.
func (h *HopMachine) notify(b *Beside, m Moment) []Action {
	b.Request = h.nextRequest()
	h.Window = b
	h.Alarms.Set(AlarmWindow, b.Request, b.Due)
	order := *h.Order
	app := Application{
		ID: b.Request, Requester: h.Start.Requester, Jurisdiction: h.Start.Jurisdiction, Authority: b.To,
		Instrument: order.Instrument, Holder: h.holder.ID, Entity: order.Entity, Selector: order.Selector,
		Categories: order.Categories, Range: order.Range, Offence: order.Offence, Threat: h.threat(),
		Protected: order.Protected, Notifies: &order, Due: b.Due, Applicant: Decider{Party: h.Start.Requester, Role: h.Start.Office}, At: m.At,
	}
	h.Note(m, Event{
		Kind: EvNotified, By: h.Start.Requester, Holder: h.holder.ID, Instrument: order.Instrument, Request: b.Request, Until: b.Due,
	})
	return h.send(Outgoing{ID: b.Request, To: b.To, Application: &app})
}

// threat is the one stated with the application in force, else the case's.
func (h *HopMachine) threat() *Threat {
	if h.Stated != nil {
		return h.Stated
	}
	return h.Start.Threat
}

// entity is the company that the order in force addresses.
func (h *HopMachine) entity() legal.Entity {
	if h.Order == nil {
		return entityOf(h.holder, "")
	}
	return entityOf(h.holder, h.Order.Entity)
}

// toAcknowledge starts the clock of the holder's acknowledgement, where the
// instrument has one.
func (h *HopMachine) toAcknowledge(order Order, served time.Time) {
	in, _ := h.law.Instrument(order.Instrument)
	r, due := startClock(h.law, in.Acknowledge, order, served, seatOf(h.holder, order.Entity))
	h.ToAcknowledge = r
	h.Alarms.ClearAll(AlarmAcknowledge)
	if r != nil {
		h.Alarms.Set(AlarmAcknowledge, h.InForce, due)
	}
}
