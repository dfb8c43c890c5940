package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"writ/legal"
	"writ/legal/clock"
	"writ/worker"
)

// clockFlags is a period to be counted, as the command line gives it.
type clockFlags struct {
	regime, zone, trigger, period string
	calendar, edition, rule       string
	closes                        string
	back                          bool
	caseID, hop                   string
	actor
}

func (a *app) clockCommand() *cobra.Command {
	return group("clock", "Count legal periods, and explain every day of them",
		a.clockDueCommand(), a.clockExplainCommand(), a.clockCalendarsCommand())
}

const clockExample = `  writ clock %[1]s --regime FRCP6a --zone America/New_York --trigger 2026-09-04T22:00 --period 3d
  writ clock %[1]s --regime EU1182 --zone Europe/Paris --trigger 2026-12-15 --period 10d
  writ clock %[1]s --rule eu.production-order.reply --zone Europe/Dublin --trigger 2026-10-02T18:30`

func (a *app) clockDueCommand() *cobra.Command {
	f := &clockFlags{}
	cmd := &cobra.Command{
		Use:   "due --regime REGIME --zone ZONE --trigger TIME --period PERIOD",
		Short: "Print when a period runs out",
		Long: `Print when a period runs out. The due instant is exclusive: at it an act is late,
and the last day is the last on which it is in time.`,
		Example: fmt.Sprintf(clockExample, "due"),
		Args:    cobra.NoArgs,
	}
	f.countFlags(cmd)
	cmd.RunE = a.does(func(ctx context.Context, _ []string) error {
		d, err := f.deadline(ctx, a)
		if err != nil {
			return err
		}
		return a.print(dueView{d})
	})
	return cmd
}

func (a *app) clockExplainCommand() *cobra.Command {
	f := &clockFlags{}
	cmd := &cobra.Command{
		Use:   "explain [--case CASE [--hop HOP] | --regime REGIME --zone ZONE --trigger TIME --period PERIOD]",
		Short: "Print every day or hour of a period: counted, skipped or rolled, and why",
		Long: `Print every day or hour of a period: counted, skipped or rolled, why, and by which
rule. With --case the open clocks of a case are explained; else a period given
by hand, or by the id of a rule of the law.`,
		Example: "  writ clock explain --case 3f0c2f6e\n" + fmt.Sprintf(clockExample, "explain"),
		Args:    cobra.NoArgs,
	}
	f.countFlags(cmd)
	cmd.Flags().StringVar(&f.caseID, "case", "", "explain the open clocks of this `CASE`")
	cmd.Flags().StringVar(&f.hop, "hop", "", "only those of this `HOP`: its number or its id")
	f.asFlag(cmd)
	ofCase := a.does(a.with(func(ctx context.Context, s *session, _ []string) error { return s.explainCase(ctx, f) }))
	byHand := a.does(func(ctx context.Context, _ []string) error {
		d, err := f.deadline(ctx, a)
		if err != nil {
			return err
		}
		return a.print(explainView{d})
	})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		byHandToo := f.regime != "" || f.period != "" || f.rule != "" || f.trigger != "" || f.zone != "" || f.calendar != "" || f.closes != "" || f.back || f.edition != ""
		switch {
		case f.caseID != "" && byHandToo:
			return usageFault("--case explains the clocks that run: give no period by hand beside it")
		case f.caseID == "" && f.hop != "":
			return usageFault("--hop is one of a case: name it with --case")
		case f.caseID != "":
			return ofCase(cmd, args)
		}
		return byHand(cmd, args)
	}
	return cmd
}

func (f *clockFlags) countFlags(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.regime, "regime", "", "the `REGIME` by which it is counted: "+joined(clock.Regimes()))
	fl.StringVar(&f.zone, "zone", "", "the IANA `ZONE` of the court or of the holder's seat")
	fl.StringVar(&f.trigger, "trigger", "", "the `TIME` from which it counts: 2026-09-04T22:00 in the zone, RFC 3339, or a day")
	fl.StringVar(&f.period, "period", "", "the `PERIOD`: 3d, 72h, 5wd (working days), 1mo, 2y")
	fl.StringVar(&f.calendar, "calendar", "", "the `ID` of the calendar, where the default of the zone is not meant: writ clock calendars lists them")
	fl.StringVar(&f.rule, "rule", "", "the `ID` of a clock of the law instead of --regime and --period")
	fl.StringVar(&f.closes, "closes", "", "the `HOUR` at which the last day ends, such as 17:00, where that is not midnight")
	fl.BoolVar(&f.back, "back", false, "count back: the last day on which an act is in time that must come so long before the trigger")
	editionFlag(cmd, &f.edition)
}

