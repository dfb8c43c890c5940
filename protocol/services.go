package protocol

import (
	"time"

	"writ/casefile"
	"writ/legal/clock"
)

// The Nexus services and their operations. An operation that waits for people
// is backed by a workflow in the other party's namespace whose id comes from
// the request's id: asking again attaches to the work under way, or returns its
// result if it has ended, and never starts it twice.
const (
	ServiceRequester = "Requester"
	OpNotify         = "notify"

	ServiceAuthority = "Authority"
	OpAuthorise      = "authorise"
	OpReview         = "review"

	ServiceHolder = "Holder"
	OpPreserve    = "preserve"
	OpDisclose    = "disclose"

	// A grantor of standing access takes what its grantees submit; a grantee is
	// informed by its grantors. A holder and a reseller offer the first, a requester
	// and a reseller the second.
	ServiceGrantor = "Grantor"
	OpSubmit       = "submit"

	ServiceGrantee = "Grantee"
	OpInform       = "inform"
)

// Exercise makes case time run faster, from a past epoch. Nil means in earnest.
// It travels with every message, so that all parties of a case live in one
// time.
type Exercise struct {
	// Epoch is the case time at the real instant Start.
	Epoch time.Time `json:"epoch"`
	Start time.Time `json:"start"`
	// Speed is how many seconds of case time pass in a real second.
	Speed float64 `json:"speed"`
	// Patience is how many real seconds an alarm is held back, so that an act that
	// was dated before it and is on its way comes first. The alarm keeps its own
	// instant: patience changes no count of days.
	Patience float64 `json:"patience,omitempty"`
	// Cut and Long bring within seconds what in earnest takes months: after Cut
	// real seconds a wait for another party is cut and taken up again, and after
	// Long events of history a workflow continues as new. 0 leaves what holds in
	// earnest.
	Cut  float64 `json:"cut,omitempty"`
	Long int     `json:"long,omitempty"`
}

// Envelope is what every message between parties carries beside its body.
type Envelope struct {
	From     casefile.PartyID `json:"from"`
	Exercise *Exercise        `json:"exercise,omitempty"`
	// Edition pins the law under which the request was made.
	Edition string `json:"edition"`
	// Calendars are published states of calendars that hold beside the edition,
	// so that both sides count by the same days.
	Calendars []clock.CalendarData `json:"calendars,omitempty"`
	// ReplyTo is the opaque id of the sender's workflow, for progress.
	ReplyTo string `json:"replyTo,omitempty"`
}

// AuthoriseInput asks an authority for an instrument. Result: casefile.Decision.
type AuthoriseInput struct {
	Envelope
	Application casefile.Application `json:"application"`
}

// ReviewInput brings a holder's challenge before the authority that issued the
// order. Result: casefile.Ruling.
type ReviewInput struct {
	Envelope
	Challenge casefile.Challenge `json:"challenge"`
}

// PreserveInput asks a holder to keep data. Result: casefile.HoldAnswer.
type PreserveInput struct {
	Envelope
	Hold casefile.Hold `json:"hold"`
}

// DiscloseInput asks a holder to disclose data. Result: casefile.Answer.
type DiscloseInput struct {
	Envelope
	Demand casefile.Demand `json:"demand"`
}

// NotifyInput tells a requester of progress. Result: NotifyResult.
type NotifyInput struct {
	Envelope
	To       casefile.PartyID  `json:"to"`
	Progress casefile.Progress `json:"progress"`
}

// NotifyResult says whether the requester still waits for the request.
type NotifyResult struct {
	Delivered bool `json:"delivered"`
}

// SubmitInput brings a grantee's act to its grantor. Result: casefile.LetterAnswer.
type SubmitInput struct {
	Envelope
	To         casefile.PartyID          `json:"to"`
	Submission casefile.AccessSubmission `json:"submission"`
}

// InformInput tells a grantee how its access stands; the first notice begins its
// Subscription. Result: casefile.LetterAnswer.
type InformInput struct {
	Envelope
	To     casefile.PartyID      `json:"to"`
	Notice casefile.AccessNotice `json:"notice"`
}
