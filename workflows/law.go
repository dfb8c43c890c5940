package workflows

import (
	"fmt"
	"strings"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// This file is about the law that work stands under: what happens where this
// process does not have it, and how running work is moved to another state of
// it.
//
// A process may lack an edition for a while: an edition that one's own data
// files extend (WRIT_LAW) is named by the digest of these files, and a worker
// may be started without the folder, with a changed one, or in an older build.
// Nobody's case ends for that. The workflow task fails, the history says once
// why, and the server gives the task to a worker again and again until one has
// the law; what people send waits meanwhile. Work under an edition that never
// was, which only a party that means harm sends, waits for ever like that, and
// does nothing.

// readLaw reads every edition of this build, once in a process. An edition takes
// some tenths of a second to read and check, and the SDK gives a workflow one
// second between two waits: the first case must not be the one that reads.
func readLaw() {
	for _, edition := range legal.Editions() {
		_, _ = legal.Open(edition) // whoever needs one that cannot be read says so
	}
}

// unusable says why a workflow cannot begin or go on with what it was given. It
// does not return where only the law is missing here: see [needLaw].
func unusable(ctx workflow.Context, edition string, err error) error {
	if strings.Contains(edition, "+") {
		needLaw(ctx, edition)
	}
	return malformed(err)
}

// malformed fails a workflow whose input no retry can mend.
func malformed(err error) error {
	return temporal.NewNonRetryableApplicationError(err.Error(), ErrMalformed, nil)
}

// needLaw fails the workflow task, by a panic, if this process does not have
// the edition. It must come before anything that answers otherwise where the
// edition is missing: the answer of a machine would then depend on the process.
func needLaw(ctx workflow.Context, edition string) {
	if _, err := legal.Open(edition); err != nil {
		workflow.GetLogger(ctx).Error("this worker lacks the law of this work: the task is tried again until a worker has it",
			"edition", edition, "error", err)
		panic(fmt.Sprintf("the task is tried again until a worker has the law: %v", err))
	}
}

// onMoveLaw registers the update by which running work is moved to another
// edition or to calendars that were published meanwhile. An edition that this
// worker lacks is refused by the validator, without a trace, since validators do
// not run on replay; where a replay meets one, it was accepted elsewhere.
func onMoveLaw(ctx workflow.Context, l *loop, description string,
	apply func(casefile.MoveLaw, casefile.Moment) (casefile.Receipt, []casefile.Action, error),
) error {
	validate := func(a casefile.MoveLaw) error {
		if err := a.Validate(); err != nil || a.Edition == "" {
			return err
		}
		_, err := legal.Open(a.Edition)
		return err
	}
	return onUpdate(ctx, l, protocol.UpdateMoveLaw, description, func(a casefile.MoveLaw) casefile.Act { return a.Act }, validate,
		func(a casefile.MoveLaw, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
			if a.Edition != "" {
				needLaw(ctx, a.Edition)
			}
			return apply(a, m)
		})
}
