package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// An order of which the authority in the holder's State is notified, and that
// waits for it: Regulation (EU) 2023/1543, Articles 8, 10 and 12.

// speaks decides as Dublin on the notification.
func speaks(t *testing.T, h *casefile.HopMachine, verdict casefile.Verdict, m casefile.Moment) []casefile.Action {
	t.Helper()
	for _, o := range h.Open {
		if o.Application != nil && o.Application.Notifies != nil {
			x := begun(must(casefile.NewApplication(deskOf(dublin, "Europe/Dublin", night.Add(hour)), *o.Application)))
			require.Equal(t, casefile.EvNotified, lastEvent(x).Kind)
			_, err := x.Decide(casefile.DecideApplication{Act: by(dublin), Verdict: verdict, Reason: "as said"}, m)
			require.NoError(t, err)
			return h.Decided(o.ID, *x.Decision, m)
		}
	}
	t.Fatal("nobody is notified")
	return nil
}

func TestDeliveryWaitsForTheNotifiedAuthority(t *testing.T) {
	h := suspended()
	require.Equal(t, casefile.StageSuspended, h.Stage)
	require.Equal(t, dublin.Party, h.Awaiting)
	require.Equal(t, dublin.Party, h.Order.Notified)
	require.True(t, h.Order.Suspends)
	require.Equal(t, h.Window.Due, h.Due)
	require.Equal(t, h.Window.Due, alarm(t, h, casefile.AlarmWindow).At)
	kinds := kindsOf(h)
	require.Equal(t, []casefile.EventKind{casefile.EvServed, casefile.EvNotified}, kinds[len(kinds)-2:])
	for _, a := range h.Alarms {
		require.NotEqual(t, casefile.AlarmLadder, a.Name, "nobody is late while delivery is barred")
	}

	speaks(t, h, casefile.Granted, at(3*day))
	require.Equal(t, casefile.EvNoObjection, lastEvent(h).Kind)
	require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage)
	require.Equal(t, casefile.PartyID("example-forum-ie"), h.Awaiting)
	require.Equal(t, h.Demand.Due, h.Due)
	alarm(t, h, casefile.AlarmLadder)
	h.Answered(h.InForce, casefile.Answer{Status: casefile.Disclosed, Delivered: []casefile.Identifier{ip(night)}, Decider: forum, At: night.Add(4 * day)}, at(4*day))
	require.True(t, h.Done(), "nothing is pending any more")
}

// When its time has passed the bar falls by itself; nothing is disclosed by
// that.
func TestTheBarFallsWithTheWindow(t *testing.T) {
	h := suspended()
	ring := alarm(t, h, casefile.AlarmWindow)
	_, cancelled := actionsOf(h.Ring(ring, ring.At))
	require.Len(t, cancelled, 1)
	require.Equal(t, casefile.EvNoObjection, lastEvent(h).Kind)
	require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage)
	require.Empty(t, h.Delivered)
}

func TestObjectionBeforeDelivery(t *testing.T) {
	for _, verdict := range []casefile.Verdict{casefile.Denied, casefile.Returned, "no ground", ""} {
		h := suspended()
		asked := h.InForce
		_, cancelled := actionsOf(h.Decided(h.Window.Request, casefile.Decision{Verdict: verdict, Decider: dublin, Reason: "the press", At: night.Add(day)}, at(day)))
		require.Equal(t, []casefile.RequestID{asked}, cancelled)
		require.Equal(t, casefile.StageAwaitingApplication, h.Stage)
		kinds := kindsOf(h)
		require.Equal(t, []casefile.EventKind{casefile.EvObjected, casefile.EvRequestWithdrawn}, kinds[len(kinds)-2:])
		require.False(t, h.Restricted)
		require.Nil(t, h.Window)
	}
}

// A notification that the other side closed without a word says nothing: the
// window runs on.
func TestWithdrawnNotificationSaysNothing(t *testing.T) {
	h := suspended()
	h.Decided(h.Window.Request, casefile.Decision{Verdict: casefile.Withdrawn, Decider: dublin, At: night.Add(day)}, at(day))
	require.Equal(t, casefile.StageSuspended, h.Stage)
	ring := alarm(t, h, casefile.AlarmWindow)
	h.Ring(ring, ring.At)
	require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage)
}

