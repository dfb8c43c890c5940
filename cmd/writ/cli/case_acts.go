package cli

import (
	"context"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
)

// caseAct makes a command that changes a case: it resolves the case, dates the
// act and hands both to do.
func (a *app) caseAct(cmd *cobra.Command, who *actor, do func(ctx context.Context, c *onCase, act casefile.Act, args []string) error) *cobra.Command {
	who.actFlags(cmd)
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, args []string) error {
		if _, err := optionalInstant("at", who.at); err != nil {
			return err // what is mistyped is said before anything is asked
		}
		c, err := s.openCase(ctx, who, args[0])
		if err != nil {
			return err
		}
		act, err := c.act(ctx, who)
		if err != nil {
			return err
		}
		return do(ctx, c, act, args[1:])
	}))
	return cmd
}

func (a *app) caseAddLeadCommand() *cobra.Command {
	who, holder, by := &actor{}, "", &originFlags{}
	cmd := &cobra.Command{
		Use:   "add-lead CASE KIND:VALUE --holder PARTY",
		Short: "Follow an identifier that was found elsewhere, or name the holder of a lead",
		Example: `  writ case add-lead 3f0c2f6e email:someone@mail.example --holder example-mail
  writ case add-lead 3f0c2f6e ip:203.0.113.7:51413@2012-08-07T20:15:00-04:00 --holder example-isp-brief`,
		Args: cobra.ExactArgs(2),
	}
	cmd.Flags().StringVar(&holder, "holder", "", "the holder `PARTY` that keeps what the lead points to")
	must(cmd.MarkFlagRequired("holder"))
	by.add(cmd, "it was read")
	return a.caseAct(cmd, who, func(ctx context.Context, c *onCase, act casefile.Act, args []string) error {
		id, err := casefile.ParseIdentifier(args[0])
		if err != nil {
			return newFault("bad-identifier", "", "%s", err).because(err)
		}
		h, err := c.holder(holder)
		if err != nil {
			return err
		}
		origin, _, err := by.origin(ctx, c.session, c.party)
		if err != nil {
			return err
		}
		return c.send(ctx, who, protocol.CaseWorkflowID(c.id), protocol.UpdateAddLead, nil, func(key string) any {
			act.Key = key
			return casefile.AddLead{Act: act, Identifier: id, Holder: h, Access: origin}
		})
	})
}

func (a *app) caseAbandonCommand() *cobra.Command {
	who, hop, reason, deadEnd := &actor{}, "", "", ""
	cmd := &cobra.Command{
		Use:   "abandon CASE --hop HOP --reason REASON",
		Short: "Give up one hop of a case",
		Args:  cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&hop, "hop", "", "the `HOP`: its number, its id or the beginning of it")
	cmd.Flags().StringVar(&reason, "reason", "", "`WHY` it is given up")
	cmd.Flags().StringVar(&deadEnd, "dead-end", "", "the `CODE` of the dead end, one of "+joined(casefile.DeadEnds())+"; default: abandoned")
	must(cmd.MarkFlagRequired("hop"))
	must(cmd.MarkFlagRequired("reason"))
	return a.caseAct(cmd, who, func(ctx context.Context, c *onCase, act casefile.Act, _ []string) error {
		record, err := c.record(ctx)
		if err != nil {
			return err
		}
		h, err := c.hop(hop, casefile.Fold(record))
		if err != nil {
			return err
		}
		return c.send(ctx, who, protocol.HopWorkflowID(h.ID), protocol.UpdateAbandon, nil, func(key string) any {
			act.Key = key
			return casefile.Withdraw{Act: act, Reason: reason, Code: casefile.Code(deadEnd)}
		})
	})
}

func (a *app) caseConcludeCommand() *cobra.Command {
	who, level, deadEnd, ground := &actor{}, "", "", ""
	cmd := &cobra.Command{
		Use:   "conclude CASE --level LEVEL",
		Short: "End a case with a conclusion that goes as far as its evidence",
		Long: `End a case with a conclusion that goes as far as its evidence.

  subscriber      who the line is registered to; an ISP's answer goes this far
  account-owner   who owns the account; needs a ground
  author          who wrote; needs a ground
  dead-end        nobody was identified; --dead-end names why`,
		Args: cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&level, "level", "", "the `LEVEL`: subscriber, account-owner, author or dead-end")
	cmd.Flags().StringVar(&deadEnd, "dead-end", "", "the `CODE` of the dead end: "+joined(casefile.DeadEnds()))
	cmd.Flags().StringVar(&ground, "ground", "", "`WHY` the conclusion goes as far as it does")
	must(cmd.MarkFlagRequired("level"))
	return a.caseAct(cmd, who, func(ctx context.Context, c *onCase, act casefile.Act, _ []string) error {
		return c.send(ctx, who, protocol.CaseWorkflowID(c.id), protocol.UpdateConclude, nil, func(key string) any {
			act.Key = key
			return casefile.Conclude{Act: act, Level: casefile.Level(level), DeadEnd: casefile.Code(deadEnd), Ground: ground}
		})
	})
}

func (a *app) caseWithdrawCommand() *cobra.Command {
	who, reason := &actor{}, ""
	cmd := &cobra.Command{
		Use:   "withdraw CASE --reason REASON",
		Short: "End a case without a conclusion; all open requests are withdrawn",
		Args:  cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "`WHY` it is withdrawn")
	must(cmd.MarkFlagRequired("reason"))
	return a.caseAct(cmd, who, func(ctx context.Context, c *onCase, act casefile.Act, _ []string) error {
		return c.send(ctx, who, protocol.CaseWorkflowID(c.id), protocol.UpdateWithdraw, nil, func(key string) any {
			act.Key = key
			return casefile.Withdraw{Act: act, Reason: reason}
		})
	})
}

func (a *app) caseStandDownCommand() *cobra.Command {
	who, reason := &actor{}, ""
	cmd := &cobra.Command{
		Use:   "stand-down CASE --reason REASON",
		Short: "Lift the guard that runs beside a case",
		Args:  cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "`WHY` it is no longer needed")
	must(cmd.MarkFlagRequired("reason"))
	return a.caseAct(cmd, who, func(ctx context.Context, c *onCase, act casefile.Act, _ []string) error {
		return c.send(ctx, who, protocol.ProtectionWorkflowID(c.id), protocol.UpdateStandDown, nil, func(key string) any {
			act.Key = key
			return casefile.StandDown{Act: act, Reason: reason}
		})
	})
}
