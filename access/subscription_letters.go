package access

import (
	"slices"

	"writ/casefile"
)

// CodeUndelivered is the code of a letter that did not reach the other side, or was not
// answered as it has to be: it counts as refused.
const CodeUndelivered casefile.Code = "undelivered"

// post writes a letter to the grantor.
func (s *SubscriptionMachine) post(body casefile.AccessSubmission) []casefile.Action {
	s.Letters++
	body.Grant = s.Start.Opening.Grant
	return s.Outbox.post(casefile.Outgoing{ID: s.latest(), To: s.Start.Opening.Grantor, Submission: &body})
}

// latest is the id of the letter that was written last.
func (s *SubscriptionMachine) latest() casefile.RequestID {
	return casefile.LetterIDFor(s.Start.Opening.Grant, s.self(), s.Letters)
}

// Delivered takes the grantor's answer to a letter, and sends the next. The answer to
// any other letter than the one under way is one that came before.
func (s *SubscriptionMachine) Delivered(id casefile.RequestID, a casefile.LetterAnswer, m casefile.Moment) []casefile.Action {
	letter, ok := s.Outbox.answered(id)
	if !ok {
		return nil
	}
	body := *letter.Submission
	refusal := refusalIn(a)
	switch {
	case body.Use != nil:
		s.judged(*body.Use, a.Receipt, refusal, m)
	case refusal == nil: // it stands, as it was noted when it was done
	case body.Opening != nil:
		return s.declined(*refusal, m)
	default:
		s.takeBack(body, *refusal, m)
	}
	return s.Outbox.next()
}

// refusalIn is why a letter was not taken; nil where it was.
func refusalIn(a casefile.LetterAnswer) *casefile.Refusal {
	switch {
	case !a.Delivered:
		return casefile.Refuse(string(CodeUndelivered), "", "the letter was not delivered: %s", a.Reason)
	case a.Refusal != nil:
		return a.Refusal
	case a.Receipt == nil:
		return casefile.Refuse(string(CodeUndelivered), "", "the answer says neither that it was taken nor why not")
	}
	return nil
}

// judged puts the grantor's verdict on a declared use on record. Only a verdict on this
// very use that accepts it is an acceptance.
func (s *SubscriptionMachine) judged(a casefile.DeclareUse, r *casefile.Receipt, refusal *casefile.Refusal, m casefile.Moment) {
	u := s.use(casefile.UseIDFor(s.Start.Opening.Grant, a.Key))
	if u == nil || u.Verdict != nil {
		return
	}
	v := casefile.UseVerdict{Use: u.Use, At: m.At}
	code := casefile.CodeRefused
	switch {
	case refusal != nil:
		code, v.Reason = casefile.Code(refusal.Code), refusal.Message
	case r.Use == nil || r.Use.Use != u.Use:
		code, v.Reason = CodeUndelivered, "the answer has no verdict on this use"
	default:
		v = *r.Use
		if v.At.IsZero() {
			v.At = m.At
		}
		if v.Rule != "" {
			code, v.Accepted = casefile.Code(v.Rule), false
		}
	}
	u.Verdict = &v
	u.Receipt.Use = &v
	e := casefile.Event{Kind: casefile.EvUseAccepted, By: s.Start.Opening.Grantor, Use: u.Use, Reason: v.Reason}
	if !v.Accepted {
		e.Kind, e.Code = casefile.EvUseRefused, code
		s.Refused++
	}
	s.note(casefile.Moment{At: v.At, Seen: m.Seen}, e)
	s.forget()
}

// forget drops the oldest uses that were decided, where there are too many: the refused
// ones first, since cases may lean on the others.
func (s *SubscriptionMachine) forget() {
	for _, accepted := range []bool{false, true} {
		for len(s.Uses) > ownUsesKept {
			i := slices.IndexFunc(s.Uses, func(u OwnUse) bool { return u.Verdict != nil && u.Verdict.Accepted == accepted })
			if i < 0 {
				break
			}
			s.Uses = slices.Delete(s.Uses, i, i+1)
		}
	}
}

// RefusedUses counts the declared uses that were refused.
func (s *SubscriptionMachine) RefusedUses() int { return s.Refused }

// use finds a declared use; nil where there is none.
func (s *SubscriptionMachine) use(id casefile.UseID) *OwnUse {
	for i := range s.Uses {
		if s.Uses[i].Use == id {
			return &s.Uses[i]
		}
	}
	return nil
}

// declined ends a subscription whose request was not taken.
func (s *SubscriptionMachine) declined(r casefile.Refusal, m casefile.Moment) []casefile.Action {
	n := s.over(casefile.Code(r.Code), m)
	s.end(m, casefile.Event{Kind: casefile.EvAccessRefused, By: s.Start.Opening.Grantor, Code: n.Code, Reason: r.Message})
	return s.passAll(n)
}

// takeBack takes a position out of the negotiation again that the grantor did not take.
func (s *SubscriptionMachine) takeBack(body casefile.AccessSubmission, r casefile.Refusal, m casefile.Moment) {
	s.retract(body)
	s.turn(s.Stage)
	s.note(m, casefile.Event{Kind: casefile.EvRefusedUpdate, By: s.Start.Opening.Grantor, Code: casefile.Code(r.Code), Reason: r.Message})
}
