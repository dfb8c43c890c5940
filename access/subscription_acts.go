package access

import (
	"fmt"

	"writ/casefile"
	"writ/legal/policy"
)

// Declare declares a use to the grantor. The receipt says that the grantor decides; the
// verdict comes with [SubscriptionMachine.Delivered]. A use that the last known standing
// does not permit is sent all the same: only the grantor decides, and a refusal counts
// there. The same use under the same key is sent once.
//
// As at the grantor, receipts of uses are kept in Uses and not in the journal, so that
// another use under the same key never gets the verdict of the first.
func (s *SubscriptionMachine) Declare(a casefile.DeclareUse, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	if err := s.mayAct(a.Act); err != nil {
		return casefile.Receipt{}, nil, err
	}
	id := casefile.UseIDFor(s.Start.Opening.Grant, a.Key)
	known := s.use(id)
	if known != nil && known.repeats(a) {
		return known.Receipt, nil, nil
	}
	if _, taken := s.Repeated(a.Key); taken || known != nil {
		return casefile.Receipt{}, nil, casefile.Refuse(string(policy.RuleKeyUsed), "declare it under a key of its own",
			"another act was entered under this key")
	}
	if err := s.mayWrite(); err != nil {
		return casefile.Receipt{}, nil, err
	}
	a.At = m.At // the grantor is told when it was, also where that is now
	acts := s.post(casefile.AccessSubmission{Use: &a})
	e := s.event(casefile.EvUseDeclared, a.AccessAct)
	e.Use = id
	s.note(m, e)
	r := casefile.Receipt{At: m.At, Seen: m.Seen, Stage: s.Stage, Note: fmt.Sprintf("use %s is declared to %s, which decides", id, s.Start.Opening.Grantor)}
	s.Uses = append(s.Uses, OwnUse{DeclareUse: a, Use: id, Receipt: r, Seen: m.Seen})
	return r, acts, nil
}

// repeats reports whether an act declares this very use again.
func (u OwnUse) repeats(a casefile.DeclareUse) bool {
	if a.At.IsZero() {
		a.At = u.At
	}
	return content(a) == content(u.DeclareUse)
}

// Protest protests to the grantor, and opens a negotiation.
func (s *SubscriptionMachine) Protest(a casefile.Protest, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	if err := s.maySay(a.Act); err != nil {
		return casefile.Receipt{}, nil, err
	}
	switch {
	case s.talk() != nil:
		return casefile.Receipt{}, nil, casefile.Refuse("talk-open", "propose terms in it", "a negotiation is open since %s", instant(s.talk().Began))
	case !s.cut():
		return casefile.Receipt{}, nil, casefile.Refuse("nothing-to-protest", "", "nothing was taken away from this access that the grantee knows of")
	}
	a.At = m.At
	s.sayOwn(casefile.EvProtested, a.AccessAct, nil, m)
	return s.send(casefile.AccessSubmission{Protest: &a}, casefile.EvProtested, a.AccessAct, m)
}

// Propose proposes terms to the grantor.
func (s *SubscriptionMachine) Propose(a casefile.ProposeTerms, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	if err := s.maySay(a.Act); err != nil {
		return casefile.Receipt{}, nil, err
	}
	if s.talk() == nil {
		return casefile.Receipt{}, nil, noTalk()
	}
	a.At = m.At
	s.sayOwn(casefile.EvTermsProposed, a.AccessAct, &a.Terms, m)
	return s.send(casefile.AccessSubmission{Terms: &a}, casefile.EvTermsProposed, a.AccessAct, m)
}

// Answer answers terms that the grantor proposed: they hold, once the grantor has the
// answer, or they are declined and the grantor has to act next.
func (s *SubscriptionMachine) Answer(a casefile.AnswerAccess, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	if err := s.maySay(a.Act); err != nil {
		return casefile.Receipt{}, nil, err
	}
	if err := s.mayAnswer(a.Verdict); err != nil {
		return casefile.Receipt{}, nil, err
	}
	a.At = m.At
	s.sayOwn(casefile.EvProtestAnswered, a.AccessAct, nil, m)
	return s.send(casefile.AccessSubmission{Answer: &a}, casefile.EvProtestAnswered, a.AccessAct, m)
}

// mayAnswer refuses what is no answer of a grantee, or answers nothing. Terms that were
// proposed can be agreed to as long as the negotiation is open.
func (s *SubscriptionMachine) mayAnswer(v casefile.AccessVerdict) error {
	t := s.talk()
	switch {
	case t == nil:
		return noTalk()
	case v != casefile.AccessAgree && v != casefile.AccessMaintain:
		return casefile.Refuse("unknown-verdict", "agree or maintain", "%q is no answer of a grantee", v)
	case proposedBy(t, s.Start.Opening.Grantor) == nil:
		return casefile.Refuse("no-terms", "propose some", "%s has proposed no terms", s.Start.Opening.Grantor)
	case v == casefile.AccessMaintain && t.Awaiting != s.self():
		return casefile.Refuse("no-terms", "wait for an answer", "no terms wait for an answer of %s", s.self())
	}
	return nil
}

// mayWrite refuses a letter more where too many wait for the grantor already.
func (s *SubscriptionMachine) mayWrite() error {
	if len(s.Outbox) < lettersWaiting {
		return nil
	}
	return casefile.Refuse("letters-wait", "wait until it has taken some",
		"%d letters wait for %s, which has not answered", len(s.Outbox), s.Start.Opening.Grantor)
}

// maySay is mayAct of an act that goes out as a letter in any case.
func (s *SubscriptionMachine) maySay(a casefile.Act) error {
	if err := s.mayAct(a); err != nil {
		return err
	}
	return s.mayWrite()
}

// mayAct refuses the act of another party, and any act once the subscription has ended.
func (s *SubscriptionMachine) mayAct(a casefile.Act) error {
	if err := casefile.ByParty(a, s.self()); err != nil {
		return err
	}
	if s.Done() {
		return casefile.Refuse("ended", "ask for another access", "this access was refused or withdrawn")
	}
	return nil
}

// noTalk refuses a position where nothing is negotiated.
func noTalk() error {
	return casefile.Refuse("no-talk", "protest first", "no negotiation is open")
}

// sayOwn adds what the grantee says itself; the grantor is to answer.
func (s *SubscriptionMachine) sayOwn(kind casefile.EventKind, a casefile.AccessAct, terms *casefile.AccessTerms, m casefile.Moment) {
	s.say(Position{By: a.By, Kind: kind, Reason: a.Reason, Terms: terms, At: m.At, Seen: m.Seen}, s.add(s.policy.AnswerProtest, m.At))
}

// send puts a position on record and sends it.
func (s *SubscriptionMachine) send(body casefile.AccessSubmission, kind casefile.EventKind, a casefile.AccessAct, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	acts := s.post(body)
	s.turn(s.Stage)
	e := s.event(kind, a)
	if body.Answer != nil {
		e.Code = casefile.Code(body.Answer.Verdict)
	}
	s.note(m, e)
	return s.Accept(a.Act, m, fmt.Sprintf("sent to %s", s.Start.Opening.Grantor)), acts, nil
}

// event is the event of an act that went out with the letter written last.
func (s *SubscriptionMachine) event(kind casefile.EventKind, a casefile.AccessAct) casefile.Event {
	return casefile.Event{Kind: kind, By: a.By.Party, Decider: &a.By, Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source, Request: s.latest()}
}
