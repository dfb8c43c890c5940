package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Review hears a holder's challenge to an order. A person moves it by the
// update rule; the ruling is its result.
func Review(ctx workflow.Context, in protocol.ReviewTask) (casefile.Ruling, error) {
	r := review{in: in}
	if err := r.setup(ctx); err != nil {
		return casefile.Ruling{}, err
	}
	answer, err := r.run(ctx)
	return answer, r.settled(ctx, err)
}

type review struct {
	loop
	in      protocol.ReviewTask
	machine *casefile.ReviewMachine
}

func (r *review) setup(ctx workflow.Context) (err error) {
	r.loop = newLoop(ctx, r.in.Envelope, r.in.Start.Desk.Party)
	if r.machine = r.in.Resume; r.machine == nil {
		r.in.Start.Seen = r.clock.learn(ctx, r.in.Start.At).Seen
		r.machine, err = casefile.NewReview(r.in.Start, r.in.Challenge)
	} else {
		err = r.machine.Bind()
	}
	if err != nil {
		return unusable(ctx, r.in.Start.Edition, err)
	}
	r.loop.machine, r.journal = r.machine, &r.machine.Journal
	r.perform, r.show = nothingElse, r.view
	r.keepBooks(r.in.Ledger, protocol.HeadOfChallenge(r.in))
	if r.in.Resume == nil {
		r.todo = r.machine.Begin()
	}
	if err := onUpdate(ctx, &r.loop, protocol.UpdateRule, "Uphold, narrow or quash the challenged order",
		func(x casefile.Rule) casefile.Act { return x.Act }, func(x casefile.Rule) error { return x.Act.Validate() },
		func(x casefile.Rule, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
			receipt, err := r.machine.Rule(x, m)
			return receipt, nil, err
		}); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, protocol.QueryTask, func() (protocol.Task, error) { return r.task(ctx), nil })
}

func (r *review) run(ctx workflow.Context) (casefile.Ruling, error) {
	again, err := r.loop.run(ctx)
	if again {
		return casefile.Ruling{}, workflow.NewContinueAsNewError(ctx, protocol.Review,
			protocol.ReviewTask{Envelope: r.in.Envelope, Start: r.in.Start, Challenge: r.in.Challenge, Ledger: r.in.Ledger, Resume: r.machine})
	}
	if err = r.finish(ctx, err, r.machine.Withdraw); err != nil {
		return casefile.Ruling{}, err
	}
	return *r.machine.Ruling, nil
}

func (r *review) view() view {
	m := r.machine
	v := view{
		Stage: string(m.Stage), Awaiting: string(m.Awaiting), Due: m.Due, Lane: string(casefile.LaneOrdinary),
		Instrument: string(m.Challenge.Order.Instrument), What: ChallengeSummary(m.Challenge),
	}
	if m.Ruling != nil {
		v.Outcome = string(m.Ruling.Verdict)
	}
	return v
}

// ChallengeSummary says what a challenge is about, without personal data.
func ChallengeSummary(c casefile.Challenge) string {
	return fmt.Sprintf("Challenge of %s to %s", c.Holder, c.Order.Instrument)
}

func (r *review) task(ctx workflow.Context) protocol.Task {
	m := r.machine
	t := protocol.Task{
		ID: workflow.GetInfo(ctx).WorkflowExecution.ID, Type: protocol.Review, Party: m.Start.Desk.Party,
		From: m.Start.From, Stage: string(m.Stage), Awaiting: m.Awaiting, Due: m.Due, Now: r.clock.now(ctx),
		Actions: []string{}, Challenge: &m.Challenge, Events: m.Events,
		Head: &r.books.head, Ledger: m.Ledger,
	}
	if m.Ruling != nil {
		t.Outcome = string(m.Ruling.Verdict)
	} else {
		t.Actions = []string{"uphold", "narrow", "quash"}
	}
	return t
}
