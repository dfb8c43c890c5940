package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"writ/access"
	"writ/casefile"
	"writ/protocol"
)

// Access is one standing access at its grantor. Its people move it by the updates
// of a standing access; what its grantee does comes as the same updates, through
// the Grantor service. It stays open as long as something may still become of the
// contract.
func Access(ctx workflow.Context, in protocol.AccessInput) error {
	g := grant{in: in}
	if err := g.setup(ctx); err != nil {
		return err
	}
	return g.settled(ctx, g.run(ctx))
}

type grant struct {
	loop
	in      protocol.AccessInput
	machine *access.GrantMachine
}

func (g *grant) setup(ctx workflow.Context) (err error) {
	clock := clock{exercise: g.in.Exercise}
	if g.machine = g.in.Resume; g.machine == nil {
		start := g.in.Start
		if now := clock.now(ctx); g.in.Exercise == nil && start.Opening.At.After(now) {
			// A date to come, as a grantee may write it, would let nobody answer before.
			start.Opening.At, start.Opening.NotBefore = now, time.Time{}
		}
		start.Opening.Seen = clock.learn(ctx, start.Opening.At).Seen
		needPolicy(ctx, start.Opening.Policy)
		if g.machine, err = access.NewGrant(start); err != nil {
			return malformed(err)
		}
	} else if err = g.machine.Bind(); err != nil {
		awaitPolicy(ctx, err)
	}
	start := g.machine.Start
	g.loop = newLoop(ctx, protocol.Envelope{Exercise: g.in.Exercise}, start.Opening.Grantor)
	g.loop.machine, g.journal = g.machine, &g.machine.Journal
	g.perform, g.answered, g.show = g.lean, g.answer, g.view
	g.keepBooks(g.in.Ledger, protocol.HeadOfAccess(start))
	if g.in.Resume == nil {
		g.todo = g.machine.Begin()
	} else {
		g.takeUpFirst(g.machine.Outbox)
	}
	return g.register(ctx)
}

func (g *grant) register(ctx workflow.Context) error {
	onSignal(ctx, &g.loop, protocol.SignalAccess, func(ctx workflow.Context, n casefile.AccessNotice) {
		g.then(g.machine.FromAbove(n, g.learn(ctx, n.At)))
	})
	return errors.Join(
		onUse(ctx, &g.loop, "Declare a use: it is checked against purpose and policy, and the receipt says whether it is accepted", g.machine.Declare),
		onUpdate(ctx, &g.loop, protocol.UpdateReportFinding, "Report what was found about the use of the access",
			func(a casefile.ReportFinding) casefile.Act { return a.Act }, casefile.ReportFinding.Validate, g.machine.Report),
		onUpdate(ctx, &g.loop, protocol.UpdateSuspend, "Stop the access for a while",
			func(a casefile.SuspendAccess) casefile.Act { return a.Act }, casefile.SuspendAccess.Validate, g.machine.Suspend),
		onUpdate(ctx, &g.loop, protocol.UpdateRestrict, "Take purposes away",
			func(a casefile.RestrictAccess) casefile.Act { return a.Act }, casefile.RestrictAccess.Validate, g.machine.Restrict),
		onUpdate(ctx, &g.loop, protocol.UpdateTerminate, "End the access",
			func(a casefile.TerminateAccess) casefile.Act { return a.Act }, casefile.TerminateAccess.Validate, g.machine.Terminate),
		onUpdate(ctx, &g.loop, protocol.UpdateReinstate, "Give the access back, with the terms that it had or with others",
			func(a casefile.ReinstateAccess) casefile.Act { return a.Act }, casefile.ReinstateAccess.Validate, g.machine.Reinstate),
		onMovePolicy(ctx, &g.loop, g.machine.MovePolicy),
		onTalk(ctx, &g.loop, g.machine.Protest, g.machine.Propose, g.machine.Answer),
		workflow.SetQueryHandler(ctx, protocol.QueryTask, func() (protocol.Task, error) { return g.task(ctx), nil }),
	)
}

func (g *grant) run(ctx workflow.Context) error {
	again, err := g.loop.run(ctx)
	if err != nil && ctx.Err() != nil {
		return g.endCancelled(ctx, err, g.machine.Cancelled, &g.machine.Outbox)
	}
	if again {
		handed := *g.machine // this run keeps what it drops, for whoever asks it later
		shorten(&handed.Journal)
		return workflow.NewContinueAsNewError(ctx, protocol.Access,
			protocol.AccessInput{Start: g.in.Start, Exercise: g.in.Exercise, Ledger: g.in.Ledger, Resume: &handed})
	}
	return err
}

// lean tells the grantor's own subscription, on which the grant hangs, that it does.
func (g *grant) lean(ctx workflow.Context, a casefile.Action) error {
	if a.Lean != nil && !g.leanOn(ctx, *a.Lean) {
		g.then(g.machine.FromAbove(noSuchAccess(*a.Lean), g.learn(ctx, a.Lean.At)))
	}
	return nil
}

// answer hands the grantee's answer to a letter to the machine.
func (g *grant) answer(o casefile.Outgoing, answer any, ctx workflow.Context) []casefile.Action {
	a, ok := answer.(casefile.LetterAnswer)
	if !ok {
		return nil
	}
	return g.machine.Delivered(o.ID, a, g.learn(ctx, a.At))
}

func (g *grant) view() view {
	m := g.machine
	o := m.Start.Opening
	return view{
		Stage: string(m.Stage), Awaiting: string(m.Awaiting), Due: m.Due, Outcome: outcomeOf(m.Journal),
		Grantor: string(o.Grantor), Grantee: string(o.Grantee), RefusedUses: int64(m.RefusedUses()), What: AccessSummary(o),
	}
}

// AccessSummary says what a standing access is about, without personal data and
// without what people typed.
func AccessSummary(o casefile.AccessOpening) string {
	return fmt.Sprintf("Access of %s to data of %s", o.Grantee, o.Data)
}

func (g *grant) task(ctx workflow.Context) protocol.Task {
	m := g.machine
	return protocol.Task{
		ID: workflow.GetInfo(ctx).WorkflowExecution.ID, Type: protocol.Access, Party: m.Start.Opening.Grantor,
		From: m.Start.Opening.Grantee, Stage: string(m.Stage), Awaiting: m.Awaiting, Due: m.Due, Outcome: outcomeOf(m.Journal),
		Now: g.clock.now(ctx), Actions: m.Open(), Access: m, Events: m.Events,
		Head: &g.books.head, Ledger: m.Ledger,
	}
}
