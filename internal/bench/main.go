package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"time"
)

type options struct {
	cases, atOnce, rounds int
	synchronous           string
	only                  string
	simulated             time.Duration
	events, histories     bool
	cpuProfile            string
	ledgerCases           int
	ledgerSQLRows         int
	duckdb                string
}

func main() {
	var o options
	flag.IntVar(&o.cases, "n", 12, "cases in a block")
	flag.IntVar(&o.atOnce, "c", 6, "cases at a time")
	flag.IntVar(&o.rounds, "rounds", 3, "blocks of each kind; 0 leaves the throughput out")
	flag.StringVar(&o.synchronous, "sqlite-synchronous", "NORMAL", "of the server: FULL as users have it, NORMAL or OFF to leave the disk out")
	flag.StringVar(&o.only, "only", "", "chains to run, with commas between: writ, bare, bare+hops, bare+hops+custody; writ always counts. Or "+onlyLaw+" or "+onlyLedger+": only these, no server")
	flag.IntVar(&o.ledgerCases, "ledger-cases", 100_000, "made-up cases in the ledger, a million for its aims; 0 leaves it out")
	flag.IntVar(&o.ledgerSQLRows, "ledger-sql-rows", 500_000, "how many of their spells a plain SQL table is loaded with, beside")
	flag.StringVar(&o.duckdb, "duckdb", filepath.Join(".writ", "oracle"), "folder with @duckdb/node-api in its node_modules")
	flag.DurationVar(&o.simulated, "simulate", 5*time.Second, "how long to play cases in the test environment")
	flag.BoolVar(&o.events, "events", false, "list the events of a case by their kind")
	flag.BoolVar(&o.histories, "histories", false, "print the histories of a case, one event a line")
	flag.StringVar(&o.cpuProfile, "cpuprofile", "", "file for a CPU profile of this process: workers, deciders, simulation")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, o options) error {
	stop, err := profile(o.cpuProfile)
	if err != nil {
		return err
	}
	defer stop()
	if o.only == onlyLaw {
		fmt.Fprintf(w, "%s, %d processors\n\nThe law\n", runtime.Version(), runtime.GOMAXPROCS(0))
		return benchLaw(w)
	}
	if o.only == onlyLedger {
		fmt.Fprintf(w, "%s, %d processors\n\nThe ledger\n", runtime.Version(), runtime.GOMAXPROCS(0))
		return benchLedger(ctx, w, o)
	}
	fmt.Fprintf(w, "%s, %d processors; SQLite synchronous=%s; %d blocks of %d cases, %d at a time\n\n",
		runtime.Version(), runtime.GOMAXPROCS(0), o.synchronous, o.rounds, o.cases, o.atOnce)
	if err := live(ctx, w, o); err != nil {
		return err
	}
	n, took, record, err := simulate(o.simulated)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n3. In the SDK's test environment\n%d cases in %s: %.0f cases/s, one at a time\n",
		n, took.Round(time.Millisecond), float64(n)/took.Seconds())
	fmt.Fprint(w, "\n4. The pure core\n")
	if err := core(w, record); err != nil {
		return err
	}
	fmt.Fprint(w, "\n5. The law\n")
	if err := benchLaw(w); err != nil || o.ledgerCases == 0 {
		return err
	}
	fmt.Fprint(w, "\n6. The ledger\n")
	return benchLedger(ctx, w, o)
}

// live measures on a real server.
func live(ctx context.Context, w io.Writer, o options) (err error) {
	folder, err := os.MkdirTemp("", "writ-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	server, err := startServer(ctx, folder, o.synchronous)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	s, err := newStage(ctx, server.Address)
	if err != nil {
		return err
	}
	defer s.stop()
	chosen := choose(o.only)
	costs, err := measureCosts(ctx, w, s, server.PID, o, chosen)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "1. Through the real server")
	printVariants(w, chosen)
	if o.rounds > 0 {
		if err := throughput(ctx, w, s, server.PID, o, chosen); err != nil {
			return err
		}
	}
	fmt.Fprintln(w, "  "+s.untaken())
	fmt.Fprint(w, "\n2. What a case costs, played alone\n")
	printCosts(w, chosen, costs)
	if o.events {
		fmt.Fprintln(w)
		printKinds(w, chosen, costs)
	}
	return nil
}

// profile writes a CPU profile of this process, if a file is named.
func profile(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = file.Close() // a profile cut short shows when it is read
	}, nil
}

func choose(only string) []variant {
	if only == "" {
		return variants
	}
	names := strings.Split(only, ",")
	return slices.DeleteFunc(slices.Clone(variants), func(v variant) bool { return !slices.Contains(names, v.name) })
}

func throughput(ctx context.Context, w io.Writer, s *stage, pid int, o options, chosen []variant) error {
	results, err := alternate(ctx, s, pid, o, chosen)
	if err != nil {
		return err
	}
	printBlocks(w, chosen, results)
	return nil
}

// measureCosts plays one case of each variant alone and reads its histories.
// The engine's comes first, because the bare chains take the sizes of their
// messages from it.
func measureCosts(ctx context.Context, w io.Writer, s *stage, pid int, o options, chosen []variant) (map[string]costs, error) {
	all := map[string]costs{}
	for _, v := range append([]variant{variants[0]}, chosen...) {
		begun, err := s.watcher.recording(func() error { return s.play(ctx, v) })
		if err != nil {
			return nil, err
		}
		quiet(ctx, pid)
		gauge := newGauge()
		all[v.name] = costs{}
		for _, e := range begun {
			events, err := history(ctx, s.clients, e)
			if err != nil {
				return nil, err
			}
			if o.histories {
				printHistory(w, kindOf(e), e.ID, events)
			}
			gauge.take(kindOf(e), events)
			c := all[v.name][kindOf(e)]
			c.add(costOf(events))
			all[v.name][kindOf(e)] = c
		}
		if !v.bare {
			s.bare.sizes = gauge.mean()
		}
	}
	return all, nil
}
