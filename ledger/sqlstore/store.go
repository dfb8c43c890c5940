package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"writ/ledger"
)

// ErrSealed marks the [SealedError] of a batch that touches sealed cases.
var ErrSealed = errors.New("the case is sealed")

// ErrNone is the error of [Existing] where there is no ledger.
var ErrNone = errors.New("there is no ledger")

// ErrKey is the error of [Store.CheckKey] where the ledger was written under another
// key.
var ErrKey = errors.New("the key is not that of the ledger")

// ErrGone marks errors of a store whose file was deleted, moved away or replaced
// while it was open: what it takes is lost. It must be opened again.
var ErrGone = errors.New("the ledger's file is not there any more")

// Option changes how a store is opened.
type Option func(*options)

type options struct {
	existing bool
	patience time.Duration
	page     int
}

// lockPatience is how long a writer waits for others before it gives up with
// ledger.ErrUnavailable.
const lockPatience = 10 * time.Second

// Existing refuses, with [ErrNone], to make a ledger that is not there.
func Existing() Option { return func(o *options) { o.existing = true } }

func chosen(opts []Option) options {
	o := options{patience: lockPatience, page: pageRows}
	for _, set := range opts {
		set(&o)
	}
	return o
}

// Store is a ledger.Store on a database.
type Store struct {
	write, read *sql.DB // may be one
	dialect     dialect
	patience    time.Duration
	page        int    // rows that are read at once
	name        string // of the ledger, for errors; without user or password
	// there returns [ErrGone] when what is written leads nowhere; nil where that
	// cannot be.
	there func() error

	labels sync.Map // ledger.Code -> ledger.Label: those that are committed
}

var _ ledger.Store = (*Store)(nil)

// Close waits for what is under way and closes the database.
func (s *Store) Close() error {
	err := s.write.Close()
	if s.read != s.write {
		err = errors.Join(err, s.read.Close())
	}
	return s.fault("close", err)
}

// fault names the ledger and what failed, and marks what may go away by itself.
func (s *Store) fault(doing string, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("ledger %s: %s: %w", s.name, doing, err)
	if s.dialect.unavailable(err) {
		return fmt.Errorf("%w: %w", ledger.ErrUnavailable, err)
	}
	return err
}

// update runs a function in a transaction of a writer: all of it, or nothing.
func (s *Store) update(ctx context.Context, doing string, change func(*sql.Tx) error) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return s.fault(doing, err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	if err := change(tx); err != nil {
		return s.fault(doing, err)
	}
	if err := tx.Commit(); err != nil || s.there == nil {
		return s.fault(doing, err)
	}
	return s.fault(doing, s.there())
}

// CheckKey refuses, with [ErrKey], a ledger that was written under another key than
// the one of this mark. With set, a ledger without a mark takes it.
func (s *Store) CheckKey(ctx context.Context, mark ledger.Key, set bool) error {
	const look = "SELECT mark FROM secret WHERE id = 1"
	var is ledger.Key
	err := s.read.QueryRowContext(ctx, look).Scan(&is)
	if errors.Is(err, sql.ErrNoRows) {
		if !set {
			return nil
		}
		err = s.update(ctx, "mark", func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, s.dialect.query("INSERT INTO secret (id, mark) VALUES (1, ?1) ON CONFLICT (id) DO NOTHING"), int64(mark)); err != nil {
				return err
			}
			return tx.QueryRowContext(ctx, look).Scan(&is)
		})
	}
	switch {
	case err != nil:
		return s.fault("check the key", err)
	case is != mark:
		return fmt.Errorf("ledger %s: %w: its pseudonyms were made under another: name that one with WRIT_LEDGER_KEY", s.name, ErrKey)
	}
	return nil
}

// begin waits for its turn where the database itself does not wait well.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	for end := time.Now().Add(s.patience); ; {
		tx, err := s.write.BeginTx(ctx, nil)
		if err == nil || s.dialect.busy == nil || !s.dialect.busy(err) || time.Now().After(end) {
			return tx, err
		}
	}
}

// view reads rows outside of any longer transaction.
func (s *Store) view(ctx context.Context, doing, query string, scan func(*sql.Rows) error, args ...any) error {
	rows, err := s.read.QueryContext(ctx, s.dialect.query(query), args...)
	return s.fault(doing, each(rows, err, scan))
}
