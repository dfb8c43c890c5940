package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	devserverStartsWithin = 60 * time.Second
	devserverStopsWithin  = 20 * time.Second
	lastLogLines          = 5
)

// devserverOptions say how to start a server of one's own.
type devserverOptions struct {
	state    string // folder of the database, the log and the ready file
	port     int    // 0: any free one
	uiPort   int
	headless bool
}

// devserver is a Temporal server that runs as our child. It ends when we do,
// however we end: we hold its standard input, and it stops when that closes.
type devserver struct {
	Address string `json:"address"`
	HTTP    string `json:"http"`
	UI      string `json:"ui"`
	PID     int    `json:"pid"`

	stdin io.Closer
	cmd   *exec.Cmd
	ended chan struct{} // closed when the process has ended, after err was set
	err   error
	log   string
}

// devserverBinary finds the server's program: WRIT_DEVSERVER, or the neighbour
// of our own.
func devserverBinary(getenv func(string) string) (string, error) {
	const hint = "make build puts writ-devserver beside writ; WRIT_DEVSERVER names another place"
	if path := getenv("WRIT_DEVSERVER"); path != "" {
		if isProgram(path) {
			return path, nil
		}
		return "", newFault("no-devserver", hint, "WRIT_DEVSERVER=%s: no program there", path)
	}
	self, err := os.Executable()
	if err != nil {
		return "", newFault("no-devserver", hint, "cannot tell where writ itself lies: %s", err).because(err)
	}
	path := filepath.Join(filepath.Dir(self), "writ-devserver")
	if !isProgram(path) {
		return "", newFault("no-devserver", hint, "the program writ-devserver is not beside writ")
	}
	return path, nil
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// startDevserver starts the server and waits until it answers.
func startDevserver(ctx context.Context, getenv func(string) string, o devserverOptions) (*devserver, error) {
	binary, err := devserverBinary(getenv)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.state, 0o700); err != nil {
		return nil, newFault("no-state", "choose another folder with --state", "%s", err).because(err)
	}
	ready := filepath.Join(o.state, "ready.json")
	if err := os.Remove(ready); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, newFault("no-state", "choose another folder with --state", "%s", err).because(err)
	}
	s := &devserver{ended: make(chan struct{}), log: filepath.Join(o.state, "server.log")}
	if err := s.start(binary, ready, o); err != nil {
		return nil, newFault("no-devserver", "", "the server cannot be started: %s", err).because(err)
	}
	if err := s.waitReady(ctx, ready); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// start runs the process in a group of its own, so that Ctrl-C reaches us and
// we can stop it when our workers have stopped.
func (s *devserver) start(binary, ready string, o devserverOptions) error {
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() // the child has its own copy
	args := []string{
		"--db", filepath.Join(o.state, "temporal.db"), "--port", strconv.Itoa(o.port),
		"--ui-port", strconv.Itoa(o.uiPort), "--http-port", "0", "--ready-file", ready, "--stop-on-stdin-close",
	}
	if o.headless {
		args = append(args, "--headless")
	}
	s.cmd = exec.Command(binary, args...)
	s.cmd.Stderr = log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func() {
		s.err = s.cmd.Wait()
		close(s.ended)
	}()
	return nil
}

// waitReady waits for the ready file, which appears complete or not at all.
func (s *devserver) waitReady(ctx context.Context, ready string) error {
	ctx, cancel := context.WithTimeout(ctx, devserverStartsWithin)
	defer cancel()
	for {
		data, err := os.ReadFile(ready)
		if err == nil {
			return json.Unmarshal(data, s)
		}
		select {
		case <-s.ended:
			return s.died("the server ended before it was ready")
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return s.died("the server was not ready within " + devserverStartsWithin.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// died says what the server said last.
func (s *devserver) died(what string) *fault {
	hint := "its log is " + s.log
	if lines := s.lastLines(); lines != "" {
		hint = "it said: " + lines
	}
	return newFault("devserver-died", hint, "%s", what).because(s.err)
}

func (s *devserver) lastLines() string {
	data, err := os.ReadFile(s.log)
	if err != nil {
		return ""
	}
	lines := strings.Split(string(bytes.TrimSpace(data)), "\n")
	return strings.Join(lines[max(0, len(lines)-lastLogLines):], " | ")
}

// stop asks the server to stop and waits until it has.
func (s *devserver) stop() error {
	if err := s.stdin.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("stopping the server: %w", err)
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(devserverStopsWithin):
		err := s.cmd.Process.Kill()
		<-s.ended
		return errors.Join(fmt.Errorf("the server did not stop within %s and was ended; its log is %s", devserverStopsWithin, s.log), err)
	}
}
