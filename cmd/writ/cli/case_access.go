package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

// originFlags say by which standing access something was read.
type originFlags struct{ access, use string }

func (f *originFlags) add(cmd *cobra.Command, what string) {
	cmd.Flags().StringVar(&f.access, "access", "", what+" by this standing `ACCESS` of the requester; needs --use")
	cmd.Flags().StringVar(&f.use, "use", "", "the accepted `USE` of --access in which it was: writ access show lists them")
	cmd.MarkFlagsRequiredTogether("access", "use")
}

// origin finds the accepted use that the flags name; nil where none was given. A use
// that is not accepted is refused early: a case that leaned on it would be thrown back
// on legal process at once.
func (f *originFlags) origin(ctx context.Context, s *session, p protocol.Party) (*casefile.Origin, legal.HolderID, error) {
	if f.access == "" && f.use == "" {
		return nil, "", nil
	}
	hint := fmt.Sprintf("writ access list --party %s shows what it holds", p.ID)
	r, err := s.find(ctx, p, f.access, []string{"subscription"}, "contract", hint)
	if err != nil {
		return nil, "", err
	}
	task, err := ask[protocol.Task](ctx, s, p, r.ID, protocol.QueryTask)
	if err != nil {
		return nil, "", err
	}
	if task.Subscription == nil {
		return nil, "", newFault("not-offered", "is this writ newer than the worker that runs there?", "%s does not say its uses", r.ID)
	}
	use, err := acceptedUse(task.Subscription.Uses, f.use, fmt.Sprintf("writ access show %s --party %s", shortID(r.ID), p.ID))
	if err != nil {
		return nil, "", err
	}
	o := task.Subscription.Start.Opening
	return &casefile.Origin{Grant: o.Grant, Use: use.Use, Purpose: use.Purpose}, o.Data, nil
}

// origin finds the standing access by which the account came to notice; it has to be
// one to the data of the holder at which the case begins.
func (f *openFlags) origin(ctx context.Context, s *session, p protocol.Party, holder legal.HolderID) (*casefile.Origin, error) {
	o, data, err := f.by.origin(ctx, s, p)
	if err == nil && o != nil && data != holder {
		return nil, newFault("other-data", "open the case at --holder "+string(data), "--access %s gives access to data of %s, not of %s", shortID(string(o.Grant)), data, holder)
	}
	return o, err
}

// acceptedUse finds a use by the beginning of its id, and refuses one that is not
// accepted.
func acceptedUse(uses []access.OwnUse, typed, show string) (access.OwnUse, error) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	if len(typed) < minPrefix || !idPart.MatchString(typed) {
		return access.OwnUse{}, newFault("bad-id", show+" lists the uses", "--use %q is no id of a use: give at least its first %d characters", typed, minPrefix)
	}
	var found []access.OwnUse
	for _, u := range uses {
		if strings.HasPrefix(string(u.Use), typed) {
			found = append(found, u)
		}
	}
	switch {
	case len(found) == 0:
		return access.OwnUse{}, newFault("not-found", show+" lists the uses", "the access has no use %q", typed)
	case len(found) > 1:
		return access.OwnUse{}, newFault("ambiguous", "give more characters", "--use %q begins the ids of %d uses", typed, len(found))
	case found[0].Verdict == nil:
		return access.OwnUse{}, newFault("use-not-accepted", show+" tells when it is decided", "use %s has no verdict yet: nothing may lean on it", typed)
	case !found[0].Verdict.Accepted:
		return access.OwnUse{}, newFault("use-not-accepted", "what is needed is a paper: leave --access and --use out", "use %s was refused%s: nothing may lean on it", typed, byRule(found[0].Verdict.Rule))
	}
	return found[0], nil
}

