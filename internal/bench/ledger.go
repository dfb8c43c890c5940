package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"writ/casefile"
	"writ/latency"
	"writ/ledger"
	"writ/ledger/population"
	"writ/ledger/storage"
)

// onlyLedger is the value of -only that measures the ledger alone.
const onlyLedger = "ledger"

// The aims, at a million cases.
const (
	importAim      = 30 * time.Second
	percentilesAim = time.Second
	gateAim        = 500 * time.Millisecond
	memoryAim      = 512 << 20
)

// ledgerAsOf is when the made-up population is looked at.
var ledgerAsOf = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// question is one life table that is asked of several engines.
type ledgerQuestion struct {
	name string
	aim  time.Duration
	life ledger.LifeQuery
	// estimate is what is made of the tables, in Go whatever the engine is.
	estimate func(map[ledger.Group]*latency.Life) (string, error)
}

// benchLedger imports a made-up population into a folder that is removed
// afterwards, and asks for percentiles by holder and instrument and for the
// Kaplan-Meier curve of one gate; then beside it, on the same rows, a plain SQL
// GROUP BY in SQLite, and DuckDB over the same Parquet files where it is there.
func benchLedger(ctx context.Context, w io.Writer, o options) (err error) {
	folder, err := os.MkdirTemp("", "writ-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	fmt.Fprintf(w, "%d made-up cases; load of the machine %s, without which figures of wall time say little\n", o.ledgerCases, loadOfMachine())
	l, err := storage.Open(ctx, storage.Options{Where: folder, Party: population.Party})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if err := benchImport(ctx, w, l, o.ledgerCases); err != nil {
		return err
	}
	root := filepath.Join(folder, string(population.Party))
	size, err := sizeOf(filepath.Join(root, "segments"))
	if err != nil {
		return err
	}
	counts, err := l.Counts(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "  %d events; segments %d MB, %.1f bytes an event with all that is counted of it\n", counts.Events, size>>20, float64(size)/float64(counts.Events))
	questions, err := ledgerQuestions()
	if err != nil {
		return err
	}
	ours := make([]ourAnswer, len(questions))
	for i, q := range questions {
		if ours[i], err = askOurs(ctx, w, l, q, o.ledgerCases); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "  memory at its highest: %s\n", peakMemory())
	if err := benchReports(ctx, w, l, o.ledgerCases); err != nil {
		return err
	}
	if err := besideSQLite(ctx, w, l, folder, questions, ours, o); err != nil {
		return err
	}
	return besideDuckDB(ctx, w, root, questions, ours, o.duckdb)
}

// benchImport times an import. The cases are made up while they are imported; what
// that takes of the processor is measured on a tenth of them alone.
func benchImport(ctx context.Context, w io.Writer, l *storage.Ledger, cases int) error {
	p := population.Options{Seed: 1, Cases: cases, AsOf: ledgerAsOf}
	making := processorOf(p)
	forgetPeak()
	before, started := cpuOf("self"), time.Now()
	taken, failed := 0, 0
	err := l.Import(ctx, population.Batches(p, true), func(_ ledger.Batch, _ ledger.Appended, err error) {
		taken++
		if err != nil {
			failed++
		}
	})
	if err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d cases were not imported", failed, taken)
	}
	took, processor := time.Since(started), cpuOf("self")-before
	fmt.Fprintf(w, "  import, the making of the cases included: %s, %.0f cases/s%s\n", took.Round(10*time.Millisecond), float64(taken)/took.Seconds(), against(took, importAim, cases))
	fmt.Fprintf(w, "    processor %s, of which making the cases %s; this process had %.1f of %d processors\n",
		processor.Round(10*time.Millisecond), making.Round(10*time.Millisecond), processor.Seconds()/took.Seconds(), runtime.GOMAXPROCS(0))
	fmt.Fprintf(w, "    memory at its highest: %s\n", peakMemory())
	return nil
}

// processorOf is what making up the cases takes, reckoned from a tenth of them.
func processorOf(p population.Options) time.Duration {
	const share = 10
	sample := p
	sample.Cases = max(1, p.Cases/share)
	before, rows := cpuOf("self"), 0
	for b := range population.Batches(sample, true) {
		rows += len(b.Events)
	}
	return (cpuOf("self") - before) * time.Duration(p.Cases) / time.Duration(sample.Cases)
}

