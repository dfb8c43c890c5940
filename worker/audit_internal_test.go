package worker

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/types/known/timestamppb"

	"writ/access"
	"writ/casefile"
	"writ/ledger"
	"writ/protocol"
)

const aGrant = "3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d"

// An audit asks for the works of its party's role: a platform grants, an agency
// subscribes, a reseller does both and nothing else.
func TestAnAuditAsksForTheWorksOfTheRole(t *testing.T) {
	for role, want := range map[protocol.Role]string{
		protocol.RoleRequester: "WorkflowType IN ('Identification', 'Hop', 'Protection', 'Subscription')",
		protocol.RoleAuthority: "WorkflowType IN ('Authorisation', 'Review')",
		protocol.RoleHolder:    "WorkflowType IN ('Disclosure', 'Preservation', 'Access')",
		protocol.RoleReseller:  "WorkflowType IN ('Access', 'Subscription')",
	} {
		require.Equal(t, want, Audit{Role: role}.query())
		one := Audit{Role: role, Case: aGrant}.query()
		require.Contains(t, one, want)
		if role == protocol.RoleRequester {
			require.Contains(t, one, " AND (WritCase = '"+aGrant+"' OR WorkflowId = 'subscription-"+aGrant+"')")
			continue
		}
		for _, id := range []string{"'access-" + aGrant + "'", "'subscription-" + aGrant + "'", "'review-" + aGrant + "'"} {
			require.Contains(t, one, id)
		}
	}
}

func execution(t *testing.T, kind, id, inCase string, began time.Time) *workflowpb.WorkflowExecutionInfo {
	t.Helper()
	info := &workflowpb.WorkflowExecutionInfo{
		Execution: &commonpb.WorkflowExecution{WorkflowId: id, RunId: "run"}, Type: &commonpb.WorkflowType{Name: kind},
		StartTime: timestamppb.New(began), Status: enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING,
	}
	if inCase != "" {
		p, err := converter.GetDefaultDataConverter().ToPayload(inCase)
		require.NoError(t, err)
		info.SearchAttributes = &commonpb.SearchAttributes{IndexedFields: map[string]*commonpb.Payload{protocol.AttrCase.GetName(): p}}
	}
	return info
}

// At a requester the workflows of a case belong together, and a subscription is a
// subject by itself, although it names no case.
func TestASubscriptionIsASubjectBesideTheCases(t *testing.T) {
	began := time.Date(2016, 5, 8, 0, 0, 0, 0, time.UTC)
	latest := map[string]*workflowpb.WorkflowExecutionInfo{}
	for _, info := range []*workflowpb.WorkflowExecutionInfo{
		execution(t, protocol.Identification, "case-one", "one", began.Add(time.Hour)),
		execution(t, protocol.Hop, "hop-two", "one", began.Add(2*time.Hour)),
		execution(t, protocol.Subscription, protocol.SubscriptionWorkflowID(aGrant), "", began),
		execution(t, protocol.Hop, "hop-lost", "", began),
	} {
		latest[info.GetExecution().GetWorkflowId()] = info
	}
	cases := Audit{Role: protocol.RoleRequester}.group(latest)
	require.Len(t, cases, 2, "a hop of no case is none of writ")
	require.Equal(t, aGrant, cases[0].subject)
	require.Equal(t, casefile.StepID(aGrant), cases[0].works[0].step())
	require.Equal(t, ledger.Running, cases[0].works[0].closing)
	require.Equal(t, "one", cases[1].subject)
	require.Len(t, cases[1].works, 2)

	both := map[string]*workflowpb.WorkflowExecutionInfo{}
	for _, info := range []*workflowpb.WorkflowExecutionInfo{
		execution(t, protocol.Access, protocol.AccessWorkflowID(aGrant), "", began),
		execution(t, protocol.Subscription, protocol.SubscriptionWorkflowID("another"), "", began.Add(time.Hour)),
	} {
		both[info.GetExecution().GetWorkflowId()] = info
	}
	cases = Audit{Role: protocol.RoleReseller}.group(both)
	require.Len(t, cases, 2)
	require.Equal(t, []string{aGrant, "another"}, []string{cases[0].subject, cases[1].subject}, "each contract is told by itself")
}

// The head under which an audit makes the rows again is the one under which they were
// told, and names the grant as the workflow's id does.
func TestTheHeadOfAStandingAccessNamesItsGrant(t *testing.T) {
	opening := casefile.AccessOpening{Grant: aGrant, Grantor: "twitter", Grantee: "nypd", Data: "twitter"}
	granted := protocol.HeadOfAccess(access.GrantStart{Opening: opening, Desk: casefile.Desk{Party: "twitter", Jurisdiction: "US"}})
	subscribed := protocol.HeadOfSubscription(access.SubscriptionStart{Opening: opening, Desk: casefile.Desk{Party: "nypd", Jurisdiction: "US"}})
	require.Equal(t, subjectOf(protocol.AccessWorkflowID(aGrant)), granted.Subject)
	require.Equal(t, subjectOf(protocol.SubscriptionWorkflowID(aGrant)), subscribed.Subject)
	require.Equal(t, []casefile.PartyID{"twitter", "nypd"}, []casefile.PartyID{granted.Party, subscribed.Party})
	for _, head := range []protocol.Emission{granted, subscribed} {
		head.Run = "run"
		head.Facts = []casefile.Fact{{
			Seq: 1, Step: aGrant, Kind: casefile.EvAccessGranted, At: time.Unix(1e9, 0), Seen: time.Unix(1e9, 0), By: "twitter", Stage: casefile.StageAccessActive,
		}}
		b, err := ledger.NewEncoder(ledger.Keyring{}).Encode(DeliveryOf(head))
		require.NoError(t, err)
		require.Equal(t, head.Work, b.Events[0].Work.Name())
	}
}

// Every code that an event of a standing access may carry is a name that a ledger
// takes: a rule, a version of a policy, an answer, how an access stands.
func TestTheCodesOfStandingAccessAreKnown(t *testing.T) {
	known, err := KnownNames(protocol.Directory{}, "")
	require.NoError(t, err)
	codes := access.Codes()
	for _, s := range casefile.AccessStages() {
		codes = append(codes, casefile.Code(s))
	}
	for _, c := range append(codes, "no-tracking-of-demonstrators", "twitter-2016-11-22", "give-back", "press", "held", "none-of-category", "refused-uses") {
		_, err := ledger.NewLabel(ledger.CauseLabel, string(c))
		require.NoError(t, err)
		require.True(t, known(ledger.CauseLabel, string(c)), "%s would be stored as %s", c, ledger.Unlisted)
	}
	require.False(t, known(ledger.CauseLabel, "john.smith"))
}
