package workflows

import (
	"errors"
	"fmt"

	"go.temporal.io/sdk/workflow"

	"writ/access"
	"writ/casefile"
	"writ/protocol"
)

// Subscription is one standing access at its grantee. Its people move it by the
// updates declare-use, protest, propose-terms and answer, which it sends on to the
// grantor; what the grantor tells it, it passes on to the cases and the onward
// accesses that hang on it.
func Subscription(ctx workflow.Context, in protocol.SubscriptionInput) error {
	s := subscription{in: in}
	if err := s.setup(ctx); err != nil {
		return err
	}
	return s.settled(ctx, s.run(ctx))
}

type subscription struct {
	loop
	in      protocol.SubscriptionInput
	machine *access.SubscriptionMachine
}

func (s *subscription) setup(ctx workflow.Context) (err error) {
	clock := clock{exercise: s.in.Exercise}
	if s.machine = s.in.Resume; s.machine == nil {
		start := s.in.Start
		start.Opening.Seen = clock.learn(ctx, start.Opening.At).Seen
		needPolicy(ctx, start.Opening.Policy)
		if s.machine, err = access.NewSubscription(start); err != nil {
			return malformed(err)
		}
	} else if err = s.machine.Bind(); err != nil {
		awaitPolicy(ctx, err)
	}
	start := s.machine.Start
	s.loop = newLoop(ctx, protocol.Envelope{Exercise: s.in.Exercise}, start.Opening.Grantee)
	s.loop.machine, s.journal = s.machine, &s.machine.Journal
	s.perform, s.answered, s.show = s.pass, s.answer, s.view
	s.keepBooks(s.in.Ledger, protocol.HeadOfSubscription(start))
	if s.in.Resume == nil {
		s.todo = s.machine.Begin()
	} else {
		s.takeUpFirst(s.machine.Outbox)
	}
	return s.register(ctx)
}

func (s *subscription) register(ctx workflow.Context) error {
	onSignal(ctx, &s.loop, protocol.SignalNotice, func(ctx workflow.Context, in protocol.InformInput) {
		o := s.machine.Start.Opening
		if in.From != o.Grantor || in.Notice.Grant != o.Grant { // the service vouches for From
			s.log.Warn("a notice of another party was ignored", "from", in.From)
			return
		}
		n := in.Notice
		if now := s.clock.now(ctx); s.in.Exercise == nil && n.At.After(now) {
			n.At = now // a date to come would hold up all that is done here after it
		}
		if n.Policy != "" && !hasPolicy(ctx, n.Policy) {
			n.Policy = "" // only reminders are counted by it here
		}
		s.then(s.machine.Hear(n, s.learn(ctx, n.At)))
	})
	onSignal(ctx, &s.loop, protocol.SignalLean, func(ctx workflow.Context, l casefile.Leaning) {
		if l.Exercise != (s.in.Exercise != nil) {
			p := access.NoSuchAccess(l, l.At)
			s.then([]casefile.Action{{Pass: &p}})
			return
		}
		s.then(s.machine.Lean(l, s.learn(ctx, l.At)))
	})
	return errors.Join(
		onUse(ctx, &s.loop, "Declare a use to the grantor, which decides on it", s.machine.Declare),
		onTalk(ctx, &s.loop, s.machine.Protest, s.machine.Propose, s.machine.Answer),
		workflow.SetQueryHandler(ctx, protocol.QueryTask, func() (protocol.Task, error) { return s.task(ctx), nil }),
	)
}

func (s *subscription) run(ctx workflow.Context) error {
	again, err := s.loop.run(ctx)
	if err != nil && ctx.Err() != nil {
		return s.endCancelled(ctx, err, s.machine.Cancelled, &s.machine.Outbox)
	}
	if again {
		handed := *s.machine // this run keeps what it drops, for whoever asks it later
		shorten(&handed.Journal)
		return workflow.NewContinueAsNewError(ctx, protocol.Subscription,
			protocol.SubscriptionInput{Start: s.in.Start, Exercise: s.in.Exercise, Ledger: s.in.Ledger, Resume: &handed})
	}
	return err
}

// pass tells a case or an onward access how the access stands. What has ended is
// not told again.
func (s *subscription) pass(ctx workflow.Context, a casefile.Action) error {
	if a.Pass != nil && !s.passOn(ctx, *a.Pass) {
		s.machine.Unlean(*a.Pass)
	}
	return nil
}

// answer hands the grantor's answer to a letter to the machine.
func (s *subscription) answer(o casefile.Outgoing, answer any, ctx workflow.Context) []casefile.Action {
	a, ok := answer.(casefile.LetterAnswer)
	if !ok {
		return nil
	}
	return s.machine.Delivered(o.ID, a, s.learn(ctx, a.At))
}

func (s *subscription) view() view {
	m := s.machine
	o := m.Start.Opening
	return view{
		Stage: string(m.Stage), Awaiting: string(m.Awaiting), Due: m.Due, Outcome: outcomeOf(m.Journal),
		Grantor: string(o.Grantor), Grantee: string(o.Grantee), RefusedUses: int64(m.RefusedUses()), What: SubscriptionSummary(o),
	}
}

// SubscriptionSummary says what a subscription is about, without personal data and
// without what people typed.
func SubscriptionSummary(o casefile.AccessOpening) string {
	return fmt.Sprintf("Subscription to data of %s, granted by %s", o.Data, o.Grantor)
}

func (s *subscription) task(ctx workflow.Context) protocol.Task {
	m := s.machine
	return protocol.Task{
		ID: workflow.GetInfo(ctx).WorkflowExecution.ID, Type: protocol.Subscription, Party: m.Start.Opening.Grantee,
		From: m.Start.Opening.Grantor, Stage: string(m.Stage), Awaiting: m.Awaiting, Due: m.Due, Outcome: outcomeOf(m.Journal),
		Now: s.clock.now(ctx), Actions: m.Open(), Subscription: m, Events: m.Events,
		Head: &s.books.head, Ledger: m.Ledger,
	}
}
