package access_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// refusal is one act that a grant must not allow, and the code that says why.
type refusal struct {
	name string
	code string
	on   func(*testing.T) *access.GrantMachine
	try  func(*access.GrantMachine) (casefile.Act, error)
}

func suspended(t *testing.T) *access.GrantMachine {
	g := grant(t)
	suspend(t, g, on(10))
	return g
}

func protested(t *testing.T) *access.GrantMachine {
	g := suspended(t)
	protest(t, g, on(11))
	return g
}

func ended(t *testing.T) *access.GrantMachine {
	g := grant(t, requested)
	answer(t, g, platform, casefile.AccessDecline, on(1))
	return g
}

func active(t *testing.T) *access.GrantMachine { return grant(t) }
func asked(t *testing.T) *access.GrantMachine  { return grant(t, requested) }

// askedOfReseller is a request for what the grantor can only pass on: it did not say
// yet from where.
func askedOfReseller(t *testing.T) *access.GrantMachine { return grant(t, requested, ofReseller) }

func waiting(t *testing.T) *access.GrantMachine {
	return grant(t, passedOn)
}

func reviewed(t *testing.T) *access.GrantMachine {
	g := grant(t)
	report(t, g, on(10))
	return g
}

type attempt = func(*access.GrantMachine) (casefile.Act, error)

func suspending(a casefile.AccessAct, m casefile.Moment) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.Suspend(casefile.SuspendAccess{AccessAct: a}, m)
		return a.Act, err
	}
}

func terminating(a casefile.AccessAct, m casefile.Moment) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.Terminate(casefile.TerminateAccess{AccessAct: a}, m)
		return a.Act, err
	}
}

func restricting(a casefile.AccessAct, m casefile.Moment, taken ...legal.Purpose) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.Restrict(casefile.RestrictAccess{AccessAct: a, Purposes: taken}, m)
		return a.Act, err
	}
}

func reinstating(a casefile.AccessAct, m casefile.Moment, terms ...legal.Purpose) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		x := casefile.ReinstateAccess{AccessAct: a}
		if terms != nil {
			x.Terms = &casefile.AccessTerms{Purposes: terms}
		}
		_, _, err := g.Reinstate(x, m)
		return a.Act, err
	}
}

func moving(a casefile.AccessAct, m casefile.Moment, to policy.ID) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.MovePolicy(casefile.MovePolicy{AccessAct: a, Policy: to}, m)
		return a.Act, err
	}
}

func protesting(a casefile.AccessAct, m casefile.Moment) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.Protest(casefile.Protest{AccessAct: a}, m)
		return a.Act, err
	}
}

func proposing(a casefile.AccessAct, m casefile.Moment, purposes ...legal.Purpose) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.Propose(casefile.ProposeTerms{AccessAct: a, Terms: casefile.AccessTerms{Purposes: purposes}}, m)
		return a.Act, err
	}
}

// passingOn grants a request, under a subscription of the grantor's own.
func passingOn(a casefile.AccessAct, m casefile.Moment, under casefile.GrantID) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.Answer(casefile.AnswerAccess{AccessAct: a, Verdict: casefile.AccessGrant, Under: under}, m)
		return a.Act, err
	}
}

func answering(a casefile.AccessAct, m casefile.Moment, v casefile.AccessVerdict) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.Answer(casefile.AnswerAccess{AccessAct: a, Verdict: v}, m)
		return a.Act, err
	}
}

func reporting(a casefile.AccessAct, m casefile.Moment) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.Report(casefile.ReportFinding{AccessAct: a, Kind: casefile.FindingAudit}, m)
		return a.Act, err
	}
}

func declaring(a casefile.AccessAct, m casefile.Moment) attempt {
	return func(g *access.GrantMachine) (casefile.Act, error) {
		_, _, err := g.Declare(casefile.DeclareUse{AccessAct: a, Purpose: policy.PublicSafety, Shape: policy.Incident}, m)
		return a.Act, err
	}
}

// since is an act that was true at some instant since a day.
func since(a casefile.AccessAct, days float64) casefile.AccessAct {
	a.NotBefore = on(days).At
	return a
}

func mine() casefile.AccessAct    { return act(platform, "for a reason") }
func theirs() casefile.AccessAct  { return act(agency, "for a reason") }
func silent() casefile.AccessAct  { return act(platform, " ") }
func strange() casefile.AccessAct { return act("somebody-else", "for a reason") }

