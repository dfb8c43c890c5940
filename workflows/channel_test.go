package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
)

// A party that the directory lets nobody call is known before it is called: the
// server would keep a workflow for ever that calls an endpoint which does not
// exist.

// An application to an authority without a channel comes back to the requester,
// who may name another.
func TestAuthorityWithoutAChannel(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order", func(a *casefile.Apply) { a.Authority = "a-court-abroad" })
	w.apply(2*hour, 1, "us.2703d-order")
	w.onAuthorise = func(a casefile.Application) {
		require.Equal(t, casefile.PartyID("manhattan-court"), a.Authority)
		w.decide(a, hour, casefile.Denied)
		w.withdraw(2 * hour)
	}
	r := w.play()
	require.Empty(t, w.refused)
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvApplied, casefile.EvReturned, casefile.EvApplied, casefile.EvDenied, casefile.EvHopEnded,
	}, w.hopKinds(r, 1))
	w.sound(r)
}

// A holder without a channel is a dead end with a name: foreign.
func TestHolderWithoutAChannel(t *testing.T) {
	w := newWorld(t)
	w.isThreat()
	w.unreachable = "twitter"
	w.conclude(day, casefile.LevelDeadEnd, casefile.CodeForeign)
	r := w.play()
	require.Empty(t, w.refused)
	require.Equal(t, casefile.CodeForeign, w.event(r, 1, casefile.EvHopEnded).Code)
	require.False(t, discloses(r))
	w.sound(r)
}
