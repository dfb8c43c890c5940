package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// What an authority decides, and what follows at the requester and the holder.

var light = []legal.Category{legal.SubscriberData}

// A narrowed order binds the holder: what lies outside it is not disclosed.
func TestNarrowedOrderBindsTheHolder(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	w.onAuthorise = func(a casefile.Application) {
		require.Equal(t, []legal.Category{legal.SubscriberData, legal.UserIdentifyingData}, a.Categories)
		w.decide(a, 20*hour, casefile.Narrowed, func(d *casefile.DecideApplication) { d.Categories = light })
	}
	var tooMuch, enough string
	w.onDisclose = func(d casefile.Demand) {
		require.Equal(t, light, d.Categories)
		w.giveNotice(d, hour)
		tooMuch = w.answer(d, 2*hour, casefile.Disclosed, "", email, ipAt("198.51.100.7", caseStart))
		enough = w.answer(d, 3*hour, casefile.Disclosed, "", owner)
		w.conclude(4*hour, casefile.LevelSubscriber, "")
	}
	r := w.play()
	require.Equal(t, "out-of-scope", w.refusal(tooMuch))
	require.Contains(t, w.accepted, enough)
	disclosed := w.event(r, 1, casefile.EvDisclosed)
	require.Equal(t, []casefile.Identifier{owner}, disclosed.Identifiers)
	require.Equal(t, light, w.event(r, 1, casefile.EvNarrowed).Order.Categories)
	w.sound(r)
}

// Dates narrow as categories do.
func TestNarrowedDatesBindTheHolder(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	w.onAuthorise = func(a casefile.Application) {
		w.decide(a, 20*hour, casefile.Narrowed, func(d *casefile.DecideApplication) {
			d.Range = &casefile.DateRange{From: caseStart.Add(-day), To: caseStart}
		})
	}
	var tooOld string
	w.onDisclose = func(d casefile.Demand) {
		w.giveNotice(d, hour)
		tooOld = w.answer(d, 2*hour, casefile.Disclosed, "", ipAt("198.51.100.7", caseStart.Add(-2*day)))
		w.answer(d, 3*hour, casefile.Disclosed, "", owner)
		w.withdraw(4 * hour)
	}
	w.play()
	require.Equal(t, "out-of-scope", w.refusal(tooOld))
}

// A second application names the one that was returned.
func TestReturnedForMoreAndMadeAnew(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	var asked []casefile.Application
	w.onAuthorise = func(a casefile.Application) {
		asked = append(asked, a)
		if len(asked) == 1 {
			w.decide(a, 20*hour, casefile.Returned)
			w.apply(25*hour, 1, "us.2703d-order")
			return
		}
		w.decide(a, 20*hour, casefile.Denied)
		w.withdraw(21 * hour)
	}
	r := w.play()
	require.Empty(t, w.refused)
	require.Empty(t, asked[0].Previous)
	require.Equal(t, asked[0].ID, asked[1].Previous)
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvApplied, casefile.EvReturned, casefile.EvApplied, casefile.EvDenied, casefile.EvHopEnded,
	}, w.hopKinds(r, 1))
	w.sound(r)
}

func TestDeniedAndAnotherInstrument(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	w.onAuthorise = func(a casefile.Application) {
		if a.Instrument == "us.2703d-order" {
			w.decide(a, 20*hour, casefile.Denied)
			w.apply(25*hour, 1, "us.search-warrant")
			return
		}
		require.Empty(t, a.Previous, "what was denied was not returned")
		w.decide(a, 20*hour, casefile.Granted)
	}
	w.onDisclose = func(d casefile.Demand) {
		w.giveNotice(d, hour)
		w.answer(d, 2*hour, casefile.Disclosed, "", owner)
		w.conclude(3*hour, casefile.LevelSubscriber, "")
	}
	r := w.play()
	require.Empty(t, w.refused)
	served := w.event(r, 1, casefile.EvServed)
	require.Equal(t, legal.InstrumentID("us.search-warrant"), served.Instrument)
	w.sound(r)
}

