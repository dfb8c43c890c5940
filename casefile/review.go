package casefile

import (
	"slices"
	"time"

	"writ/legal"
)

// ReviewMachine hears one challenge at an authority.
type ReviewMachine struct {
	Start     TaskStart `json:"start"`
	Challenge Challenge `json:"challenge"`
	Journal
	Ruling *Ruling `json:"ruling,omitempty"`

	law *legal.Law
}

// NewReview makes the machine of a challenge that arrived.
func NewReview(s TaskStart, c Challenge) (*ReviewMachine, error) {
	x := &ReviewMachine{Start: s, Challenge: c, Journal: Journal{Step: StepID(c.ID)}}
	return x, x.Bind()
}

// Bind opens the law of the request; call it after decoding.
func (x *ReviewMachine) Bind() error {
	law, err := openLaw(x.Start.Edition, x.Start.Calendars)
	x.law = law
	return err
}

// Begin takes the challenge in and starts the hearing target.
func (x *ReviewMachine) Begin() []Action {
	m := Moment{At: x.Challenge.At, Seen: x.Start.Seen}
	due := addPractice(x.law, legal.PracticeHearingTarget, m.At, x.Start.Desk.Zone)
	x.Move(StageUnderReview, x.Start.Desk.Party, due)
	x.Alarms.Set(AlarmTarget, "", due)
	x.Note(m, Event{Kind: EvChallenged, By: x.Start.From, Instrument: x.Challenge.Order.Instrument, Request: x.Challenge.ID, Reason: x.Challenge.Grounds})
	return nil
}

// Ring reminds the authority. Silence upholds nothing and quashes nothing.
func (x *ReviewMachine) Ring(a Alarm, now time.Time) []Action {
	x.Alarms.Clear(a.Name, a.Ref)
	x.Note(Moment{At: a.At, Seen: now}, Event{Kind: EvReminder, By: x.Start.From, Request: x.Challenge.ID})
	return []Action{{Remind: &Reminding{To: x.Start.Desk.Party, Kind: EvReminder, Due: a.At}}}
}

// Rule takes the authority's ruling.
func (x *ReviewMachine) Rule(r Rule, m Moment) (Receipt, error) {
	if err := x.mayRule(r, m); err != nil {
		return Receipt{}, err
	}
	ruling := Ruling{Verdict: r.Verdict, Reason: r.Reason, Decider: r.By, At: m.At}
	if r.Verdict == RulingNarrowed {
		order := x.Challenge.Order
		order.Categories = r.Categories
		ruling.Order = &order
	}
	x.finish(ruling, EvRuled, r.By.Party, m)
	return x.Accept(r.Act, m, "order "+string(r.Verdict)), nil
}

func (x *ReviewMachine) mayRule(r Rule, m Moment) error {
	if x.Done() {
		return Refuse("decided", "", "this challenge was ruled on before: %s", x.Ruling.Verdict)
	}
	if err := ByParty(r.Act, x.Start.Desk.Party); err != nil {
		return err
	}
	if r.By.Role != legal.RoleJudge {
		return Refuse("issuer-without-power", "a judge rules", "a %s cannot rule on a challenge", r.By.Role)
	}
	if r.Reason == "" {
		return Refuse("no-reason", "give a reason", "a ruling has a reason")
	}
	switch r.Verdict {
	case Upheld, Quashed:
	case RulingNarrowed:
		if len(r.Categories) == 0 {
			return Refuse("nothing-narrowed", "name the categories that remain", "a narrowed order says what remains")
		}
		for _, c := range r.Categories {
			if !slices.Contains(x.Challenge.Order.Categories, c) {
				return Refuse("wider", "stay within the order", "category %s is not in the order: a ruling narrows, it never widens", c)
			}
		}
	default:
		return Refuse("unknown-verdict", "upheld, narrowed or quashed", "verdict %q is unknown", r.Verdict)
	}
	return NotBefore(m.At, x.Challenge.At, "the challenge")
}

func (x *ReviewMachine) finish(r Ruling, kind EventKind, by PartyID, m Moment) {
	x.Ruling = &r
	x.Alarms = nil
	x.Move(StageEnded, Nobody, time.Time{})
	x.Note(m, Event{Kind: kind, By: by, Request: x.Challenge.ID, Code: Code(r.Verdict), Reason: r.Reason, Order: r.Order})
}

// Withdraw records that the challenge was taken back.
func (x *ReviewMachine) Withdraw(m Moment) {
	if x.Done() {
		return
	}
	x.finish(Ruling{Verdict: NotRuled, Decider: Decider{Party: x.Start.From}, At: m.At}, EvRequestWithdrawn, x.Start.From, m)
}
