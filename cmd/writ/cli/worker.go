package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
	"writ/worker"
)

func (a *app) workerCommand() *cobra.Command {
	var names []string
	var all bool
	cmd := &cobra.Command{
		Use:   "worker --party PARTY[,PARTY] | --all",
		Short: "Run the workers of parties, until they are stopped",
		Long: `Run the workers of parties, until they are stopped. In earnest each party runs its
own, where only it has access.

All commands read these settings from the environment:

` + settingsHelp(),
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringSliceVar(&names, "party", nil, "a `PARTY`, repeatable")
	cmd.Flags().BoolVar(&all, "all", false, "all parties of the directory")
	cmd.MarkFlagsOneRequired("party", "all")
	cmd.MarkFlagsMutuallyExclusive("party", "all")
	cmd.RunE = a.does(func(ctx context.Context, _ []string) error {
		cfg, dir, err := a.config(ctx)
		if err != nil {
			return err
		}
		parties, err := servedParties(dir, names, all)
		if err != nil {
			return err
		}
		cfg.Command = "" // the server is to see the party, not the command
		if err := a.print(workerView{Address: cfg.Temporal.Address, Parties: parties}); err != nil {
			return err
		}
		return worker.Run(ctx, cfg, dir, parties)
	})
	return cmd
}

// workerView says who is served.
type workerView struct {
	Address string             `json:"address"`
	Parties []casefile.PartyID `json:"parties"`
}

func (v workerView) write(p *page) {
	p.para("", fmt.Sprintf("serving %s at %s; Ctrl-C stops", joined(v.Parties), v.Address))
}

// servedParties checks the names against the directory and keeps its order.
func servedParties(dir protocol.Directory, names []string, all bool) ([]casefile.PartyID, error) {
	if all {
		return dir.IDs(), nil
	}
	s := &session{dir: dir}
	for _, name := range names {
		if _, err := s.party(name); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(dir.IDs(), func(id casefile.PartyID) bool {
		return !slices.Contains(names, string(id))
	}), nil
}

// settingsHelp lists the settings, each with its default.
func settingsHelp() string {
	p := &page{width: defaultWidth}
	for _, s := range worker.Settings() {
		p.line("  %s", s.Name)
		text := s.Help
		if s.Default != "" {
			text += " (default " + s.Default + ")"
		}
		p.para("      ", text)
	}
	return strings.TrimRight(p.b.String(), "\n")
}
