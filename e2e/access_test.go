package e2e_test

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"

	"writ/access"
	"writ/casefile"
	"writ/internal/devservertest"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

// TestAccess holds the tests of standing access on real servers, in earnest: nothing
// is played but where a clock has to ring that runs for months.
func TestAccess(t *testing.T) {
	t.Parallel()
	t.Run("one server", oneServerOfAccess)
	t.Run("three links", threeLinks)
}

// oneServerOfAccess holds those that share one server. At their end it looks through
// all that the server and the workers hold: whatever they did, each party has what it
// is a side of.
func oneServerOfAccess(t *testing.T) {
	t.Parallel()
	f := newFeeds(t, slog.LevelDebug, devservertest.WithFlags("--log-level", "debug"))
	f.work(t, f.without("reseller-b")...)
	passed := t.Run("all", func(t *testing.T) {
		for name, test := range map[string]func(*testing.T, *feeds){
			"states/refused":        stateRefused,
			"states/reviewed":       stateReviewed,
			"states/review date":    stateReviewDate,
			"states/negotiated":     stateNegotiated,
			"states/ended":          stateEnded,
			"states/no result":      stateNoResult,
			"attacks/dates":         attacksByDate,
			"attacks/keys":          attacksByKey,
			"attacks/grantor's key": attacksOnTheGrantorsKey,
			"attacks/other parties": attacksOfOthers,
			"attacks/overtaken":     attacksWhileAway,
			"leaning on nothing":    leaningOnNothing,
			"typed anywhere":        typedAnywhere,
			"passed on":             passedOn,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, f)
			})
		}
	})
	if !passed {
		return // what was not done is held by nobody
	}
	f.work(t, "reseller-b") // whose workers one of the tests has stopped
	require.Contains(t, f.logs.String(), "level=DEBUG")
	f.requireApart(t)
	f.requireReplays(t)
	f.requireWholeLedgers(t, "twitter", "agency")
}

var (
	news   = policy.BreakingNews
	safety = policy.PublicSafety
	person = legal.ProtectPerson
)

// shown waits until the lists of both sides show the access: its workflow, at the
// stage, with whoever is awaited, the other side and the refused uses.
func (c *contract) shown(t *testing.T, stage casefile.Stage, awaiting casefile.PartyID, refused int) {
	t.Helper()
	uses := "WritRefusedUses IS NULL"
	if refused > 0 {
		uses = fmt.Sprintf("WritRefusedUses=%d", refused)
	}
	for party, id := range map[casefile.PartyID]string{
		c.Grantor: protocol.AccessWorkflowID(c.Grant), c.Grantee: protocol.SubscriptionWorkflowID(c.Grant),
	} {
		query := fmt.Sprintf("WorkflowId='%s' AND WritStage='%s' AND WritAwaiting='%s' AND WritGrantor='%s' AND WritGrantee='%s' AND WritCase IS NULL AND %s",
			id, stage, awaiting, c.Grantor, c.Grantee, uses)
		c.eventually(t, "the list of "+string(party)+" shows "+query, func() bool {
			listed, err := c.client(t, party).ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: query})
			return err == nil && len(listed.GetExecutions()) == 1
		})
	}
}

// at is stands and shown in one.
func (c *contract) at(t *testing.T, stage casefile.Stage, awaiting casefile.PartyID, refused int, usable ...legal.Purpose) {
	t.Helper()
	c.stands(t, stage, awaiting, usable...)
	c.shown(t, stage, awaiting, refused)
}

// listed waits until a filter finds the access in a party's list.
func (c *contract) listed(t *testing.T, party casefile.PartyID, filter string) {
	t.Helper()
	query := fmt.Sprintf("WorkflowId IN ('%s', '%s') AND %s", protocol.AccessWorkflowID(c.Grant), protocol.SubscriptionWorkflowID(c.Grant), filter)
	c.eventually(t, query, func() bool {
		found, err := c.client(t, party).ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: query})
		return err == nil && len(found.GetExecutions()) == 1
	})
}

