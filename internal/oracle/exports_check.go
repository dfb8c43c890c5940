package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"writ/ledger/export"
	"writ/ledger/export/schema"
)

// checkXES has xmllint compare XES with its XML schema.
func checkXES(ctx context.Context) ([]finding, error) {
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		return nil, fmt.Errorf("%w: xmllint is not on the path (on Debian: apt-get install libxml2-utils)", errMissing)
	}
	x, xsd, err := exportsBeside("xes.xsd", schema.XES)
	if err != nil {
		return nil, err
	}
	var findings []finding
	for _, exact := range []bool{true, false} {
		f := finding{what: "XES, " + precision(exact) + ": events in its XSD by xmllint", figures: int(x.events)}
		out, err := exec.CommandContext(ctx, lint, "--noout", "--nonet", "--schema", xsd, x.path(export.XES, exact)).CombinedOutput()
		if err != nil {
			f.largest, f.where = float64(bytes.Count(out, []byte("validity error"))), firstLine(out)
			f.largest = max(f.largest, 1)
		}
		findings = append(findings, f)
	}
	return findings, nil
}

// checkOCELJSON has ajv compare OCEL JSON with its JSON schema.
func checkOCELJSON(ctx context.Context) ([]finding, error) {
	node, err := needNode(ctx)
	if err != nil {
		return nil, err
	}
	x, file, err := exportsBeside("ocel2.schema.json", schema.OCELJSON)
	if err != nil {
		return nil, err
	}
	var findings []finding
	for _, exact := range []bool{true, false} {
		var answer struct {
			Events, Objects, Errors, Dangling int
			First                             string
		}
		if err := node.ask(ctx, &answer, "ajv.mjs", file, x.path(export.OCELJSON, exact)); err != nil {
			return nil, err
		}
		findings = append(findings, finding{
			what:    "OCEL JSON, " + precision(exact) + ": events and objects in its schema by ajv",
			figures: answer.Events + answer.Objects, largest: float64(answer.Errors + answer.Dangling), where: answer.First,
		}, same("OCEL JSON, "+precision(exact)+": rows by node", map[string]float64{"rows": float64(x.events)}, map[string]float64{"rows": float64(answer.Events)}))
	}
	return findings, nil
}

// checkOCELSQLite asks the rules of the relational form, through our SQLite and
// through Python's.
func checkOCELSQLite(ctx context.Context) ([]finding, error) {
	python, err := exec.LookPath("python3")
	if err != nil {
		return nil, fmt.Errorf("%w: python3 is not on the path (on Debian: apt-get install python3)", errMissing)
	}
	x, err := makeExports()
	if err != nil {
		return nil, err
	}
	var findings []finding
	for _, exact := range []bool{true, false} {
		file := x.path(export.OCELSQLite, exact)
		ours, err := brokenRules(ctx, file)
		if err != nil {
			return nil, err
		}
		theirs, rows, err := brokenRulesByPython(ctx, python, file)
		if err != nil {
			return nil, err
		}
		findings = append(findings, ruled(exact, "our SQLite", ours), ruled(exact, "Python's sqlite3", theirs), same("OCEL SQLite, "+precision(exact)+": rows by Python's sqlite3",
			map[string]float64{"rows": float64(x.events)}, map[string]float64{"rows": float64(rows)}))
	}
	return findings, nil
}

func ruled(exact bool, by string, broken []string) finding {
	return finding{
		what: "OCEL SQLite, " + precision(exact) + ": rules by " + by, figures: len(schema.OCELRules()),
		largest: float64(len(broken)), where: strings.Join(broken, "; "),
	}
}

func brokenRules(ctx context.Context, file string) (broken []string, err error) {
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, r := range schema.OCELRules() {
		rows, err := db.QueryContext(ctx, r.Breaks)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name, err)
		}
		if rows.Next() {
			broken = append(broken, r.Name)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name, err)
		}
	}
	return broken, nil
}

// rulesInPython answers with the names of the rules that are broken, and the
// number of events.
const rulesInPython = `
import json, sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
rules = json.load(sys.stdin)
broken = [r["Name"] for r in rules if db.execute(r["Breaks"]).fetchone() is not None]
json.dump({"broken": broken, "rows": db.execute("SELECT count(*) FROM event").fetchone()[0]}, sys.stdout)
`

func brokenRulesByPython(ctx context.Context, python, file string) (broken []string, rows int, err error) {
	rules, err := json.Marshal(schema.OCELRules())
	if err != nil {
		return nil, 0, err
	}
	cmd := exec.CommandContext(ctx, python, "-I", "-c", rulesInPython, file)
	cmd.Stdin = bytes.NewReader(rules)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, 0, fmt.Errorf("python3: %w: %s", err, lastLine(complaint.Bytes()))
	}
	var answer struct {
		Broken []string
		Rows   int
	}
	err = json.Unmarshal(out, &answer)
	return answer.Broken, answer.Rows, err
}

// checkTables has DuckDB read Parquet and CSV, and compares its counts and sums
// with those of the ledger's rows.
func checkTables(ctx context.Context) ([]finding, error) {
	node, err := needNode(ctx)
	if err != nil {
		return nil, err
	}
	x, err := makeExports()
	if err != nil {
		return nil, err
	}
	events, spells, err := expected(ctx, newMadeUp())
	if err != nil {
		return nil, err
	}
	var findings []finding
	for _, exact := range []bool{true, false} {
		p, folder := precision(exact), x.path(export.Parquet, exact)
		for _, t := range []struct {
			what, file string
			ours       map[string]float64
		}{
			{"Parquet events", filepath.Join(folder, "events.parquet"), events[p]},
			{"Parquet spells", filepath.Join(folder, "spells.parquet"), spells[p]},
			{"CSV events", x.path(export.CSV, exact), events[p]},
		} {
			var theirs map[string]float64
			if err := node.ask(ctx, &theirs, "duckdb.mjs", strings.Fields(t.what)[0], strings.Fields(t.what)[1], t.file); err != nil {
				return nil, err
			}
			findings = append(findings, same(t.what+", "+p+": counts and sums by DuckDB", t.ours, theirs))
		}
	}
	return findings, nil
}

func firstLine(b []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	return line
}

func lastLine(b []byte) string {
	text := strings.TrimSpace(string(b))
	return text[strings.LastIndexByte(text, '\n')+1:]
}
