package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// Continue-as-new of both sides: everything stands, and an open letter is sent again
// under its number.
func TestAnAccessContinues(t *testing.T) {
	e, f := newStanding(t)
	e.OnNexusOperation(protocol.ServiceGrantee, protocol.OpInform, mock.Anything, mock.Anything).Return(letterToken("nobody"), nil)
	told := e.informed()
	e.id = protocol.AccessWorkflowID(direct)
	o := opening(direct, platform, agent)
	o.ReviewAt = []time.Time{caseStart.Add(90 * day)}
	key := f.suspends(day, direct, platform)
	e.at(2*day, func() { e.SetContinueAsNewSuggested(true) })
	again := f.suspends(2*day+hour, direct, platform) // refused; wakes it
	e.start(protocol.Access, f.accessTo(o, ""))
	require.NotEmpty(t, e.refusal(again))
	var handed protocol.AccessInput
	e.continues(&handed)
	require.True(t, handed.Ledger)
	require.Len(t, handed.Resume.Outbox, 2)
	require.Equal(t, []int{1}, ofNotices(*told))

	n, g := newStanding(t)
	n.id, n.keys, n.ledger = e.id, e.keys, e.ledger
	n.SetStartTime(e.Now())
	n.OnNexusOperation(protocol.ServiceGrantee, protocol.OpInform, mock.Anything, mock.Anything).Return(takenAs(casefile.LetterAnswer{Delivered: true}), nil)
	rest := n.informed()
	same := g.suspends(hour, direct, platform, key)
	n.at(2*hour, func() {
		m := g.access(direct)
		require.Equal(t, handed.Resume.Courses, m.Courses)
		require.Equal(t, casefile.StageAccessSuspended, m.Stage)
		require.Empty(t, m.Outbox)
	})
	n.at(100*day, n.CancelWorkflow)
	n.start(protocol.Access, handed)
	require.Empty(t, n.refused)
	require.Equal(t, e.accepted[key], n.accepted[same], "a key is remembered")
	require.Equal(t, []int{1, 2, 3}, ofNotices(*rest), "the first again, the second, and the last word")
	n.ledger.requireFacts(n.task(n.id).Events, "twitter", string(direct), protocol.Access, casefile.StepID(direct))
}

func TestASubscriptionContinues(t *testing.T) {
	e, f := newStanding(t)
	e.OnNexusOperation(protocol.ServiceGrantor, protocol.OpSubmit, mock.Anything, mock.Anything).Return(letterToken("nobody"), nil)
	e.id = protocol.SubscriptionWorkflowID(direct)
	o := opening(direct, platform, agent)
	hears := func(d *deskWorld, after time.Duration, n int, kind casefile.EventKind, stage casefile.Stage) {
		d.at(after, func() {
			d.SignalWorkflow(protocol.SignalNotice, protocol.InformInput{Envelope: protocol.Envelope{From: "twitter"}, Notice: casefile.AccessNotice{
				Grant: direct, N: n, Kind: kind, Stage: stage, Usable: o.Terms.Purposes, Opening: &o, At: d.Now(),
			}})
		})
	}
	hears(e, hour, 1, casefile.EvAccessGranted, casefile.StageAccessActive)
	e.at(2*hour, func() {
		e.SignalWorkflow(protocol.SignalLean, casefile.Leaning{Grant: direct, Onward: onward, At: e.Now()})
	})
	f.declares(3*hour, direct, agent, legal.OneAccount, "@somebody")
	e.at(4*hour, func() { e.SetContinueAsNewSuggested(true) })
	f.declares(5*hour, direct, agent, legal.OneAccount, "@somebody else") // wakes it
	e.start(protocol.Subscription, protocol.SubscriptionInput{Start: access.SubscriptionStart{Opening: o, Desk: f.desk("nypd")}, Ledger: true})
	var handed protocol.SubscriptionInput
	e.continues(&handed)
	require.Len(t, handed.Resume.Uses, 2)
	require.Len(t, handed.Resume.Outbox, 2)

	n, g := newStanding(t)
	n.id, n.keys, n.ledger = e.id, e.keys, e.ledger
	n.SetStartTime(e.Now())
	sent := 0
	n.listen(protocol.OpSubmit, func(converter.EncodedValue) { sent++ })
	n.OnNexusOperation(protocol.ServiceGrantor, protocol.OpSubmit, mock.Anything, mock.Anything).
		Return(takenAs(casefile.LetterAnswer{Delivered: true, Refusal: &casefile.Refusal{Code: "ended", Message: "it has ended"}}), nil)
	hears(n, hour, 1, casefile.EvAccessGranted, casefile.StageAccessActive) // heard before
	hears(n, 2*hour, 2, casefile.EvAccessSuspended, casefile.StageAccessSuspended)
	n.at(3*hour, func() {
		m := g.subscription(direct)
		require.Equal(t, casefile.StageAccessSuspended, m.Stage)
		require.Len(t, m.Notices, 2)
		require.False(t, m.Uses[0].Verdict.Accepted)
	})
	n.at(4*hour, n.CancelWorkflow)
	n.start(protocol.Subscription, handed)
	require.Equal(t, 2, sent)
	n.ledger.requireFacts(n.task(n.id).Events, "nypd", string(direct), protocol.Subscription, casefile.StepID(direct))
}

// A worker that lacks the policy of a contract leaves it to another: the contract does
// not end for that.
func TestAnAccessWaitsForItsPolicy(t *testing.T) {
	lacking := opening(direct, platform, agent)
	lacking.Policy = "twitter-2999-01-01"
	for workflowType, in := range map[string]func(*feed) any{
		protocol.Access: func(f *feed) any { return f.accessTo(lacking, "") },
		protocol.Subscription: func(f *feed) any {
			return protocol.SubscriptionInput{Start: access.SubscriptionStart{Opening: lacking, Desk: f.desk("nypd")}}
		},
	} {
		e, f := newStanding(t)
		e.start(workflowType, in(f))
		var failed *temporal.PanicError // the server fails the task and tries it again
		require.True(t, errors.As(e.GetWorkflowError(), &failed), "%s: %v", workflowType, e.GetWorkflowError())
		require.ErrorContains(t, e.GetWorkflowError(), "tried again until a worker has the policy", workflowType)
	}
}

// A version of the policy that the grantee's build lacks keeps no notice from it.
func TestANoticeUnderAnUnknownPolicyIsHeard(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	f.at(hour, func() {
		require.NoError(t, f.SignalWorkflowByID(protocol.SubscriptionWorkflowID(direct), protocol.SignalNotice, protocol.InformInput{
			Envelope: protocol.Envelope{From: "twitter"}, To: "nypd", Notice: casefile.AccessNotice{
				Grant: direct, N: 2, Kind: casefile.EvPolicyMoved, Stage: casefile.StageAccessSuspended, Policy: "twitter-2999-01-01", At: caseStart,
			},
		}))
	})
	f.live(day)
	s := f.subscription(direct)
	require.Equal(t, casefile.StageAccessSuspended, s.Stage)
	require.Equal(t, policy1, s.Policy)
}
