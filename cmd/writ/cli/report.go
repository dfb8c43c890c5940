package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/ledger/storage"
	"writ/protocol"
	"writ/report"
	"writ/worker"
)

// reportFlags are what all questions to a ledger share.
type reportFlags struct {
	as, asOf                         string
	holder, instrument, jurisdiction string
	lane                             string
	openedFrom, openedTo             string
	exact                            bool
	html, synthetic                  string
}

func (a *app) reportCommand() *cobra.Command {
	f := &reportFlags{}
	cmd := group("report", "Measure latency over many cases", a.reportLatencyCommand(), a.reportDaysCommand(),
		a.reportBreachCommand(), a.reportAccessCommand(), a.reportCaseCommand(), a.reportSurvivalCommand())
	cmd.Long = `Measure latency over many cases, from the ledger of one party.

Open cases count: what has not ended is censored at the as-of instant, and no
figure is an average over closed cases. Counts under 10 and what follows from
them are withheld, and times are told in days, unless --exact asks for all.`
	cmd.Example = `  writ report latency --by holder
  writ report days --as-of "2026-07-01T00:00 America/New_York"
  writ report breach --output csv
  writ report access --as twitter
  writ report case 3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d
  writ report --html report.html`
	f.add(cmd)
	unknown := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if f.html != "" && len(args) == 0 {
			return nil
		}
		return unknown(cmd, args)
	}
	cmd.RunE = a.does(func(ctx context.Context, _ []string) error { return a.reportPage(ctx, f) })
	return cmd
}

func (f *reportFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	readLedgerOf(fl, &f.as)
	fl.StringVar(&f.asOf, "as-of", "", "report what was known at this `TIME`, default now: "+instantHelp+"; a date is its first instant in UTC, or in the zone after it")
	fl.StringVar(&f.holder, "holder", "", "only this `HOLDER`")
	fl.StringVar(&f.instrument, "instrument", "", "only this `INSTRUMENT`")
	fl.StringVar(&f.jurisdiction, "jurisdiction", "", "only this `JURISDICTION` of the requester")
	fl.StringVar(&f.lane, "lane", "", "only this `LANE`: ordinary, emergency or access")
	fl.StringVar(&f.openedFrom, "opened-from", "", "only cases opened at this `TIME` or later")
	fl.StringVar(&f.openedTo, "opened-to", "", "only cases opened before this `TIME`")
	fl.BoolVar(&f.exact, "exact", false, "withhold and coarsen nothing: not for publication")
	fl.StringVar(&f.html, "html", "", "write a self-contained page to this `FILE`")
	fl.StringVar(&f.synthetic, "synthetic", "", "a `SENTENCE` that says that the cases are made up, for the head of every report")
}

// query reads the flags.
func (f *reportFlags) query(now time.Time) (report.Query, error) {
	q := report.Query{
		AsOf: now, Holder: f.holder, Instrument: f.instrument, Jurisdiction: f.jurisdiction, Lane: casefile.Lane(f.lane), Exact: f.exact,
	}
	err := parseDays(dayFlag{"as-of", f.asOf, &q.AsOf}, dayFlag{"opened-from", f.openedFrom, &q.OpenedFrom}, dayFlag{"opened-to", f.openedTo, &q.OpenedTo})
	return q, err
}

// dayFlag is a flag that names a day or an instant, and where it goes.
type dayFlag struct {
	flag, typed string
	into        *time.Time
}

// parseDays reads the flags that were typed; the others leave what is there.
func parseDays(flags ...dayFlag) error {
	for _, f := range flags {
		if f.typed == "" {
			continue
		}
		at, err := parseDay(f.flag, f.typed)
		if err != nil {
			return err
		}
		*f.into = at
	}
	return nil
}

// parseDay reads an instant, or a date: its first instant in UTC, or in the zone
// that follows it.
func parseDay(flag, s string) (time.Time, error) {
	date, zone, _ := strings.Cut(strings.TrimSpace(s), " ")
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return parseInstant(flag, s)
	}
	if zone == "" {
		zone = "UTC"
	}
	return parseInstant(flag, date+"T00:00 "+zone)
}

// asking is a party's ledger, open for questions.
type asking struct {
	app      *app
	cfg      worker.Config
	dir      protocol.Directory
	party    protocol.Party
	ledger   *storage.Ledger
	reporter *report.Reporter
	days     *workingDays
}

