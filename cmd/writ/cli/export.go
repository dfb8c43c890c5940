package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"writ/ledger"
	"writ/ledger/export"
	"writ/ledger/storage"
	"writ/protocol"
	"writ/worker"
)

// exportFlags are the flags of writ export as they were typed.
type exportFlags struct {
	format, as, asOf, openedFrom, openedTo string
	exact, force                           bool
}

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export FOLDER|FILE",
		Short: "Write a party's cases for other tools: event logs",
		Long: `Write the cases of a party's ledger for other tools. The formats:

  parquet       a folder with events, spells and labels; the event log has the
                column names of PM4Py. For DuckDB, pandas, Spark, bupaR
  csv           the same event log as one file. Tell the reader that
                time:timestamp and due are instants in UTC
  ocel-sqlite   OCEL 2.0: cases, gates, requests and holders as objects
  ocel-json     the same as JSON, for small ledgers
  xes           IEEE 1849-2016, for ProM and older tools

Every event of the ledger is one row. Applications, disclosures, preservations,
reviews and the like are activities that one event starts and another completes.

Times are coarsened to days in UTC, with the order kept by seq, and a label that
fewer than ten of the cases have is written as "other"; so are holder and
instrument where that few have both. --exact lifts both.

The target must not be there yet. It appears when it is complete: an export that
was interrupted leaves nothing.`,
		Example: `  writ export cases
  writ export cases.csv --format csv --opened-from 2026-01-01 --opened-to 2027-01-01
  writ export cases.sqlite --format ocel-sqlite --as twitter --as-of 2026-06-30
  writ export played --as nypd.exercise`,
		Args: cobra.ExactArgs(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", string(export.Parquet), formatNames()+" `FORMAT`")
	readLedgerOf(flags, &f.as)
	flags.StringVar(&f.asOf, "as-of", "", "leave out what was learned after this `TIME`; a date is its first instant in UTC")
	flags.StringVar(&f.openedFrom, "opened-from", "", "cases opened at this `TIME` or later")
	flags.StringVar(&f.openedTo, "opened-to", "", "cases opened before this `TIME`")
	flags.BoolVar(&f.exact, "exact", false, "times to the second, and every label, however rare")
	flags.BoolVar(&f.force, "force", false, "replace an earlier export")
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, args []string) error { return s.export(ctx, args[0], f) }))
	return cmd
}

func formatNames() string {
	names := make([]string, 0, len(export.Formats()))
	for _, f := range export.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// options reads the flags.
func (f exportFlags) options(path string) (export.Options, error) {
	o := export.Options{Format: export.Format(f.format), Path: path, Force: f.force, Exact: f.exact}
	if !slices.Contains(export.Formats(), o.Format) {
		return o, usageFault("--format %s is not known: want one of %s", f.format, formatNames())
	}
	if err := parseDays(dayFlag{"as-of", f.asOf, &o.AsOf}, dayFlag{"opened-from", f.openedFrom, &o.OpenedFrom}, dayFlag{"opened-to", f.openedTo, &o.OpenedTo}); err != nil {
		return o, err
	}
	if !o.OpenedFrom.IsZero() && !o.OpenedTo.IsZero() && !o.OpenedFrom.Before(o.OpenedTo) {
		return o, newFault("bad-range", "swap them; --opened-to is not part of the range", "--opened-from %s is not before --opened-to %s", f.openedFrom, f.openedTo)
	}
	return o, nil
}

// export opens the ledger, reads it and writes the target.
func (s *session) export(ctx context.Context, path string, f exportFlags) error {
	o, err := f.options(path)
	if err != nil {
		return err
	}
	party, err := s.keeper(f.as)
	if err != nil {
		return err
	}
	l, err := worker.OpenLedger(ctx, s.cfg, party.ID, true)
	if err != nil {
		return noLedger(party, err)
	}
	sum, err := s.writeExport(ctx, l, o)
	err = errors.Join(err, l.Close())
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, export.ErrExists):
		return newFault("exists", "choose another name, or replace it with --force", "%s is there already", path).because(err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return newFault("not-written", "", "%s cannot be written: %s", path, err).because(err)
	case err != nil:
		return ledgerFault(party, err)
	}
	return s.app.print(exportView{Summary: sum, Party: party.ID, Synthetic: party.ID == synthetic.ID, AsOf: o.AsOf})
}

func (s *session) writeExport(ctx context.Context, l *storage.Ledger, o export.Options) (export.Summary, error) {
	counts, err := l.Counts(ctx)
	if err != nil {
		return export.Summary{}, err
	}
	bar := s.app.progress(counts.Cases * int64(o.Passes()))
	defer bar.done()
	o.Progress = bar.step
	return export.Write(ctx, l, o)
}

// ledgerFault says that a party's ledger cannot be read.
func ledgerFault(p protocol.Party, err error) error {
	if errors.Is(err, ledger.ErrUnavailable) {
		return newFault("ledger-away", "try again; WRIT_LEDGER says where it is", "the ledger of %s is not available: %s", p.ID, err).because(err)
	}
	return fmt.Errorf("the ledger of %s: %w", p.ID, err)
}
