// Package ledger remembers what happened in many cases, so that somebody can say
// where the days went.
//
// Each party has a ledger of its own. Every workflow tells it every change of
// state, as a casefile.Fact: codes, opaque ids and times, never a word about a
// person. [Encoder] turns facts into [Event] rows: integers only, the case known
// by a pseudonym ([Key]) that needs the party's secret to make. A [Store] takes
// the rows, effectively once: the same row again is nothing, another row under
// the same number is an [Incident] and never an overwrite.
//
// From the events of one case [Project] makes what is counted: a [Subject] for
// the case and for each hop (its milestones and how it ended), the [Spell]s in
// which somebody was awaited, and the [Charge]s of the account of days, which
// sum to the whole.
//
// A [Source] answers questions over all of them. Its first answer is the life
// table of package latency, (group, time, cause, n), which any engine's GROUP BY
// can produce and which adds up over shards. For what is counted by case, as the
// account of days and resampling are, it hands on the rows of all cases: a [Scan].
//
// All instants are Unix seconds in UTC, rounded down; 0 stands for none.
package ledger
