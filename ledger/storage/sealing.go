package storage

import (
	"context"
	"errors"
	"sync"
)

// sealing moves closed cases of a ledger that is told live into segments, so that
// its SQLite file does not grow for ever. It runs beside the deliveries, one at a
// time: soon after the ledger was opened, and then whenever so much was told that
// the looking through what lies in the database costs little beside the taking of
// it. Nobody waits for it, and what fails is tried again at the next time.
type sealing struct {
	folder *folder
	least  int // closed cases, for which it is worth it
	every  int // events between two looks at least
	ctx    context.Context
	cancel context.CancelFunc
	all    sync.WaitGroup

	mu      sync.Mutex
	events  int // told since the last time
	from    int // how many make the next
	running bool
	stopped bool
	err     error // of the last time
}

const (
	// firstLook is how many events a ledger that was just opened is told before it
	// looks what can be sealed.
	firstLook = 1 << 10
	// lookEvery is how many events are told between two looks at least.
	lookEvery = 1 << 16
)

func newSealing(f *folder) *sealing {
	s := &sealing{folder: f, least: SealFrom, every: lookEvery, from: firstLook}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// told counts events, and begins to seal when it is time. It never waits.
func (s *sealing) told(events int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events += events
	if s.events < s.from || s.running || s.stopped {
		return
	}
	s.events, s.running = 0, true
	s.all.Go(s.run)
}

func (s *sealing) run() {
	_, err := s.folder.seal(s.ctx, s.least)
	left, countErr := s.folder.SQLite.Counts(s.ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running, s.err = false, errors.Join(err, countErr)
	if s.ctx.Err() != nil {
		s.err = nil // it was stopped, whatever that broke off
	}
	// Open cases are looked through again each time, and so the more of them there
	// are, the later that is.
	s.from = max(s.every, int(left.Events/2))
}

// stop ends what runs, and is the error of the last time.
func (s *sealing) stop() error {
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	s.cancel()
	s.all.Wait()
	return s.err
}
