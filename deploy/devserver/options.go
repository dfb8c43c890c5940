package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	uiversion "github.com/temporalio/ui-server/v2/server/version"
	"go.temporal.io/server/common/headers"
)

// defaultRetention is never less than ten calendar years (two or three of them
// are leap years). The library's own default of 24 hours would delete closed
// workflows, and with them the only record of what they did, after a day.
const defaultRetention = 3653 * 24 * time.Hour

// minRetention is the server's own lower bound for a namespace; a smaller value
// would be refused only after everything has been started.
const minRetention = time.Hour

// inMemory is the --db value for a server that forgets everything when it stops.
const inMemory = ":memory:"

// options is everything a caller can ask for, already checked.
type options struct {
	db               string
	synchronous      string
	port             int
	httpPort         int
	uiPort           int
	headless         bool
	retention        time.Duration
	namespaces       stringList
	logLevel         string
	readyFile        string
	stopOnStdinClose bool
	uiWriteActions   bool
	version          bool
}

// stringList is a flag that may be given several times.
type stringList []string

func (l *stringList) String() string { return strings.Join(*l, ",") }

func (l *stringList) Set(v string) error {
	if v == "" {
		return errors.New("must not be empty")
	}
	*l = append(*l, v)
	return nil
}

var (
	synchronousModes = []string{"FULL", "NORMAL", "OFF"}
	logLevels        = []string{"debug", "info", "warn", "error"}
)

// parseOptions reads the command line. The help text goes to help; errors are
// returned, not printed, so that they appear once and on stderr.
func parseOptions(args []string, help io.Writer) (*options, error) {
	o := &options{}
	fs := newFlagSet(o)
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			printHelp(fs, help)
		}
		return nil, err
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q: there are only flags", fs.Arg(0))
	}
	o.synchronous = strings.ToUpper(o.synchronous)
	return o, o.validate()
}

func newFlagSet(o *options) *flag.FlagSet {
	fs := flag.NewFlagSet("writ-devserver", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.StringVar(&o.db, "db", ".writ/temporal.db", "SQLite `file`, created with its folder when missing; \":memory:\" keeps nothing")
	fs.StringVar(&o.synchronous, "sqlite-synchronous", "FULL", "when a commit counts as written: FULL survives power loss, NORMAL may lose the last commits, OFF may damage the file; `mode` other than FULL is for benchmarks")
	fs.IntVar(&o.port, "port", 7233, "`port` for Temporal clients (gRPC), 0 for any free one")
	fs.IntVar(&o.httpPort, "http-port", 0, "`port` for Temporal's HTTP API, 0 for any free one")
	fs.IntVar(&o.uiPort, "ui-port", 8233, "`port` for the web UI, 0 for any free one")
	fs.BoolVar(&o.headless, "headless", false, "start no web UI")
	fs.BoolVar(&o.uiWriteActions, "ui-write-actions", false, "let the web UI start, signal, update, cancel, reset and terminate; without it the UI only shows")
	fs.DurationVar(&o.retention, "retention", defaultRetention, "how long closed workflows are kept in the namespaces this server registers, a Go `duration`; the default is ten years")
	fs.Var(&o.namespaces, "namespace", "register this namespace besides \"default\"; repeat the flag for several `name`s")
	fs.StringVar(&o.logLevel, "log-level", "warn", "least important log `level` printed on stderr: debug, info, warn or error")
	fs.StringVar(&o.readyFile, "ready-file", "", "JSON `file` written when everything answers, removed on a clean stop")
	fs.BoolVar(&o.stopOnStdinClose, "stop-on-stdin-close", false, "stop when standard input is closed, so that the server ends with the process that started it")
	fs.BoolVar(&o.version, "version", false, "print the versions and exit")
	return fs
}

func printHelp(fs *flag.FlagSet, w io.Writer) {
	fmt.Fprintf(w, "writ-devserver runs a Temporal server and its web UI on 127.0.0.1, stored in one SQLite file.\n\nUsage: writ-devserver [flags]\n\n")
	fs.VisitAll(func(f *flag.Flag) {
		name, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "  %s\n        %s", strings.TrimSpace("--"+f.Name+" "+name), usage)
		if f.DefValue != "" && f.DefValue != "false" {
			fmt.Fprintf(w, " (default %s)", f.DefValue)
		}
		fmt.Fprintln(w)
	})
}

func (o *options) validate() error {
	if o.db == "" {
		return fmt.Errorf("--db must name a file, or be %s", inMemory)
	}
	if !slices.Contains(synchronousModes, o.synchronous) {
		return fmt.Errorf("--sqlite-synchronous %s is unknown; use %s", o.synchronous, strings.Join(synchronousModes, ", "))
	}
	if !slices.Contains(logLevels, o.logLevel) {
		return fmt.Errorf("--log-level %s is unknown; use %s", o.logLevel, strings.Join(logLevels, ", "))
	}
	if o.retention < minRetention {
		return fmt.Errorf("--retention %v is too short; use at least %v", o.retention, minRetention)
	}
	return o.validatePorts()
}

func (o *options) validatePorts() error {
	usedBy := map[int]string{}
	for _, p := range []struct {
		flag string
		port int
		used bool
	}{{"--port", o.port, true}, {"--http-port", o.httpPort, true}, {"--ui-port", o.uiPort, !o.headless}} {
		if p.port < 0 || p.port > 65535 {
			return fmt.Errorf("%s %d is no port; use 1 to 65535, or 0 for any free one", p.flag, p.port)
		}
		if p.port == 0 || !p.used {
			continue
		}
		if other, taken := usedBy[p.port]; taken {
			return fmt.Errorf("%s and %s are both %d; give them different ports", other, p.flag, p.port)
		}
		usedBy[p.port] = p.flag
	}
	return nil
}

// versionLine names the two libraries as well: they decide what the server can do.
func versionLine() string {
	own := "(unknown build)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		own = info.Main.Version
	}
	return fmt.Sprintf("writ-devserver %s (Temporal server %s, Temporal UI %s)", own, headers.ServerVersion, uiversion.UIVersion)
}
