// Command oracle compares what writ computes and writes with what other people's
// programs make of the same data. They are not needed to build, test or run writ,
// so they have a command of their own:
//
//	go run ./internal/oracle              all checks
//	go run ./internal/oracle -survival    the statistics against R
//
// A check that cannot run because a program is missing says what to install, and
// fails: it never passes in silence.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"text/tabwriter"
)

// check is one comparison with others.
type check struct {
	name, about string // a flag and its help
	run         func(context.Context) ([]finding, error)
}

// checks are all there are, in the order in which they run.
var checks = []check{
	{"survival", "statistics of 200 random data sets against R's survival, cmprsk and km.ci", checkSurvival},
	{"xes", "exports of a made-up population: XES against its XML schema, by xmllint", checkXES},
	{"ocel-json", "OCEL JSON against its JSON schema, by ajv", checkOCELJSON},
	{"ocel-sqlite", "OCEL SQLite against the rules of its relational form, by two SQLites", checkOCELSQLite},
	{"tables", "Parquet and CSV read by DuckDB: row counts and sums", checkTables},
}

// finding is what one check compared, and how far apart the two sides were.
type finding struct {
	what    string
	figures int
	// largest is the largest difference, and allowed how large it may be.
	largest, allowed float64
	where            string // of the largest difference, if it is too large
}

func (f finding) bad() bool { return f.figures == 0 || !(f.largest <= f.allowed) }

func main() {
	chosen := make([]*bool, len(checks))
	for i, c := range checks {
		chosen[i] = flag.Bool(c.name, false, c.about)
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := runChecks(ctx, os.Stdout, func(i int) bool { return *chosen[i] })
	if err = errors.Join(err, removeExports()); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

// errMissing marks the want of a program or package that a check asks.
var errMissing = errors.New("missing")

// runChecks runs the chosen checks, or all if none is chosen, and prints a table of
// what was compared. All run, also after one that failed.
func runChecks(ctx context.Context, w io.Writer, chosen func(int) bool) error {
	all := true
	for i := range checks {
		all = all && !chosen(i)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "check\tcompared\tfigures\tlargest difference\tallowed\tverdict")
	var failed error
	for i, c := range checks {
		if !all && !chosen(i) {
			continue
		}
		findings, err := c.run(ctx)
		if err == nil && len(findings) == 0 {
			err = errors.New("nothing was compared")
		}
		err = errors.Join(err, printFindings(t, c.name, findings))
		if len(findings) == 0 {
			fmt.Fprintf(t, "%s\t%s\t0\t-\t-\t%s\n", c.name, c.about, verdict(err))
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", c.name, err))
		}
	}
	return errors.Join(t.Flush(), failed)
}

// printFindings adds findings to the table, and says which are bad.
func printFindings(t io.Writer, check string, findings []finding) error {
	var failed error
	for _, f := range findings {
		var err error
		switch {
		case f.figures == 0:
			err = fmt.Errorf("%s: no figure was compared", f.what)
		case f.bad():
			err = fmt.Errorf("%s: differs by %.3g at %s, allowed is %.3g", f.what, f.largest, f.where, f.allowed)
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%.2g\t%.2g\t%s\n", check, f.what, f.figures, f.largest, f.allowed, verdict(err))
		failed = errors.Join(failed, err)
	}
	return failed
}

// verdict is what becomes of a check in the table.
func verdict(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, errMissing):
		return "MISSING"
	}
	return "FAILED"
}
