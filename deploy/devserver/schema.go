package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.temporal.io/server/common/persistence/sql/sqlplugin"
	sqliteschema "go.temporal.io/server/schema/sqlite"
)

// Temporal ships its SQLite schema as one script for an empty file and has no
// migrations for it. This file applies that script so that
//
//   - a crash in the middle leaves either no schema or all of it,
//   - a file that already has it is kept as it is,
//   - tables and indexes that a later library version adds are added,
//   - a file whose tables look different is refused instead of damaged.

// schemaObject finds what a statement creates, or which table it fills.
var schemaObject = regexp.MustCompile(`(?is)^\s*(CREATE\s+(?:UNIQUE\s+|VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER)|INSERT\s+INTO)\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)`)

// recorder takes the place of a database for the library's set-up function, the
// only exported way to its script.
type recorder struct {
	sqlplugin.AdminDB
	statements []string
}

func (r *recorder) Exec(stmt string, _ ...any) error {
	r.statements = append(r.statements, stmt)
	return nil
}

func schemaStatements() ([]string, error) {
	r := &recorder{}
	if err := sqliteschema.SetupSchemaOnDB(r); err != nil {
		return nil, fmt.Errorf("reading the schema of the library: %w", err)
	}
	return r.statements, nil
}

// prepareSchema brings the file to the schema the server needs.
func (d *database) prepareSchema(ctx context.Context) error {
	statements, err := schemaStatements()
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", d.dsn())
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)

	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("cannot be opened (%w); choose another file with --db", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	existing, err := existingObjects(ctx, tx)
	if err != nil {
		return fmt.Errorf("cannot be read (%w); choose another file with --db", err)
	}
	if _, ours := existing["namespaces"]; len(existing) > 0 && !ours {
		return errors.New("holds something else than a Temporal server's data; choose another file with --db")
	}
	if err := applySchema(ctx, tx, statements, existing); err != nil {
		return err
	}
	return tx.Commit()
}

// existingObjects maps the name of each table, index and trigger to its text.
func existingObjects(ctx context.Context, tx *sql.Tx) (map[string]string, error) {
	rows, err := tx.QueryContext(ctx, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	objects := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		objects[name] = text
	}
	return objects, rows.Err()
}

func applySchema(ctx context.Context, tx *sql.Tx, statements []string, existing map[string]string) error {
	for _, stmt := range statements {
		m := schemaObject.FindStringSubmatch(stmt)
		if m == nil {
			return fmt.Errorf("the library's schema has a statement this program does not understand: %.60q", stmt)
		}
		name := m[2]
		text, exists := existing[name]
		fills := strings.HasPrefix(strings.ToUpper(m[1]), "INSERT")
		if exists && !fills && sameStatement(text, stmt) || exists && fills {
			continue // first rows belong to a new table only
		}
		if exists {
			return fmt.Errorf("was written by a different Temporal server version (%s differs); open it with the version that wrote it", name)
		}
		if _, err := tx.ExecContext(ctx, stmt); err != nil {
			return fmt.Errorf("creating %s: %w", name, err)
		}
	}
	return nil
}

// sameStatement ignores what SQLite changes when it keeps a statement: white
// space around it and the semicolon at its end.
func sameStatement(a, b string) bool { return canonical(a) == canonical(b) }

func canonical(stmt string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(stmt), " "), ";")
}
