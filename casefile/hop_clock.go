package casefile

import (
	"time"

	"writ/legal"
)

// Ring takes an alarm that has come due. The deadline was true at its own
// instant; the engine learned of it now. No alarm ever discloses or grants.
func (h *HopMachine) Ring(a Alarm, now time.Time) []Action {
	h.Alarms.clear(a.Name, a.Ref)
	m := Moment{At: a.At, Seen: now}
	me := h.Start.Requester
	switch a.Name {
	case AlarmApply:
		return h.remind(m, me, EvReminder)
	case AlarmDecision:
		return h.remind(m, h.Awaiting, EvReminder)
	case AlarmHold:
		return h.remind(m, PartyID(h.holder.ID), EvReminder)
	case AlarmEmergency:
		return h.emergencyUnanswered(a, m)
	case AlarmPerishSoon:
		if h.Kept.Until.After(a.At) {
			return nil
		}
		return h.remind(m, me, EvPerishAlarm)
	case AlarmPerish:
		if h.Kept.Until.After(a.At) {
			// Preserved in time: the data is gone when the preservation lapses.
			h.Alarms.set(AlarmPerish, "", h.Kept.Until)
			return nil
		}
		return h.remind(m, me, EvPerished)
	case AlarmRenewal:
		return h.renew(m)
	case AlarmValidity:
		return h.remind(m, me, EvExpired)
	case AlarmLadder:
		return h.climb(m)
	}
	return nil
}

func (h *HopMachine) remind(m Moment, to PartyID, kind EventKind) []Action {
	h.note(m, Event{Kind: kind, By: h.Start.Requester, Holder: h.holder.ID})
	return []Action{{Remind: &Reminding{To: to, Kind: kind, Due: h.Due}}}
}

// emergencyUnanswered falls through to compulsory process. The request stays
// open: a late voluntary answer is still welcome.
func (h *HopMachine) emergencyUnanswered(a Alarm, m Moment) []Action {
	if a.Ref != h.InForce {
		return nil
	}
	h.awaitApplication(m.At)
	h.note(m, Event{Kind: EvEmergencyUnanswered, By: PartyID(h.holder.ID), Lane: LaneEmergency, Holder: h.holder.ID, Request: a.Ref})
	return []Action{{Remind: &Reminding{To: h.Start.Requester, Kind: EvEmergencyUnanswered, Due: h.Due}}}
}

// armLadder sets the alarm of the next rung. The ladder is data.
func (h *HopMachine) armLadder() {
	h.Alarms.clearAll(AlarmLadder)
	ladder, ok := h.law.Ladder(h.holder.Jurisdiction)
	if !ok || h.Demand == nil || h.Rung >= len(ladder.Steps) {
		return
	}
	h.Alarms.set(AlarmLadder, h.Demand.ID, h.add(ladder.Steps[h.Rung].After, h.Demand.Due))
}

// climb takes the next rung: remind, remind again, move to compel.
func (h *HopMachine) climb(m Moment) []Action {
	ladder, ok := h.law.Ladder(h.holder.Jurisdiction)
	if !ok || h.Demand == nil || h.Rung >= len(ladder.Steps) || h.Stage != StageAwaitingDisclosure {
		return nil
	}
	rung := ladder.Steps[h.Rung]
	h.Rung++
	h.armLadder()
	holder := PartyID(h.holder.ID)
	switch rung.Action {
	case legal.Remind:
		return h.remind(m, holder, EvReminder)
	case legal.SecondNotice:
		return h.remind(m, holder, EvSecondNotice)
	case legal.Compel:
		return h.moveToCompel(ladder.CompelWith, m)
	}
	return nil
}

// moveToCompel asks the authority that issued the order to compel the holder.
// The holder stays the party awaited: it can end the wait at any time.
func (h *HopMachine) moveToCompel(with legal.InstrumentID, m Moment) []Action {
	if h.Order == nil {
		return nil
	}
	now := m.Then()
	id := h.nextRequest()
	app := Application{
		ID: id, Requester: h.Start.Requester, Authority: h.Order.Issuer.Party, Instrument: with,
		Holder: h.holder.ID, Selector: h.Demand.Selector, Categories: h.Demand.Categories, Range: h.Demand.Range,
		Offence: h.Start.Offence, Threat: h.Start.Threat, Compels: h.Demand.ID,
		Facts:     "The holder has not answered within the time allowed.",
		Applicant: Decider{Party: h.Start.Requester}, At: now.At,
	}
	h.note(m, Event{Kind: EvCompelMoved, By: h.Start.Requester, Holder: h.holder.ID, Instrument: with, Request: id})
	return h.send(Outgoing{ID: id, To: app.Authority, Application: &app})
}

// compelDecided serves the order anew with the authority's command, and
// withdraws the request that went unanswered.
func (h *HopMachine) compelDecided(out Outgoing, d Decision, m Moment) []Action {
	e := Event{Kind: EvDenied, By: d.Decider.Party, Holder: h.holder.ID, Instrument: out.Application.Instrument, Request: out.ID, Reason: d.Reason}
	switch d.Verdict {
	case Granted:
		e.Kind = EvGranted
	case Narrowed:
		e.Kind = EvNarrowed
	case Returned:
		e.Kind = EvReturned
	case Withdrawn:
		e.Kind = EvRequestWithdrawn
	}
	compelled := d.Verdict == Granted || d.Verdict == Narrowed
	if compelled && (d.Order == nil || d.Order.Issuer.Party != out.To) {
		e.Kind, e.Code, compelled = EvDenied, CodeDefective, false
	}
	current := h.Order != nil && h.Demand != nil && h.Demand.ID == out.Application.Compels
	if !compelled && current && h.Stage == StageAwaitingDisclosure {
		// The ladder is spent: the requester chooses another way. The request stays
		// open, and a late answer is welcome.
		h.awaitApplication(m.At)
	}
	h.note(m, e)
	if !compelled || !current {
		return nil
	}
	late := h.Demand.ID
	var acts []Action
	if _, open := h.close(late); open {
		acts = append(acts, Action{Cancel: late})
		h.note(m.Then(), Event{Kind: EvRequestWithdrawn, By: h.Start.Requester, Holder: h.holder.ID, Request: late, Code: CodeSuperseded})
	}
	h.Alarms.clear(AlarmValidity, late)
	return append(acts, h.serve(compelling(*h.Order, *d.Order, late), m.Then())...)
}

// compelling is an order with the authority's command to obey it: what the
// command left of its scope, its validity anew from the command, and the return
// date of the command if it set one.
func compelling(order, command Order, late RequestID) Order {
	order.Compels, order.ReplyBy = late, command.ReplyBy
	order.Categories, order.Range = command.Categories, command.Range
	order.Issued = command.Issued
	if command.ValidUntil.After(order.ValidUntil) {
		order.ValidUntil = command.ValidUntil
	}
	return order
}
