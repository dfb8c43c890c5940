package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"writ/legal"
)

func (a *app) lawCommand() *cobra.Command {
	return group("law", "Ask the law: which paper, from whom, how fast",
		a.lawRequireCommand(), a.lawListCommand(), a.lawShowCommand(), a.lawCheckCommand(), a.lawPolicyCommand())
}

// lawListView is what an edition holds.
type lawListView struct {
	Edition     string           `json:"edition"`
	Instruments []instrumentLine `json:"instruments"`
	Holders     []holderLine     `json:"holders"`
}

type instrumentLine struct {
	ID           legal.InstrumentID `json:"id"`
	Name         string             `json:"name"`
	Jurisdiction string             `json:"jurisdiction"`
	Nature       legal.Nature       `json:"nature"`
}

type holderLine struct {
	ID           legal.HolderID   `json:"id"`
	Entity       string           `json:"entity"`
	Jurisdiction string           `json:"jurisdiction"`
	Kind         legal.HolderKind `json:"kind"`
	PolicyDate   string           `json:"policy_date"`
	Illustrative bool             `json:"illustrative,omitempty"`
}

func (v lawListView) write(p *page) {
	p.line("law of edition %s", v.Edition)
	p.title("instruments")
	var rows [][]string
	for _, i := range v.Instruments {
		rows = append(rows, []string{string(i.ID), string(i.Nature), i.Name})
	}
	p.table("  ", rows)
	p.title("holders")
	rows = nil
	for _, h := range v.Holders {
		mark := ""
		if h.Illustrative {
			mark = " (illustrative)"
		}
		rows = append(rows, []string{string(h.ID), string(h.Kind), h.Jurisdiction, "policy of " + h.PolicyDate, h.Entity + mark})
	}
	p.table("  ", rows)
}

func (a *app) lawListCommand() *cobra.Command {
	var edition string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the instruments and holders of an edition",
		Args:  cobra.NoArgs,
	}
	editionFlag(cmd, &edition)
	cmd.RunE = a.does(func(ctx context.Context, _ []string) error {
		law, err := a.openLaw(ctx, edition)
		if err != nil {
			return err
		}
		v := lawListView{Edition: law.Edition()}
		for _, i := range law.Instruments() {
			v.Instruments = append(v.Instruments, instrumentLine{i.ID, i.Name, i.Jurisdiction, i.Nature})
		}
		for _, h := range law.Holders() {
			v.Holders = append(v.Holders, holderLine{h.ID, h.Entity, h.Jurisdiction, h.Kind, h.PolicyDate, h.Illustrative})
		}
		return a.print(v)
	})
	return cmd
}

func editionFlag(cmd *cobra.Command, edition *string) {
	cmd.Flags().StringVar(edition, "edition", "", "the `EDITION` of the law; default: the current one, with the holders of WRIT_LAW")
}

func (a *app) lawShowCommand() *cobra.Command {
	var edition string
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Print an instrument or a holder with every source",
		Example: `  writ law show eu.production-order
  writ law show x`,
		Args: cobra.ExactArgs(1),
	}
	editionFlag(cmd, &edition)
	cmd.RunE = a.does(func(ctx context.Context, args []string) error {
		law, err := a.openLaw(ctx, edition)
		if err != nil {
			return err
		}
		if i, ok := law.Instrument(legal.InstrumentID(args[0])); ok {
			return a.print(instrumentView{i})
		}
		if h, ok := law.Holder(legal.HolderID(args[0])); ok {
			return a.print(holderView{h})
		}
		return newFault("unknown-id", "writ law list lists them", "edition %s has no instrument or holder %q", law.Edition(), args[0])
	})
	return cmd
}

// checkedView is what a folder of data files holds.
type checkedView struct {
	Dir     string           `json:"dir"`
	Base    string           `json:"base"`
	Edition string           `json:"edition"`
	Holders []legal.HolderID `json:"holders"`
}

func (v checkedView) write(p *page) {
	p.line("%s is well formed: it adds %s to edition %s", v.Dir, added(v.Holders), v.Base)
	p.line("  WRIT_LAW=%s lets writ use it, as edition %s", v.Dir, v.Edition)
}

func added(ids []legal.HolderID) string {
	if len(ids) == 0 {
		return "no holder"
	}
	return joined(ids)
}

func (a *app) lawCheckCommand() *cobra.Command {
	var edition string
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Check a folder of data files that adds holders to the law",
		Long: `Check a folder of data files that adds holders to the law. Nothing but a file is
needed to add a holder: every .yaml below the folder is read as strictly as
writ's own, and everything that is wrong is said at once, with file and line.`,
		Example: "  writ law check ./our-holders",
		Args:    cobra.ExactArgs(1),
	}
	editionFlag(cmd, &edition)
	cmd.RunE = a.does(func(ctx context.Context, args []string) error {
		base, err := a.openLaw(ctx, edition)
		if err != nil {
			return err
		}
		if info, err := os.Stat(args[0]); err != nil || !info.IsDir() {
			return newFault("no-folder", "name a folder that holds .yaml files", "%s is no folder", args[0])
		}
		law, err := legal.Check(base.Edition(), os.DirFS(args[0]))
		if err != nil {
			return newFault("law-refused", "correct the files; nothing of them is used before", "%s", err).because(err)
		}
		v := checkedView{Dir: args[0], Base: base.Edition(), Edition: law.Edition()}
		for _, h := range law.Holders() {
			if _, before := base.Holder(h.ID); !before {
				v.Holders = append(v.Holders, h.ID)
			}
		}
		return a.print(v)
	})
	return cmd
}

// termWords writes a length of time with the mark of its source.
func termWords(t legal.Term) string {
	return fmt.Sprintf("%s [%s]", t.Period, sourced(t.Source))
}
