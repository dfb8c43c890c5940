package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// What a holder owes its user, and what it answers.

// The holder's policy: the user is told before anything is disclosed.
func TestNoticeComesBeforeDisclosure(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	w.granted()
	var untold, told string
	w.onDisclose = func(d casefile.Demand) {
		w.at(hour, func() { require.True(t, w.task(protocol.DisclosureWorkflowID(d.ID)).NoticeDue) })
		untold = w.answer(d, 2*hour, casefile.Disclosed, "", owner)
		w.giveNotice(d, day)
		told = w.answer(d, 2*day, casefile.Disclosed, "", owner)
		w.conclude(3*day, casefile.LevelSubscriber, "")
	}
	r := w.play()
	require.Equal(t, "notice-first", w.refusal(untold))
	require.Contains(t, w.accepted, told)
	require.True(t, w.event(r, 1, casefile.EvNoticeGiven).At.Before(w.event(r, 1, casefile.EvDisclosed).At))
	w.sound(r)
}

// A gag forbids the notice; the answer does not wait for it, and the notice is
// owed after the gag's end.
func TestGagDefersTheNotice(t *testing.T) {
	w := newWorld(t)
	until := caseStart.Add(90 * day)
	w.apply(hour, 1, "us.2703d-order")
	w.granted(func(d *casefile.DecideApplication) { d.GagUntil = until })
	var gagged, tooSoon, told, notice string
	w.onDisclose = func(d casefile.Demand) {
		notice = protocol.NoticeWorkflowID(d.ID)
		gagged = w.giveNotice(d, hour)
		w.answer(d, day, casefile.Disclosed, "", owner)
		a := casefile.Act{By: holderOf(d.Holder)}
		tooSoon = w.update(30*day, notice, protocol.UpdateGiveNotice, &a, func() any { return a })
		w.at(31*day, func() {
			require.Equal(t, "NoticeDeferred", w.task(notice).Stage)
			require.Equal(t, []string{"give-notice"}, w.task(notice).Actions)
		})
		b := casefile.Act{By: holderOf(d.Holder)}
		told = w.update(91*day, notice, protocol.UpdateGiveNotice, &b, func() any { return b })
	}
	w.conclude(100*day, casefile.LevelSubscriber, "")
	r := w.play()
	require.Equal(t, "gagged", w.refusal(gagged))
	require.Equal(t, "gagged", w.refusal(tooSoon))
	require.Contains(t, w.accepted, told)
	require.NotContains(t, w.hopKinds(r, 1), casefile.EvNoticeGiven, "the requester's hop had ended")
	require.True(t, w.reminded("twitter", notice, casefile.EvNoticeDue))
	require.NoError(t, w.GetWorkflowErrorByID(notice))
	w.sound(r)
}

// Data is preserved, renewed once, as the law allows, and then about to lapse.
func TestPreservationIsRenewedOnceAndLapses(t *testing.T) {
	w := newWorld(t)
	var holds []casefile.Hold
	w.onPreserve = func(h casefile.Hold) {
		holds = append(holds, h)
		w.preserve(h, hour)
	}
	w.withdraw(200 * day)
	r := w.play()
	require.Len(t, holds, 2)
	require.Equal(t, holds[0].ID, holds[1].Renews)
	require.Equal(t, []int{0, 1}, []int{holds[0].Round, holds[1].Round})

	lapsing := w.event(r, 1, casefile.EvPreserveLapsing)
	require.True(t, lapsing.Until.Equal(holds[1].At.Add(hour).AddDate(0, 0, 90)), "until %s", lapsing.Until)
	require.Contains(t, kinds(r, w.step(1)), casefile.EvPerished, "and then it is gone")
	require.NotContains(t, kinds(r, w.step(1)), casefile.EvPerishAlarm, "while it was preserved, nothing perished")
	for _, h := range holds {
		custody := w.task(protocol.CustodyWorkflowID(h.ID))
		require.Equal(t, "Expired", custody.Outcome, "custody ends by itself")
		require.Contains(t, kindsOf(custody.Events), casefile.EvPreserveLapsed)
	}
	w.sound(r)
}

func TestRenewalRefused(t *testing.T) {
	w := newWorld(t)
	w.onPreserve = func(h casefile.Hold) {
		if h.Round == 0 {
			w.preserve(h, hour)
			return
		}
		w.refuseToPreserve(h, hour, "renewed before")
	}
	w.withdraw(120 * day)
	r := w.play()
	require.Contains(t, kinds(r, w.step(1)), casefile.EvNotPreserved)
	require.Contains(t, kinds(r, w.step(1)), casefile.EvPreserveLapsing)
	w.sound(r)
}

