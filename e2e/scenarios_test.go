package e2e_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"writ/exercise"
	"writ/internal/devservertest"
	"writ/scenarios"
	"writ/worker"
)

func TestScenarios(t *testing.T) {
	server := devservertest.Start(t)
	cfg := config(t, server.Address)
	dir, err := worker.LoadDirectory("")
	require.NoError(t, err)
	require.NoError(t, worker.Provision(t.Context(), cfg, dir, func(worker.Finding) {}))
	workers, err := worker.Start(t.Context(), cfg, dir, dir.IDs())
	require.NoError(t, err)
	t.Cleanup(workers.Stop)
	clients := worker.NewClients(cfg)
	t.Cleanup(clients.Close)
	names, err := exercise.Names(scenarios.Files)
	require.NoError(t, err)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			s, err := exercise.Load(scenarios.Files, name+".yaml")
			require.NoError(t, err)
			start := time.Now()
			played, err := exercise.Play(t.Context(), exercise.Stage{
				Client:    func(ctx context.Context, ns string) (client.Client, error) { return clients.For(ctx, ns) },
				Directory: dir,
			}, s)
			t.Logf("%s", time.Since(start))
			for _, e := range played.Record.Events {
				t.Logf("%s %-8.8s %-22s by %-15s -> %-15s %-20s %v %s %s", e.At.Format("01-02 15:04:05"), e.Step, e.Kind, e.By, e.Awaiting, e.Stage, e.Turn, e.Code, e.Reason)
			}
			require.NoError(t, err)
			require.Empty(t, s.Check(played.Record))
		})
	}
}
