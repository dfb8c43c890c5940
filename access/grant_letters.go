package access

import (
	"slices"
	"time"

	"writ/casefile"
	"writ/legal/policy"
)

// What a grantee is told of a change that came from the grantor's own source: that it
// was the source, and nothing of whose contract that is.
const (
	sourceEnded    = "the source of the data has ended"
	sourceNarrowed = "the source of the data no longer covers all purposes"
	sourceBack     = "the source of the data is back"
	sourceUnknown  = "it is not known how the source of the data stood for a while"
)

// codeSource is the code of a change that came from the source.
const codeSource = casefile.Code(policy.RuleUpstream)

// tell writes a notice to the grantee: how the access stands from m.At on, with what
// the notice says beside that. Findings, reviews' grounds and the source's own words
// are not the grantee's to read, so nothing is filled in from them.
//
// Where something may be used the notice is never dated before what ended it last:
// who reads it counts the purposes as free from At on.
func (g *GrantMachine) tell(m casefile.Moment, n casefile.AccessNotice) []casefile.Action {
	s := g.stands()
	g.Notices++
	n.Grant, n.N, n.At, n.Written = g.Start.Opening.Grant, g.Notices, m.At, m.Seen
	n.Stage, n.Usable = s.stage, slices.Clone(s.usable)
	g.Received = harsher(n.Received, g.Received)
	if len(without(g.Terms.Purposes, s.usable)) == 0 {
		g.Received = "" // nothing is gone
	}
	n.Received = g.Received
	if from := g.lastCourse(); len(s.usable) > 0 && n.At.Before(from) {
		if n.NotBefore.IsZero() {
			n.NotBefore = n.At
		}
		n.At = from
	}
	if n.N == 1 || g.Unopened {
		o := g.openingToShow()
		n.Opening, g.Unopened = &o, false
	}
	n.Talks = len(g.Talks)
	if t := g.talk(); t != nil {
		n.Awaiting, n.Due = t.Awaiting, t.Due
	}
	return g.post(n)
}

// openingToShow is the opening as the grantee is to read it: which office opened it, and
// not who sat there.
func (g *GrantMachine) openingToShow() casefile.AccessOpening {
	o := g.Start.Opening
	o.By.Name = ""
	return o
}

// lastCourse is when the latest course of either side begins.
func (g *GrantMachine) lastCourse() time.Time {
	var at time.Time
	for _, c := range g.Courses {
		at = latest(at, c.At)
	}
	return at
}

// received is what may become of what was received, by the policy of the contract;
// empty where nothing ended.
func (g *GrantMachine) received(kind casefile.EventKind) policy.Verdict {
	endings := map[casefile.EventKind]policy.Ending{
		casefile.EvAccessRestricted: policy.Restricted,
		casefile.EvAccessSuspended:  policy.Suspended,
		casefile.EvAccessTerminated: policy.Terminated,
	}
	ending, ok := endings[kind]
	if !ok {
		return ""
	}
	return g.policy.ReceivedAfter(ending).Verdict
}

// post writes a letter to the grantee.
func (g *GrantMachine) post(n casefile.AccessNotice) []casefile.Action {
	g.Letters++
	return g.Outbox.post(casefile.Outgoing{
		ID: casefile.LetterIDFor(n.Grant, g.Start.Desk.Party, g.Letters), To: g.Start.Opening.Grantee, Notice: &n,
	})
}

// Delivered takes the answer to a letter, and sends the next. The answer to any other
// letter than the one under way came before. That a letter did not arrive is put on
// record, and the grantor's people are reminded: the access stands as it does
// whether its grantee knows or not. An opening that did not arrive goes with the next
// letter: without it nothing begins at the grantee.
func (g *GrantMachine) Delivered(id casefile.RequestID, a casefile.LetterAnswer, m casefile.Moment) []casefile.Action {
	letter, ok := g.Outbox.answered(id)
	if !ok {
		return nil
	}
	lost := letter.Notice.Opening
	var acts []casefile.Action
	if !a.Delivered {
		g.Unopened = lost != nil && len(g.Outbox) == 0
		if lost != nil && len(g.Outbox) > 0 {
			g.Outbox[0].Notice.Opening = lost
		}
		g.note(m, casefile.Event{Kind: casefile.EvReminder, By: g.Start.Opening.Grantee, Code: CodeUndelivered, Reason: a.Reason, Request: id})
		acts = g.remind(time.Time{})
	}
	return append(acts, g.Outbox.next()...)
}

// remind asks that the grantor's people be reminded.
func (g *GrantMachine) remind(due time.Time) []casefile.Action {
	return []casefile.Action{{Remind: &casefile.Reminding{To: g.Start.Desk.Party, Kind: casefile.EvReminder, Due: due}}}
}

// Done reports whether nothing is left to wait for: a grant that was refused or
// withdrawn ends once its grantee has been told.
func (g *GrantMachine) Done() bool { return g.Journal.Done() && len(g.Outbox) == 0 }

// Cancelled ends it on record because an operator cancelled its workflow. The grantee
// is told in one last letter, which says all that the letters before it would have
// said: they are not sent any more.
func (g *GrantMachine) Cancelled(m casefile.Moment) []casefile.Action {
	if g.Journal.Done() {
		return g.Outbox.next()
	}
	kind, stage := casefile.EvAccessTerminated, casefile.StageAccessTerminated
	if g.Own == casefile.StageAccessRequested {
		kind, stage = casefile.EvAccessRefused, casefile.StageEnded
	}
	g.Own, g.Review, g.Alarms = casefile.StageEnded, nil, nil
	g.decided(m, time.Time{})
	g.settle()
	g.note(m, casefile.Event{Kind: kind, By: g.Start.Desk.Party, Code: casefile.CodeWithdrawn})
	o := g.openingToShow()
	g.Notices++
	g.Outbox = nil
	return g.post(casefile.AccessNotice{
		Grant: o.Grant, N: g.Notices, Kind: kind, Stage: stage, Usable: g.Usable(), Code: casefile.CodeWithdrawn,
		Received: g.received(kind), Opening: &o, Talks: len(g.Talks), At: m.At, Written: m.Seen,
	})
}
