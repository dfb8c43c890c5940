package legal

import (
	"fmt"
	"slices"
	"strings"
)

// This file holds the rules that requester and holder share. Requirement and
// Verify must never disagree, so there is one list of obstacles and both ask it.

// The codes of reasons and defects. They are stable: programs, records and
// statistics compare them.
const (
	// Obstacles, as Requirement's exclusions and as Verify's defects.
	CodeDisclosesNothing   = "discloses-nothing"
	CodeHolderNotBound     = "holder-not-bound"
	CodeNoEmergency        = "no-emergency"
	CodeNoEmergencyLane    = "no-emergency-lane"
	CodeNotUnlocked        = "category-not-unlocked"
	CodeNotAnswered        = "identifier-not-answered"
	CodeOffenceTooLight    = "offence-below-threshold"
	CodeInstrumentUnknown  = "instrument-unknown"
	CodeRequesterElsewhere = "requester-elsewhere" // Requirement only
	CodeMalformed          = "malformed-ask"       // Applicable only

	// Defects of an order.
	CodeHolderUnknown  = "holder-unknown"
	CodeWrongAddressee = "wrong-addressee"
	CodeIssuer         = "issuer-without-power"
	CodeNotValidated   = "not-validated"
	CodeExceedsOrder   = "request-exceeds-order"
	CodeNothing        = "nothing-requested"
	CodeNoOffence      = "no-offence"
	CodeUndated        = "undated"
	CodeExpired        = "expired"
	CodeIssuedLater    = "issued-after-received"

	// Reasons for a way.
	CodeBinds    = "binds-holder"
	CodeUnlocks  = "unlocks"
	CodeIssuers  = "issuers"
	CodeStandard = "standard"
	CodeDecides  = "holder-decides"
)

// house is the source of what no law asks for: a request that does not say
// whom, what and why, and when it was made, is refused at the door.
var house = Source{
	Cite:  "writ, house rule",
	Basis: BasisAssumption,
	Note:  "each request binds to one account and one offence and can be checked as it stands",
}

// use is an instrument held against what it is to be used for.
type use struct {
	instrument Instrument
	holder     Holder
	asked      IdentifierKind
	categories []Category
	offence    Offence
	emergency  bool
}

// obstacles lists why the instrument does not open these categories at this
// holder; empty when it does.
func (u use) obstacles() []Reason {
	reasons := slices.Concat(u.bound(), u.offenceThreshold(), u.answered())
	if !u.discloses() {
		// That nothing is disclosed says all; that it unlocks nothing follows.
		return append(reasons, Reason{CodeDisclosesNothing,
			fmt.Sprintf("%s is an instrument of %s: nothing is disclosed under it", u.instrument.ID, u.instrument.Nature),
			u.source()})
	}
	return slices.Concat(reasons, u.emergencyLane(), u.unlocked())
}

func (u use) discloses() bool {
	return u.instrument.Nature == NatureCompulsory || u.instrument.Nature == NatureVoluntary
}

// source is the instrument's first source: loading makes sure that there is one.
func (u use) source() Source { return u.instrument.Sources[0] }

func (u use) bound() []Reason {
	if within(u.holder.Jurisdiction, u.instrument.Jurisdiction) {
		return nil
	}
	return []Reason{{CodeHolderNotBound,
		fmt.Sprintf("%s is an instrument of %s; %s (%s) is established in %s",
			u.instrument.ID, u.instrument.Jurisdiction, u.holder.ID, u.holder.Entity, u.holder.Jurisdiction),
		u.source()}}
}

// within reports whether a place lies in a jurisdiction: US-CA lies in US, not
// the other way round.
func within(place, jurisdiction string) bool {
	return place == jurisdiction || strings.HasPrefix(place, jurisdiction+"-")
}

func (u use) offenceThreshold() []Reason {
	least := u.instrument.OffenceThresholdYears
	if least == nil || u.offence.MaxYears >= *least {
		return nil
	}
	text := fmt.Sprintf("%s needs an offence with a maximum of at least %d years; ", u.instrument.ID, *least)
	if u.offence.MaxYears == 0 {
		text += "the maximum is not stated, so it does not count as met"
	} else {
		text += fmt.Sprintf("this one has %d", u.offence.MaxYears)
	}
	return []Reason{{CodeOffenceTooLight, text, u.source()}}
}

func (u use) answered() []Reason {
	for _, h := range u.holder.Holdings {
		if h.Asked == u.asked {
			return nil
		}
	}
	return []Reason{{CodeNotAnswered,
		fmt.Sprintf("%s does not answer a request that names an identifier of kind %q", u.holder.ID, u.asked),
		u.holder.Sources[0]}}
}

func (u use) emergencyLane() []Reason {
	if !u.instrument.EmergencyOnly {
		return nil
	}
	var reasons []Reason
	if !u.emergency {
		reasons = append(reasons, Reason{CodeNoEmergency,
			fmt.Sprintf("%s needs a stated threat to life, and none is stated", u.instrument.ID), u.source()})
	}
	if u.holder.Emergency == nil {
		reasons = append(reasons, Reason{CodeNoEmergencyLane,
			fmt.Sprintf("%s has no lane for emergency requests", u.holder.ID), u.holder.Sources[0]})
	}
	return reasons
}

func (u use) unlocked() []Reason {
	var reasons []Reason
	for _, c := range u.categories {
		if !slices.Contains(u.instrument.Unlocks, c) {
			reasons = append(reasons, Reason{CodeNotUnlocked,
				fmt.Sprintf("%s does not unlock %s: it unlocks %s", u.instrument.ID, c, list(u.instrument.Unlocks)),
				u.source()})
		}
	}
	return reasons
}

// merits says why the instrument does open the gate.
func (u use) merits() []Reason {
	i := u.instrument
	reasons := []Reason{
		{CodeBinds, fmt.Sprintf("%s applies to %s, established in %s", i.ID, u.holder.Entity, u.holder.Jurisdiction), u.source()},
		{CodeUnlocks, fmt.Sprintf("unlocks %s", list(u.categories)), u.source()},
		{CodeIssuers, fmt.Sprintf("issued by: %s", list(i.Issuers)), u.source()},
		{CodeStandard, fmt.Sprintf("standard: %s", i.Standard), u.source()},
	}
	if i.Nature != NatureVoluntary {
		return reasons
	}
	reasons[2] = Reason{CodeDecides, fmt.Sprintf("%s decides and may refuse: disclosure is voluntary", u.holder.ID), u.source()}
	if e := u.holder.Emergency; e != nil {
		reasons = append(reasons, Reason{CodeStandard, "the holder's own test: " + e.Test, e.Source})
	}
	return reasons
}

// list writes words with commas, "nothing" for none.
func list[T ~string](words []T) string {
	if len(words) == 0 {
		return "nothing"
	}
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}
