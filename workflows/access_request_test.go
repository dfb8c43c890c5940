package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

// A grantee asks for an access: it begins at both, and the grantor's answer reaches the
// grantee. A request that is refused ends both.
func TestAnAccessIsRequested(t *testing.T) {
	for verdict, want := range map[casefile.AccessVerdict]casefile.Stage{
		"": casefile.StageAccessRequested, casefile.AccessGrant: casefile.StageAccessActive, casefile.AccessDecline: casefile.StageEnded,
	} {
		t.Run(string(verdict), func(t *testing.T) {
			f := newFeed(t)
			f.asks(0, requested(direct, platform))
			if verdict != "" {
				f.answers(day, protocol.AccessWorkflowID(direct), platform, verdict)
			}
			f.live(2 * day)
			require.Empty(t, f.refused)
			grantor, grantee := f.stages(direct)
			require.Equal(t, want, grantor)
			require.Equal(t, want, grantee)
			f.requireBooks(direct, "twitter", "nypd")
		})
	}
}

// asks has a grantee ask for an access.
func (f *feed) asks(after time.Duration, o casefile.AccessOpening) {
	in := protocol.SubscriptionInput{Start: access.SubscriptionStart{Opening: o, Desk: f.desk(o.Grantee)}, Ledger: true}
	f.at(max(after, time.Second), func() { f.begin(protocol.SubscriptionWorkflowID(o.Grant), protocol.Subscription, in, "", nil) })
}

// A reseller is asked for what it passes on, and names its own access in its answer:
// what happens above reaches what was asked for.
func TestAResellerIsAskedForWhatItPassesOn(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(source, platform, reseller), ""))
	f.asks(hour, requested(onward, reseller))
	loose := f.answers(2*hour, protocol.AccessWorkflowID(onward), reseller, casefile.AccessGrant)
	f.grants(3*hour, onward, reseller, source)
	f.at(day, func() {
		grantor, grantee := f.stages(onward)
		require.Equal(t, casefile.StageAccessActive, grantor)
		require.Equal(t, grantor, grantee)
		require.Equal(t, []casefile.Leaning{{Grant: source, Onward: onward, Data: "twitter", At: caseStart.Add(3 * hour)}}, f.subscription(source).Leaning)
	})
	good := f.declares(day+hour, onward, agent, legal.OneAccount, "@somebody")
	f.terminates(2*day, source, platform)
	f.live(3 * day)
	require.Equal(t, "no-source", f.refusal(loose))
	require.True(t, f.verdict(onward, good).Accepted)
	grantor, grantee := f.stages(onward)
	require.Equal(t, casefile.StageAccessTerminated, grantor)
	require.Equal(t, grantor, grantee)
	f.requireBooks(onward, "example-reseller", "nypd")
}

// A platform passes nothing on.
func TestNobodyAsksAPlatformForAnothersData(t *testing.T) {
	f := newFeed(t)
	o := requested(direct, platform)
	o.Data, o.Policy, o.Terms.Purposes = "example-feed", "example-feed-2026-01-01", []legal.Purpose{policy.PublicSafety}
	f.asks(0, o)
	f.live(day)
	require.False(t, f.hasBegun(protocol.AccessWorkflowID(direct)))
	s := f.subscription(direct)
	require.Equal(t, casefile.StageEnded, s.Stage)
	require.Equal(t, casefile.EvAccessRefused, s.Events[len(s.Events)-1].Kind)
}

// requested is an access that the agency asks for.
func requested(g casefile.GrantID, grantor casefile.Decider) casefile.AccessOpening {
	o := opening(g, grantor, agent)
	o.Requested, o.By = true, agent
	return o
}

// grants has a grantor grant a request, from a source of its own.
func (f *feed) grants(after time.Duration, g casefile.GrantID, by casefile.Decider, under casefile.GrantID) string {
	a := casefile.AnswerAccess{AccessAct: says(by, "as agreed"), Verdict: casefile.AccessGrant, Under: under}
	return f.grantor(after, g, protocol.UpdateAnswer, &a.AccessAct, func() any { return a })
}

// Each side has keys of its own: a grantee that has acted under a key does not keep its
// grantor from acting under it.
func TestAGranteeDoesNotShadowItsGrantor(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	f.suspends(hour, direct, platform)
	p := casefile.Protest{AccessAct: says(agent, "nobody was followed")}
	p.Key = "the same"
	f.grantee(2*hour, direct, protocol.UpdateProtest, &p.AccessAct, func() any { return p })
	a := casefile.AnswerAccess{AccessAct: says(platform, "so it seems"), Verdict: casefile.AccessGiveBack}
	a.Key = p.Key
	// The environment takes one id for one update everywhere; a server does so within a workflow.
	f.sendUpdate(3*hour, protocol.AccessWorkflowID(direct), protocol.UpdateAnswer, "of the grantor", func() any { return a })
	f.live(day)
	require.Empty(t, f.refused)
	grantor, grantee := f.stages(direct)
	require.Equal(t, casefile.StageAccessReinstated, grantor)
	require.Equal(t, grantor, grantee)
}
