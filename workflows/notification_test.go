package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// Orders of which the authority in the holder's State is notified, and that it
// may suspend: Regulation (EU) 2023/1543, Articles 8, 10 and 12.

// notified is a European case in which a judge grants an order for traffic data
// three hours after the case was opened.
func notified(t *testing.T) *world {
	w := newEurope(t)
	w.court = parisJudge
	w.apply(hour, 1, "eu.production-order", heavyOrder)
	return w
}

func heavyOrder(a *casefile.Apply) {
	a.Authority, a.Enforcing, a.Categories = "paris-judge", "dublin-prosecutor", []legal.Category{legal.UserIdentifyingData, legal.TrafficData}
}

// windowEnd is when the window of an order of Saturday 04:00 in Dublin has
// passed: 10 d, the last of them Tuesday 20 October.
var windowEnd = time.Date(2026, 10, 20, 23, 0, 0, 0, time.UTC)

func (w *world) says(by casefile.Decider, a casefile.Application, after time.Duration, v casefile.Verdict) string {
	return w.decide(a, after, v, func(d *casefile.DecideApplication) { d.By = by })
}

func (w *world) cleared(d casefile.Demand, after time.Duration) string {
	a := casefile.Act{By: holderOf(d.Holder)}
	return w.update(after, protocol.DisclosureWorkflowID(d.ID), protocol.UpdateCleared, &a, func() any { return a })
}

var seen = ipAt("192.0.2.9", saturdayTwo.Add(-24*time.Hour))

// The notified authority says that it raises no ground; the holder hears it from
// it and delivers. Before that it may not.
func TestSuspensionLiftedByWord(t *testing.T) {
	w := notified(t)
	w.onAuthorise = func(a casefile.Application) {
		if a.Notifies == nil {
			w.decide(a, 2*hour, casefile.Granted)
			return
		}
		w.at(day, func() {
			require.Equal(t, []string{"no-objection", "object"}, w.task(protocol.AuthorisationWorkflowID(a.ID)).Actions)
		})
		w.says(dublin, a, 3*day, casefile.Granted)
	}
	var barred, cleared, told string
	w.onDisclose = func(d casefile.Demand) {
		require.Equal(t, casefile.PartyID("dublin-prosecutor"), d.Order.Notified)
		require.True(t, d.Order.Suspends)
		w.at(hour, func() {
			for _, id := range []string{w.hopID(1), protocol.DisclosureWorkflowID(d.ID)} {
				task := w.task(id)
				require.Equal(t, "Suspended", task.Stage, id)
				require.Equal(t, casefile.PartyID("dublin-prosecutor"), task.Awaiting, id)
				require.True(t, task.Due.Equal(windowEnd), "%s due %s", id, task.Due)
			}
		})
		barred = w.answer(d, day, casefile.Disclosed, "", seen)
		cleared = w.cleared(d, 4*day)
		told = w.answer(d, 5*day, casefile.Disclosed, "", seen)
		w.withdraw(6 * day)
	}
	r := w.play()
	require.Equal(t, "suspended", w.refusal(barred))
	require.Contains(t, w.accepted, cleared)
	require.Contains(t, w.accepted, told)
	require.Equal(t, casefile.PartyID("dublin-prosecutor"), w.event(r, 1, casefile.EvServed).Awaiting)
	lifted := w.event(r, 1, casefile.EvNoObjection)
	require.Equal(t, casefile.PartyID("forum-ie"), lifted.Awaiting)
	require.True(t, lifted.At.Before(w.event(r, 1, casefile.EvDisclosed).At))
	w.sound(r)
}

// Silence lifts the bar when the window has passed, and discloses nothing.
func TestSuspensionLiftedByTheWindow(t *testing.T) {
	w := notified(t)
	w.onAuthorise = func(a casefile.Application) {
		if a.Notifies == nil {
			w.decide(a, 2*hour, casefile.Granted)
		}
	}
	var early, told string
	w.onDisclose = func(d casefile.Demand) {
		early = w.answer(d, 10*day, casefile.Disclosed, "", seen)
		w.at(11*day, func() { require.Equal(t, "AwaitingDisclosure", w.task(protocol.DisclosureWorkflowID(d.ID)).Stage) })
		told = w.answer(d, 11*day, casefile.Disclosed, "", seen)
		w.withdraw(12 * day)
	}
	r := w.play()
	require.Equal(t, "suspended", w.refusal(early))
	require.Contains(t, w.accepted, told)
	lifted := w.event(r, 1, casefile.EvNoObjection)
	require.True(t, lifted.At.Equal(windowEnd), "at %s", lifted.At)
	w.sound(r)
}

// An objection ends the request; the requester may choose another way.
func TestNotifiedAuthorityObjects(t *testing.T) {
	w := notified(t)
	w.onAuthorise = func(a casefile.Application) {
		if a.Notifies == nil {
			w.decide(a, 2*hour, casefile.Granted)
			return
		}
		w.says(dublin, a, 2*day, casefile.Denied)
	}
	var demand casefile.Demand
	w.onDisclose = func(d casefile.Demand) { demand = d }
	w.conclude(4*day, casefile.LevelDeadEnd, casefile.CodeRefused)
	r := w.play()
	objected := w.event(r, 1, casefile.EvObjected)
	require.Equal(t, casefile.PartyID("dublin-prosecutor"), objected.By)
	require.Equal(t, casefile.StageAwaitingApplication, objected.Stage)
	require.Equal(t, string(casefile.Cancelled), w.task(protocol.DisclosureWorkflowID(demand.ID)).Outcome)
	require.False(t, discloses(r))
	w.sound(r)
}

// In an emergency delivery does not wait; an objection within the window then
// restricts what was delivered.
func TestObjectionAfterAnEmergencyDelivery(t *testing.T) {
	w := notified(t)
	w.isThreat()
	w.onAuthorise = func(a casefile.Application) {
		if a.Notifies == nil {
			w.decide(a, 2*hour, casefile.Granted)
			return
		}
		w.says(dublin, a, 30*hour, casefile.Denied)
	}
	w.onDisclose = func(d casefile.Demand) {
		require.False(t, d.Order.Suspends)
		w.answer(d, 5*hour, casefile.Disclosed, "", seen)
	}
	w.conclude(4*day, casefile.LevelDeadEnd, casefile.CodeRefused)
	r := w.play()
	require.Equal(t, casefile.StageAwaitingValidation, w.event(r, 1, casefile.EvDisclosed).Stage)
	require.Equal(t, casefile.CodeObjected, w.event(r, 1, casefile.EvRestricted).Code)
	require.Equal(t, casefile.CodeObjected, w.event(r, 1, casefile.EvHopEnded).Code)
	w.sound(r)
}

// An order whose law asks for a notification names who is to be notified.
func TestNotificationNeedsAnAuthority(t *testing.T) {
	w := newEurope(t)
	nobody := w.apply(hour, 1, "eu.production-order", heavyOrder, func(a *casefile.Apply) { a.Enforcing = "" })
	w.withdraw(2 * hour)
	w.play()
	require.Equal(t, "no-enforcing-authority", w.refusal(nobody))
}
