package legal

// The codes of reasons and defects. They are stable: programs, records and
// statistics compare them.
const (
	// Obstacles, as Requirement's exclusions and as Verify's defects.
	CodeDisclosesNothing   = "discloses-nothing"
	CodeNotInForce         = "not-in-force"        // the instrument, on that day
	CodeNameNotInUse       = "name-not-in-use"     // the holder, on that day
	CodeRequesterElsewhere = "requester-elsewhere" // its authorities may not use the instrument
	CodeHolderNotBound     = "holder-not-bound"    // no company of the house is where it binds
	CodeDomestic           = "domestic"            // a cross-border instrument used at home
	CodeNoEmergency        = "no-emergency"
	CodeNoEmergencyLane    = "no-emergency-lane"
	CodeNotUnlocked        = "category-not-unlocked"
	CodeNotAnswered        = "identifier-not-answered"
	CodeOffenceTooLight    = "offence-below-threshold"
	CodeNoRaisedDecider    = "no-raised-decider" // protected data, and the law names nobody for it
	CodeInstrumentUnknown  = "instrument-unknown"
	CodeMalformed          = "malformed-ask" // Applicable only

	// Defects of an order.
	CodeHolderUnknown  = "holder-unknown"
	CodeWrongAddressee = "wrong-addressee"
	CodeWrongEntity    = "wrong-entity"
	CodeIssuer         = "issuer-without-power"
	CodeNotValidated   = "not-validated"
	CodeRaisedDecider  = "raised-decider-missing"
	CodeExceedsOrder   = "request-exceeds-order"
	CodeNothing        = "nothing-requested"
	CodeNoOffence      = "no-offence"
	CodeUndated        = "undated"
	CodeExpired        = "expired"
	CodeIssuedLater    = "issued-after-received"
	CodeNoRange        = "no-date-range"
	CodeRangeInverted  = "date-range-inverted"
	CodeDuplicate      = "duplicate"
	CodeGagWithoutEnd  = "gag-without-end"
	CodeGagTooLong     = "gag-too-long"
	CodeNotNotified    = "not-notified"  // the authority in the holder's State
	CodeNotSuspended   = "not-suspended" // delivery must wait for it, and does not

	// Reasons for a way.
	CodeBinds     = "binds-holder"
	CodeUnlocks   = "unlocks"
	CodeIssuers   = "issuers"
	CodeExecutes  = "executed-abroad"
	CodeStandard  = "standard"
	CodeDecides   = "holder-decides"
	CodeThreshold = "offence-grave-enough"
	CodeRaised    = "raised-decider"
	CodeValidates = "validation-may-follow"
	CodeReplies   = "reply-clock"
	CodeNotifies  = "notification"
	CodeNotTold   = "no-notification"

	// What the light request of a split is spared.
	CodeSparedIssuer       = "spared-issuer"
	CodeSparedNotification = "spared-notification"
	CodeSparedSuspension   = "spared-suspension"
	CodeSparedThreshold    = "spared-threshold"
	CodeSparedChannel      = "spared-channel"
)

// house is the source of what no law asks for: a request that does not say
// whom, what and why, and when it was made, is refused at the door.
var house = Source{
	Cite:  "writ, house rule",
	Basis: BasisAssumption,
	Note:  "each request binds to one account and one offence and can be checked as it stands",
}

// because is a reason whose text carries the mark of a doubtful source, so that
// no output can lose it.
func because(code, text string, s Source) Reason {
	return Reason{Code: code, Text: text + doubt(s), Source: s}
}

// defect is the same for a paper that was received.
func defect(code, text string, s Source) Defect { return Defect(because(code, text, s)) }

// doubt is the mark of a source: " (unconfirmed)", " (assumption)", or nothing.
// A rule of this house is one by design and says so instead: what is doubtful
// there is not the fact stated.
func doubt(s Source) string {
	switch {
	case s == house:
		return " (house rule)"
	case s.Doubtful():
		return " (" + string(s.Basis) + ")"
	}
	return ""
}
