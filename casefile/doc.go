// Package casefile is the record of one identification: identifiers, leads,
// the papers that parties exchange, the events, the fold from events to state
// and the account of days.
//
// It is pure: plain values and functions, no I/O, no wall clock, no Temporal.
// Every instant comes in as an argument or inside a fact.
//
// Three groups of files:
//
//   - Words: ids.go, identifier.go, papers.go, codes.go, event.go, acts.go, access.go
//     and access_acts.go say what exists.
//   - Machines: hop.go, identification.go, authorisation.go, disclosure.go,
//     preservation.go, review.go and guard.go, each with the files that begin
//     with its name, hold the state of one workflow and say what follows from a
//     fact. A workflow waits for a person, a party or a deadline, hands the fact
//     to its machine and does what the machine says.
//   - Accounts: fold.go turns events into the state of the case; the days files
//     charge every instant to exactly one party.
//
// # Clocks of the law
//
// Due instants come from the packs (clocks.go): requester and holder each start
// the same clock from the same order, at the seat of the company that it
// addresses, and so compute the same due instant. A clock is kept as a
// [writ/legal/clock.Running], counted anew each time: a challenge pauses it, a
// ruling lets it run on, and MoveLaw (law.go) counts it by another edition or by
// a calendar that was published late, with both dates on record. Deadlines
// explains each open clock day by day.
//
// # Papers that may still fall
//
// In an emergency the requester may issue a paper before it is validated, and an
// order may have to be notified to the authority in the holder's State
// (hop_issue.go, hop_beside.go). Both run beside the demand on a clock of their
// own. A hop whose holder has answered meanwhile stays open at the stage
// AwaitingValidation, while the chain goes on; if the paper falls, what was
// delivered is restricted: it stays on record, marked, whatever stands on it
// ends, and no conclusion may rest on it (identification_restrict.go). Silence
// never validates. It lifts the bar of a notification when the law says so, and
// discloses nothing by that.
//
// # Standing access
//
// A case whose account came to notice by standing access leans on that access: its
// first hop goes by it and needs no paper (hop_access.go), and what is read so leads
// on as what a holder discloses, with its origin on the lead. The case is told how
// the access stands (identification_access.go). Once it may not be used for the
// case's purpose the hop is thrown back on legal process from that instant on, with
// its start and all days kept, and each lead from there is marked with what the
// platform's policy says may become of it: it may be used; it is held, and no
// conclusion may rest on it alone; or it may not be used, and is restricted like what
// a fallen paper brought (identification_received.go). What a holder has delivered
// under a paper as well stands by itself. The machines of the access are in package
// access.
//
// Every fact has two times: At, when it was true, and Seen, when the engine
// learned of it. Days are computed from At; reminders act on what was known.
package casefile
