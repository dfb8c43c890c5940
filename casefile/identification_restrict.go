package casefile

import (
	"slices"

	"writ/legal"
	"writ/legal/policy"
)

// This file keeps a case off what may not be used: what a hop delivered under a
// paper that was not validated in time, or to which the notified authority
// objected, what was received by standing access of which the platform's policy says
// so once it has ended, and whatever was found by it. All of it stays on record,
// marked.

// restrict marks a hop and every hop that stands on it.
func (c *CaseMachine) restrict(id HopID) {
	for i := range c.Hops {
		if c.standsOn(c.Hops[i].ID, id) {
			c.Hops[i].Restricted = true
		}
	}
	// A parked lead that came from it is followed by nobody: the case may find it
	// anew.
	c.Parked = slices.DeleteFunc(c.Parked, func(l Lead) bool {
		from := c.paperOf(l.From, l.Origin)
		return from != "" && c.standsOn(from, id)
	})
}

// standsOn reports whether a hop is another, or was found by what that one
// delivered, over however many hops.
func (c *CaseMachine) standsOn(id, on HopID) bool {
	for range len(c.Hops) + 1 { // a lead was found before its hop, so this ends
		if id == on {
			return true
		}
		i := slices.IndexFunc(c.Hops, func(h CaseHop) bool { return h.ID == id })
		if i < 0 {
			return false
		}
		if id = c.paperOf(c.Hops[i].From, c.Hops[i].Origin); id == "" {
			return false
		}
	}
	return false
}

// paperOf is the hop under whose paper a lead was delivered. One that was received by
// the standing access of its hop stands on that access, whatever becomes of a paper
// under which that hop asked later.
func (c *CaseMachine) paperOf(from HopID, origin *Origin) HopID {
	if through := c.throughOf(from); origin != nil && through != nil && *through == *origin {
		return ""
	}
	return from
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
	named, held, restricted := false, false, false
	for _, e := range c.Record {
		if e.Kind != EvDisclosed || !slices.ContainsFunc(e.Identifiers, func(id Identifier) bool { return id.Kind == legal.KindSubscriber }) {
			continue
		}
		switch hop := HopID(e.Step); {
		case c.isRestricted(hop):
			restricted = true
		case c.held(hop):
			held = true
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
	case held:
		return Refuse("held-data", "wait until it is decided what may become of it, or have a holder deliver the lead under a paper",
			"a subscriber was named only by what was received by standing access that has ended: it is held, and not used until somebody decides")
	case restricted:
		return Refuse("restricted-data", "follow the lead anew with another paper, or conclude with a dead end",
			"a subscriber was named only by what may not be used: its paper was not validated or was objected to, or it was received by standing access that has ended")
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
// only by hops whose data may not be used, or received by standing access of which
// that is so.
func (c *CaseMachine) onlyRestricted(id Identifier) bool {
	restricted := false
	for _, e := range c.Record {
		if a := c.receivedIn(e, id); a != nil {
			if a.Received != policy.MayNotBeUsed {
				return false
			}
			restricted = true
		}
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
