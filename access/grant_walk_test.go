package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// Every transition of a grant: from where, by what, to where; with the events that it
// leaves and the notices that it writes, beyond those that led there.
func TestEveryTransition(t *testing.T) {
	safety, news := policy.PublicSafety, policy.BreakingNews
	both := []legal.Purpose{news, safety}
	with := func(make func(*testing.T) *access.GrantMachine, then func(*testing.T, *access.GrantMachine)) func(*testing.T) *access.GrantMachine {
		return func(t *testing.T) *access.GrantMachine {
			g := make(t)
			then(t, g)
			return g
		}
	}
	restricted := with(active, func(t *testing.T, g *access.GrantMachine) { restrict(t, g, on(10), safety) })
	terminated := with(active, func(t *testing.T, g *access.GrantMachine) { terminate(t, g, on(10)) })
	reinstated := with(suspended, func(t *testing.T, g *access.GrantMachine) { reinstate(t, g, on(11)) })
	offered := with(protested, func(t *testing.T, g *access.GrantMachine) { propose(t, g, platform, on(12), news) })
	asking := with(protested, func(t *testing.T, g *access.GrantMachine) { propose(t, g, agency, on(12), news) })
	quiet := func(f *casefile.ReportFinding) { f.Quiet = true }

	for _, row := range []struct {
		name     string
		from     func(*testing.T) *access.GrantMachine
		do       attempt
		stage    casefile.Stage
		usable   []legal.Purpose
		awaiting casefile.PartyID
		events   []casefile.EventKind
		notices  []casefile.EventKind
	}{
		{"granted", asked, answering(mine(), on(3), casefile.AccessGrant), casefile.StageAccessActive, both, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessGranted}, []casefile.EventKind{casefile.EvAccessGranted}},
		{"refused", asked, answering(mine(), on(3), casefile.AccessDecline), casefile.StageEnded, nil, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessRefused}, []casefile.EventKind{casefile.EvAccessRefused}},
		{"suspended", active, suspending(mine(), on(3)), casefile.StageAccessSuspended, nil, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessSuspended}, []casefile.EventKind{casefile.EvAccessSuspended}},
		{"terminated", active, terminating(mine(), on(3)), casefile.StageAccessTerminated, nil, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessTerminated}, []casefile.EventKind{casefile.EvAccessTerminated}},
		{"terminated after a suspension", suspended, terminating(mine(), on(13)), casefile.StageAccessTerminated, nil, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessTerminated}, []casefile.EventKind{casefile.EvAccessTerminated}},
		{"restricted", active, restricting(mine(), on(3), safety), casefile.StageAccessRestricted, []legal.Purpose{news}, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessRestricted}, []casefile.EventKind{casefile.EvAccessRestricted}},
		{"suspended after a restriction", restricted, suspending(mine(), on(13)), casefile.StageAccessSuspended, nil, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessSuspended}, []casefile.EventKind{casefile.EvAccessSuspended}},
		{"reinstated after a restriction", restricted, reinstating(mine(), on(13)), casefile.StageAccessReinstated, both, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessReinstated}, []casefile.EventKind{casefile.EvAccessReinstated}},
		{"reinstated after a suspension", suspended, reinstating(mine(), on(13)), casefile.StageAccessReinstated, both, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessReinstated}, []casefile.EventKind{casefile.EvAccessReinstated}},
		{"reinstated after a termination, with other terms", terminated, reinstating(mine(), on(13), news), casefile.StageAccessReinstated,
			[]legal.Purpose{news}, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessReinstated}, []casefile.EventKind{casefile.EvAccessReinstated}},
		{"suspended again", reinstated, suspending(mine(), on(13)), casefile.StageAccessSuspended, nil, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessSuspended}, []casefile.EventKind{casefile.EvAccessSuspended}},
		{"a finding", active, reporting(mine(), on(3)), casefile.StageAccessUnderReview, both, platform,
			[]casefile.EventKind{casefile.EvFinding, casefile.EvReviewOpened}, []casefile.EventKind{casefile.EvReviewOpened}},
		{"a finding on what is restricted", restricted, reporting(mine(), on(13)), casefile.StageAccessUnderReview, []legal.Purpose{news}, platform,
			[]casefile.EventKind{casefile.EvFinding, casefile.EvReviewOpened}, []casefile.EventKind{casefile.EvReviewOpened}},
		{"a finding on what is suspended", suspended, reporting(mine(), on(13)), casefile.StageAccessSuspended, nil, casefile.Nobody,
			[]casefile.EventKind{casefile.EvFinding}, nil},
		{"a quiet finding", active, func(g *access.GrantMachine) (casefile.Act, error) {
			report(t, g, on(3), quiet)
			return casefile.Act{}, nil
		},
			casefile.StageAccessActive, both, casefile.Nobody, []casefile.EventKind{casefile.EvFinding}, nil},
		{"a second finding", reviewed, reporting(mine(), on(13)), casefile.StageAccessUnderReview, both, platform,
			[]casefile.EventKind{casefile.EvFinding}, nil},
		{"cleared", reviewed, answering(mine(), on(13), casefile.AccessClear), casefile.StageAccessActive, both, casefile.Nobody,
			[]casefile.EventKind{casefile.EvReviewCleared}, []casefile.EventKind{casefile.EvReviewCleared}},
		{"a review that ends in a suspension", reviewed, suspending(mine(), on(13)), casefile.StageAccessSuspended, nil, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessSuspended}, []casefile.EventKind{casefile.EvAccessSuspended}},
		{"a review that ends in a restriction", reviewed, restricting(mine(), on(13), news), casefile.StageAccessRestricted, []legal.Purpose{safety}, casefile.Nobody,
			[]casefile.EventKind{casefile.EvAccessRestricted}, []casefile.EventKind{casefile.EvAccessRestricted}},
		{"protested", suspended, protesting(theirs(), on(13)), casefile.StageAccessSuspended, nil, platform,
			[]casefile.EventKind{casefile.EvProtested}, nil},
		{"protested on paper", suspended, protesting(mine(), on(13)), casefile.StageAccessSuspended, nil, platform,
			[]casefile.EventKind{casefile.EvProtested}, []casefile.EventKind{casefile.EvProtested}},
		{"terms proposed by the grantor", protested, proposing(mine(), on(13), news), casefile.StageAccessSuspended, nil, agency,
			[]casefile.EventKind{casefile.EvTermsProposed}, []casefile.EventKind{casefile.EvTermsProposed}},
		{"terms proposed by the grantee", protested, proposing(theirs(), on(13), news), casefile.StageAccessSuspended, nil, platform,
			[]casefile.EventKind{casefile.EvTermsProposed}, nil},
		{"terms declined by the grantee", offered, answering(theirs(), on(13), casefile.AccessMaintain), casefile.StageAccessSuspended, nil, platform,
			[]casefile.EventKind{casefile.EvProtestAnswered}, nil},
		{"terms agreed by the grantee", offered, answering(theirs(), on(13), casefile.AccessAgree), casefile.StageAccessReinstated, []legal.Purpose{news}, casefile.Nobody,
			[]casefile.EventKind{casefile.EvProtestAnswered, casefile.EvAccessReinstated}, []casefile.EventKind{casefile.EvAccessReinstated}},
		{"terms agreed by the grantor", asking, answering(mine(), on(13), casefile.AccessAgree), casefile.StageAccessReinstated, []legal.Purpose{news}, casefile.Nobody,
			[]casefile.EventKind{casefile.EvProtestAnswered, casefile.EvAccessReinstated},
			[]casefile.EventKind{casefile.EvProtestAnswered, casefile.EvAccessReinstated}},
		{"given back", protested, answering(mine(), on(13), casefile.AccessGiveBack), casefile.StageAccessReinstated, both, casefile.Nobody,
			[]casefile.EventKind{casefile.EvProtestAnswered, casefile.EvAccessReinstated},
			[]casefile.EventKind{casefile.EvProtestAnswered, casefile.EvAccessReinstated}},
		{"reinstated during a negotiation", protested, reinstating(mine(), on(13)), casefile.StageAccessReinstated, both, casefile.Nobody,
			[]casefile.EventKind{casefile.EvProtestAnswered, casefile.EvAccessReinstated},
			[]casefile.EventKind{casefile.EvProtestAnswered, casefile.EvAccessReinstated}},
		{"maintained", protested, answering(mine(), on(13), casefile.AccessMaintain), casefile.StageAccessSuspended, nil, casefile.Nobody,
			[]casefile.EventKind{casefile.EvProtestAnswered}, []casefile.EventKind{casefile.EvProtestAnswered}},
		{"terminated during a negotiation", protested, terminating(mine(), on(13)), casefile.StageAccessTerminated, nil, platform,
			[]casefile.EventKind{casefile.EvAccessTerminated}, []casefile.EventKind{casefile.EvAccessTerminated}},
		{"the policy moved, and all purposes stay", active, moving(mine(), on(300), newTerms), casefile.StageAccessActive, both, casefile.Nobody,
			[]casefile.EventKind{casefile.EvPolicyMoved}, []casefile.EventKind{casefile.EvPolicyMoved}},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := decoded(t, row.from(t))
			events, letters := len(g.Events), len(g.Outbox)
			a, err := row.do(g)
			require.NoError(t, err)
			require.Equal(t, row.stage, g.Stage)
			require.ElementsMatch(t, row.usable, g.Usable())
			require.Equal(t, row.awaiting, g.Awaiting)
			require.Equal(t, row.awaiting == casefile.Nobody, g.Due.IsZero())
			require.Equal(t, row.events, kindsOf(g.Events[events:]))
			for _, e := range g.Events[events:] {
				require.Equal(t, theGrant, e.Grant)
				require.False(t, e.At.IsZero() || e.Seen.IsZero() || e.By == "")
			}
			var told []casefile.EventKind
			for _, n := range notices(g)[letters:] {
				told = append(told, n.Kind)
				require.NotNil(t, n.Usable)
			}
			require.Equal(t, row.notices, told)
			if a.Key != "" {
				receipt, ok := g.Repeated(a.Key)
				require.True(t, ok)
				require.Equal(t, row.stage, receipt.Stage)
				require.NotEmpty(t, receipt.Note)
			}
		})
	}
}

