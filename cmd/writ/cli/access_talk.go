package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
)

func (a *app) accessProtestCommand() *cobra.Command {
	who := &accessActor{}
	cmd := &cobra.Command{
		Use:   "protest ACCESS --reason REASON",
		Short: "Object to what was decided about an access; it opens a negotiation",
		Long: `Object to what was decided about an access, as its grantee. It opens a negotiation
with a clock of its own, which may end with the access given back, with new terms,
or with nothing: "no result known" may stay so.

A grantor enters so what came to it on paper.` + accessHelp,
		Args: cobra.ExactArgs(1),
	}
	who.reasonFlag(cmd)
	return a.accessAct(cmd, who, keyOfContent, func(ctx context.Context, o *onAccess, act casefile.AccessAct, _ []string) error {
		return o.sendAct(ctx, who, protocol.UpdateProtest, func(key string) any {
			act.Key = key
			return casefile.Protest{AccessAct: act}
		})
	})
}

func (a *app) accessProposeCommand() *cobra.Command {
	who, f := &accessActor{}, &termsFlags{}
	cmd := &cobra.Command{
		Use:   "propose ACCESS --purpose PURPOSE... --reason REASON",
		Short: "Propose terms in a negotiation, as either side",
		Long:  "Propose terms in a negotiation, as either side. The other side has to answer next.\n\n--purpose names all that it may be used for; scope and conditions that are not named\nstay." + accessHelp,
		Args:  cobra.ExactArgs(1),
	}
	f.add(cmd, "a `PURPOSE` of the proposed terms, repeatable")
	must(cmd.MarkFlagRequired("purpose"))
	who.reasonFlag(cmd)
	var terms *casefile.AccessTerms
	who.check = func([]string) (err error) {
		terms, err = f.terms()
		return err
	}
	return a.accessAct(cmd, who, keyOfContent, func(ctx context.Context, o *onAccess, act casefile.AccessAct, _ []string) error {
		hold, err := o.termsNow(ctx)
		if err != nil {
			return err
		}
		f.complete(terms, hold)
		return o.sendAct(ctx, who, protocol.UpdateProposeTerms, func(key string) any {
			act.Key = key
			return casefile.ProposeTerms{AccessAct: act, Terms: *terms}
		})
	})
}

func (a *app) accessAnswerCommand() *cobra.Command {
	who, under := &accessActor{}, ""
	cmd := &cobra.Command{
		Use:   "answer ACCESS ANSWER --reason REASON",
		Short: "Answer what waits on an access: a request, a review, a protest, proposed terms",
		Long: `Answer what waits on an access. ANSWER is one of:

  grant       a request: access is active from then on
  refuse      a request: there is no access
  clear       a review: nothing was found, it is as it was before
  give-back   a protest: access is given back as it was
  agree       proposed terms of the other side: they hold, and access is given back
  maintain    a protest or proposed terms: it stays as it is

A reseller that grants a request says with --under from which of its own accesses it
passes the data on; it is active once that has been heard of.

A review that found something ends with writ access suspend, restrict or terminate.` + accessHelp,
		Example: `  writ access answer 3f0c2f6e grant --party twitter --reason "as agreed"
  writ access answer 3f0c2f6e grant --party dataminr --reason "as agreed" --under 7b0c8a51
  writ access answer 3f0c2f6e maintain --party twitter --reason "the policy forbids it to everybody"`,
		Args: cobra.ExactArgs(2),
	}
	cmd.Flags().StringVar(&under, "under", "", underHelp)
	who.reasonFlag(cmd)
	who.check = func(args []string) error {
		if under != "" && args[0] != string(casefile.AccessGrant) {
			return usageFault("--under belongs to the answer grant: nothing else is passed on")
		}
		if !slices.Contains(casefile.AccessVerdicts(), casefile.AccessVerdict(args[0])) {
			return usageFault("unknown answer %q: want one of %s", args[0], joined(casefile.AccessVerdicts()))
		}
		return nil
	}
	return a.accessAct(cmd, who, keyOfContent, func(ctx context.Context, o *onAccess, act casefile.AccessAct, args []string) error {
		answer := casefile.AnswerAccess{AccessAct: act, Verdict: casefile.AccessVerdict(args[0])}
		if err := o.mayAnswer(answer.Verdict); err != nil {
			return err
		}
		if answer.Verdict == casefile.AccessGrant {
			source, err := o.sourceOfAnswer(ctx, under)
			if err != nil {
				return err
			}
			answer.Under = source
		}
		return o.sendAct(ctx, who, protocol.UpdateAnswer, func(key string) any {
			answer.Key = key
			return answer
		})
	})
}

// mayAnswer refuses a grantee the answers that are its grantor's.
func (o *onAccess) mayAnswer(v casefile.AccessVerdict) error {
	if o.grantor() || v == casefile.AccessAgree || v == casefile.AccessMaintain {
		return nil
	}
	return newFault("wrong-party", "a grantee answers proposed terms: agree or maintain",
		"%s is the grantee of this access: %s is an answer of its grantor", o.party.ID, v)
}

// turning maps an update to the events by which it shows in the record.
var turning = map[string][]casefile.EventKind{
	protocol.UpdateSuspend:      {casefile.EvAccessSuspended},
	protocol.UpdateRestrict:     {casefile.EvAccessRestricted},
	protocol.UpdateTerminate:    {casefile.EvAccessTerminated},
	protocol.UpdateReinstate:    {casefile.EvAccessReinstated},
	protocol.UpdateMovePolicy:   {casefile.EvPolicyMoved, casefile.EvAccessRestricted, casefile.EvAccessSuspended},
	protocol.UpdateProtest:      {casefile.EvProtested},
	protocol.UpdateProposeTerms: {casefile.EvTermsProposed},
	protocol.UpdateAnswer: {
		casefile.EvProtestAnswered, casefile.EvAccessReinstated, casefile.EvReviewCleared,
		casefile.EvAccessGranted, casefile.EvAccessRefused, casefile.EvAccessRequested, // granted, and waits for its source
	},
}

// accessRound counts how often something else has happened since a party did a
// thing: the same words are another act then. Of a finding there is one round, since
// what was found does not change by what was decided.
func accessRound(events []casefile.Event, update string, by casefile.PartyID) string {
	kinds, rounds, during := turning[update], 0, false
	for _, e := range events {
		own := slices.Contains(kinds, e.Kind) && e.By == by
		if during && !own && moves(e.Kind) {
			rounds++
		}
		if own || moves(e.Kind) {
			during = own
		}
	}
	if kinds == nil {
		rounds = 0
	}
	return fmt.Sprintf("round %d", rounds)
}

// moves reports whether an event changes how an access stands, or what is said
// about it.
func moves(k casefile.EventKind) bool {
	switch k {
	case casefile.EvUseDeclared, casefile.EvUseAccepted, casefile.EvUseRefused, casefile.EvFinding, casefile.EvReminder,
		casefile.EvNoResult:
		return false
	}
	return true
}
