package worker_test

import (
	"context"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	nexuspb "go.temporal.io/api/nexus/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/types/known/durationpb"

	"writ/casefile"
	"writ/internal/devservertest"
	"writ/protocol"
	"writ/worker"
)

// pair is a directory of two parties that call each other. Its names begin with
// prefix, so that tests can share a server.
func pair(prefix string) protocol.Directory {
	agency, provider := casefile.PartyID(prefix+"-agency"), casefile.PartyID(prefix+"-provider")
	return protocol.Directory{Parties: []protocol.Party{
		{ID: agency, Role: protocol.RoleRequester, Office: "agency", Zone: "UTC", Namespace: string(agency), Calls: []casefile.PartyID{provider}},
		{ID: provider, Role: protocol.RoleHolder, Office: "holder", Zone: "UTC", Namespace: string(provider), Calls: []casefile.PartyID{agency}},
	}}
}

func configFor(t *testing.T, server *devservertest.Server) worker.Config {
	t.Helper()
	cfg, err := load(t, nil)
	require.NoError(t, err)
	cfg.LogTo = t.Output()
	cfg.DrainTimeout = time.Second
	cfg.Ledger = worker.Place(t.TempDir())
	return cfg.ForServer(server.Address)
}

func provision(t *testing.T, cfg worker.Config, dir protocol.Directory) ([]worker.Finding, error) {
	t.Helper()
	var found []worker.Finding
	start := time.Now()
	err := worker.Provision(t.Context(), cfg, dir, func(f worker.Finding) { found = append(found, f) })
	t.Logf("provisioned %d parties in %v", len(dir.Parties), time.Since(start).Round(time.Millisecond))
	return found, err
}

func made(found []worker.Finding) int {
	n := 0
	for _, f := range found {
		if f.Made {
			n++
		}
	}
	return n
}

func TestProvision(t *testing.T) {
	server := devservertest.Start(t, devservertest.InMemory())
	cfg := configFor(t, server)
	raw, err := worker.Dial(t.Context(), cfg, "default")
	require.NoError(t, err)
	t.Cleanup(raw.Close)

	t.Run("everything is made, and found the second time", func(t *testing.T) {
		dir := builtIn(t)
		const endpoints = 5 + 4*2
		want := len(dir.Parties)*(1+len(protocol.Attributes())) + endpoints

		first, err := provision(t, cfg, dir)
		require.NoError(t, err)
		require.Len(t, first, want)
		require.Equal(t, want, made(first))

		second, err := provision(t, cfg, dir)
		require.NoError(t, err)
		require.Len(t, second, want)
		require.Zero(t, made(second))
		require.Contains(t, second, worker.Finding{Kind: worker.KindEndpoint, Name: "writ-nypd--twitter", Namespace: "twitter"})
	})
	t.Run("namespaces keep what ended as long as asked", func(t *testing.T) {
		dir := pair("kept")
		_, err := provision(t, cfg, dir)
		require.NoError(t, err)
		require.Equal(t, 87600*time.Hour, retention(t, raw, "kept-agency"))
	})
	t.Run("attributes can be asked for", func(t *testing.T) {
		_, err := provision(t, cfg, pair("asked"))
		require.NoError(t, err)
		requireQuery(t, raw, "asked-provider", "WritStage = 'AwaitingDisclosure' AND WritDue > '2012-08-07T00:00:00Z'")
	})
	t.Run("two at once", func(t *testing.T) {
		dir := builtIn(t)
		for i := range dir.Parties { // nothing of the first subtest
			dir.Parties[i].Namespace += "-two"
			dir.Parties[i].ID += "-two"
			dir.Parties[i].Authority = ""
			dir.Parties[i].Calls = slices.Clone(dir.Parties[i].Calls)
			for j := range dir.Parties[i].Calls {
				dir.Parties[i].Calls[j] += "-two"
			}
		}
		var all errgroup.Group
		for range 4 {
			all.Go(func() error { return worker.Provision(t.Context(), cfg, dir, nil) })
		}
		require.NoError(t, all.Wait())
		requireEachAttributeOnce(t, raw, dir)
	})
	t.Run("a shorter retention is reported and left", func(t *testing.T) {
		register(t, raw, "short-agency", 48*time.Hour)
		found, err := provision(t, cfg, pair("short"))
		require.NoError(t, err)
		require.Contains(t, found[0].Note, "keeps closed workflows for 48h0m0s only")
		require.False(t, found[0].Made)
		require.Equal(t, 48*time.Hour, retention(t, raw, "short-agency"))
	})
	t.Run("an endpoint that leads elsewhere is refused and left", func(t *testing.T) {
		_, err := raw.OperatorService().CreateNexusEndpoint(t.Context(), &operatorservice.CreateNexusEndpointRequest{
			Spec: &nexuspb.EndpointSpec{Name: "writ-bent-agency--bent-provider", Target: target("default", "other")},
		})
		require.NoError(t, err)
		for range 2 {
			_, err = provision(t, cfg, pair("bent"))
			require.ErrorContains(t, err, `endpoint "writ-bent-agency--bent-provider": it leads to namespace "default", task queue "other", want namespace "bent-provider", task queue "writ"; it was not changed`)
		}
	})
	t.Run("an attribute of another type is refused and left", func(t *testing.T) {
		register(t, raw, "typed-agency", 48*time.Hour)
		_, err := raw.OperatorService().AddSearchAttributes(t.Context(), &operatorservice.AddSearchAttributesRequest{
			Namespace: "typed-agency", SearchAttributes: map[string]enumspb.IndexedValueType{"WritDue": enumspb.INDEXED_VALUE_TYPE_INT},
		})
		require.NoError(t, err)
		_, err = provision(t, cfg, pair("typed"))
		require.ErrorContains(t, err, `search attributes of namespace "typed-agency": WritDue is of type Int, want Datetime; it was not changed`)
	})
	t.Run("an invalid directory is refused before anything is made", func(t *testing.T) {
		_, err := provision(t, cfg, protocol.Directory{})
		require.ErrorContains(t, err, "directory names no parties")
	})
	t.Run("an ended context ends it", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.Error(t, worker.Provision(ctx, cfg, pair("ended"), nil))
	})
}

