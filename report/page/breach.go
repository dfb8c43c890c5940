package page

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"writ/report"
	"writ/report/figure"
)

var none = report.Number(math.NaN())

func breachSections(c Content) ([]section, error) {
	b := c.Breach
	if b == nil {
		return nil, nil
	}
	s := section{
		ID: "breaches", Title: "Which clocks are missed",
		Lead: "A wait with a clock misses it when it is still open as the clock runs out. Gates are ranked from 30 waits and 10 events on; a gate stands out when chance alone would hardly bring it there.",
	}
	for _, d := range slices.Concat([]figure.Drawer{gates(c, b)}, funnels(c, b), []figure.Drawer{grid(c, b)}) {
		if err := s.add(d); err != nil {
			return nil, err
		}
	}
	s.tables(b)
	return []section{s}, nil
}

// gates are the curves of the stages, on one scale.
func gates(c Content, b *report.Breach) figure.Survival {
	f := figure.Survival{
		Words: figure.Words{
			ID: "breaches-gates", Title: "How long each gate stays open",
			Summary: "No gate has waits enough to tell.", Foot: foot(c, b.Provenance),
		},
		Axis: "days waited",
	}
	type miss struct {
		share float64
		words string
	}
	var missed []miss
	for _, g := range b.Stages {
		if len(g.Curve.Days) == 0 || g.N == report.Withheld {
			continue
		}
		p := figure.Panel{
			Title: g.Stage, Note: fmt.Sprintf("n %s, ended %s, open %s", count(g.N), count(g.Events), count(g.Censored)),
			Curve: figure.Curve{Times: floats(g.Curve.Days), Share: clamped(g.Curve.Open), Lower: floats(g.Curve.Lower), Upper: floats(g.Curve.Upper)},
		}
		if g.Due.Known() && g.Due > 0 {
			p.Deadline = float64(g.Due)
			p.Missed = figure.Percent(at(p.Curve, p.Deadline)) + " still open"
			missed = append(missed, miss{at(p.Curve, p.Deadline), fmt.Sprintf("%s: %s on day %s.", g.Stage, p.Missed, days(g.Due))})
		}
		for i, h := range g.Horizons {
			if i < len(g.AtRisk) {
				p.AtRisk = append(p.AtRisk, figure.AtRisk{Time: float64(h), N: count(g.AtRisk[i])})
			}
		}
		if g.N != 0 {
			p.AtRisk = append([]figure.AtRisk{{N: count(g.N)}}, p.AtRisk...)
		}
		p.Horizon = reach(p, g)
		f.Panels = append(f.Panels, p)
	}
	if len(f.Panels) > 0 {
		f.Summary = "Share of the waits at each stage that are still open, by day; each stage on its own scale of days. The upright line is the median length of the stage's clocks."
		slices.SortStableFunc(missed, func(a, b miss) int { return cmp.Compare(b.share, a.share) })
		for _, m := range missed[:min(len(missed), 2)] {
			f.Summary += " " + m.words
		}
	}
	return f
}

// reach is the horizon of a gate: the first at which under 5 % are open, and that
// lies well beyond its clock.
func reach(p figure.Panel, g report.GateCurve) float64 {
	for _, h := range g.Horizons {
		if float64(h) >= 1.25*p.Deadline && at(p.Curve, float64(h)) < 0.05 {
			return float64(h)
		}
	}
	end := math.Ceil(max(p.Curve.Times[len(p.Curve.Times)-1], 1.25*p.Deadline, 1))
	if n := len(g.Horizons); n > 0 {
		return max(float64(g.Horizons[n-1]), math.Ceil(1.25*p.Deadline))
	}
	return end
}

// at reads a curve on a day.
func at(c figure.Curve, day float64) float64 {
	share := 1.0
	for i, t := range c.Times {
		if t > day {
			break
		}
		share = c.Share[i]
	}
	return share
}

func clamped(ns []report.Number) []float64 {
	out := floats(ns)
	for i := range out {
		out[i] = min(max(out[i], 0), 1)
	}
	return out
}

// funnels are of the holders, and of the gates one by one.
func funnels(c Content, b *report.Breach) []figure.Drawer {
	return []figure.Drawer{
		funnel(c, b, "breaches-holders", "Which holders stand out, and which only look so", "one holder, all its waits with a clock", b.Holders,
			func(r report.BreachRow) string { return cmp.Or(r.Holder, r.Name) }),
		funnel(c, b, "breaches-funnel", "Which gates stand out", "one stage at one party under one instrument", b.Gates,
			func(r report.BreachRow) string {
				return strings.Join(kept(cmp.Or(r.Holder, r.Party), r.Instrument, r.Stage), ", ")
			}),
	}
}

