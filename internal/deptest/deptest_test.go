package deptest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// room is a folder of the house, and what of ours it may import.
type room struct {
	folder string
	may    []string // rooms
	why    string
}

// The rooms, in the order of the design.
var rooms = []room{
	{"legal", []string{"legal/cite", "legal/clock", "legal/datafile"},
		"the law is plain data and functions: whoever reads a rule must not have to read a workflow"},
	{"legal/cite", nil,
		"where a rule was read is said in one form, below everything that has rules"},
	{"legal/clock", []string{"legal/cite"},
		"periods are counted without knowing what they are for"},
	{"legal/clock/conformance", nil,
		"the vectors judge any implementation, so they know none"},
	{"legal/datafile", nil,
		"files are read strictly in one way, whatever they hold"},
	{"legal/policy", []string{"legal", "legal/cite", "legal/clock", "legal/datafile"},
		"a platform's policy is its own text beside the law: whoever reads a rule must not have to read a workflow"},
	{"casefile", []string{"legal", "legal/clock", "legal/policy"},
		"the record of a case can be folded, checked and counted without a server"},
	{"access", []string{"legal", "legal/clock", "legal/policy", "casefile"},
		"a contract and its chain can be judged without a server"},
	{"latency", nil,
		"statistics of waiting know nothing of cases, so that anyone can check them on any table"},
	{"ledger", []string{"legal", "casefile", "latency"},
		"rows and their projection are values: they need neither a database nor a server"},
	{"ledger/sqlstore", []string{"ledger"},
		"a database keeps rows and understands none of them"},
	{"ledger/segment", []string{"ledger", "latency"},
		"segments are files of rows"},
	{"ledger/storage", []string{"casefile", "ledger", "ledger/sqlstore", "ledger/segment", "latency"},
		"the one place that knows which store a setting names"},
	{"ledger/importer", []string{"legal", "casefile", "ledger"},
		"past cases are read from files and checked as live ones are"},
	{"ledger/population", []string{"legal", "casefile", "ledger"},
		"synthetic cases are facts like any others"},
	{"ledger/export", []string{"casefile", "ledger"},
		"an export is rows in the form of another tool"},
	{"ledger/export/schema", nil,
		"the forms of others are files"},
	{"report", []string{"legal", "legal/clock", "legal/policy", "casefile", "ledger", "latency"},
		"a report asks a source and computes: it neither opens a ledger nor draws"},
	{"report/figure", nil,
		"a figure is numbers and words, drawn"},
	{"report/page", []string{"report", "report/figure", "casefile", "ledger", "latency"},
		"a page shows what a report computed"},
	{"protocol", []string{"legal", "legal/clock", "casefile", "access"},
		"both sides of a conversation import it, so it imports neither side"},
	{"workflows", []string{"legal", "legal/clock", "legal/policy", "casefile", "access", "protocol"},
		"a workflow is replayed: it calls activities by the names in protocol and never imports their side effects"},
	{"activities", []string{"legal", "legal/clock", "casefile", "protocol"},
		"side effects stay behind narrow ports and know nothing of the workflows that call them"},
	{"worker", []string{"legal", "legal/clock", "legal/policy", "casefile", "access", "protocol", "workflows", "activities", "ledger", "ledger/storage"},
		"the one place where everything is put together"},
	{"scenarios", nil,
		"scenarios are files"},
	{"exercise", []string{"legal", "legal/clock", "legal/policy", "casefile", "access", "protocol", "workflows", "activities", "worker", "scenarios"},
		"scripted parties use the house, and no room of the house knows that it is exercised"},
	{"cmd/writ", []string{"cmd/writ/cli"},
		"main is wiring"},
	{"cmd/writ/cli", []string{"legal", "legal/cite", "legal/clock", "legal/policy", "casefile", "access", "protocol", "workflows", "activities", "worker", "scenarios", "exercise",
		"ledger", "ledger/storage", "ledger/importer", "ledger/population", "ledger/export", "latency", "report", "report/page"},
		"the command line is on top of everything, and nothing is on top of it"},
	{"internal/devservertest", nil,
		"the test server is a process: it knows an address, not a case"},
	{"internal/pgtest", nil,
		"the test database is a process: it knows a port, not a row"},
	{"internal/oracle", []string{"casefile", "ledger", "ledger/export", "ledger/export/schema", "ledger/population", "latency"},
		"other people's tools judge what the house computes and writes"},
	{"internal/bench", []string{"legal", "legal/clock", "casefile", "protocol", "workflows", "activities", "worker",
		"ledger", "ledger/storage", "ledger/segment", "ledger/population", "latency", "report"},
		"measurements drive the house as its workers do"},
	{"internal/histories", []string{"protocol", "workflows"},
		"recorded histories are replayed against the workflows alone"},
	{"internal/deptest", nil,
		"the rules do not depend on what they judge"},
	{"e2e", []string{"legal", "legal/clock", "legal/policy", "casefile", "access", "protocol", "workflows", "activities", "worker", "scenarios", "exercise", "internal/devservertest", "internal/histories",
		"ledger", "ledger/storage"},
		"tests of the whole house may use all of it"},
}

