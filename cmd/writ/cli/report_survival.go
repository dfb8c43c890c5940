package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"writ/latency"
	"writ/report"
)

// survivalFlags say which columns of a table are what.
type survivalFlags struct {
	time, cause, group string
	tau                float64
	interval, band     string
}

// intervals are the names of latency's intervals, in their order.
var intervals = []string{latency.LogLog: "log-log", latency.Log: "log", latency.Plain: "plain"}

// bands are the names of latency's bands, in their order.
var bands = []string{latency.EqualPrecision: "ep", latency.HallWellner: "hw"}

func (a *app) reportSurvivalCommand() *cobra.Command {
	f := &survivalFlags{}
	cmd := &cobra.Command{
		Use:   "survival FILE.csv --time COLUMN",
		Short: "Run the same estimators on any table",
		Long: `Run the estimators of all reports on a table of your own, so that you can check
ours against yours: Kaplan-Meier with Greenwood's errors, quantiles, restricted
means, log-rank, and with --cause the incidence of each by Aalen and Johansen.

The first line of the file names the columns. Times are numbers from 0 in any
unit. Causes are whole numbers; 0 is censored. Without --cause every row ended;
where there is only cause 1, there are no rivals to tell apart. - is standard
input.

The intervals are of each time on its own. For a statement about the whole curve
ask for a simultaneous band beside them: --bands ep has equal precision (Nair),
--bands hw is that of Hall and Wellner.`,
		Example: `  writ report survival remission.csv --time weeks --cause relapsed --group arm
  writ report survival remission.csv --time weeks --cause relapsed --bands ep
  writ report survival - --time days --cause end --output json`,
		Args: cobra.ExactArgs(1),
	}
	fl := cmd.Flags()
	fl.StringVar(&f.time, "time", "", "the `COLUMN` of the times")
	fl.StringVar(&f.cause, "cause", "", "the `COLUMN` of the causes: 0 censored, 1 and on ended")
	fl.StringVar(&f.group, "group", "", "the `COLUMN` of the groups")
	fl.Float64Var(&f.tau, "tau", 0, "the horizon of the restricted means; default: the longest that all groups were followed")
	fl.StringVar(&f.interval, "interval", intervals[0], "the `KIND` of interval of survival: "+strings.Join(intervals, ", "))
	fl.StringVar(&f.band, "bands", "", "a simultaneous band of this `KIND` beside the intervals: "+strings.Join(bands, ", "))
	must(cmd.MarkFlagRequired("time"))
	cmd.RunE = a.does(func(_ context.Context, args []string) error { return a.reportSurvival(f, args[0]) })
	return tabular(cmd)
}

func (a *app) reportSurvival(f *survivalFlags, path string) error {
	query := report.SurvivalQuery{Tau: f.tau}
	ci := slices.Index(intervals, f.interval)
	if ci < 0 {
		return usageFault("--interval %s: want %s", f.interval, strings.Join(intervals, ", "))
	}
	query.CI = latency.CI(ci)
	if f.band != "" {
		kind := latency.Band(slices.Index(bands, f.band))
		if kind < 0 {
			return usageFault("--bands %s: want %s", f.band, strings.Join(bands, ", "))
		}
		query.Band = &kind
	}
	var err error
	if query.Rows, err = f.read(a, path); err != nil {
		return err
	}
	query.Causes = slices.ContainsFunc(query.Rows, func(o report.Observed) bool { return o.Cause > 1 })
	found, err := report.Survive(query)
	if bad, ok := errors.AsType[*report.BadQuery](err); ok {
		return newFault("bad-table", "", "%s: %s", path, bad).because(err)
	}
	if err != nil {
		return err
	}
	return a.print(resultView{found})
}

func (f *survivalFlags) read(a *app, path string) ([]report.Observed, error) {
	in := a.in
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, newFault("no-file", "", "%s", err).because(err)
		}
		defer file.Close()
		in = file
	}
	r := csv.NewReader(in)
	r.TrimLeadingSpace, r.ReuseRecord = true, true
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, newFault("bad-table", "the first line names the columns", "%s is empty", path)
	}
	if err != nil {
		return nil, badTable(path, err)
	}
	columns, err := f.columns(path, head)
	if err != nil {
		return nil, err
	}
	var rows []report.Observed
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, badTable(path, err)
		}
		line, _ := r.FieldPos(0)
		o, err := observed(cells, columns)
		if err != nil {
			return nil, newFault("bad-table", "", "%s, line %d: %s", path, line, err)
		}
		rows = append(rows, o)
	}
}

func badTable(path string, err error) error {
	return newFault("bad-table", "want RFC 4180: commas, a line of column names, quotes around cells with commas", "%s: %s", path, err).because(err)
}

// columns finds the places of time, cause and group; -1 where none is named.
func (f *survivalFlags) columns(path string, head []string) ([3]int, error) {
	names := make([]string, len(head))
	for i, h := range head {
		names[i] = strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")) // as spreadsheets write it
	}
	found := [3]int{-1, -1, -1}
	for i, flag := range []struct{ name, value string }{{"time", f.time}, {"cause", f.cause}, {"group", f.group}} {
		if flag.value == "" {
			continue
		}
		if found[i] = slices.Index(names, flag.value); found[i] < 0 {
			return found, newFault("no-column", "", "--%s %s: %s has the columns %s", flag.name, flag.value, path, strings.Join(names, ", "))
		}
	}
	return found, nil
}

func observed(cells []string, columns [3]int) (report.Observed, error) {
	o := report.Observed{Cause: 1}
	var err error
	text := strings.TrimSpace(cells[columns[0]])
	if o.Time, err = strconv.ParseFloat(text, 64); err != nil || !(o.Time >= 0) || o.Time > 1e300 {
		return o, fmt.Errorf("time %q: want a number from 0", text)
	}
	if c := columns[1]; c >= 0 {
		text := strings.TrimSpace(cells[c])
		if o.Cause, err = strconv.Atoi(text); err != nil || o.Cause < 0 {
			return o, fmt.Errorf("cause %q: want 0 for censored, or the number of an end from 1", text)
		}
	}
	if g := columns[2]; g >= 0 {
		o.Group = strings.TrimSpace(cells[g])
	}
	return o, nil
}
