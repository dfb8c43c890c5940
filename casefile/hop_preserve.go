package casefile

import (
	"fmt"
	"slices"
	"time"

	"writ/legal"
)

// preservationWay is how data is preserved at the holder for this requester.
func (h *HopMachine) preservationWay(at time.Time) (legal.Way, bool) {
	return h.law.PreservationWay(h.ask(h.wanted(nil), h.Start.Threat.stated(), at))
}

// issuesPreservation reports whether the requester may issue the paper itself:
// what any agency may issue, every requester may; else its office is among the
// issuers.
func (h *HopMachine) issuesPreservation(w legal.Way) bool {
	return slices.Contains(w.Issuers, legal.RoleAgency) || h.Start.Office != "" && slices.Contains(w.Issuers, h.Start.Office)
}

// preserve asks the holder to keep what the lead points to. Round 0 is the
// first request, each later one a renewal. Where the paper needs another office
// than the requester's, nothing is sent, and the requester is told.
func (h *HopMachine) preserve(m Moment, round int) []Action {
	way, ok := h.preservationWay(m.At)
	if !ok {
		return nil
	}
	in := way.Instrument
	if !h.issuesPreservation(way) {
		h.Note(m, Event{
			Kind: EvReminder, By: h.Start.Requester, Holder: h.holder.ID, Instrument: in.ID, Code: CodePreservationOrder,
			Reason: fmt.Sprintf("nothing is preserved yet: %s is issued by one of %s", in.ID, words(way.Issuers)),
		})
		return []Action{{Remind: &Reminding{To: h.Start.Requester, Kind: EvReminder, Due: h.Due}}}
	}
	id := h.nextRequest()
	due := h.after(legal.PracticePreserveReply, m.At)
	hold := Hold{
		ID: id, Requester: h.Start.Requester, Jurisdiction: h.Start.Jurisdiction, Holder: h.holder.ID, Instrument: in.ID,
		Selector: h.Start.Lead.Identifier, Offence: h.Start.Offence, Round: round, At: m.At, Due: due,
	}
	if round > 0 {
		hold.Renews = h.Kept.Request
	}
	h.Kept.Request, h.Kept.Round = id, round
	h.Alarms.Set(AlarmHold, id, due)
	h.Note(m, Event{Kind: EvPreserveAsked, By: h.Start.Requester, Holder: h.holder.ID, Instrument: in.ID, Request: id})
	return h.send(Outgoing{ID: id, To: PartyID(h.holder.ID), Hold: &hold})
}

// Held takes a holder's answer to a preservation request.
func (h *HopMachine) Held(id RequestID, a HoldAnswer, m Moment) []Action {
	out, open := h.close(id)
	if !open || out.Hold == nil || h.Done() {
		return nil
	}
	h.Alarms.Clear(AlarmHold, id)
	e := Event{Kind: EvNotPreserved, By: PartyID(h.holder.ID), Holder: h.holder.ID, Instrument: out.Hold.Instrument, Request: id, Code: a.Code, Reason: a.Reason}
	if a.Status == Preserved && !a.Until.IsZero() {
		e.Kind, e.Until = EvPreserved, a.Until
		h.Kept.Until = a.Until
		h.Alarms.Set(AlarmRenewal, "", h.before(legal.PracticeRenewalAlarm, a.Until))
	}
	h.Note(m, e)
	if e.Kind == EvNotPreserved && out.Hold.Round > 0 {
		return h.lapsing(m.Then())
	}
	return nil
}

// renew prolongs the preservation before it lapses, as often as the law allows,
// and else warns.
func (h *HopMachine) renew(m Moment) []Action {
	if way, ok := h.preservationWay(m.At); ok {
		_, renewals := h.law.KeptFor(h.holder.ID, h.Start.Jurisdiction, way.Instrument.ID)
		if h.Kept.Round < len(renewals) {
			return h.preserve(m.Then(), h.Kept.Round+1)
		}
	}
	return h.lapsing(m)
}

// lapsing warns that preserved data will lapse and that nothing prolongs it.
func (h *HopMachine) lapsing(m Moment) []Action {
	h.Note(m, Event{Kind: EvPreserveLapsing, By: h.Start.Requester, Holder: h.holder.ID, Until: h.Kept.Until})
	return []Action{{Remind: &Reminding{To: h.Start.Requester, Kind: EvPreserveLapsing, Due: h.Kept.Until}}}
}

// HoldUntil is until when a holder keeps data under a preservation request: the
// hold of the instrument, or the renewal that the round stands for, by the
// holder's own terms where these are longer.
func HoldUntil(law *legal.Law, h Hold, from time.Time, zone string) (until time.Time, renewals int, ok bool) {
	term, terms := law.KeptFor(h.Holder, h.Jurisdiction, h.Instrument)
	if h.Round > 0 {
		if h.Round > len(terms) {
			return time.Time{}, len(terms), false
		}
		term = &terms[h.Round-1]
	}
	if term == nil {
		return time.Time{}, len(terms), false
	}
	until, err := law.Add(*term, from, zone)
	return until, len(terms), err == nil
}
