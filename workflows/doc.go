// Package workflows drives cases on Temporal, one file per workflow.
//
// A workflow here is thin. Its state is a machine of package casefile; the
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
//   - steps.go calls other parties, children and activities.
//   - options.go names every timeout and retry profile by intent.
//   - services.go offers the workflows to other parties as Nexus operations.
package workflows
