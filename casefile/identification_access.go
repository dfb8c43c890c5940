package casefile

import (
	"cmp"
	"slices"
	"time"

	"writ/legal/policy"
)

// This file keeps a case true to the standing access by which it reads. The case
// says to each access that it leans on it, and is told how that stands. Once it may
// not be used for the case's purpose any more, every lead that was read by it is
// marked with what the policy says may become of it, and the hop that goes by it is
// thrown back on legal process.
//
// Nothing here ever lifts a mark: an access that is given back permits from then on,
// and what was marked waits for another word of the policy.

// CaseAccess is one use of a standing access on which a case leans, as it was told
// last.
type CaseAccess struct {
	Origin Origin `json:"origin"`
	// N is the number of the notice taken last, and Stage how the access stands by
	// it; empty until the case was told the first time.
	N     int   `json:"n,omitempty"`
	Stage Stage `json:"stage,omitempty"`
	// Permits means that the case may read by it.
	Permits bool `json:"permits,omitempty"`
	// Received is what may become of what was read by it, as the last notice that
	// ended something had it; empty while none did.
	Received policy.Verdict `json:"received,omitempty"`
	// Reason is that of the notice which brought the verdict.
	Reason string `json:"reason,omitempty"`
}

// bars reports whether nothing that was read by it may be followed.
func (a CaseAccess) bars() bool { return !a.Permits && a.Received == policy.MayNotBeUsed }

// through is the access by which the hop of a lead goes: that of the opening for
// the account with which the case began. Every other hop needs a paper.
func (c *CaseMachine) through(lead Lead) *Origin {
	if lead.ID != LeadIDFor(c.Opening.Case, 1) {
		return nil
	}
	return c.Opening.Access
}

// lean says to the access from which a lead came that the case hangs on it, once
// for each use. Where the case was told before that it may not read by it any more,
// the lead is marked at once, as those before it. So is, by the answer, a lead that
// a person adds after the access ended.
func (c *CaseMachine) lean(lead Lead, m Moment) []Action {
	if lead.Origin == nil {
		return nil
	}
	if a := c.accessOf(lead.Origin); a != nil {
		if a.Received != "" && !a.Permits {
			c.markLead(lead, *a, m)
		}
		return nil
	}
	o := *lead.Origin
	c.Accesses = append(c.Accesses, CaseAccess{Origin: o})
	l := Leaning{Grant: o.Grant, Case: c.Opening.Case, Use: o.Use, Purpose: o.Purpose, At: m.At}
	if c.through(lead) != nil {
		l.Data = lead.Holder // it is read there
	}
	return []Action{{Lean: &l}}
}

// accessOf is what the case knows of an access, nil where it does not lean on it.
func (c *CaseMachine) accessOf(o *Origin) *CaseAccess {
	if o == nil {
		return nil
	}
	i := slices.IndexFunc(c.Accesses, func(a CaseAccess) bool { return a.Origin == *o })
	if i < 0 {
		return nil
	}
	return &c.Accesses[i]
}

// AccessStands takes a notice of how a standing access stands on which the case
// leans. Repeats, what is older than what is known, notices of other accesses and
// all that comes after the end of the case change nothing. What was true before the
// case was opened is dated to its opening.
func (c *CaseMachine) AccessStands(n AccessNotice, m Moment) []Action {
	if c.Done() {
		return nil
	}
	m, notBefore := m.since(c.Opening.At, n.NotBefore)
	var acts []Action
	barred := false
	for i := range c.Accesses {
		a := &c.Accesses[i]
		about := a.Origin.Grant == n.Grant && (n.Use == "" || n.Use == a.Origin.Use)
		if !about || a.Stage != "" && n.N <= a.N {
			continue
		}
		c.standsNow(a, n, m, notBefore)
		if a.Permits {
			continue
		}
		acts = append(acts, c.throwBack(*a, n, m)...)
		barred = barred || a.bars()
	}
	if barred && c.barReceived(m) {
		acts = append(acts, c.Next(m.Then(), "")...)
	}
	return acts
}

