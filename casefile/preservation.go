package casefile

import (
	"fmt"
	"time"

	"writ/legal"
)

// AlarmExpiry is the alarm at which preserved data lapses.
const AlarmExpiry AlarmName = "expiry"

// HoldMachine answers one preservation request at a holder, and keeps the
// expiry afterwards.
type HoldMachine struct {
	Start TaskStart `json:"start"`
	Hold  Hold      `json:"hold"`
	Journal
	Status Status      `json:"status"`
	Answer *HoldAnswer `json:"answer,omitempty"`

	law        *legal.Law
	instrument legal.Instrument
}

// NewHold makes the machine of a preservation request that arrived.
func NewHold(s TaskStart, h Hold) (*HoldMachine, error) {
	x := &HoldMachine{Start: s, Hold: h, Status: AwaitingPreservation, Journal: Journal{Step: StepID(h.ID)}}
	return x, x.Bind()
}

// Bind opens the law of the request; call it after decoding.
func (x *HoldMachine) Bind() error {
	law, err := openLaw(x.Start.Edition, x.Start.Calendars)
	if err != nil {
		return err
	}
	in, ok := law.Instrument(x.Hold.Instrument)
	if !ok || in.Nature != legal.NaturePreservation {
		return fmt.Errorf("instrument %q preserves nothing under the law of edition %s", x.Hold.Instrument, x.Start.Edition)
	}
	x.law, x.instrument = law, in
	return nil
}

// Begin takes the request in.
func (x *HoldMachine) Begin() []Action {
	m := Moment{At: x.Hold.At, Seen: x.Start.Seen}
	due := addPractice(x.law, legal.PracticePreserveReply, m.At, x.Start.Desk.Zone)
	x.Move(Stage(AwaitingPreservation), x.Start.Desk.Party, due)
	x.Alarms.Set(AlarmTarget, "", due)
	x.Note(m, Event{Kind: EvPreserveAsked, By: x.Start.From, Instrument: x.Hold.Instrument, Request: x.Hold.ID})
	return nil
}

// Ring reminds of an unanswered request, warns before preserved data lapses,
// and records when it has.
func (x *HoldMachine) Ring(a Alarm, now time.Time) []Action {
	x.Alarms.Clear(a.Name, a.Ref)
	m := Moment{At: a.At, Seen: now}
	kind := EvReminder
	switch a.Name {
	case AlarmRenewal:
		kind = EvPreserveLapsing
	case AlarmExpiry:
		x.Status = Expired
		x.Alarms = nil
		x.Move(StageEnded, Nobody, time.Time{})
		x.Note(m, Event{Kind: EvPreserveLapsed, By: x.Start.Desk.Party, Request: x.Hold.ID, Until: x.Answer.Until})
		return nil
	}
	x.Note(m, Event{Kind: kind, By: x.Start.From, Request: x.Hold.ID})
	return []Action{{Remind: &Reminding{To: x.Start.Desk.Party, Kind: kind, Due: x.Due}}}
}

// Decide takes the holder's answer.
func (x *HoldMachine) Decide(d DecidePreservation, m Moment) (Receipt, error) {
	if x.Status != AwaitingPreservation {
		return Receipt{}, Refuse("decided", "", "this request was answered before: %s", x.Status)
	}
	if err := ByParty(d.Act, x.Start.Desk.Party); err != nil {
		return Receipt{}, err
	}
	if err := NotBefore(m.At, x.Hold.At, "the request"); err != nil {
		return Receipt{}, err
	}
	answer := HoldAnswer{Status: d.Status, Code: d.Code, Reason: d.Reason, Decider: d.By, At: m.At}
	switch d.Status {
	case Preserved:
		until, renewals, ok := HoldUntil(x.law, x.Hold, m.At, x.Start.Desk.Zone)
		if !ok {
			return Receipt{}, Refuse("no-renewal-left", "refuse it, or ask for a new request",
				"%s allows %d renewals and this is number %d", x.instrument.ID, renewals, x.Hold.Round)
		}
		answer.Until = until
	case PreservationNotAvailable:
		if answer.Code == "" {
			answer.Code = CodeNoRecord
		}
	case Rejected:
		if answer.Code == "" {
			answer.Code = CodeRefused
		}
		if d.Reason == "" {
			return Receipt{}, Refuse("no-reason", "give a reason", "a refusal has a reason")
		}
	default:
		return Receipt{}, Refuse("unknown-status", "Preserved, PreservationNotAvailable or Rejected", "status %q is no answer here", d.Status)
	}
	x.settle(answer, d.By.Party, m)
	return x.Accept(d.Act, m, string(d.Status)), nil
}

// settle records the answer. Preserved data keeps the machine alive until it
// lapses.
func (x *HoldMachine) settle(a HoldAnswer, by PartyID, m Moment) {
	x.Answer, x.Status = &a, a.Status
	x.Alarms = nil
	kind := EvNotPreserved
	x.Move(StageEnded, Nobody, time.Time{})
	if a.Status == Preserved {
		kind = EvPreserved
		x.Move(Stage(Preserved), x.Start.Desk.Party, a.Until)
		x.Alarms.Set(AlarmExpiry, "", a.Until)
		x.Alarms.Set(AlarmRenewal, "", beforeTerm(x.law, x.law.Practice(legal.PracticeRenewalAlarm), a.Until, x.Start.Desk.Zone))

	}
	x.Note(m, Event{Kind: kind, By: by, Instrument: x.Hold.Instrument, Request: x.Hold.ID, Code: a.Code, Reason: a.Reason, Until: a.Until})
}

// Withdraw records that the requester took the request back or needs the data
// no longer.
func (x *HoldMachine) Withdraw(m Moment) {
	if x.Done() {
		return
	}
	x.settle(HoldAnswer{Status: Cancelled, Code: CodeWithdrawn, Decider: Decider{Party: x.Start.From}, At: m.At}, x.Start.From, m)
}
