// Package sqlstore keeps the events of a party in a database: in a file of SQLite
// by default, in a schema of PostgreSQL for many workers. It keeps rows and
// understands none of them.
//
//	store, err := sqlstore.OpenSQLite(ctx, "ledger.sqlite")
//	store, err := sqlstore.OpenPostgres(ctx, "postgres://...", "nypd")
//
// # Which rows hold
//
// Events arrive late, twice and in any order, and after a reset of a workflow two
// runs tell of the same numbers. What holds in the end must follow from what was
// told and not from when it arrived. Each told row is a claim of its run on a
// number of a step, made when the run took the number; later claims are stronger.
// Rows are equal when they say the same, whichever run says it; a row that several
// runs told counts as told by the latest. Then, for each step:
//
//   - A number under which runs told different things was taken again: some
//     workflow was reset to before it. The latest claim on it is when the timeline
//     that counts passed that number.
//   - So whatever was claimed before that instant under this or a larger number is
//     of a timeline that was given up, also by runs that continued the old one as
//     new. It is kept aside, and is known again when it is told again.
//   - Of what is left, at most one row stands under each number. It holds.
//
// A run that continues another as new takes numbers that nobody took, contradicts
// nothing, and sets nothing aside. A reset contradicts the old run by its first
// event, because it learns of it at another instant.
//
// There is one exception to the rule of order. A run that tells two things under
// one number contradicts itself, which a sound workflow never does: the first that
// arrived stays, and the other is rejected and kept as an incident.
//
// # Tables
//
// event has the rows that hold, aside those that do not, label the dictionary. All
// columns are integers but label.label and sealed.cases: times are Unix seconds
// (taken_ms: milliseconds), names are codes. SQLite is told to refuse anything else
// (STRICT). What an incident is follows from event and aside when it is asked for.
//
// SQLite's file has the manifest besides: segment lists the files of sealed cases,
// sealed which cases each has, voided the copies that no longer count. sealed.cases
// is a blob, and no text: the key, the number of events and the digest of each case,
// 20 bytes a case in all. SQLite refuses text there and any other length, and what
// is written is packed from integers alone. See [SQLite.Seal].
//
// # Failures
//
// Errors that may go away wrap ledger.ErrUnavailable: no connection, a server that
// goes down or comes up, a full disk, another writer that holds on for too long.
// Whether the batch was taken is then unknown, and appending it again is harmless.
package sqlstore
