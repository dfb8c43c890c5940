package cli

import (
	"context"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"writ/protocol"
	"writ/workflows"
)

// caseTime is the case time of a piece of work at this moment: the wall clock,
// unless it belongs to an exercise. Workflows cannot tell it themselves between
// two of their steps, since their clock stands still there.
func (s *session) caseTime(ctx context.Context, p protocol.Party, workflowID string) (time.Time, error) {
	// Every input has its exercise at this place.
	var input struct {
		Exercise *protocol.Exercise `json:"exercise"`
	}
	if err := s.input(ctx, p, workflowID, &input); err != nil {
		return time.Time{}, err
	}
	return workflows.CaseTime(input.Exercise, s.app.now()), nil
}

// input reads what a workflow was started with from its history: no worker is
// needed for it.
func (s *session) input(ctx context.Context, p protocol.Party, workflowID string, into any) error {
	c, err := s.client(ctx, p)
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer, err := c.WorkflowService().GetWorkflowExecutionHistory(bounded, &workflowservice.GetWorkflowExecutionHistoryRequest{
		Namespace: p.Namespace, Execution: &commonpb.WorkflowExecution{WorkflowId: workflowID}, MaximumPageSize: 1,
	})
	if err != nil {
		return s.cause(ctx, p, err)
	}
	events := answer.GetHistory().GetEvents()
	if len(events) == 0 {
		return newFault("not-found", "", "%s has no history", workflowID)
	}
	return converter.GetDefaultDataConverter().FromPayloads(events[0].GetWorkflowExecutionStartedEventAttributes().GetInput(), into)
}
