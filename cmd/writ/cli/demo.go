package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"writ/exercise"
	"writ/protocol"
	"writ/worker"
)

// demoFlags say what is played and what is left behind.
type demoFlags struct {
	state  string
	speed  float64
	stay   bool
	noStay bool
}

func (a *app) demoCommand() *cobra.Command {
	f := &demoFlags{}
	cmd := &cobra.Command{
		Use:   "demo [SCENARIO]",
		Short: "Play a dated case on a real server, and show who held how many days",
		Long: `Play a dated case on a real server, and show who held how many days.

Without TEMPORAL_ADDRESS it starts a server of its own on free ports; with it,
the case is played on that cluster. On a terminal the server stays up until
Ctrl-C, so that one can look around.`,
		Args: cobra.MaximumNArgs(1),
	}
	cmd.Flags().StringVar(&f.state, "state", "", "`FOLDER` of the server's database; default: a new one under .writ")
	cmd.Flags().Float64Var(&f.speed, "speed", 0, "`SECONDS` of case time that pass in a second; default: the scenario's own")
	cmd.Flags().BoolVar(&f.stay, "stay", false, "keep the server up afterwards; default: on a terminal")
	cmd.Flags().BoolVar(&f.noStay, "no-stay", false, "end when the case has ended")
	cmd.MarkFlagsMutuallyExclusive("stay", "no-stay")
	cmd.RunE = a.does(func(ctx context.Context, args []string) error {
		_, terminal := terminalWidth(a.out)
		f.stay = f.stay || (terminal && !f.noStay)
		scenario := ""
		if len(args) == 1 {
			scenario = args[0]
		}
		return a.demo(ctx, f, scenario)
	})
	return cmd
}

// demo finds or starts a server, plays there, and leaves nothing behind unless
// somebody is to look at it.
func (a *app) demo(ctx context.Context, f *demoFlags, scenario string) (err error) {
	script, err := findScenario(scenario)
	if err != nil {
		return err
	}
	cfg, dir, err := a.config(ctx)
	if err != nil {
		return err
	}
	dir = script.Parties(dir)
	stage := demoStage{app: a, cfg: cfg, dir: dir, stay: f.stay}
	if !cfg.ServerNamed() {
		if err := stage.build(ctx, f.state); err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, stage.strike(err == nil, ctx.Err() != nil)) }()
	if err := stage.keepBooks(); err != nil {
		return err
	}
	made := map[string]int{}
	if err := worker.Provision(ctx, stage.cfg, dir, func(f worker.Finding) { made[f.Kind]++ }); err != nil {
		return err
	}
	a.printer().note(fmt.Sprintf("provisioned %d namespaces, %d Nexus endpoints, %d search attributes", made[worker.KindNamespace], made[worker.KindEndpoint], made[worker.KindAttribute]))
	// Reminders would stand between the lines of the play, which tells them itself.
	stage.cfg.LogLevel = slog.LevelError
	workers, err := worker.Start(ctx, stage.cfg, dir, dir.IDs())
	if err != nil {
		return err
	}
	defer workers.Stop()
	a.printer().note(fmt.Sprintf("%d workers run, one for each party", len(dir.Parties)))
	done, err := a.play(ctx, performance{Scenario: script, Speed: f.speed, Config: stage.cfg, Directory: dir})
	if err != nil {
		return err
	}
	if err := stage.show(ctx, script, done); err != nil {
		return err
	}
	if !f.stay {
		return nil
	}
	if stage.server == nil {
		<-ctx.Done()
		return nil
	}
	return stage.server.serve(ctx)
}

// demoStage is where a demo plays.
type demoStage struct {
	app *app
	cfg worker.Config
	dir protocol.Directory
	// parties is the file of the scenario's own directory, if it has one.
	parties string
	server  *devserver // nil: a cluster that somebody else runs
	state   string
	own     bool // the folder was made for this demo
	stay    bool
}