// Silence of an authority: it is reminded, and grants nothing.
func TestSilentAuthorityGrantsNothing(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	var asked casefile.Application
	w.onAuthorise = func(a casefile.Application) { asked = a }
	w.abandon(2*365*day, 1, "")
	w.withdraw(2*365*day + hour)
	r := w.play()
	require.False(t, discloses(r))
	require.NotContains(t, kinds(r, w.step(1)), casefile.EvGranted)
	task := w.task(protocol.AuthorisationWorkflowID(asked.ID))
	require.Equal(t, "withdrawn", task.Outcome, "the court records the withdrawal")
	require.Equal(t, []casefile.EventKind{casefile.EvApplied, casefile.EvReminder, casefile.EvRequestWithdrawn}, kindsOf(task.Events))
	require.True(t, w.reminded("manhattan-court", task.ID, casefile.EvReminder))
}

// A challenge pauses the reply clock; the ruling restarts it with what remained.
func TestChallengeUpheld(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	w.granted(func(d *casefile.DecideApplication) { d.ReplyBy = caseStart.Add(21*hour + 10*day) })
	var early, again string
	w.onDisclose = func(d casefile.Demand) {
		w.giveNotice(d, hour)
		w.challenge(d, day)
		again = w.challenge(d, 2*day)
		early = w.answer(d, 3*day, casefile.Disclosed, "", owner)
		w.answer(d, 20*day, casefile.Disclosed, "", owner)
		w.conclude(21*day, casefile.LevelSubscriber, "")
	}
	w.onReview = func(c casefile.Challenge) { w.rule(c, 15*day, casefile.Upheld) }
	r := w.play()
	require.Equal(t, "under-review", w.refusal(again))
	require.Equal(t, "under-review", w.refusal(early), "nothing is disclosed meanwhile")
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvApplied, casefile.EvGranted, casefile.EvServed, casefile.EvNoticeGiven,
		casefile.EvChallenged, casefile.EvReminder, casefile.EvRuled, casefile.EvDueMoved, casefile.EvDisclosed, casefile.EvHopEnded,
	}, w.hopKinds(r, 1), "the court is reminded of its hearing, and the holder of nothing: its clock stood still")
	require.Equal(t, casefile.PartyID("manhattan-court"), w.event(r, 1, casefile.EvReminder).Awaiting)
	require.Equal(t, casefile.PartyID("manhattan-court"), w.event(r, 1, casefile.EvChallenged).Awaiting)
	ruled := w.event(r, 1, casefile.EvRuled)
	require.True(t, ruled.Due.Equal(w.event(r, 1, casefile.EvDueMoved).Until), "both sides reckon the same")
	require.True(t, ruled.Due.Equal(caseStart.Add(21*hour+25*day)), "9 days remained: due %s", ruled.Due)
	require.Equal(t, casefile.PartyID("twitter"), ruled.Awaiting)
	w.sound(r)
}

func TestChallengeNarrowed(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	w.granted()
	var tooMuch string
	w.onDisclose = func(d casefile.Demand) {
		w.giveNotice(d, hour)
		w.challenge(d, day)
		tooMuch = w.answer(d, 8*day, casefile.Disclosed, "", ipAt("198.51.100.7", caseStart))
		w.answer(d, 8*day+hour, casefile.Disclosed, "", owner)
		w.conclude(9*day, casefile.LevelSubscriber, "")
	}
	w.onReview = func(c casefile.Challenge) { w.rule(c, 5*day, casefile.RulingNarrowed, legal.SubscriberData) }
	r := w.play()
	require.Equal(t, "out-of-scope", w.refusal(tooMuch))
	require.Equal(t, light, w.event(r, 1, casefile.EvRuled).Order.Categories)
	w.sound(r)
}

func TestChallengeQuashed(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	w.granted()
	w.onDisclose = func(d casefile.Demand) { w.challenge(d, day) }
	w.onReview = func(c casefile.Challenge) {
		w.rule(c, 5*day, casefile.Quashed)
		w.conclude(6*day, casefile.LevelDeadEnd, casefile.CodeRefused)
	}
	r := w.play()
	require.False(t, discloses(r))
	refused := w.event(r, 1, casefile.EvRefused)
	require.Equal(t, casefile.CodeQuashed, refused.Code)
	require.Equal(t, casefile.StageAwaitingApplication, refused.Stage, "another instrument may be tried")
	w.sound(r)
}

func kindsOf(events []casefile.Event) []casefile.EventKind {
	var out []casefile.EventKind
	for _, e := range events {
		out = append(out, e.Kind)
	}
	return out
}
