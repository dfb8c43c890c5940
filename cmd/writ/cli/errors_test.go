package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
	"writ/worker"
	"writ/workflows"
)

func TestErrorsBecomeWordsAndHints(t *testing.T) {
	refusal := casefile.Refusal{Code: "not-now", Message: "too late", Hint: "look"}
	for _, c := range []struct {
		name       string
		err        error
		code, says string
		hint       string
		exit       int
	}{
		{"a refusal", temporal.NewNonRetryableApplicationError("too late", workflows.ErrRefused, nil, refusal), "not-now", "refused: too late", "look", 1},
		{"a refusal without details", temporal.NewNonRetryableApplicationError("too late", workflows.ErrRefused, nil), "refused", "refused: too late", "", 1},
		{"a malformed act", temporal.NewNonRetryableApplicationError("key is empty", workflows.ErrMalformed, nil), "malformed", "key is empty", "nothing was recorded", 1},
		{"an unknown update", temporal.NewNonRetryableApplicationError("unknown update x. KnownUpdates=[]", "", nil), "not-offered", "does not know", "newer or older", 1},
		{"the core's own refusal", fmt.Errorf("hop: %w", &refusal), "not-now", "too late", "look", 1},
		{"no server", &worker.UnreachableError{Address: "127.0.0.1:1", Err: errors.New("refused")}, "no-server", "at 127.0.0.1:1", "writ dev", 1},
		{"no namespace", serviceerror.NewNamespaceNotFound("nypd"), "not-provisioned", "namespace", "writ setup", 1},
		{"no workflow", serviceerror.NewNotFound("x"), "not-found", "nothing of that id", "check the id", 1},
		{"no right", serviceerror.NewPermissionDenied("x", ""), "not-permitted", "does not let you in", "access", 1},
		{"a timeout", context.DeadlineExceeded, "timeout", "in time", "try again", 1},
		{"the server's timeout", serviceerror.NewDeadlineExceeded("x"), "timeout", "in time", "try again", 1},
		{"Ctrl-C", fmt.Errorf("asking: %w", context.Canceled), "interrupted", "interrupted", "", 130},
		{"our own", fmt.Errorf("deep: %w", newFault("x", "y", "z")), "x", "z", "y", 1},
		{"usage", usageFault("what?"), "usage", "what?", "", 2},
		{"anything else", errors.New("boom"), "failed", "boom", "", 1},
	} {
		f := explain(c.err)
		if f.Code != c.code || f.exit != c.exit || !strings.Contains(f.Message, c.says) || !strings.Contains(f.Hint, c.hint) {
			t.Errorf("%s: %s, exit %d: %q, hint %q", c.name, f.Code, f.exit, f.Message, f.Hint)
		}
		if (c.hint == "") != (f.Hint == "") {
			t.Errorf("%s: hint %q, want %q", c.name, f.Hint, c.hint)
		}
	}
}

func TestErrorsArePrintedInTheModeOfTheCall(t *testing.T) {
	f := newFault("code", "do this", "it is\x1b wrong")
	var text, json bytes.Buffer
	printFault(&text, textMode, f)
	printFault(&json, jsonMode, f)
	if got, want := text.String(), "error: it is\uFFFD wrong\nhint: do this\n"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if got, want := json.String(), `{"code":"code","error":"it is\u001b wrong","hint":"do this"}`+"\n"; got != want {
		t.Errorf("json %q, want %q", got, want)
	}
}
