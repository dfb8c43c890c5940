package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

// A standing access between two parties: every stage of it is the same on both sides
// once the letters have arrived.
func TestAnAccessGoesThroughItsStages(t *testing.T) {
	accessID, subscriptionID := protocol.AccessWorkflowID(direct), protocol.SubscriptionWorkflowID(direct)
	for name, row := range map[string]struct {
		do      func(*feed)
		after   time.Duration
		grantor casefile.Stage
		grantee casefile.Stage
		waits   casefile.PartyID
	}{
		"active": {func(*feed) {}, day, casefile.StageAccessActive, casefile.StageAccessActive, casefile.Nobody},
		"under review": {func(f *feed) { f.finds(hour, direct, platform) }, day,
			casefile.StageAccessUnderReview, casefile.StageAccessUnderReview, "twitter"},
		"a review that is late": {func(f *feed) { f.finds(hour, direct, platform) }, 30 * day,
			casefile.StageAccessUnderReview, casefile.StageAccessUnderReview, "twitter"},
		"a review that found nothing": {func(f *feed) {
			f.finds(hour, direct, platform)
			f.answers(2*hour, accessID, platform, casefile.AccessClear)
		}, day, casefile.StageAccessActive, casefile.StageAccessActive, casefile.Nobody},
		"restricted": {func(f *feed) {
			a := casefile.RestrictAccess{AccessAct: says(platform, "for persons only"), Purposes: []legal.Purpose{policy.PublicSafety}}
			f.grantor(hour, direct, protocol.UpdateRestrict, &a.AccessAct, func() any { return a })
		}, day, casefile.StageAccessRestricted, casefile.StageAccessRestricted, casefile.Nobody},
		"suspended":  {func(f *feed) { f.suspends(hour, direct, platform) }, day, casefile.StageAccessSuspended, casefile.StageAccessSuspended, casefile.Nobody},
		"terminated": {func(f *feed) { f.terminates(hour, direct, platform) }, day, casefile.StageAccessTerminated, casefile.StageAccessTerminated, casefile.Nobody},
		"reinstated": {func(f *feed) {
			f.terminates(hour, direct, platform)
			f.reinstates(2*hour, direct, platform)
		}, day, casefile.StageAccessReinstated, casefile.StageAccessReinstated, casefile.Nobody},
		"protested": {func(f *feed) {
			f.suspends(hour, direct, platform)
			f.protests(2*hour, direct, agent)
		}, day, casefile.StageAccessSuspended, casefile.StageAccessSuspended, "twitter"},
		"protested without a result": {func(f *feed) {
			f.suspends(hour, direct, platform)
			f.protests(2*hour, direct, agent)
		}, 200 * day, casefile.StageAccessSuspended, casefile.StageAccessSuspended, "twitter"},
		"given back": {func(f *feed) {
			f.suspends(hour, direct, platform)
			f.protests(2*hour, direct, agent)
			f.answers(3*hour, accessID, platform, casefile.AccessGiveBack)
		}, day, casefile.StageAccessReinstated, casefile.StageAccessReinstated, casefile.Nobody},
		"agreed on terms": {func(f *feed) {
			f.suspends(hour, direct, platform)
			f.protests(2*hour, direct, agent)
			a := casefile.ProposeTerms{AccessAct: says(platform, ""), Terms: casefile.AccessTerms{Purposes: []legal.Purpose{legal.ProtectPerson}}}
			f.grantor(3*hour, direct, protocol.UpdateProposeTerms, &a.AccessAct, func() any { return a })
			f.answers(4*hour, subscriptionID, agent, casefile.AccessAgree)
		}, day, casefile.StageAccessReinstated, casefile.StageAccessReinstated, casefile.Nobody},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFeed(t)
			f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
			row.do(f)
			f.live(row.after)
			require.Empty(t, f.refused)
			grantor, grantee := f.stages(direct)
			require.Equal(t, row.grantor, grantor)
			require.Equal(t, row.grantee, grantee)
			require.Equal(t, row.waits, f.access(direct).Awaiting)
			require.Equal(t, row.waits, f.subscription(direct).Awaiting, "both sides wait for the same")
			require.ElementsMatch(t, f.access(direct).Usable(), f.subscription(direct).Stands.Usable)
			require.Empty(t, f.access(direct).Outbox)
			f.requireBooks(direct, "twitter", "nypd")
		})
	}
}

// requireBooks checks that both parties' ledgers hold what happened on their side.
func (f *feed) requireBooks(g casefile.GrantID, grantor, grantee casefile.PartyID) {
	f.t.Helper()
	f.ledger.requireFacts(f.task(protocol.AccessWorkflowID(g)).Events, grantor, string(g), protocol.Access, casefile.StepID(g))
	f.ledger.requireFacts(f.task(protocol.SubscriptionWorkflowID(g)).Events, grantee, string(g), protocol.Subscription, casefile.StepID(g))
}

// The grantor's people are reminded of a review date and of a review without a result.
func TestAReviewDateOpensAReview(t *testing.T) {
	f := newFeed(t)
	o := opening(direct, platform, agent)
	o.ReviewAt = []time.Time{caseStart.Add(60 * day)}
	f.opens(0, f.accessTo(o, ""))
	f.live(80 * day)
	grantor, _ := f.stages(direct)
	require.Equal(t, casefile.StageAccessUnderReview, grantor)
	require.Contains(t, kindsOf(f.access(direct).Events), casefile.EvReviewOpened)
	require.NotEmpty(t, f.reminds)
}

