package casefile

import (
	"cmp"
	"slices"
	"time"

	"writ/legal"
)

// Fact is what an event says once everything is left out that could name or
// describe a person: codes, opaque ids and times. It is what the ledger is told,
// so that no statistic can hold more than it needs.
type Fact struct {
	Seq      int       `json:"seq"`
	Step     StepID    `json:"step"`
	Kind     EventKind `json:"kind"`
	At       time.Time `json:"at"`
	Seen     time.Time `json:"seen"`
	By       PartyID   `json:"by,omitempty"`
	Awaiting PartyID   `json:"awaiting,omitempty"`
	Turn     bool      `json:"turn,omitempty"`
	Stage    Stage     `json:"stage,omitempty"`
	Due      time.Time `json:"due,omitzero"`
	Until    time.Time `json:"until,omitzero"`

	Lane       Lane               `json:"lane,omitempty"`
	Holder     legal.HolderID     `json:"holder,omitempty"`
	Instrument legal.InstrumentID `json:"instrument,omitempty"`
	Request    RequestID          `json:"request,omitempty"`
	Code       Code               `json:"code,omitempty"`
	Level      Level              `json:"level,omitempty"`
	// After is the hop whose end let this one begin, in chain order; From the hop
	// whose answer held this one's lead. Both stand where a hop begins.
	After HopID `json:"after,omitempty"`
	From  HopID `json:"from,omitempty"`
	// Subscriber says that a subscriber was disclosed, not which.
	Subscriber bool `json:"subscriber,omitempty"`
}

// Fact leaves out of an event what could name or describe a person.
func (e Event) Fact() Fact {
	f := Fact{
		Seq: e.Seq, Step: e.Step, Kind: e.Kind, At: e.At, Seen: e.Seen, By: e.By, Awaiting: e.Awaiting,
		Turn: e.Turn, Stage: e.Stage, Due: e.Due, Until: e.Until, Lane: e.Lane, Holder: e.Holder,
		Instrument: e.Instrument, Request: e.Request, Code: e.Code, Level: e.Level, After: e.Cause,
	}
	if e.Lead != nil {
		f.From, f.Holder = e.Lead.From, cmp.Or(f.Holder, e.Lead.Holder)
	}
	for _, id := range e.Identifiers {
		f.Subscriber = f.Subscriber || id.Subscriber != nil
	}
	return f
}

// Event is an event that says what the fact does: enough for [Fold],
// [Milestones] and [AccountOf], with nothing in the place of what was left out.
func (f Fact) Event() Event {
	e := Event{
		Seq: f.Seq, Step: f.Step, Kind: f.Kind, At: f.At, Seen: f.Seen, By: f.By, Awaiting: f.Awaiting,
		Turn: f.Turn, Stage: f.Stage, Due: f.Due, Until: f.Until, Lane: f.Lane, Holder: f.Holder,
		Instrument: f.Instrument, Request: f.Request, Code: f.Code, Level: f.Level, Cause: f.After,
	}
	switch {
	case slices.Contains([]EventKind{EvLead, EvHopQueued, EvHopStarted, EvLeadMarked}, f.Kind),
		f.Kind == EvRestricted && f.Step == StepCase: // of a lead; of a hop's answer it says nothing of one
		e.Lead = &Lead{From: f.From, Holder: f.Holder}
	}
	if f.Subscriber {
		e.Identifiers = []Identifier{{Kind: legal.KindSubscriber, Subscriber: &Subscriber{}}}
	}
	return e
}
