package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal/policy"
)

// What a grantor offered in a negotiation falls with what it decides later: a grantee
// cannot take back by an older offer what was ended after it.
func TestAnOfferFallsWithALaterDecision(t *testing.T) {
	for name, decide := range map[string]func(*access.GrantMachine){
		"terminated": func(g *access.GrantMachine) { terminate(t, g, on(14)) },
		"moved to another policy": func(g *access.GrantMachine) {
			_, _, err := g.MovePolicy(casefile.MovePolicy{AccessAct: act(platform, "a new version"), Policy: newTerms}, on(300))
			require.NoError(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := protested(t)
			propose(t, g, platform, on(13), policy.BreakingNews)
			decide(g)
			before := g.Stage
			require.Equal(t, platform, g.Awaiting, "nothing waits for an answer of the grantee")
			require.Equal(t, platform, lastEvent(g).Awaiting)
			require.Equal(t, platform, lastNotice(g).Awaiting)
			g = decoded(t, g)
			_, _, err := g.Answer(casefile.AnswerAccess{AccessAct: act(agency, ""), Verdict: casefile.AccessAgree}, on(301))
			var refusal *casefile.Refusal
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, "no-terms", refusal.Code)
			require.Equal(t, before, g.Stage)
			require.Equal(t, policy.RuleNotActive, declare(t, g, use(""), on(302)).Rule)
			require.NotNil(t, g.Talks[0].Positions[1].Terms, "it stays on record")

			propose(t, g, platform, on(303), policy.BreakingNews)
			answer(t, g, agency, casefile.AccessAgree, on(304))
			require.Equal(t, casefile.StageAccessReinstated, g.Stage, "a new offer holds")
		})
	}
}

// The grantor may still agree to what its grantee proposed before: that is its own
// decision, taken now.
func TestAGrantorAgreesToOlderTermsOfItsGrantee(t *testing.T) {
	g := protested(t)
	propose(t, g, agency, on(12), policy.BreakingNews)
	terminate(t, g, on(14))
	answer(t, g, platform, casefile.AccessAgree, on(15))
	require.Equal(t, casefile.StageAccessReinstated, g.Stage)
}

// Who guesses the id of an access learns from its refusal nobody's name.
func TestAStrangerLearnsNobodysName(t *testing.T) {
	g := onward(t)
	suspend(t, g, on(1))
	a := use("")
	a.By.Party = "a-stranger"
	_, _, used := g.Declare(a, on(2))
	_, _, protested := g.Protest(casefile.Protest{AccessAct: a.AccessAct}, on(2))
	_, _, proposed := g.Propose(casefile.ProposeTerms{AccessAct: a.AccessAct}, on(2))
	_, _, answered := g.Answer(casefile.AnswerAccess{AccessAct: a.AccessAct, Verdict: casefile.AccessClear}, on(2))
	for _, err := range []error{used, protested, proposed, answered} {
		require.ErrorContains(t, err, "a-stranger")
		require.NotContains(t, plain(t, err), string(agency))
		require.NotContains(t, plain(t, err), string(reseller))
	}
}
