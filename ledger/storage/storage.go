// Package storage opens the ledger of one party where its settings say.
//
// In a folder, events that are told live lie in a SQLite file, which takes them
// one by one and outlasts a power cut. Cases in which nothing is awaited any more
// are sealed, in the background or by [Ledger.Seal]: their events and what is
// counted of them go into immutable Parquet segments (package segment), from which
// millions of spells are counted in a second. The SQLite file is the truth about
// which segments count; a fact that is learned late takes its case out of its
// segment again. In a PostgreSQL database, for many workers, there are no segments,
// and answers are projected from events.
package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/sqlstore"
)

// Options say where a party's ledger is.
type Options struct {
	// Where is a folder, in which each party has a folder of its own, or the
	// postgres:// address of a database, in which each party has a schema.
	Where string
	Party casefile.PartyID
	// Secret is the key for pseudonyms; the party's own follows from it, so that
	// parties may share it. Empty: a folder keeps its own, made at the first opening;
	// a database has none and refuses.
	Secret []byte
	// ReadOnly refuses to make a ledger that is not there.
	ReadOnly bool
}

// Ledger is a party's ledger: what takes its events and answers questions. It is
// safe for use by several goroutines, and the same ledger by several processes.
type Ledger struct {
	ledger.Store
	ledger.Source
	keys     ledger.Keyring
	encoders sync.Pool
	folder   *folder  // nil in a database
	tidying  *sealing // nil in a database, and where the ledger is only read
}

var (
	// ErrNone is the error of [Open] for reading where there is no ledger.
	ErrNone = sqlstore.ErrNone
	// ErrKey is the error of [Open] where the ledger was written under another key,
	// or its own key is lost: under a new one every case would count twice.
	ErrKey = sqlstore.ErrKey
	// ErrGone is the error of a ledger whose file was deleted or replaced under it:
	// it must be opened again.
	ErrGone = sqlstore.ErrGone
)

// Open opens a ledger, or makes it.
func Open(ctx context.Context, o Options) (*Ledger, error) {
	if _, err := ledger.NewLabel(ledger.PartyLabel, string(o.Party)); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if strings.HasPrefix(o.Where, "postgres://") || strings.HasPrefix(o.Where, "postgresql://") {
		return openDatabase(ctx, o)
	}
	if o.Where == "" {
		return nil, errors.New("ledger: name a folder or the postgres:// address of a database")
	}
	return openFolder(ctx, o)
}

func openDatabase(ctx context.Context, o Options) (*Ledger, error) {
	if len(o.Secret) == 0 {
		return nil, fmt.Errorf("ledger of %s: a database needs the party's key: it cannot keep one, and all workers must use the same", o.Party)
	}
	keys, err := ledger.NewKeyring(o.Secret)
	if err != nil {
		return nil, err
	}
	keys = keys.For(o.Party)
	store, err := sqlstore.OpenPostgres(ctx, o.Where, schemaOf(o.Party), existing(o)...)
	if err != nil {
		return nil, err
	}
	if err := store.CheckKey(ctx, keys.Mark(), !o.ReadOnly); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return newLedger(keys, store, &source{store: store}, nil), nil
}

// schemaOf is the name of a party's schema: legal in SQL without quotes, at most
// 63 bytes (PostgreSQL cuts longer ones off), and another for every party.
func schemaOf(p casefile.PartyID) string {
	const longest = 48
	name := strings.ToLower(strings.NewReplacer("-", "_", ".", "_").Replace(string(p)))
	if name == string(p) && len(name) <= longest {
		return "writ_" + name
	}
	sum := sha256.Sum256([]byte(p))
	return "writ_" + name[:min(len(name), longest)] + "_" + hex.EncodeToString(sum[:4])
}

func existing(o Options) []sqlstore.Option {
	if o.ReadOnly {
		return []sqlstore.Option{sqlstore.Existing()}
	}
	return nil
}

func newLedger(keys ledger.Keyring, store ledger.Store, answers *source, f *folder) *Ledger {
	l := &Ledger{Store: store, Source: answers, keys: keys, folder: f}
	l.encoders.New = func() any { return ledger.NewEncoder(keys) }
	return l
}

// Keyring makes the party's pseudonyms.
func (l *Ledger) Keyring() ledger.Keyring { return l.keys }

// Dict is the dictionary of labels.
func (l *Ledger) Dict(ctx context.Context) (ledger.Dict, error) { return l.Store.Dict(ctx) }

// Record encodes and appends a delivery. Its error wraps [ledger.ErrUnfit] where no
// ledger takes the delivery; any other may go away.
func (l *Ledger) Record(ctx context.Context, d ledger.Delivery) (ledger.Appended, error) {
	x, _ := l.encoders.Get().(*ledger.Encoder)
	b, err := x.Encode(d)
	l.encoders.Put(x)
	if err != nil {
		return ledger.Appended{}, fmt.Errorf("%w: %w", ledger.ErrUnfit, err)
	}
	return l.Append(ctx, b)
}

// Append takes a batch, as [ledger.Store] says. In a folder it begins to seal, in
// the background, when much was told since the last time.
func (l *Ledger) Append(ctx context.Context, b ledger.Batch) (ledger.Appended, error) {
	done, err := l.Store.Append(ctx, b)
	if err == nil && l.tidying != nil {
		l.tidying.told(done.New)
	}
	return done, err
}

// SealFrom is how many closed cases may lie outside of segments before it is worth
// sealing them: ask for it before a long report, or after a rebuild.
const SealFrom = 4096

// Seal moves into a segment the cases in which nothing is awaited any more, if
// there are at least so many of them outside of segments, and says how many it
// moved. In a database there is nothing to seal.
func (l *Ledger) Seal(ctx context.Context, least int) (int, error) {
	if l.folder == nil {
		return 0, nil
	}
	return l.folder.seal(ctx, least)
}

// Close closes the ledger. A sealing in the background stops; what it had done by
// then stays done.
func (l *Ledger) Close() error {
	var err error
	if l.tidying != nil {
		err = l.tidying.stop()
	}
	return errors.Join(err, l.Store.Close())
}
