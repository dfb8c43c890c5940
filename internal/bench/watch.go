package main

import (
	"sync"

	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// event is what the deciders react to: a workflow began, or reached a point at
// which a person acts.
type event struct {
	Namespace, ID, RunID, Type string
	Point                      string // "" for the beginning
	Input                      any
}

// pointConclude is where a case has no lead left and awaits its conclusion;
// pointHop where a bare caller begins a hop.
const (
	pointConclude = "conclude"
	pointHop      = "hop"
)

// watcher sits in the workers and passes on what happens in workflows, so that
// deciders need not poll. It costs the engine and the bare chain the same.
type watcher struct {
	interceptor.WorkerInterceptorBase
	react func(event)

	mu     sync.Mutex
	record bool
	begun  []event
}

func (w *watcher) saw(ctx workflow.Context, point string, input any) {
	if workflow.IsReplaying(ctx) {
		return
	}
	info := workflow.GetInfo(ctx)
	e := event{
		Namespace: info.Namespace, ID: info.WorkflowExecution.ID, RunID: info.WorkflowExecution.RunID,
		Type: info.WorkflowType.Name, Point: point, Input: input,
	}
	if point == "" {
		w.mu.Lock()
		if w.record {
			w.begun = append(w.begun, e)
		}
		w.mu.Unlock()
	}
	w.react(e)
}

// recording collects the workflows that begin while do runs.
func (w *watcher) recording(do func() error) ([]event, error) {
	w.mu.Lock()
	w.record, w.begun = true, nil
	w.mu.Unlock()
	err := do()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.record = false
	return w.begun, err
}

// InterceptWorkflow is called for each workflow that a worker takes on.
func (w *watcher) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	return &inbound{interceptor.WorkflowInboundInterceptorBase{Next: next}, w}
}

type inbound struct {
	interceptor.WorkflowInboundInterceptorBase
	watcher *watcher
}

func (i *inbound) Init(next interceptor.WorkflowOutboundInterceptor) error {
	return i.Next.Init(&outbound{interceptor.WorkflowOutboundInterceptorBase{Next: next}, i.watcher})
}

func (i *inbound) ExecuteWorkflow(ctx workflow.Context, in *interceptor.ExecuteWorkflowInput) (any, error) {
	i.watcher.saw(ctx, "", in.Args[0])
	return i.Next.ExecuteWorkflow(ctx, in)
}

type outbound struct {
	interceptor.WorkflowOutboundInterceptorBase
	watcher *watcher
}

// UpsertTypedSearchAttributes learns from what a case shows its operator that
// it awaits its conclusion.
func (o *outbound) UpsertTypedSearchAttributes(ctx workflow.Context, set ...temporal.SearchAttributeUpdate) error {
	stage, ok := temporal.NewSearchAttributes(set...).GetKeyword(protocol.AttrStage)
	if ok && stage == string(casefile.StageAwaitingConclusion) {
		o.watcher.saw(ctx, pointConclude, nil)
	}
	return o.Next.UpsertTypedSearchAttributes(ctx, set...)
}