// build starts a server of the demo's own, in a fresh folder unless one is
// named, on free ports: demos do not disturb each other.
func (d *demoStage) build(ctx context.Context, state string) error {
	d.state = state
	if state == "" {
		if err := os.MkdirAll(".writ", 0o700); err != nil {
			return newFault("no-state", "choose a folder with --state", "%s", err).because(err)
		}
		folder, err := os.MkdirTemp(".writ", "demo-")
		if err != nil {
			return newFault("no-state", "choose a folder with --state", "%s", err).because(err)
		}
		d.state, d.own = folder, true
	}
	d.app.printer().note("starting a server, state in " + d.state)
	server, err := startDevserver(ctx, d.app.getenv, devserverOptions{state: d.state})
	if err != nil {
		if d.own {
			err = errors.Join(err, os.RemoveAll(d.state))
		}
		return err
	}
	d.server, d.cfg = server, d.cfg.ForServer(server.Address)
	d.app.printer().notes([]string{"Temporal server at " + server.Address, "Temporal UI at    " + server.UI})
	return nil
}

// strike stops the server, and removes the folder that was made for it when all
// went well and nobody was there to look, or when the demo was interrupted.
func (d *demoStage) strike(played, interrupted bool) (err error) {
	if d.server != nil {
		err = d.server.stop()
	}
	if d.own && !d.stay && (played && err == nil || interrupted) {
		err = errors.Join(err, os.RemoveAll(d.state))
	}
	return err
}

// show prints the case, and on a stage that stays up how to look further.
func (d *demoStage) show(ctx context.Context, script exercise.Scenario, done exercise.Played) error {
	s := &session{app: d.app, cfg: d.cfg, dir: d.dir, clients: worker.NewClients(d.cfg)}
	defer s.close()
	p, err := s.party(string(script.Case.Requester))
	if err != nil {
		return err
	}
	v, err := (&onCase{session: s, party: p, id: done.Case}).view(ctx)
	if err != nil {
		return err
	}
	d.app.printer().note("")
	if err := d.app.print(v); err != nil {
		return err
	}
	out := d.app.printer()
	if len(done.Grants) > 0 && out.mode == textMode {
		out.note("")
		if err := d.app.print(standingView{Grants: done.Grants, Figures: script.Figures, played: done, zone: zoneOf(p.Zone)}); err != nil {
			return err
		}
	}
	out.notes(provenance(script, out.width))
	out.notes(agreement(script, done))
	if err := d.report(ctx, s, p, script, done); err != nil {
		return err
	}
	if d.stay {
		if script.Directory != "" {
			if d.parties, err = d.keepParties(); err != nil {
				return err
			}
		}
		d.app.printer().notes(d.lookFurther(done, s.asWords(p.ID)))
	}
	return nil
}

// keepParties writes the scenario's own directory beside the server's state,
// since whoever looks further may have no source tree.
func (d *demoStage) keepParties() (file string, err error) {
	folder := cmp.Or(d.state, ".writ")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	data, err := yaml.Marshal(d.dir)
	if err != nil {
		return "", err
	}
	file = filepath.Join(folder, "directory.yaml")
	return file, os.WriteFile(file, data, 0o600)
}

// lookFurther lists the exact commands; as names the requester, where there are several.
func (d *demoStage) lookFurther(done exercise.Played, as string) []string {
	writ := "TEMPORAL_ADDRESS=" + d.cfg.Temporal.Address + " " + d.app.self
	if d.parties != "" { // of the scenario's own
		writ = "WRIT_DIRECTORY=" + d.parties + " " + writ
	}
	short := shortID(string(done.Case))
	lines := []string{"", "look further, from another terminal:",
		"  " + writ + " case show " + short + as,
		"  " + writ + " case show " + short + as + " --output json",
		"  " + writ + " case list" + as,
	}
	for _, p := range d.dir.Parties {
		lines = append(lines, "  "+writ+" inbox --party "+string(p.ID))
	}
	lines = append(lines, lookAtAccess(writ, done.Grants)...)
	if d.cfg.Ledger.On() {
		books := "WRIT_LEDGER=" + string(d.cfg.Ledger) + " " + writ
		own := " --as " + string(protocol.ExerciseBooks(done.Record.Opening.Requester))
		lines = append(lines, "  "+books+" ledger verify"+own, "  "+books+" report case "+short+own+" --exact")
		lines = append(lines, countAccess(books, done.Grants)...)
	}
	if d.server != nil && d.server.UI != "" {
		lines = append(lines, "each party's own view, in a browser:")
		for _, p := range d.dir.Parties {
			lines = append(lines, "  "+d.server.UI+"/namespaces/"+p.Namespace+"/workflows")
		}
	}
	return append(lines, "Ctrl-C stops")
}
