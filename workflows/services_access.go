package workflows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nexus-rpc/sdk-go/nexus"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/temporalnexus"

	"writ/access"
	"writ/casefile"
	"writ/protocol"
)

// This file takes in the letters of a standing access. Whatever a letter says, its
// answer is a result, also where the act is refused: the server counts plain errors,
// and after some of them closes the whole way between the two parties for a while.

// inform takes a grantor's notice in and hands it to the Subscription, which begins
// with the first.
func inform(dir protocol.Directory, ledger bool, inside Inside) nexus.RegisterableOperation {
	return operation(protocol.OpInform, func(ctx context.Context, _ temporalnexus.NexusClient, in protocol.InformInput) (result[casefile.LetterAnswer], error) {
		n := in.Notice
		sender := in.From
		if n.Opening != nil {
			sender = n.Opening.Grantor
		}
		self, err := admit(ctx, dir, in.Envelope, sender, in.To)
		if err != nil {
			return result[casefile.LetterAnswer]{}, err
		}
		answer := casefile.LetterAnswer{At: answeredAt(in.Exercise, n.At)}
		if answer.Reason = unfitNotice(dir, n, in.From, self.ID); answer.Reason != "" {
			return temporalnexus.NewSyncResult(answer), nil
		}
		if n.Opening == nil || n.Opening.Requested { // nobody begins what the grantee itself asks for
			answer.Delivered, err = inside.Signal(ctx, protocol.SubscriptionWorkflowID(n.Grant), protocol.SignalNotice, in)
		} else {
			begin := protocol.SubscriptionInput{Start: access.SubscriptionStart{Opening: *n.Opening, Desk: task(self, in.Envelope).Desk}, Exercise: in.Exercise, Ledger: ledger}
			answer.Delivered, err = inside.SignalWithStart(ctx, protocol.SignalNotice, in, SubscriptionOptions(begin), protocol.Subscription, begin)
		}
		if err != nil {
			return result[casefile.LetterAnswer]{}, err
		}
		if !answer.Delivered {
			answer.Reason = "the subscription has ended, or was never asked for"
		}
		return temporalnexus.NewSyncResult(answer), nil
	})
}

// unfitNotice says what is wrong with a notice of another party, or "". Who calls a
// reseller may do so as the one or the other side: only a grantor grants, and a platform
// its own data.
func unfitNotice(dir protocol.Directory, n casefile.AccessNotice, from, self casefile.PartyID) string {
	p, ok := dir.Party(from)
	switch {
	case !ok || !p.Role.Grants():
		return fmt.Sprintf("%s grants no access", from)
	case n.Opening == nil:
		return ""
	case p.Role == protocol.RoleHolder && casefile.PartyID(n.Opening.Data) != from:
		return fmt.Sprintf("the data is not that of %s, which grants access to its own", from)
	}
	return unfitOpening(*n.Opening, n.Grant, from, self)
}

// unfitOpening says what is wrong with an opening that another party sends, or "".
func unfitOpening(o casefile.AccessOpening, g casefile.GrantID, grantor, grantee casefile.PartyID) string {
	switch {
	case o.Grant != g:
		return fmt.Sprintf("the opening is of grant %q, and the letter of %q", o.Grant, g)
	case o.Grantor != grantor || o.Grantee != grantee:
		return fmt.Sprintf("the opening is between %q and %q, and the letter between %q and %q", o.Grantor, o.Grantee, grantor, grantee)
	}
	return ""
}

// submit takes a grantee's act in: a request begins an Access, any other act becomes
// an update on it.
func submit(dir protocol.Directory, ledger bool, inside Inside) nexus.RegisterableOperation {
	return operation(protocol.OpSubmit, func(ctx context.Context, _ temporalnexus.NexusClient, in protocol.SubmitInput) (result[casefile.LetterAnswer], error) {
		s := in.Submission
		what, err := submittedAct(s)
		if err != nil {
			return temporalnexus.NewSyncResult(notTaken(in, time.Time{}, err.Error())), nil
		}
		self, err := admit(ctx, dir, in.Envelope, what.by, in.To)
		if err != nil {
			return result[casefile.LetterAnswer]{}, err
		}
		if p, ok := dir.Party(in.From); !ok || !p.Role.Subscribes() {
			return temporalnexus.NewSyncResult(notTaken(in, what.at, fmt.Sprintf("%s is granted no access", in.From))), nil
		}
		var answer casefile.LetterAnswer
		if s.Opening != nil {
			answer, err = request(ctx, in, self, ledger, inside)
		} else {
			answer, err = bring(ctx, in, what, inside)
		}
		if err != nil {
			return result[casefile.LetterAnswer]{}, err
		}
		return temporalnexus.NewSyncResult(answer), nil
	})
}

// submission is an act that a grantee submits, as the update that it becomes.
type submission struct {
	by       casefile.PartyID
	at       time.Time
	name, id string // of the update
	act      any
}

// submittedAct is the one act of a submission. A grantee chooses its keys, and must not
// choose those of its grantor's acts: so an act of its goes under a key of the party.
func submittedAct(s casefile.AccessSubmission) (submission, error) {
	var acts []submission
	if o := s.Opening; o != nil {
		acts = append(acts, submission{by: o.Grantee, at: o.At})
	}
	if a := s.Use; a != nil {
		acts = append(acts, submission{a.By.Party, a.At, protocol.UpdateDeclareUse, useID(*a), *a})
	}
	if s.Protest != nil {
		a := *s.Protest
		a.Key = partyKey(a.Act)
		acts = append(acts, submission{a.By.Party, a.At, protocol.UpdateProtest, a.Key, a})
	}
	if s.Terms != nil {
		a := *s.Terms
		a.Key = partyKey(a.Act)
		acts = append(acts, submission{a.By.Party, a.At, protocol.UpdateProposeTerms, a.Key, a})
	}
	if s.Answer != nil {
		a := *s.Answer
		a.Key = partyKey(a.Act)
		acts = append(acts, submission{a.By.Party, a.At, protocol.UpdateAnswer, a.Key, a})
	}
	if len(acts) != 1 {
		return submission{}, fmt.Errorf("a submission carries one act, this one %d", len(acts))
	}
	return acts[0], nil
}

