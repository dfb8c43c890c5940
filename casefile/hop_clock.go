package casefile

import "time"

// Ring takes an alarm that has come due. The deadline was true at its own
// instant; the engine learned of it now. No alarm ever discloses or grants.
func (h *HopMachine) Ring(a Alarm, now time.Time) []Action {
	h.Alarms.Clear(a.Name, a.Ref)
	m := Moment{At: a.At, Seen: now}
	me := h.Start.Requester
	switch a.Name {
	case AlarmApply:
		return h.remind(m, me, EvReminder)
	case AlarmDecision:
		return h.remind(m, h.Awaiting, EvReminder)
	case AlarmValidation, AlarmWindow:
		return h.silent(a, m)
	case AlarmHold, AlarmAcknowledge:
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
			h.Alarms.Set(AlarmPerish, "", h.Kept.Until)
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
	h.Note(m, Event{Kind: kind, By: h.Start.Requester, Holder: h.holder.ID})
	return []Action{{Remind: &Reminding{To: to, Kind: kind, Due: h.Due}}}
}

// emergencyUnanswered falls through to compulsory process. The request stays
// open: a late voluntary answer is still welcome.
func (h *HopMachine) emergencyUnanswered(a Alarm, m Moment) []Action {
	if a.Ref != h.InForce {
		return nil
	}
	h.awaitApplication(m.At)
	h.Note(m, Event{Kind: EvEmergencyUnanswered, By: PartyID(h.holder.ID), Lane: LaneEmergency, Holder: h.holder.ID, Request: a.Ref})
	return []Action{{Remind: &Reminding{To: h.Start.Requester, Kind: EvEmergencyUnanswered, Due: h.Due}}}
}
