package protocol

import (
	"time"

	"writ/access"
	"writ/casefile"
	"writ/legal"
)

// Every input says by Ledger whether the workflow tells its party's ledger what
// happens. A run that began without goes on without, so that it replays as it
// was: writ ledger verify --rebuild brings what it could not tell.

// CaseInput starts an Identification.
type CaseInput struct {
	Opening  casefile.Opening `json:"opening"`
	Exercise *Exercise        `json:"exercise,omitempty"`
	Ledger   bool             `json:"ledger,omitempty"`
	// Resume is the state that a continued run carries over.
	Resume *casefile.CaseMachine `json:"resume,omitempty"`
}

// HopInput starts a Hop.
type HopInput struct {
	Start    casefile.HopStart `json:"start"`
	Exercise *Exercise         `json:"exercise,omitempty"`
	Ledger   bool              `json:"ledger,omitempty"`
	// Told is the number of the hop's last event that the case has put on record
	// by itself.
	Told   int                  `json:"told,omitempty"`
	Resume *casefile.HopMachine `json:"resume,omitempty"`
}

// ProtectionInput starts a Protection.
type ProtectionInput struct {
	Start    casefile.GuardStart    `json:"start"`
	Exercise *Exercise              `json:"exercise,omitempty"`
	Ledger   bool                   `json:"ledger,omitempty"`
	Resume   *casefile.GuardMachine `json:"resume,omitempty"`
}

// The inputs of the workflows that answer requests. Resume is the state of a
// continued run, or of what is left to do after the answer.

// AuthorisationInput starts an Authorisation.
type AuthorisationInput struct {
	Envelope    Envelope                     `json:"envelope"`
	Start       casefile.TaskStart           `json:"start"`
	Application casefile.Application         `json:"application"`
	Ledger      bool                         `json:"ledger,omitempty"`
	Resume      *casefile.ApplicationMachine `json:"resume,omitempty"`
}

// ReviewTask starts a Review.
type ReviewTask struct {
	Envelope  Envelope                `json:"envelope"`
	Start     casefile.TaskStart      `json:"start"`
	Challenge casefile.Challenge      `json:"challenge"`
	Ledger    bool                    `json:"ledger,omitempty"`
	Resume    *casefile.ReviewMachine `json:"resume,omitempty"`
}

// DisclosureInput starts a Disclosure.
type DisclosureInput struct {
	Envelope    Envelope                `json:"envelope"`
	Start       casefile.TaskStart      `json:"start"`
	Demand      casefile.Demand         `json:"demand"`
	Authorities []casefile.Decider      `json:"authorities"`
	Ledger      bool                    `json:"ledger,omitempty"`
	Resume      *casefile.DemandMachine `json:"resume,omitempty"`
}

// PreservationInput starts a Preservation.
type PreservationInput struct {
	Envelope Envelope           `json:"envelope"`
	Start    casefile.TaskStart `json:"start"`
	Hold     casefile.Hold      `json:"hold"`
	Ledger   bool               `json:"ledger,omitempty"`
	// Custody marks what is left after the answer: the data is kept until a date.
	Custody bool                  `json:"custody,omitempty"`
	Resume  *casefile.HoldMachine `json:"resume,omitempty"`
}

// AccessInput starts an Access.
type AccessInput struct {
	Start    access.GrantStart    `json:"start"`
	Exercise *Exercise            `json:"exercise,omitempty"`
	Ledger   bool                 `json:"ledger,omitempty"`
	Resume   *access.GrantMachine `json:"resume,omitempty"`
}

// SubscriptionInput starts a Subscription.
type SubscriptionInput struct {
	Start    access.SubscriptionStart    `json:"start"`
	Exercise *Exercise                   `json:"exercise,omitempty"`
	Ledger   bool                        `json:"ledger,omitempty"`
	Resume   *access.SubscriptionMachine `json:"resume,omitempty"`
}

// Task is what QueryTask answers: one piece of work as the party that holds it
// sees it.
type Task struct {
	ID       string           `json:"id"` // workflow id
	Type     string           `json:"type"`
	Party    casefile.PartyID `json:"party"`
	From     casefile.PartyID `json:"from,omitempty"`
	Stage    string           `json:"stage"`
	Awaiting casefile.PartyID `json:"awaiting"`
	Due      time.Time        `json:"due,omitzero"`
	Lane     casefile.Lane    `json:"lane,omitempty"`
	Outcome  string           `json:"outcome,omitempty"`
	// Now is case time when the workflow last moved: a query does not move it.
	Now time.Time `json:"now"`
	// Actions are the decisions that are open to the party now, as writ decide
	// spells them.
	Actions []string `json:"actions"`

	Application *casefile.Application `json:"application,omitempty"`
	Demand      *casefile.Demand      `json:"demand,omitempty"`
	Hold        *casefile.Hold        `json:"hold,omitempty"`
	Challenge   *casefile.Challenge   `json:"challenge,omitempty"`
	Hop         *casefile.HopMachine  `json:"hop,omitempty"`
	// Access or Subscription is a standing access as this side knows it.
	Access       *access.GrantMachine        `json:"access,omitempty"`
	Subscription *access.SubscriptionMachine `json:"subscription,omitempty"`
	// Opens lists the instruments that would open a hop's gate now.
	Opens *legal.Requirement `json:"opens,omitempty"`
	// NoticeDue says that the holder's policy asks for notice to the user before
	// disclosure and none was given yet.
	NoticeDue bool             `json:"noticeDue,omitempty"`
	Events    []casefile.Event `json:"events"`
	// Head is what stands in every emission of this work to the party's ledger,
	// and Ledger whether the work tells it anything.
	Head   *Emission `json:"head,omitempty"`
	Ledger bool      `json:"ledger,omitempty"`
}

// Report tells a case what happened in a hop or in the guard since the last
// report.
type Report struct {
	Step   casefile.StepID  `json:"step"`
	Events []casefile.Event `json:"events"`
}

// Locate is the input of ActivityLocate, Located its result: one holder per
// identifier, "" where the directory knows none.
type Locate struct {
	Identifiers []casefile.Identifier `json:"identifiers"`
}

// Located answers Locate.
type Located struct {
	Holders []legal.HolderID `json:"holders"`
}

// Reach is the input of ActivityReach.
type Reach struct {
	From casefile.PartyID `json:"from"`
	To   casefile.PartyID `json:"to"`
}

// Reached answers Reach.
type Reached struct {
	OK bool `json:"ok"`
}

// Reminder is the input of ActivityRemind. It names work by its id and carries
// no personal data.
type Reminder struct {
	To   casefile.PartyID   `json:"to"`
	Task string             `json:"task"` // workflow id
	Kind casefile.EventKind `json:"kind"`
	Due  time.Time          `json:"due,omitzero"`
}
