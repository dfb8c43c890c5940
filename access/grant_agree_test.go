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

// protestedBelow is an onward grant that is stopped by its source alone, against which
// its grantee has protested.
func protestedBelow(t *testing.T, reviewed bool) *access.GrantMachine {
	g := onward(t)
	if reviewed {
		report(t, g, on(5))
	}
	g.FromAbove(source(2, casefile.StageAccessSuspended, 10), on(10))
	require.Equal(t, casefile.StageAccessSuspended, g.Stage)
	protest(t, g, on(11))
	return g
}

// Who can give nothing back, because it is the source that has ended, can agree on other
// terms: they hold once the source is back.
func TestTermsAreAgreedOnWhileTheSourceIsAway(t *testing.T) {
	for name, c := range map[string]struct {
		reviewed bool
		offers   casefile.PartyID
		agrees   casefile.PartyID
		back     casefile.Stage
	}{
		"the grantee agrees":                    {false, reseller, agency, casefile.StageAccessReinstated},
		"the grantor agrees":                    {false, agency, reseller, casefile.StageAccessReinstated},
		"the grantee agrees while under review": {true, reseller, agency, casefile.StageAccessUnderReview},
		"the grantor agrees while under review": {true, agency, reseller, casefile.StageAccessUnderReview},
	} {
		t.Run(name, func(t *testing.T) {
			g := protestedBelow(t, c.reviewed)
			propose(t, g, c.offers, on(12), policy.PublicSafety)
			require.Equal(t, c.offers == agency, slices.Contains(g.Open(), "agree"))
			answer(t, g, c.agrees, casefile.AccessAgree, on(13))
			require.Equal(t, casefile.AccessAgree, g.Talks[0].Result)
			require.Equal(t, casefile.StageAccessSuspended, g.Stage, "its source is still away")
			require.Empty(t, g.Usable())
			n := lastNotice(g)
			require.Equal(t, casefile.StageAccessSuspended, n.Stage)
			require.Equal(t, []legal.Purpose{policy.PublicSafety}, n.Terms.Purposes)
			require.Equal(t, c.reviewed, g.Review != nil, "a review goes on")

			g = decoded(t, g)
			g.FromAbove(source(3, casefile.StageAccessActive, 20), on(20))
			require.Equal(t, c.back, g.Stage)
			require.True(t, declare(t, g, use(""), on(21)).Accepted)
			other := use("")
			other.Purpose = policy.BreakingNews
			require.False(t, declare(t, g, other, on(21)).Accepted, "the new terms do not have it")
		})
	}
}

// Agreeing on what holds already changes nothing, and the refusal says what would.
func TestAgreeingOnTheTermsThatHoldSaysWhatToDo(t *testing.T) {
	for _, reviewed := range []bool{false, true} {
		g := protestedBelow(t, reviewed)
		same := g.Terms
		_, _, err := g.Propose(casefile.ProposeTerms{AccessAct: act(reseller, ""), Terms: same}, on(12))
		require.NoError(t, err)
		for by, verdict := range map[casefile.PartyID]casefile.AccessVerdict{agency: casefile.AccessAgree, reseller: casefile.AccessGiveBack} {
			_, _, err = g.Answer(casefile.AnswerAccess{AccessAct: act(by, ""), Verdict: verdict}, on(13))
			var refusal *casefile.Refusal
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, "nothing-changes", refusal.Code)
			require.Equal(t, "answer maintain, or propose other terms", refusal.Hint)
		}
	}
}

// No contract begins under a policy that did not hold yet, by the day where the platform
// is.
func TestNoContractBeginsUnderALaterPolicy(t *testing.T) {
	under := func(day int) error {
		_, err := access.NewGrant(opening(func(s *access.GrantStart) {
			s.Opening.Policy = newTerms
			s.Opening.At = s.Opening.At.AddDate(0, 8, day)
		}))
		return err
	}
	require.NoError(t, under(15), "2016-11-22")
	err := under(14)
	var refusal *casefile.Refusal
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, "too-early", refusal.Code)
	require.ErrorContains(t, err, string(newTerms))
	require.ErrorContains(t, err, "2016-11-22")
}
