package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"writ/legal"
)

// mayAct refuses an act on a task that is closed, or of the wrong party, or
// dated before the demand.
func (x *DemandMachine) mayAct(a Act, m Moment) error {
	if x.Done() {
		return Refuse("decided", "", "this request was answered before: %s", x.Status)
	}
	if err := ByParty(a, x.Start.Desk.Party); err != nil {
		return err
	}
	return NotBefore(m.At, x.Demand.At, "the service of the request")
}

// tell sends progress to the requester.
func (x *DemandMachine) tell(p Progress) Action {
	x.Said++
	p.Request, p.N = x.Demand.ID, x.Said
	return Action{Tell: &p}
}

// Acknowledge confirms receipt.
func (x *DemandMachine) Acknowledge(a Act, m Moment) (Receipt, []Action, error) {
	if err := x.mayAct(a, m); err != nil {
		return Receipt{}, nil, err
	}
	if x.Status != AwaitingDisclosure {
		return Receipt{}, nil, Refuse("decided", "", "this request was answered before: %s", x.Status)
	}
	x.ToAcknowledge = nil
	x.Alarms.Clear(AlarmAcknowledge, "")
	x.Note(m, Event{Kind: EvAcknowledged, By: a.By.Party, Request: x.Demand.ID})
	return x.Accept(a, m, "acknowledged"), []Action{x.tell(Progress{Kind: Acknowledged, At: m.At})}, nil
}

// GiveNotice records that the account's user was told. A gag forbids it until
// its end.
func (x *DemandMachine) GiveNotice(a Act, m Moment) (Receipt, []Action, error) {
	if err := x.mayAct(a, m); err != nil {
		return Receipt{}, nil, err
	}
	if x.gagged(m.At) {
		return Receipt{}, nil, Refuse("gagged", "give notice after the gag ends", "a gag forbids notice until %s", x.Demand.Order.Gag.Until.Format("2006-01-02T15:04:05Z07:00"))
	}
	x.Noticed = true
	e := Event{Kind: EvNoticeGiven, By: a.By.Party, Request: x.Demand.ID}
	if x.Stage == StageNoticeDeferred {
		x.Alarms = nil
		x.Move(StageEnded, Nobody, time.Time{})
		x.Note(m, e)
		return x.Accept(a, m, "notice given"), nil, nil
	}
	x.Note(m, e)
	return x.Accept(a, m, "notice given"), []Action{x.tell(Progress{Kind: NoticeGiven, At: m.At})}, nil
}

// Challenge brings the order before the authority that issued it. The reply
// clock pauses, keeping what remains.
func (x *DemandMachine) Challenge(c MakeChallenge, m Moment) (Receipt, []Action, error) {
	if err := x.mayAct(c.Act, m); err != nil {
		return Receipt{}, nil, err
	}
	switch {
	case x.Status != AwaitingDisclosure:
		return Receipt{}, nil, Refuse("decided", "", "this request was answered before: %s", x.Status)
	case x.Demand.Order == nil:
		return Receipt{}, nil, Refuse("nothing-to-challenge", "refuse it instead", "an emergency request is voluntary: there is no order to challenge")
	case x.Pending != nil:
		return Receipt{}, nil, Refuse("under-review", "wait for the ruling", "a challenge to this order is under review")
	case c.Grounds == "":
		return Receipt{}, nil, Refuse("no-reason", "state the grounds", "a challenge has grounds")
	}
	x.Challenges++
	id := ChallengeIDFor(x.Demand.ID, x.Challenges)
	authority := x.Demand.Order.reviewer()
	due := addPractice(x.law, legal.PracticeHearingTarget, m.At, x.Start.Desk.Zone)
	out := Outgoing{ID: id, To: authority, Challenge: &Challenge{
		ID: id, Holder: x.Start.Desk.Party, Authority: authority, Order: *x.Demand.Order, Grounds: c.Grounds, By: c.By, At: m.At,
	}}
	x.Pending = &out
	x.Reply, x.Remaining = pauseClock(x.Reply, x.Demand.Due, m.At, "the holder challenged the order")
	x.Alarms.Clear(AlarmReply, "")
	x.Move(StageUnderReview, authority, due)
	x.Note(m, Event{Kind: EvChallenged, By: c.By.Party, Request: x.Demand.ID, Reason: c.Grounds})
	told := x.tell(Progress{Kind: Challenged, Awaiting: authority, Due: due, Reason: c.Grounds, At: m.At})
	return x.Accept(c.Act, m, "challenge sent to "+string(authority)), []Action{{Send: &out}, told}, nil
}

