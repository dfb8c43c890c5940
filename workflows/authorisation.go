package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Authorisation decides one application at an authority. A person moves it by
// the update decide; the decision is its result.
func Authorisation(ctx workflow.Context, in protocol.AuthorisationInput) (casefile.Decision, error) {
	a := authorisation{in: in}
	if err := a.setup(ctx); err != nil {
		return casefile.Decision{}, err
	}
	answer, err := a.run(ctx)
	return answer, a.settled(ctx, err)
}

type authorisation struct {
	loop
	in      protocol.AuthorisationInput
	machine *casefile.ApplicationMachine
}

func (a *authorisation) setup(ctx workflow.Context) (err error) {
	a.loop = newLoop(ctx, a.in.Envelope, a.in.Start.Desk.Party)
	if a.machine = a.in.Resume; a.machine == nil {
		a.in.Start.Seen = a.clock.learn(ctx, a.in.Start.At).Seen
		a.machine, err = casefile.NewApplication(a.in.Start, a.in.Application)
	} else {
		err = a.machine.Bind()
	}
	if err != nil {
		return unusable(ctx, a.in.Start.Edition, err)
	}
	a.loop.machine, a.journal = a.machine, &a.machine.Journal
	a.perform, a.show = nothingElse, a.view
	a.keepBooks(a.in.Ledger, protocol.HeadOfApplication(a.in))
	if a.in.Resume == nil {
		a.todo = a.machine.Begin()
	}
	if err := onUpdate(ctx, &a.loop, protocol.UpdateDecide, "Grant, narrow, return or deny the application",
		func(d casefile.DecideApplication) casefile.Act { return d.Act }, casefile.DecideApplication.Validate,
		func(d casefile.DecideApplication, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
			r, err := a.machine.Decide(d, m)
			return r, nil, err
		}); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, protocol.QueryTask, func() (protocol.Task, error) { return a.task(ctx), nil })
}

func (a *authorisation) run(ctx workflow.Context) (casefile.Decision, error) {
	again, err := a.loop.run(ctx)
	if again {
		return casefile.Decision{}, workflow.NewContinueAsNewError(ctx, protocol.Authorisation, protocol.AuthorisationInput{
			Envelope: a.in.Envelope, Start: a.in.Start, Application: a.in.Application, Ledger: a.in.Ledger, Resume: a.machine,
		})
	}
	if err = a.finish(ctx, err, a.machine.Withdraw); err != nil {
		return casefile.Decision{}, err
	}
	return *a.machine.Decision, nil
}

// finish turns a cancellation into a withdrawal on record: the other side took
// its request back.
func (l *loop) finish(ctx workflow.Context, err error, withdraw func(casefile.Moment)) error {
	if err == nil || ctx.Err() == nil {
		return err
	}
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	withdraw(l.clock.learn(ctx, l.clock.now(ctx)))
	patience(ctx, withdrawPatience, func() bool { return l.busy == 0 })
	return l.publish(ctx)
}

func (a *authorisation) view() view {
	m := a.machine
	v := view{
		Stage: string(m.Stage), Awaiting: string(m.Awaiting), Due: m.Due, Lane: string(casefile.LaneOrdinary),
		Instrument: string(m.Application.Instrument),
		What:       ApplicationSummary(m.Application),
	}
	if m.Application.Validates != nil {
		v.Lane = string(casefile.LaneEmergency)
	}
	if m.Decision != nil {
		v.Outcome = string(m.Decision.Verdict)
	}
	return v
}

// ApplicationSummary says what an application is about, without personal data.
func ApplicationSummary(a casefile.Application) string {
	switch {
	case a.Validates != nil:
		return fmt.Sprintf("Validation of %s, issued by %s to %s in an emergency", a.Instrument, a.Requester, a.Holder)
	case a.Notifies != nil:
		return fmt.Sprintf("Notification of %s, issued by %s to %s", a.Instrument, a.Notifies.Issuer.Party, a.Holder)
	}
	return fmt.Sprintf("Application of %s for %s against %s", a.Requester, a.Instrument, a.Holder)
}

func (a *authorisation) task(ctx workflow.Context) protocol.Task {
	m := a.machine
	t := protocol.Task{
		ID: workflow.GetInfo(ctx).WorkflowExecution.ID, Type: protocol.Authorisation, Party: m.Start.Desk.Party,
		From: m.Start.From, Stage: string(m.Stage), Awaiting: m.Awaiting, Due: m.Due, Now: a.clock.now(ctx),
		Actions: []string{}, Application: &m.Application, Events: m.Events,
		Head: &a.books.head, Ledger: m.Ledger,
	}
	if m.Decision != nil {
		t.Outcome = string(m.Decision.Verdict)
	} else {
		t.Actions = decisionsOn(m.Application)
	}
	return t
}

// decisionsOn lists what an authority may decide, as writ decide spells it.
func decisionsOn(a casefile.Application) []string {
	switch {
	case a.Validates != nil:
		return []string{"validate", "refuse-validation"}
	case a.Notifies != nil:
		return []string{"no-objection", "object"}
	}
	return []string{"grant", "narrow", "return", "deny"}
}
