package workflows_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/protocol"
)

// How cases and hops end otherwise, and what runs beside the chain.

// The withdrawal of a case withdraws what is open, and the other side records it.
func TestWithdrawnCaseWithdrawsOpenRequests(t *testing.T) {
	w := newWorld(t)
	var hold casefile.Hold
	var demand casefile.Demand
	w.onPreserve = func(h casefile.Hold) { hold = h }
	w.apply(hour, 1, "us.2703d-order")
	w.granted()
	w.onDisclose = func(d casefile.Demand) { demand = d }
	w.abandon(2*day, 1, "")
	w.withdraw(2*day + hour)
	r := w.play()
	require.Empty(t, w.refused)
	require.Equal(t, casefile.CodeAbandoned, w.event(r, 1, casefile.EvHopEnded).Code)
	for _, id := range []string{protocol.PreservationWorkflowID(hold.ID), protocol.DisclosureWorkflowID(demand.ID)} {
		task := w.task(id)
		require.Equal(t, string(casefile.Cancelled), task.Outcome, id)
		require.Equal(t, casefile.CodeWithdrawn, task.Events[len(task.Events)-1].Code)
		require.Empty(t, task.Actions)
	}
	require.True(t, casefile.Fold(r).Withdrawn)
	w.sound(r)
}

// A withdrawn case ends its hop, under the code of the withdrawal.
func TestWithdrawnCaseEndsItsHops(t *testing.T) {
	w := newWorld(t)
	w.isThreat()
	w.withdraw(hour)
	r := w.play()
	require.Equal(t, casefile.CodeWithdrawn, w.event(r, 1, casefile.EvHopEnded).Code)
	require.Equal(t, casefile.CodeWithdrawn, casefile.Fold(r).DeadEnd)
	w.sound(r)
}

// An operator who cancels the case's workflow withdraws the case on record; its
// hops end and say so, its guard stays.
func TestCancelledCaseIsWithdrawnOnRecord(t *testing.T) {
	w := newWorld(t)
	w.opening.Guard = true
	w.at(day/2, func() { w.CancelWorkflow() })
	w.start()
	require.Error(t, w.GetWorkflowError())
	r := w.record()
	require.True(t, casefile.Fold(r).Withdrawn)
	require.Equal(t, casefile.CodeWithdrawn, w.event(r, 1, casefile.EvHopEnded).Code)
	require.True(t, casefile.Fold(r).Guard.Up)
	w.sound(r)
}

// A hop whose workflow an operator has terminated cannot report its end: the case
// records that it was lost and ends all the same.
func TestCaseEndsWithoutALostHop(t *testing.T) {
	w := newWorld(t)
	machine, err := casefile.NewCase(w.opening)
	require.NoError(t, err)
	machine.Begin() // its hop is nowhere
	w.input.Resume = machine
	w.OnSignalExternalWorkflow(mock.Anything, w.hopID(1), mock.Anything, protocol.SignalEnd, mock.Anything).
		Return(errors.New("workflow not found"))
	w.withdraw(day)
	r := w.play()
	require.Equal(t, 1, count(r, casefile.EvHopLost))
	require.True(t, casefile.Fold(r).Withdrawn)
}

// The guard is reviewed every day until somebody stands it down.
func TestGuardIsReviewedAndStoodDown(t *testing.T) {
	w := newWorld(t)
	w.opening.Guard = true
	w.standDown(75 * hour)
	again := w.standDown(76 * hour)
	w.withdraw(77 * hour)
	r := w.play()
	require.Equal(t, []casefile.EventKind{
		casefile.EvGuardPosted, casefile.EvGuardReview, casefile.EvGuardReview, casefile.EvGuardReview, casefile.EvGuardLifted,
	}, kinds(r, casefile.StepProtection))
	require.ErrorContains(t, w.refused[again], "already completed")
	require.True(t, w.reminded("nypd", protocol.ProtectionWorkflowID(w.opening.Case), casefile.EvGuardReview))
	guard := casefile.Fold(r).Guard
	require.True(t, guard.Until.Equal(caseStart.Add(75*hour)))
	w.sound(r)
}

// The guard outlives the case, if nobody stands it down.
func TestGuardOutlivesTheCase(t *testing.T) {
	w := newWorld(t)
	w.opening.Guard = true
	w.withdraw(day)
	r := w.play()
	require.True(t, casefile.Fold(r).Guard.Up)
	require.Equal(t, []string{"stand-down"}, w.task(protocol.ProtectionWorkflowID(w.opening.Case)).Actions)
}

// The case's target passes on record, and the case goes on.
func TestCaseTargetPasses(t *testing.T) {
	w := newWorld(t)
	w.at(20*day, func() { require.Equal(t, casefile.StageFollowing, casefile.Fold(w.record()).Stage) })
	w.withdraw(21 * day)
	r := w.play()
	require.Contains(t, kinds(r, casefile.StepCase), casefile.EvCaseTarget)
	require.True(t, w.reminded("nypd", w.caseID(), casefile.EvCaseTarget))
	w.sound(r)
}
