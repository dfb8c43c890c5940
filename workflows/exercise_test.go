package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/protocol"
	"writ/workflows"
)

// An exercise plays the past, faster: here 7 August 2012, a day in a minute.

const speed = 24 * 60

var epoch = time.Date(2012, 8, 4, 4, 0, 0, 0, time.UTC)

func TestCaseTime(t *testing.T) {
	require.Equal(t, caseStart, workflows.CaseTime(nil, caseStart), "in earnest, time is time")
	x := &protocol.Exercise{Epoch: epoch, Start: caseStart, Speed: speed}
	require.Equal(t, epoch, workflows.CaseTime(x, caseStart))
	require.Equal(t, epoch.Add(2*day), workflows.CaseTime(x, caseStart.Add(2*time.Minute)))
	require.Equal(t, epoch.Add(-day), workflows.CaseTime(x, caseStart.Add(-time.Minute)))
}

// exercise plays a case from the epoch. Delays are in case time.
func exercise(t *testing.T) *world {
	w := newWorld(t)
	w.opening.At, w.opening.Detected = epoch, epoch.Add(-hour)
	w.input.Exercise = &protocol.Exercise{Epoch: epoch, Start: caseStart, Speed: speed}
	send := w.send
	w.send = func(after time.Duration, workflowID, name, updateID string, arg func() any) {
		send(after/speed, workflowID, name, updateID, arg)
	}
	return w
}

// Every fact is known when it was true, alarms too, and the dates are those of
// the acts, to the second, on whatever machine.
func TestExerciseKeepsExactTime(t *testing.T) {
	w := exercise(t)
	w.isThreat()
	w.opening.Guard = true
	decidedAt := epoch.Add(27*hour + 12*time.Minute + 7*time.Second)
	disclosedAt := epoch.Add(3*day + 5*hour + 1*time.Second)
	w.apply(26*hour, 1, "us.2703d-order", func(a *casefile.Apply) { a.At = epoch.Add(25 * hour) })
	w.onAuthorise = func(a casefile.Application) {
		w.decide(a, 5*hour, casefile.Granted, func(d *casefile.DecideApplication) { d.At = decidedAt })
	}
	w.onDisclose = func(d casefile.Demand) {
		if d.Lane == casefile.LaneEmergency {
			return // no answer: the alarm rings after a day of case time
		}
		require.True(t, d.At.Equal(decidedAt))
		x := casefile.DecideDisclosure{
			Act: casefile.Act{By: holderOf(d.Holder), At: disclosedAt}, Status: casefile.Disclosed, Delivered: []casefile.Identifier{owner},
		}
		w.update(4*day, protocol.DisclosureWorkflowID(d.ID), protocol.UpdateDecide, &x.Act, func() any { return x })
		w.conclude(5*day, casefile.LevelSubscriber, "")
	}
	real := w.Now()
	r := w.play()
	require.Empty(t, w.refused)
	for _, e := range r.Events {
		if e.Kind == casefile.EvDetected {
			continue // before the case
		}
		require.True(t, e.At.Equal(e.Seen), "%s at %s, seen %s", e.Kind, e.At, e.Seen)
	}
	require.True(t, w.event(r, 1, casefile.EvEmergencyUnanswered).At.Equal(epoch.Add(day)), "rung at its own instant")
	require.True(t, w.event(r, 1, casefile.EvApplied).At.Equal(epoch.Add(25*hour)))
	require.True(t, w.event(r, 1, casefile.EvGranted).At.Equal(decidedAt))
	require.True(t, w.event(r, 1, casefile.EvDisclosed).At.Equal(disclosedAt))
	require.Less(t, w.Now().Sub(real), 10*time.Minute, "days pass in minutes")
	require.Equal(t, 6, count(r, casefile.EvGuardReview), "the guard's clock runs as fast")
	account, err := casefile.AccountOf(r, epoch.Add(10*day))
	require.NoError(t, err)
	require.NoError(t, account.Check())
}

// The future of an exercise is refused as any future is.
func TestExerciseHasAFuture(t *testing.T) {
	w := exercise(t)
	future := w.apply(hour, 1, "us.2703d-order", func(a *casefile.Apply) { a.At = epoch.Add(2 * hour) })
	w.withdraw(3 * hour)
	w.play()
	require.Equal(t, "future", w.refusal(future))
}
