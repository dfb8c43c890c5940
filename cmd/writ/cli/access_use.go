package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

func (a *app) accessUseCommand() *cobra.Command {
	who, use := &accessActor{}, casefile.DeclareUse{}
	purpose, shape := "", ""
	cmd := &cobra.Command{
		Use:   "use ACCESS --party GRANTEE --purpose PURPOSE --shape SHAPE",
		Short: "Declare a use of an access; it is accepted, or refused with the rule",
		Long: `Declare a use of an access, as its grantee. The grantor's use gate checks it
against the stated purposes, the platform's policy and how the access stands, now
and at the time to which the use is dated. It is accepted, or refused with the
rule that it breaks; refused uses are counted.

SHAPE says what is looked at: ` + joined(policy.Shapes()) + `.
One account needs its --target, an incident has none.

A grantor enters so what came to it on paper. Exit code: 0 accepted, or not decided
yet; 1 refused.` + accessHelp,
		Example: `  writ access use 3f0c2f6e --party nypd --purpose public-safety --shape incident
  writ access use 3f0c2f6e --party nypd --purpose protect-person --shape account --target @example`,
		Args: cobra.ExactArgs(1),
	}
	fl := cmd.Flags()
	fl.StringVar(&purpose, "purpose", "", "the `PURPOSE`, one of the stated ones")
	fl.StringVar(&shape, "shape", "", "the `SHAPE` of what is looked at: "+joined(policy.Shapes()))
	fl.StringVar(&use.Target, "target", "", "the `TARGET`, as it is written; its shape is read from it too")
	fl.StringVar(&who.reason, "reason", "", "`WHY` it is looked at")
	must(cmd.MarkFlagRequired("purpose"))
	must(cmd.MarkFlagRequired("shape"))
	who.check = func([]string) error { return mistypedUse(purpose, shape, use.Target) }
	return a.accessAct(cmd, who, "a new one, since each use is declared for itself; with --at it is made of the content",
		func(ctx context.Context, o *onAccess, act casefile.AccessAct, _ []string) error {
			use.AccessAct, use.Purpose, use.Shape = act, legal.Purpose(purpose), legal.Shape(shape)
			return o.declare(ctx, who, use)
		})
}

// mistypedUse says what is no use at all, before it is declared: whoever mistypes a
// word at night has not tried what is forbidden, and is not to be counted so. What is
// forbidden goes to the gate. An account is declared with its target, an incident
// without one.
func mistypedUse(purpose, shape, target string) error {
	named := strings.TrimSpace(target) != ""
	switch {
	case !slices.Contains(policy.Purposes(), legal.Purpose(purpose)):
		return notDeclared("--purpose %q is unknown: want one of %s", purpose, joined(policy.Purposes()))
	case !slices.Contains(policy.Shapes(), legal.Shape(shape)):
		return notDeclared("--shape %q is unknown: want one of %s", shape, joined(policy.Shapes()))
	case legal.Shape(shape) == legal.OneAccount && !named:
		return notDeclared("--shape %s needs its --target", shape)
	case legal.Shape(shape) == policy.Incident && named:
		return notDeclared("--shape %s has no --target: what looks at somebody is declared as what it is", shape)
	}
	return nil
}

func notDeclared(format string, args ...any) error {
	return newFault("mistyped", "nothing was declared; correct it and send it again", format, args...)
}

// useView is what declaring a use prints.
type useView struct {
	Access  casefile.GrantID `json:"access"`
	Party   casefile.PartyID `json:"party"`
	Key     string           `json:"key"`
	Receipt casefile.Receipt `json:"receipt"`
	Use     casefile.UseID   `json:"use"`
	// Verdict is nil while the grantor has not decided: the use is not accepted then.
	Verdict *casefile.UseVerdict `json:"verdict,omitempty"`
	// Rule is the rule that it breaks, with its source, where the policy has it.
	Rule *policy.Forbidden `json:"rule,omitempty"`

	grantor     casefile.PartyID
	mayOpenCase bool
	zone        *time.Location
}

