package workflows

import (
	"errors"
	"fmt"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// This file tells the party's ledger what happens, and sees to it that a ledger
// that is down holds up nothing.
//
// Whatever the machine noted is told at once by a local activity: one event of
// history, in the same workflow task. If the ledger does not take it in that
// moment, it is not asked again here. A run of its own, a Recording, brings what
// it did not take, for as long as that needs; and until it has, this run asks the
// ledger nothing and only remembers. The Recording's end is the sign that the
// ledger is back, and what was remembered is told then. Before a run ends or
// continues as new, all that is left is handed to a last Recording.
//
// So a dead ledger costs a run one wait of [recordPatience] and some events, and
// no fact is lost. None counts twice either: an emission that is told again is
// the same, to the byte, and facts have their numbers before they are told.

// books is what a workflow needs to tell its party's ledger.
type books struct {
	head protocol.Emission // what stands in every emission
	// away: a Recording is under way, and the ledger is not asked until it ends.
	away bool
	// handing counts the Recordings that are being started.
	handing int
}

// keepBooks says whether and under which head the workflow tells the ledger.
func (l *loop) keepBooks(on bool, head protocol.Emission) {
	l.journal.Ledger, l.books.head = on, head
	l.books.head.Exercise = l.env.Exercise != nil
}

// record tells the ledger what it has not been told, unless it is known to be
// away.
func (l *loop) record(ctx workflow.Context) {
	if l.books.away {
		return
	}
	if e, ok := l.emission(ctx); ok && !l.tellLedger(ctx, e) {
		l.handOver(ctx, e)
	}
}

// emission is what the ledger has not been told.
func (l *loop) emission(ctx workflow.Context) (protocol.Emission, bool) {
	e := l.books.head
	e.Facts = l.machine.Unrecorded()
	e.Taken = temporalTime(ctx)
	e.Run = fmt.Sprintf("%s@%d", workflow.GetInfo(ctx).WorkflowExecution.RunID, e.Taken.UnixMilli())
	return e, len(e.Facts) > 0
}

// upTo is the number of an emission's last fact.
func upTo(e protocol.Emission) int { return e.Facts[len(e.Facts)-1].Seq }

// tellLedger reports whether the ledger took an emission now. It is asked even
// while the run is being cancelled.
func (l *loop) tellLedger(ctx workflow.Context, e protocol.Emission) bool {
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	ctx = workflow.WithLocalActivityOptions(ctx, recordNow())
	err := workflow.ExecuteLocalActivity(ctx, protocol.ActivityRecord, e).Get(ctx, nil)
	if err != nil && !isUnfit(err) {
		l.log.Warn("the ledger does not answer; what it is to be told is brought to it later", "party", l.self, "error", err)
		return false
	}
	if err != nil {
		l.log.Error("the ledger cannot hold what it was told", "party", l.self, "error", err)
	}
	l.journal.MarkRecorded(upTo(e))
	return true
}

// handOver starts a Recording for an emission, and waits beside the loop until
// it has ended: then the ledger is there again.
func (l *loop) handOver(ctx workflow.Context, e protocol.Emission) {
	l.books.away = true
	l.books.handing++
	l.journal.MarkRecorded(upTo(e))
	workflow.Go(ctx, func(ctx workflow.Context) {
		// Never cancelled: the Recording goes on when this run ends.
		ctx, _ = workflow.NewDisconnectedContext(ctx)
		recording := l.startRecording(ctx, e)
		l.books.handing--
		l.dirty = true
		if recording != nil {
			if err := recording.Get(ctx, nil); err != nil {
				l.log.Error("a recording was ended before the ledger had it all", "party", l.self, "error", err)
			}
		}
		l.books.away, l.dirty = false, true
	})
}

// startRecording returns once a Recording runs.
func (l *loop) startRecording(ctx workflow.Context, e protocol.Emission) workflow.Future {
	for try := 1; ; try++ {
		child := workflow.WithChildOptions(ctx, recordLater(protocol.RecordingWorkflowID(e, try), l.self))
		recording := workflow.ExecuteChildWorkflow(child, protocol.Recording, protocol.RecordingInput{Emission: e})
		err := recording.GetChildWorkflowExecution().Get(ctx, nil)
		if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
			continue // of a run that was reset
		}
		if err != nil {
			l.log.Error("a recording did not start; writ ledger verify tells what is missing", "party", l.self, "error", err)
			return nil
		}
		return recording
	}
}

// settle sees to it that nothing is left to be told before a run ends. It
// reports true when nothing is; else the loop goes round once more.
func (l *loop) settle(ctx workflow.Context) bool {
	e, left := l.emission(ctx)
	if !left && l.books.handing == 0 {
		return true
	}
	if left {
		l.handOver(ctx, e)
	}
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	if err := workflow.Await(ctx, func() bool { return l.books.handing == 0 }); err != nil {
		l.log.Error("a recording did not start", "party", l.self, "error", err)
	}
	l.dirty = true
	return false
}

// settled is the end of a run, however it ends: err is its own.
func (l *loop) settled(ctx workflow.Context, err error) error {
	for !l.settle(ctx) { // an act may be refused while the rest is handed over
	}
	return err
}

// isUnfit tells facts that no ledger takes from a ledger that takes none now.
func isUnfit(err error) bool {
	var app *temporal.ApplicationError
	return errors.As(err, &app) && app.Type() == protocol.ErrUnfit
}

// Recording brings to a ledger what it could not take when it was told, for as
// long as that needs. It ends when the ledger has it.
func Recording(ctx workflow.Context, in protocol.RecordingInput) error {
	workflow.SetCurrentDetails(ctx, recordingSummary(in.Emission.Party))
	ctx = workflow.WithActivityOptions(ctx, recordUntilTaken(in.Emission.Party))
	err := workflow.ExecuteActivity(ctx, protocol.ActivityRecord, in.Emission).Get(ctx, nil)
	if isUnfit(err) {
		workflow.GetLogger(ctx).Error("the ledger cannot hold what it was told", "party", in.Emission.Party, "error", err)
		return nil
	}
	return err
}

// recordingSummary says what a recording is about, without personal data.
func recordingSummary(party casefile.PartyID) string {
	return "Recording: facts for the ledger of " + string(party)
}
