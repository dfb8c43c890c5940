package e2e_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/internal/histories"
	"writ/protocol"
)

// cut is the shortest cut that leaves a call time to be taken in, in seconds.
const cut = 3

// waitsCut plays a case whose waits are cut after seconds, as in earnest after a
// month: each is taken up again, and the work that it waits for is started once.
func waitsCut(t *testing.T, w *world) {
	stage := w.patiently(100_000)
	patiently := stage.Tune
	stage.Tune = func(x *protocol.Exercise) { patiently(x); x.Cut = cut }
	served := "" // the platform's work, which will wait for the court
	stage.Happened = func(e casefile.Event, r casefile.Record) {
		switch e.Kind {
		case casefile.EvServed:
			_, served = workOf(e)
		case casefile.EvChallenged:
			hop := protocol.HopWorkflowID(casefile.Fold(r).Hops[0].ID)
			w.eventually(t, "the waits of hop and platform were cut", func() bool {
				return w.cuts(t, "nypd", hop) > 2 && w.cuts(t, "twitter", served) > 0
			})
		}
	}
	r := play(t, stage, scenario(t, "quashed-subpoena-2017")).Record
	requireWhole(t, r)
	requireAsExpected(t, "quashed-subpoena-2017", r)
	require.NotEmpty(t, served)
	for _, e := range r.Events {
		party, id := workOf(e)
		if id == "" {
			continue
		}
		require.Len(t, w.starts(t, party, id), 1, "%s of %s", e.Kind, e.Holder)
	}
	askedAfterTheEnd(t, w, r, casefile.Rejected)
}

// cuts counts the waits of a workflow's latest run that were cut.
func (w *world) cuts(t *testing.T, party casefile.PartyID, workflowID string) int {
	t.Helper()
	return w.count(t, party, workflowID, enumspb.EVENT_TYPE_NEXUS_OPERATION_TIMED_OUT)
}

// started counts the questions of a hop that the other party has taken in.
func (w *world) started(t *testing.T, workflowID string) int {
	t.Helper()
	return w.count(t, "nypd", workflowID, enumspb.EVENT_TYPE_NEXUS_OPERATION_STARTED)
}

func (w *world) count(t *testing.T, party casefile.PartyID, workflowID string, kind enumspb.EventType) int {
	t.Helper()
	n := 0
	for _, e := range w.history(t, party, workflowID) {
		if e.EventType == kind {
			n++
		}
	}
	return n
}

// ended waits until a workflow has ended.
func (w *world) ended(t *testing.T, party casefile.PartyID, workflowID string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	require.NoError(t, w.client(t, party).GetWorkflow(ctx, workflowID, "").Get(ctx, nil))
}

// workOf says which workflow of which party works on what an event asked for.
func workOf(e casefile.Event) (casefile.PartyID, string) {
	switch e.Kind {
	case casefile.EvServed, casefile.EvEmergencyAsked:
		return casefile.PartyID(e.Holder), protocol.DisclosureWorkflowID(e.Request)
	case casefile.EvPreserveAsked:
		return casefile.PartyID(e.Holder), protocol.PreservationWorkflowID(e.Request)
	case casefile.EvApplied:
		return "manhattan-court", protocol.AuthorisationWorkflowID(e.Request)
	}
	return "", ""
}

// askedAfterTheEnd asks the platform again what it has answered: the answer comes
// back, and nothing is started.
func askedAfterTheEnd(t *testing.T, w *world, r casefile.Record, answered casefile.Status) {
	var served casefile.Event
	for _, e := range r.Events {
		if e.Kind == casefile.EvServed && e.Holder == "twitter" {
			served = e
		}
	}
	id := protocol.DisclosureWorkflowID(served.Request)
	task := w.task(t, "twitter", id)
	var want casefile.Answer
	require.NoError(t, w.client(t, "twitter").GetWorkflow(t.Context(), id, "").Get(t.Context(), &want))
	require.Equal(t, answered, want.Status)

	again := w.asker(t, "nypd")(t, protocol.Endpoint("nypd", "twitter"), protocol.ServiceHolder, protocol.OpDisclose,
		protocol.DiscloseInput{Envelope: envelope("nypd"), Demand: *task.Demand})
	require.Empty(t, again.Refusal, "%+v", again)
	var got casefile.Answer
	require.NoError(t, json.Unmarshal(again.Answer, &got))
	require.Equal(t, want, got)
	require.Len(t, w.starts(t, "twitter", id), 1)
}

// runsContinued plays a case whose workflows all continue as new after a few
// events, as in earnest after ten thousand, and whose waits are cut besides.
func runsContinued(t *testing.T, w *world) {
	stage := w.patiently(32_000)
	patiently := stage.Tune
	stage.Tune = func(x *protocol.Exercise) { patiently(x); x.Cut, x.Long = cut, 20 }
	r := play(t, stage, scenario(t, "longacre-2012")).Record
	requireLongacre(t, r)
	require.Greater(t, len(w.runs(t, "nypd", protocol.CaseWorkflowID(r.Opening.Case))), 2, "runs of the case")
	for _, h := range casefile.Fold(r).Hops {
		require.Greater(t, len(w.runs(t, "nypd", protocol.HopWorkflowID(h.ID))), 1, "runs of the hop at %s", h.Holder)
	}
}

