// Package export writes the cases of a ledger in the forms that the tools of
// analysts read: a flat event log as Parquet or CSV with the column names of
// PM4Py, an object-centric log as OCEL 2.0 in JSON or SQLite, and XES as IEEE Std
// 1849-2016 describes it.
//
// [Write] reads a [Source] case by case and keeps one case in memory, so that a
// ledger of any size can be exported. It writes under a temporary name beside the
// target and renames at the end: an export that was interrupted leaves nothing.
//
// What an event means to such a tool stands in one table, in activity.go: the
// activity, whether the event starts or completes it, and its type in an
// object-centric log. Every event of the ledger becomes exactly one row, so that
// rows can be counted against the ledger.
//
// # Privacy
//
// An export leaves the house, so it says less than the ledger unless it is asked
// to be exact:
//
//   - every time is the midnight, in UTC, of its day; the order within a case is
//     kept by seq;
//   - a label that fewer than [FewestCases] of the exported cases have is written
//     as "other", and so are holder and instrument together where that many cases
//     do not have both.
//
// The case stays the pseudonym that the ledger knows it by.
//
// All times are UTC. The as-of instant leaves out what was learned later.
package export
