package casefile

import (
	"slices"

	"writ/legal"
)

// This file keeps a case off what may not be used: what a hop delivered under a
// paper that was not validated in time, or to which the notified authority
// objected, and whatever was found by it. All of it stays on record, marked.

// restrict marks a hop and every hop that stands on it.
func (c *CaseMachine) restrict(id HopID) {
	for i := range c.Hops {
		if c.standsOn(c.Hops[i].ID, id) {
			c.Hops[i].Restricted = true
		}
	}
	// A parked lead that came from it is followed by nobody: the case may find it
	// anew.
	c.Parked = slices.DeleteFunc(c.Parked, func(l Lead) bool { return l.From != "" && c.standsOn(l.From, id) })
}

// standsOn reports whether a hop is another, or was found by what that one
// delivered, over however many hops.
func (c *CaseMachine) standsOn(id, on HopID) bool {
	for range len(c.Hops) + 1 { // a lead was found before its hop, so this ends
		if id == on {
			return true
		}
		i := slices.IndexFunc(c.Hops, func(h CaseHop) bool { return h.ID == id })
		if i < 0 || c.Hops[i].From == "" {
			return false
		}
		id = c.Hops[i].From
	}
	return false
}

// endRestricted ends the hops that stand on what may not be used, once each.
func (c *CaseMachine) endRestricted(m Moment) []Action {
	var acts []Action
	for i := range c.Hops {
		h := &c.Hops[i]
		if h.Restricted && !h.Ending && h.Stage != StageEnded {
			h.Ending = true
			acts = append(acts, Action{EndHop: &Ending{Hop: h.ID, Code: CodeRestricted, At: m.At}})
		}
	}
	return acts
}

// mayName refuses to name anybody where no holder has named a subscriber, or
// only one that the case may not, or may not yet, use.
func (c *CaseMachine) mayName() error {
	named, restricted := false, false
	for _, e := range c.Record {
		if e.Kind != EvDisclosed || !slices.ContainsFunc(e.Identifiers, func(id Identifier) bool { return id.Kind == legal.KindSubscriber }) {
			continue
		}
		switch hop := HopID(e.Step); {
		case c.isRestricted(hop):
			restricted = true
		case !c.unvalidated(hop):
			return nil
		default:
			named = true
		}
	}
	switch {
	case named:
		return Refuse("validation-pending", "wait until the paper is validated, or the time of the notified authority has passed",
			"a subscriber was named under a paper that may still fall: what it brought may then not be used")
	case restricted:
		return Refuse("restricted-data", "follow the lead anew with another paper, or conclude with a dead end",
			"a subscriber was named only by what may not be used: its paper was not validated, or was objected to")
	}
	return Refuse("nobody-named", "conclude with a dead end, or add a lead", "no holder has named a subscriber in this case")
}

func (c *CaseMachine) isRestricted(id HopID) bool {
	return slices.ContainsFunc(c.Hops, func(h CaseHop) bool { return h.ID == id && h.Restricted })
}

// unvalidated reports whether the hop, or one that it stands on, still waits for
// the validation of its paper.
func (c *CaseMachine) unvalidated(id HopID) bool {
	return slices.ContainsFunc(c.Hops, func(h CaseHop) bool {
		return h.Stage == StageAwaitingValidation && c.standsOn(id, h.ID)
	})
}

// onlyRestricted reports whether an identifier was delivered to this case, and
// only by hops whose data may not be used.
func (c *CaseMachine) onlyRestricted(id Identifier) bool {
	restricted := false
	for _, e := range c.Record {
		if e.Kind == EvDisclosed && slices.ContainsFunc(e.Identifiers, id.Equal) {
			if !c.isRestricted(HopID(e.Step)) {
				return false
			}
			restricted = true
		}
	}
	return restricted
}

// unvalidatedSource is the hop that delivered an identifier under a paper that
// may still fall, where no hop delivered it otherwise: a hop that a person lets
// follow it, at whatever holder, stands on that one all the same.
func (c *CaseMachine) unvalidatedSource(id Identifier) HopID {
	var source HopID
	for _, e := range c.Record {
		if e.Kind != EvDisclosed || !slices.ContainsFunc(e.Identifiers, id.Equal) {
			continue
		}
		switch hop := HopID(e.Step); {
		case c.isRestricted(hop):
		case !c.unvalidated(hop):
			return ""
		case source == "":
			source = hop
		}
	}
	return source
}