func (a *app) caseReceiveCommand() *cobra.Command {
	who, hop, values, more := &actor{}, "", []string{}, false
	cmd := &cobra.Command{
		Use:   "receive CASE --hop HOP",
		Short: "Record what was read by standing access; it ends the hop unless more is to come",
		Long: `Record what was read by standing access on a hop that goes by it. What it names
becomes leads that carry this origin. Without --identifier nothing was found there.
It ends the hop, unless --more says that more is to come.`,
		Example: `  writ case receive 3f0c2f6e --hop 1 --identifier email:someone@mail.example
  writ case receive 3f0c2f6e --hop 1 --identifier account:@other --more`,
		Args: cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&hop, "hop", "", "the `HOP`: its number, its id or the beginning of it")
	cmd.Flags().StringArrayVar(&values, "identifier", nil, "a `KIND:VALUE` that was read, repeatable")
	cmd.Flags().BoolVar(&more, "more", false, "more is to come: the hop goes on")
	must(cmd.MarkFlagRequired("hop"))
	return a.caseAct(cmd, who, func(ctx context.Context, c *onCase, act casefile.Act, _ []string) error {
		ids, err := readIdentifiers(values, "")
		if err != nil {
			return err
		}
		record, err := c.record(ctx)
		if err != nil {
			return err
		}
		h, err := c.hop(hop, casefile.Fold(record))
		if err != nil {
			return err
		}
		return c.send(ctx, who, protocol.HopWorkflowID(h.ID), protocol.UpdateReceive, nil, func(key string) any {
			act.Key = key
			return casefile.Receive{Act: act, Identifiers: ids, More: more}
		})
	})
}

// accessLines says of a hop what it has to do with standing access.
func (v caseView) accessLines(h casefile.HopView, t telling) []string {
	var lines []string
	switch o := h.Lead.Origin; {
	case h.Through != nil && h.ThrownBack.IsZero():
		lines = append(lines, "reads by standing access "+originWords(*h.Through)+", without a paper")
	case h.Through != nil:
		lines = append(lines, fmt.Sprintf("read by standing access %s until it was thrown back on legal process on %s: access %s",
			originWords(*h.Through), v.thrownBack(h, t), v.accessStage(*h.Through)))
	case o != nil:
		lines = append(lines, "its lead was read by standing access "+originWords(*o))
	}
	if len(h.Received) > 0 {
		lines = append(lines, "read so: "+identifiers(h.Received))
	}
	switch {
	case h.Marked == "":
	case begunWith(h.Lead, v.Record.Opening):
		lines = append(lines, "the account's name stays: anybody can read it in public, and a paper asks about it; "+
			"what was read of it by the access is marked: "+codeWords(h.Marked))
	default:
		lines = append(lines, "its lead is marked: "+codeWords(h.Marked))
	}
	if h.Stage == casefile.StageThroughAccess {
		lines = append(lines, fmt.Sprintf("writ case receive %s --hop %d --identifier KIND:VALUE%s", shortID(string(v.State.Case)), h.N, v.as))
	}
	return lines
}

// thrownBack is when a hop was thrown back, or the interval that is known of it.
func (v caseView) thrownBack(h casefile.HopView, t telling) string {
	for _, e := range v.Record.Events {
		if e.Step == casefile.StepID(h.ID) && e.Kind == casefile.EvThrownBack && !e.NotBefore.IsZero() {
			return fmt.Sprintf("%s (reported; it may have been since %s)", stamp(e.At, t.zone), stamp(e.NotBefore, t.zone))
		}
	}
	return stamp(h.ThrownBack, t.zone)
}

// accessStage says how the access stands that a case was told of.
func (v caseView) accessStage(o casefile.Origin) string {
	for _, x := range v.State.Access {
		if x.Grant == o.Grant && x.Use == o.Use {
			return accessStage(x.Stage)
		}
	}
	return "of which nothing was heard"
}

func originWords(o casefile.Origin) string {
	return fmt.Sprintf("%s (use %s, for %s)", shortID(string(o.Grant)), shortID(string(o.Use)), o.Purpose)
}

// leadOrigin says of a lead that nobody follows where it came from, and what may
// become of it: how it is followed, unless it may not be.
func leadOrigin(l casefile.LeadState) string {
	text := ""
	if l.Lead.Origin != nil {
		text = "; read by standing access " + originWords(*l.Lead.Origin)
	}
	if l.Marked != "" {
		text += "; marked: " + codeWords(l.Marked)
	}
	if l.Restricted || l.Marked != "" && l.Marked != casefile.Code(policy.MayBeUsed) {
		return text
	}
	return "; writ case add-lead follows it" + text
}
