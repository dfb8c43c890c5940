package access

import (
	"strings"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// What a grantor decides about an access. Each decision has a reason, is the grantor's
// own, and cannot have been true before the one that it follows. It may have been true
// before it became known: uses that were accepted in between stay accepted, and are
// marked.

// mayDecide refuses what no decision of the grantor may be, and decisions on an access
// that was never active.
func (g *GrantMachine) mayDecide(a casefile.AccessAct, m casefile.Moment) error {
	if err := g.byGrantor(a); err != nil {
		return err
	}
	switch {
	case g.Stage == casefile.StageEnded:
		return casefile.Refuse("ended", "", "this access has ended")
	case g.Stage == casefile.StageAccessRequested:
		return casefile.Refuse("not-now", "answer the request first", "this access is not active yet")
	case strings.TrimSpace(a.Reason) == "":
		return casefile.Refuse("no-reason", "give a reason", "a decision about an access has a reason")
	}
	return g.inTime(a, m, g.Decided, "the decision that it follows")
}

func (g *GrantMachine) byGrantor(a casefile.AccessAct) error {
	return casefile.ByParty(a.Act, g.Start.Desk.Party)
}

// inTime refuses an act that is dated before what it answers, or that can have been
// true before the access began only.
func (g *GrantMachine) inTime(a casefile.AccessAct, m casefile.Moment, earliest time.Time, what string) error {
	if err := casefile.NotBefore(m.At, earliest, what); err != nil {
		return err
	}
	began := g.Start.Opening.At
	if from := g.Start.Opening.NotBefore; !from.IsZero() {
		began = from
	}
	if err := casefile.NotBefore(m.At, began, "the access began"); err != nil || a.NotBefore.IsZero() {
		return err
	}
	return casefile.NotBefore(a.NotBefore, began, "the access began")
}

// Suspend stops it for a while.
func (g *GrantMachine) Suspend(a casefile.SuspendAccess, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	err := g.mayDecide(a.AccessAct, m)
	if err == nil && !casefile.AccessUsable(g.Own) {
		err = casefile.Refuse("nothing-changes", "", "the grantor has stopped this access before")
	}
	if err != nil {
		return casefile.Receipt{}, nil, err
	}
	acts := g.stop(casefile.StageAccessSuspended, casefile.EvAccessSuspended, a.AccessAct, m)
	return g.Accept(a.Act, m, "suspended: no use is accepted"), acts, nil
}

// Terminate ends it. It can still be protested, and given back.
func (g *GrantMachine) Terminate(a casefile.TerminateAccess, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	err := g.mayDecide(a.AccessAct, m)
	if err == nil && g.Own == casefile.StageAccessTerminated {
		err = casefile.Refuse("nothing-changes", "", "the grantor has terminated this access before")
	}
	if err != nil {
		return casefile.Receipt{}, nil, err
	}
	acts := g.stop(casefile.StageAccessTerminated, casefile.EvAccessTerminated, a.AccessAct, m)
	return g.Accept(a.Act, m, "terminated: no use is accepted"), acts, nil
}

// Restrict takes purposes away. One that leaves none is refused: that is a suspension,
// and has to say so.
func (g *GrantMachine) Restrict(a casefile.RestrictAccess, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	if err := g.mayRestrict(a, m); err != nil {
		return casefile.Receipt{}, nil, err
	}
	g.Taken = append(g.Taken, without(a.Purposes, g.Taken)...)
	acts := g.stop(casefile.StageAccessRestricted, casefile.EvAccessRestricted, a.AccessAct, m)
	return g.Accept(a.Act, m, "restricted: what is left is "+list(g.Usable())), acts, nil
}

func (g *GrantMachine) mayRestrict(a casefile.RestrictAccess, m casefile.Moment) error {
	if err := g.mayDecide(a.AccessAct, m); err != nil {
		return err
	}
	left := g.ownUsable()
	strange := without(a.Purposes, g.Terms.Purposes)
	switch {
	case len(left) == 0:
		return casefile.Refuse("nothing-changes", "", "the grantor has stopped this access before: there is no purpose to take away")
	case len(strange) > 0:
		return casefile.Refuse("not-stated", "take away some of "+list(left), "%s is no purpose of this contract", list(strange))
	case len(within(a.Purposes, left)) == 0:
		return casefile.Refuse("nothing-changes", "take away some of "+list(left), "%s was taken away before", list(a.Purposes))
	case len(without(left, a.Purposes)) == 0:
		return casefile.Refuse("nothing-left", "suspend or terminate it", "without %s no purpose is left", list(a.Purposes))
	}
	return nil
}

// stop puts the end of an access, or of a part of it, on record and tells the grantee.
// A review has its result by that.
func (g *GrantMachine) stop(own casefile.Stage, kind casefile.EventKind, a casefile.AccessAct, m casefile.Moment) []casefile.Action {
	g.Own = own
	g.endReview()
	g.decided(m, a.NotBefore)
	g.settle()
	g.note(m, casefile.Event{Kind: kind, By: a.By.Party, Decider: &a.By, Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	return g.tell(m, casefile.AccessNotice{Kind: kind, Reason: a.Reason, Received: g.received(kind), NotBefore: a.NotBefore})
}

// Reinstate gives it back, with the terms that it had or with others. Purposes that the
// policy forbids by now stay away. A negotiation that is open has its result by that.
func (g *GrantMachine) Reinstate(a casefile.ReinstateAccess, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	err := g.mayDecide(a.AccessAct, m)
	if err == nil {
		err = g.mayGiveBack(a.Terms)
	}
	if err != nil {
		return casefile.Receipt{}, nil, err
	}
	var acts []casefile.Action
	if t := g.talk(); t != nil {
		acts = g.conclude(t, casefile.AccessGiveBack, a.AccessAct, a.Terms, m)
	} else {
		acts = g.giveBack(a.AccessAct, a.Terms, "", m)
	}
	return g.Accept(a.Act, m, g.backNote()), acts, nil
}

// mayGiveBack refuses to give back what the grantor has not taken, and terms that the
// policy does not allow.
func (g *GrantMachine) mayGiveBack(terms *casefile.AccessTerms) error {
	switch {
	case g.Own == casefile.StageAccessUnderReview:
		return casefile.Refuse("under-review", "answer clear first", "a review is open, and the grantor has taken nothing of this access yet")
	case casefile.AccessUsable(g.Own) && g.Own != casefile.StageAccessRestricted:
		return casefile.Refuse("nothing-changes", "", "the grantor has taken nothing of this access that it could give back")
	case terms != nil:
		return g.allowed(*terms)
	case len(g.forbidden()) == len(g.Terms.Purposes):
		return casefile.Refuse("terms-not-allowed", "give terms with some of "+list(g.policy.Purposes),
			"policy %s allows none of the purposes of this contract", g.Policy)
	}
	return nil
}

// allowed refuses terms that the policy does not allow, with the rule.
func (g *GrantMachine) allowed(t casefile.AccessTerms) error {
	if breaches := g.policy.Allows(t.Purposes); len(breaches) > 0 {
		return casefile.Refuse("terms-not-allowed", "state some of "+list(g.policy.Purposes),
			"policy %s does not allow these terms: %s (%s)", g.Policy, breaches[0].Text, breaches[0].Rule)
	}
	return nil
}

// forbidden are the purposes of the contract that the policy does not allow by now.
func (g *GrantMachine) forbidden() []legal.Purpose {
	var all []legal.Purpose
	for _, p := range g.Terms.Purposes {
		if len(g.policy.Allows([]legal.Purpose{p})) > 0 {
			all = append(all, p)
		}
	}
	return all
}

// giveBack makes it active again and tells the grantee, with the verdict of the
// negotiation that led to it, if one did. Where the source is still away it stays
// unusable, and the notice says so. A review that is open goes on: then the grantor had
// taken nothing, and other terms were agreed on.
func (g *GrantMachine) giveBack(a casefile.AccessAct, terms *casefile.AccessTerms, v casefile.AccessVerdict, m casefile.Moment) []casefile.Action {
	if terms != nil {
		g.Terms = *terms
	}
	g.Taken = g.forbidden()
	if g.Review == nil {
		g.Own = casefile.StageAccessReinstated
	}
	g.decided(m, a.NotBefore)
	g.settle()
	g.note(m, casefile.Event{Kind: casefile.EvAccessReinstated, By: a.By.Party, Decider: &a.By, Code: casefile.Code(v), Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	n := casefile.AccessNotice{Kind: casefile.EvAccessReinstated, Code: casefile.Code(v), Reason: a.Reason, Terms: terms, NotBefore: a.NotBefore}
	if g.fromAbove() {
		n.Code = codeSource
	}
	return g.tell(m, n)
}

func (g *GrantMachine) backNote() string {
	if g.fromAbove() {
		return "given back; it cannot be used while " + sourceEnded
	}
	return "given back, for " + list(g.Usable())
}

// MovePolicy moves the contract to a later version of the platform's policy. Stated
// purposes that it forbids are taken away with that.
func (g *GrantMachine) MovePolicy(a casefile.MovePolicy, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	p, err := g.mayMove(a, m)
	if err != nil {
		return casefile.Receipt{}, nil, err
	}
	before := g.ownUsable()
	g.Policy, g.policy = p.ID, p
	g.Taken = append(g.Taken, without(g.forbidden(), g.Taken)...)
	narrowed := len(g.ownUsable()) < len(before)
	if !narrowed {
		g.decided(m, a.NotBefore)
		g.settle()
	}
	g.note(m, casefile.Event{Kind: casefile.EvPolicyMoved, By: a.By.Party, Decider: &a.By, Code: casefile.Code(p.ID), Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	n := casefile.AccessNotice{Kind: casefile.EvPolicyMoved, Reason: a.Reason, Policy: p.ID, NotBefore: a.NotBefore}
	note := "the contract stands under " + string(p.ID)
	if narrowed {
		kind := g.narrow(a.AccessAct, m)
		n.Code, n.Received = CodePolicyMoved, g.received(kind)
		note += "; what is left is " + list(g.Usable())
	}
	return g.Accept(a.Act, m, note), g.tell(m, n), nil
}

func (g *GrantMachine) mayMove(a casefile.MovePolicy, m casefile.Moment) (*policy.Policy, error) {
	if err := g.mayDecide(a.AccessAct, m); err != nil {
		return nil, err
	}
	p, err := policy.Open(a.Policy)
	switch {
	case err != nil:
		return nil, casefile.Refuse("unknown-policy", "name a version that this build has", "%s", err)
	case p.Holder != g.Start.Opening.Data:
		return nil, casefile.Refuse("unknown-policy", "name a version of "+string(g.Start.Opening.Data), "policy %s is one of %s", p.ID, p.Holder)
	case p.ID == g.Policy:
		return nil, casefile.Refuse("nothing-changes", "", "the contract stands under %s", p.ID)
	case p.From < g.policy.From:
		return nil, casefile.Refuse("older-policy", "name a later version", "policy %s held before %s, under which the contract stands", p.ID, g.Policy)
	}
	return p, heldThen(p, m.At)
}

// narrow is what a moved policy takes away: a restriction, or a suspension where no
// purpose is left.
func (g *GrantMachine) narrow(a casefile.AccessAct, m casefile.Moment) casefile.EventKind {
	kind, stage := casefile.EvAccessRestricted, casefile.StageAccessRestricted
	if len(g.ownUsable()) == 0 {
		kind, stage = casefile.EvAccessSuspended, casefile.StageAccessSuspended
		g.endReview()
	}
	if g.Review != nil {
		g.Review.Was = stage // the review goes on, and goes back to what is left
	} else {
		g.Own = stage
	}
	g.decided(m, a.NotBefore)
	g.settle()
	g.note(m, casefile.Event{Kind: kind, By: a.By.Party, Decider: &a.By, Code: CodePolicyMoved, Reason: a.Reason, NotBefore: a.NotBefore})
	return kind
}
