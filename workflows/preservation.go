package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Preservation answers one preservation request at a holder. A person moves it
// by the update decide; the answer is its result. Data that was preserved is
// watched until it lapses by a run of its own, because the answer must not wait
// for that.
func Preservation(ctx workflow.Context, in protocol.PreservationInput) (casefile.HoldAnswer, error) {
	p := preservation{in: in}
	if err := p.setup(ctx); err != nil {
		return casefile.HoldAnswer{}, err
	}
	answer, err := p.run(ctx)
	return answer, p.settled(ctx, err)
}

type preservation struct {
	loop
	in      protocol.PreservationInput
	machine *casefile.HoldMachine
}

func (p *preservation) setup(ctx workflow.Context) (err error) {
	p.loop = newLoop(ctx, p.in.Envelope, p.in.Start.Desk.Party)
	if p.machine = p.in.Resume; p.machine == nil {
		p.in.Start.Seen = p.clock.learn(ctx, p.in.Start.At).Seen
		p.machine, err = casefile.NewHold(p.in.Start, p.in.Hold)
	} else {
		err = p.machine.Bind()
	}
	if err != nil {
		return unusable(ctx, p.in.Start.Edition, err)
	}
	p.loop.machine, p.journal = &answering{p.machine, p.in.Custody}, &p.machine.Journal
	p.perform, p.show = nothingElse, p.view
	p.keepBooks(p.in.Ledger, protocol.HeadOfHold(p.in))
	if p.in.Resume == nil {
		p.todo = p.machine.Begin()
	}
	if err := onUpdate(ctx, &p.loop, protocol.UpdateDecide, "Preserve, refuse, or say that nothing is held",
		func(d casefile.DecidePreservation) casefile.Act { return d.Act }, func(d casefile.DecidePreservation) error { return d.Act.Validate() },
		func(d casefile.DecidePreservation, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
			r, err := p.machine.Decide(d, m)
			return r, nil, err
		}); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, protocol.QueryTask, func() (protocol.Task, error) { return p.task(ctx), nil })
}

// answering is done once the request is answered; in custody, once the data has
// lapsed.
type answering struct {
	*casefile.HoldMachine
	custody bool
}

// Done reports whether this run has nothing left to wait for.
func (a *answering) Done() bool {
	return a.HoldMachine.Done() || !a.custody && a.Answer != nil
}

func (p *preservation) run(ctx workflow.Context) (casefile.HoldAnswer, error) {
	again, err := p.loop.run(ctx)
	if again {
		return casefile.HoldAnswer{}, workflow.NewContinueAsNewError(ctx, protocol.Preservation, protocol.PreservationInput{
			Envelope: p.in.Envelope, Start: p.in.Start, Hold: p.in.Hold, Ledger: p.in.Ledger, Custody: p.in.Custody, Resume: p.machine,
		})
	}
	if err = p.finish(ctx, err, p.machine.Withdraw); err != nil {
		return casefile.HoldAnswer{}, err
	}
	if !p.in.Custody && p.machine.Status == casefile.Preserved {
		rest := protocol.PreservationInput{Envelope: p.in.Envelope, Start: p.in.Start, Hold: p.in.Hold, Ledger: p.in.Ledger, Custody: true, Resume: p.machine}
		custody := (&preservation{in: rest, machine: p.machine}).view()
		custody.What = "Custody: data kept for " + string(p.in.Start.From)
		if err := startChild(ctx, protocol.CustodyWorkflowID(p.in.Hold.ID), protocol.Preservation, custody, rest); err != nil {
			return casefile.HoldAnswer{}, err
		}
	}
	return *p.machine.Answer, nil
}

func (p *preservation) view() view {
	m := p.machine
	v := view{
		Stage: string(m.Stage), Awaiting: string(m.Awaiting), Due: m.Due,
		Instrument: string(m.Hold.Instrument), What: HoldSummary(m.Hold),
	}
	if m.Answer != nil {
		v.Outcome = string(m.Status)
		if !p.in.Custody {
			v.Stage, v.Awaiting = string(casefile.StageEnded), string(casefile.Nobody)
		} else if !m.Done() {
			v.Awaiting = string(casefile.Nobody) // it only keeps a date
		}
	}
	return v
}

// HoldSummary says what a preservation request is about, without personal data.
func HoldSummary(h casefile.Hold) string {
	if h.Round > 0 {
		return fmt.Sprintf("Preservation asked by %s, renewal %d", h.Requester, h.Round)
	}
	return fmt.Sprintf("Preservation asked by %s", h.Requester)
}

func (p *preservation) task(ctx workflow.Context) protocol.Task {
	m := p.machine
	t := protocol.Task{
		ID: workflow.GetInfo(ctx).WorkflowExecution.ID, Type: protocol.Preservation, Party: m.Start.Desk.Party,
		From: m.Start.From, Stage: string(m.Stage), Awaiting: m.Awaiting, Due: m.Due, Now: p.clock.now(ctx),
		Actions: []string{}, Hold: &m.Hold, Events: m.Events,
		Head: &p.books.head, Ledger: m.Ledger,
	}
	if m.Answer != nil {
		t.Outcome = string(m.Status)
	} else {
		t.Actions = []string{"preserve", "refuse", "none-held"}
	}
	return t
}
