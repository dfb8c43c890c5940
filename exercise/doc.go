// Package exercise plays dated cases against a live server: the real engine and
// the real workers of all parties, with scripted deciders. Case time runs faster
// than real time, and each decision carries its true date, so that the days come
// out the same on every machine.
//
// A [Scenario] is a file: who opened the case and when, and then one [Act] after
// the other: who did what on which request, at which instant, and the source
// that says so. [Play] opens the case and performs the acts: it waits until the
// request that an act answers has arrived and case time has come, and then sends
// the same update that a person's command would send.
//
// A scenario may have standing access beside its case: each [Grant] opens at its own
// instant, before the case or while it runs, and acts are done to it by either side.
// After each of them a play waits until both sides, the grants that hang on it and the
// case know how it stands. Figures count between events of grants and of the case.
//
// An exercise proves nothing about a real case; what no source documents is
// marked illustrative.
package exercise
