package casefile

import (
	"slices"
	"strings"
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
)

// DeadEnds are the codes under which a chain may end without identification.
func DeadEnds() []Code {
	return []Code{CodeRefused, CodeNoRecord, CodeGone, CodeNotUnique, CodeAnonymised, CodeForeign, CodeWithdrawn}
}

// refusals are the codes of acts that are refused on record; see [Refusal].
var refusals = []Code{
	"another-order", "bad-calendar", "decided", "ended", "ends-before-it-begins", "future", "gag-without-end", "gagged",
	"issuer-without-power", "known-lead", "longer-than-law", "no-clock", "no-emergency", "no-ground", "no-reason",
	"no-renewal-left", "nobody-named", "not-applicable", "not-narrowed", "not-now", "not-suspended", "nothing-changes",
	"nothing-delivered", "nothing-narrowed", "nothing-to-challenge", "notice-first", "out-of-scope", "own-application",
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
	})
	for _, v := range []Verdict{Granted, Narrowed, Returned, Denied, Withdrawn} {
		all = append(all, Code(v))
	}
	for _, v := range []RulingVerdict{Upheld, RulingNarrowed, Quashed, NotRuled} {
		all = append(all, Code(v))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// words writes names with commas, for people.
func words[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}
