package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"writ/ledger"
)

// SQLite is a store in one file, which several processes on one machine may
// share. It can seal cases: see [SQLite.Seal].
type SQLite struct{ *Store }

// applicationID marks the file as a ledger of writ: "writ" in ASCII.
const applicationID = 0x77726974

// sqliteReaders is how many goroutines read at once.
const sqliteReaders = 4

var sqliteDialect = dialect{
	version: sqliteVersion,
	big:     "integer", small: "integer", clustered: " STRICT, WITHOUT ROWID",
	more:        sealingTables,
	lock:        func(context.Context, *sql.Tx, []ledger.Key) error { return nil }, // BEGIN IMMEDIATE did
	steps:       sqliteSteps,
	insert:      sqliteInsert,
	busy:        func(err error) bool { return primary(err) == sqlite3.SQLITE_BUSY },
	unavailable: sqliteUnavailable,
}

// turnWait is how long SQLite waits by itself for the other writers of a file. It
// asks again in ever longer intervals, so that between busy writers it may wait
// for its turn in vain; after this we ask anew, and it starts over with short ones.
const turnWait = 5 * time.Millisecond

// OpenSQLite opens the ledger in a file, or makes it. Its folder must be there.
// It refuses a file of something else, and one of a newer writ.
//
// The file is in WAL mode, so that readers and the writer do not hold each other
// up. Each commit is synced (synchronous=FULL): whoever told the ledger something
// forgets it once it was taken, so what was taken must outlast a power cut.
func OpenSQLite(ctx context.Context, path string, opts ...Option) (*SQLite, error) {
	o := chosen(opts)
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	if err := lookAround(path, o); err != nil {
		return nil, err
	}
	s := &Store{dialect: sqliteDialect, name: path, patience: o.patience, page: o.page}
	s.dialect.sealed = new(sealedIndex).among
	// Keys are as good as random: open cases are looked up and added to all over.
	const cache = "_pragma=cache_size(-32768)" // kilobytes
	if s.write, err = sql.Open("sqlite", sqliteURL(path, turnWait, "_txlock=immediate&"+cache)); err != nil {
		return nil, s.fault("open", err)
	}
	s.write.SetMaxOpenConns(1) // writers of one process queue here, and not in the file
	if s.read, err = sql.Open("sqlite", sqliteURL(path, o.patience, "_query_only=1")); err != nil {
		return nil, errors.Join(s.fault("open", err), s.write.Close())
	}
	s.read.SetMaxOpenConns(sqliteReaders)
	if err := s.prepareFile(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if s.there, err = stillThere(path); err != nil {
		return nil, errors.Join(s.fault("open", err), s.Close())
	}
	return &SQLite{s}, nil
}

// stillThere asks whether the file under a name is the one that it was. A file
// that was deleted goes on taking what is written to it, for nobody.
func stillThere(path string) (func() error, error) {
	opened, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	return func() error {
		if is, err := os.Stat(path); err != nil || !os.SameFile(opened, is) {
			return errors.Join(ErrGone, err)
		}
		return nil
	}, nil
}

// lookAround tells apart what is not there from what cannot be opened.
func lookAround(path string, o options) error {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return fmt.Errorf("ledger %s: its folder: %w", path, err)
	}
	if _, err := os.Stat(path); o.existing && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("ledger %s: %w", path, ErrNone)
	}
	return nil
}

func sqliteURL(path string, patience time.Duration, setting string) string {
	u := url.URL{Scheme: "file", Path: path, RawQuery: fmt.Sprintf("_busy_timeout=%d&_synchronous=FULL&_dqs=0&_error_rc=1&%s", patience.Milliseconds(), setting)}
	return u.String()
}

// prepareFile looks whose the file is before anything is written to it, and makes
// the tables where there are none. Two that open it at once make them once.
func (s *Store) prepareFile(ctx context.Context, o options) error {
	// In one transaction, lest another one makes them between two questions.
	look, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return s.openFault(err)
	}
	there, err := s.identify(ctx, look)
	if err := errors.Join(err, look.Rollback()); err != nil {
		return err
	}
	if !there && o.existing {
		return fmt.Errorf("ledger %s: %w", s.name, ErrNone)
	}
	if err := s.walMode(ctx); err != nil || there {
		return err
	}
	return s.makeFile(ctx)
}

