package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"go.temporal.io/server/temporal"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

const (
	startTimeout = 60 * time.Second
	// stopTimeout bounds the wait for Temporal's own goodbye. Everything
	// acknowledged is on disk already, so leaving early loses nothing.
	stopTimeout = 5 * time.Second
)

// run is the life of one server: it returns nil after a clean stop.
func run(o *options, stdin io.Reader, stdout, stderr io.Writer) error {
	stopping, forget := stopRequests(o.stopOnStdinClose, stdin, stderr)
	defer forget()

	// The database comes first: who starts the same server twice shall hear that
	// it is running, not that its port is taken.
	db, err := openDatabase(context.Background(), o.db, o.synchronous)
	if err != nil {
		return err
	}
	defer db.close()
	p, err := reservePorts(o)
	if err != nil {
		return err
	}
	defer p.release()
	// Only now, with the lock in hand, is a ready file left by a killed server
	// ours to remove. Nobody may take it for the new one.
	if err := removeReadyFile(o.readyFile); err != nil {
		return err
	}
	logger, err := newServerLog(o.logLevel, stderr, os.Exit)
	if err != nil {
		return err
	}

	s := &services{log: logger}
	err = s.start(stopping, o, p, db)
	if err == nil {
		err = announce(newReadyInfo(p), o.readyFile, stdout)
	}
	if err == nil {
		p.release()
		<-stopping.Done()
	} else if stopping.Err() != nil {
		err = nil // asked to stop while still starting: that is no failure
	}
	err = errors.Join(err, removeReadyFile(o.readyFile))
	s.stop(stderr)
	if settleErr := db.settle(context.Background()); settleErr != nil && err == nil {
		fmt.Fprintf(stderr, "writ-devserver: stopped, but the write-ahead log could not be merged into the database (%v); the next start will do it\n", settleErr)
	}
	return err
}

// services are the parts that run: Temporal and, unless headless, the web UI.
type services struct {
	log      *serverLog
	temporal temporal.Server
	stopUI   func()
}

func (s *services) start(ctx context.Context, o *options, p *ports, db *database) error {
	namespaces := append([]string{defaultNamespace}, o.namespaces...)
	if err := db.createNamespaces(namespaces, o.retention); err != nil {
		return err
	}
	srv, err := newTemporalServer(db, p, s.log)
	if err != nil {
		return err
	}
	p.handOver()
	s.temporal = srv
	if err := srv.Start(); err != nil {
		return fmt.Errorf("the Temporal server cannot start: %w", err)
	}
	if !o.headless {
		ui, err := newUI(p, o.uiWriteActions)
		if err != nil {
			return err
		}
		s.stopUI = ui.Stop
		go ui.Start() //nolint:errcheck // it always returns nil; its failures end the process
	}
	conn, err := grpc.NewClient(hostPort(p.grpc), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := raiseRetention(ctx, conn, namespaces, o.retention); err != nil {
		return err
	}
	return waitUntilAnswering(ctx, conn, newReadyInfo(p))
}

// stop ends both parts. Temporal's stop cannot be interrupted, so it is left
// behind when it takes too long.
func (s *services) stop(stderr io.Writer) {
	s.log.hush()
	if s.stopUI != nil {
		s.stopUI()
	}
	if s.temporal == nil {
		return
	}
	done := make(chan error, 1)
	go func() { done <- s.temporal.Stop() }()
	select {
	case err := <-done:
		if err != nil {
			fmt.Fprintf(stderr, "writ-devserver: while stopping: %v\n", err)
		}
	case <-time.After(stopTimeout):
		fmt.Fprintf(stderr, "writ-devserver: Temporal did not stop within %v; leaving (nothing acknowledged is lost)\n", stopTimeout)
	}
}

// stopRequests returns a context that ends at the first INT or TERM, or when
// stdin closes. A second signal ends the process at once. forget takes the
// handlers away again.
func stopRequests(onStdinClose bool, stdin io.Reader, stderr io.Writer) (stopping context.Context, forget func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	quit := make(chan struct{})
	go func() {
		for count := 1; ; count++ {
			select {
			case <-signals:
				cancel()
			case <-quit:
				return
			}
			if count > 1 {
				fmt.Fprintln(stderr, "writ-devserver: second signal, leaving at once")
				os.Exit(exitFailure)
			}
		}
	}()
	if onStdinClose {
		go func() {
			// The pipe closes when its last writer ends, even by kill -9. What
			// is written to it has no meaning.
			_, _ = io.Copy(io.Discard, stdin)
			cancel()
		}()
	}
	return ctx, sync.OnceFunc(func() {
		signal.Stop(signals)
		close(quit)
		cancel()
	})
}

func removeReadyFile(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the ready file cannot be removed (%w); choose another with --ready-file", err)
	}
	return nil
}
