package access

import (
	"strings"
	"time"

	"writ/casefile"
)

// A grantee's request waits for the grantor's answer. Who asks does not know on what
// the grantor's own access hangs: a grantor that passes on another's data names that in
// its answer, and the access is active once the source has been heard of.

// answerRequest grants or refuses what the grantee asked for.
func (g *GrantMachine) answerRequest(a casefile.AnswerAccess, m casefile.Moment) ([]casefile.Action, error) {
	if err := g.mayAnswerRequest(a, m); err != nil {
		return nil, err
	}
	g.RequestDue = time.Time{}
	g.Alarms.Clear(AlarmRequest, "")
	if a.Verdict == casefile.AccessGrant {
		return g.grantRequest(a, m), nil
	}
	g.Own, g.Alarms = casefile.StageEnded, nil
	g.decided(m, a.NotBefore)
	g.settle()
	g.note(m, casefile.Event{Kind: casefile.EvAccessRefused, By: a.By.Party, Decider: &a.By, Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	return g.tell(m, casefile.AccessNotice{Kind: casefile.EvAccessRefused, Reason: a.Reason, NotBefore: a.NotBefore}), nil
}

// grantRequest grants it. Where that makes it hang on a source, the source is asked how
// it stands: until it has been heard of nobody is awaited, and nothing is active.
func (g *GrantMachine) grantRequest(a casefile.AnswerAccess, m casefile.Moment) []casefile.Action {
	g.Own = casefile.StageAccessActive
	g.decided(m, a.NotBefore)
	if a.Under == "" || g.Start.Under != "" {
		return g.start(m, a.NotBefore)
	}
	g.Start.Under = a.Under
	g.settle()
	g.note(m, casefile.Event{
		Kind: casefile.EvAccessRequested, By: a.By.Party, Decider: &a.By, Code: casefile.Code(a.Verdict), Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source,
	})
	return []casefile.Action{{Lean: &casefile.Leaning{Grant: a.Under, Onward: g.Start.Opening.Grant, Data: g.Start.Opening.Data, At: m.At}}}
}

// mayAnswerRequest refuses an answer where none waits, or that the grantor cannot give.
func (g *GrantMachine) mayAnswerRequest(a casefile.AnswerAccess, m casefile.Moment) error {
	if err := g.byGrantor(a.AccessAct); err != nil {
		return err
	}
	grants := a.Verdict == casefile.AccessGrant
	switch {
	case g.Stage != casefile.StageAccessRequested, grants && g.Own != casefile.StageAccessRequested:
		return casefile.Refuse("not-now", "", "no request waits for an answer")
	case !grants && strings.TrimSpace(a.Reason) == "":
		return casefile.Refuse("no-reason", "give a reason", "a refusal has a reason")
	case grants:
		if err := g.mayPassOn(a); err != nil {
			return err
		}
	}
	return g.inTime(a.AccessAct, m, g.Start.Opening.At, "the request")
}

// mayPassOn refuses to pass on another's data from nowhere: what ends above would not
// reach the grantee.
func (g *GrantMachine) mayPassOn(a casefile.AnswerAccess) error {
	o := g.Start.Opening
	switch {
	case a.Under != "" && ownData(o):
		return casefile.Refuse("other-source", "leave under out", "the data is that of %s itself, and comes from no access of another", o.Grantor)
	case a.Under == o.Grant:
		return casefile.Refuse("other-source", "name the grantor's own subscription", "under %q is the access that is asked for", a.Under)
	case g.Start.Under != "" && a.Under != "" && a.Under != g.Start.Under:
		return casefile.Refuse("other-source", "leave under out", "this access hangs on another source since it began")
	case a.Under == "" && g.Start.Under == "" && !ownData(o):
		return casefile.Refuse("no-source", "name the grantor's own subscription that it passes on, as under",
			"%s passes on data of %s: what ends above could not reach this access", o.Grantor, o.Data)
	case g.Start.Under != "" && g.above() == casefile.StageAccessRequested:
		return casefile.Refuse("not-now", "answer once it is", "it is not known yet how the source stands")
	}
	return nil
}
