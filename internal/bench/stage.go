package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sethvargo/go-envconfig"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"
	sdkworker "go.temporal.io/sdk/worker"

	"writ/activities"
	"writ/protocol"
	"writ/worker"
	"writ/workflows"
)

// stage is a provisioned server with the workers of all parties, for the engine
// and for the bare chain, and the deciders.
type stage struct {
	clients *worker.Clients
	watcher *watcher
	bare    *bare
	running []sdkworker.Worker
	acting  sync.WaitGroup
	// repeated counts decisions that were sent again, refused those that were not
	// taken at all; why says why the first was not.
	repeated, refused atomic.Int64
	why               atomic.Value
}

// cached is as many workflows as package worker keeps in memory.
const cached = 2000

func newStage(ctx context.Context, address string) (*stage, error) {
	cfg, err := worker.LoadConfig(ctx, envconfig.MapLookuper(map[string]string{"TEMPORAL_ADDRESS": address}))
	if err != nil {
		return nil, err
	}
	cfg.LogLevel = slog.LevelError
	dir, err := worker.LoadDirectory("")
	if err != nil {
		return nil, err
	}
	if err := worker.Provision(ctx, cfg, dir, nil); err != nil {
		return nil, err
	}
	s := &stage{clients: worker.NewClients(cfg), watcher: &watcher{}}
	s.bare = &bare{watcher: s.watcher}
	s.watcher.react = func(e event) { s.acting.Go(func() { s.act(ctx, e) }) }
	sdkworker.SetStickyWorkflowCacheSize(cached)
	acts := &activities.Activities{Directory: dir, Notifier: activities.LogNotifier{Log: cfg.Logger()}}
	for _, party := range dir.Parties {
		if err := s.serve(ctx, cfg, dir, party, acts); err != nil {
			s.stop()
			return nil, fmt.Errorf("worker of %s: %w", party.ID, err)
		}
	}
	return s, nil
}

// serve starts a party's worker as package worker does, with the bare chain and
// the watcher added.
func (s *stage) serve(ctx context.Context, cfg worker.Config, dir protocol.Directory, party protocol.Party, acts *activities.Activities) error {
	c, err := s.clients.For(ctx, party.Namespace)
	if err != nil {
		return err
	}
	w := sdkworker.New(c, protocol.TaskQueue, sdkworker.Options{
		MaxConcurrentWorkflowTaskExecutionSize: cfg.MaxTasks, MaxConcurrentActivityExecutionSize: cfg.MaxTasks,
		MaxConcurrentLocalActivityExecutionSize: cfg.MaxTasks, MaxConcurrentNexusTaskExecutionSize: cfg.MaxTasks,
		DisableRegistrationAliasing: true,
		Interceptors:                []interceptor.WorkerInterceptor{s.watcher},
	})
	workflows.Register(w, party.Role)
	for _, service := range workflows.Services(party.Role, dir, true) {
		w.RegisterNexusService(service)
	}
	acts.Register(w)
	s.bare.register(w, party.Role)
	if err := w.Start(); err != nil {
		return err
	}
	s.running = append(s.running, w)
	return nil
}

// act sends the decisions that an event calls for, one after the other.
func (s *stage) act(ctx context.Context, e event) {
	all := s.bare.decisions(e)
	if all == nil {
		all = decisions(e, time.Now())
	}
	for _, d := range all {
		if err := s.send(ctx, d); err != nil && ctx.Err() == nil {
			s.refused.Add(1)
			s.why.CompareAndSwap(nil, fmt.Sprintf("%s of %s: %v", d.update, d.workflowID, err))
		}
	}
}

// send sends a decision as a person's command does: again, under the same id,
// while the server is not ready for it. It is not when what the decision ends
// meets what arrives at the same moment.
func (s *stage) send(ctx context.Context, d decision) error {
	for attempt := 1; ; attempt++ {
		err := s.sendOnce(ctx, d)
		var refused *temporal.ApplicationError
		if err == nil || errors.As(err, &refused) || ctx.Err() != nil || attempt == 5 {
			return err
		}
		s.repeated.Add(1)
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *stage) sendOnce(ctx context.Context, d decision) error {
	c, err := s.clients.For(ctx, d.namespace)
	if err != nil {
		return err
	}
	handle, err := c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: d.workflowID, UpdateName: d.update, UpdateID: d.key, Args: []any{d.arg},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return err
	}
	return handle.Get(ctx, nil)
}

// stop ends the workers.
func (s *stage) stop() {
	var all sync.WaitGroup
	for _, w := range s.running {
		all.Go(w.Stop)
	}
	all.Wait()
	s.clients.Close()
}

// play runs one case of the variant from its opening to its conclusion.
func (s *stage) play(ctx context.Context, v variant) error {
	c, err := s.clients.For(ctx, "nypd")
	if err != nil {
		return err
	}
	var run client.WorkflowRun
	if v.bare {
		run, err = s.bare.start(ctx, c, v)
	} else {
		in := protocol.CaseInput{Opening: opening(time.Now()), Ledger: true}
		run, err = c.ExecuteWorkflow(ctx, workflows.CaseOptions(in), protocol.Identification, in)
	}
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if err := run.Get(bounded, nil); err != nil {
		return fmt.Errorf("%s %s: %w; %s", v.name, run.GetID(), err, s.untaken())
	}
	return nil
}

// untaken says what became of decisions that were not taken; there should be
// none.
func (s *stage) untaken() string {
	n := s.refused.Load()
	if n == 0 {
		return fmt.Sprintf("every decision was taken; %d were sent again", s.repeated.Load())
	}
	return fmt.Sprintf("%d decisions were not taken, the first: %s", n, s.why.Load())
}
