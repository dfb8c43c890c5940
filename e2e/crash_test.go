package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// All workers die twice in mid-case, once with the answer to a disclosure
// unsent, once with a decision on its way.
func TestWorkersKilled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	workers := w.workProcess(t)
	stage, strikes := struck(w.patiently(50_000), disaster{
		kill:   func() { workers.kill() },
		revive: func() { workers = w.workProcess(t) },
	}, "longacre-2012-5", "longacre-2012-11")
	requireLongacre(t, play(t, stage, scenario(t, "longacre-2012")).Record)
	require.Equal(t, 2, *strikes)
	w.requireReplays(t)
	w.requireLedgers(t)
}

// The server dies twice in mid-case and comes back on its file: nothing that it
// acknowledged is lost, and nothing that is sent again counts twice.
func TestServerKilled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.work(t)
	stage, strikes := struck(w.patiently(50_000), disaster{
		kill:   w.server.Kill,
		revive: w.server.Restart,
	}, "longacre-2012-4", "longacre-2012-12")
	requireLongacre(t, play(t, stage, scenario(t, "longacre-2012")).Record)
	require.Equal(t, 2, *strikes)
	w.requireReplays(t)
	w.requireLedgers(t)
}
