package main

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/nexus-rpc/sdk-go/nexus"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporalnexus"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// variant is one kind of chain that the blocks run.
type variant struct {
	name           string
	bare           bool
	child, custody bool
	has            string
}

var variants = []variant{
	{name: "writ", has: "the case, 3 hops as its children, 9 requests with their workflows, 3 custodies"},
	{name: "bare", bare: true, has: "one caller workflow and 9 requests with their workflows: 10 workflows"},
	{name: "bare+hops", bare: true, child: true, has: "the same with a child workflow per hop: 13 workflows"},
	{name: "bare+hops+custody", bare: true, child: true, custody: true, has: "the same with a child per preservation that stays: 16 workflows, as many as writ"},
}

// The names of the bare chain. Its updates and operations are named as the
// engine's.
const (
	bareCase    = "BareCase"
	bareHop     = "BareHop"
	bareCustody = "BareCustody"
	bareService = "Bare" // in every namespace: the endpoint tells them apart
)

// chain are the holders of the bare chain, in order.
var chain = []casefile.PartyID{"twitter", "example-mail", "example-isp"}

// parcel is every message of the bare chain. Pad makes it as large as the
// engine's.
type parcel struct {
	ID      string `json:"id"`
	Caller  string `json:"caller,omitempty"`
	Hop     int    `json:"hop"`
	Child   bool   `json:"child,omitempty"`
	Custody bool   `json:"custody,omitempty"`
	Pad     string `json:"pad"`
}

// bare is the bare chain with the sizes of its messages.
type bare struct {
	watcher *watcher
	sizes   sizes
}

// pad fills a message up to the size that the engine's message of that name
// has, less the size of the parcel's other fields.
func (b *bare) pad(name string) string {
	const rest = 90
	return strings.Repeat("x", max(b.sizes[name]-rest, 0))
}

// bareTask is the workflow that answers an operation of the bare chain.
func bareTask(op string) string { return "Bare-" + op }

func (b *bare) register(w sdkworker.Worker, role protocol.Role) {
	add := func(name string, fn any) { w.RegisterWorkflowWithOptions(fn, workflow.RegisterOptions{Name: name}) }
	service := nexus.NewService(bareService)
	ops := map[protocol.Role][]string{
		protocol.RoleAuthority: {protocol.OpAuthorise},
		protocol.RoleHolder:    {protocol.OpPreserve, protocol.OpDisclose},
	}
	for _, op := range ops[role] {
		add(bareTask(op), b.task(op))
		service.MustRegister(operationOf(op))
	}
	switch role {
	case protocol.RoleRequester:
		add(bareCase, b.runCase)
		add(bareHop, b.runHop)
		service.MustRegister(nexus.NewSyncOperation(protocol.OpNotify, func(ctx context.Context, in parcel, _ nexus.StartOperationOptions) (parcel, error) {
			return parcel{}, temporalnexus.GetClient(ctx).SignalWorkflow(ctx, in.Caller, "", protocol.SignalProgress, in)
		}))
	case protocol.RoleHolder:
		add(bareCustody, b.runCustody)
	}
	w.RegisterNexusService(service)
}

// operationOf is backed by a workflow whose id comes from the request.
func operationOf(op string) nexus.RegisterableOperation {
	return temporalnexus.MustNewTemporalOperation(temporalnexus.TemporalOperationOptions[parcel, parcel]{
		Name: op,
		Start: func(ctx context.Context, nc temporalnexus.NexusClient, in parcel, _ temporalnexus.StartTemporalOperationOptions) (temporalnexus.TemporalOperationResult[parcel], error) {
			return temporalnexus.StartUntypedWorkflow[parcel](ctx, nc, client.StartWorkflowOptions{ID: in.ID}, bareTask(op), in)
		},
	})
}

func (b *bare) start(ctx context.Context, c client.Client, v variant) (client.WorkflowRun, error) {
	id := "bare-" + uuid.NewString()
	return c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: protocol.TaskQueue}, bareCase,
		parcel{ID: id, Child: v.child, Custody: v.custody, Pad: b.pad("start " + protocol.Identification)})
}

// decisions are what the persons of the bare chain do: the engine's updates,
// with nothing in them. They are nil for what is no part of the bare chain.
func (b *bare) decisions(e event) []decision {
	if !strings.HasPrefix(e.Type, "Bare") {
		return nil
	}
	in, _ := e.Input.(parcel)
	one := func(update string) decision {
		return decision{e.Namespace, e.ID, update, in.ID + "/" + update, parcel{Pad: b.pad("update " + b.twin(e.Type) + "/" + update)}}
	}
	switch {
	case e.Point == pointHop:
		return []decision{one(protocol.UpdateApply)}
	case e.Point == pointConclude:
		return []decision{one(protocol.UpdateConclude)}
	case e.Type == bareTask(protocol.OpDisclose) && in.Hop < 2: // two holders owe notice
		return []decision{one(protocol.UpdateGiveNotice), one(protocol.UpdateDecide)}
	case strings.HasPrefix(e.Type, bareTask("")):
		return []decision{one(protocol.UpdateDecide)}
	}
	return []decision{}
}

// twin is the engine's workflow type that a bare one stands for.
func (b *bare) twin(bareType string) string {
	return map[string]string{
		bareCase: protocol.Identification, bareHop: protocol.Hop,
		bareTask(protocol.OpAuthorise): protocol.Authorisation,
		bareTask(protocol.OpPreserve):  protocol.Preservation,
		bareTask(protocol.OpDisclose):  protocol.Disclosure,
	}[bareType]
}
