package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Disclosure answers one demand for data at a holder. A person moves it by the
// updates acknowledge, give-notice, challenge, cleared and decide, and to another
// state of the law by move-law; the answer is its result. A notice to the user that a gag deferred is kept by a run of its own,
// because the answer must not wait for that.
func Disclosure(ctx workflow.Context, in protocol.DisclosureInput) (casefile.Answer, error) {
	d := disclosure{in: in}
	if err := d.setup(ctx); err != nil {
		return casefile.Answer{}, err
	}
	answer, err := d.run(ctx)
	return answer, d.settled(ctx, err)
}

type disclosure struct {
	loop
	in      protocol.DisclosureInput
	machine *casefile.DemandMachine
}

func (d *disclosure) setup(ctx workflow.Context) (err error) {
	d.loop = newLoop(ctx, d.in.Envelope, d.in.Start.Desk.Party)
	if d.machine = d.in.Resume; d.machine == nil {
		d.in.Start.Seen = d.clock.learn(ctx, d.in.Start.At).Seen
		d.machine, err = casefile.NewDemand(d.in.Start, d.in.Demand, d.in.Authorities)
	} else {
		err = d.machine.Bind()
	}
	if err != nil {
		return unusable(ctx, d.in.Start.Edition, err)
	}
	d.loop.machine, d.journal = d.machine, &d.machine.Journal
	d.perform, d.answered, d.show = nothingElse, d.answer, d.view
	d.keepBooks(d.in.Ledger, protocol.HeadOfDemand(d.in))
	switch {
	case d.in.Resume == nil:
		d.todo = d.machine.Begin()
	case d.machine.Pending != nil:
		d.takeUp(*d.machine.Pending)
	}
	return d.register(ctx)
}

func (d *disclosure) register(ctx workflow.Context) error {
	plain := func(a casefile.Act) casefile.Act { return a }
	if err := onUpdate(ctx, &d.loop, protocol.UpdateAcknowledge, "Confirm receipt of the request", plain, casefile.Act.Validate, d.machine.Acknowledge); err != nil {
		return err
	}
	if err := onUpdate(ctx, &d.loop, protocol.UpdateGiveNotice, "Record that the account's user was told", plain, casefile.Act.Validate, d.machine.GiveNotice); err != nil {
		return err
	}
	if err := onUpdate(ctx, &d.loop, protocol.UpdateChallenge, "Challenge the order before the authority that issued it",
		func(c casefile.MakeChallenge) casefile.Act { return c.Act }, func(c casefile.MakeChallenge) error { return c.Act.Validate() }, d.machine.Challenge); err != nil {
		return err
	}
	if err := onUpdate(ctx, &d.loop, protocol.UpdateCleared, "Record that the notified authority raises no ground for refusal",
		plain, casefile.Act.Validate, d.machine.Cleared); err != nil {
		return err
	}
	if err := onMoveLaw(ctx, &d.loop, "Count this request by another edition of the law or by published calendars",
		d.machine.MoveLaw); err != nil {
		return err
	}
	if err := onUpdate(ctx, &d.loop, protocol.UpdateDecide, "Disclose, refuse, or say why nothing is available",
		func(x casefile.DecideDisclosure) casefile.Act { return x.Act }, casefile.DecideDisclosure.Validate, d.machine.Decide); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, protocol.QueryTask, func() (protocol.Task, error) { return d.task(ctx), nil })
}

func (d *disclosure) run(ctx workflow.Context) (casefile.Answer, error) {
	again, err := d.loop.run(ctx)
	if again {
		return casefile.Answer{}, workflow.NewContinueAsNewError(ctx, protocol.Disclosure, protocol.DisclosureInput{
			Envelope: d.in.Envelope, Start: d.in.Start, Demand: d.in.Demand, Authorities: d.in.Authorities, Ledger: d.in.Ledger, Resume: d.machine,
		})
	}
	if err = d.finish(ctx, err, func(m casefile.Moment) { d.then(d.machine.Withdraw(m)) }); err != nil {
		return casefile.Answer{}, err
	}
	patience(ctx, tellPatience, func() bool { return !d.telling })
	if rest, ok := d.machine.DeferNotice(); ok {
		in := protocol.DisclosureInput{Envelope: d.in.Envelope, Start: d.in.Start, Demand: d.in.Demand, Authorities: d.in.Authorities, Ledger: d.in.Ledger, Resume: rest}
		notice := (&disclosure{in: in, machine: rest}).view()
		notice.What = "Deferred notice to a user"
		if err := startChild(ctx, protocol.NoticeWorkflowID(d.in.Demand.ID), protocol.Disclosure, notice, in); err != nil {
			return casefile.Answer{}, err
		}
	}
	return *d.machine.Answer, nil
}

// answer hands the authority's ruling to the machine.
func (d *disclosure) answer(o casefile.Outgoing, answer any, ctx workflow.Context) []casefile.Action {
	if ruling, ok := answer.(casefile.Ruling); ok {
		return d.machine.Ruled(o.ID, ruling, d.learn(ctx, ruling.At))
	}
	return nil
}

func (d *disclosure) view() view {
	m := d.machine
	v := view{
		Stage: string(m.Stage), Awaiting: string(m.Awaiting), Due: m.Due, Lane: string(m.Demand.Lane),
		What: DemandSummary(m.Demand),
	}
	if m.Demand.Order != nil {
		v.Instrument = string(m.Demand.Order.Instrument)
	}
	if m.Answer != nil {
		v.Outcome = string(m.Status)
	}
	return v
}

// DemandSummary says what a demand is about, without personal data.
func DemandSummary(d casefile.Demand) string {
	if d.Lane == casefile.LaneEmergency {
		return fmt.Sprintf("Emergency request of %s", d.Requester)
	}
	if d.Order != nil {
		return fmt.Sprintf("Disclosure to %s under %s", d.Requester, d.Order.Instrument)
	}
	return fmt.Sprintf("Disclosure asked by %s", d.Requester)
}

func (d *disclosure) task(ctx workflow.Context) protocol.Task {
	m := d.machine
	t := protocol.Task{
		ID: workflow.GetInfo(ctx).WorkflowExecution.ID, Type: protocol.Disclosure, Party: m.Start.Desk.Party,
		From: m.Start.From, Stage: string(m.Stage), Awaiting: m.Awaiting, Due: m.Due, Lane: m.Demand.Lane,
		Now: d.clock.now(ctx), Actions: m.Open(), Demand: &m.Demand, Events: m.Events,
		Head: &d.books.head, Ledger: m.Ledger,
	}
	t.NoticeDue, _ = m.NoticeRequired(t.Now)
	if m.Answer != nil {
		t.Outcome = string(m.Status)
	}
	return t
}
