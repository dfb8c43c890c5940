// Package e2e plays whole cases on the real embedded server, with the real
// workers of all parties: it holds to account what no single package can prove
// alone. Days come out exactly, whatever dies or is away meanwhile; each party
// holds what was sent to it and nothing else; operators see work and no person.
//
// Tests wait for conditions and never for time to pass. Each play is a case of
// its own, so tests that break nothing share one server; see [TestOneServer].
package e2e_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"writ/casefile"
)

// The variables that turn this binary into the workers of the parties that
// asParties names, of the directory asDirectory, under a law that the folder
// asLaw extends, at the server that asAddress names: a process of its own, that a
// test can kill.
const (
	asAddress   = "WRIT_E2E_ADDRESS"
	asDirectory = "WRIT_E2E_DIRECTORY"
	asLaw       = "WRIT_E2E_LAW"
	asLedger    = "WRIT_E2E_LEDGER"
	asParties   = "WRIT_E2E_PARTIES"
)

// readyLine is what such a process says once its workers take work.
const readyLine = "ready"

func TestMain(m *testing.M) {
	if address := os.Getenv(asAddress); address != "" {
		os.Exit(serve(address, os.Getenv(asDirectory), os.Getenv(asLaw), os.Getenv(asLedger), strings.Split(os.Getenv(asParties), ",")))
	}
	flag.Parse()
	// Cases mostly wait for their dates, so more go on at once than there are
	// cores.
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		_ = flag.Set("test.parallel", "8")
	}
	os.Exit(m.Run())
}

// serve runs workers until standard input is closed, which also happens when
// the test process dies.
func serve(address, directory, law, ledger string, parties []string) int {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	ids := make([]casefile.PartyID, 0, len(parties))
	for _, p := range parties {
		ids = append(ids, casefile.PartyID(p))
	}
	if err := runWorkers(ctx, address, directory, law, ledger, ids, func() { fmt.Println(readyLine) }); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