func TestANegotiationHasItsOwnClock(t *testing.T) {
	g := protested(t)
	talk := func() access.Talk { return g.Talks[len(g.Talks)-1] }
	require.Equal(t, on(11).At, talk().Began)
	require.Equal(t, on(25).At, talk().Due.UTC(), "14 civil dates")
	require.Equal(t, []access.Position{{
		By: casefile.Decider{Party: agency}, Kind: casefile.EvProtested, Reason: "it was used lawfully", At: on(11).At, Seen: on(11).At,
	}}, talk().Positions)

	next, _ := g.Alarms.Next()
	require.Equal(t, access.AlarmAnswer, next.Name)
	acts := g.Ring(next, next.At)
	require.Equal(t, platform, acts[0].Remind.To)
	require.Equal(t, platform, g.Awaiting, "silence is not an answer")

	next, _ = g.Alarms.Next()
	require.Equal(t, access.AlarmNegotiation, next.Name)
	require.Equal(t, talk().Until, next.At)
	before := g.Stage
	require.Empty(t, g.Ring(next, next.At))
	require.True(t, talk().Overdue)
	require.Equal(t, casefile.EvNoResult, lastEvent(g).Kind)
	require.Empty(t, talk().Result, "it stays open")
	require.Equal(t, before, g.Stage)
	require.Empty(t, g.Alarms)
	events := len(g.Events)
	g.Ring(next, next.At)
	require.Len(t, g.Events, events, "noted once")

	answer(t, g, platform, casefile.AccessGiveBack, on(700))
	require.Equal(t, casefile.AccessGiveBack, talk().Result)
	require.Equal(t, casefile.StageAccessReinstated, g.Stage)
	suspend(t, g, on(701))
	protest(t, g, on(702))
	require.Len(t, g.Talks, 2)
}

