package access

import (
	"slices"
	"time"

	"writ/casefile"
	"writ/legal/policy"
)

// FromAbove takes how the subscription stands on which the grant hangs. What is not
// newer than what is known is ignored, unless it is an end: an end is always believed.
// The first that is heard makes the grant active, or shows at once that it is not.
// When the source comes back the grant stands again as its own grantor had it.
func (g *GrantMachine) FromAbove(n casefile.AccessNotice, m casefile.Moment) []casefile.Action {
	if g.Start.Under == "" || g.Journal.Done() || !g.news(n) {
		return nil
	}
	before, waited := g.stands(), g.above() == casefile.StageAccessRequested
	above := n
	above.Opening, above.Terms, above.Reason = nil, nil, "" // another contract's
	above.Usable = slices.Clone(n.Usable)
	missed := g.missed(n, m)
	g.Above = &above
	g.courseAbove(above, m.Seen)
	if waited && g.above() != casefile.StageAccessRequested && g.Own != casefile.StageAccessRequested {
		return g.start(casefile.Moment{At: g.Decided, Seen: latest(m.Seen, g.Start.Opening.Seen)}, g.grantedNotBefore())
	}
	acts := g.shift(before, m)
	if missed && acts == nil && len(g.Usable()) > 0 {
		acts = g.tell(m, casefile.AccessNotice{Kind: casefile.EvAccessReinstated, Code: codeSource, Reason: sourceUnknown})
	}
	return acts
}

// missed reports whether a notice between the last that was heard and this one has not
// been. It may have been an end, from any instant on: no use is accepted then that is
// dated before this notice. The grantee's notices skip a number too, so that what hangs
// on this access learns the same.
func (g *GrantMachine) missed(n casefile.AccessNotice, m casefile.Moment) bool {
	if g.Above == nil || n.N <= g.Above.N+1 {
		return false
	}
	if g.Notices > 0 {
		g.Notices++
	}
	g.course(Course{Above: true, Stage: casefile.StageAccessSuspended, Seen: m.Seen})
	return true
}

// start makes a grant active whose grantor has granted it and, where it hangs on
// something, knows how that stands. Where the source does not allow all of it, that is
// said at once.
func (g *GrantMachine) start(m casefile.Moment, notBefore time.Time) []casefile.Action {
	acts := g.grant(m, notBefore)
	if g.Above == nil {
		return acts
	}
	return append(acts, g.shift(standing{g.Own, g.ownUsable()}, casefile.Moment{At: latest(m.At, g.Above.At), Seen: m.Seen})...)
}

// grantedNotBefore is the begin of the interval in which its grantor granted it, where
// only that is known: of the answer to a request, or of the opening.
func (g *GrantMachine) grantedNotBefore() time.Time {
	if !g.Start.Opening.Requested {
		return g.Start.Opening.NotBefore
	}
	for _, c := range g.Courses {
		if !c.Above {
			return c.NotBefore
		}
	}
	return time.Time{}
}

// news reports whether a notice of the source says something that is not known.
func (g *GrantMachine) news(n casefile.AccessNotice) bool {
	if g.Above == nil || n.N > g.Above.N {
		return true
	}
	return !casefile.AccessUsable(n.Stage) && casefile.AccessUsable(g.Above.Stage) && (n.N == 0 || n.N == g.Above.N)
}

// courseAbove puts the source's notice into the courses. What it permits begins no
// earlier than what is known of the source already: a notice that is dated back ends
// what it ends from its own date on, and gives nothing back for the time before.
func (g *GrantMachine) courseAbove(n casefile.AccessNotice, seen time.Time) {
	c := Course{Above: true, Stage: g.above(), Usable: n.Usable, At: n.At, NotBefore: n.NotBefore, Seen: seen}
	for _, known := range g.Courses {
		if known.Above && c.At.Before(known.At) && casefile.AccessUsable(c.Stage) {
			if c.NotBefore.IsZero() {
				c.NotBefore = c.At
			}
			c.At = known.At
		}
	}
	g.course(c)
}

// shift puts on record, and tells the grantee, what the source has changed; nothing
// where it changed nothing here. It is never dated before this access began: before
// that there was nothing to end.
func (g *GrantMachine) shift(before standing, m casefile.Moment) []casefile.Action {
	kind, reason := shiftOf(before, g.stands())
	if kind == "" {
		return nil
	}
	began := g.Start.Opening.At
	m.At = latest(m.At, began)
	notBefore := g.Above.NotBefore
	if !notBefore.IsZero() {
		notBefore = latest(notBefore, began)
	}
	if !notBefore.Before(m.At) {
		notBefore = time.Time{}
	}
	g.settle()
	g.note(m, casefile.Event{Kind: kind, By: g.Start.Desk.Party, Code: codeSource, Reason: reason, NotBefore: notBefore})
	return g.tell(m, casefile.AccessNotice{
		Kind: kind, Code: codeSource, Reason: reason, Received: harsher(g.received(kind), g.Above.Received), NotBefore: notBefore,
	})
}

// shiftOf names a change of standing, and says why as the grantee is to read it; empty
// where nothing changed. What takes a purpose away is never called a return.
func shiftOf(before, after standing) (casefile.EventKind, string) {
	lost, won := without(before.usable, after.usable), without(after.usable, before.usable)
	switch {
	case after.stage == before.stage && len(lost) == 0 && len(won) == 0:
		return "", ""
	case after.stage == casefile.StageAccessTerminated:
		return casefile.EvAccessTerminated, sourceEnded
	case len(after.usable) == 0 && before.stage == casefile.StageAccessTerminated:
		return casefile.EvAccessSuspended, sourceBack // its own grantor has stopped it too
	case len(after.usable) == 0:
		return casefile.EvAccessSuspended, sourceEnded
	case len(lost) > 0:
		return casefile.EvAccessRestricted, sourceNarrowed
	}
	return casefile.EvAccessReinstated, sourceBack
}

// harsher is the verdict that allows less, of those that are given; one that is not
// known counts as [policy.Held].
func harsher(a, b policy.Verdict) policy.Verdict {
	switch given := []policy.Verdict{a, b}; {
	case slices.Contains(given, policy.MayNotBeUsed):
		return policy.MayNotBeUsed
	case a == "" && b == "":
		return "" // nothing ended
	case (a == "" || a == policy.MayBeUsed) && (b == "" || b == policy.MayBeUsed):
		return policy.MayBeUsed
	}
	return policy.Held
}
