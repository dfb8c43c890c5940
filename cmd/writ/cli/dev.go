package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
	"writ/worker"
)

// defaultState is where "writ dev" keeps its cases, in the working directory.
var defaultState = filepath.Join(".writ", "dev")

// serverView says where a server of one's own is.
type serverView struct {
	Address string             `json:"address"`
	UI      string             `json:"ui,omitempty"`
	State   string             `json:"state"`
	Parties []casefile.PartyID `json:"parties"`
}

func (v serverView) write(p *page) {
	p.line("Temporal at %s, state in %s", v.Address, v.State)
	if v.UI != "" {
		p.line("UI at %s", v.UI)
	}
	p.para("", "serving "+joined(v.Parties))
	p.line("Ctrl-C stops")
}

func (a *app) devCommand() *cobra.Command {
	o := devserverOptions{}
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Run a server and the workers of all parties on this machine",
		Long: `Run a Temporal server, its UI and the workers of all parties on this machine,
until Ctrl-C. Cases stay in the state folder and go on when it is started again.

Other writ commands find it at the default address, or with TEMPORAL_ADDRESS if
--port is not 7233.`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&o.state, "state", defaultState, "`FOLDER` of the database and the log")
	cmd.Flags().IntVar(&o.port, "port", 7233, "`PORT` for Temporal clients, 0 for any free one")
	cmd.Flags().IntVar(&o.uiPort, "ui-port", 8233, "`PORT` of the UI, 0 for any free one")
	cmd.Flags().BoolVar(&o.headless, "headless", false, "start no UI")
	cmd.RunE = a.does(func(ctx context.Context, _ []string) error { return a.dev(ctx, o) })
	return cmd
}

func (a *app) dev(ctx context.Context, o devserverOptions) (err error) {
	cfg, dir, err := a.config(ctx)
	if err != nil {
		return err
	}
	server, err := startDevserver(ctx, a.getenv, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	cfg = cfg.ForServer(server.Address)
	if err := worker.Provision(ctx, cfg, dir, func(worker.Finding) {}); err != nil {
		return err
	}
	workers, err := worker.Start(ctx, cfg, dir, dir.IDs())
	if err != nil {
		return err
	}
	defer workers.Stop()
	if err := a.print(serverView{Address: server.Address, UI: server.UI, State: o.state, Parties: dir.IDs()}); err != nil {
		return err
	}
	return server.serve(ctx)
}

// serve waits for Ctrl-C, which is how a server ends, or for the server to die.
func (s *devserver) serve(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.ended:
		return s.died("the server ended by itself")
	}
}

func (a *app) setupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "setup",
		Short: "Make what a Temporal cluster needs: namespaces, endpoints, search attributes",
		Long: `Make what a Temporal cluster needs for the parties of the directory: namespaces,
Nexus endpoints and search attributes. What is there already is left as it is, so
it can be run again at any time.`,
		Args: cobra.NoArgs,
		RunE: a.does(func(ctx context.Context, _ []string) error {
			cfg, dir, err := a.config(ctx)
			if err != nil {
				return err
			}
			return a.setup(ctx, cfg, dir)
		}),
	}
}

// findingView is one line of "writ setup".
type findingView struct {
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
	Made      bool   `json:"made"`
	Note      string `json:"note,omitempty"`
}

func (v findingView) write(p *page) {
	how := "found"
	if v.Made {
		how = "made "
	}
	text := v.Name
	if v.Namespace != "" && v.Namespace != v.Name {
		text += ", " + v.Namespace
	}
	if v.Note != "" {
		text += ": " + v.Note
	}
	p.hang(fmt.Sprintf("%s  %-16s  ", how, v.Kind), text, "")
}

func (a *app) setup(ctx context.Context, cfg worker.Config, dir protocol.Directory) error {
	var printing error
	err := worker.Provision(ctx, cfg, dir, func(f worker.Finding) {
		if err := a.printer().stream(findingView(f)); err != nil {
			printing = err
		}
	})
	return errors.Join(err, printing)
}
