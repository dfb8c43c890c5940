package access

import (
	"slices"
	"time"

	"writ/casefile"
)

// This file keeps the negotiation as the grantee knows it: from its own acts, which
// stand until the grantor refuses them, and from the grantor's notices. Only a notice
// ends it.

// talk is the negotiation that is open; nil where none is.
func (s *SubscriptionMachine) talk() *Talk { return openTalk(s.Talks) }

// say adds a position, which waits for the other side until due. A position where no
// negotiation is open opens one.
func (s *SubscriptionMachine) say(p Position, due time.Time) {
	if s.talk() == nil {
		until := s.add(s.policy.Negotiation, p.At)
		s.Talks = append(s.Talks, Talk{Began: p.At, Until: until})
		s.Alarms.Set(AlarmNegotiation, "", until)
	}
	s.append(p)
	s.waitFor(s.other(p.By.Party), due)
}

// append adds a position to the open negotiation, where there is one.
func (s *SubscriptionMachine) append(p Position) {
	if t := s.talk(); t != nil {
		t.say(p)
	}
}

// waitFor has the open negotiation wait for a side.
func (s *SubscriptionMachine) waitFor(side casefile.PartyID, due time.Time) {
	t := s.talk()
	t.Awaiting, t.Due = side, due
	s.Alarms.Set(AlarmAnswer, "", due)
}

// other is the side on the other end of the contract.
func (s *SubscriptionMachine) other(side casefile.PartyID) casefile.PartyID {
	return otherSide(s.Start.Opening, side)
}

// position is what a notice says that a side said.
func (s *SubscriptionMachine) position(by casefile.PartyID, n casefile.AccessNotice, m casefile.Moment) Position {
	return Position{By: casefile.Decider{Party: by}, Kind: n.Kind, Reason: n.Reason, Terms: n.Terms, At: m.At, Seen: m.Seen}
}

// hearPosition adds what a notice says that a side said. It is the grantee's own where
// the grantor has to act next, having been entered by the grantor's desk from paper, or
// being what the grantee sent: that is known then.
func (s *SubscriptionMachine) hearPosition(n casefile.AccessNotice, m casefile.Moment) (known bool) {
	by := s.Start.Opening.Grantor
	if n.Kind == casefile.EvProtestAnswered && s.talk() == nil {
		return false // the grantor answers what it was told on paper only
	}
	if n.Kind == casefile.EvProtested || n.Awaiting == by {
		by = s.self()
	}
	p := s.position(by, n, m)
	if by == s.self() && s.find(p.Kind, p.At) >= 0 {
		s.waitFor(s.other(by), n.Due)
		return true
	}
	s.say(p, n.Due)
	return false
}

// find is the place of the grantee's own position in the open negotiation, or -1.
func (s *SubscriptionMachine) find(kind casefile.EventKind, at time.Time) int {
	t := s.talk()
	if t == nil {
		return -1
	}
	return slices.IndexFunc(t.Positions, func(p Position) bool {
		return p.By.Party == s.self() && p.Kind == kind && p.At.Equal(at)
	})
}

// retract takes out a position that the grantor did not take, and with the last one
// the negotiation.
func (s *SubscriptionMachine) retract(body casefile.AccessSubmission) {
	i := -1
	switch {
	case body.Protest != nil:
		i = s.find(casefile.EvProtested, body.Protest.At)
	case body.Terms != nil:
		i = s.find(casefile.EvTermsProposed, body.Terms.At)
	case body.Answer != nil:
		i = s.find(casefile.EvProtestAnswered, body.Answer.At)
	}
	if i < 0 {
		return
	}
	t := s.talk()
	t.Positions = slices.Delete(t.Positions, i, i+1)
	if len(t.Positions) == 0 {
		s.Talks = s.Talks[:len(s.Talks)-1]
		s.quiet()
		return
	}
	last := t.Positions[len(t.Positions)-1]
	s.waitFor(s.other(last.By.Party), s.add(s.policy.AnswerProtest, last.At))
}

// settle ends the open negotiation with a result. An answer that this build does not
// know gave nothing back: it stays as it was decided.
func (s *SubscriptionMachine) settle(result casefile.AccessVerdict, m casefile.Moment) {
	t := s.talk()
	if t == nil {
		return
	}
	if !slices.Contains([]casefile.AccessVerdict{casefile.AccessGiveBack, casefile.AccessAgree}, result) {
		result = casefile.AccessMaintain
	}
	t.Result, t.Ended, t.Awaiting, t.Due = result, m.At, casefile.Nobody, time.Time{}
	s.quiet()
}

// quiet clears the alarms of a negotiation.
func (s *SubscriptionMachine) quiet() {
	s.Alarms.ClearAll(AlarmAnswer)
	s.Alarms.ClearAll(AlarmNegotiation)
}

// overdue marks the open negotiation as one whose time has passed.
func (s *SubscriptionMachine) overdue() {
	if t := s.talk(); t != nil {
		t.Overdue = true
		s.Alarms.ClearAll(AlarmNegotiation)
	}
}

// noResult puts on record, once, that the negotiation was to end by now. It stays open.
func (s *SubscriptionMachine) noResult(m casefile.Moment, e casefile.Event) {
	if t := s.talk(); t == nil || t.Overdue {
		return
	}
	s.overdue()
	s.note(m, e)
}
