package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// Orders that are issued in an emergency before anybody validated them:
// Regulation (EU) 2023/1543, Article 4(5).

const identification = legal.InstrumentID("eu.production-order-identification")

// fortyEight is when the time to validate an order of Saturday 02:15 has run
// out: the hour of the order does not count, so 48 h run from 03:00 to Monday
// 03:00 in Paris.
var fortyEight = time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC)

// unvalidated applies for the light order before its validation.
func (w *world) unvalidated(after time.Duration, lead int) string {
	return w.apply(after, lead, identification, func(a *casefile.Apply) {
		a.BeforeValidation, a.Categories = true, []legal.Category{legal.SubscriberData}
	})
}

// europeanEmergency is a European case with a threat to life, whose first order
// is issued at 02:15.
func europeanEmergency(t *testing.T) *world {
	w := newEurope(t)
	w.isThreat()
	w.unvalidated(15*time.Minute, 1)
	return w
}

// The chain does not wait for a validation that comes in time, and nobody is
// named before it came.
func TestValidatedInTime(t *testing.T) {
	w := europeanEmergency(t)
	var tooSoon string
	w.onDisclose = func(d casefile.Demand) {
		require.Equal(t, casefile.Decider{Party: "police-fr", Role: legal.RoleAgency}, d.Order.Issuer)
		switch d.Holder {
		case "forum-ie":
			require.Equal(t, "2026-10-10T09:00:00Z", d.Due.UTC().Format(time.RFC3339), "8 h from 03:00 in Paris")
			w.answer(d, 5*hour, casefile.Disclosed, "", email)
			w.unvalidated(6*hour, 2)
		case "mail-de":
			w.answer(d, hour, casefile.Disclosed, "", owner)
			tooSoon = w.conclude(2*hour, casefile.LevelSubscriber, "")
			w.at(2*hour, func() {
				first := w.task(w.hopID(1))
				require.Equal(t, "AwaitingValidation", first.Stage)
				require.Equal(t, casefile.PartyID("paris-prosecutor"), first.Awaiting)
				require.True(t, first.Due.Equal(fortyEight), "due %s", first.Due)
			})
		}
	}
	w.onAuthorise = func(a casefile.Application) {
		require.NotNil(t, a.Validates)
		w.decide(a, 20*hour, casefile.Granted)
		if a.Holder == "mail-de" {
			w.conclude(21*hour, casefile.LevelSubscriber, "")
		}
	}
	r := w.play()
	require.Len(t, w.refused, 1)
	require.Equal(t, "validation-pending", w.refusal(tooSoon))
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvIssuedUnvalidated, casefile.EvServed, casefile.EvDisclosed, casefile.EvValidated, casefile.EvHopEnded,
	}, w.europeanKinds(r, 1))
	require.Equal(t, casefile.CodeLeads, w.event(r, 1, casefile.EvHopEnded).Code)
	require.True(t, w.event(r, 2, casefile.EvHopStarted).At.Equal(w.event(r, 1, casefile.EvDisclosed).At), "the chain went on at once")
	require.Equal(t, legal.RoleProsecutor, w.event(r, 1, casefile.EvValidated).Order.ValidatedBy)
	require.Equal(t, casefile.LevelSubscriber, casefile.Fold(r).Level)
	w.sound(r)
}

// A lead that waits for its turn has it when the hop before only waits for the
// validation of its paper.
func TestQueuedLeadDoesNotWaitForTheValidation(t *testing.T) {
	w := newEurope(t)
	w.isThreat()
	w.apply(15*time.Minute, 1, identification, func(a *casefile.Apply) { a.BeforeValidation = true })
	w.onDisclose = func(d casefile.Demand) {
		if d.Holder == "forum-ie" {
			w.answer(d, 5*hour, casefile.Disclosed, "", email, ipAt("192.0.2.9", saturdayTwo))
			w.unvalidated(6*hour, 2)
			return
		}
		w.answer(d, hour, casefile.Disclosed, "", phone)
		w.at(2*hour, func() {
			require.Equal(t, "AwaitingValidation", w.task(w.hopID(2)).Stage)
			require.Equal(t, "AwaitingApplication", w.task(w.hopID(3)).Stage, "the ISP's turn has come")
		})
		w.withdraw(3 * hour)
	}
	r := w.play()
	require.Empty(t, w.refused)
	require.True(t, w.event(r, 3, casefile.EvHopStarted).At.Equal(w.event(r, 2, casefile.EvDisclosed).At))
	w.sound(r)
}

// europeanKinds are the kinds of a hop's events without reminders: what may be
// preserved, and by whom, is told elsewhere.
func (w *world) europeanKinds(r casefile.Record, lead int) []casefile.EventKind {
	var out []casefile.EventKind
	for _, k := range w.hopKinds(r, lead) {
		if k != casefile.EvReminder && k != casefile.EvSecondNotice {
			out = append(out, k)
		}
	}
	return out
}