// asks runs a question to the ledger of the party that is named.
func (a *app) asks(f *reportFlags, run func(ctx context.Context, k *asking, q report.Query, args []string) (report.Result, error)) func(*cobra.Command, []string) error {
	return a.does(func(ctx context.Context, args []string) error {
		k, q, err := a.ask(ctx, f)
		if err != nil {
			return err
		}
		defer k.close()
		result, err := run(ctx, k, q, args)
		if err != nil {
			return k.explain(err)
		}
		if f.html != "" {
			if err := k.withPage(f, q, result); err != nil {
				return err
			}
		}
		return a.print(resultView{result})
	})
}

// ask opens the ledger.
func (a *app) ask(ctx context.Context, f *reportFlags) (*asking, report.Query, error) {
	q, err := f.query(a.now())
	if err != nil {
		return nil, q, err
	}
	s, err := a.connect(ctx)
	if err != nil {
		return nil, q, err
	}
	defer s.close()
	party, err := s.keeper(f.as)
	if err != nil {
		return nil, q, err
	}
	if party.ID == synthetic.ID {
		f.synthetic = cmp.Or(f.synthetic, madeUp)
	}
	q.Synthetic = f.synthetic
	q.Work = workOf(party.Role)
	l, err := worker.OpenLedger(ctx, s.cfg, party.ID, true)
	if err != nil {
		return nil, q, noLedger(party, err)
	}
	k := &asking{app: a, cfg: s.cfg, dir: s.dir, party: party, ledger: l, days: newWorkingDays(ctx, s, l.Source)}
	k.reporter = report.New(l.Source, k.days.between)
	return k, q, nil
}

// madeUp is what every report over made-up cases says.
const madeUp = "SYNTHETIC: every case here is made up; the figures say nothing about anybody."

func (k *asking) close() {
	if err := k.ledger.Close(); err != nil {
		fmt.Fprintf(k.app.err, "the ledger did not close: %v\n", err)
	}
}

// workOf is the work that a party's ledger is about; a requester's is its cases, a
// reseller's what it grants.
func workOf(r protocol.Role) string {
	switch r {
	case protocol.RoleHolder:
		return protocol.Disclosure
	case protocol.RoleAuthority:
		return protocol.Authorisation
	case protocol.RoleReseller:
		return protocol.Access
	}
	return ""
}

// noLedger says why a ledger cannot be asked.
func noLedger(p protocol.Party, err error) error {
	switch {
	case errors.Is(err, worker.ErrLedgerOff):
		return newFault("no-ledger", "set WRIT_LEDGER to a folder or a postgres:// address", "%s", err).because(err)
	case errors.Is(err, storage.ErrNone) && p.ID == synthetic.ID:
		return newFault("no-ledger", "writ ledger populate makes cases up", "there are no made-up cases yet").because(err)
	case errors.Is(err, storage.ErrNone):
		return newFault("no-ledger", "its worker makes one with the first case; writ ledger import takes past cases; WRIT_LEDGER says where it is",
			"%s has no ledger yet", p.ID).because(err)
	}
	return newFault("ledger", "", "the ledger of %s: %s", p.ID, err).because(err)
}

// explain says what is wrong with a question in the words of the flags.
func (k *asking) explain(err error) error {
	if k.days.err != nil {
		return k.days.err
	}
	if bad, ok := errors.AsType[*report.BadQuery](err); ok {
		return badQuery(bad)
	}
	if errors.Is(err, report.ErrNoAccounts) {
		return newFault("no-accounts", "ask it for latency (served to disclosed, asked to ordered) or breach", "the ledger of %s has no accounts of days: they are of cases, and it has the requests that it was sent", k.party.ID).because(err)
	}
	if errors.Is(err, report.ErrNoCase) {
		return newFault("not-found", "the ledger knows a case by the whole UUID only; --as-of may lie before it", "the ledger of %s has no such case", k.party.ID).because(err)
	}
	return err
}

func badQuery(bad *report.BadQuery) error {
	f := usageFault("--%s %s: want %s", bad.Field, bad.Value, bad.Want)
	f.Code = "bad-question"
	return f.because(bad)
}

// dimensions reads --by.
func dimensions(names []string) []report.Dimension {
	var by []report.Dimension
	for _, n := range names {
		by = append(by, report.Dimension(n))
	}
	return by
}
