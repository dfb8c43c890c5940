// Package casefile is the record of one identification: identifiers, leads,
// the papers that parties exchange, the events, the fold from events to state
// and the account of days.
//
// It is pure: plain values and functions, no I/O, no wall clock, no Temporal.
// Every instant comes in as an argument or inside a fact.
//
// Three groups of files:
//
//   - Words: ids.go, identifier.go, papers.go, event.go say what exists.
//   - Machines: hop.go, identification.go, authorisation.go, disclosure.go,
//     preservation.go, review.go and protection.go each hold the state of one
//     workflow and say what follows from a fact. A workflow waits for a person,
//     a party or a deadline, hands the fact to its machine and does what the
//     machine says.
//   - Accounts: fold.go turns events into the state of the case; days.go charges
//     every instant to exactly one party.
//
// Every fact has two times: At, when it was true, and Seen, when the engine
// learned of it. Days are computed from At; reminders act on what was known.
package casefile
