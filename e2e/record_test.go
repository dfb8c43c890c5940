package e2e_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/internal/histories"
	"writ/protocol"
)

// replayed plays the cases whose histories are kept, and replays each history
// with the code that has just made it. With -record it also writes those that
// have no file yet: make histories.
func replayed(t *testing.T, w *world) {
	w.keepAll(t, histories.American, func(keep keeper) {
		w.keepWhole(t, keep)
		w.keepContinued(t, keep)
		w.keepWithdrawn(t, keep)
	})
}

// keepAll collects the histories of those names while plays go on, and replays
// them.
func (w *world) keepAll(t *testing.T, names []string, plays func(keeper)) {
	t.Helper()
	made := map[string]*historypb.History{}
	plays(func(name string, party casefile.PartyID, workflowID, run string) {
		t.Helper()
		h := &historypb.History{Events: historyOf(t, w.client(t, party), workflowID, run)}
		histories.Scrub(h)
		require.NoError(t, histories.Replay(h), name)
		made[name] = h
	})
	for _, name := range names {
		require.Contains(t, made, name)
		data, err := histories.Encode(made[name])
		require.NoError(t, err)
		again, err := histories.Decode(data)
		require.NoError(t, err)
		require.NoError(t, histories.Replay(again), name)
		requireNoMachine(t, string(data))
		file := filepath.Join("..", "workflows", "testdata", "histories", histories.File(name))
		if _, err := os.Stat(file); *record && os.IsNotExist(err) {
			require.NoError(t, os.WriteFile(file, data, 0o644))
		}
	}
	require.Len(t, made, len(names))
}

// requireReplays replays every run of every party with the code that made it:
// whatever died, was cut or came late, no workflow depends on anything but its
// history.
func (w *world) requireReplays(t *testing.T) {
	t.Helper()
	replayed := 0
	for _, p := range w.dir.Parties {
		c := w.client(t, p.ID)
		for _, info := range listed(t, c) {
			run := info.GetExecution()
			if info.GetTaskQueue() == askQueue {
				continue // not the engine's
			}
			h := &historypb.History{Events: historyOf(t, c, run.GetWorkflowId(), run.GetRunId())}
			require.NoError(t, histories.Replay(h), "%s of %s", run.GetWorkflowId(), p.ID)
			replayed++
		}
	}
	require.Positive(t, replayed)
	t.Logf("%d runs replayed", replayed)
}

type keeper func(name string, party casefile.PartyID, workflowID, run string)

// keepWhole keeps the histories of a case that goes through everything, and of
// what it leaves behind at the platform.
func (w *world) keepWhole(t *testing.T, keep keeper) {
	r := play(t, w.unhurried(), ownScenario(t, "recorded")).Record
	keep("Identification-concluded", "nypd", protocol.CaseWorkflowID(r.Opening.Case), "")
	keep("Protection-lifted", "nypd", protocol.ProtectionWorkflowID(r.Opening.Case), "")
	keep("Hop-led-on", "nypd", hopAt(r.Opening.Case, 1), "")
	keep("Identification-recorded", "nypd", protocol.CaseWorkflowID(r.Opening.Case), "")
	keep("Hop-recorded", "nypd", hopAt(r.Opening.Case, 1), "")
	for _, e := range r.Events {
		if e.Holder != "twitter" {
			continue
		}
		switch e.Kind {
		case casefile.EvPreserveAsked:
			keep("Preservation-preserved", "twitter", protocol.PreservationWorkflowID(e.Request), "")
			keep("Preservation-custody", "twitter", protocol.CustodyWorkflowID(e.Request), "")
			keep("Preservation-custody-recorded", "twitter", protocol.CustodyWorkflowID(e.Request), "")
		case casefile.EvReturned:
			keep("Authorisation-returned", "manhattan-court", protocol.AuthorisationWorkflowID(e.Request), "")
		case casefile.EvGranted:
			keep("Authorisation-granted", "manhattan-court", protocol.AuthorisationWorkflowID(e.Request), "")
		case casefile.EvServed:
			keep("Disclosure-disclosed-under-gag", "twitter", protocol.DisclosureWorkflowID(e.Request), "")
			keep("Review-upheld", "manhattan-court", protocol.ReviewWorkflowID(casefile.ChallengeIDFor(e.Request, 1)), "")
			w.giveDeferredNotice(t, protocol.NoticeWorkflowID(e.Request))
			keep("Disclosure-deferred-notice", "twitter", protocol.NoticeWorkflowID(e.Request), "")
			keep("Disclosure-recorded", "twitter", protocol.DisclosureWorkflowID(e.Request), "")
			keep("Disclosure-deferred-notice-recorded", "twitter", protocol.NoticeWorkflowID(e.Request), "")
		}
	}
}

