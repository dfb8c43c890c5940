package report_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/ledger"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
	"writ/report"
)

// The rows of these tests are those that a grant's own machine notes: what a report
// reads from them is what the machine means by them.

type played struct {
	*access.GrantMachine
	t    *testing.T
	keys int
}

func newPlayed(t *testing.T, grant casefile.GrantID) *played {
	t.Helper()
	begun := time.Date(2016, 2, 1, 12, 0, 0, 0, time.UTC)
	g, err := access.NewGrant(access.GrantStart{
		Opening: casefile.AccessOpening{
			Grant: grant, Grantor: "twitter", Grantee: "nypd", Contract: "news alerts", Data: "twitter", Policy: "twitter-2016-02-01",
			Terms: casefile.AccessTerms{Purposes: []legal.Purpose{policy.BreakingNews, policy.PublicSafety}},
			At:    begun, Seen: begun, By: casefile.Decider{Party: "twitter", Role: legal.RoleHolder},
		},
		Desk: casefile.Desk{Party: "twitter", Office: legal.RoleHolder, Zone: "UTC", Jurisdiction: "US"},
	})
	require.NoError(t, err)
	g.Begin()
	return &played{GrantMachine: g, t: t}
}

func (p *played) act(by casefile.PartyID) casefile.AccessAct {
	p.keys++
	return casefile.AccessAct{Act: casefile.Act{Key: fmt.Sprint(p.keys), By: casefile.Decider{Party: by}}, Reason: "as the test has it"}
}

func on(year int, month time.Month, day int) casefile.Moment {
	at := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	return casefile.Moment{At: at, Seen: at}
}

func (p *played) must(_ casefile.Receipt, _ []casefile.Action, err error) {
	p.t.Helper()
	require.NoError(p.t, err)
}

// tellTo brings what the machine noted to the books, as its workflow does.
func (p *played) tellTo(b *books) {
	p.t.Helper()
	e := protocol.HeadOfAccess(p.Start)
	d := ledger.Delivery{Subject: e.Subject, Work: e.Work, Jurisdiction: e.Jurisdiction, Holder: e.Holder, Run: "run", Taken: zero}
	for _, event := range p.Events {
		d.Facts = append(d.Facts, event.Fact())
	}
	d, left := ledger.Fit(d, nil)
	require.Empty(p.t, left)
	keys, err := ledger.NewKeyring([]byte("only for tests, and long enough!"))
	require.NoError(p.t, err)
	batch, err := ledger.NewEncoder(keys).Encode(d)
	require.NoError(p.t, err)
	for _, l := range batch.Labels {
		b.dict[l.Code] = l
	}
	b.events = append(b.events, ledger.CaseEvents{Case: batch.Events[0].Case, Events: batch.Events})
}

