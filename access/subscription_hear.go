package access

import (
	"slices"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// Hear takes a notice of the grantor, and passes it on to all that hangs here. Each
// notice says the whole standing: a later one stands for those before it, and what is
// no later than the latest is ignored, but for an end that [SubscriptionMachine.setBack]
// tells from a repeat.
func (s *SubscriptionMachine) Hear(n casefile.AccessNotice, m casefile.Moment) []casefile.Action {
	if s.Done() || n.Grant != s.Start.Opening.Grant {
		return nil
	}
	n = understood(n)
	if n.N += s.Behind; n.N <= s.heard() {
		if !s.setBack(n) {
			return nil
		}
		s.Behind += s.heard() + 1 - n.N
		n.N = s.heard() + 1
	}
	first := s.Stands == nil
	s.Stands = &n
	s.Notices = append(s.Notices, n)
	s.Notices = slices.Clone(s.Notices[max(0, len(s.Notices)-noticesKept):])
	s.Alarms.Clear(AlarmRequest, "")
	s.takeTerms(n, first)
	known := s.takePosition(n, m)
	e := casefile.Event{Kind: n.Kind, By: s.Start.Opening.Grantor, Code: n.Code, Reason: n.Reason, NotBefore: n.NotBefore}
	if e.Kind == casefile.EvPolicyMoved && e.Code == "" && n.Policy == s.Policy {
		e.Code = casefile.Code(n.Policy) // one that this build lacks has no code
	}
	if n.Stage == casefile.StageEnded {
		s.end(m, e)
		return s.passAll(n)
	}
	s.turn(n.Stage)
	if !known {
		s.note(m, e)
	}
	return s.passAll(n)
}

// setBack reports whether a notice whose number is known ends something all the same:
// the grantor's workflow was reset to an earlier point, counts from there again, and has
// written it later than what is known here. What it gives back waits for a number that
// is not known.
func (s *SubscriptionMachine) setBack(n casefile.AccessNotice) bool {
	if s.Stands == nil || s.Stands.Written.IsZero() || !n.Written.After(s.Stands.Written) {
		return false
	}
	lost := func(p legal.Purpose) bool { return s.Stands.Permits(p) && !n.Permits(p) }
	return slices.ContainsFunc(s.Stands.Usable, lost) || !casefile.AccessUsable(n.Stage) && n.Stage != s.Stands.Stage
}

// noticed are the kinds of events that a grantor tells its grantee of.
var noticed = []casefile.EventKind{
	casefile.EvAccessGranted, casefile.EvAccessRefused, casefile.EvReviewOpened, casefile.EvReviewCleared,
	casefile.EvAccessRestricted, casefile.EvAccessSuspended, casefile.EvAccessTerminated, casefile.EvAccessReinstated,
	casefile.EvPolicyMoved, casefile.EvProtested, casefile.EvTermsProposed, casefile.EvProtestAnswered, casefile.EvNoResult,
}

// understood is a notice as this build understands it: what it does not know permits
// nothing, and what was received is held.
func understood(n casefile.AccessNotice) casefile.AccessNotice {
	known := n.Stage == casefile.StageEnded || slices.Contains(casefile.AccessStages(), n.Stage)
	if !known || !slices.Contains(noticed, n.Kind) {
		n.Stage, n.Kind = casefile.StageAccessSuspended, casefile.EvAccessSuspended
	}
	if !casefile.AccessUsable(n.Stage) {
		n.Usable = nil
	}
	if n.NotBefore.After(n.At) {
		n.NotBefore = time.Time{} // an interval ends after it begins
	}
	if n.Received != "" && !slices.Contains([]policy.Verdict{policy.MayBeUsed, policy.Held, policy.MayNotBeUsed}, n.Received) {
		n.Received = policy.Held
	}
	return n
}

// takeTerms takes the terms and the policy that hold from a notice on. A version that
// this build lacks is applied by the grantor alone; only the grantee's reminders are
// counted by it.
func (s *SubscriptionMachine) takeTerms(n casefile.AccessNotice, first bool) {
	moved := n.Policy
	if first && n.Opening != nil {
		s.Terms = n.Opening.Terms
		if moved == "" {
			moved = n.Opening.Policy
		}
	}
	if n.Terms != nil && n.Kind != casefile.EvTermsProposed {
		s.Terms = *n.Terms
	}
	if p, err := policy.Open(moved); moved != "" && err == nil {
		s.Policy, s.policy = moved, p
	}
}

// takePosition takes what a notice says of a negotiation, and reports whether that is
// on record already: what the grantee said itself, or that no result is known.
func (s *SubscriptionMachine) takePosition(n casefile.AccessNotice, m casefile.Moment) (known bool) {
	if s.ends(n) {
		if n.Kind == casefile.EvProtestAnswered {
			s.append(s.position(s.Start.Opening.Grantor, n, m))
		}
		s.settle(resultOf(n), m)
		return false
	}
	switch n.Kind {
	case casefile.EvProtested, casefile.EvTermsProposed, casefile.EvProtestAnswered:
		return s.hearPosition(n, m)
	case casefile.EvNoResult:
		t := s.talk()
		known = t == nil || t.Overdue
		s.overdue()
	case casefile.EvAccessRestricted, casefile.EvAccessSuspended, casefile.EvAccessTerminated, casefile.EvPolicyMoved:
		if t := s.talk(); t != nil && n.Code != codeSource && t.fall(s.Start.Opening.Grantor) {
			s.waitFor(s.Start.Opening.Grantor, n.Due) // what it offered fell with what it decided
		}
	}
	return known
}

// ends reports whether the open negotiation is over by a notice: the grantor knew of it
// when it wrote, and nobody is awaited in it any more.
func (s *SubscriptionMachine) ends(n casefile.AccessNotice) bool {
	return s.talk() != nil && n.Talks >= len(s.Talks) && (n.Awaiting == "" || n.Awaiting == casefile.Nobody)
}

// resultOf is the result of a negotiation that is over by a notice.
func resultOf(n casefile.AccessNotice) casefile.AccessVerdict {
	switch {
	case n.Kind == casefile.EvProtestAnswered:
		return casefile.AccessVerdict(n.Code)
	case n.Kind != casefile.EvAccessReinstated:
		return casefile.AccessMaintain
	case n.Terms != nil:
		return casefile.AccessAgree // to the terms that the other side proposed
	}
	return casefile.AccessGiveBack
}
