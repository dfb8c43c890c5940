package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"writ/ledger"
)

// connectTimeout is how long a connection may take where the address does not say.
const connectTimeout = 10 * time.Second

// postgresConns is how many connections one store uses.
const postgresConns = 8

// OpenPostgres opens the ledger in a schema of a database, or makes it. The
// schema is made too where it is missing and the user may; see [Existing]. It
// refuses a schema that holds anything else, and one of a newer writ.
//
// A server that restarts is found again by itself.
func OpenPostgres(ctx context.Context, url, schema string, opts ...Option) (*Store, error) {
	if schema == "" || len(schema) > 63 || strings.ContainsRune(schema, 0) {
		return nil, fmt.Errorf("schema %q: the name of a PostgreSQL schema has 1 to 63 bytes", schema)
	}
	o := chosen(opts)
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the address of the ledger's database: %w", err) // pgx leaves the password out
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	quoted := pgx.Identifier{schema}.Sanitize()
	for name, value := range map[string]string{
		"application_name":              "writ",
		"search_path":                   quoted,
		"lock_timeout":                  fmt.Sprint(o.patience.Milliseconds()),
		"default_transaction_isolation": "read committed",
		// A plan that was made while the table was empty must not outlive that.
		"plan_cache_mode": "force_custom_plan",
	} {
		config.RuntimeParams[name] = value
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(postgresConns)
	db.SetMaxIdleConns(postgresConns)
	s := &Store{
		write: db, read: db, dialect: postgresDialect(schema), patience: o.patience, page: o.page,
		name: fmt.Sprintf("%s/%s schema %s", config.Host, config.Database, schema),
	}
	if err := s.prepareSchema(ctx, schema, quoted, o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func postgresDialect(schema string) dialect {
	return dialect{
		version: postgresVersion,
		big:     "bigint", small: "smallint", dollar: true,
		more: []string{
			"CREATE TABLE version (number integer NOT NULL PRIMARY KEY)",
			fmt.Sprintf("INSERT INTO version (number) VALUES (%d)", postgresVersion),
		},
		lock:        postgresLock(schema),
		steps:       postgresSteps,
		insert:      postgresInsert,
		unavailable: postgresUnavailable,
	}
}

// prepareSchema makes the tables where there are none. Two workers that open the
// schema at once make them once.
func (s *Store) prepareSchema(ctx context.Context, schema, quoted string, o options) error {
	there, err := s.identifySchema(ctx, s.read, schema)
	if err != nil || there {
		return err
	}
	if o.existing {
		return fmt.Errorf("ledger %s: %w", s.name, ErrNone)
	}
	return s.update(ctx, "make", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1, $2)", lockClass(schema), -1); err != nil {
			return err
		}
		if there, err := s.identifySchema(ctx, tx, schema); there || err != nil {
			return err
		}
		for _, statement := range append([]string{"CREATE SCHEMA IF NOT EXISTS " + quoted}, s.dialect.tables()...) {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

type rower interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// identifySchema reports whether the schema holds a ledger, and refuses one that
// holds anything else.
func (s *Store) identifySchema(ctx context.Context, q rower, schema string) (bool, error) {
	var tables, versions int
	err := q.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE c.relname = 'version')
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
		schema).Scan(&tables, &versions)
	switch {
	case err != nil:
		return false, s.fault("open", err)
	case tables == 0:
		return false, nil
	case versions == 0:
		return false, fmt.Errorf("ledger %s: the schema holds %d tables of something else", s.name, tables)
	}
	var number int
	if err := q.QueryRowContext(ctx, "SELECT max(number) FROM version").Scan(&number); err != nil {
		return false, s.fault("open", err)
	}
	return true, s.refuseNewer(number)
}

// lockClass tells the advisory locks of one party from those of another in the
// same database.
func lockClass(schema string) int32 {
	h := fnv.New32a()
	h.Write([]byte("writ ledger " + schema))
	return int32(h.Sum32())
}

// lockSlots bounds how many locks a large batch needs: PostgreSQL has room for
// some thousands in all.
const lockSlots = 256

// postgresLock takes one lock for all cases that fall into a slot, in ascending
// order so that no two writers wait for each other. A row lock would not do: what
// must not change is also what is not there yet.
func postgresLock(schema string) func(context.Context, *sql.Tx, []ledger.Key) error {
	class := lockClass(schema)
	return func(ctx context.Context, tx *sql.Tx, cases []ledger.Key) error {
		slots := make([]int32, len(cases))
		for i, c := range cases {
			slots[i] = int32(c % lockSlots)
		}
		slices.Sort(slots)
		_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1, slot) FROM (SELECT slot FROM unnest($2::integer[]) AS slot ORDER BY slot) AS slots`,
			class, slices.Compact(slots))
		return err
	}
}

func postgresSteps(ctx context.Context, tx *sql.Tx, query string, keys []stepKey, scan func(*sql.Rows) error) error {
	cases, steps := make([]int64, len(keys)), make([]int64, len(keys))
	for i, k := range keys {
		cases[i], steps[i] = int64(k.Case), int64(k.Step)
	}
	rows, err := tx.QueryContext(ctx, query+" WHERE (case_key, step_key) IN (SELECT * FROM unnest($1::bigint[], $2::bigint[]))", cases, steps)
	return each(rows, err, scan)
}

// postgresInsert sends the rows as one array per column: one statement and one
// answer for any number of rows.
func postgresInsert(ctx context.Context, tx *sql.Tx, table string, columns []string, rows [][]int64) error {
	arrays := make([]string, len(columns))
	args := make([]any, len(columns))
	for c := range columns {
		arrays[c] = fmt.Sprintf("$%d::bigint[]", c+1)
		column := make([]int64, len(rows))
		for r := range rows {
			column[r] = rows[r][c]
		}
		args[c] = column
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") SELECT * FROM unnest("+strings.Join(arrays, ", ")+")", args...)
	return err
}

// postgresUnavailable: the server is not there, goes down or comes up, or lacks
// disk, memory or connections, or another writer was in the way for too long.
func postgresUnavailable(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		switch answer.Code {
		case "57P04": // the database was dropped
			return false
		case "58030", // input or output failed
			"40001", "40P01", "55P03", // another transaction was in the way
			"25006": // the server only reads: it has not taken over yet
			return true
		}
		switch answer.Code[:min(2, len(answer.Code))] {
		case "08", "53", "57": // connection; resources; operator intervened
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	for _, lost := range []error{driver.ErrBadConn, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE, context.DeadlineExceeded} {
		if errors.Is(err, lost) {
			return true
		}
	}
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err)
}
