package workflows_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// What stands on record, and what does not.

// A malformed act leaves no event and no receipt: its sender is told what is
// wrong.
func TestMalformedActLeavesNoTrace(t *testing.T) {
	w := newWorld(t)
	bad := []string{
		w.apply(hour, 1, ""),
		w.addLead(hour, casefile.Identifier{Kind: legal.KindEmail, Value: "nobody"}, "example-mail"),
	}
	unkeyed := casefile.Withdraw{Act: casefile.Act{Key: "update-1"}}
	bad = append(bad, w.update(hour, w.caseID(), protocol.UpdateWithdraw, &unkeyed.Act, func() any { return unkeyed }))
	w.at(2*hour, func() {
		require.Empty(t, w.task(w.hopID(1)).Hop.Receipts)
		require.NotContains(t, kindsOf(w.record().Events), casefile.EvRefusedUpdate)
	})
	w.withdraw(3 * hour)
	r := w.play()
	for _, key := range bad {
		var app *temporal.ApplicationError
		require.ErrorAs(t, w.refused[key], &app)
		require.Equal(t, "Malformed", app.Type())
	}
	require.Zero(t, count(r, casefile.EvRefusedUpdate))
	w.sound(r)
}

// A well-formed act that is not allowed is refused on record, and moves nothing.
func TestRefusedActIsOnRecord(t *testing.T) {
	w := newWorld(t)
	early := w.apply(hour, 1, "us.2703d-order", func(a *casefile.Apply) { a.At = caseStart.Add(-hour) })
	future := w.apply(hour, 1, "us.2703d-order", func(a *casefile.Apply) { a.At = caseStart.Add(day) })
	foreign := w.apply(hour, 1, "us.2703d-order", func(a *casefile.Apply) { a.By = holderOf("twitter") })
	own := casefile.DecideApplication{Act: casefile.Act{By: agent}, Verdict: casefile.Granted}
	w.apply(2*hour, 1, "us.2703d-order")
	w.onAuthorise = func(a casefile.Application) {
		w.update(hour, protocol.AuthorisationWorkflowID(a.ID), protocol.UpdateDecide, &own.Act, func() any { return own })
		w.at(2*hour, func() {
			task := w.task(protocol.AuthorisationWorkflowID(a.ID))
			require.Equal(t, casefile.Code("own-application"), task.Events[1].Code)
			require.Equal(t, casefile.PartyID("nypd"), task.Events[1].By)
			require.Equal(t, casefile.PartyID("manhattan-court"), task.Awaiting)
		})
	}
	w.withdraw(day)
	r := w.play()
	require.Equal(t, []string{"too-early", "future", "wrong-party", "own-application"},
		[]string{w.refusal(early), w.refusal(future), w.refusal(foreign), w.refusal(own.Key)})
	var codes []casefile.Code
	for _, e := range r.Events {
		if e.Kind == casefile.EvRefusedUpdate {
			codes = append(codes, e.Code)
			require.False(t, e.Turn)
		}
	}
	require.Equal(t, []casefile.Code{"too-early", "future", "wrong-party"}, codes, "the court's refusals are its own")
	w.sound(r)
}

// Every act that arrives a second time under its key returns the first receipt
// and changes nothing; the server's own memory of update ids is not relied upon.
func TestActsThatArriveTwice(t *testing.T) {
	play := func(twice bool) (*world, casefile.Record) {
		w := newWorld(t)
		send := w.send
		w.send = func(after time.Duration, workflowID, name, updateID string, arg func() any) {
			send(after, workflowID, name, updateID, arg)
			if twice {
				send(after+time.Minute, workflowID, name, updateID+" again", arg)
			}
		}
		w.opening.Guard = true
		w.apply(hour, 1, "us.2703d-order")
		w.granted()
		w.onDisclose = func(d casefile.Demand) {
			w.acknowledge(d, hour)
			w.giveNotice(d, 2*hour)
			w.challenge(d, 3*hour)
			w.answer(d, 30*hour, casefile.Disclosed, "", owner)
			w.conclude(40*hour, casefile.LevelSubscriber, "")
		}
		w.onReview = func(c casefile.Challenge) { w.rule(c, 20*hour, casefile.Upheld) }
		w.standDown(30 * hour)
		r := w.play()
		w.sound(r)
		return w, r
	}
	once, want := play(false)
	twice, got := play(true)
	require.Equal(t, tell(want), tell(got))
	for key, receipt := range once.accepted {
		require.Equal(t, receipt, twice.accepted[key])
		if again, ok := twice.accepted[key+" again"]; ok {
			require.Equal(t, receipt, again)
			continue
		}
		if err := twice.refused[key+" again"]; err != nil { // or nobody was there any more
			require.ErrorContains(t, err, "already completed", "only what has ended answers otherwise")
		}
	}
}

// What operators see never holds personal data: no value of an identifier is in a
// reminder, an id or a failure.
func TestNoPersonalDataOutsidePayloads(t *testing.T) {
	w := newWorld(t)
	w.apply(hour, 1, "us.2703d-order")
	w.granted()
	w.onDisclose = func(d casefile.Demand) {
		require.False(t, slices.ContainsFunc([]string{protocol.DisclosureWorkflowID(d.ID), w.hopID(1), w.caseID()}, personal))
		w.giveNotice(d, hour)
		w.answer(d, 2*hour, casefile.Disclosed, "", email, casefile.Identifier{Kind: legal.KindEmail, Value: "broken"})
		w.withdraw(3 * hour)
	}
	w.play()
	for _, err := range w.refused {
		require.False(t, personal(err.Error()), err.Error())
	}
	for _, r := range w.reminds {
		require.False(t, personal(r.Task))
	}
}
