package access

import (
	"slices"

	"writ/casefile"
)

// mayAgree refuses what a negotiation cannot end with. Where the grantor has taken
// nothing, it being the source that has ended, there is nothing to give back, and other
// terms can be agreed on all the same: they hold once the source is back. A review that
// is open goes on.
func (g *GrantMachine) mayAgree(terms *casefile.AccessTerms) error {
	if g.tookSomething() {
		return g.mayGiveBack(terms)
	}
	if terms == nil || sameTerms(*terms, g.Terms) {
		return casefile.Refuse("nothing-changes", "answer maintain, or propose other terms",
			"the grantor has taken nothing of this access that it could give back, and no other terms are proposed")
	}
	return g.allowed(*terms)
}

// tookSomething reports whether it is by the grantor's own decision that something of
// the access is gone, or was before the review that is open.
func (g *GrantMachine) tookSomething() bool {
	own := g.Own
	if g.Review != nil {
		own = g.Review.Was
	}
	return !casefile.AccessUsable(own) || own == casefile.StageAccessRestricted
}

func sameTerms(a, b casefile.AccessTerms) bool {
	return a.Scope == b.Scope && slices.Equal(a.Purposes, b.Purposes) && slices.Equal(a.Conditions, b.Conditions)
}
