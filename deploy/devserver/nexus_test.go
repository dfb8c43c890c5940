package main

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/nexus-rpc/sdk-go/nexus"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	nexuspb "go.temporal.io/api/nexus/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporalnexus"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const (
	endpointName = "provider-endpoint"
	serviceName  = "greetings"
	taskQueue    = "queue"
)

// handlerDown makes the synchronous operation fail the way a broken handler does.
var handlerDown atomic.Bool

// hello is synchronous, greet starts a workflow in the provider's namespace and
// its result comes back as a callback: the two ways an operation can take.
var (
	hello = nexus.NewSyncOperation("hello", func(_ context.Context, name string, _ nexus.StartOperationOptions) (string, error) {
		if handlerDown.Load() {
			return "", errors.New("down")
		}
		return "hello " + name, nil
	})
	greet = temporalnexus.NewWorkflowRunOperation("greet", greeting,
		func(_ context.Context, _ string, o nexus.StartOperationOptions) (client.StartWorkflowOptions, error) {
			return client.StartWorkflowOptions{ID: "greet-" + o.RequestID}, nil
		})
)

func greeting(ctx workflow.Context, name string) (string, error) {
	return "greetings " + name, workflow.Sleep(ctx, time.Millisecond)
}

// ask is the caller: a workflow that uses one operation of the other namespace.
func ask(ctx workflow.Context, endpoint, operation string) (string, error) {
	c := workflow.NewNexusClient(endpoint, serviceName)
	var answer string
	err := c.ExecuteOperation(ctx, operation, "you", workflow.NexusOperationOptions{}).Get(ctx, &answer)
	return answer, err
}

// twoNamespaces starts a server on which "caller" can reach "provider". Nothing
// waits between creating the parts and using them.
func twoNamespaces(t *testing.T, callerInterceptors ...interceptor.WorkerInterceptor) (*process, client.Client) {
	t.Helper()
	p := start(t, "--db", inMemory, "--headless")
	p.register("caller")
	p.register("provider")
	caller, provider := p.dial("caller"), p.dial("provider")

	service := nexus.NewService(serviceName)
	must(t, service.Register(hello, greet))
	pw := worker.New(provider, taskQueue, worker.Options{})
	pw.RegisterNexusService(service)
	pw.RegisterWorkflow(greeting)
	must(t, pw.Start())
	t.Cleanup(pw.Stop)

	cw := worker.New(caller, taskQueue, worker.Options{Interceptors: callerInterceptors})
	cw.RegisterWorkflow(ask)
	must(t, cw.Start())
	t.Cleanup(cw.Stop)

	p.openEndpoint(endpointName)
	return p, caller
}

// openEndpoint lets everybody reach the provider's queue under one more name.
func (p *process) openEndpoint(name string) {
	p.t.Helper()
	_, err := p.dial("provider").OperatorService().CreateNexusEndpoint(p.ctx(), &operatorservice.CreateNexusEndpointRequest{
		Spec: &nexuspb.EndpointSpec{Name: name, Target: &nexuspb.EndpointTarget{
			Variant: &nexuspb.EndpointTarget_Worker_{Worker: &nexuspb.EndpointTarget_Worker{Namespace: "provider", TaskQueue: taskQueue}},
		}},
	})
	must(p.t, err)
}

// TestNexusBetweenFreshNamespaces uses each endpoint right after opening it.
// The first one says little: services load the list at their first question.
func TestNexusBetweenFreshNamespaces(t *testing.T) {
	p, caller := twoNamespaces(t)
	for _, endpoint := range []string{endpointName, "second", "third", "fourth"} {
		if endpoint != endpointName {
			p.openEndpoint(endpoint)
		}
		for operation, want := range map[string]string{"hello": "hello you", "greet": "greetings you"} {
			run, err := caller.ExecuteWorkflow(p.ctx(), client.StartWorkflowOptions{TaskQueue: taskQueue}, ask, endpoint, operation)
			must(t, err)
			var got string
			if err := run.Get(p.ctx(), &got); err != nil || got != want {
				t.Errorf("%s at %s: got %q, %v, want %q", operation, endpoint, got, err, want)
			}
			p.noSecondAttempt(caller, run)
		}
	}
	p.stop(syscall.SIGTERM)
	if p.stderr.Len() > 0 {
		t.Errorf("ordinary use has nothing to log, got: %s", p.stderr)
	}
}