// A finding of 8 May, a suspension 156 days later, a protest, and the answer.
func TestWhatAGrantNotesIsWhatTheReportReads(t *testing.T) {
	p := newPlayed(t, "3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c01")
	p.must(p.Declare(casefile.DeclareUse{AccessAct: p.act("nypd"), Purpose: policy.PublicSafety, Shape: policy.Incident}, on(2016, time.April, 1)))
	p.must(p.Report(casefile.ReportFinding{AccessAct: p.act("twitter"), Kind: casefile.FindingAudit, Quiet: true}, on(2016, time.April, 20)))
	p.must(p.Report(casefile.ReportFinding{AccessAct: p.act("twitter"), Kind: casefile.FindingAudit}, on(2016, time.May, 8)))
	p.must(p.Report(casefile.ReportFinding{AccessAct: p.act("twitter"), Kind: casefile.FindingComplaint}, on(2016, time.September, 19)))
	p.must(p.Suspend(casefile.SuspendAccess{AccessAct: p.act("twitter")}, on(2016, time.October, 11)))
	p.must(p.Protest(casefile.Protest{AccessAct: p.act("nypd")}, on(2016, time.October, 12)))
	p.must(p.Propose(casefile.ProposeTerms{AccessAct: p.act("twitter"), Terms: casefile.AccessTerms{Purposes: []legal.Purpose{policy.BreakingNews}}}, on(2016, time.October, 20)))
	p.must(p.Answer(casefile.AnswerAccess{AccessAct: p.act("nypd"), Verdict: casefile.AccessMaintain}, on(2016, time.October, 25)))
	p.must(p.Answer(casefile.AnswerAccess{AccessAct: p.act("twitter"), Verdict: casefile.AccessMaintain}, on(2016, time.November, 20)))

	b := newBooks()
	p.tellTo(b)
	a := askAccess(t, b, dateOf(2017, time.January, 1), true)
	require.Len(t, a.Sides, 1)
	side := a.Sides[0]
	require.Equal(t, map[string]int64{"suspended": 1}, byName(side.States))
	require.Equal(t, map[string]int64{"finding": 1}, byName(side.Openings))
	require.Equal(t, map[string]int64{"maintain": 1}, byName(side.Results))
	require.EqualValues(t, 1, side.Accepted)
	require.Equal(t, report.Number(156), spanOf(t, a, "finding-to-ending").All.Quantiles[1].Days.Value)
	require.Equal(t, report.Number(40), spanOf(t, a, "ending-to-answer").All.Quantiles[1].Days.Value)
	declined := askAccess(t, b, dateOf(2016, time.November, 1), true)
	require.EqualValues(t, 1, declined.Sides[0].Running, "what the grantee declined is no answer to its protest")
}

// Refused uses count by rule, and once for each key; enough of them open a review.
func TestRefusalsOfAGrantOpenAReview(t *testing.T) {
	p := newPlayed(t, "3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c02")
	for day := range 3 {
		use := casefile.DeclareUse{AccessAct: p.act("nypd"), Purpose: policy.PublicSafety, Shape: legal.TopicShape, Target: "#made-up"}
		for range 2 {
			p.must(p.Declare(use, on(2016, time.April, 1+day)))
		}
	}
	b := newBooks()
	p.tellTo(b)
	side := askAccess(t, b, dateOf(2017, time.January, 1), true).Sides[0]
	require.Equal(t, map[string]int64{string(policy.RuleTopic): 3}, byName(side.Rules))
	require.Equal(t, map[string]int64{"refused-uses": 1}, byName(side.Openings))
	require.Equal(t, map[string]int64{"under review": 1}, byName(side.States))
	require.Empty(t, side.Spans, "nothing was found, and nobody protested")
}

// A negotiation whose time has passed is open, and a grant that gives back what it took
// ends it.
func TestNegotiationsOfAGrant(t *testing.T) {
	p := newPlayed(t, "3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c03")
	p.must(p.Terminate(casefile.TerminateAccess{AccessAct: p.act("twitter")}, on(2016, time.April, 1)))
	p.must(p.Protest(casefile.Protest{AccessAct: p.act("nypd")}, on(2016, time.April, 5)))
	for _, alarm := range p.Alarms {
		if alarm.Name == access.AlarmNegotiation {
			p.Ring(alarm, alarm.At)
		}
	}
	b := newBooks()
	p.tellTo(b)
	side := askAccess(t, b, dateOf(2017, time.June, 1), true).Sides[0]
	require.EqualValues(t, 1, side.NoResult)
	require.EqualValues(t, 1, side.Open)
	require.Equal(t, map[string]int64{"terminated": 1}, byName(side.States))

	p.must(p.Reinstate(casefile.ReinstateAccess{AccessAct: p.act("twitter")}, on(2017, time.June, 2)))
	b = newBooks()
	p.tellTo(b)
	a := askAccess(t, b, dateOf(2017, time.July, 1), true)
	require.Equal(t, map[string]int64{"reinstated": 1}, byName(a.Sides[0].States))
	require.Equal(t, map[string]int64{"give-back": 1}, byName(a.Sides[0].Results))
	require.Zero(t, a.Sides[0].NoResult)
	require.Equal(t, report.Number(427), spanOf(t, a, "ending-to-answer").All.Quantiles[1].Days.Value)
}
