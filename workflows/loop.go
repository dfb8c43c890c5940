package workflows

import (
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Errors of updates, told apart by their type.
const (
	// ErrRefused is a well-formed act that is not allowed; it is on record. Its
	// detail is a casefile.Refusal.
	ErrRefused = "Refused"
	// ErrMalformed is an act that no validator lets pass; it leaves no trace.
	ErrMalformed = "Malformed"
)

// machine is what every machine of packages casefile and access offers to the loop.
type machine interface {
	Ring(a casefile.Alarm, now time.Time) []casefile.Action
	RefuseAct(a casefile.Act, r *casefile.Refusal, now time.Time)
	Done() bool
	// Unrecorded is what the party's ledger has not been told.
	Unrecorded() []casefile.Fact
}

// loop is what all workflows share: it waits for an update, a signal, an answer
// or a deadline, and carries out what the machine asks for.
type loop struct {
	clock   clock
	log     log.Logger
	machine machine
	journal *casefile.Journal
	env     protocol.Envelope
	self    casefile.PartyID

	// todo holds the actions that handlers asked for; only the loop carries them
	// out, so that the order is the same on every replay.
	todo []casefile.Action
	// busy counts what must finish before the workflow may end.
	busy int
	// cancels withdraws waits; only looked up, never ranged over.
	cancels map[casefile.RequestID]workflow.CancelFunc
	// reached are the parties that the directory lets this one call.
	reached map[casefile.PartyID]bool
	// inbox handles signals; called while there is something to receive.
	inbox []mailbox
	// perform carries out the actions that only some workflows have.
	perform func(workflow.Context, casefile.Action) error
	// answered takes the answer to a request.
	answered func(casefile.Outgoing, any, workflow.Context) []casefile.Action
	// reportsTo is the case that is told of what happens here, if any.
	reportsTo casefile.CaseID
	reporting bool
	// show says what the operator sees.
	show  func() view
	shown view

	books   books
	tells   []casefile.Progress
	telling bool
	dirty   bool
	cut     time.Duration // of a wait
	long    int           // events of a run
}

// mailbox pairs a signal with its handler.
type mailbox struct {
	channel workflow.ReceiveChannel
	take    func(workflow.Context)
}

func newLoop(ctx workflow.Context, env protocol.Envelope, self casefile.PartyID) loop {
	return loop{
		clock:   clock{exercise: env.Exercise},
		log:     workflow.GetLogger(ctx),
		env:     env,
		self:    self,
		cancels: map[casefile.RequestID]workflow.CancelFunc{},
		reached: map[casefile.PartyID]bool{},
		shown:   viewAtStart(ctx),
		cut:     cutOf(env.Exercise),
		long:    longOf(env.Exercise),
	}
}

// onSignal registers a handler of one kind of signal.
func onSignal[T any](ctx workflow.Context, l *loop, name string, take func(workflow.Context, T)) {
	ch := workflow.GetSignalChannel(ctx, name)
	l.inbox = append(l.inbox, mailbox{channel: ch, take: func(ctx workflow.Context) {
		var v T
		if ch.ReceiveAsync(&v) {
			take(ctx, v)
		}
	}})
}

// onUpdate registers an update. validate refuses what is malformed, without a
// trace; apply hands the act to the machine, whose refusals are recorded. An act
// that was accepted under its key before gets the same receipt.
func onUpdate[A any](ctx workflow.Context, l *loop, name, description string,
	act func(A) casefile.Act, validate func(A) error,
	apply func(A, casefile.Moment) (casefile.Receipt, []casefile.Action, error),
) error {
	known := func(a A) (casefile.Receipt, bool) { return l.journal.Repeated(act(a).Key) }
	return onUpdateUnless(ctx, l, name, description, known, act, validate, apply)
}

// onUpdateUnless is [onUpdate] with another way to know an act again.
func onUpdateUnless[A any](ctx workflow.Context, l *loop, name, description string,
	known func(A) (casefile.Receipt, bool), act func(A) casefile.Act, validate func(A) error,
	apply func(A, casefile.Moment) (casefile.Receipt, []casefile.Action, error),
) error {
	handle := func(ctx workflow.Context, a A) (casefile.Receipt, error) {
		l.dirty = true
		if r, ok := known(a); ok {
			return r, nil
		}
		moment, err := l.clock.act(ctx, act(a).At)
		if err == nil {
			l.catchUp(moment)
			var r casefile.Receipt
			var acts []casefile.Action
			if r, acts, err = apply(a, moment); err == nil {
				l.then(acts)
				return r, nil
			}
		}
		refusal, ok := refusalOf(err)
		if !ok {
			refusal = &casefile.Refusal{Code: "error", Message: err.Error()}
		}
		l.machine.RefuseAct(act(a), refusal, l.clock.now(ctx))
		return casefile.Receipt{}, temporal.NewNonRetryableApplicationError(refusal.Message, ErrRefused, nil, refusal)
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, name, handle, workflow.UpdateHandlerOptions{
		Description: description,
		Validator: func(_ workflow.Context, a A) error {
			if err := validate(a); err != nil {
				return temporal.NewNonRetryableApplicationError(err.Error(), ErrMalformed, nil)
			}
			return nil
		},
	})
}

// run goes round until the machine is done and nothing is under way. It
// returns whether the run should continue as new instead.
func (l *loop) run(ctx workflow.Context) (continueAsNew bool, err error) {
	for {
		if err := l.carryOut(ctx); err != nil {
			return false, err
		}
		if err := l.publish(ctx); err != nil {
			return false, err
		}
		if l.machine.Done() && l.busy == 0 && !l.reporting && !l.pending() && l.settle(ctx) {
			return false, nil
		}
		if l.full(ctx) && l.busy == l.waits() && !l.telling && !l.reporting && !l.pending() && workflow.AllHandlersFinished(ctx) && l.settle(ctx) {
			return true, nil
		}
		if err := ctx.Err(); err != nil {
			return false, err // before a timer is armed, which would ring at once
		}
		l.clock.arm(ctx, l.journal.Alarms)
		if err := workflow.Await(ctx, func() bool { return l.pending() || l.clock.ringing() }); err != nil {
			return false, err
		}
		l.dirty = false
		l.takeSignals(ctx)
		l.takeAlarm(ctx)
	}
}

// pending reports whether something happened that the loop has not yet seen.
func (l *loop) pending() bool {
	if l.dirty || len(l.todo) > 0 {
		return true
	}
	for _, m := range l.inbox {
		if m.channel.Len() > 0 {
			return true
		}
	}
	return false
}

// waits counts the open waits, which a continued run takes up again.
func (l *loop) waits() int { return len(l.cancels) }

// full reports whether the run's history has grown long.
func (l *loop) full(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return !l.machine.Done() && (info.GetContinueAsNewSuggested() || info.GetCurrentHistoryLength() > l.long)
}

func (l *loop) takeSignals(ctx workflow.Context) {
	for _, m := range l.inbox {
		for m.channel.Len() > 0 {
			m.take(ctx)
		}
	}
}

func (l *loop) takeAlarm(ctx workflow.Context) {
	if !l.clock.ringing() || !l.clock.take(ctx) {
		return
	}
	// What happened in this very task may have moved the alarm: ring only what
	// is still due.
	next, ok := l.journal.Alarms.Next()
	if !ok || next.At.After(l.clock.armed) {
		return
	}
	l.then(l.machine.Ring(next, l.clock.rung(ctx, next.At)))
	l.dirty = true
}

// then queues what follows from a fact. (Appending to todo in the expression that
// computes it would lose what that computation queued itself.)
func (l *loop) then(acts []casefile.Action) { l.todo = append(l.todo, acts...) }

// learn dates a fact that another party or workflow reports.
func (l *loop) learn(ctx workflow.Context, at time.Time) casefile.Moment {
	m := l.clock.learn(ctx, at)
	l.catchUp(m)
	return m
}

// catchUp rings, in an exercise, the alarms that lie before a fact: there an
// alarm may be held back longer than its instant, and the order of the record
// must not depend on the speed of the machine. In earnest time itself keeps the
// order.
func (l *loop) catchUp(m casefile.Moment) {
	if l.clock.exercise == nil {
		return
	}
	for next, ok := l.journal.Alarms.Next(); ok && next.At.Before(m.Seen); next, ok = l.journal.Alarms.Next() {
		l.then(l.machine.Ring(next, next.At))
	}
}

// carryOut does what the machine asked for, in order.
func (l *loop) carryOut(ctx workflow.Context) error {
	for len(l.todo) > 0 {
		a := l.todo[0]
		l.todo = l.todo[1:]
		if err := l.one(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (l *loop) one(ctx workflow.Context, a casefile.Action) error {
	switch {
	case a.Send != nil:
		l.send(ctx, *a.Send)
	case a.Cancel != "":
		if cancel, ok := l.cancels[a.Cancel]; ok {
			delete(l.cancels, a.Cancel)
			cancel()
		}
	case a.Remind != nil:
		l.remind(ctx, *a.Remind)
	case a.Tell != nil:
		l.tell(ctx, *a.Tell)
	default:
		return l.perform(ctx, a)
	}
	return nil
}

// publish reports new events, tells the ledger of them and updates what the
// operator sees, if anything changed.
func (l *loop) publish(ctx workflow.Context) error {
	l.report(ctx)
	l.record(ctx)
	v := l.show()
	if v == l.shown {
		return nil
	}
	if set := v.changes(l.shown); len(set) > 0 {
		if err := workflow.UpsertTypedSearchAttributes(ctx, set...); err != nil {
			return err
		}
	}
	l.shown = v
	workflow.SetCurrentDetails(ctx, v.markdown())
	return nil
}