func TestNobodyAtTheAddress(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().String()
	require.NoError(t, free.Close())
	cfg, err := load(t, vars{"TEMPORAL_ADDRESS": address})
	require.NoError(t, err)

	start := time.Now()
	_, err = worker.Dial(t.Context(), cfg, "nypd")
	t.Logf("%v after %v", err, time.Since(start).Round(time.Millisecond))
	require.ErrorContains(t, err, "no Temporal cluster answers at "+address)
	require.ErrorContains(t, err, "start one with: writ dev")
	var unreachable *worker.UnreachableError
	require.ErrorAs(t, err, &unreachable)
}

func register(t *testing.T, c client.Client, name string, kept time.Duration) {
	t.Helper()
	_, err := c.WorkflowService().RegisterNamespace(t.Context(), &workflowservice.RegisterNamespaceRequest{
		Namespace: name, WorkflowExecutionRetentionPeriod: durationpb.New(kept),
	})
	require.NoError(t, err)
	require.EventuallyWithT(t, func(t *assert.CollectT) {
		_, err := c.WorkflowService().CountWorkflowExecutions(context.Background(), &workflowservice.CountWorkflowExecutionsRequest{Namespace: name})
		require.NoError(t, err)
	}, 10*time.Second, 20*time.Millisecond)
}

func retention(t *testing.T, c client.Client, name string) time.Duration {
	t.Helper()
	found, err := c.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: name})
	require.NoError(t, err)
	return found.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration()
}

func requireQuery(t *testing.T, c client.Client, namespace, query string) {
	t.Helper()
	_, err := c.WorkflowService().CountWorkflowExecutions(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace, Query: query})
	require.NoError(t, err)
}

// requireEachAttributeOnce looks where the server keeps attributes: runs at the
// same time must not have given one attribute two columns.
func requireEachAttributeOnce(t *testing.T, c client.Client, dir protocol.Directory) {
	t.Helper()
	for _, p := range dir.Parties {
		found, err := c.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: p.Namespace})
		require.NoError(t, err)
		require.Len(t, found.GetConfig().GetCustomSearchAttributeAliases(), len(protocol.Attributes()), p.Namespace)
	}
}

func target(namespace, queue string) *nexuspb.EndpointTarget {
	return &nexuspb.EndpointTarget{Variant: &nexuspb.EndpointTarget_Worker_{Worker: &nexuspb.EndpointTarget_Worker{Namespace: namespace, TaskQueue: queue}}}
}
