package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/sethvargo/go-envconfig"

	"writ/casefile"
	"writ/internal/devservertest"
	"writ/worker"
)

// The sessions in testdata read like a terminal. Those in testdata/script need
// no server; those in testdata/server share one, with the workers of all
// parties of the built-in directory and of the European one. Each opens its own cases under fixed ids,
// from which the ids of all tasks follow, so they may run side by side.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"writ": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

func TestSessionsWithoutAServer(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", Cmds: scriptCommands(), RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TEMPORAL_ADDRESS", "127.0.0.1:1") // nobody listens there
			return nil
		},
	})
}

func TestSessionsWithAServer(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a Temporal server")
	}
	server := devservertest.Start(t)
	cfg, err := worker.LoadConfig(t.Context(), envconfig.MapLookuper(nil))
	if err != nil {
		t.Fatal(err)
	}
	cfg = cfg.ForServer(server.Address)
	cfg.Ledger = worker.Place(t.TempDir())
	europe, err := filepath.Abs("../../../scenarios/directories/eu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	standing, err := filepath.Abs("testdata/standing.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"", europe, standing} {
		cfg := cfg
		if file == standing { // another twitter, with books of its own
			cfg.Ledger = worker.Place(t.TempDir())
		}
		dir, err := worker.LoadDirectory(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := worker.Provision(t.Context(), cfg, dir, func(worker.Finding) {}); err != nil {
			t.Fatal(err)
		}
		run := slices.DeleteFunc(dir.IDs(), func(id casefile.PartyID) bool { return id == "example-silent" })
		workers, err := worker.Start(context.WithoutCancel(t.Context()), cfg, dir, run)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(workers.Stop)
	}
	// A group of its own: its parallel sessions end before the workers stop.
	t.Run("sessions", func(t *testing.T) {
		testscript.Run(t, testscript.Params{
			Dir: "testdata/server", Cmds: scriptCommands(), RequireExplicitExec: true,
			Setup: func(env *testscript.Env) error {
				env.Setenv("TEMPORAL_ADDRESS", server.Address)
				env.Setenv("WRIT_LEDGER", string(cfg.Ledger))
				env.Setenv("EUROPE", europe)     // WRIT_DIRECTORY of the European parties
				env.Setenv("STANDING", standing) // and of those with standing access
				return nil
			},
		})
	})
}

// scriptCommands are what sessions need beyond testscript's own commands.
func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"exits":      exits,
		"eventually": eventually,
		"finds":      finds,
	}
}

// exits runs a command that must end with an exit code: exits CODE COMMAND ...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// eventually runs a command until its output matches, because visibility is a
// moment behind: eventually PATTERN COMMAND ...
func eventually(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: eventually PATTERN COMMAND [ARG...]")
	}
	match(ts, args)
}

// finds is eventually, and keeps what the pattern's group holds: finds NAME
// PATTERN COMMAND ...
func finds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: finds NAME PATTERN COMMAND [ARG...]")
	}
	ts.Setenv(args[0], match(ts, args[1:])[1])
}

func match(ts *testscript.TestScript, args []string) []string {
	pattern, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	for deadline := time.Now().Add(30 * time.Second); ; {
		err := ts.Exec(args[1], args[2:]...)
		if err == nil {
			if found := pattern.FindStringSubmatch(ts.ReadFile("stdout")); found != nil {
				return found
			}
		}
		if time.Now().After(deadline) {
			ts.Fatalf("no match for %s within 30 s, last error %v", pattern, err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}
