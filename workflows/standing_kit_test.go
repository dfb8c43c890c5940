package workflows_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

// Standing access in the tests: a platform, a reseller and an agency, whose work goes on
// side by side in one environment. The letters between them go through the real Nexus
// services.

// feedParties are the parties of the tests, with a reseller between the platform and the
// agency.
func feedParties() protocol.Directory {
	dir := protocol.Directory{Parties: slices.Clone(directory.Parties)}
	for i, p := range dir.Parties {
		if p.ID == "twitter" {
			dir.Parties[i].Calls = append(slices.Clone(p.Calls), "example-reseller")
		}
		if p.ID == "nypd" {
			dir.Parties[i].Calls = append(slices.Clone(p.Calls), "example-reseller")
		}
	}
	dir.Parties = append(dir.Parties, protocol.Party{
		ID: "example-reseller", Role: protocol.RoleReseller, Office: legal.RoleHolder, Jurisdiction: "US", Zone: "America/New_York",
		Namespace: "example-reseller", Calls: []casefile.PartyID{"twitter", "nypd"},
	})
	return dir
}

const (
	direct  casefile.GrantID = "3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c01" // twitter to nypd
	source  casefile.GrantID = "3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c02" // twitter to the reseller
	onward  casefile.GrantID = "3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c03" // the reseller to nypd
	policy1 policy.ID        = "twitter-2016-02-01"
	policy2 policy.ID        = "twitter-2016-11-22"
)

var (
	platform = casefile.Decider{Party: "twitter", Role: legal.RoleHolder}
	reseller = casefile.Decider{Party: "example-reseller", Role: legal.RoleHolder}
)

// feed is a world in which a platform's data is read by standing access.
type feed struct{ *world }

func newFeed(t *testing.T) *feed {
	t.Helper()
	f := &feed{newWorldOf(t, feedParties())}
	f.OnSignalExternalWorkflow(mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything).Return(errors.New("there is no such work"))
	return f
}

// opening is an access for two purposes, opened by its grantor.
func opening(g casefile.GrantID, grantor, grantee casefile.Decider) casefile.AccessOpening {
	return casefile.AccessOpening{
		Grant: g, Grantor: grantor.Party, Grantee: grantee.Party, Contract: "alerts", Data: "twitter", Policy: policy1,
		Terms: casefile.AccessTerms{Purposes: []legal.Purpose{policy.PublicSafety, legal.ProtectPerson}, Scope: "public posts"},
		At:    caseStart, By: grantor,
	}
}

func (f *feed) desk(p casefile.PartyID) casefile.Desk {
	of, ok := f.parties.Party(p)
	require.True(f.t, ok)
	return casefile.Desk{Party: of.ID, Office: of.Office, Zone: of.Zone, Jurisdiction: of.Jurisdiction}
}

// accessTo is the input with which a grantor opens an access.
func (f *feed) accessTo(o casefile.AccessOpening, under casefile.GrantID) protocol.AccessInput {
	return protocol.AccessInput{Start: access.GrantStart{Opening: o, Desk: f.desk(o.Grantor), Under: under}, Ledger: true}
}

// opens has a grantor open an access, when the town is there.
func (f *feed) opens(after time.Duration, in protocol.AccessInput) {
	f.at(max(after, time.Second), func() { f.begin(protocol.AccessWorkflowID(in.Start.Opening.Grant), protocol.Access, in, "", nil) })
}

// live runs the town for a time.
func (f *feed) live(d time.Duration) {
	f.t.Helper()
	f.at(d, func() { f.SignalWorkflow("begin", beginning{}) })
	f.SetStartWorkflowOptions(startOptions("town"))
	f.ExecuteWorkflow("town")
	require.True(f.t, f.IsWorkflowCompleted())
	require.NoError(f.t, f.GetWorkflowError())
}

// says makes the part of an act that all acts on an access have.
func says(by casefile.Decider, reason string) casefile.AccessAct {
	return casefile.AccessAct{Act: casefile.Act{By: by}, Reason: reason}
}

