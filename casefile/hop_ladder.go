package casefile

import (
	"writ/legal"
)

// This file climbs the escalation ladder when a holder is late.

// armLadder sets the alarm of the next rung. The ladder is data.
func (h *HopMachine) armLadder() {
	h.Alarms.ClearAll(AlarmLadder)
	ladder, ok := h.ladder()
	if !ok || h.Demand == nil || h.Rung >= len(ladder.Steps) {
		return
	}
	h.Alarms.Set(AlarmLadder, h.Demand.ID, h.add(ladder.Steps[h.Rung].After, h.Demand.Due))
}

// climb takes the next rung: remind, remind again, move to compel.
func (h *HopMachine) climb(m Moment) []Action {
	ladder, ok := h.ladder()
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

// ladder is that by which the order in force is enforced where the company sits
// that it addresses.
func (h *HopMachine) ladder() (legal.Ladder, bool) {
	if h.Order != nil {
		if in, ok := h.law.Instrument(h.Order.Instrument); ok {
			return h.law.LadderOf(in, h.entity().Jurisdiction)
		}
	}
	return h.law.Ladder(h.entity().Jurisdiction)
}

// compeller is the authority that can compel the holder: the one that issued
// the order, or, where the order crossed a border, the one that enforces it in
// the State of the company. It is empty where that one was not named.
func (h *HopMachine) compeller(with legal.InstrumentID) PartyID {
	in, _ := h.law.Instrument(h.Order.Instrument)
	by, _ := h.law.Instrument(with)
	switch {
	case in.CrossBorder || by.CrossBorder || !h.law.Within(h.Start.Jurisdiction, by.Jurisdiction):
		return h.Enforcing
	case h.Order.Issuer.Party == h.Start.Requester:
		return h.Order.reviewer()
	}
	return h.Order.Issuer.Party
}

// moveToCompel asks the authority that can compel the holder to do so. The
// holder stays the party awaited: it can end the wait at any time.
func (h *HopMachine) moveToCompel(with legal.InstrumentID, m Moment) []Action {
	if h.Order == nil {
		return nil
	}
	authority := h.compeller(with)
	if authority == "" {
		h.Note(m, Event{
			Kind: EvReminder, By: h.Start.Requester, Holder: h.holder.ID, Instrument: with, Code: CodeNoEnforcing,
			Reason: "nobody is named who can enforce the order in " + h.entity().Jurisdiction,
		})
		return []Action{{Remind: &Reminding{To: h.Start.Requester, Kind: EvReminder, Due: h.Due}}}
	}
	now := m.Then()
	id := h.nextRequest()
	app := Application{
		ID: id, Requester: h.Start.Requester, Jurisdiction: h.Start.Jurisdiction, Authority: authority, Instrument: with,
		Holder: h.holder.ID, Entity: h.Order.Entity, Selector: h.Demand.Selector, Categories: h.Demand.Categories, Range: h.Demand.Range,
		Offence: h.Start.Offence, Threat: h.threat(), Compels: h.Demand.ID,
		Facts:     "The holder has not answered within the time allowed.",
		Applicant: Decider{Party: h.Start.Requester}, At: now.At,
	}
	h.Note(m, Event{Kind: EvCompelMoved, By: h.Start.Requester, Holder: h.holder.ID, Instrument: with, Request: id})
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
	h.Note(m, e)
	if !compelled || !current {
		return nil
	}
	late := h.Demand.ID
	var acts []Action
	if _, open := h.close(late); open {
		acts = append(acts, Action{Cancel: late})
		h.Note(m.Then(), Event{Kind: EvRequestWithdrawn, By: h.Start.Requester, Holder: h.holder.ID, Request: late, Code: CodeSuperseded})
	}
	h.Alarms.Clear(AlarmValidity, late)
	return append(acts, h.serve(compelling(*h.Order, *d.Order, late), m.Then())...)
}

// compelling is an order with the authority's command to obey it: what the
// command left of its scope, its validity anew from the command, and the return
// date of the command if it set one.
func compelling(order, command Order, late RequestID) Order {
	order.Compels, order.Compeller, order.ReplyBy = late, command.Issuer, command.ReplyBy
	order.Suspends = false // it was moved for after the bar was lifted
	order.Categories, order.Range = command.Categories, command.Range
	order.Issued = command.Issued
	if command.ValidUntil.After(order.ValidUntil) {
		order.ValidUntil = command.ValidUntil
	}
	return order
}