// The use gate is at the grantor; the grantee learns the verdict, and the rule.
func TestUsesAreJudgedByTheGrantor(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	good := f.declares(hour, direct, agent, legal.OneAccount, "@somebody")
	topic := f.declares(2*hour, direct, agent, legal.TopicShape, "#march")
	list := f.declares(3*hour, direct, agent, legal.OneAccount, "@one @two")
	f.suspends(5*hour, direct, platform)
	late := f.declares(6*hour, direct, agent, legal.OneAccount, "@somebody")
	a := casefile.DeclareUse{AccessAct: says(agent, ""), Purpose: legal.ProtectPerson, Shape: legal.OneAccount, Target: "@somebody"}
	a.At = caseStart.Add(4 * hour)
	back := f.grantee(7*hour, direct, protocol.UpdateDeclareUse, &a.AccessAct, func() any { return a })
	f.live(day)
	require.Empty(t, f.refused, "a refused use is a result")
	require.True(t, f.verdict(direct, good).Accepted)
	for key, rule := range map[string]policy.Rule{topic: policy.RuleTopic, late: policy.RuleNotActive, back: policy.RuleNotActive} {
		v := f.verdict(direct, key)
		require.False(t, v.Accepted, key)
		require.Equal(t, rule, v.Rule)
	}
	require.False(t, f.verdict(direct, list).Accepted)
	require.Equal(t, 4, f.access(direct).RefusedUses())
	f.requireBooks(direct, "twitter", "nypd")
}

// Refused uses open a review by themselves.
func TestRepeatedRefusalsOpenAReview(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	for i := range 3 {
		f.declares(time.Duration(i+1)*hour, direct, agent, legal.TopicShape, "#march")
	}
	f.live(day)
	grantor, grantee := f.stages(direct)
	require.Equal(t, casefile.StageAccessUnderReview, grantor)
	require.Equal(t, grantor, grantee)
}

// An act that is not allowed is refused on record; a malformed one leaves no trace.
func TestAnActOnAnAccessIsRefusedOnRecord(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	stranger := f.suspends(hour, direct, agent)
	nothing := f.reinstates(2*hour, direct, platform)
	empty := casefile.RestrictAccess{AccessAct: says(platform, "of nothing")}
	malformed := f.grantor(3*hour, direct, protocol.UpdateRestrict, &empty.AccessAct, func() any { return empty })
	f.live(day)
	require.Equal(t, "wrong-party", f.refusal(stranger))
	require.NotEmpty(t, f.refusal(nothing))
	require.ErrorContains(t, f.refused[malformed], "purposes are empty")
	require.Equal(t, []casefile.EventKind{casefile.EvAccessGranted, casefile.EvRefusedUpdate, casefile.EvRefusedUpdate}, kindsOf(f.access(direct).Events))
}

// A chain: what ends at its beginning reaches its end, which learns that its source has
// ended and not whose contract that was. Another contract lives on.
func TestAnEndReachesAllThatHangsOnIt(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(source, platform, reseller), ""))
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	f.opens(hour, f.accessTo(opening(onward, reseller, agent), source))
	f.suspends(day, source, platform)
	f.at(day+hour, func() {
		_, agency := f.stages(onward)
		require.Equal(t, casefile.StageAccessSuspended, agency)
		told := f.subscription(onward).Stands
		require.Equal(t, casefile.Code(policy.RuleUpstream), told.Code)
		require.NotContains(t, told.Reason, "demonstrators")
	})
	f.reinstates(2*day, source, platform)
	f.live(3 * day)
	require.Empty(t, f.refused)
	for _, g := range []casefile.GrantID{source, onward} {
		grantor, grantee := f.stages(g)
		require.True(t, casefile.AccessUsable(grantor), "%s", grantor)
		require.Equal(t, grantor, grantee)
	}
	_, other := f.stages(direct)
	require.Equal(t, casefile.StageAccessActive, other)
	f.requireBooks(onward, "example-reseller", "nypd")
}

// A grant that hangs on an access which its grantor does not have gives nothing.
func TestAGrantHangsOnNothing(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(onward, reseller, agent), source))
	f.live(day)
	require.False(t, casefile.AccessUsable(f.access(onward).Stage))
	require.Empty(t, f.access(onward).Usable())
}

// A contract is moved to another version of the policy: it is told to the grantee.
func TestAContractIsMovedToAnotherPolicy(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	a := casefile.MovePolicy{AccessAct: says(platform, "new words"), Policy: policy2}
	f.grantor(hour, direct, protocol.UpdateMovePolicy, &a.AccessAct, func() any { return a })
	none := casefile.MovePolicy{AccessAct: says(platform, "no words"), Policy: "twitter-1999-01-01"}
	unknown := f.grantor(2*hour, direct, protocol.UpdateMovePolicy, &none.AccessAct, func() any { return none })
	f.live(day)
	require.Equal(t, policy2, f.access(direct).Policy)
	require.Equal(t, policy2, f.subscription(direct).Policy)
	require.Error(t, f.refused[unknown])
}