// noSecondAttempt fails when a workflow task failed: the endpoint was not
// visible at once.
func (p *process) noSecondAttempt(c client.Client, run client.WorkflowRun) {
	p.t.Helper()
	for e := range history(p, c, run) {
		if e.EventType == enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED {
			p.t.Errorf("a second attempt was needed: %s", e.GetWorkflowTaskFailedEventAttributes().GetFailure().GetMessage())
		}
	}
}

// TestForgedCallerIsRefused sets the headers from which a handler learns who
// calls. The server must not let such an operation out.
func TestForgedCallerIsRefused(t *testing.T) {
	for _, header := range []string{"nexus-link", "Temporal-Principal-Name"} {
		t.Run(header, func(t *testing.T) {
			p, caller := twoNamespaces(t, &forger{header: header})
			run, err := caller.ExecuteWorkflow(p.ctx(), client.StartWorkflowOptions{ID: "forged", TaskQueue: taskQueue}, ask, endpointName, "hello")
			must(t, err)
			for e := range history(p, caller, run) {
				switch e.EventType {
				case enumspb.EVENT_TYPE_NEXUS_OPERATION_SCHEDULED:
					t.Fatal("the operation was let out")
				case enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED:
					msg := e.GetWorkflowTaskFailedEventAttributes().GetFailure().GetMessage()
					if !strings.Contains(msg, "disallowed header key") {
						t.Fatalf("refused for another reason: %s", msg)
					}
					return
				}
			}
		})
	}
}

// TestBrokenHandlerIsForgivenSoon lets enough calls fail that the circuit
// breaker opens, then repairs the handler. With the library's default every
// call would stay blocked for a minute.
func TestBrokenHandlerIsForgivenSoon(t *testing.T) {
	const calls = 8
	handlerDown.Store(true)
	defer handlerDown.Store(false)
	p, caller := twoNamespaces(t)
	var runs []client.WorkflowRun
	for range calls {
		run, err := caller.ExecuteWorkflow(p.ctx(), client.StartWorkflowOptions{TaskQueue: taskQueue}, ask, endpointName, "hello")
		must(t, err)
		runs = append(runs, run)
	}
	must(t, retry(p.ctx(), func(ctx context.Context) error {
		for _, run := range runs {
			d, err := caller.DescribeWorkflowExecution(ctx, run.GetID(), run.GetRunID())
			if err != nil {
				return err
			}
			for _, op := range d.GetPendingNexusOperations() {
				if op.GetState() == enumspb.PENDING_NEXUS_OPERATION_STATE_BLOCKED {
					return nil
				}
			}
		}
		return errors.New("no operation is blocked")
	}))
	handlerDown.Store(false)
	repaired := time.Now()
	for _, run := range runs {
		must(t, run.Get(p.ctx(), nil))
	}
	if took := time.Since(repaired); took > 30*time.Second {
		t.Errorf("the last call went through %v after the repair", took)
	} else {
		t.Logf("all calls went through %v after the repair", took)
	}
}

// history yields the events of a run as they are written, until it closes.
func history(p *process, c client.Client, run client.WorkflowRun) func(func(*historypb.HistoryEvent) bool) {
	p.t.Helper()
	return func(yield func(*historypb.HistoryEvent) bool) {
		it := c.GetWorkflowHistory(p.ctx(), run.GetID(), run.GetRunID(), true, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for it.HasNext() {
			e, err := it.Next()
			must(p.t, err)
			if !yield(e) {
				return
			}
		}
	}
}

// forger is a caller's interceptor that adds one header to every operation.
type forger struct {
	interceptor.WorkerInterceptorBase
	header string
}

func (f *forger) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	return &forgerInbound{WorkflowInboundInterceptorBase: interceptor.WorkflowInboundInterceptorBase{Next: next}, header: f.header}
}

type forgerInbound struct {
	interceptor.WorkflowInboundInterceptorBase
	header string
}

func (f *forgerInbound) Init(out interceptor.WorkflowOutboundInterceptor) error {
	return f.Next.Init(&forgerOutbound{WorkflowOutboundInterceptorBase: interceptor.WorkflowOutboundInterceptorBase{Next: out}, header: f.header})
}

type forgerOutbound struct {
	interceptor.WorkflowOutboundInterceptorBase
	header string
}

func (f *forgerOutbound) ExecuteNexusOperation(ctx workflow.Context, in interceptor.ExecuteNexusOperationInput) workflow.NexusOperationFuture {
	in.NexusHeader.Set(f.header, "somebody else")
	return f.Next.ExecuteNexusOperation(ctx, in)
}