func refusals() []refusal {
	safety, news := policy.PublicSafety, policy.BreakingNews
	return slices.Concat(decisionRefusals(), answerRefusals(), []refusal{
		{"a grantee suspends", "wrong-party", active, suspending(theirs(), on(1))},
		{"a grantee terminates", "wrong-party", active, terminating(theirs(), on(1))},
		{"a grantee restricts", "wrong-party", active, restricting(theirs(), on(1), safety)},
		{"a grantee reinstates", "wrong-party", suspended, reinstating(theirs(), on(11))},
		{"a grantee moves the policy", "wrong-party", active, moving(theirs(), on(300), newTerms)},
		{"a grantee reports a finding", "wrong-party", active, reporting(theirs(), on(1))},
		{"a grantee clears its review", "wrong-party", reviewed, answering(theirs(), on(11), casefile.AccessClear)},
		{"a grantee grants its request", "wrong-party", asked, answering(theirs(), on(1), casefile.AccessGrant)},
		{"a grantee gives back", "wrong-party", protested, answering(theirs(), on(12), casefile.AccessGiveBack)},
		{"somebody else declares a use", "wrong-party", active, declaring(strange(), on(1))},
		{"somebody else protests", "wrong-party", suspended, protesting(strange(), on(11))},
		{"somebody else proposes", "wrong-party", protested, proposing(strange(), on(12), news)},
		{"somebody else answers", "wrong-party", protested, answering(strange(), on(12), casefile.AccessMaintain)},
		{"a use after the end", "ended", ended, declaring(theirs(), on(2))},
		{"a suspension after the end", "ended", ended, suspending(mine(), on(2))},
		{"a finding after the end", "ended", ended, reporting(mine(), on(2))},
		{"a protest after the end", "ended", ended, protesting(theirs(), on(2))},
		{"an answer after the end", "ended", ended, answering(mine(), on(2), casefile.AccessGrant)},
	})
}

func decisionRefusals() []refusal {
	safety, news := policy.PublicSafety, policy.BreakingNews
	terminated := func(t *testing.T) *access.GrantMachine {
		g := grant(t)
		terminate(t, g, on(10))
		return g
	}
	return []refusal{
		{"suspended without a reason", "no-reason", active, suspending(silent(), on(1))},
		{"terminated without a reason", "no-reason", active, terminating(silent(), on(1))},
		{"restricted without a reason", "no-reason", active, restricting(silent(), on(1), safety)},
		{"reinstated without a reason", "no-reason", suspended, reinstating(silent(), on(11))},
		{"suspended twice", "nothing-changes", suspended, suspending(mine(), on(11))},
		{"suspended after it was terminated", "nothing-changes", terminated, suspending(mine(), on(11))},
		{"terminated twice", "nothing-changes", terminated, terminating(mine(), on(11))},
		{"restricted while suspended", "nothing-changes", suspended, restricting(mine(), on(11), safety)},
		{"restricted twice", "nothing-changes", func(t *testing.T) *access.GrantMachine {
			g := grant(t)
			restrict(t, g, on(1), safety)
			return g
		}, restricting(mine(), on(2), safety)},
		{"restricted by what it is not for", "not-stated", active, restricting(mine(), on(1), legal.ProtectPerson)},
		{"restricted to nothing", "nothing-left", active, restricting(mine(), on(1), safety, news)},
		{"reinstated while active", "nothing-changes", active, reinstating(mine(), on(1))},
		{"reinstated while under review", "under-review", reviewed, reinstating(mine(), on(11))},
		{"reinstated with forbidden terms", "terms-not-allowed", suspended, reinstating(mine(), on(11), legal.Surveillance)},
		{"suspended while requested", "not-now", asked, suspending(mine(), on(1))},
		{"suspended before the source is known", "not-now", waiting, suspending(act(reseller, "for a reason"), on(1))},
		{"before the grant began", "too-early", active, suspending(mine(), on(-1))},
		{"an interval that begins before the grant", "too-early", active, suspending(since(mine(), -1), on(1))},
		{"before the last decision", "too-early", suspended, reinstating(mine(), on(9))},
		{"terminated before it was suspended", "too-early", suspended, terminating(mine(), on(9))},
		{"a finding before the grant", "too-early", active, reporting(mine(), on(-1))},
		{"moved to the same policy", "nothing-changes", active, moving(mine(), on(1), oldTerms)},
		{"moved to a policy that does not hold yet", "too-early", active, moving(mine(), on(1), newTerms)},
		{"moved to an older policy", "older-policy", active, moving(mine(), on(1), "twitter-2015-01-01")},
		{"moved to no policy", "unknown-policy", active, moving(mine(), on(1), "twitter-1999-01-01")},
		{"moved to another platform's policy", "unknown-policy", active, moving(mine(), on(1), "example-feed-2026-01-01")},
	}
}

