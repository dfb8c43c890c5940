package workflows

import (
	"errors"
	"fmt"
	"slices"

	"go.temporal.io/sdk/workflow"

	"writ/access"
	"writ/casefile"
	"writ/legal/policy"
	"writ/protocol"
)

// This file is what the two sides of a standing access and the cases that lean on it
// have in common: the acts of both sides, the signals between them within one party,
// and what happens where this process lacks a platform's policy.

// leanOn tells a subscription of this party that something hangs on it. It reports
// false where the party has no such subscription, or has it no more.
func (l *loop) leanOn(ctx workflow.Context, lean casefile.Leaning) bool {
	lean.Exercise = l.clock.exercise != nil
	return l.signal(ctx, protocol.SubscriptionWorkflowID(lean.Grant), protocol.SignalLean, lean)
}

// noSuchAccess is what a party's case or onward access is told that leans on an access
// which the party does not have: it may read nothing by it.
func noSuchAccess(lean casefile.Leaning) casefile.AccessNotice {
	return access.NoSuchAccess(lean, lean.At).Notice
}

// passOn tells what hangs on an access how it stands. It reports false where that has
// ended.
func (l *loop) passOn(ctx workflow.Context, p casefile.Passing) bool {
	var id string
	switch {
	case p.Case != "":
		id = protocol.CaseWorkflowID(p.Case)
	case p.Onward != "":
		id = protocol.AccessWorkflowID(p.Onward)
	default:
		id = protocol.HopWorkflowID(p.Hop)
	}
	return l.signal(ctx, id, protocol.SignalAccess, p.Notice)
}

// takeUpFirst sends the first letter of an outbox again that a run left open when it
// continued as new: the others follow it, one by one.
func (l *loop) takeUpFirst(outbox []casefile.Outgoing) {
	if len(outbox) > 0 {
		l.takeUp(outbox[0])
	}
}

// shorten drops the oldest events of a side's own record before a run continues as
// new: an access may go on for years, with several uses a day, and what a run hands to
// the next is bounded. The ledger keeps what it has been told.
func shorten(j *casefile.Journal) {
	drop := max(0, len(j.Events)-eventsKept)
	for size, i := 0, len(j.Events)-1; i >= drop; i-- {
		if size += len(j.Events[i].Reason) + len(j.Events[i].Source); size > textKept {
			drop = i + 1
		}
	}
	for j.Ledger && drop > 0 && j.Events[drop-1].Seq > j.Recorded {
		drop--
	}
	j.Events = j.Events[drop:]
}

// outcomeOf is how an access ended that nothing can become of any more, "" while
// something can.
func outcomeOf(j casefile.Journal) string {
	if !j.Done() {
		return ""
	}
	for _, e := range slices.Backward(j.Events) {
		switch e.Kind {
		case casefile.EvAccessRefused:
			return "refused"
		case casefile.EvAccessTerminated:
			return "terminated"
		}
	}
	return ""
}

// onUse registers the update by which a use is declared. The machine itself knows a
// use again: what comes under the key of another use is refused, not taken for it.
func onUse(ctx workflow.Context, l *loop, description string,
	declare func(casefile.DeclareUse, casefile.Moment) (casefile.Receipt, []casefile.Action, error),
) error {
	never := func(casefile.DeclareUse) (casefile.Receipt, bool) { return casefile.Receipt{}, false }
	return onUpdateUnless(ctx, l, protocol.UpdateDeclareUse, description, never,
		func(a casefile.DeclareUse) casefile.Act { return a.Act }, casefile.DeclareUse.Validate, declare)
}

// onTalk registers the updates by which the two sides negotiate.
func onTalk(ctx workflow.Context, l *loop,
	protest func(casefile.Protest, casefile.Moment) (casefile.Receipt, []casefile.Action, error),
	propose func(casefile.ProposeTerms, casefile.Moment) (casefile.Receipt, []casefile.Action, error),
	answer func(casefile.AnswerAccess, casefile.Moment) (casefile.Receipt, []casefile.Action, error),
) error {
	return errors.Join(
		onUpdate(ctx, l, protocol.UpdateProtest, "Object to what was decided about the access: it opens a negotiation",
			func(a casefile.Protest) casefile.Act { return a.Act }, casefile.Protest.Validate, protest),
		onUpdate(ctx, l, protocol.UpdateProposeTerms, "Propose terms in a negotiation",
			func(a casefile.ProposeTerms) casefile.Act { return a.Act }, casefile.ProposeTerms.Validate, propose),
		onUpdate(ctx, l, protocol.UpdateAnswer, "Answer what waits: a request, a review, a protest or proposed terms",
			func(a casefile.AnswerAccess) casefile.Act { return a.Act }, casefile.AnswerAccess.Validate, answer),
	)
}

// onMovePolicy registers the update by which a contract is moved to another version
// of the platform's policy. A version that this worker lacks is refused by the
// validator, without a trace, since validators do not run on replay; where a replay
// meets one, it was accepted elsewhere.
func onMovePolicy(ctx workflow.Context, l *loop,
	move func(casefile.MovePolicy, casefile.Moment) (casefile.Receipt, []casefile.Action, error),
) error {
	return onUpdate(ctx, l, protocol.UpdateMovePolicy, "Move the contract to another version of the platform's policy",
		func(a casefile.MovePolicy) casefile.Act { return a.Act }, casefile.MovePolicy.Validate,
		func(a casefile.MovePolicy, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
			needPolicy(ctx, a.Policy)
			return move(a, m)
		})
}

// needPolicy fails the workflow task, by a panic, if this process does not have a
// version of a policy: a contract does not end because an older build serves it. See
// [needLaw].
func needPolicy(ctx workflow.Context, id policy.ID) {
	if id == "" {
		return
	}
	if _, err := policy.Open(id); err != nil {
		awaitPolicy(ctx, err)
	}
}

// hasPolicy records whether this process has a version of a policy to which a grantor
// moves: a grantee's build may be older, and how the access stands must reach its cases
// all the same. A replay in another build goes the way that was recorded.
func hasPolicy(ctx workflow.Context, id policy.ID) bool {
	var has bool
	recorded := workflow.SideEffect(ctx, func(workflow.Context) any {
		_, err := policy.Open(id)
		return err == nil
	})
	if err := recorded.Get(&has); err != nil || !has {
		return false
	}
	needPolicy(ctx, id)
	return true
}

// awaitPolicy leaves the task to a worker that has the policy.
func awaitPolicy(ctx workflow.Context, err error) {
	workflow.GetLogger(ctx).Error("this worker lacks the policy of this access: the task is tried again until a worker has it", "error", err)
	panic(fmt.Sprintf("the task is tried again until a worker has the policy: %v", err))
}
