package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Hop drives one holder's turn in the chain from the requester's side. A person
// moves it by the updates apply, receive and abandon.
func Hop(ctx workflow.Context, in protocol.HopInput) error {
	h := hop{in: in}
	if err := h.setup(ctx); err != nil {
		return err
	}
	return h.settled(ctx, h.run(ctx))
}

type hop struct {
	loop
	in      protocol.HopInput
	machine *casefile.HopMachine
}

func (h *hop) setup(ctx workflow.Context) (err error) {
	if h.machine = h.in.Resume; h.machine == nil {
		h.machine, err = casefile.NewHop(h.in.Start)
	} else {
		err = h.machine.Bind()
	}
	if err != nil {
		return unusable(ctx, h.envelope().Edition, err)
	}
	start := h.machine.Start
	h.loop = newLoop(ctx, h.envelope(), start.Requester)
	h.loop.machine, h.journal = h.machine, &h.machine.Journal
	h.perform, h.answered, h.reportsTo, h.show = nothingElse, h.answer, start.Case, h.view
	h.keepBooks(h.in.Ledger, protocol.HeadOfHop(start.Requester, start.Case, start.Jurisdiction, start.Lead.Holder))
	if h.in.Resume == nil {
		h.todo = h.machine.Begin()
		h.machine.Told = min(h.in.Told, h.machine.Last)
	} else {
		h.takeUp(h.machine.Open...)
	}
	return h.register(ctx)
}

func (h *hop) register(ctx workflow.Context) error {
	onSignal(ctx, &h.loop, protocol.SignalRelease, func(ctx workflow.Context, t casefile.Turn) {
		h.then(h.machine.Release(t, h.learn(ctx, t.At)))
	})
	onSignal(ctx, &h.loop, protocol.SignalEnd, func(ctx workflow.Context, e casefile.Ending) {
		h.then(h.machine.EndCase(e, h.learn(ctx, e.At)))
	})
	onSignal(ctx, &h.loop, protocol.SignalLaw, func(ctx workflow.Context, t casefile.LawTurn) {
		needLaw(ctx, t.Edition)
		h.then(h.machine.MoveLaw(t, h.learn(ctx, t.At)))
		h.env = h.envelope()
	})
	onSignal(ctx, &h.loop, protocol.SignalAccess, func(ctx workflow.Context, n casefile.AccessNotice) {
		h.then(h.machine.AccessStands(n, h.learn(ctx, n.At)))
	})
	onSignal(ctx, &h.loop, protocol.SignalProgress, func(ctx workflow.Context, in protocol.NotifyInput) {
		if in.From == h.holder() { // the service vouches for From
			h.then(h.machine.Hear(in.Progress, h.learn(ctx, in.Progress.At)))
		}
	})
	if err := onUpdate(ctx, &h.loop, protocol.UpdateApply, "Apply for an instrument that opens this gate",
		func(a casefile.Apply) casefile.Act { return a.Act }, casefile.Apply.Validate, h.machine.Apply); err != nil {
		return err
	}
	if err := onUpdate(ctx, &h.loop, protocol.UpdateAbandon, "Give this hop up, with the name of its dead end",
		func(w casefile.Withdraw) casefile.Act { return w.Act }, func(w casefile.Withdraw) error { return w.Act.Validate() }, h.machine.Abandon); err != nil {
		return err
	}
	if err := onUpdate(ctx, &h.loop, protocol.UpdateReceive, "Record what was read by standing access",
		func(r casefile.Receive) casefile.Act { return r.Act }, casefile.Receive.Validate, h.machine.Receive); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, protocol.QueryTask, func() (protocol.Task, error) { return h.task(ctx), nil })
}

func (h *hop) run(ctx workflow.Context) error {
	again, err := h.loop.run(ctx)
	if err != nil && ctx.Err() != nil {
		return h.cancelled(ctx, err)
	}
	if again {
		h.machine.Trim()
		return workflow.NewContinueAsNewError(ctx, protocol.Hop, protocol.HopInput{Start: h.in.Start, Exercise: h.in.Exercise, Ledger: h.in.Ledger, Resume: h.machine})
	}
	return err
}

// cancelled ends the hop on record when an operator cancelled its workflow.
func (h *hop) cancelled(ctx workflow.Context, cause error) error {
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	now := h.clock.now(ctx)
	h.machine.EndCase(casefile.Ending{Hop: h.machine.Start.Hop, Code: casefile.CodeWithdrawn, At: now}, casefile.Moment{At: now, Seen: now})
	// The waits are cancelled with the workflow; see the withdrawals delivered.
	patience(ctx, withdrawPatience, func() bool { return h.busy == 0 })
	if err := h.reportLast(ctx); err != nil {
		return err
	}
	return cause
}

// answer hands another party's answer to the machine.
func (h *hop) answer(o casefile.Outgoing, answer any, ctx workflow.Context) []casefile.Action {
	switch a := answer.(type) {
	case casefile.Decision:
		return h.machine.Decided(o.ID, a, h.learn(ctx, a.At))
	case casefile.Answer:
		return h.machine.Answered(o.ID, a, h.learn(ctx, a.At))
	case casefile.HoldAnswer:
		return h.machine.Held(o.ID, a, h.learn(ctx, a.At))
	}
	return nil
}

// envelope says the edition under which the hop stands, with the calendars that
// were published meanwhile: the other side counts by the same.
func (h *hop) envelope() protocol.Envelope {
	m := h.machine
	env := protocol.Envelope{Exercise: h.in.Exercise, Edition: m.Start.Edition, Calendars: m.Start.Calendars}
	if m.Edition != "" { // it was moved
		env.Edition, env.Calendars = m.Edition, m.Calendars
	}
	return env
}

func (h *hop) holder() casefile.PartyID { return casefile.PartyID(h.machine.Start.Lead.Holder) }

func (h *hop) view() view {
	m := h.machine
	v := view{
		Stage: string(m.Stage), Awaiting: string(m.Awaiting), Lane: string(m.Lane), Outcome: string(m.Outcome),
		Case: m.Start.Case, Due: m.Due, What: HopSummary(m.Start),
	}
	if m.Order != nil {
		v.Instrument = string(m.Order.Instrument)
	}
	if m.Stage == casefile.StageWaiting {
		v.Awaiting = string(casefile.Nobody) // the chain lets it wait; nobody can move it
	}
	return v
}

// HopSummary says what a hop is about, without personal data.
func HopSummary(s casefile.HopStart) string {
	return fmt.Sprintf("Hop to %s: who is behind one %s", s.Lead.Holder, s.Lead.Identifier.Kind)
}

func (h *hop) task(ctx workflow.Context) protocol.Task {
	m := h.machine
	t := protocol.Task{
		ID: workflow.GetInfo(ctx).WorkflowExecution.ID, Type: protocol.Hop, Party: m.Start.Requester,
		Stage: string(m.Stage), Awaiting: m.Awaiting, Due: m.Due, Lane: m.Lane, Outcome: string(m.Outcome),
		Now: h.clock.now(ctx), Actions: []string{}, Hop: m, Events: m.Events,
		Head: &h.books.head, Ledger: m.Ledger,
	}
	switch m.Stage {
	case casefile.StageThroughAccess:
		t.Actions = []string{"receive", "apply", "abandon"}
	case casefile.StageAwaitingApplication:
		t.Actions = []string{"apply", "abandon"}
		if opens, err := m.Requirement(t.Now); err == nil {
			t.Opens = &opens
		}
	}
	return t
}
