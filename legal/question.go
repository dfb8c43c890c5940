package legal

import "time"

// This file holds what is asked of the law and what it answers; the types
// files say what the data files say.

// Offence is the offence under investigation.
type Offence struct {
	Name string `json:"name" yaml:"name"`
	Law  string `json:"law,omitempty" yaml:"law,omitempty"` // its article, "18 USC 875(c)"
	// MaxYears is the greatest sentence in years; 0 when unknown.
	MaxYears int `json:"maxYears,omitempty" yaml:"max_years,omitempty"`
	// OverNetwork states that it was committed over an electronic
	// communications network.
	OverNetwork bool `json:"overNetwork,omitempty" yaml:"over_network,omitempty"`
	// Kind is the kind of offence where a law lists kinds, such as
	// "child-sexual-abuse"; empty: none of them is stated.
	Kind string `json:"kind,omitempty" yaml:"kind,omitempty"`
}

// Ask is a question to [Law.Requirement].
type Ask struct {
	Holder     HolderID
	Asked      IdentifierKind // what identifier the request will name
	Categories []Category
	Requester  string // jurisdiction of the requester
	Offence    Offence
	Emergency  bool // a threat to life is stated
	// Protected lists whose protected data may be touched.
	Protected []Protection
	// Domestic states that the offence and the person's residence are in the
	// requester's State; unknown counts as no.
	Domestic bool
	At       time.Time
	// Observed is when the identifier was seen, for what perishes; zero: unknown.
	Observed time.Time
}

// Reason is one link of the argument for or against an instrument.
type Reason struct {
	Code   string `json:"code"` // stable, for programs
	Text   string `json:"text"`
	Source Source `json:"source"`
}

// Way is one lawful way to open the categories asked for. What is said beside
// the instrument holds for the question as asked: who decides where protected
// data is sought, which clock runs in an emergency.
type Way struct {
	Instrument  Instrument `json:"instrument"`
	Entity      Entity     `json:"entity"`                // to whom the paper is addressed
	Signers     []Role     `json:"signers"`               // who may sign at all
	Issuers     []Role     `json:"issuers"`               // who of them may sign without anybody else; may be empty
	ValidatedBy []Role     `json:"validatedBy,omitempty"` // one of them validates what another signer signed
	Reply       *Rule      `json:"reply,omitempty"`
	Acknowledge *Rule      `json:"acknowledge,omitempty"`
	// ValidateAfter is the clock of a validation that may follow, in an
	// emergency.
	ValidateAfter *Rule `json:"validateAfter,omitempty"`
	// Notifies is the authority to be notified; nil: none. Window is the time
	// that it has to refuse; Suspends, that delivery waits for it.
	Notifies *Notification `json:"notifies,omitempty"`
	Window   *Rule         `json:"window,omitempty"`
	Suspends bool          `json:"suspends,omitempty"`
	Reasons  []Reason      `json:"reasons"`
}

// Exclusion is an instrument that does not open the gate, and why.
type Exclusion struct {
	Instrument InstrumentID `json:"instrument"`
	Reasons    []Reason     `json:"reasons"`
}

// Split is the proposal to ask for the light data by a light paper and for the
// rest by a heavy one, so that identification does not wait for the heavy gate.
type Split struct {
	Light           []Category   `json:"light"`
	LightInstrument InstrumentID `json:"lightInstrument"`
	Heavy           []Category   `json:"heavy"`
	HeavyInstrument InstrumentID `json:"heavyInstrument"`
	Reasons         []Reason     `json:"reasons"` // what the light request is spared
}

// Requirement is the answer: every lawful way, lightest first, and every
// excluded instrument with the reason.
type Requirement struct {
	Ways     []Way       `json:"ways"`
	Excluded []Exclusion `json:"excluded"`
	// NotHeld lists categories asked for of which the holder has nothing.
	NotHeld []Category `json:"notHeld,omitempty"`
	// Lacks says, where the holder is known to have nothing of a category, what
	// and why.
	Lacks []Lack `json:"lacks,omitempty"`
	// NeedsRange lists categories asked for of which the holder rejects a
	// request without a range of dates.
	NeedsRange []Category `json:"needsRange,omitempty"`
	// Split is the proposal to ask in two requests; nil where nothing is gained.
	Split *Split `json:"split,omitempty"`
}

// Order is what a holder verifies: the paper it received beside the request.
type Order struct {
	Instrument InstrumentID
	Holder     HolderID // addressee
	// Entity is the company that the paper names; empty: it names none, and the
	// holder's entity that the instrument binds is meant.
	Entity string
	// ReceivedBy is the holder that verifies. Empty: the caller has itself made
	// sure that it is the addressee.
	ReceivedBy  HolderID
	Requester   string // jurisdiction of the requester; empty: unknown, not checked
	IssuerRole  Role   // of a voluntary instrument, RoleHolder
	ValidatedBy Role   // who validated a lower issuer's signature; empty: nobody
	Issued      time.Time
	ValidUntil  time.Time // exclusive; zero: no end
	Categories  []Category
	Offence     Offence
	Asked       IdentifierKind
	Target      string // the identifier itself, for duplicates; opaque
	Protected   []Protection
	// From and To bound the data asked for; both zero: no range.
	From, To  time.Time
	Emergency bool
	Requested []Category // what the request asks; must lie within Categories
	Received  time.Time
	// Notified says that the authority in the State of the holder was notified
	// of it, Suspended that delivery waits for that authority; Domestic, that
	// offence and residence are in the issuing State.
	Notified, Suspended, Domestic bool
	// Gag is until when the paper forbids notice; GagOrdered, that it does.
	GagOrdered bool
	Gag        time.Time
	// Earlier are requests of the same requester that the holder had before.
	Earlier []Earlier
}

// Earlier is a request that a holder had before.
type Earlier struct {
	ID         string // as the record calls it
	Instrument InstrumentID
	Target     string
	Categories []Category
	From, To   time.Time
	Answered   bool // false: it is still open
}

// Defect is a reason why an order does not bind or permit.
type Defect struct {
	Code   string `json:"code"` // stable: "expired", "issuer-without-power", ...
	Text   string `json:"text"`
	Source Source `json:"source"`
}

// Petition is what a request is aimed at and for what: the question at the
// door, before any holder or instrument is named.
type Petition struct {
	Shape    Shape
	Accounts int // how many it names
	Purpose  Purpose
	Offence  Offence
}
