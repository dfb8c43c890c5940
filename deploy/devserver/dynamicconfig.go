package main

import (
	"time"

	"go.temporal.io/server/chasm/lib/callback"
	"go.temporal.io/server/chasm/lib/nexusoperation"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/components/callbacks"
	"go.temporal.io/server/components/nexusoperations"
)

// plenty is a limit that a single machine cannot reach: the server's own limits
// protect a shared cluster and would distort a benchmark.
const plenty = 100_000

// dynamicConfig is what differs from the server's defaults, and why. The keys
// are taken from the library's own settings, so a renamed key does not compile
// instead of being ignored.
func dynamicConfig() dynamicconfig.StaticClient {
	c := dynamicconfig.StaticClient{}
	for _, part := range []dynamicconfig.StaticClient{nexusConfig(), visibleAtOnceConfig(), limitsConfig(), isolationConfig()} {
		for k, v := range part {
			c[k] = v
		}
	}
	return c
}

// nexusConfig keeps two namespaces talking when one of them was away.
func nexusConfig() dynamicconfig.StaticClient {
	// After six failures in a row the circuit breaker blocks every operation
	// from one namespace to one endpoint. The default of 60 s is long enough to
	// look like an outage; a worker that restarts is back within seconds.
	breaker := map[string]any{"Timeout": "5s"}
	// The default lets the pause between attempts grow to an hour. Whoever was
	// away shall be reached soon after coming back.
	const retryPause = 10 * time.Second
	return dynamicconfig.StaticClient{
		dynamicconfig.OutboundQueueCircuitBreakerSettings.Key(): breaker,

		nexusoperations.RetryPolicyMaximumInterval.Key(): retryPause,
		// Results travel back as callbacks, with a pause of their own. The
		// library is moving from the first implementation to the second.
		callbacks.RetryPolicyMaximumInterval.Key(): retryPause,
		callback.RetryPolicyMaximumInterval.Key():  retryPause,

		// Headers a calling workflow may not set. See disallowedHeaders.
		nexusoperations.DisallowedOperationHeaders.Key(): disallowedHeaders(nexusoperations.DisallowedOperationHeaders.Get(dynamicconfig.NewNoopCollection())()),
		nexusoperation.DisallowedOperationHeaders.Key():  disallowedHeaders(nexusoperation.DisallowedOperationHeaders.Get(dynamicconfig.NewNoopCollection())()),
	}
}

// disallowedHeaders adds to the library's list the headers from which a handler
// reads who called it. The server sets them itself after this check, so no
// honest caller needs them; a dishonest one could pass for another namespace.
func disallowedHeaders(library []string) []string {
	return append(append([]string{}, library...),
		"nexus-link", // where the operation comes from: namespace, workflow, event
		// Part of the library's list in this version; named here because the
		// promise must not depend on that.
		"temporal-principal-type",
		"temporal-principal-name",
	)
}

// visibleAtOnceConfig makes what was just created usable without a wait. A
// cluster pays for that with load; a single process does not notice.
func visibleAtOnceConfig() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		// New search attributes: the default answers from a cache.
		dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key(): true,
		// New and changed namespaces: the default is 2 s.
		dynamicconfig.NamespaceCacheRefreshInterval.Key(): 200 * time.Millisecond,
		// New and changed Nexus endpoints: the default answers from a cache that
		// hears of changes a moment later. A workflow that comes too early is
		// not lost, but its task fails and is tried again.
		dynamicconfig.ForceNexusEndpointRefreshOnRead.Key(): true,
	}
}

// limitsConfig lifts the request limits meant for shared clusters.
func limitsConfig() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		dynamicconfig.FrontendRPS.Key():                        plenty,
		dynamicconfig.FrontendMaxNamespaceRPSPerInstance.Key(): plenty,
		// By default 10 lists or counts per second and namespace.
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): plenty,
		// By default one namespace change per second and namespace, 20 in all.
		dynamicconfig.FrontendMaxNamespaceNamespaceReplicationInducingAPIsRPSPerInstance.Key(): plenty,
		dynamicconfig.FrontendNamespaceReplicationInducingAPIsRPS.Key():                        plenty,
		// Long polls (idle workers) and waiting queries per namespace and kind.
		dynamicconfig.FrontendMaxConcurrentLongRunningRequestsPerInstance.Key(): plenty,
		dynamicconfig.FrontendGlobalWorkerDeploymentReadRPS.Key():               plenty,
		dynamicconfig.HistoryRPS.Key():                                          plenty,
		dynamicconfig.MatchingRPS.Key():                                         plenty,
		dynamicconfig.FrontendPersistenceMaxQPS.Key():                           plenty,
		dynamicconfig.HistoryPersistenceMaxQPS.Key():                            plenty,
		dynamicconfig.MatchingPersistenceMaxQPS.Key():                           plenty,
		// Nexus calls and callbacks together; by default 100 per second.
		dynamicconfig.OutboundQueueHostSchedulerMaxTaskRPS.Key(): float64(plenty),
	}
}

// isolationConfig keeps namespaces apart and the process to itself.
func isolationConfig() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		// The default, said aloud: a workflow can reach another namespace only
		// through a Nexus endpoint that its owner has opened.
		dynamicconfig.EnableCrossNamespaceCommands.Key(): false,
		// A web page whose name was made to point to 127.0.0.1 must not be able
		// to use the HTTP API through the browser of whoever visits it.
		dynamicconfig.FrontendHTTPAllowedHosts.Key(): []string{loopback + ":*", "localhost:*"},
		// By default the server asks a host on the internet for newer versions.
		dynamicconfig.EnableServerVersionCheck.Key(): false,
	}
}
