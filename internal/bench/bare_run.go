package main

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// caller is a workflow that makes requests: the bare case itself, or its hop.
type caller struct {
	b       *bare
	applied int
}

func (b *bare) newCaller(ctx workflow.Context, kind string) (*caller, error) {
	c := &caller{b: b}
	workflow.Go(ctx, func(ctx workflow.Context) {
		for heard := workflow.GetSignalChannel(ctx, protocol.SignalProgress); ; {
			heard.Receive(ctx, nil)
		}
	})
	return c, onBareUpdate(ctx, b, kind, protocol.UpdateApply, func() { c.applied++ })
}

// onBareUpdate registers an update that does nearly nothing and answers with as
// much as the engine does.
func onBareUpdate(ctx workflow.Context, b *bare, kind, name string, do func()) error {
	return workflow.SetUpdateHandler(ctx, name, func(workflow.Context, parcel) (parcel, error) {
		do()
		return parcel{Pad: b.pad("updated " + kind + "/" + name)}, nil
	})
}

// runCase is the bare case: three hops, one after the other, and a conclusion.
func (b *bare) runCase(ctx workflow.Context, in parcel) error {
	concluded := false
	if err := onBareUpdate(ctx, b, protocol.Identification, protocol.UpdateConclude, func() { concluded = true }); err != nil {
		return err
	}
	c, err := b.newCaller(ctx, protocol.Hop)
	if err != nil {
		return err
	}
	for i := range chain {
		hop := parcel{ID: fmt.Sprintf("%s-%d", in.ID, i+1), Hop: i, Custody: in.Custody, Pad: b.pad("start " + protocol.Hop)}
		if in.Child {
			options := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: hop.ID})
			err = workflow.ExecuteChildWorkflow(options, bareHop, hop).Get(ctx, nil)
		} else {
			err = c.hop(ctx, hop)
		}
		if err != nil {
			return err
		}
	}
	b.watcher.saw(ctx, pointConclude, in)
	return workflow.Await(ctx, func() bool { return concluded })
}

// runHop is the bare hop as a workflow of its own.
func (b *bare) runHop(ctx workflow.Context, in parcel) error {
	c, err := b.newCaller(ctx, protocol.Hop)
	if err != nil {
		return err
	}
	return c.hop(ctx, in)
}

// hop asks for preservation and, when applied for, for authorisation and then
// disclosure.
func (c *caller) hop(ctx workflow.Context, in parcel) error {
	before := c.applied
	c.b.watcher.saw(ctx, pointHop, in)
	preserved := c.ask(ctx, protocol.OpPreserve, chain[in.Hop], in)
	if err := workflow.Await(ctx, func() bool { return c.applied > before }); err != nil {
		return err
	}
	if err := c.ask(ctx, protocol.OpAuthorise, "manhattan-court", in).Get(ctx, nil); err != nil {
		return err
	}
	if err := c.ask(ctx, protocol.OpDisclose, chain[in.Hop], in).Get(ctx, nil); err != nil {
		return err
	}
	return preserved.Get(ctx, nil)
}

func (c *caller) ask(ctx workflow.Context, op string, to casefile.PartyID, hop parcel) workflow.Future {
	in := parcel{
		ID: hop.ID + "-" + op, Hop: hop.Hop, Custody: hop.Custody,
		Caller: workflow.GetInfo(ctx).WorkflowExecution.ID, Pad: c.b.pad("ask " + op),
	}
	return nexusTo("nypd", to).ExecuteOperation(ctx, op, in, workflow.NexusOperationOptions{})
}

// task is the workflow that answers an operation: it waits for the decision and
// returns an answer.
func (b *bare) task(op string) func(workflow.Context, parcel) (parcel, error) {
	kind := b.twin(bareTask(op))
	return func(ctx workflow.Context, in parcel) (parcel, error) {
		decided, telling := false, 0
		if err := onBareUpdate(ctx, b, kind, protocol.UpdateDecide, func() { decided = true }); err != nil {
			return parcel{}, err
		}
		if op == protocol.OpDisclose {
			if err := onBareUpdate(ctx, b, kind, protocol.UpdateGiveNotice, func() {
				telling++
				workflow.Go(ctx, func(ctx workflow.Context) {
					word := parcel{ID: in.ID, Caller: in.Caller, Pad: b.pad("ask " + protocol.OpNotify)}
					told := nexusTo(chain[in.Hop], "nypd").ExecuteOperation(ctx, protocol.OpNotify, word, workflow.NexusOperationOptions{})
					if err := told.Get(ctx, nil); err != nil {
						workflow.GetLogger(ctx).Error("bare progress was not delivered", "error", err)
					}
					telling--
				})
			}); err != nil {
				return parcel{}, err
			}
		}
		if err := workflow.Await(ctx, func() bool { return decided && telling == 0 }); err != nil {
			return parcel{}, err
		}
		if op == protocol.OpPreserve && in.Custody {
			options := workflow.WithChildOptions(ctx, custodyOptions("custody-"+in.ID))
			kept := workflow.ExecuteChildWorkflow(options, bareCustody, parcel{ID: in.ID, Pad: b.pad("start " + custody)})
			if err := kept.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
				return parcel{}, err
			}
		}
		return parcel{Pad: b.pad("answer " + op)}, nil
	}
}

// runCustody stays, as the engine's custody stays until the data lapses, but
// without its timer.
func (b *bare) runCustody(ctx workflow.Context, _ parcel) error {
	return workflow.Await(ctx, func() bool { return false })
}

func nexusTo(from, to casefile.PartyID) workflow.NexusClient {
	return workflow.NewNexusClient(protocol.Endpoint(from, to), bareService)
}
