package workflows

import (
	"cmp"
	"fmt"

	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Identification is the case: it follows leads by hops, keeps the whole record
// and ends by a person's conclusion or withdrawal. A person moves it by the
// updates add-lead, conclude and withdraw, and to another state of the law by
// move-law.
func Identification(ctx workflow.Context, in protocol.CaseInput) error {
	c := identification{in: in}
	if err := c.setup(ctx); err != nil {
		return err
	}
	return c.settled(ctx, c.run(ctx))
}

type identification struct {
	loop
	in      protocol.CaseInput
	machine *casefile.CaseMachine
}

func (c *identification) setup(ctx workflow.Context) (err error) {
	if c.machine = c.in.Resume; c.machine == nil {
		opening := c.in.Opening
		clock := clock{exercise: c.in.Exercise}
		opening.Seen = clock.learn(ctx, opening.At).Seen
		if c.machine, err = casefile.NewCase(opening); err != nil {
			return unusable(ctx, opening.Edition, err)
		}
	} else if err = c.machine.Bind(); err != nil {
		return unusable(ctx, cmp.Or(c.machine.Edition, c.machine.Opening.Edition), err)
	}
	o := c.machine.Opening
	c.loop = newLoop(ctx, protocol.Envelope{Exercise: c.in.Exercise, Edition: o.Edition}, o.Requester)
	c.loop.machine, c.journal = c.machine, &c.machine.Journal
	c.perform, c.show = c.do, c.view
	c.keepBooks(c.in.Ledger, protocol.HeadOfCase(o))
	if c.in.Resume == nil {
		c.todo = c.machine.Begin()
	}
	return c.register(ctx)
}

func (c *identification) register(ctx workflow.Context) error {
	onSignal(ctx, &c.loop, protocol.SignalReport, c.take)
	if err := onUpdate(ctx, &c.loop, protocol.UpdateAddLead, "Add an identifier that a person found",
		func(a casefile.AddLead) casefile.Act { return a.Act }, casefile.AddLead.Validate, c.machine.AddLead); err != nil {
		return err
	}
	if err := onUpdate(ctx, &c.loop, protocol.UpdateConclude, "End the case: subscriber, account-owner, author, or a named dead end",
		func(a casefile.Conclude) casefile.Act { return a.Act }, func(a casefile.Conclude) error { return a.Act.Validate() }, c.machine.Conclude); err != nil {
		return err
	}
	if err := onUpdate(ctx, &c.loop, protocol.UpdateWithdraw, "Withdraw the case; what is open at other parties is withdrawn too",
		func(a casefile.Withdraw) casefile.Act { return a.Act }, func(a casefile.Withdraw) error { return a.Act.Validate() }, c.machine.Withdraw); err != nil {
		return err
	}
	onSignal(ctx, &c.loop, protocol.SignalAccess, func(ctx workflow.Context, n casefile.AccessNotice) { c.stands(ctx, n) })
	if err := onMoveLaw(ctx, &c.loop, "Move the case to another edition of the law or to published calendars", c.machine.MoveLaw); err != nil {
		return err
	}
	return workflow.SetQueryHandlerWithOptions(ctx, protocol.QueryRecord,
		func() (casefile.Record, error) { return c.machine.Whole(), nil },
		workflow.QueryHandlerOptions{Description: "The whole record of the case"})
}

// run ends when the case has ended and every hop has reported its end.
func (c *identification) run(ctx workflow.Context) error {
	again, err := c.loop.run(ctx)
	for err == nil && !again && !c.machine.Settled() {
		if err = workflow.Await(ctx, c.pending); err == nil {
			c.dirty = false
			c.takeSignals(ctx)
		}
	}
	if err != nil && ctx.Err() != nil {
		return c.cancelled(ctx, err)
	}
	if again {
		return workflow.NewContinueAsNewError(ctx, protocol.Identification,
			protocol.CaseInput{Opening: c.machine.Opening, Exercise: c.in.Exercise, Ledger: c.in.Ledger, Resume: c.machine})
	}
	return err
}

// cancelled withdraws the case on record when an operator cancelled its
// workflow.
func (c *identification) cancelled(ctx workflow.Context, cause error) error {
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	now := c.clock.now(ctx)
	act := casefile.Act{Key: "workflow-cancelled", By: casefile.Decider{Party: c.self}}
	_, acts, err := c.machine.Withdraw(casefile.Withdraw{Act: act, Reason: "the workflow was cancelled by an operator"}, casefile.Moment{At: now, Seen: now})
	if err != nil {
		return cause // it had ended
	}
	c.then(acts)
	if err := c.carryOut(ctx); err != nil {
		return err
	}
	// The hops' last words belong on the record, if they come soon.
	for !c.machine.Settled() && patience(ctx, withdrawPatience, c.reported) {
		c.takeSignals(ctx)
	}
	if err := c.publish(ctx); err != nil {
		return err
	}
	return cause
}

// reported tells whether a hop or the guard has sent a report.
func (c *identification) reported() bool { return c.inbox[0].channel.Len() > 0 }

// take takes a report, follows what it disclosed, and lets the next hop begin
// when one has ended or only waits for the validation of its paper.
func (c *identification) take(ctx workflow.Context, r protocol.Report) {
	if n := len(r.Events); n > 0 {
		c.learn(ctx, r.Events[n-1].Seen)
	}
	for _, e := range c.machine.Take(r.Step, r.Events) {
		switch e.Kind {
		case casefile.EvDisclosed, casefile.EvReceived:
			c.found(ctx, e)
			if e.Stage == casefile.StageAwaitingValidation {
				c.next(e, r.Step) // the chain does not wait for the validation
			}
		case casefile.EvHopEnded:
			c.next(e, r.Step)
		}
	}
	c.dirty = true
}

// next lets the chain go on after a step has got as far as it can.
func (c *identification) next(e casefile.Event, step casefile.StepID) {
	c.then(c.machine.Next(casefile.Moment{At: e.Seen, Seen: e.Seen}, casefile.HopID(step)))
}

// found follows what a disclosure leads to.
func (c *identification) found(ctx workflow.Context, e casefile.Event) {
	leads := casefile.LeadsIn(e.Identifiers)
	if len(leads) == 0 {
		return
	}
	holders, err := locate(ctx, leads)
	if err != nil {
		// The leads are not lost: they wait for a person to name their holders.
		c.log.Warn("the directory did not answer", "error", err)
	}
	c.then(c.machine.Found(e, leads, holders))
}

// stands takes how a standing access stands on which the case leans.
func (c *identification) stands(ctx workflow.Context, n casefile.AccessNotice) {
	c.then(c.machine.AccessStands(n, c.learn(ctx, n.At)))
	c.dirty = true
}

// do carries out what only a case does.
func (c *identification) do(ctx workflow.Context, a casefile.Action) error {
	switch {
	case a.Hop != nil:
		return c.startHop(ctx, *a.Hop)
	case a.Guard != nil:
		in := protocol.ProtectionInput{Start: *a.Guard, Exercise: c.in.Exercise, Ledger: c.in.Ledger}
		return startChild(ctx, protocol.ProtectionWorkflowID(a.Guard.Case), protocol.Protection, guardView(in), in)
	case a.Release != nil:
		c.signal(ctx, protocol.HopWorkflowID(a.Release.Hop), protocol.SignalRelease, *a.Release)
	case a.Law != nil:
		// A hop that has ended meanwhile has no clock left to move.
		c.signal(ctx, protocol.HopWorkflowID(a.Law.Hop), protocol.SignalLaw, *a.Law)
	case a.Lean != nil:
		if !c.leanOn(ctx, *a.Lean) {
			c.stands(ctx, noSuchAccess(*a.Lean))
		}
	case a.Pass != nil:
		c.passOn(ctx, *a.Pass) // a hop that has ended needs it no longer
	case a.EndHop != nil:
		if !c.signal(ctx, protocol.HopWorkflowID(a.EndHop.Hop), protocol.SignalEnd, *a.EndHop) {
			// It may have ended by itself with its last report on the way: take that
			// first.
			c.takeSignals(ctx)
			c.machine.Lost(a.EndHop.Hop, c.clock.learn(ctx, a.EndHop.At))
		}
	}
	return nil
}

// startHop starts a hop. What a hop begins with follows from its start alone,
// so the case puts that on record by itself and the hop reports what comes
// after.
func (c *identification) startHop(ctx workflow.Context, s casefile.HopStart) error {
	in := protocol.HopInput{Start: s, Exercise: c.in.Exercise, Ledger: c.in.Ledger}
	first := view{What: HopSummary(s)}
	if m, err := casefile.NewHop(s); err == nil { // else the hop says what is wrong
		m.Begin()
		c.machine.Take(m.Step, m.Untold())
		in.Told = m.Told
		first = (&hop{in: in, machine: m}).view()
	}
	return startChild(ctx, protocol.HopWorkflowID(s.Hop), protocol.Hop, first, in)
}

func (c *identification) view() view {
	m := c.machine
	v := view{
		Stage: string(m.Stage), Awaiting: string(m.Awaiting), Due: m.Due, Case: m.Opening.Case,
		Outcome: m.Ending(), What: CaseSummary(m.Opening), Lane: string(casefile.LaneOrdinary),
	}
	if m.Done() {
		return v
	}
	for _, h := range m.Hops {
		if h.Stage != casefile.StageEnded && h.Stage != casefile.StageWaiting {
			v.Awaiting = string(h.Awaiting)
			if h.Lane != "" { // it has asked for something
				v.Lane = string(h.Lane)
			}
			if !h.Due.IsZero() {
				v.Due = h.Due
			}
		}
	}
	return v
}

// CaseSummary says what a case is about, without personal data.
func CaseSummary(o casefile.Opening) string {
	return fmt.Sprintf("Identification: the person behind one account at %s", o.Holder)
}

// nothingElse is for workflows that have no actions of their own.
func nothingElse(workflow.Context, casefile.Action) error { return nil }

// takeUp sends requests again that a run left open when it continued as new.
func (l *loop) takeUp(open ...casefile.Outgoing) {
	for _, o := range open {
		l.todo = append(l.todo, casefile.Action{Send: &o})
	}
}