func TestTermsOfTheOtherSideHold(t *testing.T) {
	g := protested(t)
	propose(t, g, agency, on(12), policy.BreakingNews, policy.PublicSafety)
	propose(t, g, platform, on(13), policy.BreakingNews)
	require.Equal(t, agency, g.Awaiting)
	for _, a := range g.Alarms {
		require.NotEqual(t, access.AlarmAnswer, a.Name, "the grantee keeps its own clock")
	}
	n := lastNotice(g)
	require.Equal(t, agency, n.Awaiting)
	require.Equal(t, g.Talks[0].Due, n.Due)
	require.Equal(t, []legal.Purpose{policy.BreakingNews}, n.Terms.Purposes)
	answer(t, g, agency, casefile.AccessAgree, on(14))
	require.Equal(t, []legal.Purpose{policy.BreakingNews}, g.Terms.Purposes)
	require.Equal(t, casefile.Code(casefile.AccessAgree), lastNotice(g).Code)
	require.Equal(t, []legal.Purpose{policy.BreakingNews}, lastNotice(g).Terms.Purposes)
	require.Equal(t, policy.RuleNotStated, declare(t, g, use(""), on(15)).Rule)
}

// Sources that contradict each other stand side by side, and nothing follows from
// either but a review.
func TestContradictingFindingsStandSideBySide(t *testing.T) {
	g := grant(t)
	press := func(denies bool) func(*casefile.ReportFinding) {
		return func(f *casefile.ReportFinding) {
			f.Kind, f.Source, f.Intermediary, f.Denies = casefile.FindingPress, "a newspaper", "an intermediary", denies
		}
	}
	report(t, g, on(1), press(false))
	report(t, g, on(2), press(true))
	require.Len(t, g.Findings, 2)
	require.Equal(t, []bool{false, true}, []bool{g.Findings[0].Denies, g.Findings[1].Denies})
	require.Equal(t, casefile.StageAccessUnderReview, g.Stage)
	require.Equal(t, "a newspaper", g.Events[1].Source)
	require.NotContains(t, plain(t, g.Outbox), "intermediary", "findings stay at the grantor")
	require.NotContains(t, plain(t, g.Outbox), "secret")
	require.NotContains(t, plain(t, g.Outbox), "newspaper")
}