// giveDeferredNotice tells the user, once the gag has ended and the platform was
// reminded.
func (w *world) giveDeferredNotice(t *testing.T, workflowID string) {
	t.Helper()
	w.eventually(t, "the gag has ended", func() bool {
		events := w.task(t, "twitter", workflowID).Events
		return events[len(events)-1].Kind == casefile.EvNoticeDue
	})
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	c := w.client(t, "twitter")
	handle, err := c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateName: protocol.UpdateGiveNotice, UpdateID: "notice", WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{casefile.Act{Key: "notice", By: casefile.Decider{Party: "twitter", Role: "holder"}}},
	})
	require.NoError(t, err)
	require.NoError(t, handle.Get(ctx, nil))
	require.NoError(t, c.GetWorkflow(ctx, workflowID, "").Get(ctx, nil))
}

// keepContinued keeps the first and the last run of workflows that continued as
// new.
func (w *world) keepContinued(t *testing.T, keep keeper) {
	stage := w.patiently(0)
	patiently := stage.Tune
	stage.Tune = func(x *protocol.Exercise) { patiently(x); x.Long = 12 }
	r := play(t, stage, ownScenario(t, "elsewhere")).Record
	for what, id := range map[string]string{
		"Identification": protocol.CaseWorkflowID(r.Opening.Case),
		"Hop":            hopAt(r.Opening.Case, 1),
	} {
		runs := w.runs(t, "nypd", id)
		require.Greater(t, len(runs), 1, what)
		keep(what+"-continued", "nypd", id, runs[len(runs)-1]) // newest first
		keep(what+"-resumed", "nypd", id, runs[0])
	}
}

// keepWithdrawn keeps the histories of a case that is taken back while the
// platform works on it.
func (w *world) keepWithdrawn(t *testing.T, keep keeper) {
	s := scenario(t, "longacre-2012")
	c := w.openWith(t, s, protocol.Exercise{Epoch: s.Case.At.Time, Start: time.Now(), Speed: 60})
	w.eventually(t, "the platform works on both requests", func() bool {
		return len(w.pendingOperations(t, hopAt(c, 1))) == 2 && w.started(t, hopAt(c, 1)) == 2
	})
	r := w.withdraw(t, c)
	keep("Identification-withdrawn", "nypd", protocol.CaseWorkflowID(c), "")
	keep("Hop-withdrawn", "nypd", hopAt(c, 1), "")
	for _, e := range r.Events {
		switch e.Kind {
		case casefile.EvPreserveAsked:
			w.ended(t, "twitter", protocol.PreservationWorkflowID(e.Request))
			keep("Preservation-withdrawn", "twitter", protocol.PreservationWorkflowID(e.Request), "")
		case casefile.EvEmergencyAsked:
			w.ended(t, "twitter", protocol.DisclosureWorkflowID(e.Request))
			keep("Disclosure-emergency-withdrawn", "twitter", protocol.DisclosureWorkflowID(e.Request), "")
		}
	}
}

// requireNoMachine checks that a recorded history names no machine.
func requireNoMachine(t *testing.T, data string) {
	t.Helper()
	host, err := os.Hostname()
	require.NoError(t, err)
	here, err := os.Getwd()
	require.NoError(t, err)
	require.NotContains(t, data, `"`+host+`:`)
	require.NotContains(t, data, filepath.Dir(here))
}
