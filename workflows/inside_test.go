package workflows_test

import (
	"context"
	"encoding/json"
	"errors"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
)

// inside stands for the client through which a party's Nexus services reach its own
// work: that of the environment can neither signal nor update. Everything goes through
// a callback, because a handler runs on a goroutine of its own.
type inside struct{ w *world }

// wait does something in the environment's own loop and returns what it says.
func wait[T any](ctx context.Context, w *world, do func(answer chan<- T)) (T, error) {
	answer := make(chan T, 1)
	w.RegisterDelayedCallback(func() { do(answer) }, 0)
	select {
	case v := <-answer:
		return v, nil
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

func (i inside) Signal(ctx context.Context, workflowID, name string, arg any) (bool, error) {
	return wait(ctx, i.w, func(answer chan<- bool) { answer <- i.w.SignalWorkflowByID(workflowID, name, arg) == nil })
}

func (i inside) SignalWithStart(ctx context.Context, name string, arg any, begin client.StartWorkflowOptions, workflowType string, in any) (bool, error) {
	return wait(ctx, i.w, func(answer chan<- bool) {
		if i.w.hasBegun(begin.ID) {
			answer <- i.w.SignalWorkflowByID(begin.ID, name, arg) == nil
			return
		}
		i.w.begun[begin.ID] = func() { answer <- true }
		i.w.begin(begin.ID, workflowType, in, name, arg)
	})
}

func (i inside) Start(ctx context.Context, begin client.StartWorkflowOptions, workflowType string, in any) error {
	_, err := wait(ctx, i.w, func(answer chan<- bool) {
		if i.w.hasBegun(begin.ID) {
			answer <- true
			return
		}
		i.w.begun[begin.ID] = func() { answer <- true }
		i.w.begin(begin.ID, workflowType, in, "", nil)
	})
	return err
}

func (i inside) Update(ctx context.Context, workflowID, name, updateID string, act any) (casefile.Receipt, error) {
	// The environment knows updates again by their id alone, of whatever workflow.
	said, err := wait(ctx, i.w, func(answer chan<- *updated) {
		u := &updated{answer: answer}
		if err := i.w.UpdateWorkflowByID(workflowID, name, workflowID+"/"+updateID, u, act); err != nil {
			u.Complete(nil, serviceerror.NewNotFound(err.Error()))
		}
	})
	if err != nil {
		return casefile.Receipt{}, err
	}
	return said.receipt, said.err
}

// updated is what became of an update, as a client would learn it.
type updated struct {
	answer  chan<- *updated
	receipt casefile.Receipt
	err     error
}

func (u *updated) Accept()          {}
func (u *updated) Reject(err error) { u.Complete(nil, err) }
func (u *updated) Complete(v any, err error) {
	u.receipt, _ = v.(casefile.Receipt)
	var app *temporal.ApplicationError
	if u.err = err; errors.As(err, &app) { // it crosses the wire
		wire := temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{})
		u.err = wire.FailureToError(wire.ErrorToFailure(err))
	}
	u.answer <- u
}

// town is a root under which the work of all parties goes on side by side, as in their
// namespaces; the signal begin begins more of it. One without a type cancels what goes
// on under the id, and one without an id ends the day.
func (w *world) town(ctx workflow.Context) error {
	cancel := map[string]workflow.CancelFunc{}
	for {
		var b beginning
		workflow.GetSignalChannel(ctx, "begin").Receive(ctx, &b)
		switch {
		case b.ID == "":
			return nil
		case b.Type == "":
			cancel[b.ID]()
			continue
		}
		own, stop := workflow.WithCancel(workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: b.ID}))
		cancel[b.ID] = stop
		child := workflow.ExecuteChildWorkflow(own, b.Type, b.In)
		if err := child.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
			return err
		}
		if b.Signal != "" {
			if err := child.SignalChildWorkflow(ctx, b.Signal, b.Arg).Get(ctx, nil); err != nil {
				return err
			}
		}
		w.begun[b.ID]()
	}
}

type beginning struct {
	ID, Type, Signal string
	In, Arg          json.RawMessage
}

// hasBegun reports whether work was begun in the town.
func (w *world) hasBegun(id string) bool { return w.begun[id] != nil }

// begin begins work in the town, with a signal if there is one.
func (w *world) begin(id, workflowType string, in any, signal string, arg any) {
	if w.begun[id] == nil {
		w.begun[id] = func() {}
	}
	b := beginning{ID: id, Type: workflowType, Signal: signal}
	var err error
	if b.In, err = json.Marshal(in); err == nil {
		b.Arg, err = json.Marshal(arg)
	}
	if err != nil {
		w.t.Error(err)
	}
	if err := w.SignalWorkflowByID("town", "begin", b); err != nil {
		w.t.Error(err)
	}
}
