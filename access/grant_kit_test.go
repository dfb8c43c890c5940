package access_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// The parties and acts of the tests of a grant: a platform and a reseller, and an
// agency that is granted access by one or the other.

const (
	theGrant casefile.GrantID = "0b5c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c01"
	upstream casefile.GrantID = "0b5c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c02"
	direct   casefile.GrantID = "0b5c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c03"

	platform casefile.PartyID = "twitter"
	reseller casefile.PartyID = "geofeed-example"
	agency   casefile.PartyID = "county-fusion-centre"

	oldTerms policy.ID = "twitter-2016-02-01"
	newTerms policy.ID = "twitter-2016-11-22"
)

// begun is when the access began: a Monday morning in New York.
var begun = time.Date(2016, 3, 7, 14, 0, 0, 0, time.UTC)

// on is the moment some days after the beginning, of a fact known at once.
func on(days float64) casefile.Moment {
	at := begun.Add(time.Duration(days * 24 * float64(time.Hour)))
	return casefile.Moment{At: at, Seen: at}
}

// known is the moment of a fact that became known some days after it was true.
func known(at, seen float64) casefile.Moment {
	return casefile.Moment{At: on(at).At, Seen: on(seen).At}
}

func opening(change ...func(*access.GrantStart)) access.GrantStart {
	s := access.GrantStart{
		Opening: casefile.AccessOpening{
			Grant: theGrant, Grantor: platform, Grantee: agency, Contract: "news alerts", Data: "twitter", Policy: oldTerms,
			Terms: casefile.AccessTerms{Purposes: []legal.Purpose{policy.BreakingNews, policy.PublicSafety}, Scope: "public posts"},
			At:    begun, Seen: begun, By: casefile.Decider{Party: platform, Role: legal.RoleHolder},
		},
		Desk: casefile.Desk{Party: platform, Office: legal.RoleHolder, Zone: "America/Los_Angeles"},
	}
	for _, c := range change {
		c(&s)
	}
	return s
}

// requested is an access that its grantee asks for.
func requested(s *access.GrantStart) {
	s.Opening.Requested, s.Opening.By = true, casefile.Decider{Party: agency}
}

// ofReseller is an access of which a reseller is the grantor, to data that is not its
// own.
func ofReseller(s *access.GrantStart) {
	s.Opening.Grantor, s.Desk.Party = reseller, reseller
	if !s.Opening.Requested {
		s.Opening.By.Party = reseller
	}
}

// passedOn is an access by which a reseller passes on what it has from the platform.
func passedOn(s *access.GrantStart) {
	ofReseller(s)
	s.Under = upstream
}

// grant is a machine that has begun.
func grant(t require.TestingT, change ...func(*access.GrantStart)) *access.GrantMachine {
	g, err := access.NewGrant(opening(change...))
	require.NoError(t, err)
	g.Begin()
	return g
}

// onward is a reseller's grant that has heard that its source is active.
func onward(t require.TestingT, change ...func(*access.GrantStart)) *access.GrantMachine {
	g := grant(t, append(change, passedOn)...)
	g.FromAbove(source(1, casefile.StageAccessActive, 0), on(0))
	return g
}

// source is a notice of the access above, which covers more than is passed on.
func source(n int, stage casefile.Stage, days float64, usable ...legal.Purpose) casefile.AccessNotice {
	x := casefile.AccessNotice{Grant: upstream, N: n, Kind: casefile.EvAccessGranted, Stage: stage, Usable: usable, At: on(days).At, Reason: "the platform's own words"}
	if casefile.AccessUsable(stage) && usable == nil {
		x.Usable = []legal.Purpose{policy.BreakingNews, policy.PublicSafety, legal.ProtectPerson}
	}
	return x
}

var keys int

// act is an act of a party under a key of its own.
func act(p casefile.PartyID, reason string) casefile.AccessAct {
	keys++
	return casefile.AccessAct{Act: casefile.Act{Key: fmt.Sprintf("key-%d", keys), By: casefile.Decider{Party: p}}, Reason: reason}
}

// use is a use that nothing forbids.
func use(key string) casefile.DeclareUse {
	a := casefile.DeclareUse{AccessAct: act(agency, ""), Purpose: policy.PublicSafety, Shape: policy.Incident}
	if key != "" {
		a.Key = key
	}
	return a
}

func declare(t require.TestingT, g *access.GrantMachine, a casefile.DeclareUse, m casefile.Moment) casefile.UseVerdict {
	r, _, err := g.Declare(a, m)
	require.NoError(t, err)
	require.NotNil(t, r.Use)
	require.Equal(t, r.Use.Rule == "", r.Use.Accepted, "a refusal names the rule")
	require.Equal(t, r.Use.Rule != "", r.Use.Reason != "", "a refusal says why")
	return *r.Use
}

func suspend(t require.TestingT, g *access.GrantMachine, m casefile.Moment) {
	_, _, err := g.Suspend(casefile.SuspendAccess{AccessAct: act(g.Start.Desk.Party, "used against the terms")}, m)
	require.NoError(t, err)
}