// withdrawn takes a case back while the platform works on it, after its waits
// were cut and taken up again: the platform records the withdrawal.
func withdrawn(t *testing.T, w *world) {
	s := scenario(t, "longacre-2012")
	c := w.openWith(t, s, protocol.Exercise{Epoch: s.Case.At.Time, Start: time.Now(), Speed: 60, Patience: 600, Cut: 2 * cut})
	w.eventually(t, "waits were cut and taken up again", func() bool {
		if !w.exists(t, "nypd", hopAt(c, 1)) || w.cuts(t, "nypd", hopAt(c, 1)) < 2 {
			return false
		}
		open := w.pendingOperations(t, hopAt(c, 1))
		return len(open) == 2 && !slices.ContainsFunc(open, func(o *workflow.PendingNexusOperationInfo) bool {
			return o.State != enumspb.PENDING_NEXUS_OPERATION_STATE_STARTED
		})
	})
	w.requireWithdrawn(t, w.withdraw(t, c))
}

// withdrawnAtTheCut takes a case back in the last second before its waits are
// cut, when the server no longer sends a withdrawal: the platform hears of it all
// the same.
func withdrawnAtTheCut(t *testing.T, w *world) {
	s := scenario(t, "longacre-2012")
	wait := 4 * cut * time.Second
	c := w.openWith(t, s, protocol.Exercise{Epoch: s.Case.At.Time, Start: time.Now(), Speed: 60, Patience: 600, Cut: wait.Seconds()})
	w.eventually(t, "both waits are about to be cut", func() bool {
		if !w.exists(t, "nypd", hopAt(c, 1)) {
			return false
		}
		open := w.pendingOperations(t, hopAt(c, 1))
		return len(open) == 2 && !slices.ContainsFunc(open, func(o *workflow.PendingNexusOperationInfo) bool {
			left := time.Until(o.ScheduledTime.AsTime().Add(wait))
			return o.State != enumspb.PENDING_NEXUS_OPERATION_STATE_STARTED || left > 1200*time.Millisecond
		})
	})
	w.requireWithdrawn(t, w.withdraw(t, c))
	w.keepAll(t, histories.Late, func(keep keeper) {
		w.ended(t, "nypd", hopAt(c, 1))
		keep("Hop-withdrawn-at-the-cut", "nypd", hopAt(c, 1), "")
	})
}

// requireWithdrawn checks that a case was taken back, and that the platform
// recorded it for each of its two requests.
func (w *world) requireWithdrawn(t *testing.T, record casefile.Record) {
	t.Helper()
	requireWhole(t, record)
	require.True(t, casefile.Fold(record).Withdrawn)
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	asked := 0
	for _, e := range record.Events {
		_, id := workOf(e)
		switch e.Kind {
		case casefile.EvEmergencyAsked:
			var answer casefile.Answer
			require.NoError(t, w.client(t, "twitter").GetWorkflow(ctx, id, "").Get(ctx, &answer))
			require.Equal(t, casefile.Cancelled, answer.Status)
			require.Empty(t, answer.Delivered)
		case casefile.EvPreserveAsked:
			var answer casefile.HoldAnswer
			require.NoError(t, w.client(t, "twitter").GetWorkflow(ctx, id, "").Get(ctx, &answer))
			require.Equal(t, casefile.Cancelled, answer.Status)
		default:
			continue
		}
		asked++
		require.Len(t, w.starts(t, "twitter", id), 1)
		task := w.task(t, "twitter", id)
		require.Equal(t, string(casefile.Cancelled), task.Outcome)
		require.Equal(t, casefile.CodeWithdrawn, task.Events[len(task.Events)-1].Code)
	}
	require.Equal(t, 2, asked)
}

// withdraw takes a case back, and returns its record once it has ended.
func (w *world) withdraw(t *testing.T, c casefile.CaseID) casefile.Record {
	t.Helper()
	home := w.client(t, "nypd")
	handle, err := home.UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: protocol.CaseWorkflowID(c), UpdateName: protocol.UpdateWithdraw, UpdateID: "withdraw",
		WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{casefile.Withdraw{
			Act:    casefile.Act{Key: "withdraw", By: casefile.Decider{Party: "nypd", Role: "agency"}},
			Reason: "found by other means", Code: casefile.CodeWithdrawn,
		}},
	})
	require.NoError(t, err)
	require.NoError(t, handle.Get(t.Context(), nil))
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	require.NoError(t, home.GetWorkflow(ctx, protocol.CaseWorkflowID(c), "").Get(ctx, nil))
	value, err := home.QueryWorkflow(ctx, protocol.CaseWorkflowID(c), "", protocol.QueryRecord)
	require.NoError(t, err)
	var record casefile.Record
	require.NoError(t, value.Get(&record))
	return record
}
