// Package access is standing access: what a platform lets an agency or a reseller
// read day by day without a paper for each request, for stated purposes, and can
// suspend or end by purpose.
//
// It is pure, like package casefile: plain values and functions, no I/O, no wall
// clock, no Temporal. A workflow waits for a person, a party or a deadline, hands the
// fact to a machine, and does what the machine says.
//
//   - [GrantMachine] is one contract at its grantor: its terms, the use gate, findings,
//     reviews, what the grantor decided, protests and negotiations.
//   - [SubscriptionMachine] is the same contract at its grantee: how it stands, the
//     uses it declared, and what hangs on it: its cases, and the grants by which a
//     reseller passes the data on.
//
// # Chains
//
// A reseller's grant hangs on the reseller's own subscription (GrantStart.Under): it is
// named when the grant is opened, or in the answer to a request, and there is no grant of
// another's data without it.
// What happens above reaches it: a grant stands at the worse of what its own grantor
// decided and what the grantor's own access allows, and its purposes are those that
// are left on both. A grantee is told that its source has ended, never whose contract
// that was.
//
// # Revocation is by use
//
// A restriction takes purposes away. Contracts for other purposes live on, those of
// the same agency too.
//
// # Two instants, or an interval
//
// Each act has At and Seen, as everywhere. Where only "reported by" is known it is an
// interval from NotBefore to At: days count from At, and a use that is dated inside
// the interval is refused, since it may have come after the end.
package access
