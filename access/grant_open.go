package access

import "writ/casefile"

// The actions on an access as the command line spells them. An answer is spelled as its
// verdict.
const (
	actionSuspend   = "suspend"
	actionRestrict  = "restrict"
	actionTerminate = "terminate"
	actionReinstate = "reinstate"
	actionPropose   = "propose"
)

// Open lists the actions that wait for the grantor now, as the command line spells
// them; nil where it has ended.
func (g *GrantMachine) Open() []string {
	if g.Stage == casefile.StageEnded {
		return nil
	}
	var open []string
	add := func(when bool, names ...string) {
		if when {
			open = append(open, names...)
		}
	}
	requested := g.Stage == casefile.StageAccessRequested
	add(requested && g.Own == casefile.StageAccessRequested && g.above() != casefile.StageAccessRequested, string(casefile.AccessGrant))
	add(requested, string(casefile.AccessDecline))
	add(g.Review != nil, string(casefile.AccessClear))
	back := g.mayGiveBack(nil) == nil
	add(!requested && casefile.AccessUsable(g.Own), actionSuspend)
	add(!requested && len(g.ownUsable()) > 1, actionRestrict)
	add(!requested && g.Own != casefile.StageAccessTerminated, actionTerminate)
	add(!requested && back, actionReinstate)
	if t := g.talk(); t != nil {
		terms := proposedBy(t, g.Start.Opening.Grantee)
		add(back, string(casefile.AccessGiveBack))
		add(terms != nil && g.mayAgree(terms) == nil, string(casefile.AccessAgree))
		add(true, string(casefile.AccessMaintain), actionPropose)
	}
	return open
}