// In an emergency nothing waits, and the hop that has disclosed waits for the
// rest of the window.
func TestInAnEmergencyDeliveryDoesNotWait(t *testing.T) {
	h := objectable()
	require.Equal(t, casefile.StageAwaitingValidation, h.Stage)
	require.Equal(t, dublin.Party, h.Awaiting)
	require.False(t, h.Order.Suspends)
	ring := alarm(t, h, casefile.AlarmWindow)
	require.Less(t, ring.At.Sub(night), 6*day, "the window of the emergency")
	h.Ring(ring, ring.At)
	require.Equal(t, casefile.CodeLeads, h.Outcome)
	require.False(t, h.Restricted)

	h = objectable()
	speaks(t, h, casefile.Granted, at(day))
	require.Equal(t, casefile.CodeLeads, h.Outcome)

	h = objectable()
	speaks(t, h, casefile.Denied, at(day))
	requireFell(t, h, casefile.EvObjected, casefile.CodeObjected)
}

// A challenge under the bar returns to the bar.
func TestRulingUnderTheBarReturnsToTheBar(t *testing.T) {
	h := suspended()
	h.Hear(casefile.Progress{Request: h.InForce, N: 1, Kind: casefile.Challenged, At: night.Add(2 * hour)}, at(2*hour))
	require.Equal(t, casefile.StageUnderReview, h.Stage)
	h.Hear(casefile.Progress{Request: h.InForce, N: 2, Kind: casefile.Ruled, Awaiting: parisJudge.Party, At: night.Add(day)}, at(day))
	require.Equal(t, casefile.StageSuspended, h.Stage)
	require.Equal(t, dublin.Party, h.Awaiting)

	h = suspended()
	h.Hear(casefile.Progress{Request: h.InForce, N: 1, Kind: casefile.Challenged, At: night.Add(2 * hour)}, at(2*hour))
	speaks(t, h, casefile.Granted, at(3*hour))
	require.Equal(t, casefile.StageUnderReview, h.Stage)
	h.Hear(casefile.Progress{Request: h.InForce, N: 2, Kind: casefile.Ruled, Awaiting: parisJudge.Party, At: night.Add(day)}, at(day))
	require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage)
}

// Where offence and residence are in the requester's State nobody is notified.
func TestDomesticCasesAreNotNotified(t *testing.T) {
	h := granted(europeanHop(), heavy(func(a *casefile.Apply) { a.Enforcing, a.Domestic = "", true }), parisJudge, at(hour))
	require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage)
	require.Nil(t, h.Window)
}

// The holder delivers nothing under the bar, and may do everything else.
func TestHolderUnderTheBar(t *testing.T) {
	under := func() *casefile.DemandMachine {
		x := received(t, suspended())
		require.False(t, x.Done(), "%+v", x.Answer)
		_, _, err := x.GiveNotice(by(forum), at(hour))
		return must(x, err)
	}
	deliver := func(x *casefile.DemandMachine, m casefile.Moment) error {
		a := by(forum)
		a.Key = "deliver"
		_, _, err := x.Decide(casefile.DecideDisclosure{Act: a, Status: casefile.Disclosed, Delivered: []casefile.Identifier{ip(lastDay.To)}}, m)
		return err
	}
	x := under()
	require.Equal(t, casefile.StageSuspended, x.Stage)
	require.Equal(t, dublin.Party, x.Awaiting)
	require.NotContains(t, x.Open(), "disclose")
	require.Contains(t, x.Open(), "cleared")
	require.Equal(t, suspended().Window.Due, alarm(t, x, casefile.AlarmWindow).At, "both sides count the same")
	require.Equal(t, "suspended", codeOf(deliver(x, at(2*hour))))

	x = under()
	_, _, err := x.Cleared(casefile.Act{Key: "cleared", By: forum}, at(day))
	require.NoError(t, err)
	require.Equal(t, casefile.EvNoObjection, lastEvent(x).Kind)
	require.Equal(t, casefile.StageAwaitingDisclosure, x.Stage)
	require.Equal(t, "suspended", codeOf(deliver(x, at(day-hour))), "not as of before it was cleared")
	require.NoError(t, deliver(x, at(day+hour)))

	x = under()
	ring := alarm(t, x, casefile.AlarmWindow)
	require.Equal(t, "suspended", codeOf(deliver(x, casefile.Moment{At: ring.At.Add(-1), Seen: ring.At.Add(-1)})))
	x.Ring(ring, ring.At)
	require.Equal(t, casefile.StageAwaitingDisclosure, x.Stage)
	require.Nil(t, x.Answer)
	require.NoError(t, deliver(x, casefile.Moment{At: ring.At, Seen: ring.At}))

	x = under()
	_, _, err = x.Decide(casefile.DecideDisclosure{Act: casefile.Act{Key: "no", By: forum}, Status: casefile.Rejected, Reason: "immunity"}, at(2*hour))
	require.NoError(t, err)
	x = under()
	_, _, err = x.Challenge(casefile.MakeChallenge{Act: casefile.Act{Key: "no", By: forum}, Grounds: "immunity"}, at(2*hour))
	require.NoError(t, err)
	x.Ruled(x.Pending.ID, casefile.Ruling{Verdict: casefile.Upheld, Decider: parisJudge, At: night.Add(3 * hour)}, at(3*hour))
	require.Equal(t, casefile.StageSuspended, x.Stage)
}

