package casefile

import (
	"time"

	"writ/legal"
)

// Decided takes an authority's decision on an application.
func (h *HopMachine) Decided(id RequestID, d Decision, m Moment) []Action {
	out, open := h.close(id)
	if !open || out.Application == nil || h.Done() {
		return nil
	}
	h.Alarms.Clear(AlarmDecision, id)
	switch {
	case out.Application.Validates != nil:
		return h.validationDecided(out, d, m)
	case out.Application.Notifies != nil:
		return h.windowDecided(out, d, m)
	case out.Application.Compels != "":
		return h.compelDecided(out, d, m)
	}
	e := Event{By: d.Decider.Party, Holder: h.holder.ID, Instrument: out.Application.Instrument, Request: id, Reason: d.Reason}
	switch d.Verdict {
	case Granted, Narrowed:
		return h.ordered(out, d, e, m)
	case Returned:
		e.Kind, h.Returned = EvReturned, id
	case Denied:
		e.Kind = EvDenied
	case Withdrawn:
		e.Kind = EvRequestWithdrawn
	default:
		// An answer in words this side does not know is a refusal, never a grant.
		e.Kind, e.Code = EvDenied, Code(d.Verdict)
	}
	h.awaitApplication(m.At)
	h.Note(m, e)
	return nil
}

// ordered serves the order that was granted. The wait passes to the holder when
// the engine learns of the decision and serves it; until then the authority
// held it.
func (h *HopMachine) ordered(out Outgoing, d Decision, e Event, m Moment) []Action {
	if d.Order == nil || d.Order.Issuer.Party != out.To {
		// No paper, or one that another authority is said to have issued.
		h.awaitApplication(m.At)
		e.Kind, e.Code = EvDenied, CodeDefective
		h.Note(m, e)
		return nil
	}
	e.Kind, e.Order = EvGranted, d.Order
	if d.Verdict == Narrowed {
		e.Kind = EvNarrowed
	}
	// From the decision on the requester is awaited: it has the paper and serves
	// it. The engine serves at once when it learns.
	h.Move(StageAwaitingDisclosure, h.Start.Requester, d.Order.ValidUntil)
	h.Note(m, e)
	return h.serve(*d.Order, m.Then())
}

// serve sends the demand with its order to the holder and starts the reply
// clock. Where the law asks for it the authority in the holder's State is
// notified, and delivery may wait for it.
func (h *HopMachine) serve(order Order, m Moment) []Action {
	id := h.nextRequest()
	window := h.owesNotification(&order, m)
	threat := h.threat()
	reply, due := ReplyClock(h.law, h.holder, order, emergencyUnder(threat, &order), m.At)
	demand := Demand{
		ID: id, Requester: h.Start.Requester, Holder: h.holder.ID, Lane: LaneOrdinary,
		Selector: order.Selector, Categories: order.Categories, Range: order.Range,
		Offence: order.Offence, Threat: threat, Order: &order, At: m.At, Due: due,
	}
	h.Lane, h.InForce, h.Order, h.Demand, h.Reply = LaneOrdinary, id, &order, &demand, reply
	h.Rung, h.Paused, h.Remaining = 0, false, 0
	if order.Suspends {
		h.Move(StageSuspended, order.Notified, window.Due)
	} else {
		h.Move(StageAwaitingDisclosure, PartyID(h.holder.ID), due)
	}
	h.Note(m, Event{Kind: EvServed, By: h.Start.Requester, Holder: h.holder.ID, Instrument: order.Instrument, Request: id, Order: &order, Lane: LaneOrdinary})
	h.Alarms.ClearAll(AlarmLadder)
	if !order.Suspends {
		h.armLadder()
	}
	h.Alarms.Set(AlarmValidity, id, order.ValidUntil)
	h.toAcknowledge(order, m.At)
	sent := demand // what was sent stays as it was sent; the demand in force may change
	acts := h.send(Outgoing{ID: id, To: PartyID(h.holder.ID), Demand: &sent})
	if window == nil {
		return acts
	}
	if h.Window != nil { // one notified paper at a time: the earlier one is withdrawn
		acts = append(acts, h.withdrawUnder(h.Window.Order, CodeSuperseded, m)...)
	}
	return append(acts, h.notify(window, m)...)
}

// Answered takes a holder's answer to a demand.
func (h *HopMachine) Answered(id RequestID, a Answer, m Moment) []Action {
	out, open := h.close(id)
	if !open || out.Demand == nil || h.Done() {
		return nil
	}
	h.Alarms.Clear(AlarmEmergency, id)
	h.Alarms.Clear(AlarmValidity, id)
	h.Alarms.Clear(AlarmAcknowledge, id)
	e := Event{By: a.Decider.Party, Holder: h.holder.ID, Request: id, Lane: out.Demand.Lane, Code: a.Code, Reason: a.Reason, Defects: a.Defects}
	if e.By == "" {
		e.By = PartyID(h.holder.ID)
	}
	if out.Demand.Order != nil {
		e.Instrument = out.Demand.Order.Instrument
	}
	switch a.Status {
	case Disclosed:
		return h.disclosed(out, a, e, m)
	case DisclosureNotAvailable:
		e.Kind = EvNotAvailable
		if id != h.InForce {
			return h.notDisclosed(out, e, m)
		}
		h.Move(StageEnded, h.Start.Requester, time.Time{})
		h.Note(m, e)
		return h.end(m.Then(), e.By, a.Code, a.Reason)
	case Invalid:
		e.Kind = EvInvalid
	case Cancelled:
		e.Kind = EvRequestWithdrawn
	default:
		// Rejected, and any status this side does not know: nothing was disclosed.
		e.Kind = EvRefused
		if e.Code == "" {
			e.Code = CodeRefused
		}
	}
	return h.notDisclosed(out, e, m)
}

// notDisclosed records an answer without data. Only an answer to the request
// now in force moves the hop: a late "no", or a late "nothing held", in the
// emergency lane does not disturb the compulsory process begun meanwhile.
func (h *HopMachine) notDisclosed(out Outgoing, e Event, m Moment) []Action {
	if out.ID == h.InForce {
		h.awaitApplication(m.At)
	}
	h.Note(m, e)
	if out.Demand.Order != nil {
		return h.forget(out.Demand.Order.ID) // nothing stands on the paper any more
	}
	return nil
}

func (h *HopMachine) disclosed(out Outgoing, a Answer, e Event, m Moment) []Action {
	e.Kind, e.Identifiers = EvDisclosed, a.Delivered
	h.Delivered = a.Delivered
	code := CodeFacts
	for _, id := range a.Delivered {
		switch {
		case id.Kind == legal.KindSubscriber:
			code = CodeSubscriber
		case code == CodeFacts && len(LeadsIn([]Identifier{id})) > 0:
			code = CodeLeads
		}
	}
	if h.Validation.about(out.Demand) || h.Window.about(out.Demand) {
		return h.awaitValidation(out.Demand, code, e, m)
	}
	h.Move(StageAwaitingDisclosure, h.Start.Requester, time.Time{})
	h.Note(m, e)
	return h.end(m.Then(), PartyID(h.holder.ID), code, "")
}
