package access

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

var lesser = casefile.AccessTerms{Purposes: []legal.Purpose{legal.ProtectPerson}}

// protested is a suspended subscription whose grantee has protested, on day 2.
func protested(t tb) *SubscriptionMachine {
	t.Helper()
	s := active(t)
	s.Hear(suspendedNotice(2, day(1).At), day(1))
	_, acts, err := s.Protest(casefile.Protest{AccessAct: byGrantee("p")}, day(2))
	require.NoError(t, err)
	require.Equal(t, day(2).At, acts[0].Send.Submission.Protest.At)
	return s
}

// proposed is a subscription whose grantor has proposed lesser terms, on day 4.
func proposed(t tb) *SubscriptionMachine {
	t.Helper()
	s := protested(t)
	answers(t, s, taken(), day(3))
	n := notice(3, casefile.EvTermsProposed, casefile.StageAccessSuspended, day(4).At)
	n.Terms, n.Awaiting, n.Due = &lesser, "nypd", day(18).At
	s.Hear(n, day(4))
	return s
}

func TestAProtestOpensANegotiation(t *testing.T) {
	s := protested(t)
	require.Equal(t, casefile.EvProtested, lastEvent(s).Kind)
	require.Equal(t, casefile.PartyID("example-feed"), s.Awaiting)
	require.False(t, s.Due.IsZero())
	require.Equal(t, []string{"propose"}, s.Open())
	talk := s.talk()
	require.Equal(t, day(2).At, talk.Began)
	require.Equal(t, s.add(s.policy.Negotiation, day(2).At), talk.Until)
	_, _, err := s.Protest(casefile.Protest{AccessAct: byGrantee("p2")}, day(3))
	requireRefusal(t, err, "talk-open")
}

func TestThereIsNothingToProtest(t *testing.T) {
	s := active(t)
	_, _, err := s.Protest(casefile.Protest{AccessAct: byGrantee("p")}, day(2))
	requireRefusal(t, err, "nothing-to-protest")
	_, _, err = s.Propose(casefile.ProposeTerms{AccessAct: byGrantee("p"), Terms: lesser}, day(2))
	requireRefusal(t, err, "no-talk")
	_, _, err = s.Answer(casefile.AnswerAccess{AccessAct: byGrantee("p"), Verdict: casefile.AccessAgree}, day(2))
	requireRefusal(t, err, "no-talk")

	cut := notice(2, casefile.EvAccessRestricted, casefile.StageAccessRestricted, day(1).At)
	cut.Usable = lesser.Purposes
	s.Hear(cut, day(1))
	require.Equal(t, []string{"use", "protest"}, s.Open(), "a purpose was taken away")
}

func TestARefusedProtestWasNone(t *testing.T) {
	for _, a := range []casefile.LetterAnswer{refused("not-now"), {Reason: "no channel"}} {
		s := protested(t)
		require.Empty(t, answers(t, s, a, day(3)))
		e := lastEvent(s)
		require.Equal(t, casefile.EvRefusedUpdate, e.Kind)
		require.NotEmpty(t, e.Code)
		require.NotEmpty(t, e.Reason)
		require.Empty(t, s.Talks)
		require.Equal(t, casefile.Nobody, s.Awaiting)
		require.Empty(t, s.Alarms)
		require.Equal(t, []string{"protest"}, s.Open())
	}
}