// identify reports whether the file holds a ledger, and refuses one that holds
// anything else.
func (s *Store) identify(ctx context.Context, tx *sql.Tx) (bool, error) {
	var id, number, objects int
	for _, ask := range []struct {
		query string
		into  *int
	}{
		{"SELECT count(*) FROM sqlite_master", &objects}, // first: it begins the transaction
		{"PRAGMA application_id", &id},
		{"PRAGMA user_version", &number},
	} {
		if err := tx.QueryRowContext(ctx, ask.query).Scan(ask.into); err != nil {
			return false, s.openFault(err)
		}
	}
	switch {
	case id == 0 && number == 0 && objects == 0:
		return false, nil
	case id != applicationID:
		return false, fmt.Errorf("ledger %s: the file is a database of something else (application id %#x, a ledger has %#x)", s.name, id, applicationID)
	}
	return true, s.refuseNewer(number)
}

func (s *Store) openFault(err error) error {
	if primary(err) == sqlite3.SQLITE_NOTADB {
		return fmt.Errorf("ledger %s: the file is no SQLite database: %w", s.name, err)
	}
	return s.fault("open", err)
}

func (s *Store) refuseNewer(number int) error {
	if number != s.dialect.version {
		return fmt.Errorf("ledger %s: its schema has number %d and this writ knows %d: use the writ that wrote it", s.name, number, s.dialect.version)
	}
	return nil
}

func (s *Store) makeFile(ctx context.Context) error {
	return s.update(ctx, "make", func(tx *sql.Tx) error {
		if there, err := s.identify(ctx, tx); there || err != nil {
			return err
		}
		marks := []string{fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", s.dialect.version)}
		for _, statement := range append(s.dialect.tables(), marks...) {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// walMode turns the journal to WAL, once for the life of the file. That needs the
// file for itself for a moment, and SQLite does not wait for that by itself.
func (s *Store) walMode(ctx context.Context) error {
	var mode string
	for end := time.Now().Add(s.patience); ; {
		err := s.write.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
		if err == nil && mode == "wal" {
			return nil
		}
		if err == nil {
			return fmt.Errorf("ledger %s: the file cannot be in WAL mode, only %q: is it on a network share?", s.name, mode)
		}
		if primary(err) != sqlite3.SQLITE_BUSY || time.Now().After(end) {
			return s.fault("open", err)
		}
		select {
		case <-ctx.Done():
			return s.fault("open", ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func sqliteSteps(ctx context.Context, tx *sql.Tx, query string, keys []stepKey, scan func(*sql.Rows) error) error {
	read, err := tx.PrepareContext(ctx, query+" WHERE case_key = ?1 AND step_key = ?2")
	if err != nil {
		return err
	}
	defer read.Close()
	for _, k := range keys {
		rows, err := read.QueryContext(ctx, int64(k.Case), int64(k.Step))
		if err := each(rows, err, scan); err != nil {
			return err
		}
	}
	return nil
}

// sqliteInsert puts several short rows into one statement, but not many: the
// driver looks for each parameter among all others.
func sqliteInsert(ctx context.Context, tx *sql.Tx, table string, columns []string, rows [][]int64) error {
	const most = 48
	one := "(" + strings.Repeat("?, ", len(columns)-1) + "?)"
	head := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	per := max(most/len(columns), 1)
	args := make([]any, 0, per*len(columns))
	var many *sql.Stmt
	for len(rows) > 0 {
		n := min(per, len(rows))
		args = args[:0]
		for _, r := range rows[:n] {
			for _, v := range r {
				args = append(args, v)
			}
		}
		rows = rows[n:]
		if n == per && many == nil && len(rows) >= per {
			var err error
			if many, err = tx.PrepareContext(ctx, head+strings.Repeat(one+", ", n-1)+one); err != nil {
				return err
			}
			defer many.Close()
		}
		var err error
		if n == per && many != nil {
			_, err = many.ExecContext(ctx, args...)
		} else {
			_, err = tx.ExecContext(ctx, head+strings.Repeat(one+", ", n-1)+one, args...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// primary is SQLite's own number of an error without its refinement, 0 for an
// error of anything else.
func primary(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// sqliteUnavailable: the file is locked for too long, the disk is full or fails,
// or there was no file or memory to be had.
func sqliteUnavailable(err error) bool {
	switch primary(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL:
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrGone)
}
