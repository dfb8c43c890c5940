package cli

import (
	"context"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/report"
)

// latencyFlags are a question about two milestones.
type latencyFlags struct {
	reportFlags
	from, to, unit, clock string
	by                    []string
	horizons              []float64
	tau                   float64
}

const byHelp = "group by these `DIMENSIONS`: holder, instrument, jurisdiction, lane, cohort (month of opening), year (of opening)"

func (a *app) reportLatencyCommand() *cobra.Command {
	f := &latencyFlags{}
	cmd := &cobra.Command{
		Use:   "latency",
		Short: "Say how many days it takes from one milestone to another",
		Long: `Say how many days it takes from one milestone to another, as cumulative incidence:
the share of all that had come to each end by a day. The ends are rivals, so a
case that was refused is neither left out nor still counted as one that may be
identified.

Milestones of a case: ` + joined(report.MilestonesOf(report.PerCase)) + `.
Milestones of a hop: ` + joined(report.MilestonesOf(report.PerHop)) + `.`,
		Example: `  writ report latency
  writ report latency --by holder,instrument
  writ report latency --unit hop --from served --to disclosed --clock working`,
		Args: cobra.NoArgs,
	}
	f.add(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.from, "from", "", "the `MILESTONE` from which it counts; default: opened, of a hop started")
	fl.StringVar(&f.to, "to", "", "the `MILESTONE` to which it counts; default: identified, of a hop disclosed")
	fl.StringVar(&f.unit, "unit", "case", "what is counted: case or hop")
	fl.StringVar(&f.clock, "clock", "elapsed", "elapsed days, or working days of the party that is awaited")
	fl.StringSliceVar(&f.by, "by", nil, byHelp)
	fl.Float64SliceVar(&f.horizons, "horizons", nil, "the `DAYS` at which shares are told; default 7,14,30,60,90,180")
	fl.Float64Var(&f.tau, "tau", 0, "the `DAYS` up to which curves reach; default: the last horizon")
	cmd.RunE = a.asks(&f.reportFlags, func(ctx context.Context, k *asking, q report.Query, _ []string) (report.Result, error) {
		found, err := k.reporter.Latency(ctx, f.question(q))
		if err == nil {
			err = k.days.problem()
		}
		return found, err
	})
	return tabular(cmd)
}

func (f *latencyFlags) question(q report.Query) report.LatencyQuery {
	return report.LatencyQuery{
		Query: q, From: casefile.MilestoneName(f.from), To: casefile.MilestoneName(f.to), Unit: report.Unit(f.unit),
		Clock: report.Clock(f.clock), By: dimensions(f.by), Horizons: f.horizons, Tau: f.tau,
	}
}

func (a *app) reportDaysCommand() *cobra.Command {
	f := &reportFlags{}
	var by []string
	var tau float64
	var resamples int
	var seed uint64
	cmd := &cobra.Command{
		Use:   "days",
		Short: "Say where the days went, per party and stage",
		Long: `Say where the days went: the mean time in each state until a horizon, open cases
counted, which sums to the horizon; and what the closed cases took together, to
the second. With --by it says why groups differ: by another mix of cases, or by
another pace.`,
		Example: `  writ report days
  writ report days --by cohort --tau 90`,
		Args: cobra.NoArgs,
	}
	f.add(cmd)
	cmd.Flags().StringSliceVar(&by, "by", nil, byHelp+"; one of them")
	cmd.Flags().Float64Var(&tau, "tau", 0, "the horizon in `DAYS`; default 180")
	cmd.Flags().IntVar(&resamples, "resamples", 0, "how often cases are drawn again for the intervals; default 100")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "the seed of these draws: the same seed gives the same intervals")
	cmd.RunE = a.asks(f, func(ctx context.Context, k *asking, q report.Query, _ []string) (report.Result, error) {
		return k.reporter.Days(ctx, report.DaysQuery{Query: q, By: dimensions(by), Tau: tau, Resamples: resamples, Seed: seed})
	})
	return tabular(cmd)
}

func (a *app) reportBreachCommand() *cobra.Command {
	f := &reportFlags{}
	var tau float64
	cmd := &cobra.Command{
		Use:   "breach",
		Short: "Say which gates and holders miss their clocks, and by how much",
		Long: `Say which gates and holders miss their clocks. A wait that is open past its due
date has missed it; one that is open within it counts as far as it was seen. A
gate is ranked from 30 waits and 10 decided ones on.`,
		Args: cobra.NoArgs,
	}
	f.add(cmd)
	cmd.Flags().Float64Var(&tau, "tau", 0, "count at most so many `DAYS` over a clock; default 180")
	cmd.RunE = a.asks(f, func(ctx context.Context, k *asking, q report.Query, _ []string) (report.Result, error) {
		return k.reporter.Breach(ctx, report.BreachQuery{Query: q, Tau: tau})
	})
	return tabular(cmd)
}
