package casefile

import (
	"slices"
	"time"

	"writ/legal"
)

// This file keeps a hop's open requests and counts its terms.

func (h *HopMachine) withdrawOpen() []Action {
	var acts []Action
	for _, o := range h.Open {
		acts = append(acts, Action{Cancel: o.ID})
	}
	h.Open = nil
	return acts
}

// close forgets a request whose wait is over and reports whether it was open.
func (h *HopMachine) close(id RequestID) (Outgoing, bool) {
	i := slices.IndexFunc(h.Open, func(o Outgoing) bool { return o.ID == id })
	if i < 0 {
		return Outgoing{}, false
	}
	o := h.Open[i]
	h.Open = slices.Delete(h.Open, i, i+1)
	return o, true
}

func (h *HopMachine) send(o Outgoing) []Action {
	h.Open = append(h.Open, o)
	return []Action{{Send: &o}}
}

func (h *HopMachine) nextRequest() RequestID {
	h.Asked++
	return requestIDFor(h.Start.Hop, h.Asked)
}

// perishes is when the holder's data for this lead is gone; zero when it does
// not perish.
func (h *HopMachine) perishes() time.Time {
	at, _, ok := h.law.Perishes(h.holder.ID, h.Start.Lead.Identifier.Kind, h.Start.Lead.Observed())
	if !ok {
		return time.Time{}
	}
	return at
}

// add counts a term in the holder's zone, after and before a working target in
// the requester's.
func (h *HopMachine) add(t legal.Term, from time.Time) time.Time {
	return addTerm(h.law, t, from, h.holder.Zone)
}

func (h *HopMachine) after(practice string, from time.Time) time.Time {
	return addPractice(h.law, practice, from, h.Start.Zone)
}

func (h *HopMachine) before(practice string, until time.Time) time.Time {
	return beforeTerm(h.law, h.law.Practice(practice), until, h.Start.Zone)
}
