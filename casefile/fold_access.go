package casefile

import "time"

// This file reads from the events of a case what a person needs to know of the
// standing access by which it reads, or read.

// AccessState is how a standing access stands for a case that leans on it.
type AccessState struct {
	Grant GrantID `json:"grant"`
	Use   UseID   `json:"use"`
	Stage Stage   `json:"stage"`
	// Since is when it came to stand so, or the opening of the case; NotBefore the
	// earliest instant at which it can have, where only "reported by" is known.
	Since     time.Time `json:"since"`
	NotBefore time.Time `json:"notBefore,omitzero"`
	Reason    string    `json:"reason,omitempty"`
}

// accessesIn lists the accesses of which a case was told, each use once, in the
// order in which it was told of them first.
func accessesIn(line timeline) []AccessState {
	var list []AccessState
	seq := map[UseID]int{}
	place := map[UseID]int{}
	for _, e := range line.events {
		if e.Kind != EvAccessStands {
			continue
		}
		i, known := place[e.Use]
		if !known {
			i = len(list)
			place[e.Use] = i
			list = append(list, AccessState{})
		}
		if known && e.Seq < seq[e.Use] { // learned before what is known of it
			continue
		}
		seq[e.Use] = e.Seq
		list[i] = AccessState{Grant: e.Grant, Use: e.Use, Stage: Stage(e.Code), Since: e.At, NotBefore: e.NotBefore, Reason: e.Reason}
	}
	return list
}

// markLeads puts on leads, and on the hops that follow them, what may become of them
// once the access had ended from which they came: the word learned last counts. What
// may not be used is restricted.
func (s *State) markLeads(line timeline) {
	seq := map[LeadID]int{}
	marks := map[LeadID]Code{}
	barred := map[LeadID]bool{}
	for _, e := range line.events {
		switch {
		case e.Lead == nil || e.Lead.ID == "": // a fact does not say which lead
		case e.Kind == EvLeadMarked && e.Seq >= seq[e.Lead.ID]:
			seq[e.Lead.ID], marks[e.Lead.ID] = e.Seq, e.Code
		case e.Kind == EvRestricted:
			barred[e.Lead.ID] = true
		}
	}
	for i := range s.Leads {
		l := &s.Leads[i]
		l.Marked, l.Restricted = marks[l.Lead.ID], barred[l.Lead.ID]
	}
	for i := range s.Hops {
		h := &s.Hops[i]
		h.Marked = marks[h.Lead.ID]
		h.Restricted = h.Restricted || barred[h.Lead.ID]
	}
}

// reads takes from an event what it says of the standing access by which a hop goes.
func (h *HopView) reads(e *Event) {
	switch {
	case e.Kind == EvHopStarted && e.Stage == StageThroughAccess && h.Lead.Origin != nil:
		o := *h.Lead.Origin
		h.Through = &o
	case e.Kind == EvReceived:
		h.Received = addEach(h.Received, e.Identifiers)
	case e.Kind == EvThrownBack:
		h.ThrownBack = e.At
	}
}
