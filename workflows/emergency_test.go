package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// The emergency lane: voluntary, by the holder's own standard.

func TestEmergencyGranted(t *testing.T) {
	w := newWorld(t)
	w.isThreat()
	w.onDisclose = func(d casefile.Demand) {
		require.Equal(t, casefile.LaneEmergency, d.Lane)
		require.Nil(t, d.Order)
		w.acknowledge(d, hour)
		w.answer(d, 2*hour, casefile.Disclosed, "", owner)
		w.conclude(3*hour, casefile.LevelSubscriber, "")
	}
	r := w.play()
	require.Empty(t, w.refused)
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvEmergencyAsked, casefile.EvAcknowledged, casefile.EvDisclosed, casefile.EvHopEnded,
	}, w.hopKinds(r, 1))
	require.Equal(t, casefile.LevelSubscriber, casefile.Fold(r).Level)
	w.sound(r)
}

// A holder that does not answer in time: the hop goes on to compulsory process,
// and a voluntary answer that comes after all is accepted.
func TestEmergencyUnansweredAndAnsweredLate(t *testing.T) {
	w := newWorld(t)
	w.isThreat()
	var asked casefile.Application
	w.onAuthorise = func(a casefile.Application) { asked = a } // and says nothing
	w.onDisclose = func(d casefile.Demand) {
		w.apply(25*hour, 1, "us.2703d-order")
		w.answer(d, 60*hour, casefile.Disclosed, "", owner)
		w.conclude(61*hour, casefile.LevelSubscriber, "")
	}
	r := w.play()
	require.Empty(t, w.refused)
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvEmergencyAsked, casefile.EvEmergencyUnanswered, casefile.EvApplied,
		casefile.EvReminder, casefile.EvDisclosed, casefile.EvHopEnded,
	}, w.hopKinds(r, 1))
	unanswered := w.event(r, 1, casefile.EvEmergencyUnanswered)
	require.Equal(t, casefile.PartyID("nypd"), unanswered.Awaiting)
	require.True(t, unanswered.At.Equal(caseStart.Add(24*hour)))
	require.Equal(t, "withdrawn", w.task("authorisation-"+string(asked.ID)).Outcome, "the application is of no use any more")
	w.sound(r)
}

func TestChainWithRefusedEmergencyAtEachHolder(t *testing.T) {
	w := newWorld(t)
	w.isThreat()
	leadTo := map[legal.HolderID]int{"twitter": 1, "example-mail": 2}
	w.onDisclose = func(d casefile.Demand) {
		switch {
		case d.Lane == casefile.LaneEmergency:
			w.answer(d, hour, casefile.Rejected, "")
			w.apply(2*hour, leadTo[d.Holder], "us.subpoena")
		case d.Holder == "twitter":
			w.answer(d, day, casefile.Disclosed, "", email)
		default:
			w.answer(d, day, casefile.Disclosed, "", owner)
			w.conclude(25*hour, casefile.LevelAuthor, "")
		}
	}
	w.onAuthorise = func(a casefile.Application) {
		if a.Instrument == "us.subpoena" { // a court is no agency: the next paper is a judge's
			w.decide(a, 20*hour, casefile.Denied)
			w.apply(21*hour, leadTo[a.Holder], "us.2703d-order")
		}
		if a.Instrument == "us.2703d-order" {
			w.decide(a, hour, casefile.Granted)
		}
	}
	r := w.play()
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvEmergencyAsked, casefile.EvRefused, casefile.EvApplied, casefile.EvDenied,
		casefile.EvApplied, casefile.EvGranted, casefile.EvServed, casefile.EvDisclosed, casefile.EvHopEnded,
	}, w.hopKinds(r, 2))
	require.Equal(t, casefile.LevelAuthor, casefile.Fold(r).Level)
	w.sound(r)
}