// The ladder of a European order ends at the authority of the holder's State;
// where none is named, the requester is told so.
func TestCompelAcrossABorder(t *testing.T) {
	late := func(a casefile.Apply) *casefile.HopMachine {
		h := granted(europeanHop(), a, prosecutor, at(hour))
		for h.Rung < 3 {
			ring := alarm(t, h, casefile.AlarmLadder)
			h.Ring(ring, ring.At)
		}
		return h
	}
	plainly := func(enforcing casefile.PartyID) casefile.Apply {
		return issueFirst(func(a *casefile.Apply) { a.BeforeValidation, a.Enforcing = false, enforcing })
	}
	h := late(plainly(dublin.Party))
	require.Equal(t, casefile.EvCompelMoved, lastEvent(h).Kind)
	motion := h.Open[len(h.Open)-1]
	require.Equal(t, dublin.Party, motion.To)
	require.Equal(t, legal.InstrumentID("eu.enforcement"), motion.Application.Instrument)

	h = late(plainly(""))
	require.Equal(t, casefile.EvReminder, lastEvent(h).Kind)
	require.Equal(t, casefile.CodeNoEnforcing, lastEvent(h).Code)
}

// Protected data raises the decider: a prosecutor cannot grant what a judge
// must.
func TestProtectedDataRaisesTheDecider(t *testing.T) {
	apply := func() casefile.Application {
		h := europeanHop(func(s *casefile.HopStart) { s.Protected = []legal.Protection{legal.JournalistSource} })
		_, acts, err := h.Apply(issueFirst(func(a *casefile.Apply) { a.BeforeValidation = false }), at(hour))
		require.NoError(t, err)
		sent, _ := actionsOf(acts)
		return *sent[0].Application
	}
	x := begun(must(casefile.NewApplication(deskOf(prosecutor, "Europe/Paris", night.Add(hour)), apply())))
	_, err := x.Decide(casefile.DecideApplication{Act: by(prosecutor), Verdict: casefile.Granted}, at(2*hour))
	require.Equal(t, "issuer-without-power", codeOf(err))
	y := begun(must(casefile.NewApplication(deskOf(parisJudge, "Europe/Paris", night.Add(hour)), apply())))
	_, err = y.Decide(casefile.DecideApplication{Act: by(parisJudge), Verdict: casefile.Granted}, at(2*hour))
	require.NoError(t, err)
	require.Equal(t, []legal.Protection{legal.JournalistSource}, y.Decision.Order.Protected)
}

// Preservation under the Regulation needs a judge or a prosecutor: what police
// cannot issue is not sent, and they are told.
func TestPreservationThatNeedsAnotherOffice(t *testing.T) {
	h := europeanHop()
	require.Empty(t, h.Open)
	require.Contains(t, kindsOf(h), casefile.EvReminder)
	var told casefile.Event
	for _, e := range h.Events {
		if e.Kind == casefile.EvReminder {
			told = e
		}
	}
	require.Equal(t, casefile.CodePreservationOrder, told.Code)
	require.Equal(t, legal.InstrumentID("eu.preservation-order"), told.Instrument)

	h = europeanHop(func(s *casefile.HopStart) { s.Office = legal.RoleProsecutor })
	require.Len(t, h.Open, 1)
	require.Equal(t, legal.InstrumentID("eu.preservation-order"), h.Open[0].Hold.Instrument)
}