func (v useView) write(p *page) {
	show := fmt.Sprintf("  writ access show %s --party %s", shortID(string(v.Access)), v.Party)
	switch {
	case v.Verdict == nil:
		p.para("", fmt.Sprintf("use %s declared; %s has not decided yet, and until then it is NOT accepted", shortID(string(v.Use)), v.grantor))
		p.para("  ", "the verdict comes by itself:")
	case v.Verdict.Accepted:
		p.line("use %s %s", shortID(string(v.Use)), p.tint(green, "accepted"))
		p.line("  as of %s", stamp(v.Verdict.At, v.zone))
		if v.mayOpenCase {
			p.para("  ", fmt.Sprintf("a case may lean on it: writ case open and writ case add-lead take --access %s --use %s", shortID(string(v.Access)), shortID(string(v.Use))))
		}
	default:
		p.line("use %s %s", shortID(string(v.Use)), p.tint(red, "REFUSED"))
		p.hang("  rule    ", ruleLine(v.Verdict.Rule), "")
		if v.Verdict.Reason != "" {
			p.hang("  text    ", v.Verdict.Reason, "")
		}
		if v.Rule != nil && len(v.Rule.Sources) > 0 {
			p.hang("  source  ", sourcedAll(v.Rule.Sources), "")
		}
		p.line("  as of   %s; it is counted", stamp(v.Verdict.At, v.zone))
	}
	p.line("%s", show)
}

// declare sends a use, waits a while for the verdict and prints it. A refused use is
// no error of the machinery: the exit code says it.
func (o *onAccess) declare(ctx context.Context, who *accessActor, use casefile.DeclareUse) error {
	key := o.useKey(who, use)
	use.Key = key
	if err := use.Validate(); err != nil {
		return newFault("malformed", "", "%s", err).because(err)
	}
	before, err := o.task(ctx)
	if err != nil {
		return err
	}
	// The server gives a repeated update id the first answer, whatever it carries: the
	// content is part of it, so that another use under a key reaches the gate.
	receipt, err := tell(ctx, o.session, o.party, o.row.ID, protocol.UpdateDeclareUse, contentKey(use), use)
	if isNotFound(err) {
		return o.over(ctx, err)
	}
	if err != nil {
		return sayKey(err, key)
	}
	v := useView{
		Access: o.id, Party: o.party.ID, Key: key, Receipt: receipt, Use: casefile.UseIDFor(o.id, key), Verdict: receipt.Use,
		grantor: o.party.ID, mayOpenCase: o.party.Role == protocol.RoleRequester, zone: zoneOf(o.party.Zone),
	}
	if !o.grantor() {
		v.grantor = before.From
		if _, err := o.await(ctx, func(t protocol.Task) bool {
			v.Verdict = verdictOn(t, v.Use)
			return v.Verdict != nil
		}); err != nil {
			return err
		}
	}
	if v.Verdict != nil && !v.Verdict.Accepted {
		v.Rule = ruleOf(policyOf(before), v.Verdict.Rule)
	}
	if err := o.app.print(v); err != nil || v.Verdict == nil || v.Verdict.Accepted {
		return err
	}
	return newFault("use-refused", "what may be declared: "+fmt.Sprintf("writ access show %s --party %s", shortID(o.row.ID), o.party.ID),
		"use %s was refused%s", shortID(string(v.Use)), byRule(v.Verdict.Rule))
}

func byRule(r policy.Rule) string {
	if r == "" {
		return ""
	}
	return " by rule " + string(r)
}

// useKey is the key of a use. Two uses of one content are two uses: only with a time
// that was typed, or a key, is the second the first again.
func (o *onAccess) useKey(who *accessActor, use casefile.DeclareUse) string {
	switch {
	case who.key != "":
		return who.key
	case who.at != "":
		return contentKey(o.row.ID, protocol.UpdateDeclareUse, use)
	}
	return contentKey(o.row.ID, protocol.UpdateDeclareUse, use, o.app.now().UnixNano())
}

// sayKey adds the key to what may be sent again, since no content makes it.
func sayKey(err error, key string) error {
	f := explain(err)
	if f.Code != "worker-away" && f.Code != "timeout" {
		return err
	}
	f.Hint += "; send it again with --key " + key + ", so that it is declared once"
	return f
}

// verdictOn finds the verdict on a use at the grantee; nil while there is none.
func verdictOn(t protocol.Task, id casefile.UseID) *casefile.UseVerdict {
	if t.Subscription == nil {
		return nil
	}
	for _, u := range t.Subscription.Uses {
		if u.Use == id {
			return u.Verdict
		}
	}
	return nil
}

// ruleOf finds a rule in the text of a policy; nil where it is not one of the file's.
func ruleOf(p *policy.Policy, rule policy.Rule) *policy.Forbidden {
	if p == nil {
		return nil
	}
	for _, f := range p.Forbids {
		if f.Rule == rule {
			return &f
		}
	}
	return nil
}
