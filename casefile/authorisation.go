package casefile

import (
	"fmt"
	"slices"
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// AlarmTarget is the alarm of a decision's working target.
const AlarmTarget AlarmName = "target"

// Desk is the party at whose desk a task lies, as its directory describes it.
type Desk struct {
	Party  PartyID    `json:"party"`
	Office legal.Role `json:"office"` // in which it decides
	Zone   string     `json:"zone"`   // of its clocks
	// Calendar is that of its clocks where it is not the zone's default.
	Calendar     string `json:"calendar,omitempty"`
	Jurisdiction string `json:"jurisdiction,omitempty"`
}

// TaskStart is what the work on a request begins with.
type TaskStart struct {
	Desk    Desk    `json:"desk"`
	From    PartyID `json:"from"` // who asks
	Edition string  `json:"edition"`
	// At is when the request was made, Seen when this side learned of it.
	At   time.Time `json:"at"`
	Seen time.Time `json:"seen"`
	// Calendars are published states of calendars, laid over the edition.
	Calendars []clock.CalendarData `json:"calendars,omitempty"`
	// Sender is who asks, as this side's directory describes it, not as the
	// message does. Enforcing are the authorities that are notified of foreign
	// orders, by jurisdiction. Both are empty where the directory says nothing.
	Sender    Desk               `json:"sender,omitzero"`
	Enforcing map[string]Decider `json:"enforcing,omitempty"`
}

// ApplicationMachine decides one application at an authority.
type ApplicationMachine struct {
	Start       TaskStart   `json:"start"`
	Application Application `json:"application"`
	Journal
	Decision *Decision `json:"decision,omitempty"`

	law        *legal.Law
	own        *legal.Law // without the calendars that the requester sent
	instrument legal.Instrument
}

// NewApplication makes the machine of an application that arrived.
func NewApplication(s TaskStart, a Application) (*ApplicationMachine, error) {
	m := &ApplicationMachine{Start: s, Application: a, Journal: Journal{Step: StepID(a.ID)}}
	return m, m.Bind()
}

// Bind opens the law of the request; call it after decoding.
func (x *ApplicationMachine) Bind() error {
	law, err := openLaw(x.Start.Edition, x.Start.Calendars)
	if err != nil {
		return err
	}
	in, ok := law.Instrument(x.Application.Instrument)
	if !ok {
		return fmt.Errorf("instrument %q is not in the law of edition %s", x.Application.Instrument, x.Start.Edition)
	}
	x.law, x.instrument = law, in
	x.own, err = legal.Open(x.Start.Edition)
	return err
}

// Begin takes the application in and starts the decision target. Where the law
// sets the time of the decision (a validation, the refusal window of a notified
// authority) that is when it is due, and the reminder comes no later.
func (x *ApplicationMachine) Begin() []Action {
	a := x.Application
	m := Moment{At: a.At, Seen: x.Start.Seen}
	target := addPractice(x.law, legal.PracticeDecisionTarget, m.At, x.Start.Desk.Zone)
	due := target
	if by := x.decideBy(); !by.IsZero() {
		due, target = by, earlier(by, target)
	}
	x.Move(StageAwaitingApproval, x.Start.Desk.Party, due)
	x.Alarms.Set(AlarmTarget, "", target)
	e := Event{Kind: EvApplied, By: x.Start.From, Instrument: a.Instrument, Holder: a.Holder, Request: a.ID}
	switch {
	case a.Validates != nil:
		e.Order = a.Validates
	case a.Notifies != nil:
		e.Kind, e.Order = EvNotified, a.Notifies
	}
	x.Note(m, e)
	return nil
}

// Ring reminds the authority. Silence never grants.
func (x *ApplicationMachine) Ring(a Alarm, now time.Time) []Action {
	x.Alarms.Clear(a.Name, a.Ref)
	x.Note(Moment{At: a.At, Seen: now}, Event{Kind: EvReminder, By: x.Start.From, Request: x.Application.ID})
	return []Action{{Remind: &Reminding{To: x.Start.Desk.Party, Kind: EvReminder, Due: a.At}}}
}

// Decide takes the authority's decision.
func (x *ApplicationMachine) Decide(d DecideApplication, m Moment) (Receipt, error) {
	if err := x.mayDecide(d, m); err != nil {
		return Receipt{}, err
	}
	decision := Decision{Verdict: d.Verdict, Reason: d.Reason, Decider: d.By, At: m.At}
	if x.onAnOrder() {
		return x.decideOnOrder(d, decision, m), nil
	}
	kind := EvDenied
	switch d.Verdict {
	case Granted, Narrowed:
		order, err := x.order(d, m)
		if err != nil {
			return Receipt{}, err
		}
		decision.Order, kind = &order, EvGranted
		if d.Verdict == Narrowed {
			kind = EvNarrowed
		}
	case Returned:
		kind = EvReturned
	}
	x.finish(decision, kind, d.By.Party, m)
	return x.Accept(d.Act, m, "application "+string(d.Verdict)), nil
}

func (x *ApplicationMachine) finish(d Decision, kind EventKind, by PartyID, m Moment) {
	x.Decision = &d
	x.Alarms = nil
	x.Move(StageEnded, Nobody, time.Time{})
	x.Note(m, Event{Kind: kind, By: by, Instrument: x.Application.Instrument, Request: x.Application.ID, Order: d.Order, Reason: d.Reason})
}

func (x *ApplicationMachine) mayDecide(d DecideApplication, m Moment) error {
	if x.Done() {
		return Refuse("decided", "", "this application was decided before: %s", x.Decision.Verdict)
	}
	// Nobody decides on an own application; said first, because it is the likelier
	// mistake and the graver one.
	if d.By.Party == x.Application.Requester || d.By.Party == x.Application.Applicant.Party {
		return Refuse("own-application", "the authority decides", "party %q cannot decide on its own application", d.By.Party)
	}
	if err := ByParty(d.Act, x.Start.Desk.Party); err != nil {
		return err
	}
	if !slices.Contains([]Verdict{Granted, Narrowed, Returned, Denied}, d.Verdict) {
		return Refuse("unknown-verdict", "granted, narrowed, returned or denied", "verdict %q is unknown", d.Verdict)
	}
	if (d.Verdict == Returned || d.Verdict == Denied) && d.Reason == "" {
		return Refuse("no-reason", "give a reason", "an application is %s with a reason", d.Verdict)
	}
	if x.onAnOrder() {
		if err := x.mayDecideOnOrder(d, m); err != nil {
			return err
		}
	} else if able := x.issuers(); (d.Verdict == Granted || d.Verdict == Narrowed) && !slices.Contains(able, d.By.Role) {
		return Refuse("issuer-without-power", fmt.Sprintf("it is issued by one of %s", words(able)),
			"a %s cannot issue %s", d.By.Role, x.instrument.ID)
	}
	if d.By.Role != x.Start.Desk.Office {
		return Refuse("wrong-office", fmt.Sprintf("decide as %s", x.Start.Desk.Office),
			"%s decides as %s, not as %s: holders would find the order defective", x.Start.Desk.Party, x.Start.Desk.Office, d.By.Role)
	}
	return NotBefore(m.At, x.Application.At, "the application")
}

// order writes the paper that the decision issues.
func (x *ApplicationMachine) order(d DecideApplication, m Moment) (Order, error) {
	a := x.Application
	o := Order{
		ID: a.ID, Instrument: a.Instrument, Issuer: d.By, Holder: a.Holder, Selector: a.Selector,
		Categories: a.Categories, Range: a.Range, Offence: a.Offence, Issued: m.At,
		ValidUntil: d.ValidUntil, ReplyBy: d.ReplyBy, Compels: a.Compels,
		Entity: a.Entity, Protected: a.Protected, Requester: a.Jurisdiction, Emergency: a.Threat.stated(),
	}
	if n := x.instrument.Notification; n != nil {
		o.Domestic = n.UnlessDomestic && a.Domestic
	}
	longest := x.validity(m.At)
	if o.ValidUntil.IsZero() {
		o.ValidUntil = longest
	} else if x.instrument.Validity != nil && o.ValidUntil.After(longest) {
		return Order{}, Refuse("longer-than-law", "leave it out for the longest that the law allows",
			"%s is valid until %s at most", x.instrument.ID, longest.Format(time.RFC3339))
	}
	if !o.ValidUntil.After(m.At) || !o.ReplyBy.IsZero() && !o.ReplyBy.After(m.At) {
		return Order{}, Refuse("ends-before-it-begins", "a deadline lies after the decision",
			"the order would lapse or fall due before it was signed at %s", m.At.Format(time.RFC3339))
	}
	if d.Verdict == Narrowed {
		if err := x.narrow(&o, d); err != nil {
			return Order{}, err
		}
	} else if len(d.Categories) > 0 || d.Range != nil {
		return Order{}, Refuse("not-narrowed", "use narrow to grant less than was asked", "a grant gives what was asked; it names no scope of its own")
	}
	if !d.GagUntil.IsZero() {
		if !d.GagUntil.After(m.At) {
			return Order{}, Refuse("gag-without-end", "a gag ends after the decision", "the gag would end at %s", d.GagUntil.Format(time.RFC3339))
		}
		o.Gag = &Gag{Until: d.GagUntil}
	}
	return o, nil
}

func (x *ApplicationMachine) narrow(o *Order, d DecideApplication) error {
	if len(d.Categories) == 0 && d.Range == nil {
		return Refuse("nothing-narrowed", "name the categories or the dates that remain", "a narrowed order says what remains")
	}
	for _, c := range d.Categories {
		if !slices.Contains(x.Application.Categories, c) {
			return Refuse("wider", fmt.Sprintf("asked were %s", words(x.Application.Categories)), "category %s was not asked for: an order is narrowed, never widened", c)
		}
	}
	if len(d.Categories) > 0 {
		o.Categories = d.Categories
	}
	if d.Range != nil {
		if asked := x.Application.Range; asked != nil && (d.Range.From.Before(asked.From) || d.Range.To.After(asked.To)) {
			return Refuse("wider", "stay within the dates asked for", "the dates reach beyond those asked for: an order is narrowed, never widened")
		}
		o.Range = d.Range
	}
	return nil
}

func (x *ApplicationMachine) validity(from time.Time) time.Time {
	term := x.law.Practice(legal.PracticeValidityDefault)
	if x.instrument.Validity != nil {
		term = *x.instrument.Validity
	}
	return addTerm(x.law, term, from, x.Start.Desk.Zone)
}

// Withdraw records that the requester took the application back.
func (x *ApplicationMachine) Withdraw(m Moment) {
	if x.Done() {
		return
	}
	x.finish(Decision{Verdict: Withdrawn, Decider: Decider{Party: x.Start.From}, At: m.At}, EvRequestWithdrawn, x.Start.From, m)
}
