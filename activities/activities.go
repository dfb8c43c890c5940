package activities

import (
	"context"
	"errors"
	"log/slog"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// Directory knows which holder keeps the data that an identifier points to, and
// answers "" where it does not, and who may call whom. [protocol.Directory] is
// one.
type Directory interface {
	HolderFor(casefile.Identifier) legal.HolderID
	MayCall(caller, callee casefile.PartyID) bool
}

// Notifier brings a piece of work to the attention of a party's people.
type Notifier interface {
	Remind(context.Context, protocol.Reminder) error
}

// ErrUnfit marks errors of a [Ledger] about facts that it will never take.
var ErrUnfit = errors.New("no ledger can hold this")

// Ledger takes what a workflow tells its party's ledger. Any error but
// [ErrUnfit] means that the same may be taken later.
type Ledger interface {
	Record(context.Context, protocol.Emission) error
}

// Activities are the side effects with what stands behind their ports.
type Activities struct {
	Directory Directory
	Notifier  Notifier
	// Ledger may be nil: then nothing is kept, and telling it is doing nothing.
	Ledger Ledger
}

// Register registers the activities under the names of protocol.
func (a *Activities) Register(r worker.ActivityRegistry) {
	r.RegisterActivityWithOptions(a.Locate, activity.RegisterOptions{Name: protocol.ActivityLocate})
	r.RegisterActivityWithOptions(a.Reach, activity.RegisterOptions{Name: protocol.ActivityReach})
	r.RegisterActivityWithOptions(a.Remind, activity.RegisterOptions{Name: protocol.ActivityRemind})
	r.RegisterActivityWithOptions(a.Record, activity.RegisterOptions{Name: protocol.ActivityRecord})
}

// ErrMalformed is the type of the errors about input that no attempt would
// improve. Their texts name fields and never repeat personal data.
const ErrMalformed = "malformed"

// Locate answers [protocol.ActivityLocate]: one holder for each identifier, in
// their order.
func (a *Activities) Locate(_ context.Context, in protocol.Locate) (protocol.Located, error) {
	out := protocol.Located{Holders: make([]legal.HolderID, 0, len(in.Identifiers))}
	for _, id := range in.Identifiers {
		if err := id.Validate(); err != nil {
			return protocol.Located{}, temporal.NewNonRetryableApplicationError(err.Error(), ErrMalformed, nil)
		}
		out.Holders = append(out.Holders, a.Directory.HolderFor(id))
	}
	return out, nil
}

// Reach answers [protocol.ActivityReach].
func (a *Activities) Reach(_ context.Context, in protocol.Reach) (protocol.Reached, error) {
	return protocol.Reached{OK: a.Directory.MayCall(in.From, in.To)}, nil
}

// Remind answers [protocol.ActivityRemind].
func (a *Activities) Remind(ctx context.Context, r protocol.Reminder) error {
	if r.To == "" || r.Task == "" {
		return temporal.NewNonRetryableApplicationError("a reminder names a party and a task", ErrMalformed, nil)
	}
	return a.Notifier.Remind(ctx, r)
}

// Record answers [protocol.ActivityRecord]. What the ledger will never take is
// refused once and for all, so that nobody tries again for ever; everything else
// may go well later.
func (a *Activities) Record(ctx context.Context, e protocol.Emission) error {
	if a.Ledger == nil {
		return nil
	}
	err := a.Ledger.Record(ctx, e)
	if !errors.Is(err, ErrUnfit) {
		return err
	}
	return temporal.NewNonRetryableApplicationError(err.Error(), protocol.ErrUnfit, nil)
}

// LogNotifier writes one log line per reminder. Whoever collects the logs can
// alert on it; the people concerned see the same work in writ inbox.
type LogNotifier struct{ Log *slog.Logger }

// Remind writes the line. Its level is warn because somebody's clock is running
// out.
func (n LogNotifier) Remind(ctx context.Context, r protocol.Reminder) error {
	attrs := []slog.Attr{
		slog.String("party", string(r.To)),
		slog.String("task", r.Task),
		slog.String("kind", string(r.Kind)),
	}
	if !r.Due.IsZero() {
		attrs = append(attrs, slog.Time("due", r.Due))
	}
	n.Log.LogAttrs(ctx, slog.LevelWarn, "work is waiting", attrs...)
	return nil
}
