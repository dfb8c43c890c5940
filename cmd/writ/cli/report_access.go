package cli

import (
	"context"

	"github.com/spf13/cobra"

	"writ/report"
)

func (a *app) reportAccessCommand() *cobra.Command {
	f := &reportFlags{}
	q := report.AccessQuery{}
	cmd := &cobra.Command{
		Use:   "access",
		Short: "Say what became of standing access, and of the cases that leaned on it",
		Long: `Say what became of standing access: how the grants stand, which uses were refused
under which rule, what opened reviews, how negotiations ended; how many days it
took from a finding to a suspension, and from there to the answer to a protest;
and which hops were thrown back on legal process, and the days that cost them.

A grantor's ledger has grants, uses and findings; a requester's has what it is
granted, and its cases. A reseller's has both sides of a contract. What has no
answer yet counts as open, and so does a negotiation of which no result is known.`,
		Example: `  writ report access --as twitter
  writ report access --as nypd --holder twitter --output csv`,
		Args: cobra.NoArgs,
	}
	f.add(cmd)
	cmd.Flags().Float64SliceVar(&q.Horizons, "horizons", nil, "the `DAYS` at which shares are told in JSON and CSV; default 7,30,90,180,365")
	cmd.RunE = a.asks(f, func(ctx context.Context, k *asking, shared report.Query, _ []string) (report.Result, error) {
		q.Query = shared
		return k.reporter.Access(ctx, q)
	})
	return tabular(cmd)
}
