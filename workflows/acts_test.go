package workflows_test

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// The rest of what people do in the tests, and how the tests look at it.

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

var phone = casefile.Identifier{Kind: legal.KindPhone, Value: "+1 555 0100"}

func (w *world) caseID() string { return protocol.CaseWorkflowID(w.opening.Case) }

func (w *world) acknowledge(d casefile.Demand, after time.Duration) string {
	a := casefile.Act{By: holderOf(d.Holder)}
	return w.update(after, protocol.DisclosureWorkflowID(d.ID), protocol.UpdateAcknowledge, &a, func() any { return a })
}

func (w *world) challenge(d casefile.Demand, after time.Duration) string {
	c := casefile.MakeChallenge{Act: casefile.Act{By: holderOf(d.Holder)}, Grounds: "too broad"}
	return w.update(after, protocol.DisclosureWorkflowID(d.ID), protocol.UpdateChallenge, &c.Act, func() any { return c })
}

func (w *world) rule(c casefile.Challenge, after time.Duration, verdict casefile.RulingVerdict, remain ...legal.Category) string {
	r := casefile.Rule{Act: casefile.Act{By: w.court}, Verdict: verdict, Reason: "stated in open court", Categories: remain}
	return w.update(after, protocol.ReviewWorkflowID(c.ID), protocol.UpdateRule, &r.Act, func() any { return r })
}

func (w *world) refuseToPreserve(h casefile.Hold, after time.Duration, reason string) string {
	d := casefile.DecidePreservation{Act: casefile.Act{By: holderOf(h.Holder)}, Status: casefile.Rejected, Reason: reason}
	return w.update(after, protocol.PreservationWorkflowID(h.ID), protocol.UpdateDecide, &d.Act, func() any { return d })
}

func (w *world) withdraw(after time.Duration) string {
	x := casefile.Withdraw{Act: casefile.Act{By: w.me}, Reason: "the threat was a hoax"}
	return w.update(after, w.caseID(), protocol.UpdateWithdraw, &x.Act, func() any { return x })
}

func (w *world) abandon(after time.Duration, lead int, code casefile.Code) string {
	x := casefile.Withdraw{Act: casefile.Act{By: w.me}, Reason: "no use", Code: code}
	return w.update(after, w.hopID(lead), protocol.UpdateAbandon, &x.Act, func() any { return x })
}

func (w *world) addLead(after time.Duration, id casefile.Identifier, holder legal.HolderID) string {
	a := casefile.AddLead{Act: casefile.Act{By: w.me}, Identifier: id, Holder: holder}
	return w.update(after, w.caseID(), protocol.UpdateAddLead, &a.Act, func() any { return a })
}

func (w *world) standDown(after time.Duration) string {
	s := casefile.StandDown{Act: casefile.Act{By: w.me}, Reason: "the person was found"}
	return w.update(after, protocol.ProtectionWorkflowID(w.opening.Case), protocol.UpdateStandDown, &s.Act, func() any { return s })
}

// at does something after a delay.
func (w *world) at(after time.Duration, do func()) { w.RegisterDelayedCallback(do, after) }

// isThreat states a danger to life.
func (w *world) isThreat() {
	w.opening.Threat = &casefile.Threat{Nature: "shooting", AtRisk: "an audience", Imminence: "tonight"}
}

// granted makes the court grant every application within its target.
func (w *world) granted(change ...func(*casefile.DecideApplication)) {
	w.onAuthorise = func(a casefile.Application) { w.decide(a, 20*hour, casefile.Granted, change...) }
}

// refusal is the code with which an act was refused on record, "" when it was not
// refused so.
func (w *world) refusal(key string) string {
	var app *temporal.ApplicationError
	if !errors.As(w.refused[key], &app) || app.Type() != "Refused" {
		return ""
	}
	var r *casefile.Refusal // as the handler made it: nothing is encoded here
	require.NoError(w.t, app.Details(&r))
	return r.Code
}

// task is a piece of work as the party that holds it sees it.
func (w *world) task(workflowID string) protocol.Task {
	v, err := w.QueryWorkflowByID(workflowID, protocol.QueryTask)
	require.NoError(w.t, err)
	var t protocol.Task
	require.NoError(w.t, v.Get(&t))
	return t
}

// reminded reports whether a party's people were reminded of a piece of work.
func (w *world) reminded(to casefile.PartyID, task string, kind casefile.EventKind) bool {
	w.reminding.Lock()
	defer w.reminding.Unlock()
	return slices.ContainsFunc(w.reminds, func(r protocol.Reminder) bool { return r.To == to && r.Task == task && r.Kind == kind })
}

// hopKinds are the kinds of the events of a lead's hop, preservation left out.
func (w *world) hopKinds(r casefile.Record, lead int) []casefile.EventKind {
	var out []casefile.EventKind
	for _, k := range kinds(r, w.step(lead)) {
		switch k {
		case casefile.EvPreserveAsked, casefile.EvPreserved, casefile.EvPerishAlarm, casefile.EvPerished:
		default:
			out = append(out, k)
		}
	}
	return out
}

// event is the first event of a kind in a lead's hop.
func (w *world) event(r casefile.Record, lead int, kind casefile.EventKind) casefile.Event {
	w.t.Helper()
	for _, e := range r.Events {
		if e.Step == w.step(lead) && e.Kind == kind {
			return e
		}
	}
	w.t.Fatalf("no event %s\n%s", kind, tell(r))
	return casefile.Event{}
}

// discloses reports whether anything was disclosed.
func discloses(r casefile.Record) bool {
	for _, e := range r.Events {
		if e.Kind == casefile.EvDisclosed || len(e.Identifiers) > 0 {
			return true
		}
	}
	return false
}

// sound checks what every record of a case keeps, and that its days add up.
func (w *world) sound(r casefile.Record) {
	w.t.Helper()
	last := map[casefile.StepID]int{}
	for _, e := range r.Events {
		require.Equal(w.t, last[e.Step]+1, e.Seq, "step %s, %s", e.Step, e.Kind)
		last[e.Step] = e.Seq
		require.False(w.t, e.At.After(e.Seen), "%s", e.Kind)
	}
	account, err := casefile.AccountOf(r, w.Now())
	require.NoError(w.t, err, tell(r))
	require.NoError(w.t, account.Check(), tell(r))
}

// personal reports whether a text holds what only payloads may hold.
func personal(text string) bool {
	return slices.ContainsFunc([]string{"@somebody", "someone", "broken", "198.51", "Example Street", "account owner", "0100"}, func(part string) bool {
		return strings.Contains(text, part)
	})
}
