package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"writ/activities"
	"writ/casefile"
	"writ/ledger"
	"writ/ledger/storage"
	"writ/protocol"
)

// pauseOfLedger is for how long a ledger that did not answer is not asked again:
// who comes meanwhile is told so at once, instead of waiting for it too.
const pauseOfLedger = 3 * time.Second

// taker takes deliveries; a *storage.Ledger is one.
type taker interface {
	Record(context.Context, ledger.Delivery) (ledger.Appended, error)
	Close() error
}

// ledgers are those of the parties that this process serves. A ledger is opened
// when it is first told something: one that cannot be opened must not keep a
// worker from starting.
type ledgers struct {
	open  func(context.Context, casefile.PartyID) (taker, error)
	known ledger.Known
	log   *slog.Logger

	mu     sync.Mutex
	desks  map[casefile.PartyID]*ledgerDesk // by the names of their ledgers
	closed bool
}

// ledgerDesk is one ledger as its worker sees it.
type ledgerDesk struct {
	opening chan struct{} // held by who opens it
	ledger  taker         // guarded by opening

	mu     sync.Mutex
	paused time.Time // until then it is not asked
	said   bool      // that it does not answer
}

func newLedgers(cfg Config, known ledger.Known) *ledgers {
	return &ledgers{
		known: known,
		log:   cfg.Logger(),
		desks: map[casefile.PartyID]*ledgerDesk{},
		open: func(ctx context.Context, p casefile.PartyID) (taker, error) {
			l, err := OpenLedger(ctx, cfg, p, false)
			if err != nil {
				return nil, err // and not a taker that holds nil
			}
			return l, nil
		},
	}
}

// Record implements activities.Ledger. Facts that the ledger cannot hold are
// left out and logged by their numbers; the others are delivered.
func (x *ledgers) Record(ctx context.Context, e protocol.Emission) error {
	d := x.desk(e.Books())
	if d == nil {
		return fmt.Errorf("%w: the worker is stopping", ledger.ErrUnavailable)
	}
	if !d.asks(time.Now()) {
		return fmt.Errorf("%w: it did not answer a moment ago", ledger.ErrUnavailable)
	}
	done := make(chan error, 1)
	go func() { done <- x.deliver(ctx, d, e) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		// It may still take it. Then it is told the same again, which is nothing.
		err = fmt.Errorf("%w: %w", ledger.ErrUnavailable, context.Cause(ctx))
	}
	x.heard(e.Books(), d, err)
	return err
}

// desk is nil once the ledgers are closed.
func (x *ledgers) desk(p casefile.PartyID) *ledgerDesk {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil
	}
	d, ok := x.desks[p]
	if !ok {
		d = &ledgerDesk{opening: make(chan struct{}, 1)}
		x.desks[p] = d
	}
	return d
}

// asks reports whether the ledger may be asked now. After a pause one caller is
// let through to see; the others wait for what it finds.
func (d *ledgerDesk) asks(now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.paused.IsZero():
		return true
	case now.Before(d.paused):
		return false
	}
	d.paused = now.Add(pauseOfLedger)
	return true
}

// heard notes whether the ledger answers, and says so once when that changes.
func (x *ledgers) heard(p casefile.PartyID, d *ledgerDesk, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	away := errors.Is(err, ledger.ErrUnavailable)
	switch {
	case away:
		d.paused = time.Now().Add(pauseOfLedger)
		if !d.said {
			x.log.Error("the ledger does not answer; its events are brought to it once it does", "party", p, "error", err)
		}
	default:
		d.paused = time.Time{}
		if d.said {
			x.log.Warn("the ledger answers again", "party", p)
		}
	}
	d.said = away
}

// deliver opens the ledger if need be and brings an emission to it. Whatever goes
// wrong but that it does not fit, an operator can mend: a full disk, a folder that
// is read-only, a broken file. Nothing is given up for that.
func (x *ledgers) deliver(ctx context.Context, d *ledgerDesk, e protocol.Emission) error {
	l, err := x.opened(ctx, d, e.Books())
	if err != nil {
		return fmt.Errorf("%w: %w", ledger.ErrUnavailable, err)
	}
	delivery, left := ledger.Fit(DeliveryOf(e), x.known)
	for _, fault := range left { // by its number: its text may repeat what somebody typed
		x.log.Error("the ledger cannot hold a fact: see writ ledger verify", "party", e.Party, "work", e.Work, "step", fault.Step, "fact", fault.Seq)
	}
	got, err := l.Record(ctx, delivery)
	switch {
	case errors.Is(err, storage.ErrGone):
		x.forget(d, l)
	case errors.Is(err, ledger.ErrUnfit):
		return fmt.Errorf("%w: %w", activities.ErrUnfit, err)
	case err != nil && !errors.Is(err, ledger.ErrUnavailable):
		err = fmt.Errorf("%w: %w", ledger.ErrUnavailable, err)
	}
	if got.Conflicts > 0 {
		x.log.Error("the ledger holds other facts under the same numbers: see writ ledger verify", "party", e.Party, "work", e.Work, "facts", got.Conflicts)
	}
	return err
}

func (x *ledgers) opened(ctx context.Context, d *ledgerDesk, p casefile.PartyID) (taker, error) {
	select {
	case d.opening <- struct{}{}:
		defer func() { <-d.opening }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if d.ledger != nil {
		return d.ledger, nil
	}
	x.mu.Lock()
	closed := x.closed
	x.mu.Unlock()
	if closed {
		return nil, errors.New("the worker is stopping")
	}
	l, err := x.open(ctx, p)
	if err != nil {
		return nil, err
	}
	d.ledger = l
	return l, nil
}

// forget closes a ledger that leads nowhere any more: the next to come opens it
// anew.
func (x *ledgers) forget(d *ledgerDesk, l taker) {
	d.opening <- struct{}{}
	defer func() { <-d.opening }()
	if d.ledger == l {
		d.ledger = nil
		_ = l.Close() // its file is gone, so nothing of it can be lost here
	}
}

// DeliveryOf is an emission as the ledger takes it.
func DeliveryOf(e protocol.Emission) ledger.Delivery {
	return ledger.Delivery{
		Subject: e.Subject, Work: e.Work, Jurisdiction: e.Jurisdiction, Holder: e.Holder, Instrument: e.Instrument,
		Lane: e.Lane, Run: e.Run, Taken: e.Taken, Facts: e.Facts,
	}
}

// Close closes the ledgers, and waits for one that is being opened.
func (x *ledgers) Close() {
	if x == nil {
		return
	}
	x.mu.Lock()
	x.closed = true // whoever opens one sees it, or holds its desk until it is open
	desks := maps.Clone(x.desks)
	x.mu.Unlock()
	for p, d := range desks {
		d.opening <- struct{}{}
		if d.ledger != nil {
			if err := d.ledger.Close(); err != nil {
				x.log.Error("a ledger was not closed well", "party", p, "error", err)
			}
			d.ledger = nil
		}
		<-d.opening
	}
}
