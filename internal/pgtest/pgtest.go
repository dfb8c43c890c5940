// Package pgtest gives tests a real PostgreSQL of their own.
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
//
//	url := pgtest.Shared(t).URL
//
// The server is the one that is installed: the newest under
// /usr/lib/postgresql, or else the one in PATH. It listens on a free port of the
// loopback address, keeps its files in a temporary folder, and does without
// fsync. It ends with the tests, and also when the test process is killed: a
// watcher sees the pipe to it close. PostgreSQL refuses to run as root, so for
// root it runs as the user postgres.
//
// Where PostgreSQL is missing the test is skipped and says so. Where the variable
// [Require] is set it fails instead, so that no build passes without it unnoticed.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Require is the variable that makes a missing PostgreSQL a failure.
const Require = "WRIT_REQUIRE_POSTGRES"

// Server is a PostgreSQL server with one empty database.
type Server struct {
	URL string

	install install
	folder  string // holds data and log; belongs to the user that runs the server
	port    int

	mu      sync.Mutex
	process *exec.Cmd
	watcher *exec.Cmd
	exited  chan struct{}
}

// patience is how long the server may take to come up or to go down.
const patience = 60 * time.Second

var shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Main runs the tests of a package and stops the server that they shared.
func Main(m *testing.M) int {
	defer func() {
		if shared.server != nil {
			shared.server.remove()
		}
	}()
	return m.Run()
}

// Shared is the server that all tests of a package share. It is started by the
// first that asks. No test stops it: see [Start].
func Shared(t testing.TB) *Server {
	t.Helper()
	shared.once.Do(func() { shared.server, shared.err = start() })
	check(t, shared.err)
	return shared.server
}

// Start starts a server for one test, which may stop it.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	check(t, err)
	t.Cleanup(s.remove)
	return s
}

func check(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, errMissing) && os.Getenv(Require) == "":
		t.Skipf("%v: %s did not run; set %s to make that a failure", err, t.Name(), Require)
	default:
		t.Fatalf("start PostgreSQL: %v", err)
	}
}

func start() (*Server, error) {
	in, err := find()
	if err != nil {
		return nil, err
	}
	folder, err := in.folder()
	if err != nil {
		return nil, err
	}
	s := &Server{install: in, folder: folder}
	if err := in.run("initdb", "--pgdata", s.data(), "--username", "writ", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	// Between finding a free port and using it somebody else may take it.
	for range 3 {
		if s.port, err = freePort(); err != nil {
			break
		}
		s.URL = fmt.Sprintf("postgres://writ@127.0.0.1:%d/postgres?sslmode=disable", s.port)
		if err = s.up(); err == nil {
			return s, nil
		}
	}
	s.remove()
	return nil, err
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// up starts the process and waits until it answers.
func (s *Server) up() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	log, err := os.OpenFile(filepath.Join(s.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := s.install.command("postgres", "-D", s.data(), "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	s.process, s.exited = cmd, make(chan struct{})
	go func(exited chan struct{}) {
		_ = cmd.Wait() // how it ended is in its log
		close(exited)
	}(s.exited)
	if err := s.watch(cmd.Process.Pid); err != nil {
		return errors.Join(err, s.downLocked(syscall.SIGQUIT))
	}
	if err := s.await(); err != nil {
		text, _ := os.ReadFile(log.Name())
		return errors.Join(fmt.Errorf("%w; its log:\n%s", err, text), s.downLocked(syscall.SIGQUIT))
	}
	return nil
}

// watch starts the watcher: it reads a pipe that nobody writes to. When the test
// process is gone, so is the pipe's other end, and the server is told to stop.
func (s *Server) watch(pid int) error {
	s.watcher = s.install.asUser(exec.Command("/bin/sh", "-c", `cat; kill -QUIT "$1"`, "sh", strconv.Itoa(pid)))
	if _, err := s.watcher.StdinPipe(); err != nil {
		return err
	}
	return s.watcher.Start()
}

// await asks the server until it answers.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.URL)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.exited:
			return fmt.Errorf("the server ended before it answered: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop stops the server at once, as a crash would: pg_ctl stop -m immediate.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if err := s.down(syscall.SIGQUIT); err != nil {
		t.Fatalf("stop PostgreSQL: %v", err)
	}
}

// Restart starts a server that was stopped, on the same port with the same data.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if err := s.up(); err != nil {
		t.Fatalf("start PostgreSQL again: %v", err)
	}
}

func (s *Server) down(how syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.downLocked(how)
}

func (s *Server) downLocked(how syscall.Signal) error {
	if s.process == nil {
		return nil
	}
	if s.watcher != nil && s.watcher.Process != nil {
		_ = s.watcher.Process.Kill()
		_ = s.watcher.Wait()
	}
	_ = s.process.Process.Signal(how)
	s.process, s.watcher = nil, nil
	select {
	case <-s.exited:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("it still runs after %v", patience)
	}
}

// remove ends the server and takes its folder away.
func (s *Server) remove() {
	_ = s.down(syscall.SIGQUIT)
	_ = os.RemoveAll(s.folder)
}
