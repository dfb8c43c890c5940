package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/population"
	"writ/ledger/storage"
	"writ/worker"
)

// mostMadeUp bounds a population: more is a slip of the finger.
const mostMadeUp = 10_000_000

type populateFlags struct {
	cases int
	seed  uint64
	asOf  string
	years int
}

func (a *app) ledgerPopulateCommand() *cobra.Command {
	f := &populateFlags{}
	cmd := &cobra.Command{
		Use:   "populate",
		Short: "Make up cases, to try reports and exports on",
		Long: `Make up cases in a ledger of their own, that of the party "synthetic", so that
they never stand beside real ones. They follow from the seed: the same seed makes
the same cases, and more cases only add to them. Agencies, courts and holders are
invented; the figures say nothing about any company.

Then: writ report latency --as synthetic`,
		Example: `  writ ledger populate --cases 5000 --seed 7`,
		Args:    cobra.NoArgs,
	}
	cmd.Flags().IntVar(&f.cases, "cases", 5000, "`HOW MANY`")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "`NUMBER` from which they follow")
	cmd.Flags().StringVar(&f.asOf, "as-of", "", "what happens after this `TIME` is not known yet; default now")
	cmd.Flags().IntVar(&f.years, "years", 5, "over how many `YEARS` before that they are opened")
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, _ []string) error {
		return s.populate(ctx, f)
	}))
	return cmd
}

// options reads the flags. A population ends at a whole second, so that the same
// flags make the same cases.
func (f *populateFlags) options(now time.Time) (population.Options, error) {
	o := population.Options{Seed: f.seed, Cases: f.cases, AsOf: now.UTC().Truncate(24 * time.Hour)}
	if f.cases < 1 || f.cases > mostMadeUp {
		return o, usageFault("--cases %d: want 1 to %d", f.cases, mostMadeUp)
	}
	if f.years < 1 || f.years > 30 {
		return o, usageFault("--years %d: want 1 to 30", f.years)
	}
	if err := parseDays(dayFlag{"as-of", f.asOf, &o.AsOf}); err != nil {
		return o, err
	}
	o.From = o.AsOf.AddDate(-f.years, 0, 0)
	return o, nil
}

// populateView is what was made up.
type populateView struct {
	Party     casefile.PartyID `json:"party"`
	Synthetic bool             `json:"synthetic"`
	Seed      uint64           `json:"seed"`
	Cases     int              `json:"cases"`
	Events    int              `json:"events"`
	New       int              `json:"new"`
	AsOf      time.Time        `json:"asOf"`
}

func (v populateView) write(p *page) {
	p.line("%d made-up cases with %d events in the ledger of %s, %d of them new; seed %d, as of %s",
		v.Cases, v.Events, v.Party, v.New, v.Seed, v.AsOf.Format(time.DateOnly))
}

func (s *session) populate(ctx context.Context, f *populateFlags) error {
	o, err := f.options(s.app.now())
	if err != nil {
		return err
	}
	l, err := worker.OpenLedger(ctx, s.cfg, synthetic.ID, false)
	if err != nil {
		return noLedger(synthetic, err)
	}
	v, err := s.fill(ctx, l, o)
	if err = errors.Join(err, l.Close()); err != nil {
		return ledgerFault(synthetic, err)
	}
	return s.app.print(v)
}

// fill makes up the cases and brings them to the ledger.
func (s *session) fill(ctx context.Context, l *storage.Ledger, o population.Options) (populateView, error) {
	v := populateView{Party: synthetic.ID, Synthetic: true, Seed: o.Seed, AsOf: o.AsOf}
	bar := s.app.progress(int64(o.Cases))
	defer bar.done()
	encoder := ledger.NewEncoder(l.Keyring())
	var unfit error
	var tally importTally
	err := l.Import(ctx, func(yield func(ledger.Batch) bool) {
		for c := range population.Cases(o) {
			b, err := wholeCase(encoder, c)
			if err != nil {
				unfit = err
				return
			}
			if len(b.Events) == 0 { // not opened yet
				continue
			}
			v.Cases++
			v.Events += len(b.Events)
			bar.step()
			if ctx.Err() != nil || !yield(b) {
				return
			}
		}
	}, tally.took)
	v.New = tally.fresh
	return v, errors.Join(err, unfit, tally.failed, ctx.Err())
}

// wholeCase encodes what the workflows of a case would have told, as one batch.
func wholeCase(x *ledger.Encoder, c population.Case) (ledger.Batch, error) {
	var all ledger.Batch
	labelled := map[ledger.Code]bool{}
	for _, d := range c.Deliveries {
		b, err := x.Encode(d)
		if err != nil {
			return all, err
		}
		all.Events = append(all.Events, b.Events...)
		for _, l := range b.Labels {
			if !labelled[l.Code] {
				labelled[l.Code] = true
				all.Labels = append(all.Labels, l)
			}
		}
	}
	return all, nil
}
