package cli

import (
	"fmt"
	"slices"
	"time"

	"writ/casefile"
)

// hopFigure is a figure of days that people ask for.
type hopFigure struct {
	Name   string          `json:"name"`
	Step   casefile.StepID `json:"step"`
	Figure casefile.Figure `json:"figure"`
}

// The figures of a hop, and that of the case, in the order of printing.
var (
	hopFigures = []struct {
		name     string
		from, to casefile.MilestoneName
	}{
		{"refusal after request", casefile.MilestoneFirstAsked, casefile.MilestoneFirstRefused},
		{"order after refusal", casefile.MilestoneFirstRefused, casefile.MilestoneOrdered},
		{"answer after refusal", casefile.MilestoneFirstRefused, casefile.MilestoneDisclosed},
		{"answer after service", casefile.MilestoneServed, casefile.MilestoneDisclosed},
		{"whole hop", casefile.MilestoneStarted, casefile.MilestoneEnded},
	}
	identified = "identified after detection"
)

// figures computes the figures whose both ends have happened.
func figures(r casefile.Record, s casefile.State) []hopFigure {
	var all []hopFigure
	add := func(name string, step casefile.StepID, marks []casefile.Milestone, from, to casefile.MilestoneName) {
		a, okA := milestone(marks, from)
		b, okB := milestone(marks, to)
		if !okA || !okB {
			return
		}
		// A pair in the other order (an answer that came before the service of a
		// later order) is no figure.
		if f, err := casefile.FigureBetween(a, b, r.Opening.Zone); err == nil {
			all = append(all, hopFigure{Name: name, Step: step, Figure: f})
		}
	}
	for _, h := range s.Hops {
		marks := casefile.MilestonesOf(r, casefile.StepID(h.ID))
		for _, f := range hopFigures {
			add(f.name, casefile.StepID(h.ID), marks, f.from, f.to)
		}
	}
	add(identified, casefile.StepCase, casefile.Milestones(r), casefile.MilestoneDetected, casefile.MilestoneIdentified)
	return all
}

func milestone(marks []casefile.Milestone, name casefile.MilestoneName) (casefile.Milestone, bool) {
	i := slices.IndexFunc(marks, func(m casefile.Milestone) bool { return m.Name == name })
	if i < 0 {
		return casefile.Milestone{}, false
	}
	return marks[i], true
}

// writeDays prints the account of days: its two ends, who held how long, in
// which step, and the figures.
func (v caseView) writeDays(p *page, t telling) {
	if v.Account == nil {
		return
	}
	a := *v.Account
	title := "days"
	if a.Provisional {
		title = "days so far (the case is open: a later fact may move them between parties)"
	}
	p.title(title)
	p.line("  from %-9s %s", a.From.Name, stamp(a.From.At, t.zone))
	p.line("  to   %-9s %s", a.To.Name, stamp(a.To.At, t.zone))
	p.line("  total          %s elapsed; %s touched; %s between the dates", elapsed(a.Total),
		counted(a.DatesTouched, "calendar date"), counted(a.DaysBetween, "day"))

	var held []share
	for _, s := range a.ByParty {
		held = append(held, share{string(s.Party), s.Elapsed})
	}
	writeShares(p, "  held by", a.Total, held)
	held = nil
	for _, s := range a.BySteps {
		held = append(held, share{v.stepName(s.Step, t), s.Elapsed})
	}
	writeShares(p, "  in step", a.Total, held)
	v.writeFigures(p, t)
}

func (v caseView) stepName(id casefile.StepID, t telling) string {
	if h, ok := t.hops[id]; ok {
		return fmt.Sprintf("hop %d, %s", h.N, h.Holder)
	}
	return t.step(id)
}

// share is one line of a breakdown.
type share struct {
	name string
	time time.Duration
}

// writeShares prints a breakdown whose printed parts sum to the printed total.
func writeShares(p *page, title string, total time.Duration, shares []share) {
	parts := make([]time.Duration, len(shares))
	for i, s := range shares {
		parts[i] = s.time
	}
	total = total.Truncate(time.Second)
	rows := [][]string{}
	for i, part := range wholeSeconds(parts) {
		rows = append(rows, []string{shares[i].name, elapsed(part), percent(part, total)})
	}
	rows = append(rows, []string{"sum", elapsed(total), percent(total, total)})
	p.line("%s", title)
	p.table("    ", rows, 1, 2)
}

func percent(part, total time.Duration) string {
	if total <= 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(part)/float64(total))
}

func (v caseView) writeFigures(p *page, t telling) {
	if len(v.Figures) == 0 {
		return
	}
	rows := [][]string{}
	for _, f := range v.Figures {
		rows = append(rows, []string{
			t.step(f.Step), f.Name, elapsed(f.Figure.Elapsed),
			counted(f.Figure.DatesTouched, "date") + " touched", counted(f.Figure.DaysBetween, "day") + " between",
		})
	}
	p.line("  figures")
	p.table("    ", rows, 2, 3, 4)
}

// counted writes a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
