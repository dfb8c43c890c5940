package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sethvargo/go-envconfig"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/exercise"
	"writ/internal/devservertest"
	"writ/protocol"
	"writ/scenarios"
	"writ/worker"
)

// within bounds each wait for a condition. It is long: a wait ends when its
// condition holds, and the machine may be busy with other tests.
const within = 3 * time.Minute

// world is a server with the parties' namespaces, and what is needed to play on
// it. It has no workers until they are asked for.
type world struct {
	server  *devservertest.Server
	cfg     worker.Config
	dir     protocol.Directory
	clients *worker.Clients
	logs    *buffer
}

func newWorld(t *testing.T, options ...devservertest.Option) *world {
	t.Helper()
	return newWorldAt(t, slog.LevelWarn, options...)
}

// newWorldAt is newWorld with logs of a level, shown when the test fails.
func newWorldAt(t *testing.T, level slog.Level, options ...devservertest.Option) *world {
	t.Helper()
	usual, err := worker.LoadDirectory("")
	require.NoError(t, err)
	return newWorldOf(t, usual, level, options...)
}

// newWorldOf is newWorldAt with other parties.
func newWorldOf(t *testing.T, parties protocol.Directory, level slog.Level, options ...devservertest.Option) *world {
	t.Helper()
	w := &world{dir: parties, server: devservertest.Start(t, options...), logs: &buffer{}}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the workers said:\n%.20000s", w.logs.String())
		}
	})
	var err error
	w.cfg, err = config(t.Context(), w.server.Address)
	require.NoError(t, err)
	w.cfg.LogLevel, w.cfg.LogTo, w.cfg.DrainTimeout = level, w.logs, time.Second
	w.cfg.Ledger = worker.Place(t.TempDir())
	w.eventually(t, "the server answers", func() bool {
		err := worker.Provision(t.Context(), w.cfg, w.dir, nil)
		if late := (*worker.UnreachableError)(nil); errors.As(err, &late) {
			return false
		}
		require.NoError(t, err)
		return true
	})
	w.clients = worker.NewClients(w.cfg)
	t.Cleanup(w.clients.Close)
	return w
}

func config(ctx context.Context, address string) (worker.Config, error) {
	return worker.LoadConfig(ctx, envconfig.MapLookuper(map[string]string{"TEMPORAL_ADDRESS": address}))
}

// work starts workers in this process, of all parties if none are named, and
// stops them with the test.
func (w *world) work(t *testing.T, parties ...casefile.PartyID) *worker.Workers {
	t.Helper()
	workers, err := worker.Start(t.Context(), w.cfg, w.dir, parties)
	require.NoError(t, err)
	t.Cleanup(workers.Stop)
	return workers
}

// without lists all parties but some.
func (w *world) without(away ...casefile.PartyID) []casefile.PartyID {
	var rest []casefile.PartyID
	for _, id := range w.dir.IDs() {
		if !slices.Contains(away, id) {
			rest = append(rest, id)
		}
	}
	return rest
}

// client returns the client of a party's namespace.
func (w *world) client(t *testing.T, party casefile.PartyID) client.Client {
	t.Helper()
	p, ok := w.dir.Party(party)
	require.True(t, ok, "party %s", party)
	c, err := w.clients.For(t.Context(), p.Namespace)
	require.NoError(t, err)
	return c
}

// stage is where a scenario is played, at a speed; 0 keeps the scenario's.
func (w *world) stage(speed float64) exercise.Stage {
	return exercise.Stage{Client: w.clients.For, Directory: w.dir, Speed: speed, LookEvery: 100 * time.Millisecond, Ledger: true}
}

// unhurried is a stage for plays in which a clock rings by itself: alarms are held
// back for a while, so that an act that a busy machine brings late is still in
// time.
func (w *world) unhurried() exercise.Stage {
	stage := w.stage(0)
	stage.Tune = func(x *protocol.Exercise) { x.Patience = 20 }
	return stage
}

// play plays a scenario to its end and checks its figures and its account.
func play(t *testing.T, stage exercise.Stage, s exercise.Scenario) exercise.Played {
	t.Helper()
	begun := time.Now()
	played, err := exercise.Play(t.Context(), stage, s)
	t.Logf("%s: played in %s", s.ID, time.Since(begun).Round(10*time.Millisecond))
	if err != nil || testing.Verbose() {
		t.Logf("the record:\n%s", tell(played.Record))
	}
	require.NoError(t, err)
	require.Empty(t, s.Check(played))
	account, err := casefile.AccountOf(played.Record, played.Now)
	require.NoError(t, err)
	require.NoError(t, account.Check())
	return played
}

// scenario loads one of the repository's scenarios.
func scenario(t *testing.T, name string) exercise.Scenario {
	t.Helper()
	return load(t, scenarios.Files, name)
}

// ownScenario loads one that only these tests play.
func ownScenario(t *testing.T, name string) exercise.Scenario {
	t.Helper()
	return load(t, os.DirFS("testdata"), name)
}

func load(t *testing.T, files fs.FS, name string) exercise.Scenario {
	t.Helper()
	s, err := exercise.Load(files, name+".yaml")
	require.NoError(t, err)
	return s
}

// patiently is a stage on which alarms are held back for so long that none
// rings before a fact that is dated earlier and late, however busy the machine
// is and whatever is away meanwhile: each clock is rung by the next fact after
// it, and every play has the same record, event by event.
func (w *world) patiently(speed float64) exercise.Stage {
	stage := w.stage(speed)
	stage.Tune = func(x *protocol.Exercise) { x.Patience = 600 }
	return stage
}

// buffer collects what several goroutines write.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
