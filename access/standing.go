package access

import (
	"slices"
	"time"

	"writ/casefile"
	"writ/legal"
)

// This file says how a grant stands: at the worse of what its own grantor decided and
// what the source allows on which it hangs. Whatever is not known counts as the worse.

// standing is how a grant stands as its grantee is to see it.
type standing struct {
	stage  casefile.Stage
	usable []legal.Purpose // never nil
}

// stands computes how the grant stands now.
func (g *GrantMachine) stands() standing {
	above := g.above()
	switch {
	case g.Own == casefile.StageEnded, g.Own == casefile.StageAccessRequested, g.Own == casefile.StageAccessTerminated:
		return standing{g.Own, []legal.Purpose{}}
	case above == casefile.StageAccessRequested, above == casefile.StageAccessTerminated:
		return standing{above, []legal.Purpose{}}
	case !casefile.AccessUsable(g.Own), !casefile.AccessUsable(above):
		return standing{casefile.StageAccessSuspended, []legal.Purpose{}}
	}
	own := g.ownUsable()
	usable := own
	if g.Above != nil {
		usable = within(own, g.Above.Usable)
	}
	switch {
	case len(usable) == 0:
		return standing{casefile.StageAccessSuspended, usable}
	case len(usable) < len(own) && g.Own != casefile.StageAccessUnderReview:
		return standing{casefile.StageAccessRestricted, usable}
	}
	return standing{g.Own, usable}
}

// above is the stage of the source as it counts here: what hangs on nothing counts as
// active, what has not been heard of as requested, and what has ended in any way as
// terminated.
func (g *GrantMachine) above() casefile.Stage {
	switch {
	case g.Start.Under == "":
		return casefile.StageAccessActive
	case g.Above == nil:
		return casefile.StageAccessRequested
	case g.Above.Stage == casefile.StageEnded:
		return casefile.StageAccessTerminated
	}
	return g.Above.Stage
}

// ownUsable are the purposes for which it might be used by the grantor's own
// decisions.
func (g *GrantMachine) ownUsable() []legal.Purpose {
	if !casefile.AccessUsable(g.Own) {
		return []legal.Purpose{}
	}
	return without(g.Terms.Purposes, g.Taken)
}

// Usable are the purposes for which it may be used now; none where it may not be used
// at all.
func (g *GrantMachine) Usable() []legal.Purpose { return g.stands().usable }

// fromAbove reports whether it is the source alone that has ended the access.
func (g *GrantMachine) fromAbove() bool {
	return len(g.ownUsable()) > 0 && !casefile.AccessUsable(g.Stage)
}

// settle moves the journal to how the grant stands, and to who has to act next: the
// earliest of what is open counts. While nothing is open nobody is awaited.
func (g *GrantMachine) settle() {
	stage := g.stands().stage
	awaiting, due := casefile.Nobody, time.Time{}
	open := func(p casefile.PartyID, at time.Time) {
		if awaiting == casefile.Nobody || !at.IsZero() && at.Before(due) {
			awaiting, due = p, at
		}
	}
	if stage != casefile.StageEnded {
		if g.Own == casefile.StageAccessRequested {
			open(g.Start.Desk.Party, g.RequestDue)
		}
		if g.Review != nil {
			open(g.Start.Desk.Party, g.Review.Due)
		}
		if t := g.talk(); t != nil {
			open(t.Awaiting, t.Due)
		}
	}
	g.Move(stage, awaiting, due)
}

// decided puts the grantor's own decision into the courses. What it offered before in a
// negotiation has fallen by that.
func (g *GrantMachine) decided(m casefile.Moment, notBefore time.Time) {
	g.Decided = m.At
	g.dropOffer(m)
	g.course(Course{Stage: g.Own, Usable: g.ownUsable(), At: m.At, NotBefore: notBefore, Seen: m.Seen})
}

// course adds what was learned, and marks the accepted uses that it overtakes. They
// stay accepted and on record: they were declared and judged in good faith, and what
// was learned later makes nobody's record false.
func (g *GrantMachine) course(c Course) {
	g.Courses = append(g.Courses, c)
	for i := range g.Uses {
		u := &g.Uses[i]
		if u.Verdict.Accepted && u.Overtaken.IsZero() && !g.stoodThroughout(u.Purpose, u.NotBefore, u.Receipt.At) {
			u.Overtaken = c.Seen
		}
	}
}

// stoodThroughout reports whether the access could be used for a purpose at an
// instant, and at every instant since notBefore if that is set.
func (g *GrantMachine) stoodThroughout(p legal.Purpose, notBefore, at time.Time) bool {
	if notBefore.IsZero() {
		notBefore = at
	}
	// It can change only where a course begins.
	instants := []time.Time{notBefore, at}
	for _, c := range g.Courses {
		instants = append(instants, c.At, c.NotBefore)
	}
	for _, t := range instants {
		if !t.Before(notBefore) && !t.After(at) && !g.stoodAt(p, t) {
			return false
		}
	}
	return true
}

// stoodAt reports whether the access could be used for a purpose at an instant, both
// by the grantor's own decisions and by its source.
func (g *GrantMachine) stoodAt(p legal.Purpose, at time.Time) bool {
	return g.stoodBy(false, p, at) && (g.Start.Under == "" || g.stoodBy(true, p, at))
}

// stoodBy asks one side: the course that was learned last counts from its beginning
// on, over all that was known before. One that forbids begins at the earliest instant
// at which it can have been true, one that permits at the latest. Before the first
// nothing was permitted.
func (g *GrantMachine) stoodBy(above bool, p legal.Purpose, at time.Time) bool {
	for _, c := range slices.Backward(g.Courses) {
		permits := casefile.AccessUsable(c.Stage) && slices.Contains(c.Usable, p)
		begins := c.At
		if !permits && !c.NotBefore.IsZero() {
			begins = c.NotBefore
		}
		if c.Above == above && !at.Before(begins) {
			return permits
		}
	}
	return false
}

// latest is the later of two instants.
func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