const (
	root   = "../.."
	module = "writ/"
)

func TestRoomsImportWhatTheyMay(t *testing.T) {
	for _, r := range rooms {
		t.Run(r.folder, func(t *testing.T) {
			files := sources(t, r.folder, false)
			if len(files) == 0 {
				files = sources(t, r.folder, true) // a room of tests
			}
			require.NotEmpty(t, files, "the room %q is gone: take it out of the table here and in the design", r.folder)
			for _, f := range files {
				for _, path := range f.imports {
					own, ok := strings.CutPrefix(path, module)
					if !ok || own == r.folder {
						continue
					}
					require.Contains(t, r.may, own, "%s imports %s.\n%s may import of ours only %v: %s", f.name, path, r.folder, r.may, r.why)
				}
			}
		})
	}
}

// Every package of the module stands in the table: a new room is a decision.
func TestEveryRoomHasARule(t *testing.T) {
	var named []string
	for _, r := range rooms {
		named = append(named, r.folder)
	}
	for _, folder := range folders(t) {
		require.Contains(t, named, folder, "the room %q has no rule: say here what it may import, and why", folder)
	}
}

// The core is pure: no Temporal, no I/O, no clock of its own, no chance.
func TestCoreIsPure(t *testing.T) {
	forbidden := map[string]string{
		"go.temporal.io":             "law and record are read without Temporal",
		"github.com/nexus-rpc":       "law and record are read without Temporal",
		"os":                         "packs are embedded, records are values",
		"net":                        "parties meet only through Nexus",
		"net/http":                   "parties meet only through Nexus",
		"os/exec":                    "the core runs nothing",
		"syscall":                    "the core asks nothing of the machine",
		"log":                        "a pure function has nothing to log",
		"log/slog":                   "a pure function has nothing to log",
		"math/rand":                  "the same case gives the same answer",
		"math/rand/v2":               "the same case gives the same answer",
		"context":                    "a pure function is not cancelled",
		"google.golang.org/grpc":     "the core calls nobody",
		"google.golang.org/protobuf": "the record has one form: its JSON",
	}
	for _, folder := range []string{"legal", "legal/clock", "legal/policy", "casefile", "access"} {
		for _, f := range sources(t, folder, false) {
			for _, path := range f.imports {
				for bad, why := range forbidden {
					require.False(t, path == bad || strings.HasPrefix(path, bad+"/") && strings.Contains(bad, "."),
						"%s imports %s: %s", f.name, path, why)
				}
			}
			require.Empty(t, f.clock, "%s reads or waits for the machine's clock: every instant comes in as an argument or inside a fact", f.name)
		}
	}
}

// Workflow code reads time and arms timers in clock.go alone, and never from the
// machine.
func TestWorkflowsReadTimeInOnePlace(t *testing.T) {
	for _, f := range sources(t, "workflows", false) {
		require.Empty(t, f.clock, "%s reads the machine's clock: a replay would read another time", f.name)
		if filepath.Base(f.name) == "clock.go" {
			continue
		}
		for _, call := range []string{"workflow.Now", "workflow.NewTimer", "workflow.NewTimerWithOptions", "workflow.Sleep", "workflow.AwaitWithTimeout"} {
			require.NotContains(t, f.calls, call, "%s calls %s: case time is kept in clock.go, or an exercise would run at two speeds", f.name, call)
		}
	}
}

// The development server is a module of its own: whoever builds writ does not
// build a Temporal server.
func TestServerStaysOutside(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	require.NotContains(t, string(mod), "go.temporal.io/server", "the root module never sees the server: it lives in deploy/devserver")

	const devserver = "deploy/devserver"
	require.FileExists(t, filepath.Join(root, devserver, "go.mod"), "the development server is a module of its own")
	files := sources(t, devserver, true)
	require.NotEmpty(t, files)
	for _, f := range files {
		for _, path := range f.imports {
			own := strings.HasPrefix(path, module) && !strings.HasPrefix(path, module+devserver)
			require.False(t, own, "%s imports %s: the server knows nothing of writ", f.name, path)
		}
	}
}

// Every package says in a comment what it is for.
func TestPackagesHaveComments(t *testing.T) {
	for _, folder := range append(folders(t), "deploy/devserver") {
		files := sources(t, folder, true)
		documented := slices.ContainsFunc(files, func(f source) bool { return f.doc != "" })
		require.True(t, documented, "package %s has no package comment: say what may live there", folder)
	}
}
