package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
	"writ/worker"
)

// ownHolders are data files of one's own. The holder in it takes no part in the
// case: what counts is that the case is pinned to the edition that has it.
const ownHolders = `holders:
  - {id: own-forum, name: Own Forum, entity: Own Forum Inc., kind: platform, jurisdiction: US, zone: America/New_York, policy_date: "2026-11-01", illustrative: true,
     holdings: [{asked: account, category: SubscriberData, yields: [email]}], sources: [{cite: a test, basis: assumption}]}
`

// A case that was opened under a law that these workers lack waits for workers
// that have it, and then goes on as if nothing had been.
func TestLawOfOnesOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "own.yaml"), []byte(ownHolders), 0o600))
	edition, err := worker.Law(worker.Config{Law: worker.Folders{folder}})
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(edition, legal.CurrentEdition+"+"), edition)

	workers := w.workProcess(t)
	s := ownScenario(t, "elsewhere")
	s.Case.Edition = edition
	stage := w.patiently(0)
	stage.Opened = func(o casefile.Opening) {
		id := protocol.CaseWorkflowID(o.Case)
		w.eventually(t, "a worker without the law has given the case back", func() bool {
			return w.count(t, "nypd", id, enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED) > 0
		})
		for _, e := range w.history(t, "nypd", id) {
			if e.EventType == enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED {
				message := e.GetWorkflowTaskFailedEventAttributes().GetFailure().GetMessage()
				require.Contains(t, message, "tried again until a worker has the law")
				require.Contains(t, message, "WRIT_LAW")
			}
		}
		workers.kill()
		w.workProcessWith(t, folder)
	}
	r := play(t, stage, s).Record
	requireWhole(t, r)
	require.Equal(t, edition, r.Opening.Edition)
	require.Equal(t, casefile.LevelSubscriber, casefile.Fold(r).Level)
	w.requireReplays(t)
}
