package worker_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"

	"writ/casefile"
	"writ/internal/devservertest"
	"writ/protocol"
	"writ/worker"
)

func TestWorkers(t *testing.T) {
	server := devservertest.Start(t)
	cfg := configFor(t, server)
	dir := builtIn(t)
	_, err := provision(t, cfg, dir)
	require.NoError(t, err)

	t.Run("every party takes work from its own queue, and stops", func(t *testing.T) {
		start := time.Now()
		w, err := worker.Start(t.Context(), cfg, dir, nil)
		require.NoError(t, err)
		t.Logf("%d workers started in %v", len(dir.Parties), time.Since(start).Round(time.Millisecond))
		for _, p := range dir.Parties {
			requirePollers(t, cfg, p)
		}
		start = time.Now()
		w.Stop()
		w.Stop() // harmless
		t.Logf("stopped in %v", time.Since(start).Round(time.Millisecond))
	})
	t.Run("a worker outlives its server", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		party, _ := dir.Party("twitter")
		go func() { done <- worker.Run(ctx, cfg, dir, []casefile.PartyID{"twitter"}) }()
		requirePollers(t, cfg, party)
		server.Kill()
		server.Restart()
		requirePollers(t, cfg, party)
		cancel()
		require.NoError(t, <-done)
	})
	t.Run("an unknown party is refused", func(t *testing.T) {
		_, err := worker.Start(t.Context(), cfg, dir, []casefile.PartyID{"nypd", "stranger"})
		require.ErrorContains(t, err, `party "stranger" is not in the directory, which names nypd, manhattan-court, twitter, `)
	})
	t.Run("a namespace that is not there is named", func(t *testing.T) {
		_, err := worker.Start(t.Context(), cfg, pair("unmade"), nil)
		require.ErrorContains(t, err, `worker of unmade-agency: namespace "unmade-agency" is not there`)
		require.ErrorContains(t, err, "make it with: writ setup")
	})
	t.Run("a worker that cannot go on ends the run", func(t *testing.T) {
		w, err := worker.Start(t.Context(), cfg, dir, []casefile.PartyID{"nypd", "twitter"})
		require.NoError(t, err)
		w.Fail("twitter", errors.New("namespace is gone"))
		w.Fail("nypd", errors.New("later"))
		require.ErrorContains(t, w.Wait(t.Context()), "worker of twitter: namespace is gone")
	})
	t.Run("a server that is away is named", func(t *testing.T) {
		left, err := worker.Start(t.Context(), cfg, dir, nil)
		require.NoError(t, err)
		server.Kill()
		start := time.Now()
		left.Stop()
		t.Logf("stopped without a server in %v", time.Since(start).Round(time.Millisecond))

		_, err = worker.Start(t.Context(), cfg, dir, nil)
		require.ErrorContains(t, err, "worker of nypd: no Temporal cluster answers at "+server.Address)
	})
}

// requirePollers waits until the worker of a party asks for all three kinds of
// work.
func requirePollers(t *testing.T, cfg worker.Config, party protocol.Party) {
	t.Helper()
	c, err := worker.Dial(t.Context(), cfg, party.Namespace)
	require.NoError(t, err)
	defer c.Close()
	since := time.Now()
	for _, kind := range []enumspb.TaskQueueType{enumspb.TASK_QUEUE_TYPE_WORKFLOW, enumspb.TASK_QUEUE_TYPE_ACTIVITY, enumspb.TASK_QUEUE_TYPE_NEXUS} {
		require.EventuallyWithT(t, func(t *assert.CollectT) {
			queue, err := c.WorkflowService().DescribeTaskQueue(context.Background(), &workflowservice.DescribeTaskQueueRequest{
				Namespace: party.Namespace, TaskQueue: &taskqueuepb.TaskQueue{Name: protocol.TaskQueue}, TaskQueueType: kind,
			})
			require.NoError(t, err)
			require.NotEmpty(t, queue.GetPollers(), "%s of %s, waited since %v", kind, party.ID, since)
			require.Regexp(t, `^writ/`+string(party.ID)+`@\d+$`, queue.GetPollers()[0].GetIdentity())
		}, 30*time.Second, 50*time.Millisecond)
	}
}
