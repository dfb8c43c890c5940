package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"writ/ledger"
	"writ/report"
)

// reportsAim is for each report over a million cases, beside [memoryAim].
const reportsAim = 20 * time.Second

// benchReports asks each question of package report of the whole ledger, once, and
// tells the memory at its highest while it is answered. The ledger is open beside,
// which is a part of it. What earlier questions took and no longer need is given back
// first, as if each question had a process of its own, which it has on the command line.
func benchReports(ctx context.Context, w io.Writer, from ledger.Source, cases int) error {
	r, q := report.New(from, nil), report.Query{AsOf: ledgerAsOf}
	for _, one := range []struct {
		name string
		ask  func() (report.Result, error)
	}{
		{"report latency", func() (report.Result, error) { return r.Latency(ctx, report.LatencyQuery{Query: q}) }},
		{"report latency by holder and instrument", func() (report.Result, error) {
			return r.Latency(ctx, report.LatencyQuery{Query: q, By: []report.Dimension{report.ByHolder, report.ByInstrument}})
		}},
		{"report breach", func() (report.Result, error) { return r.Breach(ctx, report.BreachQuery{Query: q}) }},
		{"report days", func() (report.Result, error) { return r.Days(ctx, report.DaysQuery{Query: q, Seed: 1}) }},
	} {
		debug.FreeOSMemory()
		forgetPeak()
		started, before := time.Now(), cpuOf("self")
		found, err := one.ask()
		if err != nil {
			return fmt.Errorf("%s: %w", one.name, err)
		}
		took, processor := time.Since(started), cpuOf("self")-before
		fmt.Fprintf(w, "  %s: %s, %s of processor; n %s%s\n", one.name, took.Round(time.Millisecond), processor, found.About().N, against(took, reportsAim, cases))
		fmt.Fprintf(w, "    memory at its highest: %s\n", peakMemory())
	}
	return nil
}