// grantee sends an update to a subscription, grantor to an access.
func (f *feed) grantee(after time.Duration, g casefile.GrantID, name string, act *casefile.AccessAct, arg func() any) string {
	return f.update(after, protocol.SubscriptionWorkflowID(g), name, &act.Act, arg)
}

func (f *feed) grantor(after time.Duration, g casefile.GrantID, name string, act *casefile.AccessAct, arg func() any) string {
	return f.update(after, protocol.AccessWorkflowID(g), name, &act.Act, arg)
}

// declares declares a use at the grantee.
func (f *feed) declares(after time.Duration, g casefile.GrantID, by casefile.Decider, shape legal.Shape, target string) string {
	a := casefile.DeclareUse{AccessAct: says(by, ""), Purpose: legal.ProtectPerson, Shape: shape, Target: target}
	return f.grantee(after, g, protocol.UpdateDeclareUse, &a.AccessAct, func() any { return a })
}

func (f *feed) suspends(after time.Duration, g casefile.GrantID, by casefile.Decider, key ...string) string {
	a := casefile.SuspendAccess{AccessAct: says(by, "it was used to follow demonstrators")}
	if len(key) > 0 {
		a.Key = key[0]
	}
	return f.grantor(after, g, protocol.UpdateSuspend, &a.AccessAct, func() any { return a })
}

func (f *feed) terminates(after time.Duration, g casefile.GrantID, by casefile.Decider) string {
	a := casefile.TerminateAccess{AccessAct: says(by, "the contract was broken")}
	return f.grantor(after, g, protocol.UpdateTerminate, &a.AccessAct, func() any { return a })
}

func (f *feed) reinstates(after time.Duration, g casefile.GrantID, by casefile.Decider) string {
	a := casefile.ReinstateAccess{AccessAct: says(by, "the use has changed")}
	return f.grantor(after, g, protocol.UpdateReinstate, &a.AccessAct, func() any { return a })
}

func (f *feed) finds(after time.Duration, g casefile.GrantID, by casefile.Decider) string {
	a := casefile.ReportFinding{AccessAct: says(by, "demonstrators were followed"), Kind: casefile.FindingPress}
	a.Source = "a newspaper"
	return f.grantor(after, g, protocol.UpdateReportFinding, &a.AccessAct, func() any { return a })
}

func (f *feed) protests(after time.Duration, g casefile.GrantID, by casefile.Decider) string {
	a := casefile.Protest{AccessAct: says(by, "nobody was followed")}
	return f.grantee(after, g, protocol.UpdateProtest, &a.AccessAct, func() any { return a })
}

func (f *feed) answers(after time.Duration, workflowID string, by casefile.Decider, v casefile.AccessVerdict) string {
	a := casefile.AnswerAccess{AccessAct: says(by, "on reflection"), Verdict: v}
	return f.update(after, workflowID, protocol.UpdateAnswer, &a.Act, func() any { return a })
}

// stages tells where both sides of an access stand.
func (f *feed) stages(g casefile.GrantID) (grantor, grantee casefile.Stage) {
	return f.access(g).Stage, f.subscription(g).Stage
}

func (f *feed) access(g casefile.GrantID) *access.GrantMachine {
	f.t.Helper()
	return f.task(protocol.AccessWorkflowID(g)).Access
}

func (f *feed) subscription(g casefile.GrantID) *access.SubscriptionMachine {
	f.t.Helper()
	return f.task(protocol.SubscriptionWorkflowID(g)).Subscription
}

// verdict is what the grantor decided on a use, as the grantee knows it.
func (f *feed) verdict(g casefile.GrantID, key string) casefile.UseVerdict {
	f.t.Helper()
	for _, u := range f.subscription(g).Uses {
		if u.Key == key {
			require.NotNil(f.t, u.Verdict, "no answer to use %s", key)
			return *u.Verdict
		}
	}
	f.t.Fatalf("no use %s", key)
	return casefile.UseVerdict{}
}
