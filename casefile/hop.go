package casefile

import (
	"fmt"
	"slices"
	"time"

	"writ/legal"
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

// Bind opens the law that the case is pinned to; call it after decoding.
func (h *HopMachine) Bind() error {
	law, err := legal.Open(h.Start.Edition)
	if err != nil {
		return err
	}
	holder, ok := law.Holder(h.Start.Lead.Holder)
	if !ok {
		return fmt.Errorf("holder %q is not in the registry of edition %q", h.Start.Lead.Holder, h.Start.Edition)
	}
	h.law, h.holder = law, holder
	return nil
}

// Begin starts the hop: data is preserved at once, beside everything else.
func (h *HopMachine) Begin() []Action {
	m := Moment{At: h.Start.At, Seen: h.Start.Seen}
	kind := EvHopStarted
	if h.Start.Wait {
		kind = EvHopQueued
		h.turn(StageWaiting, h.Start.Requester, time.Time{})
	} else {
		h.turn(StageAwaitingApplication, h.Start.Requester, time.Time{})
	}
	perishes := h.perishes()
	h.note(m, Event{Kind: kind, By: h.Start.Requester, Holder: h.holder.ID, Lead: &h.Start.Lead, Cause: h.Start.Cause, Until: perishes})
	h.watchPerishing(perishes, m)
	acts := h.preserve(m.Then(), 0)
	if !h.Start.Wait {
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
		h.note(Moment{At: perishes, Seen: m.Seen}, Event{Kind: EvPerished, By: h.Start.Requester, Holder: h.holder.ID, Until: perishes})
		return
	}
	h.Alarms.set(AlarmPerish, "", perishes)
	if soon := h.before(legal.PracticePerishAlarm, perishes); soon.After(m.Seen) {
		h.Alarms.set(AlarmPerishSoon, "", soon)
	}
}

// Release lets a waiting hop begin.
func (h *HopMachine) Release(t Turn, m Moment) []Action {
	if h.Stage != StageWaiting {
		return nil
	}
	h.turn(StageAwaitingApplication, h.Start.Requester, time.Time{})
	h.note(m, Event{Kind: EvHopStarted, By: h.Start.Requester, Holder: h.holder.ID, Lead: &h.Start.Lead, Cause: t.Cause})
	return h.openGate(m.Then())
}

// openGate goes to the emergency lane when a threat to life is stated and the
// holder has one, else asks the requester to apply for an instrument.
func (h *HopMachine) openGate(m Moment) []Action {
	if h.Start.Threat != nil && h.holder.Emergency != nil {
		return h.askEmergency(m, h.Start.Threat, nil)
	}
	h.awaitApplication(m.At)
	return nil
}

// askEmergency sends a voluntary emergency request. The holder decides by its
// own standard; refusal is a normal path.
func (h *HopMachine) askEmergency(m Moment, threat *Threat, categories []legal.Category) []Action {
	due := h.add(h.holder.Emergency.Expect, m.At)
	id := h.nextRequest()
	h.Lane, h.InForce = LaneEmergency, id
	demand := Demand{
		ID: id, Requester: h.Start.Requester, Holder: h.holder.ID, Lane: LaneEmergency,
		Selector: h.Start.Lead.Identifier, Categories: h.wanted(categories), Offence: h.Start.Offence,
		Threat: threat, At: m.At, Due: due,
	}
	h.turn(StageAwaitingDisclosure, PartyID(h.holder.ID), due)
	h.note(m, Event{Kind: EvEmergencyAsked, By: h.Start.Requester, Lane: LaneEmergency, Holder: h.holder.ID, Request: id})
	h.Alarms.clearAll(AlarmApply)
	h.Alarms.set(AlarmEmergency, id, due)
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
	due := h.after(legal.PracticeApplyReminder, at)
	h.turn(StageAwaitingApplication, h.Start.Requester, due)
	h.Alarms.set(AlarmApply, "", due)
	h.Alarms.clearAll(AlarmLadder)
	h.Alarms.clearAll(AlarmValidity)
	h.Alarms.clearAll(AlarmDecision)
}

// end closes the hop and withdraws what is still open.
func (h *HopMachine) end(m Moment, by PartyID, code Code, reason string) []Action {
	acts := h.withdrawOpen()
	h.Outcome = code
	h.Alarms = nil
	h.turn(StageEnded, Nobody, time.Time{})
	h.note(m, Event{Kind: EvHopEnded, By: by, Holder: h.holder.ID, Code: code, Reason: reason})
	return acts
}

// EndCase ends the hop because its case is over.
func (h *HopMachine) EndCase(e Ending, m Moment) []Action {
	if h.Done() {
		return nil
	}
	return h.end(m, h.Start.Requester, e.Code, "")
}

func (h *HopMachine) withdrawOpen() []Action {
	var acts []Action
	for _, o := range h.Open {
		acts = append(acts, Action{Cancel: o.ID})
	}
	h.Open = nil
	return acts
}

// close forgets a request whose wait is over and reports whether it was open.
func (h *HopMachine) close(id RequestID) (Outgoing, bool) {
	i := slices.IndexFunc(h.Open, func(o Outgoing) bool { return o.ID == id })
	if i < 0 {
		return Outgoing{}, false
	}
	o := h.Open[i]
	h.Open = slices.Delete(h.Open, i, i+1)
	return o, true
}

func (h *HopMachine) send(o Outgoing) []Action {
	h.Open = append(h.Open, o)
	return []Action{{Send: &o}}
}

func (h *HopMachine) nextRequest() RequestID {
	h.Asked++
	return requestIDFor(h.Start.Hop, h.Asked)
}

// perishes is when the holder's data for this lead is gone; zero when it does
// not perish.
func (h *HopMachine) perishes() time.Time {
	at, _, ok := h.law.Perishes(h.holder.ID, h.Start.Lead.Identifier.Kind, h.Start.Lead.Observed())
	if !ok {
		return time.Time{}
	}
	return at
}

// add counts a term in the holder's zone, after and before a working target in
// the requester's.
func (h *HopMachine) add(t legal.Term, from time.Time) time.Time {
	return addTerm(h.law, t, from, h.holder.Zone)
}

func (h *HopMachine) after(practice string, from time.Time) time.Time {
	return addPractice(h.law, practice, from, h.Start.Zone)
}

func (h *HopMachine) before(practice string, until time.Time) time.Time {
	return beforeTerm(h.law, h.law.Practice(practice), until, h.Start.Zone)
}
