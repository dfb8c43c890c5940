package workflows

import (
	"errors"
	"fmt"
	"time"

	"github.com/nexus-rpc/sdk-go/nexus"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// send asks another party and waits for its answer, for as long as it takes,
// without holding up anything else.
func (l *loop) send(ctx workflow.Context, o casefile.Outgoing) {
	if isLetter(o) {
		if _, underWay := l.cancels[o.ID]; underWay {
			return
		}
		ctx, _ = workflow.NewDisconnectedContext(ctx) // it is owed even while this run is being cancelled
	}
	waitCtx, cancel := workflow.WithCancel(ctx)
	l.cancels[o.ID] = cancel
	l.busy++
	workflow.Go(waitCtx, func(ctx workflow.Context) {
		defer cancel()
		answer := l.ask(ctx, o)
		l.busy--
		l.dirty = true
		delete(l.cancels, o.ID)
		if answer != nil {
			l.then(l.answered(o, answer, ctx))
		}
	})
}

// ask returns the answer of the other party, or nil when the request was
// withdrawn. What goes wrong in the machinery comes back as an answer without
// data: no failure leads to a disclosure, and none is lost.
func (l *loop) ask(ctx workflow.Context, o casefile.Outgoing) any {
	if isLetter(o) {
		return l.post(ctx, o)
	}
	switch ok, err := l.reaches(ctx, o.To); {
	case ctx.Err() != nil:
		return nil // withdrawn by us
	case err != nil:
		return l.failed(ctx, o, err)
	case !ok:
		return l.noChannel(ctx, o)
	}
	env := l.env
	env.From, env.ReplyTo = l.self, workflow.GetInfo(ctx).WorkflowExecution.ID
	endpoint := protocol.Endpoint(l.self, o.To)
	var answer any
	var err error
	switch {
	case o.Application != nil:
		answer, err = await[casefile.Decision](ctx, l.cut, endpoint, protocol.ServiceAuthority, protocol.OpAuthorise,
			protocol.AuthoriseInput{Envelope: env, Application: *o.Application}, fmt.Sprintf("%s: %s %s", o.Application.Instrument, askedOf(*o.Application), o.To))
	case o.Challenge != nil:
		answer, err = await[casefile.Ruling](ctx, l.cut, endpoint, protocol.ServiceAuthority, protocol.OpReview,
			protocol.ReviewInput{Envelope: env, Challenge: *o.Challenge}, fmt.Sprintf("challenge before %s", o.To))
	case o.Hold != nil:
		answer, err = await[casefile.HoldAnswer](ctx, l.cut, endpoint, protocol.ServiceHolder, protocol.OpPreserve,
			protocol.PreserveInput{Envelope: env, Hold: *o.Hold}, fmt.Sprintf("preservation asked of %s", o.To))
	case o.Demand != nil:
		answer, err = await[casefile.Answer](ctx, l.cut, endpoint, protocol.ServiceHolder, protocol.OpDisclose,
			protocol.DiscloseInput{Envelope: env, Demand: *o.Demand}, fmt.Sprintf("%s disclosure asked of %s", o.Demand.Lane, o.To))
	}
	if err == nil {
		return answer
	}
	if ctx.Err() != nil {
		return nil // withdrawn by us
	}
	l.log.Error("a request failed", "to", o.To, "request", o.ID, "error", err)
	return l.failed(ctx, o, err)
}

// askedOf says in words what an application asks of an authority.
func askedOf(a casefile.Application) string {
	switch {
	case a.Validates != nil:
		return "validation asked of"
	case a.Notifies != nil:
		return "notified to"
	}
	return "asked of"
}

// reaches asks the directory, once for each party, whether there is a channel
// to it.
func (l *loop) reaches(ctx workflow.Context, to casefile.PartyID) (bool, error) {
	if l.reached[to] {
		return true, nil
	}
	var out protocol.Reached
	ctx = workflow.WithLocalActivityOptions(ctx, lookUp("is there a channel to "+string(to)))
	err := workflow.ExecuteLocalActivity(ctx, protocol.ActivityReach, protocol.Reach{From: l.self, To: to}).Get(ctx, &out)
	l.reached[to] = err == nil && out.OK
	return out.OK, err
}

// noChannel is the answer that stands for a party that the directory does not
// let this one call.
func (l *loop) noChannel(ctx workflow.Context, o casefile.Outgoing) any {
	reason := fmt.Sprintf("the directory knows no channel from %s to %s", l.self, o.To)
	if o.Demand != nil {
		return casefile.Answer{Status: casefile.DisclosureNotAvailable, Code: casefile.CodeForeign, Reason: reason,
			Decider: casefile.Decider{Party: l.self}, At: l.clock.now(ctx)}
	}
	return l.standIn(ctx, o, reason)
}

// failed is the answer that stands for a failure of the machinery.
func (l *loop) failed(ctx workflow.Context, o casefile.Outgoing, err error) any {
	reason := "the request could not be handled by the other side's system"
	var handler *nexus.HandlerError
	if errors.As(err, &handler) {
		reason = "the other side's system refused the request as malformed"
	}
	return l.standIn(ctx, o, reason)
}

// standIn is an answer without data, where the other side gave none.
func (l *loop) standIn(ctx workflow.Context, o casefile.Outgoing, reason string) any {
	now := l.clock.now(ctx)
	by := casefile.Decider{Party: o.To}
	switch {
	case isLetter(o):
		return casefile.LetterAnswer{Reason: reason, At: now}
	case o.Application != nil:
		return casefile.Decision{Verdict: casefile.Returned, Reason: reason, Decider: by, At: now}
	case o.Challenge != nil:
		return casefile.Ruling{Verdict: casefile.NotRuled, Reason: reason, Decider: by, At: now}
	case o.Hold != nil:
		return casefile.HoldAnswer{Status: casefile.StatusError, Code: casefile.CodeError, Reason: reason, Decider: by, At: now}
	}
	return casefile.Answer{Status: casefile.StatusError, Code: casefile.CodeError, Reason: reason, Decider: by, At: now}
}

// await runs one operation that people answer. A wait that is cut is taken up
// again: the other side attaches it to the work under way, or returns the
// result if that has ended.
func await[O, I any](ctx workflow.Context, cut time.Duration, endpoint, service, operation string, in I, summary string) (O, error) {
	client := workflow.NewNexusClient(endpoint, service)
	taken := false // by the other side, in an earlier round
	for {
		var out O
		asked := client.ExecuteOperation(ctx, operation, in, waitForParty(cut, summary))
		err := asked.Get(ctx, &out)
		takenNow := wasTaken(ctx, asked)
		if wasCut(err) && ctx.Err() == nil {
			taken = taken || takenNow
			continue
		}
		// A withdrawal does not reach the other side when the wait was cut first, when
		// it came in the moment in which the wait was taken up again, or when it
		// could not be delivered before the cut.
		missed := wasCut(err) && (taken || takenNow) || err != nil && taken && !takenNow
		if ctx.Err() != nil && (missed || takenNow && undelivered(ctx, err)) {
			withdrawAfterCut(ctx, client, operation, in, waitForParty(cut, summary))
		}
		return out, err
	}
}

// withdrawAfterCut brings a withdrawal to a party that was away until the wait
// was cut: its work goes on, so the wait is taken up once more and withdrawn.
func withdrawAfterCut(ctx workflow.Context, client workflow.NexusClient, operation string, in any, options workflow.NexusOperationOptions) {
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	for again, tries := true, 0; again && tries < withdrawTries; tries++ {
		once, withdraw := workflow.WithCancel(ctx)
		asked := client.ExecuteOperation(once, operation, in, options)
		taken := asked.GetNexusOperationExecution().Get(ctx, nil) == nil
		if taken { // there is something to withdraw
			withdraw()
		}
		err := asked.Get(ctx, nil)
		again = wasCut(err) || taken && undelivered(ctx, err)
		withdraw()
	}
}

// undelivered reports whether a withdrawal was sent and did not arrive: the server
// gives up when the cut is a second or two away. The other side then knows nothing
// of it.
func undelivered(ctx workflow.Context, err error) bool {
	if err == nil || wasCut(err) || temporal.IsCanceledError(err) {
		return false
	}
	return workflow.GetVersion(ctx, "withdrawal-undelivered", workflow.DefaultVersion, 1) != workflow.DefaultVersion
}

// wasTaken reports whether the other side has taken a request in.
func wasTaken(ctx workflow.Context, asked workflow.NexusOperationFuture) bool {
	execution := asked.GetNexusOperationExecution()
	return execution.IsReady() && execution.Get(ctx, nil) == nil
}

// wasCut tells the end of a wait from an answer.
func wasCut(err error) bool {
	var timeout *temporal.TimeoutError
	return errors.As(err, &timeout)
}

// tell sends progress to the requester, one message after the other.
func (l *loop) tell(ctx workflow.Context, p casefile.Progress) {
	l.tells = append(l.tells, p)
	if l.telling {
		return
	}
	l.telling = true
	workflow.Go(ctx, func(ctx workflow.Context) {
		client := workflow.NewNexusClient(protocol.Endpoint(l.self, l.env.From), protocol.ServiceRequester)
		for len(l.tells) > 0 {
			in := protocol.NotifyInput{Envelope: l.env, To: l.env.From, Progress: l.tells[0]}
			in.From, in.Calendars = l.self, nil // progress is not counted by the other side
			var out protocol.NotifyResult
			if err := client.ExecuteOperation(ctx, protocol.OpNotify, in, tellParty("tell "+string(l.env.From)+": "+string(in.Progress.Kind))).Get(ctx, &out); err != nil {
				l.log.Warn("progress was not delivered", "to", l.env.From, "kind", in.Progress.Kind, "error", err)
			}
			l.tells = l.tells[1:]
		}
		l.telling, l.dirty = false, true
	})
}

// report tells the case what happened since the last report, one report after
// the other, so that they arrive in order. Nothing waits for it but the end of
// the run; what happens meanwhile goes with the next.
func (l *loop) report(ctx workflow.Context) {
	if l.reportsTo == "" || l.reporting || l.journal.Told == l.journal.Last {
		return
	}
	l.reporting = true
	workflow.Go(ctx, func(ctx workflow.Context) {
		for events := l.journal.Untold(); len(events) > 0; events = l.journal.Untold() {
			l.signal(ctx, protocol.CaseWorkflowID(l.reportsTo), protocol.SignalReport, protocol.Report{Step: l.journal.Step, Events: events})
		}
		l.reporting, l.dirty = false, true
	})
}

// reportLast publishes a last time and returns once all reports were delivered.
func (l *loop) reportLast(ctx workflow.Context) error {
	if err := l.publish(ctx); err != nil {
		return err
	}
	return workflow.Await(ctx, func() bool { return !l.reporting })
}

// remind brings the work to the attention of a party's people. A reminder that
// cannot be delivered is logged: the deadline itself is kept here.
func (l *loop) remind(ctx workflow.Context, r casefile.Reminding) {
	l.busy++
	task := workflow.GetInfo(ctx).WorkflowExecution.ID
	workflow.Go(ctx, func(ctx workflow.Context) {
		ctx = workflow.WithActivityOptions(ctx, remindPeople(fmt.Sprintf("%s to %s", r.Kind, r.To)))
		in := protocol.Reminder{To: r.To, Task: task, Kind: r.Kind, Due: r.Due}
		if err := workflow.ExecuteActivity(ctx, protocol.ActivityRemind, in).Get(ctx, nil); err != nil {
			l.log.Warn("a reminder was not delivered", "to", r.To, "kind", r.Kind, "error", err)
		}
		l.busy--
		l.dirty = true
	})
}
