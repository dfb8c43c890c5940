package storage

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"writ/ledger"
	"writ/ledger/segment"
	"writ/ledger/sqlstore"
)

// The names in a party's folder.
const (
	databaseFile = "ledger.sqlite"
	keyFile      = "key"
	segmentsDir  = "segments"
)

// folder is a ledger in a folder. Its Store is the SQLite file with what lies in
// segments.
type folder struct {
	*sqlstore.SQLite
	path     string
	segments string
	sealing  sync.Mutex // one sealer of this process at a time; seal.go locks out other processes
	sizes    sizes
	// fail is for tests: it is asked before each step of a sealing.
	fail func(step string) error
}

func openFolder(ctx context.Context, o Options) (*Ledger, error) {
	f := &folder{sizes: usual, path: filepath.Join(o.Where, string(o.Party)), fail: func(string) error { return nil }}
	f.segments = filepath.Join(f.path, segmentsDir)
	if !o.ReadOnly {
		if err := os.MkdirAll(f.segments, 0o700); err != nil {
			return nil, fmt.Errorf("ledger of %s: %w", o.Party, err)
		}
	} else if _, err := os.Stat(f.path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("ledger of %s in %s: %w", o.Party, o.Where, ErrNone)
	}
	secret := o.Secret
	if len(secret) == 0 {
		var err error
		if secret, err = ownKey(f.path, o.ReadOnly); err != nil {
			return nil, fmt.Errorf("ledger of %s: %w", o.Party, err)
		}
	}
	keys, err := ledger.NewKeyring(secret)
	if err != nil {
		return nil, err
	}
	if len(o.Secret) > 0 {
		keys = keys.For(o.Party)
	}
	if f.SQLite, err = sqlstore.OpenSQLite(ctx, filepath.Join(f.path, databaseFile), existing(o)...); err != nil {
		return nil, err
	}
	if err := f.CheckKey(ctx, keys.Mark(), !o.ReadOnly); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if !o.ReadOnly {
		if err := f.writeManifest(ctx); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	l := newLedger(keys, f, &source{store: f.SQLite, folder: f}, f)
	if !o.ReadOnly {
		l.tidying = newSealing(f)
	}
	return l, nil
}

// ownKey reads the key of a folder, which is made at its first opening, before
// the ledger: where there is a ledger and no key, the key was lost, or never lay
// there. Two that open it at once come to the same key: a name is linked once.
func ownKey(path string, readOnly bool) ([]byte, error) {
	name := filepath.Join(path, keyFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if _, there := os.Stat(filepath.Join(path, databaseFile)); there == nil {
			if text, err = os.ReadFile(name); errors.Is(err, fs.ErrNotExist) { // it was not just made
				return nil, fmt.Errorf("%w: no %s: restore it, or name the key with WRIT_LEDGER_KEY", ErrKey, name)
			}
		}
	}
	if errors.Is(err, fs.ErrNotExist) && !readOnly {
		if err := makeKey(path, name); err != nil {
			return nil, fmt.Errorf("making its key: %w", err)
		}
		text, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, err
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("key file %s: want hexadecimal digits: %w", name, err)
	}
	return secret, nil
}

func makeKey(path, name string) (err error) {
	const keyBytes = 32
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	temp, err := os.CreateTemp(path, ".key-*") // 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(temp.Name())) }()
	_, err = temp.WriteString(hex.EncodeToString(secret) + "\n")
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err = os.Link(temp.Name(), name); errors.Is(err, fs.ErrExist) {
		err = nil // somebody else was first
	}
	return err
}

// Append implements ledger.Store. A case that is sealed is taken out of its
// segment, unless the batch only says again what the segment holds.
func (f *folder) Append(ctx context.Context, b ledger.Batch) (ledger.Appended, error) {
	for {
		done, err := f.SQLite.Append(ctx, b)
		var sealed *sqlstore.SealedError
		if !errors.As(err, &sealed) {
			return done, err
		}
		repeated, err := f.unseal(ctx, &b, sealed.Cases)
		if err != nil {
			return ledger.Appended{}, err
		}
		if repeated > 0 && len(b.Events) == 0 {
			return ledger.Appended{Repeated: repeated}, nil
		}
		if repeated > 0 {
			done, err := f.Append(ctx, b)
			done.Repeated += repeated
			return done, err
		}
	}
}

// unseal takes cases out of their segments. If the batch only repeats what all of
// them hold, nothing is unsealed, and these rows leave the batch.
func (f *folder) unseal(ctx context.Context, b *ledger.Batch, cases []sqlstore.SealedCase) (repeated int, err error) {
	held := map[ledger.Key][]ledger.Event{}
	same := true
	for _, c := range cases {
		if held[c.Case], err = f.sealedEvents(c); err != nil {
			return 0, err
		}
	}
	for _, e := range b.Events {
		if rows, ok := held[e.Case]; ok {
			same = same && slices.Contains(rows, e)
		}
	}
	if same {
		rest := slices.DeleteFunc(slices.Clone(b.Events), func(e ledger.Event) bool { _, ok := held[e.Case]; return ok })
		repeated = len(b.Events) - len(rest)
		b.Events = rest
		return repeated, nil
	}
	for _, c := range cases {
		if err := f.Unseal(ctx, c.Case, held[c.Case]); err != nil {
			return 0, err
		}
	}
	return 0, f.writeManifest(ctx)
}

// sealedEvents reads a case from its segment.
func (f *folder) sealedEvents(c sqlstore.SealedCase) ([]ledger.Event, error) {
	s, err := segment.Events(f.segments, c.Segment, segment.Scan{Cases: []ledger.Key{c.Case}})
	if err != nil {
		return nil, err
	}
	var events []ledger.Event
	err = drain(s.Next, s.Close, func(rows []ledger.Event) error {
		events = append(events, rows...)
		return nil
	})
	if err == nil && (int64(len(events)) != c.Events || sqlstore.Digest(events) != c.Digest) {
		err = fmt.Errorf("segment %d: case %d is not as it was sealed: %d events, and %d were; restore the file", c.Segment, c.Case, len(events), c.Events)
	}
	return events, err
}

// Cases implements ledger.Store.
func (f *folder) Cases(ctx context.Context, only ...ledger.Key) iter.Seq2[ledger.CaseEvents, error] {
	return func(yield func(ledger.CaseEvents, error) bool) {
		s := &source{store: f.SQLite, folder: f}
		stop := errors.New("enough")
		each := func(c ledger.CaseEvents) error {
			if !yield(c, nil) {
				return stop
			}
			return nil
		}
		var err error
		if len(only) > 0 {
			err = s.someCases(ctx, only, each)
		} else {
			err = s.allCases(ctx, each)
		}
		if err != nil && !errors.Is(err, stop) {
			yield(ledger.CaseEvents{}, err)
		}
	}
}

// Counts implements ledger.Store.
func (f *folder) Counts(ctx context.Context) (ledger.Counts, error) {
	c, err := f.SQLite.Counts(ctx)
	if err != nil {
		return c, err
	}
	m, err := f.manifest(ctx)
	if err != nil {
		return c, err
	}
	for _, s := range m.segments {
		c.Cases += s.Cases - int64(len(m.voided[s.ID]))
		c.Events += s.Events
		if len(m.voided[s.ID]) == 0 {
			continue
		}
		voided, err := segment.Events(f.segments, s.ID, segment.Scan{Cases: m.voided[s.ID], Columns: []string{"seq"}})
		if err == nil {
			err = drain(voided.Next, voided.Close, func(rows []ledger.Event) error {
				c.Events -= int64(len(rows))
				return nil
			})
		}
		if err != nil {
			return c, err
		}
	}
	return c, nil
}
