package workflows

import (
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Protection keeps a guard beside the chain from the first minute. A person
// ends it by the update stand-down; nothing else does.
func Protection(ctx workflow.Context, in protocol.ProtectionInput) error {
	p := protection{in: in}
	if err := p.setup(ctx); err != nil {
		return err
	}
	return p.settled(ctx, p.run(ctx))
}

type protection struct {
	loop
	in      protocol.ProtectionInput
	machine *casefile.GuardMachine
}

func (p *protection) setup(ctx workflow.Context) (err error) {
	if p.machine = p.in.Resume; p.machine == nil {
		p.machine, err = casefile.NewGuard(p.in.Start)
	} else {
		err = p.machine.Bind()
	}
	if err != nil {
		return unusable(ctx, p.in.Start.Edition, err)
	}
	p.loop = newLoop(ctx, protocol.Envelope{Exercise: p.in.Exercise, Edition: p.in.Start.Edition}, p.in.Start.Requester)
	p.loop.machine, p.journal = p.machine, &p.machine.Journal
	p.perform, p.reportsTo, p.show = nothingElse, p.in.Start.Case, p.view
	p.keepBooks(p.in.Ledger, protocol.HeadOfGuard(p.in.Start.Requester, p.in.Start.Case))
	if p.in.Resume == nil {
		p.todo = p.machine.Begin()
	}
	if err := onUpdate(ctx, &p.loop, protocol.UpdateStandDown, "Lift the guard",
		func(s casefile.StandDown) casefile.Act { return s.Act }, func(s casefile.StandDown) error { return s.Act.Validate() },
		func(s casefile.StandDown, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
			r, err := p.machine.StandDown(s, m)
			return r, nil, err
		}); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, protocol.QueryTask, func() (protocol.Task, error) { return p.task(ctx), nil })
}

func (p *protection) run(ctx workflow.Context) error {
	again, err := p.loop.run(ctx)
	if err != nil && ctx.Err() != nil {
		return p.cancelled(ctx, err)
	}
	if again {
		p.machine.Trim()
		return workflow.NewContinueAsNewError(ctx, protocol.Protection,
			protocol.ProtectionInput{Start: p.in.Start, Exercise: p.in.Exercise, Ledger: p.in.Ledger, Resume: p.machine})
	}
	return err
}

// cancelled lifts the guard on record when an operator cancelled its workflow.
func (p *protection) cancelled(ctx workflow.Context, cause error) error {
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	now := p.clock.now(ctx)
	act := casefile.Act{Key: "workflow-cancelled", By: casefile.Decider{Party: p.self}}
	if _, err := p.machine.StandDown(casefile.StandDown{Act: act, Reason: "the workflow was cancelled by an operator"}, casefile.Moment{At: now, Seen: now}); err != nil {
		return cause // it was lifted
	}
	if err := p.reportLast(ctx); err != nil {
		return err
	}
	return cause
}

const guardSummary = "Protection: a guard beside the chain"

func (p *protection) view() view {
	m := p.machine
	v := view{
		Stage: string(m.Stage), Awaiting: string(m.Awaiting), Due: m.Due, Case: m.Start.Case,
		What: guardSummary,
	}
	if m.Done() {
		v.Outcome = "lifted"
	}
	return v
}

func (p *protection) task(ctx workflow.Context) protocol.Task {
	m := p.machine
	return protocol.Task{
		ID: workflow.GetInfo(ctx).WorkflowExecution.ID, Type: protocol.Protection, Party: m.Start.Requester,
		Stage: string(m.Stage), Awaiting: m.Awaiting, Due: m.Due, Now: p.clock.now(ctx),
		Actions: []string{"stand-down"}, Events: m.Events, Head: &p.books.head, Ledger: m.Ledger,
	}
}