func answerRefusals() []refusal {
	news := policy.BreakingNews
	return []refusal{
		{"a protest against nothing", "nothing-to-protest", active, protesting(theirs(), on(1))},
		{"a protest against a review", "nothing-to-protest", reviewed, protesting(theirs(), on(11))},
		{"a protest against an open request", "nothing-to-protest", asked, protesting(theirs(), on(1))},
		{"a second protest", "talk-open", protested, protesting(theirs(), on(12))},
		{"a protest before the suspension", "too-early", suspended, protesting(theirs(), on(9))},
		{"terms without a protest", "no-talk", suspended, proposing(theirs(), on(11), news)},
		{"terms that the policy forbids", "terms-not-allowed", protested, proposing(theirs(), on(12), legal.TrackDemonstrators)},
		{"terms before the protest", "too-early", protested, proposing(theirs(), on(10.5), news)},
		{"maintained without a protest", "no-talk", suspended, answering(mine(), on(11), casefile.AccessMaintain)},
		{"given back without a protest", "no-talk", suspended, answering(mine(), on(11), casefile.AccessGiveBack)},
		{"maintained without a reason", "no-reason", protested, answering(silent(), on(12), casefile.AccessMaintain)},
		{"answered before the protest", "too-early", protested, answering(mine(), on(10.5), casefile.AccessMaintain)},
		{"agreed to no terms", "no-terms", protested, answering(mine(), on(12), casefile.AccessAgree)},
		{"declined no terms", "no-terms", protested, answering(theirs(), on(12), casefile.AccessMaintain)},
		{"a grantee agrees to its own terms", "no-terms", func(t *testing.T) *access.GrantMachine {
			g := protested(t)
			propose(t, g, agency, on(12), news)
			return g
		}, answering(theirs(), on(13), casefile.AccessAgree)},
		{"given back before the termination", "too-early", func(t *testing.T) *access.GrantMachine {
			g := protested(t)
			terminate(t, g, on(14))
			return g
		}, answering(mine(), on(13), casefile.AccessGiveBack)},
		{"granted while active", "not-now", active, answering(mine(), on(1), casefile.AccessGrant)},
		{"refused while active", "not-now", active, answering(mine(), on(1), casefile.AccessDecline)},
		{"granted before the request", "too-early", asked, answering(mine(), on(-1), casefile.AccessGrant)},
		{"refused without a reason", "no-reason", asked, answering(silent(), on(1), casefile.AccessDecline)},
		{"granted before the source is known", "not-now", func(t *testing.T) *access.GrantMachine { return grant(t, requested, passedOn) },
			answering(act(reseller, "so"), on(1), casefile.AccessGrant)},
		{"passed on from nowhere", "no-source", askedOfReseller, answering(act(reseller, "so"), on(1), casefile.AccessGrant)},
		{"passed on from itself", "other-source", askedOfReseller, passingOn(act(reseller, "so"), on(1), theGrant)},
		{"its own data passed on", "other-source", asked, passingOn(mine(), on(1), upstream)},
		{"passed on from another source", "other-source", func(t *testing.T) *access.GrantMachine { return grant(t, requested, passedOn) },
			passingOn(act(reseller, "so"), on(1), direct)},
		{"granted twice while the source is not known", "not-now", func(t *testing.T) *access.GrantMachine {
			g := askedOfReseller(t)
			_, err := passingOn(act(reseller, "so"), on(1), upstream)(g)
			require.NoError(t, err)
			return g
		}, passingOn(act(reseller, "so"), on(2), upstream)},
		{"a grantee passes on", "wrong-party", askedOfReseller, passingOn(theirs(), on(1), upstream)},
		{"passed on before the request", "too-early", askedOfReseller, passingOn(act(reseller, "so"), on(-1), upstream)},
		{"cleared without a review", "not-now", active, answering(mine(), on(1), casefile.AccessClear)},
		{"cleared before the review", "too-early", reviewed, answering(mine(), on(9), casefile.AccessClear)},
		{"an unknown answer", "unknown-verdict", protested, answering(mine(), on(12), "perhaps")},
		{"given back by the wrong side of the chain", "nothing-changes", func(t *testing.T) *access.GrantMachine {
			g := onward(t)
			g.FromAbove(source(2, casefile.StageAccessSuspended, 5), on(5))
			protest(t, g, on(6))
			return g
		}, answering(act(reseller, "so"), on(7), casefile.AccessGiveBack)},
	}
}

// A refused act changes nothing; recording it adds one event and changes nothing else.
func TestGrantRefusalsChangeNothingButTheRecord(t *testing.T) {
	for _, row := range refusals() {
		t.Run(row.code+"/"+row.name, func(t *testing.T) {
			g := row.on(t)
			before := plain(t, g)
			a, err := row.try(g)
			var why *casefile.Refusal
			require.ErrorAs(t, err, &why)
			require.Equal(t, row.code, why.Code)
			require.NotEmpty(t, why.Message)
			require.Equal(t, before, plain(t, g))

			events := len(g.Events)
			g.RefuseAct(a, why, on(400).At)
			require.Len(t, g.Events, events+1)
			require.Equal(t, casefile.Code(row.code), lastEvent(g).Code)
			require.Equal(t, theGrant, lastEvent(g).Grant)
			require.False(t, lastEvent(g).Turn)
			g.Events, g.Last = g.Events[:events], g.Last-1
			require.Equal(t, before, plain(t, g))
		})
	}
}
