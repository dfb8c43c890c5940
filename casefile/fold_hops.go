package casefile

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// hopsIn reads all hops, in the order in which the case learned of them. Hops
// learned of at one instant stand in chain order.
func hopsIn(lines timelines) []HopView {
	type learned struct {
		view     HopView
		seen, at time.Time
	}
	all := []learned{}
	for _, line := range lines.hops() {
		begin := line.begin()
		all = append(all, learned{hopIn(line), begin.Seen, begin.At})
	}
	slices.SortFunc(all, func(a, b learned) int {
		x, y := a.view.Lead, b.view.Lead
		return cmp.Or(
			a.seen.Compare(b.seen), a.at.Compare(b.at),
			cmp.Compare(leadRank(x.Identifier.Kind), leadRank(y.Identifier.Kind)),
			x.Observed().Compare(y.Observed()),
			strings.Compare(string(a.view.ID), string(b.view.ID)),
		)
	})
	hops := make([]HopView, len(all))
	for i, l := range all {
		hops[i] = l.view
		hops[i].N = i + 1
	}
	return hops
}

// begin is the event by which the case learned of a hop: the first that queued
// or started it, or the first of all where that report is missing.
func (l timeline) begin() *Event {
	found := &Event{}
	for _, e := range l.events {
		known := e.Kind == EvHopQueued || e.Kind == EvHopStarted
		was := found.Kind == EvHopQueued || found.Kind == EvHopStarted
		switch {
		case found.Kind == "", known && !was:
			found = e
		case known == was && e.Seen.Before(found.Seen):
			found = e
		}
	}
	return found
}

// hopIn reads one hop.
func hopIn(line timeline) HopView {
	h := HopView{ID: HopID(line.step), Disclosed: []Identifier{}}
	for _, e := range line.events {
		h.apply(e)
	}
	h.stand(line)
	if end, ok := line.closing(); ok {
		h.Stage, h.Awaiting, h.Due, h.Since = StageEnded, Nobody, time.Time{}, end.At
		h.ValidateBy, h.RefuseBy = time.Time{}, time.Time{}
		h.Ended, h.Outcome = end.At, end.Code
		h.Reason = cmp.Or(end.Reason, h.Reason)
	}
	return h
}

// stand says how the hop stands: as the event learned last has it, since the
// turn that brought it there.
func (h *HopView) stand(line timeline) {
	var party PartyID
	var stage Stage
	for i, t := range line.turns {
		if i == 0 || t.Awaiting != party || t.Stage != stage {
			h.Since = t.At
		}
		party, stage = t.Awaiting, t.Stage
	}
	h.Awaiting, h.Stage, h.Due = line.stands.Awaiting, line.stands.Stage, line.stands.Due
	if h.Stage == StageAwaitingApplication {
		h.Lane = LaneOrdinary // what was asked in the emergency lane was not given
		h.ValidateBy, h.RefuseBy = time.Time{}, time.Time{}
	}
}

// apply takes from an event what its kind is known to say about a hop.
func (h *HopView) apply(e *Event) {
	switch e.Kind {
	case EvHopQueued, EvHopStarted:
		if e.Kind == EvHopStarted && h.Started.IsZero() {
			h.Started = e.At
		}
		if e.Lead != nil {
			h.Lead = *e.Lead
		}
		h.Holder, h.Lane = cmp.Or(e.Holder, h.Lead.Holder, h.Holder), cmp.Or(h.Lane, e.Lane)
		h.perish(e.Until)
		h.reads(e)
	case EvReceived, EvThrownBack:
		h.reads(e)
	case EvEmergencyAsked, EvApplied, EvServed:
		h.Instrument, h.Request, h.Lane = e.Instrument, e.Request, cmp.Or(e.Lane, h.Lane)
	case EvPerishAlarm:
		h.perish(e.Until)
	case EvPerished:
		h.Perished = true
		h.perish(e.At)
		h.perish(e.Until)
	case EvPreserved:
		if e.Until.After(h.PreservedUntil) {
			h.PreservedUntil = e.Until
		}
	case EvDisclosed, EvHopEnded:
		h.Disclosed = addEach(h.Disclosed, e.Identifiers)
	case EvIssuedUnvalidated:
		h.ValidateBy = e.Until
	case EvNotified:
		h.RefuseBy = e.Until
	case EvValidated:
		h.ValidateBy = time.Time{}
	case EvNoObjection:
		h.RefuseBy = time.Time{}
	case EvRestricted:
		h.Restricted = true
		h.Reason = cmp.Or(e.Reason, h.Reason)
	case EvNotValidated, EvObjected:
		h.ValidateBy, h.RefuseBy = time.Time{}, time.Time{}
		h.Reason = cmp.Or(e.Reason, h.Reason)
	case EvReplanned:
		h.replan(e)
	case EvRefused, EvNotAvailable, EvDenied, EvReturned, EvInvalid:
		h.Reason = cmp.Or(e.Reason, h.Reason)
	}
}

// replan moves the instant that a changed calendar or edition moved.
func (h *HopView) replan(e *Event) {
	for _, at := range []*time.Time{&h.ValidateBy, &h.RefuseBy} {
		if !at.IsZero() && at.Equal(e.Was) {
			*at = e.Until
		}
	}
}

func (h *HopView) perish(at time.Time) {
	if !at.IsZero() {
		h.PerishesAt = at
	}
}

// addEach adds identifiers to others, each once.
func addEach(to, ids []Identifier) []Identifier {
	for _, id := range ids {
		if !slices.ContainsFunc(to, id.Equal) {
			to = append(to, id)
		}
	}
	return to
}

// leadsIn lists the leads of all steps in the order in which they were found,
// each with the hop that follows it.
func leadsIn(lines timelines, hops []HopView) []LeadState {
	var mentions []*Event
	for _, line := range lines.steps {
		for _, e := range line.events {
			if e.Lead != nil && (e.Kind == EvLead || e.Kind == EvHopQueued || e.Kind == EvHopStarted) {
				mentions = append(mentions, e)
			}
		}
	}
	slices.SortFunc(mentions, func(a, b *Event) int {
		return cmp.Or(a.Lead.At.Compare(b.Lead.At), compareAcrossSteps(a, b))
	})
	place := map[LeadID]int{}
	leads := []LeadState{}
	for _, e := range mentions {
		if _, ok := place[e.Lead.ID]; !ok {
			place[e.Lead.ID] = len(leads)
			leads = append(leads, LeadState{Lead: *e.Lead})
		}
	}
	for _, h := range hops {
		if i, ok := place[h.Lead.ID]; ok {
			leads[i].Hop = h.ID
			leads[i].Followed = leads[i].Followed || !h.Started.IsZero()
		}
	}
	return leads
}