// against says whether an aim that holds for a million cases was met.
func against(took, aim time.Duration, cases int) string {
	const million = 1_000_000
	switch {
	case cases < million:
		return fmt.Sprintf(" (the aim, %s, is for %d cases: -ledger-cases %d)", aim, million, million)
	case took <= aim:
		return fmt.Sprintf(" (aim %s: met)", aim)
	}
	return fmt.Sprintf(" (aim %s: MISSED)", aim)
}

// ledgerQuestions are the questions of the aims.
func ledgerQuestions() ([]ledgerQuestion, error) {
	waiting, err := ledger.StageOf(casefile.StageAwaitingDisclosure)
	if err != nil {
		return nil, err
	}
	deciding, err := ledger.StageOf(casefile.StageAwaitingApproval)
	if err != nil {
		return nil, err
	}
	all := ledger.Query{AsOf: ledgerAsOf}
	percentiles := ledger.LifeQuery{Query: all, By: ledger.ByHolder | ledger.ByInstrument, Bin: time.Hour}
	percentiles.Stage = waiting
	gate := ledger.LifeQuery{Query: all, Bin: time.Hour}
	gate.Stage = deciding
	return []ledgerQuestion{
		{"p50, p90, p99 by holder and instrument", percentilesAim, percentiles, func(tables map[ledger.Group]*latency.Life) (string, error) {
			for _, life := range tables {
				s := latency.KaplanMeier(life)
				for _, p := range []float64{.5, .9, .99} {
					s.Quantile(p)
				}
			}
			return fmt.Sprintf("%d groups", len(tables)), nil
		}},
		{"Kaplan-Meier curve of one gate", gateAim, gate, func(tables map[ledger.Group]*latency.Life) (string, error) {
			s := latency.KaplanMeier(tables[ledger.Group{}])
			return fmt.Sprintf("median %.0f hours", s.Quantile(.5).Value), nil
		}},
	}, nil
}

// ledgerRounds is how often each question is asked; the fastest counts, since
// the machine has other work.
const ledgerRounds = 5

// ourAnswer is how long writ took, and sums by which another engine's answer is
// known to be the same: how many spells, and the whole hours of those that ended.
type ourAnswer struct {
	took          time.Duration
	spells, hours int64
}

func askOurs(ctx context.Context, w io.Writer, l *storage.Ledger, q ledgerQuestion, cases int) (ourAnswer, error) {
	var best, processor time.Duration
	var sums ourAnswer
	var what string
	for range ledgerRounds {
		started, before := time.Now(), cpuOf("self")
		tables, err := l.Life(ctx, q.life)
		if err != nil {
			return sums, err
		}
		if what, err = q.estimate(tables); err != nil {
			return sums, err
		}
		if took := time.Since(started); best == 0 || took < best {
			best, processor = took, cpuOf("self")-before
		}
		sums = sumsOf(tables)
	}
	sums.took = best
	fmt.Fprintf(w, "  %s: %s, %s of processor; %d spells, %s (best of %d)%s\n", q.name, best.Round(time.Millisecond), processor, sums.spells, what, ledgerRounds, against(best, q.aim, cases))
	return sums, nil
}

func sumsOf(tables map[ledger.Group]*latency.Life) (a ourAnswer) {
	for _, life := range tables {
		for _, c := range life.Cells() {
			a.spells += c.N
			if c.Cause != latency.Censored {
				a.hours += int64(c.Time) * c.N
			}
		}
	}
	return a
}

func sizeOf(folder string) (n int64, err error) {
	err = filepath.Walk(folder, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			n += info.Size()
		}
		return err
	})
	return n, err
}

// peakMemory is the most memory that this process held, as Linux counts it.
func peakMemory() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "not known here"
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kilobytes, _ := strconv.ParseInt(fields[1], 10, 64) // 0 where it is no number
			met := "met"
			if kilobytes<<10 > memoryAim {
				met = "MISSED"
			}
			return fmt.Sprintf("%d MB (aim %d MB: %s)", kilobytes>>10, memoryAim>>20, met)
		}
	}
	return "not known here"
}

// forgetPeak makes Linux count the highest memory from here on.
func forgetPeak() {
	runtime.GC()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // elsewhere the peak is that of the whole run
}

func loadOfMachine() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "not known"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}
