package workflows_test

import (
	"testing"

	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// What a party's Nexus service lets in. The server sets the endpoint of a call;
// everything else in a message is the caller's word.

// caller calls one operation as often as told, side by side, and returns what
// each call got.
func caller(ctx workflow.Context, endpoint string, in protocol.AuthoriseInput, times int) ([]casefile.Decision, error) {
	client := workflow.NewNexusClient(endpoint, protocol.ServiceAuthority)
	var calls []workflow.NexusOperationFuture
	for range times {
		calls = append(calls, client.ExecuteOperation(ctx, protocol.OpAuthorise, in, workflow.NexusOperationOptions{}))
	}
	var got []casefile.Decision
	for _, call := range calls {
		var d casefile.Decision
		if err := call.Get(ctx, &d); err != nil {
			return nil, err
		}
		got = append(got, d)
	}
	return got, nil
}

func TestServiceAdmitsWhomTheDirectoryAndTheEndpointName(t *testing.T) {
	for name, row := range map[string]struct {
		endpoint string
		change   func(*protocol.AuthoriseInput)
		kind     nexus.HandlerErrorType
	}{
		"no relation of the directory": {protocol.Endpoint("twitter", "example-mail"), nil, nexus.HandlerErrorTypeUnauthorized},
		"an endpoint of somebody else": {"somebody-else", nil, nexus.HandlerErrorTypeUnauthorized},
		"another caller than it says":  {protocol.Endpoint("twitter", "manhattan-court"), nil, nexus.HandlerErrorTypeUnauthorized},
		"another sender than it says": {protocol.Endpoint("nypd", "manhattan-court"), func(in *protocol.AuthoriseInput) {
			in.Application.Requester = "another-agency"
		}, nexus.HandlerErrorTypeUnauthorized},
		"addressed to another": {protocol.Endpoint("nypd", "manhattan-court"), func(in *protocol.AuthoriseInput) {
			in.Application.Authority = "another-court"
		}, nexus.HandlerErrorTypeBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			e := newDesk(t)
			task := e.authorisation()
			in := protocol.AuthoriseInput{Envelope: task.Envelope, Application: task.Application}
			if row.change != nil {
				row.change(&in)
			}
			e.RegisterWorkflow(caller)
			e.SetStartWorkflowOptions(startOptions("caller"))
			e.ExecuteWorkflow(caller, row.endpoint, in, 1)
			var refused *nexus.HandlerError
			require.ErrorAs(t, e.GetWorkflowError(), &refused)
			require.Equal(t, row.kind, refused.Type)
			require.False(t, refused.Retryable(), "what is not admitted is not tried again")
			_, err := e.QueryWorkflowByID(protocol.AuthorisationWorkflowID(in.Application.ID), protocol.QueryTask)
			require.Error(t, err, "no work began")
		})
	}
}

// Asking again while the work is under way attaches to it: one piece of work, one
// decision, the same answer for both.
func TestAskingAgainAttaches(t *testing.T) {
	e := newDesk(t)
	task := e.authorisation()
	in := protocol.AuthoriseInput{Envelope: task.Envelope, Application: task.Application}
	e.RegisterWorkflow(caller)
	e.decide(in.Application, hour, casefile.Granted)
	e.SetStartWorkflowOptions(startOptions("caller"))
	e.ExecuteWorkflow(caller, protocol.Endpoint("nypd", "manhattan-court"), in, 2)
	require.NoError(t, e.GetWorkflowError())
	var got []casefile.Decision
	require.NoError(t, e.GetWorkflowResult(&got))
	require.Equal(t, got[0], got[1])
	require.Equal(t, casefile.Granted, got[0].Verdict)
	events := e.task(protocol.AuthorisationWorkflowID(in.Application.ID)).Events
	require.Equal(t, []casefile.EventKind{casefile.EvApplied, casefile.EvGranted}, kindsOf(events))
}
