package e2e_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"writ/casefile"
	"writ/worker"
)

// runWorkers is what a worker process does.
func runWorkers(ctx context.Context, address, directory, law, ledger string, parties []casefile.PartyID, ready func()) error {
	cfg, err := config(ctx, address)
	if err != nil {
		return err
	}
	cfg.LogLevel, cfg.Ledger = slog.LevelError, worker.Place(ledger)
	if law != "" {
		cfg.Law = worker.Folders{law}
	}
	dir, err := worker.LoadDirectory(directory)
	if err != nil {
		return err
	}
	workers, err := worker.Start(ctx, cfg, dir, parties)
	if err != nil {
		return err
	}
	ready()
	return workers.Wait(ctx)
}

// process is workers in a process of their own.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	ready chan struct{} // closed when its workers take work
	ended chan struct{}
}

// directoryFile writes the world's directory to a file, for another process.
func (w *world) directoryFile(t *testing.T) string {
	t.Helper()
	text, err := yaml.Marshal(w.dir)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "directory.yaml")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	return file
}

// workProcess starts the workers of all parties as a process, and returns once
// they take work. The process ends with the test at the latest.
func (w *world) workProcess(t *testing.T) *process {
	t.Helper()
	return w.workProcessWith(t, "")
}

// workProcessWith is workProcess with a folder of data files that join the law.
func (w *world) workProcessWith(t *testing.T, law string) *process {
	t.Helper()
	return w.workProcessOf(t, law, w.dir.IDs()...)
}

// workProcessOf is workProcessWith for some parties.
func (w *world) workProcessOf(t *testing.T, law string, who ...casefile.PartyID) *process {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	parties := make([]string, 0, len(who))
	for _, id := range who {
		parties = append(parties, string(id))
	}
	p := &process{cmd: exec.Command(self), ready: make(chan struct{}), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), asAddress+"="+w.server.Address, asParties+"="+strings.Join(parties, ","), asDirectory+"="+w.directoryFile(t), asLaw+"="+law, asLedger+"="+string(w.cfg.Ledger))
	p.cmd.Stderr = w.logs
	p.stdin, err = p.cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	t.Cleanup(p.kill)
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if lines.Text() == readyLine {
				close(p.ready)
			}
		}
		_ = p.cmd.Wait() // it is killed
	}()
	select {
	case <-p.ready:
	case <-p.ended:
		t.Fatalf("the workers ended at once:\n%s", w.logs.String())
	case <-time.After(within):
		t.Fatal("the workers were not ready in time")
	}
	return p
}

// kill ends the process as a power cut would. It may be called again.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.ended
}
