package e2e_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/internal/histories"
	"writ/ledger"
	"writ/ledger/storage"
	"writ/protocol"
	"writ/worker"
)

// The ledgers are held to what Temporal knows: each party's holds what its own
// workflows say happened, event by event, and nothing of anybody else's.

// ledgerOf opens a party's ledger to read it.
func (w *world) ledgerOf(t *testing.T, party casefile.PartyID) *storage.Ledger {
	t.Helper()
	l, err := worker.OpenLedger(t.Context(), w.cfg, protocol.ExerciseBooks(party), true)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() }) // it was only read
	return l
}

// audit compares a party's ledger with Temporal; about is one case or request,
// or empty for all. It reports false while the party has work and no ledger: a
// busy machine may need longer to make one than the work waits for it.
func (w *world) audit(t *testing.T, party casefile.PartyID, about string, rebuild bool) (worker.AuditReport, bool) {
	t.Helper()
	p, ok := w.dir.Party(party)
	require.True(t, ok)
	l, err := worker.OpenLedger(t.Context(), w.cfg, protocol.ExerciseBooks(party), !rebuild)
	if errors.Is(err, storage.ErrNone) {
		return worker.AuditReport{}, !slices.ContainsFunc(listed(t, w.client(t, party)), func(x *workflow.WorkflowExecutionInfo) bool {
			return x.GetTaskQueue() != askQueue
		})
	}
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	known, err := worker.KnownNames(w.dir, "")
	require.NoError(t, err)
	report, err := worker.Audit{
		Exercise: true, Known: known,
		Client: w.client(t, party), Namespace: p.Namespace, Party: party, Role: p.Role, Books: l, Case: about, Rebuild: rebuild,
	}.Run(t.Context())
	require.NoError(t, err)
	return report, true
}

// whole waits until a party's ledger lacks nothing: what it did not take in the
// moment is brought to it later.
func (w *world) whole(t *testing.T, party casefile.PartyID, about string) worker.AuditReport {
	t.Helper()
	var report worker.AuditReport
	w.eventually(t, "the ledger of "+string(party)+" is whole", func() bool {
		var there bool
		report, there = w.audit(t, party, about, false)
		return there && len(report.Steps) == 0
	})
	require.Equal(t, report.Cases, report.Complete)
	require.Zero(t, report.Conflicts, party)
	return report
}

// requireLedgers checks that no party's ledger lacks an event of any case, holds
// one that did not happen, or was ever told two things under one number.
func (w *world) requireLedgers(t *testing.T) {
	t.Helper()
	cases := 0
	for _, p := range w.dir.Parties {
		report := w.whole(t, p.ID, "")
		require.Zero(t, report.Elsewhere, "the ledger of %s holds cases that it does not have", p.ID)
		cases += report.Cases
	}
	require.Positive(t, cases)
	t.Logf("%d cases and requests are whole in their ledgers", cases)
}

// Workers die in mid-case while every workflow continues as new after a dozen
// events: no ledger loses or doubles anything.
func TestLedgersOfKilledAndContinuedRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	workers := w.workProcess(t)
	stage := w.patiently(32_000)
	patiently := stage.Tune
	stage.Tune = func(x *protocol.Exercise) { patiently(x); x.Long = 12 }
	stage, strikes := struck(stage, disaster{
		kill:   func() { workers.kill() },
		revive: func() { workers = w.workProcess(t) },
	}, "longacre-2012-6", "longacre-2012-13")
	r := play(t, stage, scenario(t, "longacre-2012")).Record
	requireLongacre(t, r)
	require.Equal(t, 2, *strikes)
	require.Greater(t, len(w.runs(t, "nypd", protocol.CaseWorkflowID(r.Opening.Case))), 2)
	w.requireLedgers(t)
	w.requireRebuilt(t, "nypd", string(r.Opening.Case))
}

// A workflow that an operator resets takes its numbers again, for other facts:
// the ledger ends with those of the later run, and says that there was a reset.
func TestLedgerAfterAReset(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.work(t)
	s := scenario(t, "longacre-2012")
	c := w.openWith(t, s, protocol.Exercise{Epoch: s.Case.At.Time, Start: time.Now(), Speed: 60, Patience: 600})
	w.eventually(t, "the platform works on both requests", func() bool { return w.exists(t, "nypd", hopAt(c, 1)) && w.started(t, hopAt(c, 1)) == 2 })
	request := w.emergency(t, c)
	id := protocol.DisclosureWorkflowID(request)
	w.acts(t, id, protocol.UpdateAcknowledge, "first")
	w.acts(t, id, protocol.UpdateGiveNotice, "second")
	require.Len(t, w.task(t, "twitter", id).Events, 3)
	w.whole(t, "twitter", string(request))
	require.Len(t, w.eventsOf(t, "twitter", string(request)), 3)

	w.reset(t, "twitter", id)
	w.acts(t, id, protocol.UpdateGiveNotice, "other")
	events := w.task(t, "twitter", id).Events
	require.Len(t, events, 2)
	require.Equal(t, casefile.EvNoticeGiven, events[1].Kind)
	report := w.whole(t, "twitter", string(request)) // the later run holds, and nothing of the earlier one after it
	require.Positive(t, report.Resets)
	rows := w.eventsOf(t, "twitter", string(request))
	require.Len(t, rows, 2)
	kind, err := ledger.KindOf(casefile.EvNoticeGiven)
	require.NoError(t, err)
	require.Equal(t, kind, rows[1].Kind)
}

// emergency is the emergency request that a case's first hop sent.
func (w *world) emergency(t *testing.T, c casefile.CaseID) casefile.RequestID {
	t.Helper()
	var found casefile.RequestID
	w.eventually(t, "the hop has asked", func() bool {
		for _, e := range w.task(t, "nypd", hopAt(c, 1)).Events {
			if e.Kind == casefile.EvEmergencyAsked {
				found = e.Request
			}
		}
		return found != ""
	})
	return found
}

