package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"writ/access"
	"writ/casefile"
	"writ/protocol"
)

// This file sends the letters between grantor and grantee of a standing access.
//
// A letter is not a question that can be withdrawn: that an access has ended must
// arrive, however long the other side is away. So a letter is not cancelled with
// its workflow, and what goes wrong on its way is no answer: it is sent again. The
// other side knows a letter again by its number or its key, and takes it once.

// isLetter tells a letter from a request.
func isLetter(o casefile.Outgoing) bool { return o.Notice != nil || o.Submission != nil }

// post sends a letter until the other side has answered it, for as long as that
// takes, with longer and longer pauses.
func (l *loop) post(ctx workflow.Context, o casefile.Outgoing) any {
	for pause := letterPause; ; pause = min(2*pause, letterPauseMost) {
		ok, err := l.reaches(ctx, o.To)
		if err == nil && !ok {
			return l.noChannel(ctx, o)
		}
		if err == nil {
			var answer casefile.LetterAnswer
			if answer, err = l.postOnce(ctx, o); err == nil {
				return answer
			}
		}
		l.log.Warn("a letter was not taken; it is sent again", "to", o.To, "letter", o.ID, "pause", pause, "error", err)
		if err := rest(ctx, pause, "send again to "+string(o.To)); err != nil {
			return nil // withdrawn by us
		}
	}
}

func (l *loop) postOnce(ctx workflow.Context, o casefile.Outgoing) (casefile.LetterAnswer, error) {
	env := l.env
	env.From, env.ReplyTo = l.self, workflow.GetInfo(ctx).WorkflowExecution.ID
	endpoint := protocol.Endpoint(l.self, o.To)
	if o.Notice != nil {
		in := protocol.InformInput{Envelope: env, To: o.To, Notice: *o.Notice}
		return await[casefile.LetterAnswer](ctx, l.cut, endpoint, protocol.ServiceGrantee, protocol.OpInform, in,
			fmt.Sprintf("%s: told to %s", o.Notice.Kind, o.To))
	}
	in := protocol.SubmitInput{Envelope: env, To: o.To, Submission: *o.Submission}
	return await[casefile.LetterAnswer](ctx, l.cut, endpoint, protocol.ServiceGrantor, protocol.OpSubmit, in,
		fmt.Sprintf("%s sent to %s", submitted(*o.Submission), o.To))
}

// submitted says what a grantee sends, without its content.
func submitted(s casefile.AccessSubmission) string {
	switch {
	case s.Opening != nil:
		return "a request for access"
	case s.Use != nil:
		return "a use"
	case s.Protest != nil:
		return "a protest"
	case s.Terms != nil:
		return "proposed terms"
	}
	return "an answer"
}

// endCancelled ends one side of an access on record when an operator cancelled its
// workflow, and stays until the other side, and all that hangs here, has been told.
func (l *loop) endCancelled(ctx workflow.Context, cause error, end func(casefile.Moment) []casefile.Action, outbox *access.Outbox) error {
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	now := l.clock.now(ctx)
	l.then(end(casefile.Moment{At: now, Seen: now}))
	if err := l.seeOut(ctx, outbox); err != nil {
		return err
	}
	return cause
}

// seeOut goes on after a cancellation until all letters were answered.
func (l *loop) seeOut(ctx workflow.Context, outbox *access.Outbox) error {
	for {
		if err := l.carryOut(ctx); err != nil {
			return err
		}
		if err := l.publish(ctx); err != nil {
			return err
		}
		if len(*outbox) == 0 && l.busy == 0 && !l.pending() {
			return nil
		}
		if err := workflow.Await(ctx, l.pending); err != nil {
			return err
		}
		l.dirty = false
		l.takeSignals(ctx)
	}
}
