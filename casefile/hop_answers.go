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
	h.Alarms.clear(AlarmDecision, id)
	if out.Application.Compels != "" {
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
	h.note(m, e)
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
		h.note(m, e)
		return nil
	}
	e.Kind, e.Order = EvGranted, d.Order
	if d.Verdict == Narrowed {
		e.Kind = EvNarrowed
	}
	// From the decision on the requester is awaited: it has the paper and serves
	// it. The engine serves at once when it learns.
	h.turn(StageAwaitingDisclosure, h.Start.Requester, d.Order.ValidUntil)
	h.note(m, e)
	return h.serve(*d.Order, m.Then())
}

// serve sends the demand with its order to the holder and starts the reply
// clock.
func (h *HopMachine) serve(order Order, m Moment) []Action {
	id := h.nextRequest()
	due := ReplyDue(h.law, h.holder, order, h.Start.Threat != nil, m.At)
	demand := Demand{
		ID: id, Requester: h.Start.Requester, Holder: h.holder.ID, Lane: LaneOrdinary,
		Selector: order.Selector, Categories: order.Categories, Range: order.Range,
		Offence: order.Offence, Threat: h.Start.Threat, Order: &order, At: m.At, Due: due,
	}
	h.Lane, h.InForce, h.Order, h.Demand = LaneOrdinary, id, &order, &demand
	h.Rung, h.Paused, h.Remaining = 0, false, 0
	h.turn(StageAwaitingDisclosure, PartyID(h.holder.ID), due)
	h.note(m, Event{Kind: EvServed, By: h.Start.Requester, Holder: h.holder.ID, Instrument: order.Instrument, Request: id, Order: &order, Lane: LaneOrdinary})
	h.armLadder()
	h.Alarms.set(AlarmValidity, id, order.ValidUntil)
	sent := demand // what was sent stays as it was sent; the demand in force may change
	return h.send(Outgoing{ID: id, To: PartyID(h.holder.ID), Demand: &sent})
}

// Answered takes a holder's answer to a demand.
func (h *HopMachine) Answered(id RequestID, a Answer, m Moment) []Action {
	out, open := h.close(id)
	if !open || out.Demand == nil || h.Done() {
		return nil
	}
	h.Alarms.clear(AlarmEmergency, id)
	h.Alarms.clear(AlarmValidity, id)
	e := Event{By: a.Decider.Party, Holder: h.holder.ID, Request: id, Lane: out.Demand.Lane, Code: a.Code, Reason: a.Reason, Defects: a.Defects}
	if e.By == "" {
		e.By = PartyID(h.holder.ID)
	}
	if out.Demand.Order != nil {
		e.Instrument = out.Demand.Order.Instrument
	}
	switch a.Status {
	case Disclosed:
		return h.disclosed(a, e, m)
	case DisclosureNotAvailable:
		e.Kind = EvNotAvailable
		if id != h.InForce {
			return h.notDisclosed(out, e, m)
		}
		h.turn(StageEnded, h.Start.Requester, time.Time{})
		h.note(m, e)
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
	h.note(m, e)
	return nil
}

func (h *HopMachine) disclosed(a Answer, e Event, m Moment) []Action {
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
	h.turn(StageAwaitingDisclosure, h.Start.Requester, time.Time{})
	h.note(m, e)
	return h.end(m.Then(), PartyID(h.holder.ID), code, "")
}

// Hear takes a holder's word on the progress of a request. Repeats and words
// out of turn change nothing.
func (h *HopMachine) Hear(p Progress, m Moment) []Action {
	if h.Done() || !h.isOpen(p.Request) || p.N <= h.Heard[p.Request] {
		return nil
	}
	if h.Heard == nil {
		h.Heard = map[RequestID]int{}
	}
	h.Heard[p.Request] = p.N
	e := Event{By: PartyID(h.holder.ID), Holder: h.holder.ID, Request: p.Request, Code: p.Code, Reason: p.Reason}
	mine := h.Demand != nil && h.Demand.ID == p.Request
	switch p.Kind {
	case Acknowledged:
		e.Kind = EvAcknowledged
	case NoticeGiven:
		e.Kind = EvNoticeGiven
	case Challenged:
		e.Kind = EvChallenged
		if mine && !h.Paused {
			h.Paused, h.Remaining = true, RemainingAt(h.Demand.Due, m.At)
			h.Alarms.clearAll(AlarmLadder)
			// Who reviews and until when follows from the order, not from the
			// holder's word.
			hearing := h.after(legal.PracticeHearingTarget, m.At)
			h.turn(StageUnderReview, h.Order.Issuer.Party, hearing)
			h.Alarms.set(AlarmDecision, p.Request, hearing)
		}
	case Ruled:
		e.Kind, e.By, e.Order = EvRuled, p.Awaiting, p.Order
		if mine && h.Paused {
			h.resume(p, m)
		}
	case DueMoved:
		// Until when the holder now reckons. It goes on record beside our own clock
		// and does not move it: a holder does not set its own deadline.
		e.Kind, e.Until = EvDueMoved, p.Due
	default:
		return nil
	}
	h.note(m, e)
	return nil
}

// resume restarts the reply clock after a ruling, with what was left of it.
func (h *HopMachine) resume(p Progress, m Moment) {
	h.Demand.Due = ResumedDue(h.Demand.Due, h.Remaining, m.At)
	h.Paused, h.Remaining = false, 0
	h.Alarms.clear(AlarmDecision, p.Request)
	if p.Order != nil {
		h.Demand.Order, h.Demand.Categories = p.Order, p.Order.Categories
		h.Order = p.Order
	}
	h.turn(StageAwaitingDisclosure, PartyID(h.holder.ID), h.Demand.Due)
	h.armLadder()
}

func (h *HopMachine) isOpen(id RequestID) bool {
	for _, o := range h.Open {
		if o.ID == id {
			return true
		}
	}
	return false
}
