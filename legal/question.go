package legal

import "time"

// This file holds what is asked of the law and what it answers; types.go holds
// what the data files say.

// Offence is the offence under investigation.
type Offence struct {
	Name string `json:"name" yaml:"name"`
	Law  string `json:"law,omitempty" yaml:"law,omitempty"` // its article, "18 USC 875(c)"
	// MaxYears is the greatest sentence in years; 0 when unknown.
	MaxYears int `json:"maxYears,omitempty" yaml:"max_years,omitempty"`
}

// Ask is a question to [Law.Requirement].
type Ask struct {
	Holder     HolderID
	Asked      IdentifierKind // what identifier the request will name
	Categories []Category
	Requester  string // jurisdiction of the requester
	Offence    Offence
	Emergency  bool // a threat to life is stated
	At         time.Time
}

// Reason is one link of the argument for or against an instrument.
type Reason struct {
	Code   string `json:"code"` // stable, for programs
	Text   string `json:"text"`
	Source Source `json:"source"`
}

// Way is one lawful way to open the categories asked for.
type Way struct {
	Instrument Instrument `json:"instrument"`
	Reasons    []Reason   `json:"reasons"`
}

// Exclusion is an instrument that does not open the gate, and why.
type Exclusion struct {
	Instrument InstrumentID `json:"instrument"`
	Reasons    []Reason     `json:"reasons"`
}

// Requirement is the answer: every lawful way, lightest first, and every
// excluded instrument with the reason.
type Requirement struct {
	Ways     []Way       `json:"ways"`
	Excluded []Exclusion `json:"excluded"`
	// NotHeld lists categories asked for of which the holder has nothing.
	NotHeld []Category `json:"notHeld,omitempty"`
}

// Order is what a holder verifies: the paper it received beside the request.
type Order struct {
	Instrument InstrumentID
	Holder     HolderID // addressee
	// ReceivedBy is the holder that verifies. Empty: the caller has itself made
	// sure that it is the addressee.
	ReceivedBy  HolderID
	IssuerRole  Role // of a voluntary instrument, RoleHolder
	ValidatedBy Role // who validated a lower issuer's signature; empty: nobody
	Issued      time.Time
	ValidUntil  time.Time // exclusive; zero: no end
	Categories  []Category
	Offence     Offence
	Asked       IdentifierKind
	Emergency   bool
	Requested   []Category // what the request asks; must lie within Categories
	Received    time.Time
}

// Defect is a reason why an order does not bind or permit.
type Defect struct {
	Code   string `json:"code"` // stable: "expired", "issuer-without-power", ...
	Text   string `json:"text"`
	Source Source `json:"source"`
}

// Deadline is a computed due instant that can explain itself.
type Deadline struct {
	At       time.Time `json:"at"` // exclusive: at this instant the answer is late
	LastDay  string    `json:"lastDay,omitempty"`
	Rule     Rule      `json:"rule"`
	Trigger  time.Time `json:"trigger"`
	Zone     string    `json:"zone"`
	Calendar string    `json:"calendar"` // version of the calendar used, "none" for CIVIL
	Steps    []Step    `json:"steps"`
}

// Step is one line of a deadline's explanation.
type Step struct {
	On  string `json:"on"`  // a date or an instant
	Did string `json:"did"` // counted, skipped, rolled, trigger, due
	Why string `json:"why"`
}
