package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

// termsFlags are what an access is for.
type termsFlags struct {
	purposes   []string
	scope      string
	conditions []string
}

func (f *termsFlags) add(cmd *cobra.Command, purposes string) {
	fl := cmd.Flags()
	fl.StringSliceVar(&f.purposes, "purpose", nil, purposes)
	fl.StringVar(&f.scope, "scope", "", "`WHAT` is delivered, in words: \"public posts, near real time\"")
	fl.StringArrayVar(&f.conditions, "condition", nil, "another `CONDITION`, in words, repeatable; an empty one: there is none")
}

// terms reads the flags; nil where none was given.
func (f *termsFlags) terms() (*casefile.AccessTerms, error) {
	if len(f.purposes) == 0 {
		if f.scope != "" || len(f.conditions) > 0 {
			return nil, usageFault("--scope and --condition belong to terms: name their purposes with --purpose")
		}
		return nil, nil
	}
	terms := &casefile.AccessTerms{Purposes: purposesOf(f.purposes), Scope: f.scope, Conditions: f.conditions}
	if err := terms.Validate(); err != nil {
		return nil, newFault("bad-terms", "name each purpose once, of those that are known", "--purpose: %s", err).because(err)
	}
	return terms, nil
}

// complete takes over from the terms that hold what the flags do not name: nobody drops
// a condition by leaving it out. An empty --condition drops them all.
func (f *termsFlags) complete(terms *casefile.AccessTerms, hold casefile.AccessTerms) {
	if f.scope == "" {
		terms.Scope = hold.Scope
	}
	if len(f.conditions) == 0 {
		terms.Conditions = hold.Conditions
	}
	terms.Conditions = slices.DeleteFunc(slices.Clone(terms.Conditions), func(c string) bool { return strings.TrimSpace(c) == "" })
}

// termsNow are the terms that hold now, as the party knows them.
func (o *onAccess) termsNow(ctx context.Context) (casefile.AccessTerms, error) {
	task, err := o.task(ctx)
	_, terms, _ := accessParts(task)
	return terms, err
}

func purposesOf(words []string) []legal.Purpose {
	all := make([]legal.Purpose, len(words))
	for i, w := range words {
		all[i] = legal.Purpose(w)
	}
	return all
}

func (a *app) accessFindingCommand() *cobra.Command {
	who, finding := &accessActor{}, casefile.ReportFinding{}
	kind := ""
	cmd := &cobra.Command{
		Use:   "finding ACCESS --kind KIND --reason REASON",
		Short: "Report what was found about the use of an access; it opens a review",
		Long: `Report what was found about the use of an access, as its grantor. It opens a
review; access goes on meanwhile. Findings stay with the grantor: the grantee
learns of the review, not of who found what.

Where sources contradict each other about who stood in between, report each with
--intermediary: they stand side by side and nothing is decided from them.` + accessHelp,
		Example: `  writ access finding 3f0c2f6e --party twitter --kind press --reason "alerts on demonstrations sold on" \
    --source "The Guardian, 2016-10-11"
  writ access finding 3f0c2f6e --party twitter --kind press --reason "says that it is not the one" \
    --source "BBC, 2017-04-26" --intermediary dataminr --denied --quiet`,
		Args: cobra.ExactArgs(1),
	}
	fl := cmd.Flags()
	fl.StringVar(&kind, "kind", "", "the `KIND`: "+joined(casefile.FindingKinds()))
	fl.StringVar(&finding.Intermediary, "intermediary", "", "`WHO` stood in between, as the source says")
	fl.BoolVar(&finding.Denies, "denied", false, "the source says of --intermediary that it was not")
	fl.BoolVar(&finding.Quiet, "quiet", false, "put it on record and open no review")
	must(cmd.MarkFlagRequired("kind"))
	who.reasonFlag(cmd)
	return a.accessAct(cmd, who, keyOfContent, func(ctx context.Context, o *onAccess, act casefile.AccessAct, _ []string) error {
		finding.AccessAct, finding.Kind = act, casefile.FindingKind(kind)
		return o.asGrantor(ctx, who, protocol.UpdateReportFinding, func(key string) any {
			finding.Key = key
			return finding
		})
	})
}

func (a *app) accessSuspendCommand() *cobra.Command {
	who := &accessActor{}
	cmd := &cobra.Command{
		Use:   "suspend ACCESS --reason REASON",
		Short: "Stop an access for a while, with all that hangs on it",
		Long: `Stop an access for a while, as its grantor. All that hangs on it stops with it:
what the grantee passed on, and cases that lean on it, which go back to legal
process. Other contracts of the same grantee live on.

Where only "reported by" is known, --not-before and --at are the two ends: days
are counted from --at, and a use dated inside the interval is refused.` + accessHelp,
		Example: `  writ access suspend 3f0c2f6e --party twitter --reason "used to follow demonstrations"
  writ access suspend 3f0c2f6e --party twitter --reason "reported in the press" \
    --not-before "2017-03-22T00:00 Europe/London" --at "2017-04-25T22:00 Europe/London"`,
		Args: cobra.ExactArgs(1),
	}
	who.reasonFlag(cmd)
	return a.accessAct(cmd, who, keyOfContent, func(ctx context.Context, o *onAccess, act casefile.AccessAct, _ []string) error {
		return o.asGrantor(ctx, who, protocol.UpdateSuspend, func(key string) any {
			act.Key = key
			return casefile.SuspendAccess{AccessAct: act}
		})
	})
}

