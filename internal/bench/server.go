package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// server is a Temporal server as our child. It ends when we do, because it
// holds the other end of our pipe.
type server struct {
	Address string `json:"address"`
	PID     int    `json:"pid"`

	stdin io.Closer
	cmd   *exec.Cmd
	ended chan error
}

// startServer starts bin/writ-devserver with an empty database in a folder.
func startServer(ctx context.Context, folder, synchronous string) (*server, error) {
	binary := os.Getenv("WRIT_DEVSERVER")
	if binary == "" {
		binary = filepath.Join("bin", "writ-devserver")
	}
	if _, err := os.Stat(binary); err != nil {
		return nil, fmt.Errorf("%w; run make build in the repository's root, or name it with WRIT_DEVSERVER", err)
	}
	ready := filepath.Join(folder, "ready.json")
	s := &server{ended: make(chan error, 1)}
	s.cmd = exec.Command(binary, "--db", filepath.Join(folder, "temporal.db"), "--headless", "--port", "0",
		"--ready-file", ready, "--stop-on-stdin-close", "--sqlite-synchronous", synchronous, "--log-level", "error")
	s.cmd.Stderr = os.Stderr
	var err error
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { s.ended <- s.cmd.Wait() }()
	for {
		if data, err := os.ReadFile(ready); err == nil {
			return s, json.Unmarshal(data, s)
		}
		select {
		case err := <-s.ended:
			return nil, fmt.Errorf("the server ended before it was ready: %w", err)
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), s.stop())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the server without waiting for what it would still write: its
// folder is thrown away.
func (s *server) stop() error {
	if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-s.ended // its error is the kill itself
	return nil
}