func TestTheGrantorProposesTerms(t *testing.T) {
	s := proposed(t)
	require.Equal(t, casefile.PartyID("nypd"), s.Awaiting)
	require.Equal(t, day(18).At, s.Due)
	require.Equal(t, feedOpening().Terms, s.Terms, "proposed terms do not hold")
	require.Equal(t, []string{"agree", "maintain", "propose"}, s.Open())
	for _, v := range []casefile.AccessVerdict{casefile.AccessGrant, casefile.AccessDecline, casefile.AccessClear, casefile.AccessGiveBack, "perhaps"} {
		_, _, err := s.Answer(casefile.AnswerAccess{AccessAct: byGrantee("a"), Verdict: v}, day(5))
		requireRefusal(t, err, "unknown-verdict")
	}
	alarm, ok := s.Alarms.Next()
	require.True(t, ok)
	require.Equal(t, AlarmAnswer, alarm.Name)

	_, acts, err := s.Answer(casefile.AnswerAccess{AccessAct: byGrantee("a"), Verdict: casefile.AccessAgree}, day(5))
	require.NoError(t, err)
	require.Equal(t, casefile.AccessAgree, acts[0].Send.Submission.Answer.Verdict)
	require.Equal(t, casefile.Code(casefile.AccessAgree), lastEvent(s).Code)
	require.Equal(t, casefile.PartyID("example-feed"), s.Awaiting)
	require.Equal(t, casefile.StageAccessSuspended, s.Stage, "the grantor gives it back, nobody else")
	_, _, err = s.Answer(casefile.AnswerAccess{AccessAct: byGrantee("a2"), Verdict: casefile.AccessMaintain}, day(5))
	requireRefusal(t, err, "no-terms")

	answers(t, s, taken(), day(6))
	back := notice(4, casefile.EvAccessReinstated, casefile.StageAccessReinstated, day(6).At)
	back.Terms, back.Usable = &lesser, lesser.Purposes
	s.Hear(back, day(6))
	require.Equal(t, lesser, s.Terms)
	require.Equal(t, casefile.AccessAgree, s.Talks[0].Result)
	require.Equal(t, day(6).At, s.Talks[0].Ended)
	require.Equal(t, casefile.Nobody, s.Awaiting)
	require.Empty(t, s.Alarms)
	require.Equal(t, []string{"use"}, s.Open())
}

func TestTheGranteeDeclinesTerms(t *testing.T) {
	s := proposed(t)
	_, _, err := s.Answer(casefile.AnswerAccess{AccessAct: byGrantee("a"), Verdict: casefile.AccessMaintain}, day(5))
	require.NoError(t, err)
	require.NotNil(t, s.talk(), "it stays open")
	require.Equal(t, casefile.PartyID("example-feed"), s.Awaiting)

	answers(t, s, refused("not-now"), day(6))
	require.Equal(t, casefile.PartyID("nypd"), s.Awaiting, "an answer that was not taken was none")
	require.Len(t, s.talk().Positions, 2)
}

func TestTheGranteeProposesTerms(t *testing.T) {
	s := proposed(t)
	_, acts, err := s.Propose(casefile.ProposeTerms{AccessAct: byGrantee("t"), Terms: lesser}, day(5))
	require.NoError(t, err)
	require.Equal(t, lesser, acts[0].Send.Submission.Terms.Terms)
	require.Equal(t, casefile.PartyID("example-feed"), s.Awaiting)
	require.Equal(t, &lesser, s.talk().Positions[2].Terms)

	// The grantor's books say the same: nothing is on record twice.
	n := notice(4, casefile.EvTermsProposed, casefile.StageAccessSuspended, day(5).At)
	n.Terms, n.Awaiting, n.Due = &lesser, "example-feed", day(19).At
	before := len(s.Events)
	s.Hear(n, day(5))
	require.Len(t, s.Events, before)
	require.Len(t, s.talk().Positions, 3)
	require.Equal(t, day(19).At, s.Due)

	kept := notice(5, casefile.EvProtestAnswered, casefile.StageAccessSuspended, day(7).At)
	kept.Code = casefile.Code(casefile.AccessMaintain)
	s.Hear(kept, day(7))
	require.Equal(t, casefile.AccessMaintain, s.Talks[0].Result)
	require.Len(t, s.Talks[0].Positions, 4)
	require.Equal(t, casefile.Nobody, s.Awaiting)
	require.Equal(t, []string{"protest"}, s.Open(), "a protest may come again")
}

