package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"go.temporal.io/server/common/config"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"modernc.org/sqlite"
)

// database is the SQLite file of one server, locked for as long as it is open.
type database struct {
	path        string // "" for one that lives in memory
	synchronous string
	lock        *os.File
}

// openDatabase creates the folder when it is missing, takes the lock and brings
// the schema into place. The server itself opens the file later.
func openDatabase(ctx context.Context, path, synchronous string) (*database, error) {
	if path == inMemory {
		return &database{synchronous: synchronous}, nil
	}
	file, err := resolvePath(path)
	if err != nil {
		return nil, err
	}
	db := &database{path: file, synchronous: synchronous}
	if db.lock, err = lockFile(file + ".lock"); err != nil {
		return nil, fmt.Errorf("database %s %w", path, err)
	}
	if err := createPrivate(file); err != nil {
		db.close()
		return nil, fmt.Errorf("database %s cannot be created (%w); choose another file with --db", path, err)
	}
	wantedSynchronous.Store(db.serverConfig().DatabaseName, synchronous)
	if err := db.prepareSchema(ctx); err != nil {
		db.close()
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	return db, nil
}

// resolvePath follows symbolic links: two names for one file must lead to the
// same lock.
func resolvePath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("database %s: %w", path, err)
	}
	// What is stored here is for this user only.
	if err := os.MkdirAll(filepath.Dir(abs), 0o700); err != nil {
		return "", fmt.Errorf("database %s: its folder cannot be created (%w); choose another file with --db", path, err)
	}
	if file, err := filepath.EvalSymlinks(abs); err == nil {
		abs = file
	} else if dir, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
		abs = filepath.Join(dir, filepath.Base(abs))
	}
	if info, err := os.Stat(abs); err == nil && !info.Mode().IsRegular() {
		return "", fmt.Errorf("database %s is not a regular file; choose another with --db", path)
	}
	return abs, nil
}

// createPrivate makes a missing database file before SQLite does, which would
// let everybody on the machine read it. An empty file is a valid database.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// lockFile makes sure that only one server uses a file. Two of them would each
// keep the state of running workflows in memory and overwrite the other's. The
// kernel frees the lock when the process ends, however it ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot be locked (%w); choose another file with --db", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := io.ReadAll(io.LimitReader(f, 32)) // only makes the message better
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("is in use by another server (process %s); stop that one or choose another file with --db", strings.TrimSpace(string(holder)))
		}
		return nil, fmt.Errorf("cannot be locked (%w); choose a file on a local disk with --db", err)
	}
	if err := errors.Join(f.Truncate(0), writeAt(f, fmt.Sprintf("%d\n", os.Getpid()))); err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot be locked: %w", err)
	}
	return f, nil
}

func writeAt(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// serverConfig is how Temporal is told to open the database.
func (d *database) serverConfig() *config.SQL {
	c := &config.SQL{
		PluginName: sqliteplugin.PluginName,
		// SQLite has one writer. More connections only make them wait for each
		// other's locks, which was measured to halve the throughput.
		MaxConns:     1,
		MaxIdleConns: 1,
	}
	if d.path == "" {
		// The name is private to this process: a database in memory cannot be
		// reached from another one.
		c.DatabaseName = "devserver"
		c.ConnectAttributes = map[string]string{"mode": "memory", "cache": "shared"}
		return c
	}
	// The path becomes part of a URI, where '?', '#' and '%' mean something.
	c.DatabaseName = (&url.URL{Path: d.path}).EscapedPath()
	c.ConnectAttributes = map[string]string{
		"mode": "rwc",
		// WAL: readers do not block the writer and a crash leaves no torn pages.
		"journal_mode": "wal",
		"synchronous":  d.synchronous,
		// Leaves time for an operator's backup or sqlite3 shell to finish.
		"busy_timeout": "10000",
	}
	return c
}

// dsn is the same for this program's own connections, in the driver's notation.
func (d *database) dsn() string {
	c := d.serverConfig()
	q := url.Values{"mode": {c.ConnectAttributes["mode"]}}
	for _, k := range []string{"busy_timeout", "journal_mode", "synchronous"} {
		q.Add("_pragma", k+"="+c.ConnectAttributes[k])
	}
	return "file:" + c.DatabaseName + "?" + q.Encode()
}

// wantedSynchronous says which mode each database of this process must run in.
var wantedSynchronous sync.Map // config.SQL.DatabaseName -> mode

// init has the driver ask SQLite itself, on every connection that this program
// or the server opens, whether the settings were really taken. SQLite ignores
// pragmas it does not know without a word, so a slip in a name, here or in a
// later version of the library, would silently cost durability.
func init() {
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, dsn string) error {
		name, _, _ := strings.Cut(strings.TrimPrefix(dsn, "file:"), "?")
		mode, ok := wantedSynchronous.Load(name)
		if !ok {
			return nil // in memory: nothing is durable there
		}
		return errors.Join(
			checkPragma(conn, "journal_mode", "wal"),
			checkPragma(conn, "synchronous", synchronousValue(mode.(string))),
		)
	})
}

// synchronousValue is the number SQLite reports for a mode.
func synchronousValue(mode string) string {
	return map[string]string{"OFF": "0", "NORMAL": "1", "FULL": "2"}[mode]
}

func checkPragma(conn sqlite.ExecQuerierContext, name, want string) error {
	rows, err := conn.QueryContext(context.Background(), "PRAGMA "+name, nil)
	if err != nil {
		return fmt.Errorf("PRAGMA %s: %w", name, err)
	}
	defer rows.Close()
	row := make([]driver.Value, 1)
	if err := rows.Next(row); err != nil {
		return fmt.Errorf("PRAGMA %s: %w", name, err)
	}
	if got := fmt.Sprint(row[0]); got != want {
		return fmt.Errorf("SQLite runs with %s=%s instead of %s", name, got, want)
	}
	return nil
}

// settle moves everything from the write-ahead log into the file itself, so
// that after a clean stop the one file is the whole database. A failure loses
// nothing: the next start reads the log.
func (d *database) settle(ctx context.Context) error {
	if d.path == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	db, err := sql.Open("sqlite", d.dsn())
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// close frees the lock. The lock file stays: removing it could pull it away
// from under a server that has just opened it.
func (d *database) close() {
	if d.lock != nil {
		d.lock.Close()
	}
}
