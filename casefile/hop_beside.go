package casefile

import (
	"slices"
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// This file keeps what runs beside a demand on a clock of the law: the
// validation of an order that was issued without it, and the refusal window of
// a notified authority. Neither ever discloses anything: silence voids an order
// that was not validated, and lifts no more than the bar that the law set for
// the window's time.

// Beside is a question to an authority that runs beside the demand.
type Beside struct {
	Request RequestID `json:"request"` // that was sent to the authority
	To      PartyID   `json:"to"`
	Order   RequestID `json:"order"` // id of the order that it is about
	// Clock is nil where the law sets no time, or none that can be counted; the
	// authority's word is then waited for, however long.
	Clock *clock.Running `json:"clock,omitempty"`
	Due   time.Time      `json:"due,omitzero"`
}

// about reports whether the question is about the order of a demand.
func (b *Beside) about(d *Demand) bool {
	return b != nil && d != nil && d.Order != nil && d.Order.ID == b.Order
}

// pending is the question that a hop with a disclosure still waits for.
func (h *HopMachine) pending() *Beside {
	if h.Validation != nil {
		return h.Validation
	}
	return h.Window
}

// awaitValidation keeps a hop whose holder has disclosed open, while the paper
// behind the disclosure may still fall. Everything else is withdrawn.
func (h *HopMachine) awaitValidation(demand *Demand, code Code, e Event, m Moment) []Action {
	var acts []Action
	if !h.Validation.about(demand) {
		h.Validation = nil
	}
	if !h.Window.about(demand) {
		h.Window = nil
	}
	h.Open = slices.DeleteFunc(h.Open, func(o Outgoing) bool {
		keep := h.Validation != nil && o.ID == h.Validation.Request || h.Window != nil && o.ID == h.Window.Request
		if !keep {
			acts = append(acts, Action{Cancel: o.ID})
		}
		return !keep
	})
	h.Alarms = slices.DeleteFunc(h.Alarms, func(a Alarm) bool { return a.Name != AlarmValidation && a.Name != AlarmWindow })
	h.Found, h.Reply, h.ToAcknowledge = code, nil, nil
	b := h.pending()
	h.Move(StageAwaitingValidation, b.To, b.Due)
	h.Note(m, e)
	return acts
}

// stood records that the paper stands: it was validated, or the authority
// raises no ground. A hop that had disclosed ends when nothing else is pending.
func (h *HopMachine) stood(e Event, m Moment) []Action {
	if h.Stage != StageAwaitingValidation {
		h.Note(m, e)
		return nil
	}
	if b := h.pending(); b != nil {
		h.Move(StageAwaitingValidation, b.To, b.Due)
		h.Note(m, e)
		return nil
	}
	h.Move(StageAwaitingValidation, h.Start.Requester, time.Time{})
	h.Note(m, e)
	return h.end(m.Then(), PartyID(h.holder.ID), h.Found, "")
}

// fell records that the paper fell: it was not validated in time, or the
// authority objected. What was asked under it is withdrawn; what was delivered
// under it may not be used, and the hop ends.
func (h *HopMachine) fell(order RequestID, code Code, e Event, m Moment) []Action {
	if h.Stage == StageAwaitingValidation {
		h.Move(StageAwaitingValidation, h.Start.Requester, time.Time{})
		h.Note(m, e)
		now := m.Then()
		h.Validation = nil
		h.restrict(now, code, e.Reason)
		return h.end(now, e.By, code, e.Reason)
	}
	h.Refused = h.Refused || code == CodeNotValidated
	inForce := h.Order != nil && h.Order.ID == order
	if inForce {
		h.awaitApplication(m.At)
	}
	h.Note(m, e)
	return h.withdrawUnder(order, code, m.Then())
}

// restrict records that what this hop delivered may not be used.
func (h *HopMachine) restrict(m Moment, code Code, reason string) {
	h.Restricted = true
	h.Note(m, Event{Kind: EvRestricted, By: h.Start.Requester, Holder: h.holder.ID, Code: code, Reason: reason})
}

// withdrawUnder withdraws every demand under an order, and what runs beside it.
func (h *HopMachine) withdrawUnder(order RequestID, code Code, m Moment) []Action {
	var acts []Action
	for _, o := range slices.Clone(h.Open) {
		if o.Demand == nil || o.Demand.Order == nil || o.Demand.Order.ID != order {
			continue
		}
		h.close(o.ID)
		h.Alarms.Clear(AlarmValidity, o.ID)
		acts = append(acts, Action{Cancel: o.ID})
		h.Note(m, Event{Kind: EvRequestWithdrawn, By: h.Start.Requester, Holder: h.holder.ID, Request: o.ID, Code: code})
	}
	return append(acts, h.forget(order)...)
}

// forget drops what runs beside the demands under an order, unless one of these
// is still open and may still be answered.
func (h *HopMachine) forget(order RequestID) []Action {
	if slices.ContainsFunc(h.Open, func(o Outgoing) bool {
		return o.Demand != nil && o.Demand.Order != nil && o.Demand.Order.ID == order
	}) {
		return nil
	}
	var acts []Action
	for _, beside := range []struct {
		b     **Beside
		alarm AlarmName
	}{{&h.Validation, AlarmValidation}, {&h.Window, AlarmWindow}} {
		b := *beside.b
		if b == nil || b.Order != order {
			continue
		}
		h.Alarms.Clear(beside.alarm, b.Request)
		if _, open := h.close(b.Request); open {
			acts = append(acts, Action{Cancel: b.Request})
		}
		*beside.b = nil
	}
	return acts
}

// taken ends the wait for a question beside the demand.
func (h *HopMachine) taken(b **Beside, alarm AlarmName) []Action {
	request := (*b).Request
	*b = nil
	h.Alarms.Clear(alarm, request)
	if _, open := h.close(request); open {
		return []Action{{Cancel: request}}
	}
	return nil
}

// silent takes the alarm at which the time of a question has passed. An order
// that nobody validated falls; an authority that raised no ground in its time
// lifts the bar, and nothing more.
func (h *HopMachine) silent(a Alarm, m Moment) []Action {
	switch {
	case a.Name == AlarmValidation && h.Validation != nil && h.Validation.Request == a.Ref:
		b := *h.Validation
		acts := h.taken(&h.Validation, a.Name)
		e := Event{Kind: EvNotValidated, By: b.To, Holder: h.holder.ID, Request: b.Request, Code: CodeNotValidated, Reason: "the time for validation has run out"}
		return append(acts, h.fell(b.Order, CodeNotValidated, e, m)...)
	case a.Name == AlarmWindow && h.Window != nil && h.Window.Request == a.Ref:
		b := *h.Window
		acts := h.taken(&h.Window, a.Name)
		e := Event{Kind: EvNoObjection, By: b.To, Holder: h.holder.ID, Request: b.Request, Reason: "the time to raise a ground for refusal has passed"}
		return append(acts, h.unbarred(e, m)...)
	}
	return nil
}

// validationDecided takes the authority's decision on an order that was issued
// without validation. Only its own word in time that it validates counts.
func (h *HopMachine) validationDecided(out Outgoing, d Decision, m Moment) []Action {
	b := h.Validation
	if b == nil || b.Request != out.ID {
		return nil
	}
	h.taken(&h.Validation, AlarmValidation)
	e := Event{Kind: EvNotValidated, By: out.To, Holder: h.holder.ID, Instrument: out.Application.Instrument, Request: out.ID, Reason: d.Reason, Code: CodeNotValidated}
	late := !b.Due.IsZero() && !m.At.Before(b.Due)
	signed := d.Order != nil && d.Order.ID == b.Order && d.Order.ValidatedBy == d.Decider.Role && d.Decider.Role != ""
	if d.Verdict != Granted || d.Decider.Party != out.To || late || !signed {
		if d.Verdict == Granted && late {
			e.Reason = "validated after the time for it had run out"
		}
		return h.fell(b.Order, CodeNotValidated, e, m)
	}
	e.Kind, e.Code = EvValidated, ""
	if h.Order != nil && h.Order.ID == b.Order {
		o := *h.Order // papers that were sent stay as they were sent
		o.ValidatedBy = d.Decider.Role
		h.Order, e.Order = &o, &o
		if h.Demand != nil {
			demand := *h.Demand
			demand.Order, h.Demand = &o, &demand
		}
	}
	return h.stood(e, m)
}

// windowDecided takes the word of a notified authority. Words that this side
// does not know are an objection; a notification that was withdrawn on the
// other side says nothing, and the window runs on.
func (h *HopMachine) windowDecided(out Outgoing, d Decision, m Moment) []Action {
	b := h.Window
	if b == nil || b.Request != out.ID {
		return nil
	}
	e := Event{Kind: EvObjected, By: out.To, Holder: h.holder.ID, Instrument: out.Application.Instrument, Request: out.ID, Reason: d.Reason}
	switch {
	case d.Verdict == Withdrawn:
		e.Kind = EvRequestWithdrawn
		h.Note(m, e)
		return nil
	case d.Verdict == Granted && d.Decider.Party == out.To:
		h.taken(&h.Window, AlarmWindow)
		e.Kind = EvNoObjection
		return h.unbarred(e, m)
	}
	h.taken(&h.Window, AlarmWindow)
	e.Code = CodeObjected
	return h.fell(b.Order, CodeObjected, e, m)
}

// unbarred lets delivery begin where it waited for the notified authority.
func (h *HopMachine) unbarred(e Event, m Moment) []Action {
	if h.Stage == StageSuspended && h.Demand != nil {
		h.Move(StageAwaitingDisclosure, PartyID(h.holder.ID), h.Demand.Due)
		h.Note(m, e)
		h.armLadder()
		return nil
	}
	return h.stood(e, m)
}

// barred reports whether delivery under the order in force waits for the
// notified authority.
func (h *HopMachine) barred() bool {
	return h.Window != nil && h.Order != nil && h.Order.Suspends && h.Window.Order == h.Order.ID
}

// validUntil is when an order that the requester issues lapses.
func (h *HopMachine) validUntil(in legal.Instrument, from time.Time) time.Time {
	term := h.law.Practice(legal.PracticeValidityDefault)
	if in.Validity != nil {
		term = *in.Validity
	}
	return addTerm(h.law, term, from, h.Start.Zone)
}
