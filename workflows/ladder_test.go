package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// A holder that is late: reminder, second notice, motion to compel.

// silentHolder plays a case in which the platform never answers the order, and
// the court decides the motion to compel as told.
func silentHolder(t *testing.T, instrument legal.InstrumentID, verdict casefile.Verdict, change ...func(*casefile.DecideApplication)) (w *world, demands *[]casefile.Demand) {
	w, demands = newWorld(t), &[]casefile.Demand{}
	w.apply(hour, 1, instrument)
	w.onAuthorise = func(a casefile.Application) {
		switch {
		case a.Compels == "":
			w.decide(a, 20*hour, casefile.Granted)
		case verdict != "":
			require.Equal(t, (*demands)[len(*demands)-1].ID, a.Compels)
			require.Equal(t, legal.InstrumentID("us.motion-to-compel"), a.Instrument)
			w.decide(a, day, verdict, change...)
		}
	}
	w.onDisclose = func(d casefile.Demand) { *demands = append(*demands, d) }
	return w, demands
}

// Granted: the order is served anew with the command, and the request that went
// unanswered is withdrawn at the holder.
func TestMotionToCompelGranted(t *testing.T) {
	w, demands := silentHolder(t, "us.2703d-order", casefile.Granted)
	ignore := w.onDisclose
	w.onDisclose = func(d casefile.Demand) {
		ignore(d)
		if d.Order.Compels == "" {
			return
		}
		w.giveNotice(d, hour)
		w.answer(d, day, casefile.Disclosed, "", owner)
		w.conclude(2*day, casefile.LevelSubscriber, "")
	}
	r := w.play()
	require.Empty(t, w.refused)
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvApplied, casefile.EvGranted, casefile.EvServed,
		casefile.EvReminder, casefile.EvSecondNotice, casefile.EvCompelMoved, casefile.EvGranted, casefile.EvRequestWithdrawn,
		casefile.EvServed, casefile.EvNoticeGiven, casefile.EvDisclosed, casefile.EvHopEnded,
	}, w.hopKinds(r, 1))
	first, second := (*demands)[0], (*demands)[1]
	require.Equal(t, first.ID, second.Order.Compels)
	old := w.task(protocol.DisclosureWorkflowID(first.ID))
	require.Equal(t, string(casefile.Cancelled), old.Outcome, "the holder records the withdrawal")
	require.Equal(t, casefile.EvRequestWithdrawn, old.Events[len(old.Events)-1].Kind)
	w.sound(r)
}

// Granted in part: only that part is served anew.
func TestMotionToCompelNarrowed(t *testing.T) {
	w, demands := silentHolder(t, "us.2703d-order", casefile.Narrowed, func(d *casefile.DecideApplication) { d.Categories = light })
	w.withdraw(22 * day)
	r := w.play()
	require.Equal(t, light, (*demands)[1].Categories)
	require.Equal(t, light, (*demands)[1].Order.Categories)
	require.Contains(t, w.hopKinds(r, 1), casefile.EvNarrowed)
	w.sound(r)
}

// A search warrant's own window has closed by the time of the motion: the command
// opens it again, or no warrant could ever be compelled.
func TestWarrantIsCompelledAfterItsWindow(t *testing.T) {
	w, demands := silentHolder(t, "us.search-warrant", casefile.Granted)
	ignore := w.onDisclose
	w.onDisclose = func(d casefile.Demand) {
		ignore(d)
		if d.Order.Compels != "" {
			w.at(hour, func() {
				require.Equal(t, string(casefile.StageAwaitingDisclosure), w.task(protocol.DisclosureWorkflowID(d.ID)).Stage, "it binds")
			})
		}
	}
	w.withdraw(22 * day)
	r := w.play()
	require.Empty(t, w.refused)
	require.Len(t, *demands, 2)
	w.sound(r)
}

// Denied: the requester may choose another way, the old request stays open, and
// nothing is disclosed.
func TestMotionToCompelDenied(t *testing.T) {
	w, demands := silentHolder(t, "us.2703d-order", casefile.Denied)
	w.at(39*day, func() {
		hop := w.task(w.hopID(1))
		require.Equal(t, string(casefile.StageAwaitingApplication), hop.Stage)
		require.Equal(t, casefile.PartyID("nypd"), hop.Awaiting)
		require.Equal(t, string(casefile.AwaitingDisclosure), w.task(protocol.DisclosureWorkflowID((*demands)[0].ID)).Stage)
	})
	w.abandon(40*day, 1, casefile.CodeRefused)
	w.conclude(41*day, casefile.LevelDeadEnd, casefile.CodeRefused)
	r := w.play()
	require.Empty(t, w.refused)
	require.Len(t, *demands, 1)
	require.Contains(t, w.hopKinds(r, 1), casefile.EvDenied)
	require.False(t, discloses(r))
	w.sound(r)
}

// Holder and court say nothing for years: nothing is disclosed, and the case is
// still open.
func TestSilenceForYearsDisclosesNothing(t *testing.T) {
	w, demands := silentHolder(t, "us.2703d-order", "")
	w.at(3*365*day, func() {
		r := w.record()
		require.False(t, discloses(r))
		state := casefile.Fold(r)
		require.Equal(t, casefile.StageFollowing, state.Stage)
		require.Equal(t, []casefile.PartyID{"twitter"}, state.Awaiting)
		require.Equal(t, string(casefile.AwaitingDisclosure), w.task(protocol.DisclosureWorkflowID((*demands)[0].ID)).Stage)
	})
	w.withdraw(3*365*day + hour)
	r := w.play()
	require.False(t, discloses(r))
	require.NotContains(t, kindsOf(r.Events), casefile.EvNarrowed)
	require.Equal(t, casefile.CodeWithdrawn, casefile.Fold(r).DeadEnd)
	require.Contains(t, w.hopKinds(r, 1), casefile.EvExpired, "the order lapsed on the way")
	w.sound(r)
}
