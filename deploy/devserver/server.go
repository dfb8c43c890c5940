package main

import (
	"fmt"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
)

// clusterName is stored in the database at the first start and must stay.
const clusterName = "active"

// newTemporalServer assembles all four Temporal services in this process.
func newTemporalServer(db *database, p *ports, logger log.Logger) (temporal.Server, error) {
	srv, err := temporal.NewServer(
		temporal.WithConfig(serverConfig(db, p)),
		temporal.ForServices(temporal.DefaultServices),
		// The services find each other by a fixed list instead of by gossip:
		// no membership ports, and nothing to wait for at start and stop.
		temporal.WithStaticHosts(map[primitives.ServiceName]static.Hosts{
			primitives.FrontendService: static.SingleLocalHost(hostPort(p.grpc)),
			primitives.HistoryService:  static.SingleLocalHost(hostPort(p.history)),
			primitives.MatchingService: static.SingleLocalHost(hostPort(p.matching)),
			primitives.WorkerService:   static.SingleLocalHost(hostPort(p.worker)),
		}),
		temporal.WithDynamicConfigClient(dynamicConfig()),
		temporal.WithLogger(logger),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper {
			return authorization.NewNoopClaimMapper()
		}),
	)
	if err != nil {
		return nil, fmt.Errorf("the Temporal server cannot be set up: %w", err)
	}
	return srv, nil
}

func serverConfig(db *database, p *ports) *config.Config {
	return &config.Config{
		Global: config.Global{
			Membership: config.Membership{MaxJoinDuration: 10 * time.Second, BroadcastAddress: loopback},
			// Metrics and pprof stay unset: each would be one more listener.
		},
		Persistence: config.Persistence{
			DefaultStore:    sqliteplugin.PluginName,
			VisibilityStore: sqliteplugin.PluginName,
			// Fixed for the life of a database, and more bring nothing on SQLite.
			NumHistoryShards: 1,
			DataStores:       map[string]config.DataStore{sqliteplugin.PluginName: {SQL: db.serverConfig()}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{clusterName: {
				Enabled:                true,
				InitialFailoverVersion: 1,
				RPCAddress:             hostPort(p.grpc),
				HTTPAddress:            hostPort(p.http),
			}},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services: map[string]config.Service{
			// Nexus operations travel through the frontend's HTTP port.
			string(primitives.FrontendService): service(p.grpc, p.http),
			string(primitives.HistoryService):  service(p.history, 0),
			string(primitives.MatchingService): service(p.matching, 0),
			string(primitives.WorkerService):   service(p.worker, 0),
		},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: "disabled"},
			Visibility: config.VisibilityArchival{State: "disabled"},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
		}},
		PublicClient: config.PublicClient{HostPort: hostPort(p.grpc)},
	}
}

func service(grpcPort, httpPort int) config.Service {
	return config.Service{RPC: config.RPC{GRPCPort: grpcPort, HTTPPort: httpPort, BindOnIP: loopback}}
}
