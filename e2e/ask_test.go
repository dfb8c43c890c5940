package e2e_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/uuid"
	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// askQueue is where this package's own workflow runs, beside the engine's.
const askQueue = "e2e"

// question is one call of a party's Nexus service, as anybody could make it who
// may start workflows in the caller's namespace.
type question struct {
	Endpoint, Service, Operation string
	Body                         json.RawMessage
}

// reply is what came of it. Refusal is the type of the handler's error, or
// "other" for any other error.
type reply struct {
	Answer  json.RawMessage `json:",omitempty"`
	Refusal string
	Message string
}

// ask is the workflow that makes the call.
func ask(ctx workflow.Context, q question) (reply, error) {
	var r reply
	options := workflow.NexusOperationOptions{ScheduleToCloseTimeout: within}
	err := workflow.NewNexusClient(q.Endpoint, q.Service).ExecuteOperation(ctx, q.Operation, q.Body, options).Get(ctx, &r.Answer)
	if err == nil {
		return r, nil
	}
	r = reply{Refusal: "other", Message: err.Error()}
	if refused := (*nexus.HandlerError)(nil); errors.As(err, &refused) {
		r.Refusal = string(refused.Type)
	}
	return r, nil
}

// asker runs ask in a party's namespace, and stops with the test.
func (w *world) asker(t *testing.T, party casefile.PartyID) func(t *testing.T, endpoint, service, operation string, body any) reply {
	t.Helper()
	c := w.client(t, party)
	worker := sdkworker.New(c, askQueue, sdkworker.Options{})
	worker.RegisterWorkflow(ask)
	require.NoError(t, worker.Start())
	t.Cleanup(worker.Stop)
	return func(t *testing.T, endpoint, service, operation string, body any) reply {
		t.Helper()
		encoded, err := json.Marshal(body)
		require.NoError(t, err)
		run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "ask-" + uuid.NewString(), TaskQueue: askQueue}, ask,
			question{endpoint, service, operation, encoded})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		var r reply
		require.NoError(t, run.Get(ctx, &r))
		return r
	}
}

// task asks a party's workflow what it is about.
func (w *world) task(t *testing.T, party casefile.PartyID, workflowID string) protocol.Task {
	t.Helper()
	var task protocol.Task
	require.NoError(t, answered(t, func() error {
		value, err := w.client(t, party).QueryWorkflow(t.Context(), workflowID, "", protocol.QueryTask)
		if err != nil {
			return err
		}
		return value.Get(&task)
	}))
	return task
}

// exists reports whether a party has a workflow of that id.
func (w *world) exists(t *testing.T, party casefile.PartyID, workflowID string) bool {
	t.Helper()
	err := answered(t, func() error {
		_, err := w.client(t, party).DescribeWorkflowExecution(t.Context(), workflowID, "")
		return err
	})
	if gone := (*serviceerror.NotFound)(nil); errors.As(err, &gone) {
		return false
	}
	require.NoError(t, err)
	return true
}