func TestReviewDatesOpenReviews(t *testing.T) {
	g := grant(t, func(s *access.GrantStart) { s.Opening.ReviewAt = []time.Time{on(60).At, on(30).At} })
	next, _ := g.Alarms.Next()
	require.Equal(t, casefile.Alarm{Name: access.AlarmReviewDate, At: on(30).At}, next)
	g.Ring(next, next.At)
	require.Equal(t, casefile.StageAccessUnderReview, g.Stage)
	require.Equal(t, casefile.CodeReviewDate, lastNotice(g).Code)
	require.Equal(t, g.Review.Due, g.Due)
	next, _ = g.Alarms.Next()
	require.Equal(t, access.AlarmReviewDue, next.Name)
	require.Len(t, g.Ring(next, next.At), 1)
	require.Equal(t, casefile.EvReminder, lastEvent(g).Kind)
	require.Equal(t, casefile.StageAccessUnderReview, g.Stage, "nobody decided anything")

	suspend(t, g, on(50))
	next, _ = g.Alarms.Next()
	require.Equal(t, access.AlarmReviewDate, next.Name)
	require.Empty(t, g.Ring(next, next.At))
	require.Equal(t, casefile.StageAccessSuspended, g.Stage)
	require.Empty(t, g.Alarms)
}

// What a later version of the policy forbids is taken away with the move.
func TestAMovedPolicyTakesAway(t *testing.T) {
	const owner = casefile.PartyID("example-feed")
	own := func() casefile.AccessAct { return act(owner, "for a reason") }
	narrower := func(purposes ...legal.Purpose) *access.GrantMachine {
		return grant(t, func(s *access.GrantStart) {
			s.Opening.Data, s.Opening.Policy, s.Opening.Terms.Purposes = "example-feed", "example-feed-2026-01-01", purposes
			s.Opening.Grantor, s.Desk.Party, s.Opening.By.Party = owner, owner, owner
			s.Opening.At, s.Opening.Seen = onExample(0).At, onExample(0).At
		})
	}
	later, err := policy.Open("example-feed-2026-07-01")
	require.NoError(t, err)
	first, err := policy.Open("example-feed-2026-01-01")
	require.NoError(t, err)
	var gone, kept []legal.Purpose
	for _, p := range first.Purposes {
		if len(later.Allows([]legal.Purpose{p})) > 0 {
			gone = append(gone, p)
		} else {
			kept = append(kept, p)
		}
	}
	require.NotEmpty(t, gone)
	require.NotEmpty(t, kept)

	g := narrower(first.Purposes...)
	_, err = moving(own(), onExample(200), later.ID)(g)
	require.NoError(t, err)
	require.Equal(t, casefile.StageAccessRestricted, g.Stage)
	require.ElementsMatch(t, kept, g.Usable())
	require.ElementsMatch(t, gone, g.Taken)
	require.Equal(t, []casefile.EventKind{casefile.EvAccessGranted, casefile.EvPolicyMoved, casefile.EvAccessRestricted}, kindsOf(g.Events))
	n := lastNotice(g)
	require.Equal(t, casefile.EvPolicyMoved, n.Kind)
	require.Equal(t, later.ID, n.Policy)
	require.Equal(t, later.ReceivedAfter(policy.Restricted).Verdict, n.Received)
	require.Equal(t, access.CodePolicyMoved, n.Code)
	again := decoded(t, g)
	_, err = reinstating(own(), onExample(201))(again)
	require.NoError(t, err)
	require.ElementsMatch(t, kept, again.Usable(), "what the policy forbids stays away")

	g = narrower(gone...)
	_, err = moving(own(), onExample(200), later.ID)(g)
	require.NoError(t, err)
	require.Equal(t, casefile.StageAccessSuspended, g.Stage)
	_, err = reinstating(own(), onExample(201))(g)
	require.ErrorContains(t, err, "allows none of the purposes")
	_, err = reinstating(own(), onExample(201), kept...)(g)
	require.NoError(t, err)

	g = narrower(first.Purposes...)
	report(t, g, onExample(100))
	_, err = moving(own(), onExample(200), later.ID)(g)
	require.NoError(t, err)
	require.Equal(t, casefile.StageAccessUnderReview, g.Stage, "the review goes on")
	answer(t, g, owner, casefile.AccessClear, onExample(201))
	require.Equal(t, casefile.StageAccessRestricted, g.Stage)
}

// onExample is a moment in the time of the example feed.
func onExample(days int) casefile.Moment {
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC).AddDate(0, 0, days)
	return casefile.Moment{At: at, Seen: at}
}