// Refused before the holder answered: the request is withdrawn there, and a
// proper order may be sought.
func TestValidationDenied(t *testing.T) {
	w := europeanEmergency(t)
	var demands []casefile.Demand
	w.onDisclose = func(d casefile.Demand) {
		if demands = append(demands, d); len(demands) == 2 {
			require.Equal(t, prosecutor, d.Order.Issuer)
			w.answer(d, hour, casefile.Disclosed, "", owner)
			w.conclude(2*hour, casefile.LevelSubscriber, "")
		}
	}
	w.onAuthorise = func(a casefile.Application) {
		if a.Validates == nil {
			w.decide(a, hour, casefile.Granted)
			return
		}
		w.decide(a, 3*hour, casefile.Denied)
		w.apply(4*hour, 1, identification, func(a *casefile.Apply) { a.Categories = []legal.Category{legal.SubscriberData} })
	}
	r := w.play()
	require.Empty(t, w.refused)
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvIssuedUnvalidated, casefile.EvServed, casefile.EvNotValidated, casefile.EvRequestWithdrawn,
		casefile.EvApplied, casefile.EvGranted, casefile.EvServed, casefile.EvDisclosed, casefile.EvHopEnded,
	}, w.europeanKinds(r, 1))
	require.Equal(t, string(casefile.Cancelled), w.task(protocol.DisclosureWorkflowID(demands[0].ID)).Outcome)
	w.sound(r)
}

// Silence never validates. After 48 h the open request is withdrawn.
func TestNotValidatedBeforeTheAnswer(t *testing.T) {
	w := europeanEmergency(t)
	var asked casefile.Application
	var late string
	w.onAuthorise = func(a casefile.Application) { asked = a; late = w.decide(a, 49*hour, casefile.Granted) }
	w.onDisclose = func(casefile.Demand) {} // and says nothing
	w.at(50*hour, func() { require.Equal(t, "AwaitingApplication", w.task(w.hopID(1)).Stage) })
	w.conclude(51*hour, casefile.LevelDeadEnd, casefile.CodeRefused)
	r := w.play()
	fell := w.event(r, 1, casefile.EvNotValidated)
	require.True(t, fell.At.Equal(fortyEight), "at %s", fell.At)
	require.Equal(t, casefile.CodeNotValidated, w.event(r, 1, casefile.EvRequestWithdrawn).Code)
	require.Equal(t, string(casefile.Withdrawn), w.task(protocol.AuthorisationWorkflowID(asked.ID)).Outcome)
	require.NotContains(t, w.accepted, late, "a validation after its time is none")
	require.False(t, discloses(r))
	w.sound(r)
}

// After 48 h what the holder delivered may not be used, nor what was found by it:
// the hops that stand on it end, and nobody is named by it.
func TestNotValidatedAfterTheAnswer(t *testing.T) {
	w := europeanEmergency(t)
	var named string
	w.onAuthorise = func(a casefile.Application) {
		if a.Validates == nil {
			w.decide(a, hour, casefile.Granted)
		}
	}
	w.onDisclose = func(d casefile.Demand) {
		if d.Holder == "mail-de" {
			w.answer(d, hour, casefile.Disclosed, "", ipAt("192.0.2.9", saturdayTwo), owner)
			return
		}
		w.answer(d, 5*hour, casefile.Disclosed, "", email)
		w.apply(6*hour, 2, identification)
	}
	named = w.conclude(49*hour+hour/2, casefile.LevelSubscriber, "")
	w.conclude(50*hour, casefile.LevelDeadEnd, casefile.CodeRefused)
	r := w.play()
	require.Equal(t, "restricted-data", w.refusal(named))
	restricted := w.event(r, 1, casefile.EvRestricted)
	require.True(t, restricted.At.Equal(fortyEight), "at %s", restricted.At)
	require.Equal(t, casefile.CodeNotValidated, w.event(r, 1, casefile.EvHopEnded).Code)
	require.Equal(t, casefile.CodeSubscriber, w.event(r, 2, casefile.EvHopEnded).Code, "it had ended before")
	require.Equal(t, casefile.CodeRestricted, w.event(r, 3, casefile.EvHopEnded).Code, "the ISP is asked no further")
	require.Equal(t, casefile.CodeRefused, casefile.Fold(r).DeadEnd)
	w.sound(r)
}

// What no law allows: without a threat, and where no validation may follow.
func TestIssuingBeforeValidationRefused(t *testing.T) {
	w := newEurope(t)
	calm := w.unvalidated(hour, 1)
	w.withdraw(2 * hour)
	w.play()
	require.Equal(t, "no-emergency", w.refusal(calm))

	w = newEurope(t)
	w.isThreat()
	heavy := w.apply(hour, 1, "eu.production-order", func(a *casefile.Apply) {
		a.BeforeValidation, a.Enforcing, a.Categories = true, "dublin-prosecutor", []legal.Category{legal.TrafficData}
	})
	w.withdraw(2 * hour)
	w.play()
	require.Equal(t, "validation-first", w.refusal(heavy))
}