// deadline counts what the flags say.
func (f *clockFlags) deadline(ctx context.Context, a *app) (clock.Deadline, error) {
	law, err := a.openLaw(ctx, f.edition)
	if err != nil {
		return clock.Deadline{}, err
	}
	c, err := f.count(law)
	if err != nil {
		return clock.Deadline{}, err
	}
	d, err := c.Explain()
	if err != nil {
		return clock.Deadline{}, newFault("not-counted", "", "%s", err).because(err)
	}
	return d, nil
}

func (f *clockFlags) count(law *legal.Law) (clock.Count, error) {
	c := clock.Count{Zone: f.zone, Back: f.back, Closes: f.closes}
	if err := f.given(); err != nil {
		return c, err
	}
	if f.rule != "" {
		rule, err := law.Rule(f.rule)
		if err != nil {
			return c, newFault("unknown-rule", "", "--rule: %s", err).because(err)
		}
		c.Regime, c.Period = rule.Regime, rule.Term.Period
	} else {
		period, err := clock.ParsePeriod(f.period)
		if err != nil {
			return c, newFault("bad-period", "3d, 72h, 5wd, 1mo and 2y are periods", "--period: %s", err).because(err)
		}
		c.Regime, c.Period = clock.Regime(f.regime), period
	}
	if err := clock.Check(c.Regime, c.Period); err != nil {
		return c, newFault("bad-regime", "", "%s", err).because(err)
	}
	var err error
	if c.Trigger, c.DayOnly, err = clock.ParseTrigger(f.trigger, f.zone); err != nil {
		return c, newFault("bad-trigger", "", "--trigger: %s", err).because(err)
	}
	c.Calendar, err = f.calendarOf(law, c.Regime)
	return c, err
}

// given refuses a command line that leaves out what it needs.
func (f *clockFlags) given() error {
	var missing []string
	for _, x := range []struct {
		name, value string
		needed      bool
	}{
		{"--regime", f.regime, f.rule == ""}, {"--period", f.period, f.rule == ""},
		{"--zone", f.zone, true}, {"--trigger", f.trigger, true},
	} {
		if x.needed && x.value == "" {
			missing = append(missing, x.name)
		}
	}
	if len(missing) > 0 {
		return usageFault("missing %s", strings.Join(missing, ", "))
	}
	if f.rule != "" && (f.regime != "" || f.period != "") {
		return usageFault("--rule says regime and period: leave --regime and --period out")
	}
	return nil
}

func (f *clockFlags) calendarOf(law *legal.Law, r clock.Regime) (*clock.Calendar, error) {
	if f.calendar == "" && r == clock.Civil {
		return nil, nil
	}
	cal, ok := law.CalendarAt(legal.Seat{Zone: f.zone, Calendar: f.calendar})
	if ok {
		return cal, nil
	}
	var ids []string
	for _, c := range law.Calendars() {
		ids = append(ids, c.ID())
	}
	if f.calendar != "" {
		return nil, newFault("unknown-calendar", "known are "+strings.Join(ids, ", "), "--calendar: edition %s has no calendar %q", law.Edition(), f.calendar)
	}
	return nil, newFault("no-calendar", "name one with --calendar: "+strings.Join(ids, ", "), "no calendar is the default of zone %q", f.zone)
}

// openLaw opens an edition; the empty name is the one of new cases. The law is
// asked without a server and without parties, so no directory is read.
func (a *app) openLaw(ctx context.Context, edition string) (*legal.Law, error) {
	cfg, err := a.settings(ctx)
	if err != nil {
		return nil, err
	}
	current, err := lawOf(cfg)
	if err != nil {
		return nil, err
	}
	law, err := legal.Open(cmp.Or(edition, current))
	if err != nil {
		return nil, newFault("unknown-edition", "writ version lists the editions of this build", "%s", strings.TrimPrefix(err.Error(), "legal: ")).because(err)
	}
	return law, nil
}

// lawOf makes the law of this process and names the edition of new cases.
func lawOf(cfg worker.Config) (string, error) {
	edition, err := worker.Law(cfg)
	if err != nil {
		return "", newFault("law-refused", "writ law check DIR says what is wrong in a folder", "%s", err).because(err)
	}
	return edition, nil
}
