// Package devservertest gives a test a real Temporal server of its own.
//
//	server := devservertest.Start(t)
//	cfg = cfg.ForServer(server.Address)
//
// The server is bin/writ-devserver: a process of its own, on free ports, with
// its state in the test's temporary folder. It ends with the test, and also
// when the test process is killed. A test that wants to see the server die and
// come back uses [Server.Kill] and [Server.Restart]; it returns on the same
// ports with the same state.
//
// A missing binary fails the test. It is never skipped: a suite that quietly
// tests nothing looks exactly like one that passes.
package devservertest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	startWithin = 60 * time.Second
	stopWithin  = 20 * time.Second
)

// Server is a running server, or one that was killed and can be restarted. Its
// methods are for one goroutine.
type Server struct {
	Address string // host:port for Temporal clients
	HTTP    string // host:port of Temporal's HTTP API
	UI      string // URL, empty unless asked for with [WithUI]

	t       testing.TB
	binary  string
	folder  string
	options options
	run     *process // nil while stopped
}

type options struct {
	inMemory bool
	ui       bool
	more     []string
}

// Option changes how a server is started.
type Option func(*options)

// InMemory keeps the state in memory: faster, and gone with the process.
func InMemory() Option { return func(o *options) { o.inMemory = true } }

// WithUI starts the web UI as well.
func WithUI() Option { return func(o *options) { o.ui = true } }

// WithFlags passes more flags to the server.
func WithFlags(flags ...string) Option {
	return func(o *options) { o.more = append(o.more, flags...) }
}

// Start returns a server that answers. It is killed when the test ends, since
// nothing of it is kept and a polite stop takes seconds; what it wrote on
// standard error is then logged if the test failed.
func Start(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s := &Server{t: t, binary: binary(t), folder: t.TempDir()}
	for _, o := range opts {
		o(&s.options)
	}
	t.Cleanup(func() {
		if s.run == nil {
			return
		}
		said := s.run.said
		s.Kill()
		if t.Failed() {
			t.Logf("the development server said:\n%s", said.String())
		}
	})
	s.start()
	return s
}

// Kill ends the server at once, as a power cut would end the process.
func (s *Server) Kill() {
	s.t.Helper()
	s.needRunning()
	if err := s.run.cmd.Process.Kill(); err != nil {
		s.t.Fatalf("kill the development server: %v", err)
	}
	<-s.run.ended // its error is the kill itself
	s.run = nil
}

// Stop asks the server to stop and waits until it has.
func (s *Server) Stop() {
	s.t.Helper()
	s.needRunning()
	run := s.run
	s.run = nil
	if err := errors.Join(run.stdin.Close(), run.cmd.Process.Signal(syscall.SIGTERM)); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Errorf("stop the development server: %v", err)
	}
	select {
	case <-run.ended:
		if run.err != nil {
			s.t.Errorf("the development server ended with: %v\n%s", run.err, run.said.String())
		}
	case <-time.After(stopWithin):
		_ = run.cmd.Process.Kill() // it may have ended just now
		<-run.ended
		s.t.Errorf("the development server did not stop within %v\n%s", stopWithin, run.said.String())
	}
}

// Said is what the running server wrote on standard error; with
// WithFlags("--log-level", "debug") that is much.
func (s *Server) Said() string {
	s.t.Helper()
	s.needRunning()
	return s.run.said.String()
}

// Restart starts a killed or stopped server again on the same ports, and on the
// same state unless that was in memory. A running server is stopped first.
func (s *Server) Restart() {
	s.t.Helper()
	if s.run != nil {
		s.Stop()
	}
	s.start()
}

func (s *Server) needRunning() {
	s.t.Helper()
	if s.run == nil {
		s.t.Fatal("the development server is not running")
	}
}

// flags asks for any free port the first time and for the same ones after that.
func (s *Server) flags(ready string) []string {
	db := filepath.Join(s.folder, "temporal.db")
	if s.options.inMemory {
		db = ":memory:"
	}
	flags := []string{"--db", db, "--ready-file", ready, "--stop-on-stdin-close",
		"--port", port(s.Address), "--http-port", port(s.HTTP)}
	if s.options.ui {
		flags = append(flags, "--ui-port", port(s.UI))
	} else {
		flags = append(flags, "--headless")
	}
	return append(flags, s.options.more...)
}

func port(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		address = u.Host
	}
	if _, p, err := net.SplitHostPort(address); err == nil {
		return p
	}
	return "0"
}

func (s *Server) start() {
	s.t.Helper()
	ready := filepath.Join(s.folder, "ready.json")
	run, err := launch(s.binary, s.flags(ready))
	if err != nil {
		s.t.Fatalf("start the development server: %v", err)
	}
	s.run = run
	select {
	case <-run.announced:
	case <-run.ended:
		s.run = nil
		s.t.Fatalf("the development server ended while starting: %v\n%s", run.err, run.said.String())
	case <-time.After(startWithin):
		s.t.Fatalf("the development server was not ready within %v\n%s", startWithin, run.said.String())
	}
	if err := s.readReady(ready); err != nil {
		s.t.Fatalf("the development server's ready file: %v", err)
	}
}

// readReady reads what the server says about itself. A file that a killed
// server left behind is not taken for the new one's.
func (s *Server) readReady(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var info struct {
		Address, HTTP, UI string
		PID               int
	}
	if err := json.Unmarshal(content, &info); err != nil {
		return err
	}
	if info.PID != s.run.cmd.Process.Pid {
		return fmt.Errorf("written by process %d, want %d", info.PID, s.run.cmd.Process.Pid)
	}
	s.Address, s.HTTP, s.UI = info.Address, info.HTTP, info.UI
	return nil
}

// process is one life of the server.
type process struct {
	cmd       *exec.Cmd
	stdin     io.Closer
	said      *syncBuffer
	announced chan struct{} // closed when it said on stdout that it is ready
	ended     chan struct{} // closed when it ended; err is set before
	err       error
}

// launch starts the binary. The server writes its ready file first and then one
// line on stdout, so waiting for the line needs no polling.
func launch(binary string, flags []string) (*process, error) {
	p := &process{said: &syncBuffer{}, announced: make(chan struct{}), ended: make(chan struct{})}
	p.cmd = exec.Command(binary, flags...)
	p.cmd.Stderr = p.said
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.stdin = stdin
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.ended)
		lines := bufio.NewReader(stdout)
		if _, err := lines.ReadString('\n'); err == nil {
			close(p.announced)
		}
		_, _ = io.Copy(io.Discard, lines) // what follows has no meaning; Wait needs it read
		p.err = p.cmd.Wait()
	}()
	return p, nil
}

// syncBuffer collects what a process says while a test may read it.
type syncBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
