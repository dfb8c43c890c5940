package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"writ/activities"
	"writ/casefile"
	"writ/protocol"
	"writ/worker"
	"writ/workflows"
)

// answerAfter is how much simulated time each decision takes.
const answerAfter = 26 * time.Hour

// simulate plays cases in the SDK's test environment, one after the other, each
// in an environment of its own, for about a time. It returns how many there
// were, how long they took, and the record of the last.
func simulate(length time.Duration) (n int, took time.Duration, r casefile.Record, err error) {
	dir, err := worker.LoadDirectory("")
	if err != nil {
		return 0, 0, r, err
	}
	begun := time.Now()
	for ; took < length; n++ {
		if r, err = simulateOne(dir, begun); err != nil {
			return n, took, r, err
		}
		took = time.Since(begun)
	}
	return n, took, r, nil
}

// simulated is one case in its environment.
type simulated struct {
	*testsuite.TestWorkflowEnvironment
	refused error
}

func simulateOne(dir protocol.Directory, now time.Time) (casefile.Record, error) {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil))))
	s := &simulated{TestWorkflowEnvironment: suite.NewTestWorkflowEnvironment()}
	w := &watcher{react: s.react}
	s.SetWorkerOptions(sdkworker.Options{Interceptors: []interceptor.WorkerInterceptor{w}})
	s.SetDetachedChildWait(false) // a custody goes on for months after its case
	s.SetStartTime(now)
	for _, role := range []protocol.Role{protocol.RoleRequester, protocol.RoleAuthority, protocol.RoleHolder} {
		workflows.Register(registry{s.TestWorkflowEnvironment}, role)
		for _, service := range workflows.ServicesWith(role, dir, true, inside{s: s}) {
			s.RegisterNexusService(service)
		}
	}
	acts := &activities.Activities{Directory: dir, Notifier: activities.LogNotifier{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}}
	acts.Register(s)
	in := protocol.CaseInput{Opening: opening(now), Ledger: true}
	s.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: protocol.CaseWorkflowID(in.Opening.Case), TaskQueue: protocol.TaskQueue})
	s.ExecuteWorkflow(protocol.Identification, in)
	if err := s.GetWorkflowError(); err != nil || s.refused != nil {
		return casefile.Record{}, fmt.Errorf("the simulated case failed: %w (refused: %w)", err, s.refused)
	}
	v, err := s.QueryWorkflowByID(protocol.CaseWorkflowID(in.Opening.Case), protocol.QueryRecord)
	if err != nil {
		return casefile.Record{}, err
	}
	var r casefile.Record
	return r, v.Get(&r)
}

// react has each decision made some time after what calls for it.
func (s *simulated) react(e event) {
	after := answerAfter
	for _, d := range decisions(e, s.Now()) {
		s.RegisterDelayedCallback(func() {
			if err := s.UpdateWorkflowByID(d.workflowID, d.update, d.key, s, d.arg); err != nil {
				s.refused = err
			}
		}, after)
		after += time.Minute
	}
}

// Accept, Reject and Complete hear what became of a decision.
func (s *simulated) Accept() {}

// Reject hears that a decision was malformed.
func (s *simulated) Reject(err error) { s.refused = err }

// Complete hears that a decision was taken or refused.
func (s *simulated) Complete(_ any, err error) {
	if err != nil {
		s.refused = err
	}
}

// inside stands for the client of the Requester service, which the environment does
// not have: it signals by a callback. No case of the benchmark needs the rest.
type inside struct {
	workflows.Inside
	s *simulated
}

// Signal sends a signal.
func (i inside) Signal(_ context.Context, workflowID, name string, arg any) (bool, error) {
	i.s.RegisterDelayedCallback(func() { _ = i.s.SignalWorkflowByID(workflowID, name, arg) }, 0)
	return true, nil
}

// registry gives the environment the one method that registering workflows
// needs.
type registry struct {
	*testsuite.TestWorkflowEnvironment
}

func (registry) RegisterDynamicWorkflow(any, workflow.DynamicRegisterOptions) {}
