// Package worker is the composition root: the one place that knows the
// environment, the cluster and all other rooms, and puts them together.
//
// What happens at the start of a process, in the order of the calls:
//
//	cfg, err := worker.LoadConfig(ctx, envconfig.OsLookuper()) // config.go
//	dir, err := worker.LoadDirectory(string(cfg.Directory))    // directory.go
//	edition, err := worker.Law(cfg)                            // law.go
//	err = worker.Provision(ctx, cfg, dir, report)              // provision.go, once per cluster
//	err = worker.Run(ctx, cfg, dir, parties)                   // worker.go
//
// Each worker tells its party's ledger what happens (ledgers.go); whoever reads a
// ledger opens it by [OpenLedger], and an [Audit] proves it against Temporal.
//
// Each party of the directory lives in its own Temporal namespace and is served
// by its own SDK worker with its own client. One process may serve one party,
// as in earnest, or all of them, as in a demonstration: nothing but the list of
// parties differs, and the parties still meet only through Nexus.
//
// Nothing here decides anything about a case, and nothing personal is logged:
// log lines name parties, namespaces, workflow types and opaque ids.
package worker
