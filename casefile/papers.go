package casefile

import (
	"cmp"
	"time"

	"writ/legal"
)

// Lane says which way a request goes.
type Lane string

// The lanes.
const (
	LaneOrdinary  Lane = "ordinary"
	LaneEmergency Lane = "emergency"
	LaneAccess    Lane = "access" // by standing access, without a paper
)

// Threat is a stated danger to life, the ground of the emergency lane.
type Threat struct {
	Nature string `json:"nature" yaml:"nature"` // what is threatened
	AtRisk string `json:"atRisk" yaml:"at_risk"`
	// Imminence says why the data is needed without delay.
	Imminence string `json:"imminence" yaml:"imminence"`
}

// Decider is who decided. It travels inside the message: headers and client
// identities can be forged.
type Decider struct {
	Party PartyID    `json:"party" yaml:"party"`
	Role  legal.Role `json:"role" yaml:"role"`
	Name  string     `json:"name,omitempty" yaml:"name,omitempty"`
}

// DateRange bounds the data asked for; both ends are instants.
type DateRange struct {
	From time.Time `json:"from" yaml:"from"`
	To   time.Time `json:"to" yaml:"to"`
}

// Gag forbids the holder to tell the account's user until an end.
type Gag struct {
	Until time.Time `json:"until"`
}

// Application asks an authority for an instrument.
type Application struct {
	ID         RequestID          `json:"id"`
	Requester  PartyID            `json:"requester"`
	Authority  PartyID            `json:"authority"`
	Instrument legal.InstrumentID `json:"instrument"`
	Holder     legal.HolderID     `json:"holder"` // addressee of the order sought
	Selector   Identifier         `json:"selector"`
	Categories []legal.Category   `json:"categories"`
	Range      *DateRange         `json:"range,omitempty"`
	Offence    legal.Offence      `json:"offence"`
	Threat     *Threat            `json:"threat,omitempty"`
	Facts      string             `json:"facts,omitempty"` // statement of facts
	GagAsked   bool               `json:"gagAsked,omitempty"`
	// Previous is the application that was returned and is made anew here.
	Previous RequestID `json:"previous,omitempty"`
	// Compels is the unanswered request that a motion to compel is about.
	Compels RequestID `json:"compels,omitempty"`
	// Jurisdiction is the requester's.
	Jurisdiction string `json:"jurisdiction,omitempty"`
	// Entity is the company to which the order is to be addressed.
	Entity string `json:"entity,omitempty"`
	// Protected says whose protected data is sought, which raises the decider.
	Protected []legal.Protection `json:"protected,omitempty"`
	// Domestic states that the offence and the person's residence are in the
	// requester's State. The authority that grants writes it into the order.
	Domestic bool `json:"domestic,omitempty"`
	// Validates is the order, issued in an emergency without validation, that is
	// to be validated; Notifies the order of which the authority is notified. A
	// grant then means "validated" or "no ground for refusal", a denial the
	// opposite.
	Validates *Order    `json:"validates,omitempty"`
	Notifies  *Order    `json:"notifies,omitempty"`
	Due       time.Time `json:"due,omitzero"` // of the decision, where the law sets it
	Applicant Decider   `json:"applicant"`
	At        time.Time `json:"at"`
}

// Verdict is an authority's decision on an application.
type Verdict string

// The verdicts on applications.
const (
	Granted   Verdict = "granted"
	Narrowed  Verdict = "narrowed"
	Returned  Verdict = "returned" // more is needed; nothing is decided on the merits
	Denied    Verdict = "denied"
	Withdrawn Verdict = "withdrawn" // by the applicant
)

// Order is the paper that an authority issued.
type Order struct {
	ID         RequestID          `json:"id"` // of the application it grants
	Instrument legal.InstrumentID `json:"instrument"`
	Issuer     Decider            `json:"issuer"`
	Holder     legal.HolderID     `json:"holder"`
	Selector   Identifier         `json:"selector"`
	Categories []legal.Category   `json:"categories"`
	Range      *DateRange         `json:"range,omitempty"`
	Offence    legal.Offence      `json:"offence"`
	Issued     time.Time          `json:"issued"`
	ValidUntil time.Time          `json:"validUntil"`
	// ReplyBy is the return date that the paper itself sets, if any.
	ReplyBy time.Time `json:"replyBy,omitzero"`
	Gag     *Gag      `json:"gag,omitempty"`
	// Compels is the request whose answer this order compels, if any.
	Compels RequestID `json:"compels,omitempty"`
	// Compeller is who commanded that.
	Compeller Decider `json:"compeller,omitzero"`
	// Emergency says that it was issued on a stated threat to life. A request
	// that states one beside an order that does not gains nothing by it.
	Emergency bool `json:"emergency,omitempty"`
	// Entity is the company that the order addresses; empty: the holder's own.
	Entity string `json:"entity,omitempty"`
	// ValidatedBy is the office that validated the signature of a lower issuer.
	ValidatedBy legal.Role `json:"validatedBy,omitempty"`
	// Validator is the authority that is to validate an order which the requester
	// issued itself; a challenge to such an order goes there.
	Validator PartyID            `json:"validator,omitempty"`
	Protected []legal.Protection `json:"protected,omitempty"`
	// Requester is the jurisdiction of who asked for it.
	Requester string `json:"requester,omitempty"`
	// Notified is the authority that was notified of it; Suspends, that delivery
	// waits until it has said that it raises no ground, or its time has passed.
	Notified PartyID `json:"notified,omitempty"`
	Suspends bool    `json:"suspends,omitempty"`
	// Domestic states that the offence and the person's residence are in the
	// issuing State, so that no notification is owed.
	Domestic bool `json:"domestic,omitempty"`
}

