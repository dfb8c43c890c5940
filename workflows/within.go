package workflows

import (
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// This file reaches what belongs to the same party: its directory, the parts of a case,
// and its other work by signal.

// locate asks the directory who keeps the data that identifiers point to.
func locate(ctx workflow.Context, ids []casefile.Identifier) ([]legal.HolderID, error) {
	var out protocol.Located
	ctx = workflow.WithLocalActivityOptions(ctx, lookUp("who keeps what was disclosed"))
	err := workflow.ExecuteLocalActivity(ctx, protocol.ActivityLocate, protocol.Locate{Identifiers: ids}).Get(ctx, &out)
	return out.Holders, err
}

// startChild starts a part of the case that goes on by itself, and returns once
// it runs. One that runs already is the same one: its id says so. It is started
// even while this run is being withdrawn, and goes on if this run is cancelled:
// a guard stays up, a notice stays owed, and hops are ended by signal.
func startChild(ctx workflow.Context, id, workflowType string, v view, in any) error {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	ctx = workflow.WithChildOptions(ctx, ownChild(id, v))
	err := workflow.ExecuteChildWorkflow(ctx, workflowType, in).GetChildWorkflowExecution().Get(ctx, nil)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return nil
	}
	return err
}

// signal sends a signal within the namespace and returns once it was
// delivered, even while this run is being cancelled; false when the receiver
// has ended.
func (l *loop) signal(ctx workflow.Context, id, name string, v any) bool {
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	err := workflow.SignalExternalWorkflow(ctx, id, "", name, v).Get(ctx, nil)
	if err != nil {
		l.log.Info("a signal had no receiver", "to", id, "signal", name, "error", err)
	}
	return err == nil
}
