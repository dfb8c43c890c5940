package casefile

import (
	"slices"

	"writ/legal/policy"
)

// This file says what of a case rests on standing access alone: what was received by
// it, has come from no holder under a paper, and may therefore be barred, or held,
// once the access has ended.

// barReceived restricts what is marked as data that may not be used: the hops that
// follow it, whatever stands on these, and leads that nobody follows yet. The account
// with which the case began is only marked: it came to notice by the access, and can
// be read without. It reports whether anything was restricted.
func (c *CaseMachine) barReceived(m Moment) bool {
	resting := c.restingOn(policy.MayNotBeUsed)
	before := len(c.Record)
	for _, a := range c.Accesses {
		for _, lead := range c.leadsBy(a.Origin) {
			hop := HopIDFor(c.Opening.Case, lead.ID)
			parked := func(l Lead) bool { return l.ID == lead.ID && c.markOf(l.ID) == policy.MayNotBeUsed }
			if !slices.ContainsFunc(c.Parked, parked) && (!slices.Contains(resting, hop) || c.isRestricted(hop)) {
				continue
			}
			c.Parked = slices.DeleteFunc(c.Parked, parked)
			c.restrict(hop)
			c.record(m.from(lead.At), Event{
				Kind: EvRestricted, By: c.Opening.Requester, Lead: &lead, Holder: lead.Holder,
				Grant: a.Origin.Grant, Use: a.Origin.Use, Code: CodeRestricted, Reason: a.Reason,
			})
		}
	}
	return len(c.Record) > before
}

// restingOn are the hops that follow a lead with a mark, where the case knows its
// identifier only by standing access: no holder delivered it under a paper, but in
// hops that rest on such leads themselves. A hop that goes by an access itself rests
// on nothing that was received.
func (c *CaseMachine) restingOn(mark policy.Verdict) []HopID {
	var resting []CaseHop
	for _, h := range c.Hops {
		if h.Through == nil && h.Origin != nil && c.markOf(h.Lead) == mark {
			resting = append(resting, h)
		}
	}
	for freed := true; freed; { // each round frees one at least, so this ends
		kept := slices.DeleteFunc(slices.Clone(resting), func(h CaseHop) bool {
			return c.disclosedBeside(h.Target, func(hop HopID) bool {
				return slices.ContainsFunc(resting, func(r CaseHop) bool { return c.standsOn(hop, r.ID) })
			})
		})
		freed, resting = len(kept) < len(resting), kept
	}
	ids := make([]HopID, len(resting))
	for i, h := range resting {
		ids[i] = h.ID
	}
	return ids
}

// disclosedBeside reports whether a holder has delivered an identifier in a hop that
// may be used and that is none of some.
func (c *CaseMachine) disclosedBeside(id Identifier, some func(HopID) bool) bool {
	return slices.ContainsFunc(c.Record, func(e Event) bool {
		hop := HopID(e.Step)
		return e.Kind == EvDisclosed && slices.ContainsFunc(e.Identifiers, id.Equal) && !c.isRestricted(hop) && !some(hop)
	})
}

// held reports whether a hop, or one that it stands on, follows what was received
// and is not to be used until somebody decides, and what no paper has brought as
// well.
func (c *CaseMachine) held(id HopID) bool {
	return slices.ContainsFunc(c.restingOn(policy.Held), func(on HopID) bool { return c.standsOn(id, on) })
}

// receivedIn is what the case knows of the access by which an event received an
// identifier; nil where it is no such event.
func (c *CaseMachine) receivedIn(e Event, id Identifier) *CaseAccess {
	if e.Kind != EvReceived || !slices.ContainsFunc(e.Identifiers, id.Equal) {
		return nil
	}
	return c.accessOf(c.throughOf(HopID(e.Step)))
}

// throughOf is the access by which a hop goes, or went; nil for one that needs a
// paper from its beginning.
func (c *CaseMachine) throughOf(id HopID) *Origin {
	i := slices.IndexFunc(c.Hops, func(h CaseHop) bool { return h.ID == id })
	if i < 0 {
		return nil
	}
	return c.Hops[i].Through
}

// sourceOf is the hop that received an identifier by standing access, and that
// access, where no holder delivered it otherwise: a lead that a person makes of it
// comes from there all the same.
func (c *CaseMachine) sourceOf(id Identifier) (HopID, *Origin) {
	if c.disclosedBeside(id, func(HopID) bool { return false }) {
		return "", nil
	}
	for _, e := range c.Record {
		if a := c.receivedIn(e, id); a != nil {
			o := a.Origin
			return HopID(e.Step), &o
		}
	}
	return "", nil
}
