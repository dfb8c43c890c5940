package worker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.temporal.io/api/serviceerror"
	sdkworker "go.temporal.io/sdk/worker"

	"writ/activities"
	"writ/casefile"
	"writ/protocol"
	"writ/workflows"
)

// cachedWorkflows is how many workflows one process keeps in memory. The cache
// is shared by all workers of the process, whichever parties they serve. A case
// that fell out of it is read again from its history, which takes milliseconds.
const cachedWorkflows = 2000

var setCacheSize = sync.OnceFunc(func() { sdkworker.SetStickyWorkflowCacheSize(cachedWorkflows) })

// Workers are the running workers of one process, one for each party.
type Workers struct {
	clients *Clients
	ledgers *ledgers // nil where there are none
	running []sdkworker.Worker
	failed  chan error // holds the first fatal error
	stop    sync.Once
}

// Start starts a worker for each of the parties; none means every party of the
// directory. It makes the law of this process first: see [Law]. It returns when
// all of them take work. If one cannot start, the others are stopped again.
func Start(ctx context.Context, cfg Config, dir protocol.Directory, parties []casefile.PartyID) (*Workers, error) {
	served, err := choose(dir, parties)
	if err != nil {
		return nil, err
	}
	edition, err := Law(cfg)
	if err != nil {
		return nil, err
	}
	if err := checkCalendars(dir, edition); err != nil {
		return nil, err
	}
	setCacheSize()
	w := &Workers{clients: NewClients(cfg), failed: make(chan error, 1)}
	acts := &activities.Activities{Directory: dir, Notifier: activities.LogNotifier{Log: cfg.Logger()}}
	if cfg.Ledger.On() {
		known, err := KnownNames(dir, edition)
		if err != nil {
			return nil, err
		}
		w.ledgers = newLedgers(cfg, known)
		acts.Ledger = w.ledgers
	}
	for _, party := range served {
		if err := w.start(ctx, cfg, dir, party, acts); err != nil {
			w.Stop()
			return nil, fmt.Errorf("worker of %s: %w", party.ID, err)
		}
	}
	return w, nil
}

// choose finds the parties in the directory.
func choose(dir protocol.Directory, ids []casefile.PartyID) ([]protocol.Party, error) {
	if len(ids) == 0 {
		return dir.Parties, nil
	}
	var chosen []protocol.Party
	for _, id := range ids {
		party, ok := dir.Party(id)
		if !ok {
			return nil, fmt.Errorf("party %q is not in the directory, which names %s", id, names(dir))
		}
		if !slices.ContainsFunc(chosen, func(p protocol.Party) bool { return p.ID == id }) {
			chosen = append(chosen, party)
		}
	}
	return chosen, nil
}

func names(dir protocol.Directory) string {
	var all []string
	for _, id := range dir.IDs() {
		all = append(all, string(id))
	}
	return strings.Join(all, ", ")
}

func (w *Workers) start(ctx context.Context, cfg Config, dir protocol.Directory, party protocol.Party, acts *activities.Activities) error {
	c, err := w.clients.For(ctx, party.Namespace)
	if err != nil {
		return err
	}
	sdk := sdkworker.New(c, protocol.TaskQueue, w.options(cfg, party.ID))
	workflows.Register(sdk, party.Role)
	for _, service := range workflows.Services(party.Role, dir, cfg.Ledger.On()) {
		sdk.RegisterNexusService(service)
	}
	acts.Register(sdk)
	err = sdk.Start()
	if err == nil {
		w.running = append(w.running, sdk)
		return nil
	}
	if isType[*serviceerror.NamespaceNotFound](err) || isType[*serviceerror.NotFound](err) {
		return fmt.Errorf("namespace %q is not there: %w; make it with: writ setup", party.Namespace, err)
	}
	return err
}

func (w *Workers) options(cfg Config, party casefile.PartyID) sdkworker.Options {
	return sdkworker.Options{
		Identity:          identity("", string(party)),
		WorkerStopTimeout: cfg.DrainTimeout,

		MaxConcurrentWorkflowTaskExecutionSize:  cfg.MaxTasks,
		MaxConcurrentActivityExecutionSize:      cfg.MaxTasks,
		MaxConcurrentLocalActivityExecutionSize: cfg.MaxTasks,
		MaxConcurrentNexusTaskExecutionSize:     cfg.MaxTasks,

		// Queries wait in the same line as workflow tasks; with the SDK's two pollers
		// a busy party answers them late.
		MaxConcurrentWorkflowTaskPollers: 5,

		// Everything is registered and called under the names of protocol. With
		// aliases a function's own name would be a second, accidental one.
		DisableRegistrationAliasing: true,
		OnFatalError: func(err error) {
			select {
			case w.failed <- fmt.Errorf("worker of %s: %w", party, err):
			default: // an earlier one already says why
			}
		},
	}
}

// Wait serves until ctx ends, and then stops gracefully. It returns early, with
// the reason, when a worker cannot go on: the others are stopped too, so that
// whoever supervises the process starts all of them anew.
func (w *Workers) Wait(ctx context.Context) error {
	var err error
	select {
	case <-ctx.Done():
	case err = <-w.failed:
	}
	w.Stop()
	select {
	case late := <-w.failed:
		err = errors.Join(err, late)
	default:
	}
	return err
}

// Stop takes no more work, lets what is under way finish within the drain
// timeout, and closes the connection. What is cut off is done again by another
// worker. Stop may be called more than once; all calls return when it is done.
func (w *Workers) Stop() {
	w.stop.Do(func() {
		var all sync.WaitGroup
		for _, worker := range w.running {
			all.Go(worker.Stop)
		}
		all.Wait()
		w.ledgers.Close()
		w.clients.Close()
	})
}

// Run is Start and Wait.
func Run(ctx context.Context, cfg Config, dir protocol.Directory, parties []casefile.PartyID) error {
	w, err := Start(ctx, cfg, dir, parties)
	if err != nil {
		return err
	}
	return w.Wait(ctx)
}
