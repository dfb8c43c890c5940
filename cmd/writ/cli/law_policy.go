package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"writ/legal"
	"writ/legal/cite"
	"writ/legal/policy"
)

// This file shows what platforms let their data be used for by those to whom they
// grant standing access: the versions of their policies in this build.

// policyLine is one version in the list.
type policyLine struct {
	ID     policy.ID      `json:"id"`
	Holder legal.HolderID `json:"holder"`
	Title  string         `json:"title"`
	From   string         `json:"from"`
	// Replaced is the first day of the holder's next version; empty for the latest.
	Replaced string `json:"replaced,omitempty"`
	Zone     string `json:"zone"`
}

type policyListView []policyLine

func (v policyListView) write(p *page) {
	p.line("access policies of platforms")
	p.blank()
	var rows [][]string
	for _, x := range v {
		rows = append(rows, []string{string(x.ID), x.days(), x.Title})
	}
	p.table("  ", rows)
	p.blank()
	p.line("writ law policy ID shows one, with every source")
}

func (x policyLine) days() string {
	if x.Replaced == "" {
		return "from " + x.From
	}
	return fmt.Sprintf("from %s, replaced %s", x.From, x.Replaced)
}

func policyList() (policyListView, error) {
	var list policyListView
	for _, id := range policy.IDs() {
		p, err := policy.Open(id)
		if err != nil {
			return nil, err
		}
		if n := len(list) - 1; n >= 0 && list[n].Holder == p.Holder {
			list[n].Replaced = p.From
		}
		list = append(list, policyLine{ID: p.ID, Holder: p.Holder, Title: p.Title, From: p.From, Zone: p.Zone})
	}
	return list, nil
}

// policyView is one version with everything that its data file says.
type policyView struct {
	*policy.Policy
	Replaced string `json:"replaced,omitempty"` // as in the list
	days     string
}

func (v policyView) write(p *page) {
	x := v.Policy
	p.line("%s, %s", x.ID, x.Title)
	p.field("platform", string(x.Holder))
	p.field("holds", v.days+", days of "+x.Zone)
	p.field("may be for", joined(x.Purposes))
	said := ""
	p.title("what no use may be")
	for _, r := range x.Forbids {
		p.line("  %s", r.Rule)
		p.para("    ", r.Text+onceSourced(r.Sources, &said))
		p.para("    ", "forbids "+forbidsWords(r))
	}
	said = ""
	p.title("what becomes of what was received")
	for _, r := range x.Received {
		p.line("  once access was %s: %s", r.After, r.Verdict)
		p.para("    ", r.Text+onceSourced(r.Sources, &said))
	}
	p.title("times")
	p.field("review", fmt.Sprintf("opened by %d refused uses within %s", x.Refusals.Count, termWords(x.Refusals.Within)))
	for _, t := range []struct {
		name string
		term legal.Term
	}{
		{"a request", x.AnswerRequest}, {"a review", x.Review}, {"a protest", x.AnswerProtest}, {"a talk", x.Negotiation},
	} {
		p.field(t.name, termWords(t.term))
	}
	writeSources(p, x.Sources)
}

func forbidsWords(r policy.Forbidden) string {
	var parts []string
	if len(r.Purposes) > 0 {
		parts = append(parts, "purposes "+joined(r.Purposes))
	}
	if len(r.Shapes) > 0 {
		parts = append(parts, "targets of the shape "+joined(r.Shapes))
	}
	return strings.Join(parts, "; ")
}

func (a *app) lawPolicyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy [ID]",
		Short: "List what platforms let standing access be used for, or show one version",
		Long: `List the versions of the platforms' own policies on standing access, or show one with
its rules and every source. A contract pins the version under which it was made;
each declared use is checked against it. A version that was published never changes.`,
		Example: `  writ law policy
  writ law policy twitter-2016-11-22`,
		Args: cobra.MaximumNArgs(1),
	}
	cmd.RunE = a.does(func(_ context.Context, args []string) error {
		list, err := policyList()
		if err != nil {
			return err
		}
		if len(args) == 0 {
			return a.print(list)
		}
		n := slices.IndexFunc(list, func(x policyLine) bool { return string(x.ID) == args[0] })
		if n < 0 {
			return newFault("unknown-id", "writ law policy lists them", "no access policy %q is known", args[0])
		}
		p, err := policy.Open(list[n].ID)
		if err != nil {
			return err
		}
		return a.print(policyView{p, list[n].Replaced, list[n].days()})
	})
	return cmd
}

// onceSourced names sources behind a text; those of the line before are not repeated.
func onceSourced(sources []cite.Source, said *string) string {
	text := bracketed(sources)
	if text == *said && text != "" {
		return " [same source]"
	}
	*said = text
	return text
}
