package access

import (
	"fmt"
	"slices"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// SubscriptionStart is what a subscription begins with at its grantee.
type SubscriptionStart struct {
	Opening casefile.AccessOpening `json:"opening"`
	Desk    casefile.Desk          `json:"desk"` // the grantee's
}

// SubscriptionMachine is one standing access at its grantee. It decides nothing: the
// grantor's notices say how the access stands, and the grantor's answers what became
// of a declared use.
type SubscriptionMachine struct {
	Start SubscriptionStart `json:"start"`
	casefile.Journal
	Terms  casefile.AccessTerms `json:"terms"`  // as they hold now
	Policy policy.ID            `json:"policy"` // the version that holds now
	// Stands is the latest notice of the grantor; nil while a request has no answer.
	Stands *casefile.AccessNotice `json:"stands,omitempty"`
	// Notices are the latest ones, at most noticesKept.
	Notices []casefile.AccessNotice `json:"notices,omitempty"`
	// Behind is by how much the grantor's numbers lag behind those that are passed on,
	// since its record was set back.
	Behind int `json:"behind,omitempty"`
	// Uses are the latest declared uses, at most ownUsesKept of those with a verdict;
	// the others wait in the outbox. Refused counts the refused ones among all.
	Uses    []OwnUse `json:"uses,omitempty"`
	Refused int      `json:"refused,omitempty"`
	// Leaning is what hangs on it: cases and onward grants.
	Leaning []casefile.Leaning `json:"leaning,omitempty"`
	Talks   []Talk             `json:"talks,omitempty"`
	Letters int                `json:"letters"`
	Outbox  Outbox             `json:"outbox,omitempty"`

	policy *policy.Policy
}

// What a subscription remembers. It bounds what a run that continues as new carries
// over.
const (
	// ownUsesKept is how many decided uses are kept. A use that is declared again under
	// the key of one that was forgotten goes to the grantor, which knows it.
	ownUsesKept = 200
	// noticesKept is how many of the grantor's notices are kept. Each says the whole
	// standing, so that the latest would do; the others are for people to read.
	noticesKept = 100
	// lettersWaiting is how many letters may wait for a grantor that does not answer.
	// An act that would write another is refused.
	lettersWaiting = 200
)

// OwnUse is a use that the grantee declared; its verdict is nil while the grantor has
// not answered, and then it is not accepted.
type OwnUse struct {
	casefile.DeclareUse
	Use     casefile.UseID       `json:"use"`
	Verdict *casefile.UseVerdict `json:"verdict,omitempty"`
	// Receipt is what was answered, and is answered again to a repeat, with the verdict
	// once there is one.
	Receipt casefile.Receipt `json:"receipt"`
	Seen    time.Time        `json:"seen"`
}

// NewSubscription makes the machine of a new subscription. An error names the field
// that is wrong, its value and what would be right.
func NewSubscription(start SubscriptionStart) (*SubscriptionMachine, error) {
	o := start.Opening
	s := &SubscriptionMachine{
		Start: start, Journal: casefile.Journal{Step: casefile.StepID(o.Grant)},
		Terms: o.Terms, Policy: o.Policy,
	}
	if err := s.Bind(); err != nil {
		return nil, err
	}
	if o.Grantee != start.Desk.Party {
		return nil, fmt.Errorf("opening.grantee %q: want %q, whose desk this is", o.Grantee, start.Desk.Party)
	}
	return s, validateOpening(o, s.policy)
}

// Bind opens the policy of the contract; call it after decoding.
func (s *SubscriptionMachine) Bind() error {
	p, err := policy.Open(s.Policy)
	s.policy = p
	return err
}

// Begin opens the subscription; one that is requested sends its request. Another hears
// how it stands from the grantor's first notice, and until then it permits nothing.
func (s *SubscriptionMachine) Begin() []casefile.Action {
	o := s.Start.Opening
	if !o.Requested {
		s.Move(casefile.StageAccessRequested, o.Grantor, time.Time{})
		return nil
	}
	due := s.add(s.policy.AnswerRequest, o.At)
	s.Move(casefile.StageAccessRequested, o.Grantor, due)
	s.Alarms.Set(AlarmRequest, "", due)
	acts := s.post(casefile.AccessSubmission{Opening: &o})
	s.note(casefile.Moment{At: o.At, Seen: o.Seen}, casefile.Event{
		Kind: casefile.EvAccessRequested, By: o.By.Party, NotBefore: o.NotBefore, Source: o.Source, Request: s.latest(),
	})
	return acts
}

// Ring takes a deadline that has come due. It reminds, and changes nothing: silence
// neither gives an access back nor takes it away.
func (s *SubscriptionMachine) Ring(a casefile.Alarm, now time.Time) []casefile.Action {
	s.Alarms.Clear(a.Name, a.Ref)
	m := casefile.Moment{At: a.At, Seen: now}
	if a.Name == AlarmNegotiation {
		s.noResult(m, casefile.Event{Kind: casefile.EvNoResult, By: s.self()})
		return nil
	}
	s.note(m, casefile.Event{Kind: casefile.EvReminder, By: s.self()})
	return []casefile.Action{{Remind: &casefile.Reminding{To: s.self(), Kind: casefile.EvReminder, Due: a.At}}}
}

// Cancelled ends it on record because an operator cancelled its workflow: what hangs on
// it is told that it has ended. Letters that were not answered are dropped, and a use
// without a verdict stays one that was not accepted.
func (s *SubscriptionMachine) Cancelled(m casefile.Moment) []casefile.Action {
	if s.Done() {
		return nil
	}
	n := s.over(casefile.CodeWithdrawn, m)
	s.end(m, casefile.Event{Kind: casefile.EvAccessTerminated, By: s.self(), Code: n.Code})
	return s.passAll(n)
}

// Open lists the actions that are open to the grantee now, as the command line spells
// them. An answer is spelled as its verdict.
func (s *SubscriptionMachine) Open() []string {
	open := []string{}
	if s.Done() {
		return open
	}
	if s.Stands != nil && len(s.Stands.Usable) > 0 && casefile.AccessUsable(s.Stands.Stage) {
		open = append(open, "use")
	}
	t := s.talk()
	switch {
	case t == nil && s.cut():
		open = append(open, "protest")
	case t != nil:
		for _, v := range []casefile.AccessVerdict{casefile.AccessAgree, casefile.AccessMaintain} {
			if s.mayAnswer(v) == nil {
				open = append(open, string(v))
			}
		}
		open = append(open, actionPropose)
	}
	return open
}

// self is the grantee, whose machine this is.
func (s *SubscriptionMachine) self() casefile.PartyID { return s.Start.Desk.Party }

// heard is the number of the latest notice.
func (s *SubscriptionMachine) heard() int {
	if s.Stands == nil {
		return 0
	}
	return s.Stands.N
}

// cut reports whether something was decided against the grantee, as far as it knows:
// not all stated purposes may be used.
func (s *SubscriptionMachine) cut() bool {
	if s.Stands == nil {
		return false
	}
	return slices.ContainsFunc(s.Terms.Purposes, func(p legal.Purpose) bool { return !s.Stands.Permits(p) })
}

// add counts a term of the policy in the grantee's zone.
func (s *SubscriptionMachine) add(t legal.Term, from time.Time) time.Time {
	return s.policy.Add(t, from, s.Start.Desk.Zone)
}

// note records an event of this access.
func (s *SubscriptionMachine) note(m casefile.Moment, e casefile.Event) {
	e.Grant, e.Holder = s.Start.Opening.Grant, s.Start.Opening.Data
	s.Note(m, e)
}

// turn moves to a stage, with whoever is to act next: the grantor while a request, a
// review or a position of the grantee waits, the grantee while a proposal of the
// grantor does.
func (s *SubscriptionMachine) turn(stage casefile.Stage) {
	awaiting, due := casefile.Nobody, time.Time{}
	switch t := s.talk(); {
	case t != nil:
		awaiting, due = t.Awaiting, t.Due
	case s.Stands == nil:
		awaiting, due = s.Start.Opening.Grantor, s.Due
	case stage == casefile.StageAccessUnderReview:
		awaiting, due = s.Start.Opening.Grantor, s.Stands.Due
	}
	s.Move(stage, awaiting, due)
}

// over is the standing that the grantee itself gives an access that has ended without
// a word of the grantor; it comes after all that was heard.
func (s *SubscriptionMachine) over(code casefile.Code, m casefile.Moment) casefile.AccessNotice {
	s.Stands = &casefile.AccessNotice{
		Grant: s.Start.Opening.Grant, N: s.heard() + 1, Kind: casefile.EvAccessTerminated,
		Stage: casefile.StageAccessTerminated, Code: code,
		Received: s.policy.ReceivedAfter(policy.Terminated).Verdict, At: m.At,
	}
	return *s.Stands
}

// end ends the subscription for good.
func (s *SubscriptionMachine) end(m casefile.Moment, e casefile.Event) {
	s.Alarms, s.Outbox = nil, nil
	s.Move(casefile.StageEnded, casefile.Nobody, time.Time{})
	s.note(m, e)
}
