// Package legal holds what the law and a holder's policy ask before data about
// an account may be disclosed: the categories of data, the instruments that
// unlock them, who may issue each, the clocks that run, and what each holder
// keeps and for how long.
//
// Everything here is a plain value or a pure function: no I/O beyond the
// embedded data files, no wall clock, no Temporal. The figures are not in Go
// code; they are in the data files under packs/, each with its source, and are
// decoded strictly: an unknown field or a figure without a source is refused
// with file, line and reason. The files check*.go are the list of what is
// refused.
//
// What a file may hold: instruments, the ladders by which a late holder is
// chased, working targets, holders, areas (groups of countries that one
// instrument binds together), doors (what is refused before anything is asked)
// and calendars. A figure that was not found in a source carries the basis
// "unconfirmed" or "assumption" through to every output.
//
// Start with [Open], which returns the [Law] of one edition. An edition never
// changes once a case was opened under it; what changes is a new edition. One
// adds a holder with a file and no code: [Extend] joins a folder to an edition
// and names the result, [Check] says what is wrong with such a folder. Then:
//
//   - [Law.Requirement] answers "which paper, from whom, opens this category at
//     this holder", lightest first, with reasons, and says why each other
//     instrument does not.
//   - [Law.Verify] runs the same rules from the holder's side over an order
//     that it received, and lists every defect. Both ask one list of obstacles,
//     in rules.go.
//   - [Law.AtTheDoor] refuses what is asked of nobody, before any holder or
//     instrument is named.
//   - [Law.Due] computes a due date and explains each step of the count;
//     [Law.Add] and [Law.Before] set alarms by the same calendar.
//   - [Law.Within] says whether a place lies in a jurisdiction or an area;
//     [Law.LadderOf] gives the ladder by which an order is enforced.
//   - [Law.Perishes] says until when a holder keeps the data that a lead
//     points to.
//
// Nothing in this package is legal advice.
package legal
