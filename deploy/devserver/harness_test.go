package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
)

// The tests drive the server the way everybody else does: as a process. The
// test binary doubles as that process, so nothing is built twice.
const (
	modeEnv    = "WRIT_DEVSERVER_TEST_MODE"
	modeServer = "server" // be writ-devserver
	modeParent = "parent" // start a writ-devserver and hold its stdin
)

// patience is the longest any single wait may take. Nothing here waits for a
// fixed time: a test goes on as soon as its condition holds.
const patience = 60 * time.Second

func TestMain(m *testing.M) {
	switch os.Getenv(modeEnv) {
	case modeServer:
		os.Exit(mainExit(os.Args[1:]))
	case modeParent:
		os.Exit(runParent())
	default:
		os.Exit(m.Run())
	}
}

// process is a running writ-devserver.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stderr *bytes.Buffer
	info   readyInfo
	waited bool

	readyFile string
}

// command prepares a server on free ports. It ends with the test at the latest.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], append([]string{"--port", "0", "--ui-port", "0"}, args...)...)
	cmd.Env = append(os.Environ(), modeEnv+"="+modeServer)
	cmd.Dir = t.TempDir()
	return cmd
}

// start returns when the server has said that it is ready.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, stderr: &bytes.Buffer{}, readyFile: filepath.Join(t.TempDir(), "ready.json")}
	// A dying test run closes the pipe, so no server is left behind.
	p.cmd = command(t, append([]string{"--stop-on-stdin-close", "--ready-file", p.readyFile}, args...)...)
	p.cmd.Stderr = p.stderr
	stdout, err := p.cmd.StdoutPipe()
	must(t, err)
	p.stdin, err = p.cmd.StdinPipe()
	must(t, err)
	must(t, p.cmd.Start())
	t.Cleanup(func() {
		if !p.waited {
			_ = p.cmd.Process.Kill()
			_ = p.cmd.Wait()
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		_ = p.cmd.Wait()
		p.waited = true
		t.Fatalf("the server ended before it was ready: %s", p.stderr)
	}
	content, err := os.ReadFile(p.readyFile)
	must(t, err)
	must(t, json.Unmarshal(content, &p.info))
	if !strings.Contains(line, p.info.Address) {
		t.Errorf("the line on stdout does not name the address %s: %q", p.info.Address, line)
	}
	return p
}

// stop sends a signal and expects a clean end.
func (p *process) stop(sig os.Signal) {
	p.t.Helper()
	must(p.t, p.cmd.Process.Signal(sig))
	if code := p.wait(); code != exitOK {
		p.t.Fatalf("exit code %d after %v: %s", code, sig, p.stderr)
	}
}

func (p *process) kill() {
	p.t.Helper()
	must(p.t, p.cmd.Process.Kill())
	p.wait()
}

func (p *process) wait() int {
	p.t.Helper()
	p.waited = true
	return exitCode(p.t, p.cmd.Wait())
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit == nil {
		return exitOK
	}
	return exit.ExitCode()
}

// fails runs a server that must not start, and returns its code and stderr.
func fails(t *testing.T, args ...string) (code int, stderr string) {
	t.Helper()
	cmd := command(t, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if out.Len() > 0 {
		t.Errorf("a server that does not start must not print on stdout: %s", &out)
	}
	if n := strings.Count(strings.TrimSpace(errs.String()), "\n"); n > 0 {
		t.Errorf("the error takes more than one line: %s", &errs)
	}
	return exitCode(t, err), errs.String()
}

// dial connects an SDK client to one namespace.
func (p *process) dial(namespace string) client.Client {
	p.t.Helper()
	c, err := client.DialContext(p.ctx(), client.Options{HostPort: p.info.Address, Namespace: namespace, Logger: silent{}})
	must(p.t, err)
	p.t.Cleanup(c.Close)
	return c
}

func (p *process) ctx() context.Context {
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	p.t.Cleanup(cancel)
	return ctx
}

// silent keeps the SDK's log out of the test output.
type silent struct{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}

var _ log.Logger = silent{}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// runParent starts a server, passes its ready line on and waits for the end,
// which the test brings about with a signal that cannot be handled.
func runParent() int {
	cmd := exec.Command(os.Args[0], os.Args[1:]...)
	cmd.Env = append(os.Environ(), modeEnv+"="+modeServer)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if _, err := cmd.StdinPipe(); err != nil {
		return exitFailure
	}
	if cmd.Start() != nil || cmd.Wait() != nil {
		return exitFailure
	}
	return exitOK
}

// waitUnlocked returns when no server holds the database any more.
func waitUnlocked(t *testing.T, db string) {
	t.Helper()
	f, err := os.OpenFile(db+".lock", os.O_RDWR, 0)
	must(t, err)
	defer f.Close()
	done := make(chan error, 1)
	go func() { done <- syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }()
	select {
	case err := <-done:
		must(t, err)
	case <-time.After(patience):
		t.Fatal("the server is still running")
	}
}
