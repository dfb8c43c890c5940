package workflows

import (
	"context"
	"errors"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporalnexus"

	"writ/casefile"
)

// Inside is how a party's Nexus services reach the work of their own party.
type Inside interface {
	// Signal sends a signal; false when its receiver has ended, or never was.
	Signal(ctx context.Context, workflowID, name string, arg any) (bool, error)
	// SignalWithStart sends a signal to a workflow that begins with it, if it does not
	// run yet; false when it has ended.
	SignalWithStart(ctx context.Context, name string, arg any, begin client.StartWorkflowOptions, workflowType string, in any) (bool, error)
	// Start starts a workflow. One that runs, or has ended, is the same one.
	Start(ctx context.Context, begin client.StartWorkflowOptions, workflowType string, in any) error
	// Update brings an act to a workflow and returns what became of it.
	Update(ctx context.Context, workflowID, name, updateID string, act any) (casefile.Receipt, error)
}

// byClient reaches the work through the client of the worker that serves the call.
type byClient struct{}

func (byClient) Signal(ctx context.Context, workflowID, name string, arg any) (bool, error) {
	err := temporalnexus.GetClient(ctx).SignalWorkflow(ctx, workflowID, "", name, arg)
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return false, nil
	}
	return err == nil, err
}

func (byClient) SignalWithStart(ctx context.Context, name string, arg any, begin client.StartWorkflowOptions, workflowType string, in any) (bool, error) {
	_, err := temporalnexus.GetClient(ctx).SignalWithStartWorkflow(ctx, begin.ID, name, arg, begin, workflowType, in)
	var ended *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &ended) {
		return false, nil
	}
	return err == nil, err
}

func (byClient) Start(ctx context.Context, begin client.StartWorkflowOptions, workflowType string, in any) error {
	begin.WorkflowExecutionErrorWhenAlreadyStarted = false
	begin.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	_, err := temporalnexus.GetClient(ctx).ExecuteWorkflow(ctx, begin, workflowType, in)
	var ended *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &ended) {
		return nil
	}
	return err
}

func (byClient) Update(ctx context.Context, workflowID, name, updateID string, act any) (casefile.Receipt, error) {
	handle, err := temporalnexus.GetClient(ctx).UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateName: name, UpdateID: updateID, Args: []any{act},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	var receipt casefile.Receipt
	if err == nil {
		err = handle.Get(ctx, &receipt)
	}
	return receipt, err
}
