package cli

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/exercise"
	"writ/protocol"
	"writ/scenarios"
	"writ/worker"
)

// defaultScenario is the case that writ began with.
const defaultScenario = "longacre-2012"

// performance is what playing a scenario needs. The server is provisioned and
// the workers of all parties run.
type performance struct {
	Scenario  exercise.Scenario
	Speed     float64 // seconds of case time per second; 0: the scenario's own
	Config    worker.Config
	Directory protocol.Directory
}

// findScenario reads a scenario by its name, or from a file of one's own.
func findScenario(name string) (exercise.Scenario, error) {
	if name == "" {
		name = defaultScenario
	}
	var files fs.FS = scenarios.Files
	file := name + ".yaml"
	if strings.HasSuffix(name, ".yaml") {
		files, file = os.DirFS(filepath.Dir(name)), filepath.Base(name)
	}
	s, err := exercise.Load(files, file)
	if err == nil {
		return s, nil
	}
	known, listErr := exercise.Names(scenarios.Files)
	if listErr != nil {
		return s, listErr
	}
	return s, newFault("no-scenario", "there are "+strings.Join(known, ", ")+"; or name a file that ends in .yaml", "%s", err).because(err)
}

// play plays a scenario from start to end, and prints the steps of the case as
// it learns of them. Reminders and reviews are left to the timeline: an exercise
// holds alarms back, so they come late.
func (a *app) play(ctx context.Context, p performance) (exercise.Played, error) {
	clients := worker.NewClients(p.Config)
	defer clients.Close()
	out, date, widest := a.printer(), "", 0
	for _, id := range p.Directory.IDs() {
		widest = max(widest, len(id))
	}
	requester, _ := p.Directory.Party(p.Scenario.Case.Requester)
	abroad := telling{zone: zoneOf(requester.Zone)} // before there is a case, and beside it
	cols := columns{step: 5, by: widest}
	if len(p.Scenario.Grants) > 0 {
		cols.step = len(accessStep)
	}
	out.notes([]string{"", p.Scenario.Title, ""})
	out.notes(append(wrap(p.Scenario.Summary, out.width), ""))
	var printErr error
	played, err := exercise.Play(ctx, exercise.Stage{
		Client:    func(ctx context.Context, namespace string) (client.Client, error) { return clients.For(ctx, namespace) },
		Directory: p.Directory,
		Speed:     p.Speed,
		Ledger:    p.Config.Ledger.On(),
		Happened: func(e casefile.Event, r casefile.Record) {
			if out.mode == jsonMode || printErr != nil || !isStep(e) {
				return
			}
			tell := newTelling(r.Opening, casefile.Fold(r).Hops)
			printErr = out.stream(eventView{Event: e, tell: tell, date: &date, cols: cols})
		},
		Stood: func(e casefile.Event, g exercise.Grant) {
			if out.mode == jsonMode || printErr != nil || !isStood(e, g) {
				return
			}
			printErr = out.stream(stoodView{Event: e, grant: g, tell: abroad, date: &date, cols: cols})
		},
	}, p.Scenario)
	if err != nil {
		return played, err
	}
	return played, printErr
}

// isStep reports whether an event moves the case on.
func isStep(e casefile.Event) bool {
	switch e.Kind {
	case casefile.EvOpened, casefile.EvLead, casefile.EvPreserved, casefile.EvNotPreserved, casefile.EvRestricted,
		casefile.EvLeadMarked, casefile.EvNoneHeld:
		return true
	}
	return e.Turn
}

// agreement says how the counted days compare with those that the sources
// state.
func agreement(p exercise.Scenario, done exercise.Played) []string {
	wrong := p.Check(done)
	if len(wrong) == 0 {
		return []string{"", "The counts agree with the scenario's stated figures (scenarios/" + p.ID + ".yaml names the sources)."}
	}
	lines := []string{"", "These counts do NOT agree with the scenario's stated figures:"}
	for _, w := range wrong {
		lines = append(lines, "  "+w)
	}
	return lines
}

// provenance says what of a scenario no source documents, and where sources
// conflict.
func provenance(p exercise.Scenario, width int) []string {
	n, by := illustrative(p)
	lines := []string{""}
	if p.Illustrative {
		return append(lines, wrap("This scenario is illustrative: no source documents it. Identifiers are invented.", width)...)
	}
	if n > 0 {
		lines = append(lines, wrap(fmt.Sprintf("Illustrative, since no source documents them: %d of the %d acts%s, by %s. Identifiers are invented.",
			n, len(p.Acts)+len(p.Grants), map[bool]string{true: " and grants"}[len(p.Grants) > 0], strings.Join(by, ", ")), width)...)
	}
	if len(p.Conflicts) > 0 {
		lines = append(lines, "Where sources conflict:")
	}
	for _, c := range p.Conflicts {
		for i, line := range wrap(c, width-4) {
			lines = append(lines, map[bool]string{true: "  - ", false: "    "}[i == 0]+line)
		}
	}
	return lines
}

// illustrative counts the acts and grants that no source documents, and lists by
// whom they are.
func illustrative(p exercise.Scenario) (n int, by []string) {
	count := func(marked bool, party casefile.PartyID) {
		if !marked {
			return
		}
		n++
		if !slices.Contains(by, string(party)) {
			by = append(by, string(party))
		}
	}
	for _, g := range p.Grants {
		count(g.Illustrative, g.Grantor)
	}
	for _, act := range p.Acts {
		count(act.Illustrative, act.Party)
	}
	return n, by
}