// What is refused ends on both sides, and nothing was ever usable.
func stateRefused(t *testing.T, f *feeds) {
	c := f.draft("twitter", "agency", news).request(t)
	c.at(t, casefile.StageAccessRequested, "twitter", 0)
	a := c.access(t)
	require.Equal(t, []string{"grant", "refuse"}, a.Actions)
	c.granted(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: c.decides(), Verdict: casefile.AccessDecline})
	c.at(t, casefile.StageEnded, casefile.Nobody, 0)
	for _, party := range c.sides() {
		c.listed(t, party, "ExecutionStatus='Completed' AND WritOutcome='refused'")
	}
}

// A review goes on while the access does: after a finding, after three refused uses.
// It is cleared, or ends in a decision.
func stateReviewed(t *testing.T, f *feeds) {
	c := f.draft("twitter", "agency", news, safety).request(t)
	c.at(t, casefile.StageAccessRequested, "twitter", 0)
	grant := c.act("twitter", "twitter")
	c.granted(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: grant, Verdict: casefile.AccessGrant})
	c.at(t, casefile.StageAccessActive, casefile.Nobody, 0, news, safety)
	require.True(t, c.declared(t, c.use(news)).Accepted)

	press := c.act("twitter", "twitter") // a finding stays with the grantor
	press.Source = c.mark("twitter")
	c.granted(t, protocol.UpdateReportFinding, casefile.ReportFinding{AccessAct: press, Kind: casefile.FindingPress, Intermediary: c.mark("twitter")})
	c.at(t, casefile.StageAccessUnderReview, "twitter", 0, news, safety)
	c.granted(t, protocol.UpdateReportFinding, casefile.ReportFinding{AccessAct: c.act("twitter", "twitter"), Kind: casefile.FindingComplaint})
	require.True(t, c.declared(t, c.use(safety)).Accepted, "it goes on meanwhile")
	c.granted(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: c.act("twitter", "twitter"), Verdict: casefile.AccessClear})
	c.at(t, casefile.StageAccessActive, casefile.Nobody, 0, news, safety)

	for n, use := range []casefile.DeclareUse{
		{AccessAct: c.says(), Purpose: safety, Shape: legal.TopicShape, Target: "#" + c.mark(c.sides()...)},
		{AccessAct: c.says(), Purpose: news, Shape: legal.OneAccount, Target: "@" + c.mark(c.sides()...) + ", @another"},
		{AccessAct: c.says(), Purpose: legal.TrackDemonstrators, Shape: legal.GroupShape, Target: "group:" + c.mark(c.sides()...)},
	} {
		v := c.declared(t, use)
		require.False(t, v.Accepted)
		require.Equal(t, []policy.Rule{policy.RuleTopic, policy.RuleList, policy.RuleDemonstrators}[n], v.Rule)
	}
	c.at(t, casefile.StageAccessUnderReview, "twitter", 3, news, safety)
	a := c.access(t)
	require.Equal(t, []casefile.Code{access.CodeFinding, casefile.CodeRefusedUses}, codesOf(a.Events, casefile.EvReviewOpened))
	require.Equal(t, 2, a.Access.Accepted)
	c.granted(t, protocol.UpdateRestrict, casefile.RestrictAccess{AccessAct: c.decides(), Purposes: []legal.Purpose{safety}})
	c.at(t, casefile.StageAccessRestricted, casefile.Nobody, 3, news)
	require.True(t, c.declared(t, c.use(news)).Accepted)
	require.Equal(t, policy.RuleTakenAway, c.declared(t, c.use(safety)).Rule)
	c.shown(t, casefile.StageAccessRestricted, casefile.Nobody, 4)
}

