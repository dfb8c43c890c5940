package cli

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"writ/casefile"
	"writ/ledger/importer"
	"writ/ledger/population"
	"writ/protocol"
)

func (a *app) ledgerCommand() *cobra.Command {
	return group("ledger", "Look after the stored events of many cases",
		a.ledgerStatusCommand(), a.ledgerImportCommand(), a.ledgerTemplateCommand(), a.ledgerVerifyCommand(), a.ledgerPopulateCommand())
}

// synthetic is the party in whose ledger made-up cases stand. The directory does
// not name it: nobody works as it, and it has no namespace.
var synthetic = protocol.Party{ID: population.Party, Name: "made-up cases", Role: protocol.RoleRequester, Zone: "UTC"}

// keeper is the party whose ledger is read: the one named, which may be that of
// the made-up cases or of a party's exercises, or else the only requester. In the
// place of the party's id stands the name of the ledger.
func (s *session) keeper(id string) (protocol.Party, error) {
	if casefile.PartyID(id) == synthetic.ID {
		return synthetic, nil
	}
	p, exercise, err := s.bookkeeper(id)
	if err == nil && exercise {
		p.ID = protocol.ExerciseBooks(p.ID)
	}
	return p, err
}

// bookkeeper is the party whose ledger is meant, the one named or else the only
// requester, and whether it is that of its exercises.
func (s *session) bookkeeper(id string) (p protocol.Party, exercise bool, err error) {
	if id == "" {
		p, err = s.requester("")
		return p, false, err
	}
	of, exercise := protocol.PartyOfBooks(casefile.PartyID(id))
	p, err = s.party(string(of))
	return p, exercise, err
}

func ledgerOf(cmd *cobra.Command, as *string) {
	cmd.Flags().StringVar(as, "as", "", "the `PARTY` whose ledger it is, or PARTY.exercise for that of what was played; without it, the only requester")
}

// readLedgerOf is the same for commands that also read made-up cases.
func readLedgerOf(fl *pflag.FlagSet, as *string) {
	fl.StringVar(as, "as", "", "the `PARTY` whose ledger is read, PARTY.exercise for that of what was played, or "+string(synthetic.ID)+" for made-up cases; default: the directory's only requester")
}

func (a *app) ledgerTemplateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Print a file to import: the columns, and one made-up case",
		Long: `Print a CSV file with one made-up case, as sparse as a log may be, or with
--columns what each column means.`,
		Example: `  writ ledger template > cases.csv
  writ ledger template --columns`,
		Args: cobra.NoArgs,
	}
	explained := cmd.Flags().Bool("columns", false, "list the columns and what they mean")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		v := templateView{Columns: importer.Columns(), Template: importer.Template, explained: *explained}
		return a.does(func(context.Context, []string) error { return a.print(v) })(cmd, args)
	}
	return cmd
}

type templateView struct {
	Columns   []importer.Column `json:"columns"`
	Template  string            `json:"template"`
	explained bool
}

func (v templateView) write(p *page) {
	if !v.explained {
		p.b.WriteString(v.Template)
		return
	}
	rows := [][]string{{"COLUMN", "", "WHAT IT SAYS"}}
	for _, c := range v.Columns {
		rows = append(rows, []string{c.Name, map[bool]string{true: "needed"}[c.Needed], c.Help})
	}
	p.table("", rows)
	p.blank()
	p.para("", "JSON Lines has the same names; times and ids are texts, seq a number, turn and subscriber true or false. The rows of a case follow each other.")
}