func TestAProtestOnPaperIsHeardOf(t *testing.T) {
	s := active(t)
	s.Hear(suspendedNotice(2, day(1).At), day(1))
	n := notice(3, casefile.EvProtested, casefile.StageAccessSuspended, day(2).At)
	n.Awaiting, n.Due = "example-feed", day(16).At
	s.Hear(n, day(2))
	require.Equal(t, casefile.PartyID("nypd"), s.talk().Positions[0].By.Party)
	require.Equal(t, casefile.PartyID("example-feed"), s.Awaiting)
	require.Equal(t, casefile.EvProtested, lastEvent(s).Kind)
}

func TestNoResultIsKnown(t *testing.T) {
	s := protested(t)
	answers(t, s, taken(), day(3))
	for s.talk().Overdue == false {
		alarm, ok := s.Alarms.Next()
		require.True(t, ok)
		s.Ring(alarm, alarm.At)
	}
	require.Equal(t, casefile.EvNoResult, lastEvent(s).Kind)
	require.Equal(t, s.talk().Until, lastEvent(s).At)
	require.NotNil(t, s.talk(), "it stays open")
	require.Equal(t, casefile.PartyID("example-feed"), s.Awaiting)

	before := len(s.Events)
	n := notice(3, casefile.EvNoResult, casefile.StageAccessSuspended, day(99).At)
	n.Awaiting = "example-feed"
	s.Hear(n, day(99))
	require.Len(t, s.Events, before, "once")
	s.Hear(notice(4, casefile.EvAccessReinstated, casefile.StageAccessReinstated, day(120).At), day(120))
	require.Equal(t, casefile.AccessGiveBack, s.Talks[0].Result, "a late result is one")
}

// A notice ends a negotiation only if the grantor knew of it, and nobody is awaited in it
// any more: a protest may cross what was written before it, and what comes back from
// above settles nothing.
func TestANoticeThatEndsNoNegotiation(t *testing.T) {
	back := notice(3, casefile.EvAccessReinstated, casefile.StageAccessReinstated, day(3).At)
	s := protested(t)
	crossing := back
	crossing.Talks = 0
	s.Hear(crossing, day(3))
	require.NotNil(t, s.talk())

	s = protested(t)
	above := back
	above.Awaiting, above.Code = "example-feed", casefile.Code(policy.RuleUpstream)
	s.Hear(above, day(3))
	require.NotNil(t, s.talk())

	s = protested(t)
	s.Hear(back, day(3))
	require.Equal(t, casefile.AccessGiveBack, s.Talks[0].Result)

	s = protested(t)
	s.Hear(notice(3, casefile.EvAccessTerminated, casefile.StageAccessTerminated, day(3).At), day(3))
	require.Equal(t, casefile.AccessMaintain, s.Talks[0].Result, "it was over before, and nobody said so")
}

// A decision of the grantor after its offer lets that fall, and the grantor has to act
// next; what its source does lets nothing fall.
func TestAnOfferOfTheGrantorFalls(t *testing.T) {
	s := proposed(t)
	n := notice(4, casefile.EvAccessTerminated, casefile.StageAccessTerminated, day(5).At)
	n.Awaiting, n.Due, n.Code = "nypd", day(18).At, codeSource
	s.Hear(n, day(5))
	require.Contains(t, s.Open(), "agree")
	n.N, n.Code, n.Awaiting, n.Due = 5, "", "example-feed", day(20).At
	s.Hear(n, day(6))
	require.NotContains(t, s.Open(), "agree")
	require.Equal(t, casefile.PartyID("example-feed"), s.Awaiting)
	require.Equal(t, day(20).At, s.Due)
	_, _, err := s.Answer(casefile.AnswerAccess{AccessAct: byGrantee("a"), Verdict: casefile.AccessAgree}, day(7))
	requireRefusal(t, err, "no-terms")
}