// acts enters a simple act of the platform.
func (w *world) acts(t *testing.T, workflowID, update, key string) {
	t.Helper()
	handle, err := w.client(t, "twitter").UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateName: update, UpdateID: key, WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{casefile.Act{Key: key, By: casefile.Decider{Party: "twitter", Role: "holder"}}},
	})
	require.NoError(t, err)
	require.NoError(t, handle.Get(t.Context(), nil))
}

// reset takes a workflow back to its first task, without what was sent to it
// since.
func (w *world) reset(t *testing.T, party casefile.PartyID, workflowID string) {
	t.Helper()
	p, _ := w.dir.Party(party)
	c := w.client(t, party)
	events := w.history(t, party, workflowID)
	first := slices.IndexFunc(events, func(e *history.HistoryEvent) bool { return e.EventType == enumspb.EVENT_TYPE_WORKFLOW_TASK_COMPLETED })
	_, err := c.ResetWorkflowExecution(t.Context(), &workflowservice.ResetWorkflowExecutionRequest{
		Namespace: p.Namespace, WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: workflowID},
		Reason: "tried again", WorkflowTaskFinishEventId: events[first].EventId, RequestId: "reset-" + workflowID,
		ResetReapplyExcludeTypes: []enumspb.ResetReapplyExcludeType{
			enumspb.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL, enumspb.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
		},
	})
	require.NoError(t, err)
}

// eventsOf are a case's rows in a party's ledger, or all where about is empty, without
// who told them when.
func (w *world) eventsOf(t *testing.T, party casefile.PartyID, about string) []ledger.Event {
	t.Helper()
	l := w.ledgerOf(t, party)
	var only []ledger.Key
	if about != "" {
		only = append(only, l.Keyring().Case(about))
	}
	var all []ledger.Event
	for c, err := range l.Cases(t.Context(), only...) {
		require.NoError(t, err)
		for _, e := range c.Events {
			e.Run, e.Taken = 0, 0
			all = append(all, e)
		}
	}
	return all
}

// requireLedgersApart checks every byte that the ledgers wrote: no ledger holds
// anything that is personal or that could link it to another, and no holder's so
// much as the name of another holder.
func (w *world) requireLedgersApart(t *testing.T, r casefile.Record) {
	t.Helper()
	w.requireLedgers(t)
	ids := []string{string(r.Opening.Case)}
	for _, h := range casefile.Fold(r).Hops {
		ids = append(ids, string(h.ID), string(h.Lead.ID))
	}
	for _, e := range r.Events {
		if e.Request != "" {
			ids = append(ids, string(e.Request))
		}
	}
	held := map[string]int{}
	require.NoError(t, filepath.WalkDir(string(w.cfg.Ledger), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(string(w.cfg.Ledger), path)
		require.NoError(t, err)
		books, _, _ := strings.Cut(inside, string(filepath.Separator))
		of, exercise := protocol.PartyOfBooks(casefile.PartyID(books))
		require.True(t, exercise, "%s: what is played stands among real cases", inside)
		party := string(of)
		held[party] += len(data)
		require.False(t, marks.Match(data), "%s: %s", inside, around(marks, string(data)))
		for _, id := range ids {
			require.False(t, bytes.Contains(data, []byte(id)), "%s holds the id %s", inside, id)
			require.False(t, bytes.Contains(data, []byte(strings.ReplaceAll(id, "-", ""))), "%s holds the id %s", inside, id)
		}
		for _, other := range []string{"twitter", "example-mail", "example-isp"} {
			if self, _ := w.dir.Party(casefile.PartyID(party)); self.Role == protocol.RoleHolder && other != party {
				require.False(t, bytes.Contains(data, []byte(other)), "%s names %s", inside, other)
			}
		}
		return nil
	}))
	for _, party := range []string{"nypd", "manhattan-court", "twitter", "example-mail", "example-isp"} {
		require.Positive(t, held[party], "%s has a ledger", party)
	}
	require.NotContains(t, held, "example-isp-brief", "it was not asked")
}

// A ledger that cannot be opened for half of a case holds up nothing, and has
// everything once it can; each history replays as it went.
func TestLedgerDownAndBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.cfg.Ledger = worker.Place(filepath.Join(t.TempDir(), "ledgers"))
	require.NoError(t, os.WriteFile(string(w.cfg.Ledger), nil, 0o600)) // a file in the place of the folder
	w.work(t)
	stage := w.patiently(50_000)
	stage.Happened = func(e casefile.Event, _ casefile.Record) {
		if e.Kind == casefile.EvServed && e.Holder == "twitter" {
			require.NoError(t, os.Remove(string(w.cfg.Ledger)))
		}
	}
	r := play(t, stage, scenario(t, "longacre-2012")).Record
	requireLongacre(t, r)
	w.eventually(t, "every recording has ended", func() bool {
		for _, p := range w.dir.Parties {
			for _, x := range listed(t, w.client(t, p.ID)) {
				if x.GetType().GetName() == protocol.Recording && x.GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
					return false
				}
			}
		}
		return true
	})
	w.requireLedgers(t)
	w.requireReplays(t)
	w.keepAll(t, histories.Away, func(keep keeper) {
		hop := hopAt(r.Opening.Case, 1)
		keep("Identification-ledger-away", "nypd", protocol.CaseWorkflowID(r.Opening.Case), "")
		keep("Hop-ledger-away", "nypd", hop, "")
		keep("Recording-taken", "nypd", "recording-"+hop+"-1", "")
	})
}
