package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
)

// watchEvery is how often a watched case is asked for news.
const watchEvery = 500 * time.Millisecond

func (a *app) caseWatchCommand() *cobra.Command {
	who := &actor{}
	cmd := &cobra.Command{
		Use:   "watch CASE",
		Short: "Print a case's events as the engine learns of them, until the case ends",
		Long: `Print a case's events as the engine learns of them, until the case ends or
Ctrl-C. With --output json, one event per line.`,
		Args: cobra.ExactArgs(1),
	}
	who.asFlag(cmd)
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, args []string) error {
		c, err := s.openCase(ctx, who, args[0])
		if err != nil {
			return err
		}
		return c.watch(ctx, a.printer())
	}))
	return cmd
}

// watch polls the record. Events stand in it in the order in which the engine
// learned of them and are never taken back, so what is new is what comes after
// those already printed. A party's worker that is away for a while is said once
// and waited for.
func (c *onCase) watch(ctx context.Context, out printer) error {
	printed, date, silent := 0, "", false
	for {
		record, err := c.record(ctx)
		switch f := explain(err); {
		case err == nil:
			silent = false
		case f.Code == "worker-away" && !silent:
			silent = true
			printFault(c.app.err, c.app.mode, f)
		case f.Code != "worker-away":
			return err
		}
		if err == nil {
			if err := printNew(out, record, printed, &date); err != nil {
				return err
			}
			printed = len(record.Events)
			if ended, err := c.ended(ctx, record); ended || err != nil {
				return err
			}
		}
		if err := sleep(ctx, watchEvery); err != nil {
			return nil // Ctrl-C is the ordinary way to stop watching
		}
	}
}

// printNew prints the events after the first n.
func printNew(out printer, record casefile.Record, n int, date *string) error {
	tell := newTelling(record.Opening, casefile.Fold(record).Hops)
	cols := columns{step: 5, by: 15}
	for _, e := range record.Events[min(n, len(record.Events)):] {
		if err := out.stream(eventView{Event: e, tell: tell, date: date, cols: cols}); err != nil {
			return err
		}
	}
	return nil
}

// ended reports whether nothing more will come: the case has ended, and so has
// its workflow, which waits for the last reports of its hops.
func (c *onCase) ended(ctx context.Context, record casefile.Record) (bool, error) {
	if casefile.Fold(record).Ended.IsZero() {
		return false, nil
	}
	r, err := c.describe(ctx, c.party, protocol.CaseWorkflowID(c.id))
	if errors.Is(err, context.Canceled) {
		return true, nil
	}
	if err != nil || r.Open {
		return false, err
	}
	// The last reports may have come between the two questions.
	last, err := c.record(ctx)
	return err == nil && len(last.Events) == len(record.Events), err
}

// sleep waits, or returns why it did not.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
