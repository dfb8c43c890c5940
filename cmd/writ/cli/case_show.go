package cli

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

func (a *app) caseShowCommand() *cobra.Command {
	who := &actor{}
	cmd := &cobra.Command{
		Use:   "show CASE",
		Short: "Show a case: its chain, what perishes, its timeline and who held the days",
		Long: `Show a case: its chain, what perishes, its timeline and who held the days.

CASE is the case's id or the beginning of it, at least 4 characters.`,
		Args: cobra.ExactArgs(1),
	}
	who.asFlag(cmd)
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, args []string) error {
		c, err := s.openCase(ctx, who, args[0])
		if err != nil {
			return err
		}
		v, err := c.view(ctx)
		if err != nil {
			return err
		}
		return a.print(v)
	}))
	return cmd
}

// view gathers a case: its record, case time, and what would open its gates.
func (c *onCase) view(ctx context.Context) (caseView, error) {
	record, err := c.record(ctx)
	if err != nil {
		return caseView{}, err
	}
	now, err := c.now(ctx)
	if err != nil {
		return caseView{}, err
	}
	record.Events = append(record.Events, c.guardAfterwards(ctx, record)...)
	v := newCaseView(record, now, c.gates(ctx, record, now))
	v.Pending, v.as = append(v.Pending, c.pending(ctx, v.State)...), c.asWords(c.party.ID)
	return v, nil
}

// pending lists what the papers of open hops still wait for. The record knows
// until when; the hop knows on whom, and is left out of it when it does not
// answer.
func (c *onCase) pending(ctx context.Context, state casefile.State) []pending {
	var all []pending
	for _, h := range state.Hops {
		if h.Stage == casefile.StageEnded || h.ValidateBy.IsZero() && h.RefuseBy.IsZero() {
			continue
		}
		validation := pending{Hop: h.ID, What: "validation", Until: h.ValidateBy}
		objection := pending{Hop: h.ID, What: "objection", Until: h.RefuseBy}
		if task, err := ask[protocol.Task](ctx, c.session, c.party, protocol.HopWorkflowID(h.ID), protocol.QueryTask); err == nil && task.Hop != nil {
			if b := task.Hop.Validation; b != nil {
				validation.By = b.To
			}
			if b := task.Hop.Window; b != nil {
				objection.By = b.To
			}
		}
		if !h.ValidateBy.IsZero() {
			all = append(all, validation)
		}
		if !h.RefuseBy.IsZero() {
			all = append(all, objection)
		}
	}
	return all
}

// guardAfterwards is what happened to the guard after the case ended: a guard
// may outlive its case, whose record is closed by then. It is an aid, like
// gates.
func (c *onCase) guardAfterwards(ctx context.Context, r casefile.Record) []casefile.Event {
	state := casefile.Fold(r)
	if state.Ended.IsZero() || state.Guard == nil || !state.Guard.Up {
		return nil
	}
	task, err := ask[protocol.Task](ctx, c.session, c.party, protocol.ProtectionWorkflowID(c.id), protocol.QueryTask)
	if err != nil {
		return nil
	}
	last := 0
	for _, e := range r.Events {
		if e.Step == casefile.StepProtection {
			last = max(last, e.Seq)
		}
	}
	return slices.DeleteFunc(task.Events, func(e casefile.Event) bool { return e.Seq <= last })
}

// gates asks each hop that awaits an application what would open its gate. It
// is an aid: a hop that does not answer is left out.
func (c *onCase) gates(ctx context.Context, r casefile.Record, now time.Time) []gate {
	var gates []gate
	for _, h := range casefile.Fold(r).Hops {
		if h.Stage != casefile.StageAwaitingApplication {
			continue
		}
		task, err := ask[protocol.Task](ctx, c.session, c.party, protocol.HopWorkflowID(h.ID), protocol.QueryTask)
		if err != nil || task.Hop == nil {
			continue
		}
		if err := task.Hop.Bind(); err != nil {
			f := unknownEdition(err)
			gates = append(gates, gate{Hop: h.ID, Ways: []legal.Way{}, Problem: f.Message + "; " + f.Hint})
			continue
		}
		if need, err := task.Hop.Requirement(now); err == nil {
			gates = append(gates, gate{Hop: h.ID, Ways: need.Ways})
		}
	}
	return gates
}
