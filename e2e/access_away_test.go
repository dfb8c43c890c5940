package e2e_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	updatepb "go.temporal.io/api/update/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"writ/access"
	"writ/casefile"
	"writ/legal/policy"
	"writ/protocol"
)

// A use and a suspension wait for a grantor whose workers are away, in both orders. A
// use is accepted only if it came first; and where the suspension was true by then, it
// is marked as overtaken.
func attacksWhileAway(t *testing.T, f *feeds) {
	workers := f.work(t, "reseller-b")
	above := f.draft("twitter", "reseller-b", news).open(t, "")
	above.stands(t, casefile.StageAccessActive, casefile.Nobody, news)
	byLetter, behind, ahead := f.draft("reseller-b", "agency", news), f.draft("reseller-b", "agency", news), f.draft("reseller-b", "agency", news)
	all := []*contract{byLetter, behind, ahead}
	for _, c := range all {
		c.open(t, above.Grant)
	}
	for _, c := range all {
		c.stands(t, casefile.StageAccessActive, casefile.Nobody, news)
	}
	workers.Stop()

	// One use goes by letter, while the grantee believes that the access stands.
	letter := byLetter.dated(news, 0, 1)
	byLetter.subscribed(t, protocol.UpdateDeclareUse, letter)
	byLetter.eventually(t, "the letter waits for the grantor", func() bool {
		s, there := byLetter.atGrantee(t)
		return there && len(s.Subscription.Outbox) == 1
	})
	queued := []<-chan error{
		byLetter.queue(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: byLetter.decides()}),
		// One waits at the grantor's own desk behind the suspension.
		behind.queue(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: behind.decides()}),
		behind.queue(t, protocol.UpdateDeclareUse, behind.onPaper(behind.dated(news, 0, 1))),
	}
	// And one before a suspension that has been true for longer.
	back := ahead.decides()
	back.At = time.Now().Add(-2 * time.Hour)
	queued = append(queued,
		ahead.queue(t, protocol.UpdateDeclareUse, ahead.onPaper(ahead.dated(news, 0, 1))),
		ahead.queue(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: back}),
	)

	f.work(t, "reseller-b")
	for _, done := range queued {
		select {
		case err := <-done:
			require.NoError(t, err)
		case <-time.After(within):
			require.FailNow(t, "an act that waited was never taken")
		}
	}
	for _, c := range all {
		c.stands(t, casefile.StageAccessSuspended, casefile.Nobody)
		c.requireInOrder(t)
	}
	require.Equal(t, byLetter.onlyUse(t).Verdict, byLetter.verdict(t, letter.Key))
	require.Equal(t, policy.RuleNotActive, behind.onlyUse(t).Verdict.Rule)
	require.True(t, ahead.onlyUse(t).Verdict.Accepted, "nobody had suspended it when it came")
	require.False(t, ahead.onlyUse(t).Overtaken.IsZero(), "and it is marked")
}

// onPaper is a use that the grantor's desk enters for the grantee, which holds nothing
// of it.
func (c *contract) onPaper(use casefile.DeclareUse) casefile.DeclareUse {
	for _, word := range []string{use.By.Name, use.Reason, strings.TrimPrefix(use.Target, "@")} {
		c.belong(word, c.Grantor)
	}
	return use
}

// queue sends an act to a grantor whose workers are away, and returns once it waits
// there.
func (c *contract) queue(t *testing.T, update string, act any) <-chan error {
	t.Helper()
	home, id := c.client(t, c.Grantor), uuid.NewString()
	done := make(chan error, 1)
	ctx, cancel := context.WithTimeout(t.Context(), within)
	t.Cleanup(cancel)
	go func() {
		handle, err := home.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
			WorkflowID: protocol.AccessWorkflowID(c.Grant), UpdateName: update, UpdateID: id, Args: []any{act}, WaitForStage: client.WorkflowUpdateStageCompleted,
		})
		if err == nil {
			err = handle.Get(ctx, nil)
		}
		done <- err
	}()
	p, _ := c.dir.Party(c.Grantor)
	c.eventually(t, update+" waits for the grantor", func() bool {
		_, err := home.WorkflowService().PollWorkflowExecutionUpdate(t.Context(), &workflowservice.PollWorkflowExecutionUpdateRequest{
			Namespace: p.Namespace, UpdateRef: &updatepb.UpdateRef{
				WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: protocol.AccessWorkflowID(c.Grant)}, UpdateId: id,
			}})
		return err == nil
	})
	return done
}

// onlyUse is the one use of a contract, as the grantor has it.
func (c *contract) onlyUse(t *testing.T) access.Use {
	t.Helper()
	a, there := c.atGrantor(t)
	require.True(t, there)
	require.Len(t, a.Access.Uses, 1)
	return a.Access.Uses[0]
}

// requireInOrder checks of the one use of a contract that it was accepted only if it
// came before the suspension.
func (c *contract) requireInOrder(t *testing.T) {
	t.Helper()
	use := c.onlyUse(t)
	a := c.access(t)
	place := func(kind casefile.EventKind) int {
		return slices.IndexFunc(a.Events, func(e casefile.Event) bool { return e.Kind == kind })
	}
	accepted, suspended := place(casefile.EvUseAccepted), place(casefile.EvAccessSuspended)
	require.Positive(t, suspended)
	require.Equal(t, use.Verdict.Accepted, accepted > 0)
	require.Less(t, accepted, suspended)
	require.Equal(t, 1, len(codesOf(a.Events, casefile.EvUseAccepted))+len(codesOf(a.Events, casefile.EvUseRefused)))
	requireNumbered(t, a)
}
