package casefile

import "time"

// This file goes by standing access: the requester reads at the holder by itself,
// and needs a paper from the instant on at which the access may not be used for its
// purpose any more. The time before and after is the requester's, and the hop's
// start stays what it was. A hop that left the access, by an application or because
// it ended, does not come back to it.

// beginThrough lets the requester read by the access of the start.
func (h *HopMachine) beginThrough() {
	h.Lane = LaneAccess
	h.Move(StageThroughAccess, h.Start.Requester, time.Time{})
}

// byAccess puts on an event by which access the hop goes.
func (h *HopMachine) byAccess(e Event) Event {
	e.Lane, e.Grant, e.Use = LaneAccess, h.Start.Through.Grant, h.Start.Through.Use
	return e
}

// Receive records what the requester read by its standing access. Unless more is to
// come the hop ends with it: with leads, or with facts that lead nowhere.
func (h *HopMachine) Receive(r Receive, m Moment) (Receipt, []Action, error) {
	if err := ByParty(r.Act, h.Start.Requester); err != nil {
		return Receipt{}, nil, err
	}
	if h.Stage != StageThroughAccess {
		return Receipt{}, nil, Refuse("not-now", "apply for an instrument; writ case show tells what the hop awaits",
			"this hop does not go by standing access: its stage is %s", h.Stage)
	}
	if err := NotBefore(m.At, h.Since, "the hop's last turn"); err != nil {
		return Receipt{}, nil, err
	}
	h.Note(m, h.byAccess(Event{Kind: EvReceived, By: h.Start.Requester, Holder: h.holder.ID, Identifiers: r.Identifiers}))
	h.Received = append(h.Received, r.Identifiers...)
	if r.More {
		return h.Accept(r.Act, m, "received by standing access; the hop goes on by it"), nil, nil
	}
	code := CodeFacts
	if len(LeadsIn(h.Received)) > 0 {
		code = CodeLeads
	}
	acts := h.end(m.Then(), h.Start.Requester, code, "")
	return h.Accept(r.Act, m, "received by standing access; the hop ends: "+string(code)), acts, nil
}

// AccessStands takes a notice of how the access stands by which the hop goes. Once
// the notice permits its purpose no more the hop is thrown back on legal process: it
// needs a paper from the instant on at which that was so, and if a threat to life is
// stated the emergency lane is tried. Notices of other accesses, and those that
// reach a hop which has left the access, change nothing.
func (h *HopMachine) AccessStands(n AccessNotice, m Moment) []Action {
	through := h.Start.Through
	if h.Stage != StageThroughAccess || n.Grant != through.Grant || n.Use != "" && n.Use != through.Use || n.Permits(through.Purpose) {
		return nil
	}
	m, notBefore := m.since(h.Since, n.NotBefore) // it may have ended before the hop began
	h.awaitApplication(m.Seen)
	e := h.byAccess(Event{Kind: EvThrownBack, By: h.Start.Requester, Holder: h.holder.ID, Code: n.Code, Reason: n.Reason, NotBefore: notBefore})
	if e.Lane = LaneOrdinary; e.Code == "" {
		e.Code = Code(n.Stage)
	}
	h.Note(m, e)
	return h.openGate(m.Then())
}
