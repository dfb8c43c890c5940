package casefile

import (
	"time"

	"writ/legal"
)

// InstrumentPreservation finds the instrument by which data is preserved in a
// jurisdiction.
func InstrumentPreservation(law *legal.Law, jurisdiction string) (legal.Instrument, bool) {
	for _, in := range law.Instruments() {
		if in.Nature == legal.NaturePreservation && in.Jurisdiction == jurisdiction {
			return in, true
		}
	}
	return legal.Instrument{}, false
}

// preserve asks the holder to keep what the lead points to. Round 0 is the
// first request, each later one a renewal.
func (h *HopMachine) preserve(m Moment, round int) []Action {
	in, ok := InstrumentPreservation(h.law, h.holder.Jurisdiction)
	if !ok {
		return nil
	}
	id := h.nextRequest()
	due := h.after(legal.PracticePreserveReply, m.At)
	hold := Hold{
		ID: id, Requester: h.Start.Requester, Holder: h.holder.ID, Instrument: in.ID,
		Selector: h.Start.Lead.Identifier, Offence: h.Start.Offence, Round: round, At: m.At, Due: due,
	}
	if round > 0 {
		hold.Renews = h.Kept.Request
	}
	h.Kept.Request, h.Kept.Round = id, round
	h.Alarms.set(AlarmHold, id, due)
	h.note(m, Event{Kind: EvPreserveAsked, By: h.Start.Requester, Holder: h.holder.ID, Instrument: in.ID, Request: id})
	return h.send(Outgoing{ID: id, To: PartyID(h.holder.ID), Hold: &hold})
}

// Held takes a holder's answer to a preservation request.
func (h *HopMachine) Held(id RequestID, a HoldAnswer, m Moment) []Action {
	out, open := h.close(id)
	if !open || out.Hold == nil || h.Done() {
		return nil
	}
	h.Alarms.clear(AlarmHold, id)
	e := Event{Kind: EvNotPreserved, By: PartyID(h.holder.ID), Holder: h.holder.ID, Instrument: out.Hold.Instrument, Request: id, Code: a.Code, Reason: a.Reason}
	if a.Status == Preserved && !a.Until.IsZero() {
		e.Kind, e.Until = EvPreserved, a.Until
		h.Kept.Until = a.Until
		h.Alarms.set(AlarmRenewal, "", h.before(legal.PracticeRenewalAlarm, a.Until))
	}
	h.note(m, e)
	if e.Kind == EvNotPreserved && out.Hold.Round > 0 {
		return h.lapsing(m.Then())
	}
	return nil
}

// renew prolongs the preservation before it lapses, as often as the law allows,
// and else warns.
func (h *HopMachine) renew(m Moment) []Action {
	in, ok := InstrumentPreservation(h.law, h.holder.Jurisdiction)
	if ok && h.Kept.Round < len(in.Renewals) {
		return h.preserve(m.Then(), h.Kept.Round+1)
	}
	return h.lapsing(m)
}

// lapsing warns that preserved data will lapse and that nothing prolongs it.
func (h *HopMachine) lapsing(m Moment) []Action {
	h.note(m, Event{Kind: EvPreserveLapsing, By: h.Start.Requester, Holder: h.holder.ID, Until: h.Kept.Until})
	return []Action{{Remind: &Reminding{To: h.Start.Requester, Kind: EvPreserveLapsing, Due: h.Kept.Until}}}
}

// HoldUntil is until when a holder keeps data under a preservation request: the
// hold of the instrument, or the renewal that the round stands for.
func HoldUntil(law *legal.Law, in legal.Instrument, round int, from time.Time, zone string) (time.Time, bool) {
	term := in.Hold
	if round > 0 {
		if round > len(in.Renewals) {
			return time.Time{}, false
		}
		term = &in.Renewals[round-1]
	}
	if term == nil {
		return time.Time{}, false
	}
	until, err := law.Add(*term, from, zone)
	return until, err == nil
}
