package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite"

	"writ/ledger"
	"writ/ledger/storage"
)

// This file asks other engines for the same life tables. Only the GROUP BY is
// theirs: what is estimated from its few rows takes as long after any of them.

// groupBy is a question in plain SQL, for a table or files named from.
func (q ledgerQuestion) groupBy(from, divide string) string {
	columns := "(left_at - entered) " + divide + " 3600, left_at = 0"
	if q.life.By != 0 {
		columns = "holder, instrument, " + columns
	}
	return fmt.Sprintf("SELECT %s, count(*) FROM %s WHERE stage = %d GROUP BY %s", columns, from, q.life.Stage, columns)
}

var spellColumns = []string{
	"case_key", "step_key", "visit", "work", "stage", "lane", "ended_by", "party", "holder", "instrument", "jurisdiction",
	"entered", "left_at", "due", "entered_seen", "left_seen", "case_opened",
}

// besideSQLite loads spells into a plain table of SQLite, all in one transaction
// without syncing, and asks it the questions, without and with an index that
// covers them.
func besideSQLite(ctx context.Context, w io.Writer, l *storage.Ledger, folder string, questions []ledgerQuestion, ours []ourAnswer, o options) (err error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "plain.sqlite")+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-200000)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	started := time.Now()
	rows, all, err := loadPlain(ctx, db, l, o.ledgerSQLRows)
	if err != nil {
		return err
	}
	took := time.Since(started)
	fmt.Fprintf(w, "beside a plain GROUP BY in SQLite (modernc.org/sqlite, one goroutine) over a table of %d of the %d spells, loaded at %.0f rows/s; compared is spells/s:\n", rows, all, float64(rows)/took.Seconds())
	for _, index := range []string{"", "CREATE INDEX covering ON spell (stage, holder, instrument, entered, left_at)"} {
		note := "without an index"
		if index != "" {
			started := time.Now()
			if _, err := db.ExecContext(ctx, index); err != nil {
				return err
			}
			note = fmt.Sprintf("with a covering index (made in %s)", time.Since(started).Round(10*time.Millisecond))
		}
		for i, q := range questions {
			best, err := bestOf(func() error { return drainSQL(ctx, db, q.groupBy("spell", "/")) })
			if err != nil {
				return err
			}
			theirs, mine := float64(rows)/best.Seconds(), float64(all)/ours[i].took.Seconds()
			fmt.Fprintf(w, "  %s, %s: %s, %.1f million spells/s; writ with the estimates %.1f million/s, ratio %.1f\n",
				q.name, note, best.Round(time.Millisecond), theirs/1e6, mine/1e6, mine/theirs)
		}
	}
	return nil
}

func bestOf(do func() error) (best time.Duration, err error) {
	for range ledgerRounds {
		started := time.Now()
		if err := do(); err != nil {
			return 0, err
		}
		if took := time.Since(started); best == 0 || took < best {
			best = took
		}
	}
	return best, nil
}

// loadPlain copies so many spells, and counts them all.
func loadPlain(ctx context.Context, db *sql.DB, l *storage.Ledger, most int) (loaded, all int, err error) {
	if _, err := db.ExecContext(ctx, "CREATE TABLE spell ("+strings.Join(spellColumns, " INTEGER, ")+" INTEGER)"); err != nil {
		return 0, 0, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, 0, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	insert, err := tx.PrepareContext(ctx, "INSERT INTO spell VALUES (?"+strings.Repeat(", ?", len(spellColumns)-1)+")")
	if err != nil {
		return 0, 0, err
	}
	err = l.Spells(ctx, ledger.Query{AsOf: ledgerAsOf}, func(rows []ledger.Spell) error {
		for i := range rows {
			all++
			if loaded >= most {
				continue
			}
			loaded++
			s := &rows[i]
			if _, err := insert.ExecContext(ctx, int64(s.Case), int64(s.Step), s.Visit, s.Work, s.Stage, s.Lane, s.Ended,
				int64(s.Party), int64(s.Holder), int64(s.Instrument), int64(s.Jurisdiction),
				s.Enter, s.Leave, s.Due, s.EnterSeen, s.LeaveSeen, s.Opened); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, 0, err
	}
	return loaded, all, tx.Commit()
}

func drainSQL(ctx context.Context, db *sql.DB, query string) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	for rows.Next() {
	}
	return errors.Join(rows.Err(), rows.Close())
}

// duckScript asks DuckDB each question some times, and prints of each the fastest in
// milliseconds, how many spells it counted, and the whole hours of those that ended.
const duckScript = `
import { DuckDBInstance } from "@duckdb/node-api";
const [rounds, ...questions] = process.argv.slice(1);
const db = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
const best = [];
for (const q of questions) {
  let least = Infinity, spells = 0n, hours = 0n;
  for (let i = 0; i < Number(rounds); i++) {
    const began = performance.now();
    const rows = (await db.runAndReadAll(q)).getRows();
    least = Math.min(least, performance.now() - began);
    spells = hours = 0n;
    for (const row of rows) {
      const [hour, open, n] = row.slice(-3);
      spells += n;
      if (!open) hours += hour * n;
    }
  }
  best.push([least, Number(spells), Number(hours)]);
}
console.log(JSON.stringify(best));
`

// besideDuckDB asks DuckDB over the same Parquet files, by its package for
// Node.js in a folder in which make oracle or npm installed it.
func besideDuckDB(ctx context.Context, w io.Writer, root string, questions []ledgerQuestion, ours []ourAnswer, packages string) error {
	node, err := exec.LookPath("node")
	if _, missing := os.Stat(filepath.Join(packages, "node_modules", "@duckdb", "node-api")); err != nil || missing != nil {
		fmt.Fprintf(w, "beside DuckDB: not measured, since Node.js or @duckdb/node-api in %s is missing; make oracle installs it\n", packages)
		return nil
	}
	args := []string{"--input-type=module", "-e", duckScript, fmt.Sprint(ledgerRounds)}
	for _, q := range questions {
		args = append(args, q.groupBy("read_parquet('"+filepath.Join(root, "segments", "*", "spells.parquet")+"')", "//"))
	}
	cmd := exec.CommandContext(ctx, node, args...)
	cmd.Dir = packages
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("DuckDB: %w: %s", err, complaint.String())
	}
	var best [][3]float64
	if err := json.Unmarshal(out, &best); err != nil || len(best) != len(questions) {
		return fmt.Errorf("DuckDB answered %q: %w", out, err)
	}
	fmt.Fprintln(w, "beside DuckDB over all spells in the same Parquet files, 2 threads; compared is its GROUP BY with our whole answer, estimates included:")
	for i, q := range questions {
		theirs := best[i]
		if theirs[1] != float64(ours[i].spells) || theirs[2] != float64(ours[i].hours) {
			return fmt.Errorf("%s: DuckDB counts %.0f spells of %.0f hours, writ %d of %d", q.name, theirs[1], theirs[2], ours[i].spells, ours[i].hours)
		}
		fmt.Fprintf(w, "  %s: %.0f ms, the same counts; writ takes %.2f times as long\n", q.name, theirs[0], float64(ours[i].took.Milliseconds())/theirs[0])
	}
	return nil
}
