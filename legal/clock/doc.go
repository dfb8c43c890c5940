// Package clock counts legal periods: when does a period of 3 days, 72 hours, 5
// working days or one month, begun at an instant, run out under the rule of a
// statute and the calendar of a court?
//
// Four things make a due date, and they have four types. A [Period] is the
// length as the law writes it. A [Regime] is the statute that says how it is
// counted: which day is out, what rolls over a weekend, when the last day ends.
// A [Calendar] says which days a court or an office is closed, with the source
// of each. A [Count] puts them together with the trigger; [Count.Due] gives the
// instant, [Count.Explain] every day that was counted, skipped or rolled, and
// why.
//
// A clock that runs may be paused, resumed and extended. [Running] keeps what
// was done to it as a list of turns and is counted anew from the trigger each
// time, so that a holiday that is proclaimed late re-plans it without anything
// being lost.
//
// Around these: [ParseTrigger] reads a trigger as a person writes it; [Received]
// says as of which day a paper counts that came after the cut-off hour, which
// then starts a clock from service; [Earlier] and [Later] say which of several
// clocks on one act governs; [Replan] compares a clock by two states of a
// calendar. Package clock/conformance has the vectors by which this and any other
// implementation can be tested.
//
// A due instant is exclusive: at it an act is late. Where a text leaves a
// question open, the regime's file says which reading is taken.
//
// Everything here is a pure function of its arguments: no wall clock, no I/O.
// Days are civil dates in the zone of the court or holder, never hours divided
// by 24.
package clock
