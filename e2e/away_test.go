package e2e_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflow/v1"

	"writ/casefile"
	"writ/exercise"
	"writ/protocol"
	"writ/worker"
	"writ/workflows"
)

// A party whose workers are away holds up nobody else, and is asked all the
// same once it is back: the platform stays away until the server has blocked
// all calls to it, the ISP until a request waits for it.
func TestPartyAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.work(t, w.without("twitter", "example-isp")...)
	s := scenario(t, "longacre-2012")
	stage := w.patiently(50_000)
	var opened casefile.CaseID
	var platform *worker.Workers
	stage.Opened = func(o casefile.Opening) {
		opened = o.Case
		// Six calls must fail before the server blocks the endpoint; two more cases
		// bring them about at once instead of one after the other.
		w.open(t, s)
		w.open(t, s)
		elsewhere := play(t, w.patiently(0), ownScenario(t, "elsewhere"))
		require.Equal(t, casefile.LevelSubscriber, casefile.Fold(elsewhere.Record).Level)
		w.eventually(t, "the calls to the platform are blocked", func() bool {
			return slices.ContainsFunc(w.pendingOperations(t, hopAt(opened, 1)), func(o *workflow.PendingNexusOperationInfo) bool {
				return o.State == enumspb.PENDING_NEXUS_OPERATION_STATE_BLOCKED
			})
		})
		platform = w.work(t, "twitter")
	}
	stage.Happened = func(e casefile.Event, _ casefile.Record) {
		if e.Kind == casefile.EvPreserveAsked && e.Holder == "example-isp" {
			w.eventually(t, "a request waits for the ISP", func() bool {
				return len(w.pendingOperations(t, protocol.HopWorkflowID(casefile.HopID(e.Step)))) > 0
			})
			w.work(t, "example-isp")
		}
	}
	requireLongacre(t, play(t, stage, s).Record)
	w.withdrawnWhileAway(t, platform)
	w.requireReplays(t)
}

// withdrawnWhileAway takes a case back while the platform is away, and lets the
// withdrawn waits be cut before it returns: it hears of the withdrawal all the
// same.
func (w *world) withdrawnWhileAway(t *testing.T, platform *worker.Workers) {
	t.Helper()
	s := scenario(t, "longacre-2012")
	c := w.openWith(t, s, protocol.Exercise{Epoch: s.Case.At.Time, Start: time.Now(), Speed: 60, Patience: 600, Cut: 2 * cut})
	hop := hopAt(c, 1)
	w.eventually(t, "the platform works on both requests", func() bool { return w.exists(t, "nypd", hop) && w.started(t, hop) == 2 })
	platform.Stop()
	w.eventually(t, "both waits were cut", func() bool { return w.cuts(t, "nypd", hop) == 2 })
	r := w.withdraw(t, c)
	w.eventually(t, "both waits were cut once more", func() bool { return w.cuts(t, "nypd", hop) == 4 })
	w.work(t, "twitter")
	for _, e := range r.Events {
		if party, id := workOf(e); id != "" {
			w.ended(t, party, id)
			require.Equal(t, string(casefile.Cancelled), w.task(t, party, id).Outcome, e.Kind)
		}
	}
	w.ended(t, "nypd", hop)
}

// hopAt is the workflow id of the hop that follows the nth lead of a case.
func hopAt(c casefile.CaseID, n int) string {
	return protocol.HopWorkflowID(casefile.HopIDFor(c, casefile.LeadIDFor(c, n)))
}

// open opens a scenario's case and leaves it alone.
func (w *world) open(t *testing.T, s exercise.Scenario) casefile.CaseID {
	t.Helper()
	return w.openWith(t, s, protocol.Exercise{Epoch: s.Epoch.Time, Start: time.Now(), Speed: 3600, Patience: 600})
}

func (w *world) openWith(t *testing.T, s exercise.Scenario, x protocol.Exercise) casefile.CaseID {
	t.Helper()
	p, ok := w.dir.Party(s.Case.Requester)
	require.True(t, ok)
	account, err := casefile.ParseIdentifier(s.Case.Account)
	require.NoError(t, err)
	in := protocol.CaseInput{Exercise: &x, Ledger: true, Opening: casefile.Opening{
		Case: casefile.NewCaseID(), Requester: p.ID, Account: account, Holder: s.Case.Holder, Offence: s.Case.Offence,
		Threat: s.Case.Threat, Strategy: s.Case.Strategy, Detected: s.Case.Detected.Time, At: s.Case.At.Time,
		Zone: p.Zone, Jurisdiction: p.Jurisdiction, Authority: p.Authority, Edition: s.Case.Edition, Office: p.Office,
		By: casefile.Decider{Party: p.ID, Role: p.Office},
	}}
	_, err = w.client(t, p.ID).ExecuteWorkflow(t.Context(), workflows.CaseOptions(in), protocol.Identification, in)
	require.NoError(t, err)
	return in.Opening.Case
}

// pendingOperations are the Nexus operations that a requester's workflow has
// open; none while the workflow is not there.
func (w *world) pendingOperations(t *testing.T, workflowID string) []*workflow.PendingNexusOperationInfo {
	t.Helper()
	d, err := w.client(t, "nypd").DescribeWorkflowExecution(t.Context(), workflowID, "")
	if err != nil {
		return nil
	}
	return d.GetPendingNexusOperations()
}

// eventually looks until a condition holds. It looks from the test's own
// goroutine, so that a look that fails ends the test there and then.
func (w *world) eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	looks := time.NewTicker(50 * time.Millisecond)
	defer looks.Stop()
	given := time.After(within)
	for !holds() {
		select {
		case <-given:
			require.FailNow(t, "it never came to be", what)
		case <-looks.C:
		}
	}
}
