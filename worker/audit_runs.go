package worker

import (
	"context"
	"errors"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"writ/protocol"
)

// This file asks single runs, also those that a workflow continued as new from.

// askWithin bounds one question.
const askWithin = 30 * time.Second

func (a Audit) ask(ctx context.Context, w auditedWork, query string, into any) error {
	bounded, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	value, err := a.Client.QueryWorkflow(bounded, w.id, w.run, query)
	if err != nil {
		return err
	}
	return value.Get(into)
}

// toldBefore adds what a side of a standing access told in earlier runs and has dropped
// since, as far back as those are kept. What is not kept any more, the ledger alone
// knows.
func (a Audit) toldBefore(ctx context.Context, w auditedWork, s *toldStep) error {
	for s.first() > 1 {
		started, err := a.begun(ctx, w)
		if err != nil {
			return unlessUnread(err)
		}
		if w.run = started.GetContinuedExecutionRunId(); w.run == "" {
			return nil
		}
		var t protocol.Task
		if err := a.ask(ctx, w, protocol.QueryTask, &t); err != nil {
			return unlessUnread(err)
		}
		for _, e := range t.Events {
			if _, later := s.events[e.Seq]; !later {
				s.events[e.Seq] = e
			}
		}
	}
	return nil
}

// unlessUnread is an error, but for one that says that a run is not kept any more or
// cannot answer.
func unlessUnread(err error) error {
	if isGone(err) || isUnreadable(err) {
		return nil
	}
	return err
}

// isGone tells a run whose retention has passed.
func isGone(err error) bool {
	var gone *serviceerror.NotFound
	return errors.As(err, &gone)
}

// isUnreadable tells a run that cannot answer.
func isUnreadable(err error) bool {
	var failed *serviceerror.QueryFailed
	var unready *serviceerror.WorkflowNotReady
	return errors.As(err, &failed) || errors.As(err, &unready)
}

// begun is how a run began; nil where its history is empty.
func (a Audit) begun(ctx context.Context, w auditedWork) (*historypb.WorkflowExecutionStartedEventAttributes, error) {
	bounded, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	answer, err := a.Client.WorkflowService().GetWorkflowExecutionHistory(bounded, &workflowservice.GetWorkflowExecutionHistoryRequest{
		Namespace: a.Namespace, Execution: &commonpb.WorkflowExecution{WorkflowId: w.id, RunId: w.run}, MaximumPageSize: 1,
	})
	if err != nil || len(answer.GetHistory().GetEvents()) == 0 {
		return nil, err
	}
	return answer.GetHistory().GetEvents()[0].GetWorkflowExecutionStartedEventAttributes(), nil
}
