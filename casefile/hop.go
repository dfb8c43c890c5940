package casefile

import (
	"fmt"
	"slices"
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// The alarms of a hop.
const (
	AlarmApply      AlarmName = "apply"     // remind the requester to open the gate
	AlarmEmergency  AlarmName = "emergency" // an emergency request went unanswered
	AlarmDecision   AlarmName = "decision"  // an application is overdue
	AlarmValidity   AlarmName = "validity"  // the order lapses
	AlarmLadder     AlarmName = "ladder"    // the next rung of the escalation
	AlarmHold       AlarmName = "hold"      // a preservation request is unanswered
	AlarmRenewal    AlarmName = "renewal"   // preserved data is about to lapse
	AlarmPerishSoon AlarmName = "perishes-soon"
	AlarmPerish     AlarmName = "perishes"
	// AlarmAcknowledge: the holder has not confirmed receipt in the time of the
	// law.
	AlarmAcknowledge AlarmName = "acknowledge"
	// AlarmValidation: the time to validate a paper issued before has run out.
	AlarmValidation AlarmName = "validation"
	// AlarmWindow: the time that a notified authority has to refuse has passed.
	AlarmWindow AlarmName = "refusal-window"
)

// HopStart is what a hop begins with.
type HopStart struct {
	Case         CaseID        `json:"case"`
	Hop          HopID         `json:"hop"`
	Requester    PartyID       `json:"requester"`
	Jurisdiction string        `json:"jurisdiction"`
	Zone         string        `json:"zone"`
	Authority    PartyID       `json:"authority"` // default addressee of applications
	Edition      string        `json:"edition"`
	Offence      legal.Offence `json:"offence"`
	Threat       *Threat       `json:"threat,omitempty"`
	Lead         Lead          `json:"lead"`
	// Wait keeps the hop back until its turn in the chain; data is preserved
	// meanwhile.
	Wait  bool      `json:"wait,omitempty"`
	Cause HopID     `json:"cause,omitempty"`
	At    time.Time `json:"at"`
	Seen  time.Time `json:"seen"`
	// Office is the requester's own, in which it may issue papers; Protected says
	// whose protected data may be touched.
	Office    legal.Role         `json:"office,omitempty"`
	Protected []legal.Protection `json:"protected,omitempty"`
	// Calendars are published states of calendars, laid over the edition.
	Calendars []clock.CalendarData `json:"calendars,omitempty"`
	// Through is the standing access by which the requester reads at this holder; nil
	// where it needs a paper.
	Through *Origin `json:"through,omitempty"`
	// NoneHeld answers at once an application for data of which the holder has
	// nothing. Hops that began before that was so go on without, to replay as they
	// were.
	NoneHeld bool `json:"noneHeld,omitempty"`
}

// HopMachine drives one holder's turn in the chain from the requester's side.
type HopMachine struct {
	Start HopStart `json:"start"`
	Journal
	Lane Lane `json:"lane"`
	// Asked counts requests, so that each has its own id.
	Asked int        `json:"asked"`
	Open  []Outgoing `json:"open"` // requests whose answer is awaited
	// InForce is the demand on whose answer the hop waits; Returned the
	// application that an authority sent back and that is to be made anew.
	InForce  RequestID `json:"inForce,omitempty"`
	Returned RequestID `json:"returned,omitempty"`
	Order    *Order    `json:"order,omitempty"`
	// Demand is the compulsory request in force, Rung the next rung of its ladder.
	Demand *Demand `json:"demand,omitempty"`
	Rung   int     `json:"rung"`
	// Remaining is what was left of the reply clock when a challenge paused it.
	Remaining time.Duration     `json:"remaining,omitempty"`
	Paused    bool              `json:"paused,omitempty"`
	Heard     map[RequestID]int `json:"heard,omitempty"` // last progress per request
	Kept      Kept              `json:"kept"`
	Outcome   Code              `json:"outcome,omitempty"`
	// Delivered is what the holder disclosed; the case takes its leads from the
	// events.
	Delivered []Identifier `json:"delivered,omitempty"`
	// Received is what the requester read by its standing access.
	Received []Identifier `json:"received,omitempty"`

	// Reply is the clock of the law behind the due instant of the demand; nil
	// where the paper sets its own return date or a working target applies.
	// ToAcknowledge runs until the holder has confirmed receipt.
	Reply         *clock.Running `json:"reply,omitempty"`
	ToAcknowledge *clock.Running `json:"toAcknowledge,omitempty"`
	// Stated, Enforcing and Domestic are what the application in force says
	// beside the paper: the threat, the authority that is to be notified, and that
	// the offence and the person's residence are in the requester's State.
	Stated    *Threat `json:"stated,omitempty"`
	Enforcing PartyID `json:"enforcing,omitempty"`
	Domestic  bool    `json:"domestic,omitempty"`
	// Validation is owed on an order that was issued without it; Window is the
	// time that a notified authority has to refuse. Both run beside the demand.
	Validation *Beside `json:"validation,omitempty"`
	Window     *Beside `json:"window,omitempty"`
	// Found is the outcome of a hop whose holder has disclosed while one of these
	// still runs. Restricted means that what was delivered may not be used.
	Found      Code `json:"found,omitempty"`
	Restricted bool `json:"restricted,omitempty"`
	// Refused says that a paper which the requester issued itself was not
	// validated: it issues no other one here.
	Refused bool `json:"refused,omitempty"`
	// Edition and Calendars are those to which the law was moved since the start.
	Edition   string               `json:"edition,omitempty"`
	Calendars []clock.CalendarData `json:"calendars,omitempty"`

	law    *legal.Law
	holder legal.Holder
}

// Kept is what is known of the preservation of a hop's data.
type Kept struct {
	Request RequestID `json:"request,omitempty"`
	Round   int       `json:"round"`
	Until   time.Time `json:"until,omitzero"`
}

// NewHop makes the machine of a new hop.
func NewHop(s HopStart) (*HopMachine, error) {
	h := &HopMachine{Start: s, Lane: LaneOrdinary, Journal: Journal{Step: StepID(s.Hop)}}
	return h, h.Bind()
}

// Bind opens the law under which the hop stands; call it after decoding.
func (h *HopMachine) Bind() error {
	edition, calendars := h.under()
	law, err := openLaw(edition, calendars)
	if err != nil {
		return err
	}
	holder, ok := law.Holder(h.Start.Lead.Holder)
	if !ok {
		return fmt.Errorf("holder %q is not in the registry of edition %q", h.Start.Lead.Holder, edition)
	}
	h.law, h.holder = law, holder
	return nil
}

// Begin starts the hop: data is preserved at once, beside everything else.
func (h *HopMachine) Begin() []Action {
	m := Moment{At: h.Start.At, Seen: h.Start.Seen}
	e := Event{Kind: EvHopStarted, By: h.Start.Requester, Holder: h.holder.ID, Lead: &h.Start.Lead, Cause: h.Start.Cause}
	switch {
	case h.Start.Wait:
		e.Kind = EvHopQueued
		h.Move(StageWaiting, h.Start.Requester, time.Time{})
	case h.Start.Through != nil:
		e = h.byAccess(e)
		h.beginThrough()
	default:
		h.Move(StageAwaitingApplication, h.Start.Requester, time.Time{})
	}
	e.Until = h.perishes()
	h.Note(m, e)
	h.watchPerishing(e.Until, m)
	acts := h.preserve(m.Then(), 0)
	if h.Stage == StageAwaitingApplication {
		acts = append(acts, h.openGate(m.Then())...)
	}
	return acts
}

// watchPerishing arms the alarms before the data perishes; data that had
// perished before its lead was found is recorded as that.
func (h *HopMachine) watchPerishing(perishes time.Time, m Moment) {
	if perishes.IsZero() {
		return
	}
	if !perishes.After(m.Seen) {
		h.Note(Moment{At: perishes, Seen: m.Seen}, Event{Kind: EvPerished, By: h.Start.Requester, Holder: h.holder.ID, Until: perishes})
		return
	}
	h.Alarms.Set(AlarmPerish, "", perishes)
	if soon := h.before(legal.PracticePerishAlarm, perishes); soon.After(m.Seen) {
		h.Alarms.Set(AlarmPerishSoon, "", soon)
	}
}

// Release lets a waiting hop begin. It needs a paper: only the first hop of a case
// goes by standing access, and that one never waits.
func (h *HopMachine) Release(t Turn, m Moment) []Action {
	if h.Stage != StageWaiting {
		return nil
	}
	h.Move(StageAwaitingApplication, h.Start.Requester, time.Time{})
	h.Note(m, Event{Kind: EvHopStarted, By: h.Start.Requester, Holder: h.holder.ID, Lead: &h.Start.Lead, Cause: t.Cause})
	return h.openGate(m.Then())
}

// openGate goes to the emergency lane when a threat to life is stated, and the
// holder has one and something to disclose; else it asks the requester to apply for
// an instrument.
func (h *HopMachine) openGate(m Moment) []Action {
	if !h.Start.Threat.stated() || h.holder.Emergency == nil {
		h.awaitApplication(m.At)
		return nil
	}
	held, lacked := h.heldOf(h.wanted(nil))
	if len(held) == 0 {
		h.awaitApplication(m.At)
		h.noteNoneHeld(m, "", lacked)
		return nil
	}
	return h.askEmergency(m, h.Start.Threat, held)
}

// askEmergency sends a voluntary emergency request. The holder decides by its
// own standard; refusal is a normal path.
func (h *HopMachine) askEmergency(m Moment, threat *Threat, categories []legal.Category) []Action {
	due := h.add(h.holder.Emergency.Expect, m.At)
	id := h.nextRequest()
	h.Lane, h.InForce = LaneEmergency, id
	demand := Demand{
		ID: id, Requester: h.Start.Requester, Holder: h.holder.ID, Lane: LaneEmergency,
		Selector: h.Start.Lead.Identifier, Categories: categories, Offence: h.Start.Offence,
		Threat: threat, At: m.At, Due: due,
	}
	h.Move(StageAwaitingDisclosure, PartyID(h.holder.ID), due)
	h.Note(m, Event{Kind: EvEmergencyAsked, By: h.Start.Requester, Lane: LaneEmergency, Holder: h.holder.ID, Request: id})
	h.Alarms.ClearAll(AlarmApply)
	h.Alarms.Set(AlarmEmergency, id, due)
	return h.send(Outgoing{ID: id, To: PartyID(h.holder.ID), Demand: &demand})
}

// wanted is what a request asks: what identifies, unless more was named.
func (h *HopMachine) wanted(named []legal.Category) []legal.Category {
	if len(named) > 0 {
		return named
	}
	var held []legal.Category
	for _, c := range []legal.Category{legal.SubscriberData, legal.UserIdentifyingData} {
		if slices.ContainsFunc(h.holder.Holdings, func(x legal.Holding) bool {
			return x.Category == c && x.Asked == h.Start.Lead.Identifier.Kind
		}) {
			held = append(held, c)
		}
	}
	if held == nil {
		held = []legal.Category{legal.SubscriberData}
	}
	return held
}

// awaitApplication makes the requester the party awaited.
func (h *HopMachine) awaitApplication(at time.Time) {
	h.Lane, h.InForce = LaneOrdinary, ""
	h.Order, h.Demand, h.Paused, h.Remaining = nil, nil, false, 0
	h.Reply, h.ToAcknowledge = nil, nil
	due := h.after(legal.PracticeApplyReminder, at)
	h.Move(StageAwaitingApplication, h.Start.Requester, due)
	h.Alarms.Set(AlarmApply, "", due)
	h.Alarms.ClearAll(AlarmLadder)
	h.Alarms.ClearAll(AlarmValidity)
	h.Alarms.ClearAll(AlarmDecision)
	h.Alarms.ClearAll(AlarmAcknowledge)
}

// end closes the hop and withdraws what is still open.
func (h *HopMachine) end(m Moment, by PartyID, code Code, reason string) []Action {
	if h.Stage == StageAwaitingValidation && h.Validation != nil {
		// It ends before what it delivered was ever validated.
		h.restrict(m, CodeNotValidated, reason)
	} else if h.Stage == StageAwaitingValidation && h.Window != nil {
		// It ends while the notified authority could still have objected.
		h.restrict(m, CodeRestricted, reason)
	}
	acts := h.withdrawOpen()
	h.Validation, h.Window = nil, nil
	h.Outcome = code
	h.Alarms = nil
	h.Move(StageEnded, Nobody, time.Time{})
	h.Note(m, Event{Kind: EvHopEnded, By: by, Holder: h.holder.ID, Code: code, Reason: reason})
	return acts
}

// EndCase ends the hop because its case is over.
func (h *HopMachine) EndCase(e Ending, m Moment) []Action {
	if h.Done() {
		return nil
	}
	return h.end(m, h.Start.Requester, e.Code, "")
}