// partyKey is the key of an act with its party: the same key of the other side is
// another one. No key stays none, which a validator refuses.
func partyKey(a casefile.Act) string {
	if a.Key == "" {
		return ""
	}
	return string(a.By.Party) + "/" + a.Key
}

// useID is the update id of a use. The server takes whatever comes under an id that it
// knows for the same act, unread: so the id of a use says its content too, and another
// use under the same key comes before the gate. The use keeps its own key, of which both
// sides make its id.
func useID(a casefile.DeclareUse) string {
	content, err := json.Marshal(a)
	if err != nil {
		return partyKey(a.Act) // it came as JSON: this does not happen
	}
	sum := sha256.Sum256(content)
	return partyKey(a.Act) + "-" + hex.EncodeToString(sum[:8])
}

// request begins an Access on which its grantor has to decide. What a reseller passes
// on hangs on its own access, which no grantee can name: its answer does.
func request(ctx context.Context, in protocol.SubmitInput, self protocol.Party, ledger bool, inside Inside) (casefile.LetterAnswer, error) {
	o := *in.Submission.Opening
	if why := unfitOpening(o, in.Submission.Grant, self.ID, in.From); why != "" {
		return notTaken(in, o.At, why), nil
	}
	if !o.Requested || o.By.Party != in.From {
		return notTaken(in, o.At, "a grantee requests an access, and only for itself"), nil
	}
	if casefile.PartyID(o.Data) != self.ID && self.Role != protocol.RoleReseller {
		return notTaken(in, o.At, fmt.Sprintf("the data is not that of %s: only a reseller passes on what is another's", self.ID)), nil
	}
	begin := protocol.AccessInput{Start: access.GrantStart{Opening: o, Desk: task(self, in.Envelope).Desk}, Exercise: in.Exercise, Ledger: ledger}
	if _, err := access.NewGrant(begin.Start); err != nil {
		return notTaken(in, o.At, err.Error()), nil
	}
	if err := inside.Start(ctx, AccessOptions(begin), protocol.Access, begin); err != nil {
		return casefile.LetterAnswer{}, err
	}
	receipt := casefile.Receipt{At: o.At, Seen: o.At, Stage: casefile.StageAccessRequested}
	return casefile.LetterAnswer{Delivered: true, Receipt: &receipt, At: answeredAt(in.Exercise, o.At)}, nil
}

// bring brings an act to the Access. A refusal is an answer.
func bring(ctx context.Context, in protocol.SubmitInput, what submission, inside Inside) (casefile.LetterAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, takePatience)
	defer cancel()
	receipt, err := inside.Update(ctx, protocol.AccessWorkflowID(in.Submission.Grant), what.name, what.id, what.act)
	answer := casefile.LetterAnswer{Delivered: true, At: answeredAt(in.Exercise, what.at)}
	var gone *serviceerror.NotFound
	var refused *temporal.ApplicationError
	switch {
	case err == nil:
		answer.Receipt = &receipt
	case errors.As(err, &gone):
		answer.Delivered, answer.Reason = false, "the access has ended, or there is none"
	case errors.As(err, &refused) && refused.Type() == ErrMalformed:
		return notTaken(in, what.at, refused.Message()), nil
	case errors.As(err, &refused) && refused.Type() == ErrRefused:
		answer.Refusal = &casefile.Refusal{Message: refused.Message()}
		if refused.HasDetails() {
			if err := refused.Details(answer.Refusal); err != nil {
				return casefile.LetterAnswer{}, err
			}
		}
	case isLate(err):
		// Not an error of this handler, which the server would count: the sender sends
		// its letter again.
		return casefile.LetterAnswer{}, nexus.NewOperationFailedErrorf("the access did not take the act in time")
	default:
		return casefile.LetterAnswer{}, err
	}
	return answer, nil
}

// isLate tells an act that was not taken in time from one that could not be brought.
func isLate(err error) bool {
	var late *client.WorkflowUpdateServiceTimeoutOrCanceledError
	var slow *serviceerror.DeadlineExceeded
	var busy *serviceerror.WorkflowNotReady // it continues as new in this moment
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &late) || errors.As(err, &slow) || errors.As(err, &busy)
}

// notTaken answers a submission that is malformed: it was delivered, and leaves no
// trace.
func notTaken(in protocol.SubmitInput, letter time.Time, why string) casefile.LetterAnswer {
	return casefile.LetterAnswer{
		Delivered: true, Refusal: &casefile.Refusal{Code: codeMalformed, Message: why}, At: answeredAt(in.Exercise, letter),
	}
}

// codeMalformed is the code of a submission that no validator lets pass.
const codeMalformed = "malformed"

// answeredAt is when a letter was answered, in case time. In an exercise it is the
// letter's own instant, so that no count of days depends on the machine. In earnest it
// is left to the sender, who has the answer in the same moment: zero means now.
func answeredAt(x *protocol.Exercise, letter time.Time) time.Time {
	if x == nil {
		return time.Time{}
	}
	return letter
}
