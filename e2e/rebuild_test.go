package e2e_test

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"writ/casefile"
	"writ/ledger"
	"writ/protocol"
	"writ/worker"
)

// requireRebuilt takes a party's ledger away and has it made anew from the histories,
// all of it where about is empty: the same is in it.
func (w *world) requireRebuilt(t *testing.T, party casefile.PartyID, about string) {
	t.Helper()
	report, rows := w.rebuilt(t, party, about)
	require.Positive(t, report.Cases)
	require.Equal(t, report.Cases, report.Complete, "%+v", report)
	require.Equal(t, w.eventsOf(t, party, about), rows)
}

// rebuilt makes a party's ledger anew beside the one that it has: twice is once.
func (w *world) rebuilt(t *testing.T, party casefile.PartyID, about string) (worker.AuditReport, []ledger.Event) {
	t.Helper()
	was := w.cfg.Ledger
	w.cfg.Ledger = worker.Place(t.TempDir())
	defer func() { w.cfg.Ledger = was }()
	books := string(protocol.ExerciseBooks(party))
	copyKey(t, filepath.Join(string(was), books), filepath.Join(string(w.cfg.Ledger), books))
	report, there := w.audit(t, party, about, true)
	require.True(t, there)
	again, _ := w.audit(t, party, about, true)
	require.Zero(t, again.Rebuilt)
	return report, w.eventsOf(t, party, about)
}

// copyKey takes a ledger's secret, and nothing else, to another folder.
func copyKey(t *testing.T, from, to string) {
	t.Helper()
	require.NoError(t, os.Mkdir(to, 0o700))
	files, err := os.ReadDir(from)
	require.NoError(t, err)
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(from, f.Name()))
		if _, notHex := hex.DecodeString(strings.TrimSpace(string(data))); err == nil && notHex == nil {
			require.NoError(t, os.WriteFile(filepath.Join(to, f.Name()), data, 0o600))
		}
	}
}

// forget deletes a run, as a server does whose retention has passed.
func (w *world) forget(t *testing.T, party casefile.PartyID, run *commonpb.WorkflowExecution) {
	t.Helper()
	p, _ := w.dir.Party(party)
	c := w.client(t, party)
	_, err := c.WorkflowService().DeleteWorkflowExecution(t.Context(), &workflowservice.DeleteWorkflowExecutionRequest{Namespace: p.Namespace, WorkflowExecution: run})
	require.NoError(t, err)
	w.eventually(t, "the run is gone", func() bool {
		_, err := c.DescribeWorkflowExecution(t.Context(), run.GetWorkflowId(), run.GetRunId())
		var gone *serviceerror.NotFound
		return errors.As(err, &gone)
	})
}
