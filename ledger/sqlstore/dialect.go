package sqlstore

import (
	"context"
	"database/sql"
	"strings"

	"writ/ledger"
)

// dialect is all in which the two databases differ.
type dialect struct {
	version    int    // of the schema
	big, small string // types of integers of eight and of two bytes
	clustered  string // what keeps a table in the order of its key, and its columns to their types
	more       []string
	dollar     bool // parameters are $1, not ?1

	// lock keeps other writers from the cases until the transaction ends.
	lock func(ctx context.Context, tx *sql.Tx, cases []ledger.Key) error
	// steps reads the rows of a table of events that belong to the steps. The query
	// is what to read of it; scan takes one row.
	steps func(ctx context.Context, tx *sql.Tx, query string, keys []stepKey, scan func(*sql.Rows) error) error
	// insert adds rows of integers to a table.
	insert func(ctx context.Context, tx *sql.Tx, table string, columns []string, rows [][]int64) error
	// sealed finds those of the cases that are sealed; nil where nothing ever is.
	sealed func(ctx context.Context, tx *sql.Tx, cases []ledger.Key) ([]SealedCase, error)
	// busy reports whether a transaction could not begin because of another one, and
	// is to be begun again at once; nil where the database waits by itself.
	busy func(error) bool
	// unavailable reports whether an error of the driver may go away by itself.
	unavailable func(error) bool
}

// query is a statement in the dialect's form of parameters. It is written with
// ?1, ?2, ..., and no statement here has another question mark.
func (d dialect) query(q string) string {
	if d.dollar {
		return strings.ReplaceAll(q, "?", "$")
	}
	return q
}

// each scans the rows of a query.
func each(rows *sql.Rows, err error, scan func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
