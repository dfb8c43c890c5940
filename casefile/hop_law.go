package casefile

import (
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// under is the edition under which the hop stands, with the published calendars
// laid over it.
func (h *HopMachine) under() (string, []clock.CalendarData) {
	if h.Edition != "" {
		return h.Edition, h.Calendars
	}
	return h.Start.Edition, h.Start.Calendars
}

// MoveLaw moves the hop to another edition, or to published calendars, and
// counts every open clock of the law anew: the holder's reply and
// acknowledgement, the validation, the refusal window. Where a due instant moved
// that goes on record with both dates and the day that made the difference, and
// the alarms follow. A law under which the hop cannot stand (its holder is not
// in it) changes nothing and is recorded as refused.
func (h *HopMachine) MoveLaw(t LawTurn, m Moment) []Action {
	if h.Done() {
		return nil
	}
	before, edition, calendars := h.law, h.Edition, h.Calendars
	h.Edition, h.Calendars = t.Edition, t.Calendars
	if err := h.Bind(); err != nil {
		h.Edition, h.Calendars = edition, calendars
		h.Note(m, Event{Kind: EvRefusedUpdate, By: h.Start.Requester, Holder: h.holder.ID, Code: CodeLawNotMoved, Reason: err.Error()})
		return nil
	}
	var acts []Action
	here := legal.Seat{Zone: h.Start.Zone}
	if h.Demand != nil && h.Order != nil && h.Stage != StageAwaitingValidation {
		acts = append(acts, h.recountDemand(before, m)...)
	}
	if b := h.Validation; b != nil {
		rule := h.ruleOf(b.Order, func(in legal.Instrument) *legal.Rule { return in.ExPostValidation })
		acts = append(acts, h.recountBeside(b, AlarmValidation, before, rule, here, m)...)
	}
	if b := h.Window; b != nil {
		rule := h.ruleOf(b.Order, func(in legal.Instrument) *legal.Rule { return windowRule(in, emergencyUnder(h.threat(), h.Order)) })
		acts = append(acts, h.recountBeside(b, AlarmWindow, before, rule, seatOf(h.holder, h.entity().Name), m)...)
	}
	return acts
}

// ruleOf is a rule of the instrument of an order, as the law has it now.
func (h *HopMachine) ruleOf(order RequestID, rule func(legal.Instrument) *legal.Rule) *legal.Rule {
	if h.Order == nil || h.Order.ID != order {
		return nil
	}
	in, ok := h.law.Instrument(h.Order.Instrument)
	if !ok {
		return nil
	}
	return rule(in)
}

func (h *HopMachine) recountDemand(before *legal.Law, m Moment) []Action {
	in, _ := h.law.Instrument(h.Order.Instrument)
	seat := seatOf(h.holder, h.Order.Entity)
	if h.ToAcknowledge != nil {
		if r, err := recount(before, h.law, h.ToAcknowledge, in.Acknowledge, seat); err == nil {
			h.ToAcknowledge = r.clock
			h.Alarms.Set(AlarmAcknowledge, h.Demand.ID, r.due.At)
		}
	}
	if h.Reply == nil {
		return nil
	}
	r, err := recount(before, h.law, h.Reply, replyRule(in, emergencyUnder(h.threat(), h.Order)), seat)
	if err != nil {
		return nil
	}
	was := h.Demand.Due
	h.Reply = r.clock
	if !r.moved {
		return nil
	}
	demand := *h.Demand // what was sent stays as it was sent
	demand.Due = r.due.At
	h.Demand = &demand
	if h.Stage == StageAwaitingDisclosure {
		h.Move(h.Stage, h.Awaiting, r.due.At)
	}
	if !h.Paused && h.Stage == StageAwaitingDisclosure {
		h.armLadder()
	}
	return h.replanned(was, r, h.Demand.ID, m)
}

func (h *HopMachine) recountBeside(b *Beside, alarm AlarmName, before *legal.Law, rule *legal.Rule, seat legal.Seat, m Moment) []Action {
	if b.Clock == nil {
		return nil
	}
	r, err := recount(before, h.law, b.Clock, rule, seat)
	if err != nil {
		return nil
	}
	was := b.Due
	b.Clock, b.Due = r.clock, r.due.At
	if !r.moved {
		return nil
	}
	h.Alarms.Set(alarm, b.Request, b.Due)
	if h.Awaiting == b.To && h.Due.Equal(was) {
		h.Move(h.Stage, h.Awaiting, b.Due)
	}
	return h.replanned(was, r, b.Request, m)
}

// replanned records that a due instant moved, and tells the requester's people.
func (h *HopMachine) replanned(was time.Time, r recounted, about RequestID, m Moment) []Action {
	h.Note(m, Event{
		Kind: EvReplanned, By: h.Start.Requester, Holder: h.holder.ID, Request: about,
		Was: was, Until: r.due.At, Reason: r.reason,
	})
	return []Action{{Remind: &Reminding{To: h.Start.Requester, Kind: EvReplanned, Due: r.due.At}}}
}
