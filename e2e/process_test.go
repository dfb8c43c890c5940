package e2e_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/worker"
)

// runWorkers is what a worker process does.
func runWorkers(ctx context.Context, address string, parties []casefile.PartyID, ready func()) error {
	cfg, err := config(ctx, address)
	if err != nil {
		return err
	}
	cfg.LogLevel = slog.LevelError
	dir, err := worker.LoadDirectory("")
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

// workProcess starts the workers of all parties as a process, and returns once
// they take work. The process ends with the test at the latest.
func (w *world) workProcess(t *testing.T) *process {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	var parties []string
	for _, id := range w.dir.IDs() {
		parties = append(parties, string(id))
	}
	p := &process{cmd: exec.Command(self), ready: make(chan struct{}), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), asAddress+"="+w.server.Address, asParties+"="+strings.Join(parties, ","))
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
