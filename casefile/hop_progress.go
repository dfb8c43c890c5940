package casefile

import "writ/legal"

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
		if mine {
			h.ToAcknowledge = nil
			h.Alarms.Clear(AlarmAcknowledge, p.Request)
		}
	case NoticeGiven:
		e.Kind = EvNoticeGiven
	case Challenged:
		e.Kind = EvChallenged
		if mine && !h.Paused {
			h.Paused = true
			h.Reply, h.Remaining = pauseClock(h.Reply, h.Demand.Due, m.At, "the holder challenged the order")
			h.Alarms.ClearAll(AlarmLadder)
			// Who reviews and until when follows from the order, not from the
			// holder's word.
			hearing := h.after(legal.PracticeHearingTarget, m.At)
			h.Move(StageUnderReview, h.Order.reviewer(), hearing)
			h.Alarms.Set(AlarmDecision, p.Request, hearing)
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
	h.Note(m, e)
	return nil
}

// resume restarts the reply clock after a ruling, with what was left of it.
func (h *HopMachine) resume(p Progress, m Moment) {
	h.Reply, h.Demand.Due = resumeClock(h.law, h.Reply, h.Demand.Due, h.Remaining, m.At, "the authority has ruled")
	h.Paused, h.Remaining = false, 0
	h.Alarms.Clear(AlarmDecision, p.Request)
	if o, ok := h.Order.narrowedTo(p.Order); ok {
		h.Demand.Order, h.Demand.Categories = &o, o.Categories
		h.Order = &o
	}
	if h.barred() {
		h.Move(StageSuspended, h.Window.To, h.Window.Due)
		return
	}
	h.Move(StageAwaitingDisclosure, PartyID(h.holder.ID), h.Demand.Due)
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
