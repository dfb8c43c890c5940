package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"writ/casefile"
	"writ/protocol"
)

// letterPatience is how long a command waits for the grantor to take what its grantee
// sent, and letterPause how long between two looks.
const (
	letterPatience = 10 * time.Second
	letterPause    = 200 * time.Millisecond
)

// grantorAnswer is what became of an act that a grantee sent to its grantor.
type grantorAnswer struct {
	// Taken: the grantor's side has it on record. False: Code and Reason say why not.
	Taken  bool          `json:"taken"`
	Code   casefile.Code `json:"code,omitempty"`
	Reason string        `json:"reason,omitempty"`
	// Stage is how the access stands now, Awaiting and Due who has to act next.
	Stage    string           `json:"stage"`
	Awaiting casefile.PartyID `json:"awaiting,omitempty"`
	Due      time.Time        `json:"due,omitzero"`

	by casefile.PartyID
}

func (g grantorAnswer) words(zone *time.Location) string {
	if !g.Taken {
		return fmt.Sprintf("NOT TAKEN by %s (%s): %s", g.by, g.Code, g.Reason)
	}
	text := fmt.Sprintf("taken by %s; the access is %s", g.by, accessStage(casefile.Stage(g.Stage)))
	if g.Awaiting == "" || g.Awaiting == casefile.Nobody {
		return text
	}
	text += "; awaits " + string(g.Awaiting)
	if !g.Due.IsZero() {
		text += " until " + stamp(g.Due, zone)
	}
	return text
}

// await asks the access how it stands until the question is answered or patience
// ends, and reports whether it was.
func (o *onAccess) await(ctx context.Context, answered func(protocol.Task) bool) (bool, error) {
	for deadline := o.app.now().Add(letterPatience); ; {
		task, err := o.task(ctx)
		if err != nil {
			return false, err
		}
		if answered(task) {
			return true, nil
		}
		if o.app.now().After(deadline) {
			return false, nil
		}
		if err := sleep(ctx, letterPause); err != nil {
			return false, err
		}
	}
}

// answerTo waits for what became of a position that went to the grantor under a key;
// nil where that is not known yet.
func (o *onAccess) answerTo(ctx context.Context, key, update string) (*grantorAnswer, error) {
	var last protocol.Task
	done, err := o.await(ctx, func(t protocol.Task) bool {
		last = t
		return t.Subscription == nil || !slices.ContainsFunc(t.Subscription.Outbox, func(x casefile.Outgoing) bool {
			return x.Submission != nil && keyOf(*x.Submission) == key
		})
	})
	if err != nil || !done {
		return nil, err
	}
	answer := &grantorAnswer{Taken: true, Stage: last.Stage, Awaiting: last.Awaiting, Due: last.Due, by: last.From}
	if e, ok := takenBack(last, update); ok {
		answer.Taken, answer.Code, answer.Reason = false, e.Code, e.Reason
	}
	return answer, nil
}

// keyOf is the key of the act in a letter to a grantor.
func keyOf(s casefile.AccessSubmission) string {
	switch {
	case s.Use != nil:
		return s.Use.Key
	case s.Protest != nil:
		return s.Protest.Key
	case s.Terms != nil:
		return s.Terms.Key
	case s.Answer != nil:
		return s.Answer.Key
	}
	return ""
}

// takenBack finds the grantor's refusal of the party's last act of a kind: letters go
// one at a time, so it stands behind that act.
func takenBack(t protocol.Task, update string) (casefile.Event, bool) {
	for _, e := range slices.Backward(t.Events) {
		switch {
		case e.Kind == casefile.EvRefusedUpdate && e.By == t.From:
			return e, true
		case slices.Contains(turning[update], e.Kind) && e.By == t.Party:
			return casefile.Event{}, false
		}
	}
	return casefile.Event{}, false
}
