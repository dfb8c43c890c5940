// Package cli is the command line of writ. Investigators open cases and apply
// for orders with it, courts and holders decide what lies in their inbox, platforms
// and resellers grant and end standing access, and operators start servers and workers.
//
// It wires flags to the engine and prints what comes back. No rule of law and
// no rule of the engine lives here: what may be decided is what the engine
// says, and a refusal is printed as it came.
//
// Reading order:
//
//   - root.go: the command tree and how an error becomes an exit code
//   - session.go: one person's connection to the namespaces of the directory
//   - resolve.go: from a few typed characters to one case or task
//   - case*.go, access*.go, inbox.go, task.go, decide*.go: the commands
//   - printer.go, page.go: one printer, text for people and JSON for programs;
//     show*.go and words.go say a case in words
//   - errors.go: the one place that turns errors into "error:" and "hint:"
//   - devserver.go, dev.go, demo.go: a server of one's own
//
// Two habits keep commands small. A command returns a view, a plain struct that
// is its own JSON form and knows how to write itself on a page; so no command
// asks for the output mode. And every call to a server goes through ask or
// tell, which bound it: a party whose worker is away is said, never waited for
// without end.
package cli
