package workflows_test

import (
	"errors"
	"testing"

	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Continue-as-new: a long run hands its state to the next. Each test lets a
// workflow come to a point where much is open, makes it continue, decodes what it
// hands over, and goes on from exactly that. Nothing is lost and nothing doubled.

// continues reports what a workflow hands to its next run.
func (e *deskWorld) continues(in any) {
	e.t.Helper()
	var next *workflow.ContinueAsNewError
	require.True(e.t, errors.As(e.GetWorkflowError(), &next), "it did not continue: %v", e.GetWorkflowError())
	require.NoError(e.t, converter.GetDefaultDataConverter().FromPayloads(next.Input, in))
}

// next is the desk of the next run, which begins when the last one ended.
func (e *deskWorld) next() *deskWorld {
	n := newDesk(e.t)
	n.opening, n.id, n.keys = e.opening, e.id, e.keys
	n.SetStartTime(e.Now())
	return n
}

// held answers an operation with a promise only, and remembers the requests.
func held[O, I any](e *deskWorld, service, operation string, body func(I) casefile.RequestID) *[]casefile.RequestID {
	ids := &[]casefile.RequestID{}
	e.OnNexusOperation(service, operation, mock.Anything, mock.Anything).
		Return(nexus.HandlerStartOperationResult[O](&nexus.HandlerStartOperationResultAsync{OperationToken: operation}), nil)
	e.listen(operation, func(args converter.EncodedValue) {
		var in I
		require.NoError(e.t, args.Get(&in))
		*ids = append(*ids, body(in))
	})
	return ids
}

// listen adds a listener for the start of an operation.
func (e *deskWorld) listen(operation string, do func(converter.EncodedValue)) {
	e.listeners[operation] = do
	e.SetOnNexusOperationStartedListener(func(_, op string, args converter.EncodedValue) {
		if do := e.listeners[op]; do != nil {
			do(args)
		}
	})
}

func (e *deskWorld) heldHolds() *[]casefile.RequestID {
	return held[casefile.HoldAnswer](e, protocol.ServiceHolder, protocol.OpPreserve, func(in protocol.PreserveInput) casefile.RequestID { return in.Hold.ID })
}

func (e *deskWorld) heldDemands() *[]casefile.RequestID {
	return held[casefile.Answer](e, protocol.ServiceHolder, protocol.OpDisclose, func(in protocol.DiscloseInput) casefile.RequestID { return in.Demand.ID })
}

func (e *deskWorld) heldApplications() *[]casefile.RequestID {
	return held[casefile.Decision](e, protocol.ServiceAuthority, protocol.OpAuthorise, func(in protocol.AuthoriseInput) casefile.RequestID { return in.Application.ID })
}

func (e *deskWorld) heldChallenges() *[]casefile.RequestID {
	return held[casefile.Ruling](e, protocol.ServiceAuthority, protocol.OpReview, func(in protocol.ReviewInput) casefile.RequestID { return in.Challenge.ID })
}

// A hop with a preservation request, an unanswered emergency request and an
// application open: all three are sent again under their ids, alarms and receipts
// stand, and the case is told of every event once.
func TestHopContinues(t *testing.T) {
	e := newDesk(t)
	e.isThreat()
	told := e.reports()
	holds, demands, applications := e.heldHolds(), e.heldDemands(), e.heldApplications()
	in := e.hop()
	key := e.apply(25*hour, 1, "us.2703d-order")
	e.at(30*hour, func() { e.SetContinueAsNewSuggested(true) })
	refused := e.apply(31*hour, 1, "us.subpoena") // wakes it
	e.start(protocol.Hop, in)
	require.Equal(t, "not-now", e.refusal(refused))
	var handed protocol.HopInput
	e.continues(&handed)
	require.Empty(t, handed.Resume.Events, "what was reported is dropped")
	require.Len(t, handed.Resume.Open, 3)
	require.Equal(t, handed.Resume.Last, handed.Resume.Told)

	n := e.next()
	n.SetWorkerOptions(worker.Options{}) // a stand-in does not close what is withdrawn: the cut does
	rest := n.reports()
	holds2, demands2, applications2 := n.heldHolds(), n.heldDemands(), n.heldApplications()
	again := n.apply(hour, 1, "us.2703d-order", func(a *casefile.Apply) { a.Key = key })
	n.at(2*hour, func() {
		hop := n.task(n.id).Hop
		require.Equal(t, handed.Resume.Alarms, hop.Alarms)
		require.Equal(t, casefile.StageAwaitingApproval, hop.Stage)
	})
	n.abandon(60*hour, 1, casefile.CodeGone)
	n.run(protocol.Hop, handed, nil)
	require.Equal(t, e.accepted[key], n.accepted[again], "a key is remembered")
	require.Equal(t, *holds, (*holds2)[:len(*holds)]) // more follow: a stand-in hears no withdrawal
	require.Equal(t, *demands, (*demands2)[:len(*demands)])
	require.Equal(t, *applications, (*applications2)[:len(*applications)])
	requireGapless(t, append(*told, *rest...))
	require.Equal(t, []casefile.EventKind{casefile.EvReminder, casefile.EvReminder, casefile.EvHopEnded}, kindsOf(*rest))
}

// The guard goes on with its reviews.
func TestGuardContinues(t *testing.T) {
	e := newDesk(t)
	told := e.reports()
	e.id = protocol.ProtectionWorkflowID(e.opening.Case)
	e.at(50*hour, func() { e.SetContinueAsNewSuggested(true) })
	e.start(protocol.Protection, e.guard())
	var handed protocol.ProtectionInput
	e.continues(&handed)
	require.Empty(t, handed.Resume.Events)

	n := e.next()
	rest := n.reports()
	n.standDown(30 * hour)
	n.run(protocol.Protection, handed, nil)
	all := append(*told, *rest...)
	requireGapless(t, all)
	require.Equal(t, []casefile.EventKind{
		casefile.EvGuardPosted, casefile.EvGuardReview, casefile.EvGuardReview, casefile.EvGuardReview, casefile.EvGuardReview, casefile.EvGuardLifted,
	}, kindsOf(all))
	require.True(t, all[4].At.Equal(caseStart.Add(96*hour)), "reviews keep their rhythm")
}

// A case hands over its leads, its hops and its whole record.
func TestCaseContinues(t *testing.T) {
	e := newDesk(t)
	e.isThreat()
	e.fromTwitter(func(casefile.Demand) {}, email, phone, ipAt("198.51.100.7", caseStart.Add(-hour)))
	key := e.addLead(2*hour, casefile.Identifier{Kind: "account", Value: "@another"}, "twitter")
	e.at(3*hour, func() { e.SetContinueAsNewSuggested(true) }) // the next report wakes it
	e.id = e.caseID()
	e.input.Opening = e.opening
	e.world.start()
	var handed protocol.CaseInput
	e.continues(&handed)
	before := handed.Resume.Whole()
	require.Len(t, handed.Resume.Hops, 4)
	require.Len(t, handed.Resume.Parked, 1)

	n := e.next()
	n.OnSignalExternalWorkflow(mock.Anything, mock.Anything, mock.Anything, protocol.SignalEnd, mock.Anything).
		Return(func(_, workflowID, _, _ string, arg any) error {
			end := arg.(casefile.Ending)
			step := casefile.StepID(end.Hop)
			n.at(0, func() {
				n.SignalWorkflow(protocol.SignalReport, protocol.Report{Step: step, Events: []casefile.Event{{
					Seq: handed.Resume.Reported[step] + 1, Step: step, Kind: casefile.EvHopEnded, At: end.At, Seen: end.At, By: "nypd",
					Awaiting: casefile.Nobody, Stage: casefile.StageEnded, Turn: true, Code: end.Code,
				}}})
			})
			return nil
		})
	again := n.addLead(hour, casefile.Identifier{Kind: "account", Value: "@another"}, "twitter")
	n.withdraw(20 * day)
	n.SetStartWorkflowOptions(startOptions(n.caseID()))
	n.ExecuteWorkflow(protocol.Identification, handed)
	require.NoError(t, n.GetWorkflowError())
	require.Contains(t, e.accepted, key)
	r := n.record()
	require.Equal(t, tell(before), tell(casefile.Record{Events: r.Events[:len(before.Events)]}), "the record goes on where it was")
	require.Equal(t, "known-lead", n.refusal(again), "leads are known")
	require.Equal(t, 1, count(r, casefile.EvCaseTarget), "its alarm stands")
	require.True(t, casefile.Fold(r).Withdrawn)
	n.sound(r)
}

// requireGapless expects the numbers of one step, each once.
func requireGapless(t *testing.T, events []casefile.Event) {
	t.Helper()
	for i, e := range events {
		require.Equal(t, i+1, e.Seq, "%s", e.Kind)
	}
}
