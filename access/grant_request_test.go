package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal/policy"
)

// passOn grants a request from a source that the grantor names.
func passOn(t require.TestingT, g *access.GrantMachine, a casefile.AccessAct, m casefile.Moment) []casefile.Action {
	_, acts, err := g.Answer(casefile.AnswerAccess{AccessAct: a, Verdict: casefile.AccessGrant, Under: upstream}, m)
	require.NoError(t, err)
	return acts
}

// A reseller that is asked for what it passes on names its own subscription. The access
// leans on that, and is active once it has been heard of how that stands.
func TestARequestIsPassedOn(t *testing.T) {
	g := grant(t, requested, ofReseller)
	require.Empty(t, g.FromAbove(source(1, casefile.StageAccessActive, 0), on(1)), "it hangs on nothing yet")
	require.Equal(t, []string{"grant", "refuse"}, g.Open())
	a := act(reseller, "as agreed")
	a.NotBefore = on(2).At
	acts := passOn(t, g, a, on(3))
	require.Equal(t, []casefile.Action{{Lean: &casefile.Leaning{Grant: upstream, Onward: theGrant, Data: "twitter", At: on(3).At}}}, acts)
	require.Equal(t, casefile.StageAccessRequested, g.Stage)
	require.Equal(t, casefile.Nobody, g.Awaiting, "the grantor has answered")
	require.Empty(t, g.Alarms, "nobody is reminded of what was answered")
	require.Equal(t, []string{"refuse"}, g.Open())
	require.Empty(t, g.Outbox, "the grantee is told once it is active")
	answered := lastEvent(g)
	require.Equal(t, casefile.EvAccessRequested, answered.Kind)
	require.Equal(t, reseller, answered.By)
	require.Equal(t, casefile.Code(casefile.AccessGrant), answered.Code)
	require.Equal(t, "as agreed", answered.Reason)
	require.True(t, answered.Turn)
	require.Equal(t, policy.RuleNotActive, declare(t, g, use(""), on(3.5)).Rule)

	g = decoded(t, g)
	acts = g.FromAbove(source(1, casefile.StageAccessActive, 0), on(4))
	require.Len(t, acts, 1)
	require.Equal(t, casefile.StageAccessActive, g.Stage)
	granted := lastEvent(g)
	require.Equal(t, casefile.EvAccessGranted, granted.Kind)
	require.Equal(t, on(3).At, granted.At)
	require.Equal(t, on(4).Seen, granted.Seen)
	require.Equal(t, on(2).At, granted.NotBefore, "the interval is that of the answer")
	require.Equal(t, policy.RuleDatedBack, declare(t, g, use(""), on(2)).Rule)
	require.True(t, declare(t, g, use(""), on(5)).Accepted)

	g.FromAbove(source(2, casefile.StageAccessSuspended, 6), on(6))
	require.Equal(t, casefile.StageAccessSuspended, g.Stage, "what happens above reaches it")
	require.Equal(t, policy.RuleUpstream, declare(t, g, use(""), on(7)).Rule)
	for _, n := range notices(g) {
		require.NotContains(t, plain(t, n), string(upstream), "the grantee learns nothing of the source")
	}
}

// A source that is gone, or that the grantor does not have, gives nothing.
func TestARequestIsPassedOnFromWhatIsGone(t *testing.T) {
	g := grant(t, requested, ofReseller)
	passOn(t, g, act(reseller, "as agreed"), on(3))
	g.FromAbove(source(0, casefile.StageAccessTerminated, 3), on(3))
	require.Equal(t, casefile.StageAccessTerminated, g.Stage)
	require.Empty(t, g.Usable())
	require.Equal(t, casefile.StageAccessTerminated, lastNotice(g).Stage)
}

// A request that waits for its source can still be refused.
func TestARequestIsRefusedWhileItsSourceIsNotKnown(t *testing.T) {
	g := grant(t, requested, ofReseller)
	passOn(t, g, act(reseller, "as agreed"), on(3))
	answer(t, g, reseller, casefile.AccessDecline, on(4))
	require.Equal(t, casefile.StageEnded, g.Stage)
	require.Empty(t, g.FromAbove(source(1, casefile.StageAccessActive, 0), on(5)))
	require.Equal(t, casefile.StageEnded, g.Stage)
}

// What an answer names has to be there for something.
func TestAnAnswerNamesASource(t *testing.T) {
	a := casefile.AnswerAccess{AccessAct: act(reseller, "so"), Verdict: casefile.AccessGrant, Under: upstream}
	require.NoError(t, a.Validate())
	a.Under = "up"
	require.ErrorContains(t, a.Validate(), `under: grant id "up" is not a UUID`)
	a.Under, a.Verdict = upstream, casefile.AccessDecline
	require.ErrorContains(t, a.Validate(), "only what is granted is passed on")
}

// The grantee reads which office opened it, and not who sat there.
func TestTheGranteeDoesNotLearnWhoOpenedIt(t *testing.T) {
	named := func(s *access.GrantStart) { s.Opening.By.Name = "J. Example" }
	g := grant(t, named)
	o := lastNotice(g).Opening
	require.Equal(t, casefile.Decider{Party: platform, Role: g.Start.Opening.By.Role}, o.By)
	require.Equal(t, "J. Example", g.Start.Opening.By.Name, "the grantor's own record keeps it")
	g.Cancelled(on(1))
	require.NotNil(t, lastNotice(g).Opening)
	require.NotContains(t, plain(t, g.Outbox), "J. Example")
}
