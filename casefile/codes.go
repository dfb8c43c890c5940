package casefile

import (
	"slices"
	"strings"

	"writ/legal/policy"
)

// Code names why something ended as it did: the public reason of a refusal and
// the name of a dead end.
type Code string

// The codes.
const (
	CodeRefused    Code = "refused"
	CodeNoRecord   Code = "no-record"
	CodeGone       Code = "gone"       // retention passed
	CodeNotUnique  Code = "not-unique" // shared address without a port
	CodeAnonymised Code = "anonymised" // VPN, Tor, open Wi-Fi
	CodeForeign    Code = "foreign"    // abroad, without a channel
	CodeWithdrawn  Code = "withdrawn"
	CodeQuashed    Code = "quashed"
	CodeDefective  Code = "defective" // the order does not bind: see the defects
	CodeSuperseded Code = "superseded"
	CodeAbandoned  Code = "abandoned"
	CodeError      Code = "error"      // machinery failed
	CodeLeads      Code = "leads"      // a hop that led on
	CodeSubscriber Code = "subscriber" // a hop that named a subscriber
	CodeFacts      Code = "facts"      // a hop that disclosed, and leads nowhere
	// A hop whose paper was not validated in time, or to which the notified
	// authority objected: what came back may not be used.
	CodeNotValidated Code = "not-validated"
	CodeObjected     Code = "objected"
	CodeRestricted   Code = "restricted" // a hop that stood on restricted data
	// What a reminder is about: nobody is named who may enforce, or a
	// preservation needs an order first.
	CodeNoEnforcing       Code = "no-enforcing-authority"
	CodePreservationOrder Code = "preservation-needs-order"
	CodeLawNotMoved       Code = "law-not-moved" // a hop that cannot stand under the law it was moved to
	// Of standing access: why a case is told that it may not read by it, and what
	// opened a review by itself.
	CodeUseNotAccepted Code = "use-not-accepted" // the use was refused, is unknown, or is for another purpose
	CodeNoSuchAccess   Code = "no-such-access"   // the party has no such access
	CodeRefusedUses    Code = "refused-uses"     // a review: too many uses were refused
	CodeReviewDate     Code = "review-date"      // a review: its date has come
	// The holder has nothing of any category that was asked.
	CodeNoneOfCategory Code = "none-of-category"
)

// DeadEnds are the codes under which a chain may end without identification.
func DeadEnds() []Code {
	return []Code{CodeRefused, CodeNoRecord, CodeGone, CodeNotUnique, CodeAnonymised, CodeForeign, CodeWithdrawn}
}

// refusals are the codes of acts that are refused on record; see [Refusal].
var refusals = []Code{
	"another-order", "bad-calendar", "decided", "ended", "ends-before-it-begins", "future", "gag-without-end", "gagged", "held-data",
	"issuer-without-power", "known-lead", "longer-than-law", "no-clock", "no-emergency", "no-ground", "no-reason",
	"no-renewal-left", "nobody-named", "not-applicable", "not-narrowed", "not-now", "not-suspended", "nothing-changes",
	"nothing-delivered", "nothing-narrowed", "nothing-to-challenge", "notice-first", "other-purpose", "out-of-scope", "own-application",
	"restricted-data", "suspended", "too-early", "too-late", "under-review", "unknown-code", "unknown-edition",
	"unknown-holder", "unknown-instrument", "unknown-level", "unknown-status", "unknown-verdict", "validation-first",
	"validation-pending", "wider", "wrong-office", "wrong-party",
}

// Codes lists every code that an event of the engine may carry. What else stands
// where a code belongs was typed by somebody, or sent by another party.
func Codes() []Code {
	all := slices.Concat(DeadEnds(), refusals, []Code{
		CodeQuashed, CodeDefective, CodeSuperseded, CodeAbandoned, CodeError, CodeLeads, CodeSubscriber, CodeFacts,
		CodeNotValidated, CodeObjected, CodeRestricted, CodeNoEnforcing, CodePreservationOrder, CodeLawNotMoved,
		CodeUseNotAccepted, CodeNoSuchAccess, CodeRefusedUses, CodeReviewDate, CodeNoneOfCategory,
	}, accessCodes())
	for _, v := range []Verdict{Granted, Narrowed, Returned, Denied, Withdrawn} {
		all = append(all, Code(v))
	}
	for _, v := range []RulingVerdict{Upheld, RulingNarrowed, Quashed, NotRuled} {
		all = append(all, Code(v))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// accessCodes are the codes that events about standing access carry: how it stands,
// the rule that a use broke, the policy moved to, who found something, what was answered, and what
// becomes of what was received.
func accessCodes() []Code {
	return slices.Concat(
		codesOf(AccessStages()), []Code{Code(StageEnded)}, codesOf(policy.Rules()), codesOf(policy.IDs()), codesOf(FindingKinds()), codesOf(AccessVerdicts()),
		codesOf([]policy.Verdict{policy.MayBeUsed, policy.Held, policy.MayNotBeUsed}),
	)
}

func codesOf[T ~string](names []T) []Code {
	codes := make([]Code, len(names))
	for i, n := range names {
		codes[i] = Code(n)
	}
	return codes
}

// words writes names with commas, for people.
func words[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}
