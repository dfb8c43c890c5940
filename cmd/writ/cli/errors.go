package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"writ/casefile"
	"writ/worker"
	"writ/workflows"
)

// Exit codes.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130 // as shells report a process that SIGINT ended
)

// fault is an error as a person sees it: what is wrong and, where it helps,
// what to do. The code is stable, for programs.
type fault struct {
	Code    string `json:"code"`
	Message string `json:"error"`
	Hint    string `json:"hint,omitempty"`

	exit  int
	cause error
}

func newFault(code, hint, format string, args ...any) *fault {
	return &fault{Code: code, Message: fmt.Sprintf(format, args...), Hint: hint, exit: exitFailure}
}

// usageFault is a command that cannot be understood.
func usageFault(format string, args ...any) *fault {
	return &fault{Code: "usage", Message: fmt.Sprintf(format, args...), exit: exitUsage}
}

// because keeps the cause for errors.Is.
func (f *fault) because(err error) *fault {
	f.cause = err
	return f
}

// Error gives the message.
func (f *fault) Error() string { return f.Message }

// Unwrap gives the cause.
func (f *fault) Unwrap() error { return f.cause }

// explain is the one mapping from any error to what a person is told. Commands
// add what only they know (which case, which party) by returning a fault
// themselves.
func explain(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	if errors.Is(err, context.Canceled) {
		return &fault{Code: "interrupted", Message: "interrupted", exit: exitInterrupted, cause: err}
	}
	if r, ok := errors.AsType[*casefile.Refusal](err); ok {
		return newFault(r.Code, r.Hint, "%s", r.Message).because(err)
	}
	if app, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return explainApplication(app)
	}
	if f := explainService(err); f != nil {
		return f
	}
	return newFault("failed", "", "%s", err).because(err)
}

// explainApplication reads what the engine's handlers return.
func explainApplication(app *temporal.ApplicationError) *fault {
	switch app.Type() {
	case workflows.ErrRefused:
		var r casefile.Refusal
		if app.HasDetails() && app.Details(&r) == nil && r.Message != "" {
			return newFault(r.Code, r.Hint, "refused: %s", r.Message).because(app)
		}
		return newFault("refused", "", "refused: %s", app.Message()).because(app)
	case workflows.ErrMalformed:
		return newFault("malformed", "nothing was recorded; correct it and send it again", "%s", app.Message()).because(app)
	}
	if strings.HasPrefix(app.Message(), "unknown update ") || strings.HasPrefix(app.Message(), "unknown query ") {
		return newFault("not-offered", "is this writ newer or older than the worker that runs there?",
			"the other side does not know this request").because(app)
	}
	return newFault("failed", "", "%s", app.Message()).because(app)
}

// explainService reads what a Temporal server, or its absence, returns.
func explainService(err error) *fault {
	if _, ok := errors.AsType[*serviceerror.NamespaceNotFound](err); ok {
		return newFault("not-provisioned", "writ setup makes what a cluster needs",
			"the server does not have the namespace of this party").because(err)
	}
	if _, ok := errors.AsType[*serviceerror.NotFound](err); ok {
		return newFault("not-found", "check the id: writ case list, writ inbox", "nothing of that id is known there").because(err)
	}
	if _, ok := errors.AsType[*serviceerror.PermissionDenied](err); ok {
		return newFault("not-permitted", "ask whoever runs the server for access to this party's namespace",
			"the server does not let you in").because(err)
	}
	if there, ok := errors.AsType[*worker.UnreachableError](err); ok {
		return noServer(there.Address, err)
	}
	if timedOut(err) {
		return newFault("timeout", "try again; if it stays so, look at the server and at the party's worker",
			"no answer came in time").because(err)
	}
	return nil
}

// noServer says that nobody listens at the server's address, or that nobody
// there lets us in.
func noServer(address string, err error) *fault {
	if status.Code(err) == codes.Unauthenticated || status.Code(err) == codes.PermissionDenied {
		return newFault("not-permitted", "see TEMPORAL_API_KEY and TEMPORAL_TLS_CLIENT_CERT_PATH", "the Temporal server at %s does not let you in", address).because(err)
	}
	return newFault("no-server", "start one with writ dev, or set TEMPORAL_ADDRESS to the one you use",
		"no Temporal server answers at %s", address).because(err)
}

// unavailable reports whether nobody listens at the server's address.
func unavailable(err error) bool {
	if _, ok := errors.AsType[*worker.UnreachableError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*serviceerror.Unavailable](err); ok {
		return true
	}
	return status.Code(err) == codes.Unavailable
}

// timedOut reports whether a wait was cut.
func timedOut(err error) bool {
	if _, ok := errors.AsType[*serviceerror.DeadlineExceeded](err); ok {
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) || status.Code(err) == codes.DeadlineExceeded
}

// unknownEdition is a case under a law that this process does not have.
func unknownEdition(err error) *fault {
	hint := "is this writ older than the case?"
	if strings.Contains(err.Error(), "WRIT_LAW") {
		hint = "set WRIT_LAW to the folder with which the case was opened"
	}
	return newFault("unknown-edition", hint, "%s", strings.TrimPrefix(err.Error(), "legal: ")).because(err)
}

// printFault prints a fault on stderr in the mode of the call.
func printFault(w io.Writer, mode outputMode, f *fault) {
	if mode == jsonMode {
		// A fault has strings only, so encoding cannot fail; a closed stderr cannot
		// be reported anywhere.
		_ = json.NewEncoder(w).Encode(f)
		return
	}
	// What is wrong in several places is said in several lines.
	first, more, _ := strings.Cut(strings.TrimRight(f.Message, "\n"), "\n")
	fmt.Fprintf(w, "error: %s\n", printable(first))
	for line := range strings.Lines(more) {
		fmt.Fprintf(w, "  %s\n", printable(strings.TrimRight(line, "\n")))
	}
	if f.Hint != "" {
		fmt.Fprintf(w, "hint: %s\n", printable(f.Hint))
	}
}