// reviewer is the authority that rules on a challenge to the order.
func (o Order) reviewer() PartyID { return cmp.Or(o.Validator, o.Issuer.Party) }

// Decision is an authority's answer to an application.
type Decision struct {
	Verdict Verdict   `json:"verdict"`
	Order   *Order    `json:"order,omitempty"` // for granted and narrowed
	Reason  string    `json:"reason,omitempty"`
	Decider Decider   `json:"decider"`
	At      time.Time `json:"at"`
}

// Demand asks a holder to disclose.
type Demand struct {
	ID         RequestID        `json:"id"`
	Requester  PartyID          `json:"requester"`
	Holder     legal.HolderID   `json:"holder"`
	Lane       Lane             `json:"lane"`
	Selector   Identifier       `json:"selector"`
	Categories []legal.Category `json:"categories"`
	Range      *DateRange       `json:"range,omitempty"`
	Offence    legal.Offence    `json:"offence"`
	Threat     *Threat          `json:"threat,omitempty"`
	Order      *Order           `json:"order,omitempty"` // nil in the emergency lane
	At         time.Time        `json:"at"`              // of service
	Due        time.Time        `json:"due"`
}

// Status is the state of a disclosure or preservation task, in the words of
// ETSI TS 103 120.
type Status string

// The statuses of disclosure and preservation tasks.
const (
	AwaitingApproval         Status = "AwaitingApproval"
	AwaitingDisclosure       Status = "AwaitingDisclosure"
	Disclosed                Status = "Disclosed"
	DisclosureNotAvailable   Status = "DisclosureNotAvailable"
	AwaitingPreservation     Status = "AwaitingPreservation"
	Preserved                Status = "Preserved"
	PreservationNotAvailable Status = "PreservationNotAvailable"
	Rejected                 Status = "Rejected"
	Cancelled                Status = "Cancelled"
	StatusError              Status = "Error" // machinery failed; nothing was disclosed
	Expired                  Status = "Expired"
	Invalid                  Status = "Invalid"
)

// Answer is a holder's answer to a demand.
type Answer struct {
	Status    Status         `json:"status"`
	Code      Code           `json:"code,omitempty"`
	Reason    string         `json:"reason,omitempty"` // as the holder words it
	Defects   []legal.Defect `json:"defects,omitempty"`
	Delivered []Identifier   `json:"delivered,omitempty"`
	Decider   Decider        `json:"decider"`
	At        time.Time      `json:"at"`
}

// Hold asks a holder to preserve data; nothing is disclosed.
type Hold struct {
	ID        RequestID `json:"id"`
	Requester PartyID   `json:"requester"`
	// Jurisdiction is the requester's; a holder may keep data longer for its own.
	Jurisdiction string             `json:"jurisdiction,omitempty"`
	Holder       legal.HolderID     `json:"holder"`
	Instrument   legal.InstrumentID `json:"instrument"`
	Selector     Identifier         `json:"selector"`
	Offence      legal.Offence      `json:"offence"`
	// Renews is the earlier request that this one prolongs; Round counts from 0.
	Renews RequestID `json:"renews,omitempty"`
	Round  int       `json:"round"`
	At     time.Time `json:"at"`
	Due    time.Time `json:"due"`
}

// HoldAnswer is a holder's answer to a preservation request.
type HoldAnswer struct {
	Status  Status    `json:"status"` // Preserved, PreservationNotAvailable, Rejected or Cancelled
	Until   time.Time `json:"until,omitzero"`
	Code    Code      `json:"code,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	Decider Decider   `json:"decider"`
	At      time.Time `json:"at"`
}

// Challenge is a holder's objection to an order, for the authority to rule on.
type Challenge struct {
	ID        RequestID `json:"id"`
	Holder    PartyID   `json:"holder"`
	Authority PartyID   `json:"authority"`
	Order     Order     `json:"order"`
	Grounds   string    `json:"grounds"`
	By        Decider   `json:"by"`
	At        time.Time `json:"at"`
}

// RulingVerdict is what became of a challenged order.
type RulingVerdict string

// The verdicts on challenges.
const (
	Upheld         RulingVerdict = "upheld"
	RulingNarrowed RulingVerdict = "narrowed"
	Quashed        RulingVerdict = "quashed"
	NotRuled       RulingVerdict = "withdrawn" // the challenge was withdrawn
)

// Ruling is an authority's answer to a challenge.
type Ruling struct {
	Verdict RulingVerdict `json:"verdict"`
	Order   *Order        `json:"order,omitempty"` // as narrowed
	Reason  string        `json:"reason,omitempty"`
	Decider Decider       `json:"decider"`
	At      time.Time     `json:"at"`
}

// Progress is what a holder tells the requester while a request is open.
type Progress struct {
	Request RequestID    `json:"request"`
	N       int          `json:"n"` // counted from 1 within the request; repeats are ignored
	Kind    ProgressKind `json:"kind"`
	// Awaiting is the party that now holds the request.
	Awaiting PartyID   `json:"awaiting,omitempty"`
	Due      time.Time `json:"due,omitzero"`
	Code     Code      `json:"code,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	// Order is the order as a review narrowed it.
	Order *Order    `json:"order,omitempty"`
	At    time.Time `json:"at"`
}

// ProgressKind says what happened at the holder.
type ProgressKind string

// The kinds of progress.
const (
	Acknowledged ProgressKind = "acknowledged"
	NoticeGiven  ProgressKind = "notice-given"
	Challenged   ProgressKind = "challenged"
	Ruled        ProgressKind = "ruled"
	DueMoved     ProgressKind = "due-moved" // the holder's own reckoning of its due date
)
