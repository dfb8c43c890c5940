package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/internal/devservertest"
	"writ/legal"
	"writ/protocol"
	"writ/worker"
)

// TestACaseReachesTheHolderAndNobodyElse is the proof of the composition: what
// Provision made and Start registered carries a request from one namespace
// through its endpoint into another.
func TestACaseReachesTheHolderAndNobodyElse(t *testing.T) {
	server := devservertest.Start(t, devservertest.InMemory())
	cfg := configFor(t, server)
	dir := builtIn(t)
	_, err := provision(t, cfg, dir)
	require.NoError(t, err)
	w, err := worker.Start(t.Context(), cfg, dir, nil)
	require.NoError(t, err)
	t.Cleanup(w.Stop)
	clients := worker.NewClients(cfg)
	t.Cleanup(clients.Close)

	start := time.Now()
	opening := openingNow()
	c, err := clients.For(t.Context(), "nypd")
	require.NoError(t, err)
	_, err = c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: protocol.CaseWorkflowID(opening.Case), TaskQueue: protocol.TaskQueue,
	}, protocol.Identification, protocol.CaseInput{Opening: opening})
	require.NoError(t, err)

	require.EventuallyWithT(t, func(t *assert.CollectT) {
		require.Positive(t, workflowsIn(t, clients, "twitter"))
	}, 30*time.Second, 20*time.Millisecond)
	t.Logf("the holder saw the request after %v", time.Since(start).Round(time.Millisecond))
	for _, namespace := range []string{"manhattan-court", "example-mail", "example-isp", "example-isp-brief"} {
		require.Zero(t, workflowsIn(t, clients, namespace), namespace)
	}
}

func openingNow() casefile.Opening {
	now := time.Now()
	return casefile.Opening{
		Case: casefile.NewCaseID(), Requester: "nypd", Holder: "twitter",
		Account:  casefile.Identifier{Kind: legal.KindAccount, Value: "@somebody"},
		Offence:  legal.Offence{Name: "threat", Law: "18 USC 875(c)", MaxYears: 5},
		Strategy: casefile.StrategyChain, Detected: now.Add(-time.Hour), At: now, Seen: now,
		Zone: "America/New_York", Jurisdiction: "US", Authority: "manhattan-court",
		Edition: legal.CurrentEdition, By: casefile.Decider{Party: "nypd", Role: legal.RoleAgency},
	}
}

func workflowsIn(t require.TestingT, clients *worker.Clients, namespace string) int64 {
	c, err := clients.For(context.Background(), namespace)
	require.NoError(t, err)
	count, err := c.CountWorkflow(context.Background(), &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace})
	require.NoError(t, err)
	return count.GetCount()
}
