// Command writ-devserver is a complete Temporal server and its web UI in one
// process, with SQLite as the only storage. It is what you start on your own
// machine, in a test or in a small installation when you do not want to run a
// cluster:
//
//	writ-devserver --db ./data/temporal.db
//
// Three promises make it different from a throw-away development server:
//
//   - Nothing is lost. Every commit reaches the disk before it is acknowledged
//     (--sqlite-synchronous FULL), closed workflows are kept for ten years, and
//     a file can be opened by one server only.
//   - Nothing is reachable from outside. Every listener is bound to 127.0.0.1
//     and the process makes no outgoing call.
//   - A parent process can rely on it. --ready-file says when everything
//     answers and where, --port 0 avoids collisions, and
//     --stop-on-stdin-close ends the server when its parent dies.
//
// There is no authentication: whoever can open a connection to 127.0.0.1 on
// this machine has every right on this server.
//
// Reading order: options.go (what can be asked for), run.go (the life of one
// server from start to stop), then one file per concern.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	os.Exit(mainExit(os.Args[1:]))
}

// mainExit maps what happened to the exit code, so that scripts can tell a
// wrong call (2) from a server that could not run (1).
func mainExit(args []string) int {
	opts, err := parseOptions(args, os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		fmt.Fprintf(os.Stderr, "writ-devserver: %v (see writ-devserver --help)\n", err)
		return exitUsage
	case opts.version:
		fmt.Println(versionLine())
		return exitOK
	}
	if err := run(opts, os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintf(os.Stderr, "writ-devserver: %v\n", err)
		return exitFailure
	}
	return exitOK
}
