package histories_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/workflow"

	"writ/internal/histories"
	"writ/protocol"
	"writ/workflows"
)

var folder = filepath.Join("..", "..", "workflows", "testdata", "histories")

// Today's code replays every history that is kept.
func TestReplay(t *testing.T) {
	for _, name := range histories.Kept {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, histories.Replay(kept(t, name)))
		})
	}
}

// None is missing or left over, and no workflow type is without one.
func TestKeptIsComplete(t *testing.T) {
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	var found []string
	for _, f := range files {
		found = append(found, strings.TrimSuffix(f.Name(), ".json"))
	}
	require.ElementsMatch(t, histories.Kept, found)

	types := map[string]bool{}
	for _, name := range histories.Kept {
		wanted, _, _ := strings.Cut(name, "-")
		started := kept(t, name).GetEvents()[0].GetWorkflowExecutionStartedEventAttributes()
		require.Equal(t, wanted, started.GetWorkflowType().GetName(), name)
		types[wanted] = true
	}
	registered := registry{}
	for _, role := range protocol.Roles() {
		workflows.Register(registered, role)
	}
	require.NotEmpty(t, registered)
	for wanted := range registered {
		require.True(t, types[wanted], "no history of %s", wanted)
	}
}

// registry collects the names of the workflow types that are registered.
type registry map[string]bool

func (r registry) RegisterWorkflowWithOptions(_ any, options workflow.RegisterOptions) {
	r[options.Name] = true
}

// The engine registers every workflow under a name.
func (registry) RegisterWorkflow(any) { panic("a workflow without a name") }
func (registry) RegisterDynamicWorkflow(any, workflow.DynamicRegisterOptions) {
	panic("a workflow without a name")
}

// A replay notices what the code would no longer do: here another timer.
func TestReplayNotices(t *testing.T) {
	h := kept(t, "Disclosure-disclosed-under-gag")
	for _, e := range h.GetEvents() {
		if e.GetEventType() == enumspb.EVENT_TYPE_TIMER_STARTED {
			e.GetTimerStartedEventAttributes().TimerId = "another"
			require.ErrorContains(t, histories.Replay(h), "nondeterministic")
			return
		}
	}
	t.Fatal("the history has no timer")
}

func kept(t *testing.T, name string) *historypb.History {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, histories.File(name)))
	require.NoError(t, err)
	h, err := histories.Decode(data)
	require.NoError(t, err)
	require.NotEmpty(t, h.GetEvents())
	return h
}
