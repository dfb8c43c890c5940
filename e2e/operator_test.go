package e2e_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"writ/casefile"
	"writ/protocol"
)

// operatorsView plays a case and looks, as the platform's operator would, at
// what waits, on whom and until when: by the filters of the list, in the
// summaries, and in each workflow's current details.
func operatorsView(t *testing.T, w *world) {
	stage := w.patiently(200_000)
	var id string
	lists := func(filter string) {
		t.Helper()
		query := fmt.Sprintf("WorkflowId='%s' AND %s", id, filter)
		w.eventually(t, query, func() bool {
			listed, err := w.client(t, "twitter").ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: query})
			require.NoError(t, err)
			return len(listed.GetExecutions()) == 1
		})
	}
	const pending = "ExecutionStatus='Running' AND WritLane='ordinary' AND WritInstrument='us.subpoena' AND WritOutcome IS NULL AND "
	stage.Happened = func(e casefile.Event, _ casefile.Record) {
		switch e.Kind {
		case casefile.EvServed:
			id = protocol.DisclosureWorkflowID(e.Request)
			lists(pending + "WritStage='AwaitingDisclosure' AND WritAwaiting='twitter' AND WritDue > '2017-03-24T00:00:00Z' AND WritDue < '2017-03-27T00:00:00Z'")
			require.Equal(t, "**Disclosure to nypd under us.subpoena**\n\n"+
				"| | |\n|---|---|\n"+
				"| Stage | AwaitingDisclosure |\n| Awaiting | twitter |\n| Due | 2017-03-25T14:00:00Z |\n"+
				"| Lane | ordinary |\n| Instrument | us.subpoena |", w.details(t, "twitter", id))
		case casefile.EvChallenged:
			lists(pending + "WritStage='UnderReview' AND WritAwaiting='manhattan-court'")
		}
	}
	r := play(t, stage, scenario(t, "quashed-subpoena-2017")).Record
	requireAsExpected(t, "quashed-subpoena-2017", r)
	lists("ExecutionStatus='Completed' AND WritOutcome='Rejected' AND WritStage='Ended' AND WritAwaiting='nobody' AND WritDue IS NULL")
	require.Contains(t, w.details(t, "twitter", id), "| Outcome | Rejected |")

	require.Equal(t, []string{
		"Disclosure to nypd under us.subpoena", // the workflow itself
		"reply due 2017-03-25T14:00:00Z",       // its timer
		"tell nypd: acknowledged",              // what it says to the requester
		"tell nypd: challenged",
		"challenge before manhattan-court", // and asks of the court
	}, w.summaries(t, "twitter", id)[:5])
	require.Contains(t, w.summaries(t, "nypd", protocol.HopWorkflowID(casefile.Fold(r).Hops[0].ID)), "preservation asked of twitter")
	require.Contains(t, w.summaries(t, "nypd", protocol.CaseWorkflowID(r.Opening.Case)), "Identification: the person behind one account at twitter")
	require.Contains(t, w.details(t, "nypd", protocol.CaseWorkflowID(r.Opening.Case)), "| Stage | Ended |")
}

// details is what the UI shows of a workflow now.
func (w *world) details(t *testing.T, party casefile.PartyID, workflowID string) string {
	t.Helper()
	shown, err := w.client(t, party).QueryWorkflow(t.Context(), workflowID, "", metadataQuery)
	require.NoError(t, err)
	var metadata sdkpb.WorkflowMetadata
	require.NoError(t, shown.Get(&metadata))
	return metadata.GetCurrentDetails()
}

// summaries are what the UI writes beside a workflow's events: its own first,
// then those of timers, questions and activities, each once and in order.
func (w *world) summaries(t *testing.T, party casefile.PartyID, workflowID string) []string {
	t.Helper()
	var all []string
	add := func(p *commonpb.Payload) {
		var s string
		require.NoError(t, converter.GetDefaultDataConverter().FromPayload(p, &s))
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	for _, e := range w.history(t, party, workflowID) {
		switch e.EventType {
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, enumspb.EVENT_TYPE_TIMER_STARTED,
			enumspb.EVENT_TYPE_NEXUS_OPERATION_SCHEDULED, enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
			require.NotNil(t, e.GetUserMetadata().GetSummary(), "%s without a summary", e.EventType)
			add(e.GetUserMetadata().GetSummary())
		}
	}
	return all
}
