package access

import (
	"slices"
	"time"

	"writ/casefile"
)

// NoSuchAccess is what is told to what leans on an access that its party does not have,
// or has no longer.
func NoSuchAccess(l casefile.Leaning, at time.Time) casefile.Passing {
	return casefile.Passing{Case: l.Case, Onward: l.Onward, Notice: casefile.AccessNotice{
		Grant: l.Grant, Use: l.Use, Kind: casefile.EvAccessTerminated, Stage: casefile.StageAccessTerminated, Code: casefile.CodeNoSuchAccess, At: at,
	}}
}

// Lean notes a case or an onward grant that hangs here, and tells it how the access
// stands. Told twice, it answers twice and notes it once. What leans on a request hears
// of it with the grantor's answer.
//
// A case may lean only on a use that the grantor has accepted, for the purpose of that
// use: any other is told that it may use nothing, and is not noted. A verdict that
// accepts the use later changes nothing for that case: it needs a paper. What reads, or
// passes on, data of another holder is told that there is no such access.
func (s *SubscriptionMachine) Lean(l casefile.Leaning, m casefile.Moment) []casefile.Action {
	switch {
	case (l.Case == "") == (l.Onward == ""):
		return nil
	case l.Grant != s.Start.Opening.Grant, l.Data != "" && l.Data != s.Start.Opening.Data:
		p := NoSuchAccess(l, m.At)
		return []casefile.Action{{Pass: &p}}
	case l.Case != "" && !s.accepted(l):
		return []casefile.Action{pass(l, s.notAccepted(l, m))}
	}
	if !s.Done() && !slices.ContainsFunc(s.Leaning, func(x casefile.Leaning) bool { return same(x, l) }) {
		s.Leaning = append(s.Leaning, l)
	}
	if s.Stands == nil {
		return nil
	}
	return []casefile.Action{pass(l, *s.Stands)}
}

// Unlean forgets what has ended and cannot be told any more.
func (s *SubscriptionMachine) Unlean(p casefile.Passing) {
	s.Leaning = slices.DeleteFunc(s.Leaning, func(l casefile.Leaning) bool {
		return l.Case == p.Case && l.Onward == p.Onward
	})
}

// accepted reports whether the grantor has accepted the use on which a case leans, for
// the purpose for which it does.
func (s *SubscriptionMachine) accepted(l casefile.Leaning) bool {
	u := s.use(l.Use)
	return u != nil && u.Verdict != nil && u.Verdict.Accepted && u.Purpose == l.Purpose
}

// notAccepted tells a case that leans on no accepted use that it may use nothing.
func (s *SubscriptionMachine) notAccepted(l casefile.Leaning, m casefile.Moment) casefile.AccessNotice {
	return casefile.AccessNotice{
		Grant: l.Grant, N: s.heard(), Kind: casefile.EvAccessSuspended, Stage: casefile.StageAccessSuspended,
		Code: casefile.CodeUseNotAccepted, Reason: "the grantor has accepted no such use for this purpose", At: m.At,
	}
}

// passAll tells all that hangs here of a notice, each once; a case that leans by two
// uses is told for each.
func (s *SubscriptionMachine) passAll(n casefile.AccessNotice) []casefile.Action {
	acts := make([]casefile.Action, len(s.Leaning))
	for i, l := range s.Leaning {
		acts[i] = pass(l, n)
	}
	return acts
}

// pass hands on what of a notice concerns what hangs here: how the access stands. What
// is negotiated stays with the subscription, and an onward grant does not learn why.
func pass(l casefile.Leaning, n casefile.AccessNotice) casefile.Action {
	out := casefile.AccessNotice{
		Grant: n.Grant, Use: l.Use, N: n.N, Kind: n.Kind, Stage: n.Stage, Usable: slices.Clone(n.Usable),
		Code: n.Code, Reason: n.Reason, Received: n.Received, At: n.At, NotBefore: n.NotBefore,
	}
	if l.Onward != "" {
		out.Code, out.Reason = "", ""
	}
	if n.Stage == casefile.StageEnded {
		out.Stage = casefile.StageAccessTerminated // for what hangs on it, it is over
	}
	return casefile.Action{Pass: &casefile.Passing{Case: l.Case, Onward: l.Onward, Notice: out}}
}

// same reports whether two say the same.
func same(a, b casefile.Leaning) bool {
	return a.Grant == b.Grant && a.Case == b.Case && a.Onward == b.Onward && a.Use == b.Use && a.Purpose == b.Purpose
}
