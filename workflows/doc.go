// Package workflows drives cases on Temporal, one file per workflow.
//
// A workflow here is thin. Its state is a machine of package casefile or access; the
// workflow waits for a person, a party or a deadline, hands the fact to the
// machine and does what the machine says. No rule of law and no account of time
// is written here.
//
//   - loop.go is what all workflows share: the loop, updates that are refused on
//     record, what the operator sees.
//   - clock.go is the only place that reads time or arms timers.
//   - law.go is about an edition of the law that this process lacks, and moves
//     running work to another.
//   - record.go tells the party's ledger what happens, and lets no ledger hold up
//     the work.
//   - steps.go calls other parties and activities, within.go what belongs to the same
//     party.
//   - letters.go sends the letters of standing access, which are never given up.
//   - standing.go is what both sides of a standing access and the cases that lean on it
//     have in common.
//   - options.go names every timeout and retry profile by intent.
//   - services.go offers the workflows to other parties as Nexus operations,
//     services_access.go takes in the letters, and inside.go reaches the party's own
//     work.
package workflows