// A lead whose data nobody preserved perishes: the requester is warned before,
// and it is on record after.
func TestPerishingLead(t *testing.T) {
	w := newWorld(t)
	w.onPreserve = func(casefile.Hold) {} // and says nothing
	w.withdraw(20 * day)
	r := w.play()
	require.True(t, w.event(r, 1, casefile.EvPerishAlarm).At.Equal(caseStart.AddDate(0, 0, 12).Add(-hour)), "summer time began between")
	require.True(t, w.event(r, 1, casefile.EvPerished).At.Equal(caseStart.AddDate(0, 0, 14).Add(-hour)))
	require.True(t, w.reminded("nypd", w.hopID(1), casefile.EvPerishAlarm))
	w.sound(r)
}

// The dead ends that a holder's answer names end the hop; the case ends when a
// person concludes it under that name.
func TestDeadEndsOfAHolder(t *testing.T) {
	for _, code := range []casefile.Code{casefile.CodeNoRecord, casefile.CodeGone, casefile.CodeNotUnique, casefile.CodeAnonymised, casefile.CodeForeign} {
		t.Run(string(code), func(t *testing.T) {
			w := newWorld(t)
			w.apply(hour, 1, "us.subpoena")
			w.onAuthorise = func(a casefile.Application) { w.decide(a, 20*hour, casefile.Granted) }
			w.onDisclose = func(d casefile.Demand) {
				w.answer(d, day, casefile.DisclosureNotAvailable, code)
				w.conclude(2*day, casefile.LevelDeadEnd, code)
			}
			r := w.play()
			require.Empty(t, w.refused)
			require.Equal(t, code, w.event(r, 1, casefile.EvHopEnded).Code)
			require.Equal(t, code, casefile.Fold(r).DeadEnd)
			require.Contains(t, kinds(r, casefile.StepCase), casefile.EvLeadsSpent)
			require.False(t, discloses(r))
			w.sound(r)
		})
	}
}

// The dead ends that a requester names.
func TestDeadEndsOfARequester(t *testing.T) {
	for _, code := range casefile.DeadEnds() {
		t.Run(string(code), func(t *testing.T) {
			w := newWorld(t)
			w.abandon(day, 1, code)
			w.conclude(2*day, casefile.LevelDeadEnd, code)
			r := w.play()
			require.Empty(t, w.refused)
			require.Equal(t, code, w.event(r, 1, casefile.EvHopEnded).Code)
			require.Equal(t, code, casefile.Fold(r).DeadEnd)
			w.sound(r)
		})
	}
}

// A refusal is a result: the hop goes back to its requester with the reason.
func TestRefusedUnderAnOrder(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	w.granted()
	w.onDisclose = func(d casefile.Demand) {
		w.answer(d, day, casefile.Rejected, "")
		w.conclude(2*day, casefile.LevelDeadEnd, casefile.CodeRefused)
	}
	r := w.play()
	refused := w.event(r, 1, casefile.EvRefused)
	require.Equal(t, "not by our policy", refused.Reason)
	require.Equal(t, casefile.PartyID("nypd"), refused.Awaiting)
	require.Equal(t, casefile.CodeWithdrawn, w.event(r, 1, casefile.EvHopEnded).Code)
	require.Equal(t, casefile.CodeRefused, casefile.Fold(r).DeadEnd)
	w.sound(r)
}

// An order with a defect is answered at once, whatever the holder would say.
func TestDefectiveOrderIsAnsweredAtOnce(t *testing.T) {
	for code, spoil := range map[string]func(*casefile.Order){
		legal.CodeExpired:        func(o *casefile.Order) { o.ValidUntil = o.Issued.Add(time.Minute) },
		legal.CodeWrongAddressee: func(o *casefile.Order) { o.Holder = "example-mail" },
		"unknown-issuer": func(o *casefile.Order) {
			o.Issuer = casefile.Decider{Party: "manhattan-court", Role: legal.RoleProsecutor}
		},
	} {
		t.Run(code, func(t *testing.T) {
			d := servedDemand()
			spoil(d.Order)
			if code == legal.CodeExpired {
				d.At = d.At.Add(hour)
			}
			e := newDesk(t)
			e.at(2*hour, func() { t.Error("it waited for a person") })
			var a casefile.Answer
			e.run(protocol.Disclosure, e.disclosure(d), &a)
			require.Equal(t, casefile.Invalid, a.Status)
			require.Empty(t, a.Delivered)
			require.Equal(t, code, a.Defects[len(a.Defects)-1].Code)
		})
	}
}
