package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"writ/casefile"
)

// history is the whole history of a workflow's latest run.
func (w *world) history(t *testing.T, party casefile.PartyID, workflowID string) []*history.HistoryEvent {
	t.Helper()
	return historyOf(t, w.client(t, party), workflowID, "")
}

func historyOf(t *testing.T, c client.Client, workflowID, run string) []*history.HistoryEvent {
	t.Helper()
	var events []*history.HistoryEvent
	require.NoError(t, answered(t, func() error {
		events = nil
		pages := c.GetWorkflowHistory(t.Context(), workflowID, run, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for pages.HasNext() {
			e, err := pages.Next()
			if err != nil {
				return err
			}
			events = append(events, e)
		}
		return nil
	}))
	return events
}

// answered asks the server again where it was too busy to answer in time, or where a run
// was just about to continue as new.
func answered(t *testing.T, question func() error) error {
	t.Helper()
	for given := time.Now().Add(within); ; {
		err := question()
		late, unready := (*serviceerror.DeadlineExceeded)(nil), (*serviceerror.WorkflowNotReady)(nil)
		if busy := errors.As(err, &late) || errors.As(err, &unready) || errors.Is(err, context.DeadlineExceeded); !busy || time.Now().After(given) {
			return err
		}
	}
}

// runs are those that a workflow continued as, newest first: each says which it
// took over from.
func (w *world) runs(t *testing.T, party casefile.PartyID, workflowID string) []string {
	t.Helper()
	c := w.client(t, party)
	latest, err := c.DescribeWorkflowExecution(t.Context(), workflowID, "")
	require.NoError(t, err)
	var found []string
	for run := latest.GetWorkflowExecutionInfo().GetExecution().GetRunId(); run != ""; {
		found = append(found, run)
		begun := historyOf(t, c, workflowID, run)[0].GetWorkflowExecutionStartedEventAttributes()
		run = begun.GetContinuedExecutionRunId()
	}
	return found
}

// starts lists whatever ran under a workflow id, once the server lists the one
// that runs now or ended last.
func (w *world) starts(t *testing.T, party casefile.PartyID, workflowID string) []*workflow.WorkflowExecutionInfo {
	t.Helper()
	c := w.client(t, party)
	latest, err := c.DescribeWorkflowExecution(t.Context(), workflowID, "")
	require.NoError(t, err)
	var found []*workflow.WorkflowExecutionInfo
	w.eventually(t, "the server lists "+workflowID, func() bool {
		listed, err := c.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: fmt.Sprintf("WorkflowId='%s'", workflowID)})
		require.NoError(t, err)
		found = listed.GetExecutions()
		for _, x := range found {
			if x.GetExecution().GetRunId() == latest.GetWorkflowExecutionInfo().GetExecution().GetRunId() {
				return true
			}
		}
		return false
	})
	return found
}