// Ruled takes the authority's ruling on the challenge.
func (x *DemandMachine) Ruled(id RequestID, r Ruling, m Moment) []Action {
	if x.Pending == nil || x.Pending.ID != id || x.Done() {
		return nil
	}
	x.Pending = nil
	if r.Verdict == Quashed {
		return x.settle(Answer{Status: Rejected, Code: CodeQuashed, Reason: r.Reason, Decider: r.Decider, At: m.At}, EvRefused, m)
	}
	if o, ok := x.Demand.Order.narrowedTo(r.Order); ok && r.Verdict == RulingNarrowed {
		x.Demand.Order, x.Demand.Categories = &o, o.Categories
	}
	x.Reply, x.Demand.Due = resumeClock(x.law, x.Reply, x.Demand.Due, x.Remaining, m.At, "the authority has ruled")
	x.Remaining = 0
	x.Alarms.Set(AlarmReply, "", x.Demand.Due)
	x.stand()
	x.Note(m, Event{Kind: EvRuled, By: r.Decider.Party, Request: x.Demand.ID, Code: Code(r.Verdict), Reason: r.Reason, Order: r.Order})
	return []Action{
		x.tell(Progress{Kind: Ruled, Awaiting: r.Decider.Party, Code: Code(r.Verdict), Reason: r.Reason, Order: r.Order, At: m.At}),
		x.tell(Progress{Kind: DueMoved, Due: x.Demand.Due, At: m.At}),
	}
}

// Decide takes the holder's answer.
func (x *DemandMachine) Decide(d DecideDisclosure, m Moment) (Receipt, []Action, error) {
	if err := x.mayAct(d.Act, m); err != nil {
		return Receipt{}, nil, err
	}
	if x.Status != AwaitingDisclosure {
		return Receipt{}, nil, Refuse("decided", "", "this request was answered before: %s", x.Status)
	}
	if x.Pending != nil {
		return Receipt{}, nil, Refuse("under-review", "wait for the ruling", "a challenge to this order is under review: nothing is disclosed or refused meanwhile")
	}
	a := Answer{Status: d.Status, Code: d.Code, Reason: d.Reason, Decider: d.By, At: m.At}
	kind := EvRefused
	switch d.Status {
	case Disclosed:
		if err := x.mayDisclose(d, m); err != nil {
			return Receipt{}, nil, err
		}
		a.Delivered, kind = d.Delivered, EvDisclosed
	case DisclosureNotAvailable:
		kind = EvNotAvailable
		if !slices.Contains([]Code{CodeNoRecord, CodeGone, CodeNotUnique, CodeAnonymised, CodeForeign}, d.Code) {
			return Receipt{}, nil, Refuse("unknown-code", "no-record, gone, not-unique, anonymised or foreign", "code %q does not say why nothing is available", d.Code)
		}
	case Rejected:
		if d.Reason == "" {
			return Receipt{}, nil, Refuse("no-reason", "give a reason", "a refusal has a reason")
		}
		a.Code = cmp.Or(d.Code, CodeRefused)
	default:
		return Receipt{}, nil, Refuse("unknown-status", "Disclosed, DisclosureNotAvailable or Rejected", "status %q is no answer here", d.Status)
	}
	acts := x.settle(a, kind, m)
	return x.Accept(d.Act, m, string(d.Status)), acts, nil
}

// asked reports whether an identifier lies within the categories asked for. An
// address with its time identifies a user, and is traffic data too.
func (x *DemandMachine) asked(id Identifier) bool {
	return slices.Contains(x.Demand.Categories, id.Category()) ||
		id.Kind == legal.KindIP && slices.Contains(x.Demand.Categories, legal.TrafficData)
}

// mayDisclose keeps a disclosure within what was asked and ordered, and behind
// the notice that the holder's policy owes its user and the bar of a notified
// authority.
func (x *DemandMachine) mayDisclose(d DecideDisclosure, m Moment) error {
	if err := x.mayDeliver(m.At); err != nil {
		return err
	}
	if len(d.Delivered) == 0 {
		return Refuse("nothing-delivered", "name what is disclosed, or answer none-held", "a disclosure delivers something")
	}
	for _, id := range d.Delivered {
		if !x.asked(id) {
			return Refuse("out-of-scope", fmt.Sprintf("asked were %v", x.Demand.Categories), "an identifier of kind %q lies outside the categories asked for", id.Kind)
		}
		if r := x.Demand.Range; r != nil && id.IP != nil && !r.contains(id.IP.At) {
			return Refuse("out-of-scope", fmt.Sprintf("asked was %s to %s", r.From.Format(time.RFC3339), r.To.Format(time.RFC3339)),
				"an observation at %s lies outside the dates asked for", id.IP.At.Format(time.RFC3339))
		}
	}
	if required, why := x.NoticeRequired(m.At); required {
		return Refuse("notice-first", "give notice to the user first", "notice to the user comes before disclosure: %s", why.Text)
	}
	return nil
}

// Open lists the decisions that are open to the holder now, as the command line
// spells them.
func (x *DemandMachine) Open() []string {
	switch {
	case x.Stage == StageNoticeDeferred:
		return []string{"give-notice"}
	case x.Done(), x.Pending != nil:
		return []string{}
	case x.Demand.Order == nil:
		return []string{"acknowledge", "disclose", "refuse", "none-held", "gone", "not-unique", "anonymised"}
	case x.Stage == StageSuspended:
		return []string{"acknowledge", "give-notice", "cleared", "refuse", "none-held", "gone", "not-unique", "anonymised", "foreign", "challenge"}
	}
	return []string{"acknowledge", "give-notice", "disclose", "refuse", "none-held", "gone", "not-unique", "anonymised", "foreign", "challenge"}
}