func terminate(t require.TestingT, g *access.GrantMachine, m casefile.Moment) {
	_, _, err := g.Terminate(casefile.TerminateAccess{AccessAct: act(g.Start.Desk.Party, "used against the terms")}, m)
	require.NoError(t, err)
}

func restrict(t require.TestingT, g *access.GrantMachine, m casefile.Moment, taken ...legal.Purpose) {
	_, _, err := g.Restrict(casefile.RestrictAccess{AccessAct: act(g.Start.Desk.Party, "used against the terms"), Purposes: taken}, m)
	require.NoError(t, err)
}

func reinstate(t require.TestingT, g *access.GrantMachine, m casefile.Moment) {
	_, _, err := g.Reinstate(casefile.ReinstateAccess{AccessAct: act(g.Start.Desk.Party, "assurances were given")}, m)
	require.NoError(t, err)
}

func protest(t require.TestingT, g *access.GrantMachine, m casefile.Moment) {
	_, _, err := g.Protest(casefile.Protest{AccessAct: act(agency, "it was used lawfully")}, m)
	require.NoError(t, err)
}

func propose(t require.TestingT, g *access.GrantMachine, p casefile.PartyID, m casefile.Moment, purposes ...legal.Purpose) {
	_, _, err := g.Propose(casefile.ProposeTerms{AccessAct: act(p, ""), Terms: casefile.AccessTerms{Purposes: purposes}}, m)
	require.NoError(t, err)
}

func answer(t require.TestingT, g *access.GrantMachine, p casefile.PartyID, v casefile.AccessVerdict, m casefile.Moment) {
	_, _, err := g.Answer(casefile.AnswerAccess{AccessAct: act(p, "for reasons"), Verdict: v}, m)
	require.NoError(t, err)
}

func report(t require.TestingT, g *access.GrantMachine, m casefile.Moment, change ...func(*casefile.ReportFinding)) {
	f := casefile.ReportFinding{AccessAct: act(g.Start.Desk.Party, "a secret finding"), Kind: casefile.FindingAudit}
	for _, c := range change {
		c(&f)
	}
	require.NoError(t, f.Validate())
	_, _, err := g.Report(f, m)
	require.NoError(t, err)
}

// notices are all letters that wait, as they were written.
func notices(g *access.GrantMachine) []casefile.AccessNotice {
	var all []casefile.AccessNotice
	for _, o := range g.Outbox {
		all = append(all, *o.Notice)
	}
	return all
}

func lastNotice(g *access.GrantMachine) casefile.AccessNotice {
	all := notices(g)
	return all[len(all)-1]
}

func kindsOf(events []casefile.Event) []casefile.EventKind {
	var kinds []casefile.EventKind
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func lastEvent(g *access.GrantMachine) casefile.Event { return g.Events[len(g.Events)-1] }

// decoded is a machine after its state was written and read, as a continued run has
// it.
func decoded(t require.TestingT, g *access.GrantMachine) *access.GrantMachine {
	raw, err := json.Marshal(g)
	require.NoError(t, err)
	again := &access.GrantMachine{}
	require.NoError(t, json.Unmarshal(raw, again))
	require.NoError(t, again.Bind())
	return again
}

// plain is a value as its JSON reads.
func plain(t require.TestingT, v any) string {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

func TestASmoothBeginning(t *testing.T) {
	g, err := access.NewGrant(opening())
	require.NoError(t, err)
	acts := g.Begin()
	require.Len(t, acts, 1)
	n := acts[0].Send.Notice
	require.Equal(t, agency, acts[0].Send.To)
	require.Equal(t, opening().Opening, *n.Opening, "the first letter carries the opening")
	require.Equal(t, casefile.AccessNotice{
		Grant: theGrant, N: 1, Kind: casefile.EvAccessGranted, Stage: casefile.StageAccessActive,
		Usable: opening().Opening.Terms.Purposes, Opening: n.Opening, At: begun, Written: begun,
	}, *n)
	require.True(t, declare(t, g, use(""), on(1)).Accepted)
	suspend(t, g, on(2))
	require.Equal(t, casefile.StageAccessSuspended, g.Stage)
	require.Equal(t, casefile.Nobody, g.Awaiting)
	require.Equal(t, policy.RuleNotActive, declare(t, g, use(""), on(3)).Rule)
	require.Equal(t, []casefile.EventKind{
		casefile.EvAccessGranted, casefile.EvUseAccepted, casefile.EvAccessSuspended, casefile.EvUseRefused,
	}, kindsOf(g.Events))

	acts = g.Delivered(acts[0].Send.ID, casefile.LetterAnswer{Delivered: true}, on(2))
	require.Len(t, acts, 1)
	require.Equal(t, casefile.EvAccessSuspended, acts[0].Send.Notice.Kind)
	require.Equal(t, policy.Held, acts[0].Send.Notice.Received)
	require.Empty(t, g.Delivered(acts[0].Send.ID, casefile.LetterAnswer{Delivered: true}, on(2)))
	require.Empty(t, g.Outbox)
}