// A review that the contract foresees begins on its date, by itself.
func stateReviewDate(t *testing.T, f *feeds) {
	c := f.draft("twitter", "agency", news)
	c.ReviewAt = []time.Time{time.Now().Add(2 * time.Second)}
	c.open(t, "")
	c.at(t, casefile.StageAccessUnderReview, "twitter", 0, news)
	a := c.access(t)
	require.Equal(t, []casefile.Code{casefile.CodeReviewDate}, codesOf(a.Events, casefile.EvReviewOpened))
	c.granted(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: c.act("twitter", "twitter"), Verdict: casefile.AccessClear})
	c.at(t, casefile.StageAccessActive, casefile.Nobody, 0, news)
}

// stateNegotiated goes through all that a protest can come to.
func stateNegotiated(t *testing.T, f *feeds) {
	c := f.draft("twitter", "agency", news, safety, person).open(t, "")
	c.at(t, casefile.StageAccessActive, casefile.Nobody, 0, news, safety, person)
	c.granted(t, protocol.UpdateRestrict, casefile.RestrictAccess{AccessAct: c.decides(), Purposes: []legal.Purpose{person}})
	c.at(t, casefile.StageAccessRestricted, casefile.Nobody, 0, news, safety)

	// It is given back as it was.
	c.subscribed(t, protocol.UpdateProtest, casefile.Protest{AccessAct: c.says()})
	c.at(t, casefile.StageAccessRestricted, "twitter", 0, news, safety)
	c.granted(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: c.decides(), Verdict: casefile.AccessGiveBack})
	c.at(t, casefile.StageAccessReinstated, casefile.Nobody, 0, news, safety, person)

	// The grantee agrees to terms of the grantor, after it declined others.
	c.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: c.decides()})
	c.at(t, casefile.StageAccessSuspended, casefile.Nobody, 0)
	c.subscribed(t, protocol.UpdateProtest, casefile.Protest{AccessAct: c.says()})
	c.at(t, casefile.StageAccessSuspended, "twitter", 0)
	c.granted(t, protocol.UpdateProposeTerms, casefile.ProposeTerms{AccessAct: c.decides(), Terms: c.terms(c.sides(), news)})
	c.at(t, casefile.StageAccessSuspended, "agency", 0)
	c.subscribed(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: c.says(), Verdict: casefile.AccessMaintain})
	c.at(t, casefile.StageAccessSuspended, "twitter", 0)
	c.granted(t, protocol.UpdateProposeTerms, casefile.ProposeTerms{AccessAct: c.decides(), Terms: c.terms(c.sides(), news, safety)})
	c.at(t, casefile.StageAccessSuspended, "agency", 0)
	c.subscribed(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: c.says(), Verdict: casefile.AccessAgree})
	c.at(t, casefile.StageAccessReinstated, casefile.Nobody, 0, news, safety)
	require.Equal(t, policy.RuleNotStated, c.declared(t, c.use(person)).Rule, "the new terms hold")

	// The grantor agrees to terms of the grantee.
	c.granted(t, protocol.UpdateTerminate, casefile.TerminateAccess{AccessAct: c.decides()})
	c.at(t, casefile.StageAccessTerminated, casefile.Nobody, 1)
	c.subscribed(t, protocol.UpdateProtest, casefile.Protest{AccessAct: c.says()})
	c.at(t, casefile.StageAccessTerminated, "twitter", 1)
	c.subscribed(t, protocol.UpdateProposeTerms, casefile.ProposeTerms{AccessAct: c.says(), Terms: c.terms(c.sides(), person)})
	c.at(t, casefile.StageAccessTerminated, "twitter", 1)
	c.granted(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: c.decides(), Verdict: casefile.AccessAgree})
	c.at(t, casefile.StageAccessReinstated, casefile.Nobody, 1, person)
	require.True(t, c.declared(t, c.use(person)).Accepted)

	a := c.access(t)
	s := c.subscription(t)
	for n, result := range []casefile.AccessVerdict{casefile.AccessGiveBack, casefile.AccessAgree, casefile.AccessAgree} {
		require.Equal(t, result, a.Access.Talks[n].Result)
		require.Equal(t, result, s.Subscription.Talks[n].Result)
		require.Equal(t, len(a.Access.Talks[n].Positions), len(s.Subscription.Talks[n].Positions))
	}
}

