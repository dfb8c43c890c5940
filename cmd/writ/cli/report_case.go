package cli

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"writ/ledger"
	"writ/report"
)

func (a *app) reportCaseCommand() *cobra.Command {
	f := &reportFlags{}
	cmd := &cobra.Command{
		Use:   "case CASE",
		Short: "Show one case beside its peers",
		Long: `Show one case beside its peers: its milestones, where its days went, and for each
wait how it lies among the same waits of other cases.

The ledger knows a case by a pseudonym of its whole id. The beginning of an id is
resolved by the server, where it runs.`,
		Example: `  writ report case 3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d`,
		Args:    cobra.ExactArgs(1),
	}
	f.add(cmd)
	cmd.RunE = a.asks(f, func(ctx context.Context, k *asking, q report.Query, args []string) (report.Result, error) {
		return k.oneCase(ctx, q, args[0])
	})
	return tabular(cmd)
}

// oneCase looks for the id as it was typed, which may be that of an imported case,
// and then for the case of the server that begins so.
func (k *asking) oneCase(ctx context.Context, q report.Query, id string) (report.Result, error) {
	found, err := k.reporter.Case(ctx, report.CaseQuery{Query: q, Case: k.key(id), ID: id})
	if !errors.Is(err, report.ErrNoCase) || uuid.Validate(id) == nil || q.Work != "" {
		return found, err
	}
	s, connectErr := k.app.connect(ctx)
	if connectErr != nil {
		return nil, err
	}
	defer s.close()
	whole, resolveErr := s.findCase(ctx, k.party, id)
	if resolveErr != nil {
		return nil, err // the ledger's answer helps more than the server's
	}
	return k.reporter.Case(ctx, report.CaseQuery{Query: q, Case: k.key(string(whole)), ID: string(whole)})
}

func (k *asking) key(id string) ledger.Key { return k.ledger.Keyring().Case(id) }