// standsNow notes how an access stands, where that changed; notBefore is set where an
// interval of it is known.
func (c *CaseMachine) standsNow(a *CaseAccess, n AccessNotice, m Moment, notBefore time.Time) {
	permits := n.Permits(a.Origin.Purpose)
	changed := n.Stage != a.Stage || permits != a.Permits
	a.N, a.Stage, a.Permits = n.N, n.Stage, permits
	if changed {
		c.record(m, Event{
			Kind: EvAccessStands, By: c.Opening.Requester, Grant: a.Origin.Grant, Use: a.Origin.Use,
			Code: Code(n.Stage), Reason: n.Reason, NotBefore: notBefore,
		})
	}
	if !permits {
		a.Received, a.Reason = becomesOf(n), n.Reason
	}
}

// throwBack marks the leads that came from an access by which the case may not read
// any more, and tells the hop that goes by it.
func (c *CaseMachine) throwBack(a CaseAccess, n AccessNotice, m Moment) []Action {
	for _, lead := range c.leadsBy(a.Origin) {
		c.markLead(lead, a, m)
	}
	var acts []Action
	for _, h := range c.Hops {
		if h.Stage != StageEnded && h.Through != nil && *h.Through == a.Origin {
			acts = append(acts, Action{Pass: &Passing{Hop: h.ID, Notice: n}})
		}
	}
	return acts
}

// becomesOf is what may become of what was received before a notice that ended
// something. A notice that does not say, or in words that are not known, leaves it
// held.
func becomesOf(n AccessNotice) policy.Verdict {
	switch n.Received {
	case policy.MayBeUsed, policy.MayNotBeUsed:
		return n.Received
	}
	return policy.Held
}

// leadsBy are the leads on record that came from an access, in the order in which
// they were found.
func (c *CaseMachine) leadsBy(o Origin) []Lead {
	var leads []Lead
	for _, e := range c.Record {
		if e.Kind == EvLead && e.Lead != nil && e.Lead.Origin != nil && *e.Lead.Origin == o {
			leads = append(leads, *e.Lead)
		}
	}
	return leads
}

// markLead records what may become of a lead that came from an access, where that
// is not what it was marked with last.
func (c *CaseMachine) markLead(lead Lead, a CaseAccess, m Moment) {
	if c.markOf(lead.ID) == a.Received {
		return
	}
	c.record(m.from(lead.At), Event{
		Kind: EvLeadMarked, By: c.Opening.Requester, Lead: &lead, Holder: lead.Holder,
		Grant: a.Origin.Grant, Use: a.Origin.Use, Code: Code(a.Received), Reason: a.Reason,
	})
}

// markOf is the mark that a lead bears, empty for none.
func (c *CaseMachine) markOf(id LeadID) policy.Verdict {
	for _, e := range slices.Backward(c.Record) {
		if e.Kind == EvLeadMarked && e.Lead != nil && e.Lead.ID == id {
			return policy.Verdict(e.Code)
		}
	}
	return ""
}

// mayCite refuses a lead from an access of which the case was told that nothing read
// by it may be used, and from a use that the case has cited for another purpose.
func (c *CaseMachine) mayCite(o *Origin) error {
	if o == nil {
		return nil
	}
	if a := c.accessOf(o); a != nil && a.bars() {
		return Refuse("restricted-data", "follow it from another source, or under a paper",
			"the standing access by which this was read has ended, and what was read by it may not be used")
	}
	for _, a := range c.Accesses {
		if a.Origin.Grant == o.Grant && a.Origin.Use == o.Use && a.Origin.Purpose != o.Purpose {
			return Refuse("other-purpose", "a use has one purpose: declare another use for another one",
				"this use of the access was cited for purpose %q before, and now for %q", a.Origin.Purpose, o.Purpose)
		}
	}
	return nil
}

// foundBy is the lead that a person added. It stands on what the case knows its
// identifier from, where that is a paper that may still fall, or standing access.
func (c *CaseMachine) foundBy(a AddLead, m Moment) Lead {
	from, origin := c.sourceOf(a.Identifier)
	if a.Access != nil {
		origin = a.Access
	}
	lead := c.newLead(a.Identifier, a.Holder, cmp.Or(c.unvalidatedSource(a.Identifier), from), m)
	lead.Origin = origin
	return lead
}