func funnel(c Content, b *report.Breach, id, title, each string, rows []report.BreachRow, name func(report.BreachRow) string) figure.Funnel {
	f := figure.Funnel{
		Words: figure.Words{
			ID: id, Title: title, Summary: "None has waits enough to tell.",
			Foot: foot(c, b.Provenance, figure.Fact{Name: "each dot", Value: each},
				figure.Fact{Name: "limits", Value: "binomial, about the share of all that are drawn: dotted 95" + thin + "%, dashed 99.8" + thin + "%"},
				figure.Fact{Name: "dots", Value: "large beyond 99.8" + thin + "%, red above and blue below; small and coloured beyond 95" + thin + "%; grey within"}),
		},
		Axis: "waits with a clock", Value: "share of waits that missed their clock",
	}
	var breached, all float64
	for _, r := range rows {
		if n := size(r.N); n > 0 && r.Probability.Value.Known() {
			share := min(max(float64(r.Probability.Value), 0), 1)
			breached, all = breached+share*float64(n), all+float64(n)
			f.Points = append(f.Points, figure.Point{Name: name(r), N: n, Share: share})
		}
	}
	if n := len(f.Points); n > 0 {
		f.Centre = breached / all
		f.Summary = fmt.Sprintf("%d dots by how many waits with a clock they stand for, and the share that missed it. Between the curved lines lies what chance alone gives about the share of all, %s. What is above them misses more than chance explains.",
			n, figure.Percent(f.Centre))
		if untold := len(rows) - n; untold > 0 {
			f.Summary += fmt.Sprintf(" Not drawn: %d with under 10 waits, or with 1 to 9 missed.", untold)
		}
	}
	return f
}

func grid(c Content, b *report.Breach) figure.Heat {
	f := figure.Heat{
		Words: figure.Words{
			ID: "breaches-grid", Title: "How long, by holder and instrument",
			Summary: "Median days waited at each holder under each instrument, with the 95" + thin + "% interval and how many; the longer, the stronger the shade.",
			Foot:    foot(c, b.Provenance),
		},
		Corner: "holder",
	}
	cells := map[[2]string]report.GridCell{}
	for _, g := range b.Grid {
		cells[[2]string{g.Holder, g.Instrument}] = g
		if size(g.N) > 0 { // rows and columns of which nothing is told would tell nothing
			f.Rows, f.Columns = append(f.Rows, g.Holder), append(f.Columns, g.Instrument)
		}
	}
	slices.Sort(f.Rows)
	slices.Sort(f.Columns)
	f.Rows, f.Columns = slices.Compact(f.Rows), slices.Compact(f.Columns)
	named := slices.Clone(f.Columns)
	for i, c := range f.Columns {
		if c == "-" || c == "" {
			named[i] = "no instrument"
		}
	}
	for _, holder := range f.Rows {
		var row []figure.HeatCell
		for _, instrument := range f.Columns {
			g, ok := cells[[2]string{holder, instrument}]
			cell := figure.HeatCell{Median: float64(g.Median.Value), Lower: float64(g.Median.Lower), Upper: float64(g.Median.Upper)}
			if ok {
				cell.N, cell.Withheld, cell.Untold = count(g.N), g.N == report.Withheld, g.Events == report.Withheld
			}
			row = append(row, cell)
		}
		f.Cells = append(f.Cells, row)
	}
	f.Columns = named
	return f
}

// breachShort names the gate that most certainly misses its clock, and the share
// of all.
func breachShort(b *report.Breach) []string {
	if !b.Overall.Value.Known() {
		return nil
	}
	said := []string{fmt.Sprintf("%s%s of all waits with a clock missed it.", percent(b.Overall.Value), between(b.Overall, percent))}
	for _, r := range b.Gates {
		if r.Rank == 1 && r.Q < 0.05 { // an unknown q is not less
			said = append(said, fmt.Sprintf("First among those that miss it more than others: %s, %s%s of %s waits.", r.Name, percent(r.Probability.Value), between(r.Probability, percent), count(r.N)))
		}
	}
	return said
}
