// Package activities holds the side effects of writ: what reaches out of the
// engine, to a directory or to people. Workflows call them by the names in
// protocol and never import this package, so a replayed case touches nothing.
//
// Each side effect stands behind a port of one method, and an installation
// plugs in its own: a directory service instead of a file, a mail gateway or a
// ticket system instead of a log line. The ports are narrow on purpose. A
// Notifier learns that a piece of work waits, not what it is about.
//
// An activity may run more than once for one call, because Temporal repeats
// what was cut off. Behind every port, doing it twice must be harmless.
//
// The third port is the party's ledger, which is told codes, opaque ids and
// times of everything that happens: enough for statistics and no more.
package activities