// stateEnded: what is maintained stays ended, and the grantor may still give it back,
// with other terms.
func stateEnded(t *testing.T, f *feeds) {
	c := f.draft("twitter", "agency", news, safety).open(t, "")
	c.at(t, casefile.StageAccessActive, casefile.Nobody, 0, news, safety)
	c.granted(t, protocol.UpdateTerminate, casefile.TerminateAccess{AccessAct: c.decides()})
	c.at(t, casefile.StageAccessTerminated, casefile.Nobody, 0)
	require.Equal(t, policy.RuleNotActive, c.declared(t, c.use(news)).Rule)
	c.subscribed(t, protocol.UpdateProtest, casefile.Protest{AccessAct: c.says()})
	c.at(t, casefile.StageAccessTerminated, "twitter", 1)
	c.granted(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: c.decides(), Verdict: casefile.AccessMaintain})
	c.at(t, casefile.StageAccessTerminated, casefile.Nobody, 1)
	terms := c.terms(c.sides(), news)
	c.granted(t, protocol.UpdateReinstate, casefile.ReinstateAccess{AccessAct: c.decides(), Terms: &terms})
	c.at(t, casefile.StageAccessReinstated, casefile.Nobody, 1, news)
	require.True(t, c.declared(t, c.use(news)).Accepted)
	c.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: c.decides()})
	c.at(t, casefile.StageAccessSuspended, casefile.Nobody, 1)
	for _, party := range c.sides() {
		c.listed(t, party, "ExecutionStatus='Running' AND WritOutcome IS NULL")
	}
}

// stateNoResult: the time of a negotiation passes without a result. That is put on
// record once, by each side, and the negotiation stays open: it still ends later.
func stateNoResult(t *testing.T, f *feeds) {
	c := f.draft("twitter", "agency", news, safety)
	const months = 90 * 24 * time.Hour
	c.exercise = &protocol.Exercise{Epoch: c.At, Start: time.Now(), Speed: months.Seconds() / 10} // in ten seconds
	c.open(t, "")
	c.stands(t, casefile.StageAccessActive, casefile.Nobody, news, safety)
	c.granted(t, protocol.UpdateRestrict, casefile.RestrictAccess{AccessAct: c.decides(), Purposes: []legal.Purpose{safety}})
	c.stands(t, casefile.StageAccessRestricted, casefile.Nobody, news)
	c.subscribed(t, protocol.UpdateProtest, casefile.Protest{AccessAct: c.says()})
	var a, s protocol.Task
	c.eventually(t, "both sides know that no result is known", func() bool {
		a, _ = c.atGrantor(t)
		s, _ = c.atGrantee(t)
		return has(a.Events, casefile.EvNoResult) && has(s.Events, casefile.EvNoResult)
	})
	for _, task := range []protocol.Task{a, s} {
		require.Len(t, codesOf(task.Events, casefile.EvNoResult), 1)
	}
	for _, talk := range []access.Talk{a.Access.Talks[0], s.Subscription.Talks[0]} {
		require.True(t, talk.Overdue)
		require.Empty(t, talk.Result)
		require.Equal(t, casefile.PartyID("twitter"), talk.Awaiting)
	}
	c.at(t, casefile.StageAccessRestricted, "twitter", 0, news)
	c.granted(t, protocol.UpdateAnswer, casefile.AnswerAccess{AccessAct: c.decides(), Verdict: casefile.AccessGiveBack})
	c.at(t, casefile.StageAccessReinstated, casefile.Nobody, 0, news, safety)
}

// codesOf are the codes of the events of a kind, in order.
func codesOf(events []casefile.Event, kind casefile.EventKind) []casefile.Code {
	var codes []casefile.Code
	for _, e := range events {
		if e.Kind == kind {
			codes = append(codes, e.Code)
		}
	}
	return codes
}

func has(events []casefile.Event, kind casefile.EventKind) bool {
	return slices.ContainsFunc(events, func(e casefile.Event) bool { return e.Kind == kind })
}
