package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/protocol"
)

// Continue-as-new of the workflows that answer requests. Their events stay with
// them: nobody else keeps them.

func TestAuthorisationContinues(t *testing.T) {
	e := newDesk(t)
	in := e.authorisation()
	e.id = protocol.AuthorisationWorkflowID(in.Application.ID)
	e.at(25*hour, func() { e.SetContinueAsNewSuggested(true) })
	e.decide(in.Application, 26*hour, casefile.Denied, func(d *casefile.DecideApplication) { d.Reason = "" }) // refused; wakes it
	e.start(protocol.Authorisation, in)
	var handed protocol.AuthorisationInput
	e.continues(&handed)

	n := e.next()
	n.decide(in.Application, hour, casefile.Granted)
	var d casefile.Decision
	n.run(protocol.Authorisation, handed, &d)
	require.Equal(t, casefile.Granted, d.Verdict)
	events := n.task(n.id).Events
	requireGapless(t, events)
	require.Equal(t, []casefile.EventKind{casefile.EvApplied, casefile.EvReminder, casefile.EvRefusedUpdate, casefile.EvGranted}, kindsOf(events))
}

func TestReviewContinues(t *testing.T) {
	e := newDesk(t)
	in := e.review()
	e.id = protocol.ReviewWorkflowID(in.Challenge.ID)
	e.at(hour, func() { e.SetContinueAsNewSuggested(true) })
	e.rule(in.Challenge, 2*hour, "sustained")
	e.start(protocol.Review, in)
	var handed protocol.ReviewTask
	e.continues(&handed)

	n := e.next()
	n.rule(in.Challenge, 20*day, casefile.Upheld)
	var r casefile.Ruling
	n.run(protocol.Review, handed, &r)
	require.Equal(t, casefile.Upheld, r.Verdict)
	require.Equal(t, []casefile.EventKind{casefile.EvChallenged, casefile.EvRefusedUpdate, casefile.EvReminder, casefile.EvRuled}, kindsOf(n.task(n.id).Events))
}

// A demand under challenge: the challenge is sent again under its id, progress
// counts on, keys are remembered, and the clock keeps what remained.
func TestDisclosureContinues(t *testing.T) {
	e := newDesk(t)
	in := e.disclosure(servedDemand())
	e.id = protocol.DisclosureWorkflowID(in.Demand.ID)
	challenges := e.heldChallenges()
	key := e.giveNotice(in.Demand, hour)
	e.challenge(in.Demand, day)
	e.at(2*day, func() { e.SetContinueAsNewSuggested(true) })
	e.acknowledge(in.Demand, 3*day)
	e.start(protocol.Disclosure, in)
	var handed protocol.DisclosureInput
	e.continues(&handed)
	require.Equal(t, 3, handed.Resume.Said)
	require.Equal(t, 9*day, handed.Resume.Remaining)

	n := e.next()
	var sent []casefile.RequestID
	n.onReview = func(c casefile.Challenge) {
		sent = append(sent, c.ID)
		n.rule(c, hour, casefile.Upheld)
	}
	notice := casefile.Act{Key: key, By: holderOf("twitter")}
	n.update(2*hour, n.id, protocol.UpdateGiveNotice, &notice, func() any { return notice })
	n.answer(in.Demand, day, casefile.Disclosed, "", owner)
	var a casefile.Answer
	n.run(protocol.Disclosure, handed, &a)
	require.Equal(t, casefile.Disclosed, a.Status)
	require.Equal(t, *challenges, sent)
	require.Equal(t, e.accepted[key], n.accepted[key])
	events := n.task(n.id).Events
	requireGapless(t, events)
	require.Equal(t, []casefile.EventKind{
		casefile.EvServed, casefile.EvNoticeGiven, casefile.EvChallenged, casefile.EvAcknowledged, casefile.EvRuled, casefile.EvDisclosed,
	}, kindsOf(events))
	require.True(t, events[4].Due.Equal(events[4].At.Add(9*day)))
}

// A preservation request, and then the custody of what was preserved.
func TestPreservationContinues(t *testing.T) {
	e := newDesk(t)
	in := e.preservation()
	e.id = protocol.PreservationWorkflowID(in.Hold.ID)
	e.at(hour, func() { e.SetContinueAsNewSuggested(true) })
	e.refuseToPreserve(in.Hold, 2*hour, "")
	e.start(protocol.Preservation, in)
	var handed protocol.PreservationInput
	e.continues(&handed)

	n := e.next()
	n.preserve(in.Hold, hour)
	var a casefile.HoldAnswer
	n.run(protocol.Preservation, handed, &a)
	require.Equal(t, casefile.Preserved, a.Status)
	require.Equal(t, []casefile.EventKind{casefile.EvPreserveAsked, casefile.EvRefusedUpdate, casefile.EvPreserved}, kindsOf(n.task(n.id).Events))

	custody := e.next()
	custody.id = protocol.CustodyWorkflowID(in.Hold.ID)
	kept := in
	kept.Custody = true
	custody.at(85*day, func() { custody.SetContinueAsNewSuggested(true) })
	keep := casefile.DecidePreservation{Act: casefile.Act{By: holderOf("twitter")}, Status: casefile.Preserved}
	custody.act(hour, protocol.UpdateDecide, &keep.Act, func() any { return keep })
	custody.act(86*day, protocol.UpdateDecide, &casefile.Act{}, func() any { return keep }) // wakes it
	custody.start(protocol.Preservation, kept)
	var last protocol.PreservationInput
	custody.continues(&last)
	require.True(t, last.Custody)

	end := custody.next()
	end.run(protocol.Preservation, last, &a)
	require.Equal(t, "Expired", end.task(end.id).Outcome)
}

// A notice that a gag deferred goes on to be owed.
func TestDeferredNoticeContinues(t *testing.T) {
	d := servedDemand()
	d.Order.Gag = &casefile.Gag{Until: caseStart.Add(90 * day)}
	e := newDesk(t)
	in := e.disclosure(d)
	machine, err := casefile.NewDemand(in.Start, d, in.Authorities)
	require.NoError(t, err)
	machine.Begin()
	act := casefile.Act{Key: "k", By: holderOf("twitter")}
	at := casefile.Moment{At: caseStart.Add(hour), Seen: caseStart.Add(hour)}
	_, _, err = machine.Decide(casefile.DecideDisclosure{Act: act, Status: casefile.Disclosed, Delivered: []casefile.Identifier{owner}}, at)
	require.NoError(t, err)
	in.Resume, _ = machine.DeferNotice()
	e.id = protocol.NoticeWorkflowID(d.ID)
	e.at(10*day, func() { e.SetContinueAsNewSuggested(true) })
	early := casefile.Act{By: holderOf("twitter")}
	key := e.act(11*day, protocol.UpdateGiveNotice, &early, func() any { return early })
	e.start(protocol.Disclosure, in)
	require.Equal(t, "gagged", e.refusal(key))
	var handed protocol.DisclosureInput
	e.continues(&handed)

	n := e.next()
	told := casefile.Act{By: holderOf("twitter")}
	n.act(85*day, protocol.UpdateGiveNotice, &told, func() any { return told })
	var a casefile.Answer
	n.run(protocol.Disclosure, handed, &a)
	require.Equal(t, []casefile.Identifier{owner}, a.Delivered, "the answer is what it was")
	require.True(t, n.reminded("twitter", n.id, casefile.EvNoticeDue))
	require.Equal(t, []casefile.EventKind{casefile.EvNoticeDeferred, casefile.EvRefusedUpdate, casefile.EvNoticeDue, casefile.EvNoticeGiven}, kindsOf(n.task(n.id).Events))
}