func (a *app) accessTerminateCommand() *cobra.Command {
	who := &accessActor{}
	cmd := &cobra.Command{
		Use:   "terminate ACCESS --reason REASON",
		Short: "End an access for good, with all that hangs on it",
		Long: `End an access for good, as its grantor. It can still be protested, and given back
with writ access reinstate.` + accessHelp,
		Args: cobra.ExactArgs(1),
	}
	who.reasonFlag(cmd)
	return a.accessAct(cmd, who, keyOfContent, func(ctx context.Context, o *onAccess, act casefile.AccessAct, _ []string) error {
		return o.asGrantor(ctx, who, protocol.UpdateTerminate, func(key string) any {
			act.Key = key
			return casefile.TerminateAccess{AccessAct: act}
		})
	})
}

func (a *app) accessRestrictCommand() *cobra.Command {
	who, purposes := &accessActor{}, []string{}
	cmd := &cobra.Command{
		Use:   "restrict ACCESS --purpose PURPOSE... --reason REASON",
		Short: "Take purposes away from an access; the others stay",
		Long:  "Take purposes away from an access, as its grantor; the others stay. One that\nwould leave no purpose is refused: suspend or terminate the access." + accessHelp,
		Args:  cobra.ExactArgs(1),
	}
	cmd.Flags().StringSliceVar(&purposes, "purpose", nil, "a `PURPOSE` that is taken away, repeatable")
	must(cmd.MarkFlagRequired("purpose"))
	who.reasonFlag(cmd)
	return a.accessAct(cmd, who, keyOfContent, func(ctx context.Context, o *onAccess, act casefile.AccessAct, _ []string) error {
		return o.asGrantor(ctx, who, protocol.UpdateRestrict, func(key string) any {
			act.Key = key
			return casefile.RestrictAccess{AccessAct: act, Purposes: purposesOf(purposes)}
		})
	})
}

func (a *app) accessReinstateCommand() *cobra.Command {
	who, f := &accessActor{}, &termsFlags{}
	cmd := &cobra.Command{
		Use:   "reinstate ACCESS --reason REASON",
		Short: "Give an access back, with the terms that it had or with others",
		Long: `Give an access back, as its grantor, with the terms that it had, or with others:
--purpose names all that it may be used for from then on; scope and conditions that
are not named stay.

What was thrown back on legal process meanwhile stays there.` + accessHelp,
		Args: cobra.ExactArgs(1),
	}
	f.add(cmd, "a `PURPOSE` of new terms, repeatable; default: the terms that it had")
	who.reasonFlag(cmd)
	var terms *casefile.AccessTerms
	who.check = func([]string) (err error) {
		terms, err = f.terms()
		return err
	}
	return a.accessAct(cmd, who, keyOfContent, func(ctx context.Context, o *onAccess, act casefile.AccessAct, _ []string) error {
		if terms != nil {
			hold, err := o.termsNow(ctx)
			if err != nil {
				return err
			}
			f.complete(terms, hold)
		}
		return o.asGrantor(ctx, who, protocol.UpdateReinstate, func(key string) any {
			act.Key = key
			return casefile.ReinstateAccess{AccessAct: act, Terms: terms}
		})
	})
}

func (a *app) accessMovePolicyCommand() *cobra.Command {
	who, id := &accessActor{}, ""
	cmd := &cobra.Command{
		Use:   "move-policy ACCESS --policy ID --reason REASON",
		Short: "Move a contract to another version of the platform's policy",
		Long: `Move a contract to another version of the platform's policy, as its grantor. What
the new version forbids is taken away with it.` + accessHelp,
		Args: cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&id, "policy", "", "the `ID` of the version, for example twitter-2016-11-22")
	must(cmd.MarkFlagRequired("policy"))
	who.reasonFlag(cmd)
	who.check = func([]string) error { return knownPolicy(id) }
	return a.accessAct(cmd, who, keyOfContent, func(ctx context.Context, o *onAccess, act casefile.AccessAct, _ []string) error {
		return o.asGrantor(ctx, who, protocol.UpdateMovePolicy, func(key string) any {
			act.Key = key
			return casefile.MovePolicy{AccessAct: act, Policy: policy.ID(id)}
		})
	})
}

// asGrantor sends what a grantor alone may do.
func (o *onAccess) asGrantor(ctx context.Context, who *accessActor, update string, payload func(key string) any) error {
	if !o.grantor() {
		return newFault("wrong-party", "writ access protest and writ access propose are a grantee's ways to object",
			"%s is the grantee of this access: its grantor does this", o.party.ID)
	}
	return o.sendAct(ctx, who, update, payload)
}
