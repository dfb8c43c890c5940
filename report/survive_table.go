package report

import (
	"cmp"
	"fmt"
	"strconv"
)

// Tables are the groups side by side, then each group's curve.
func (s *Survival) Tables() []Table {
	t := Table{Title: "Groups", Columns: []string{"group", "n", "ended", "censored", "25 %", "50 %", "75 %", "mean to " + full(s.Tau)}, Right: []int{1, 2, 3, 4, 5, 6, 7}}
	for _, g := range s.Groups {
		row := []string{cmp.Or(g.Name, "all"), whole(g.N), whole(g.Events), whole(g.Censored)}
		for _, q := range g.Quantiles {
			row = append(row, measured(q.Time, q.Lower, q.Upper))
		}
		t.Rows = append(t.Rows, append(row, digits(g.Mean.Mean)))
	}
	if s.Test != nil {
		t.Notes = append(t.Notes, s.Test.sentence("groups"))
	}
	for _, c := range s.CauseTests {
		t.Notes = append(t.Notes, fmt.Sprintf("Cause %d alone: %s", c.Cause, c.sentence("groups")))
	}
	t.Notes = append(t.Notes, s.Conventions...)
	tables := []Table{t}
	for _, g := range s.Groups {
		tables = append(tables, g.curve())
		for _, c := range g.Causes {
			tables = append(tables, c.table(g.Name))
		}
	}
	return tables
}

func whole(n int64) string { return strconv.FormatInt(n, 10) }

// digits writes a figure of an unknown unit with six digits.
func digits(n Number) string {
	if !n.Known() {
		return dash
	}
	return strconv.FormatFloat(float64(n), 'g', 6, 64)
}

// measured writes a time with its interval: "23 (from 13)".
func measured(value, lower, upper Number) string {
	text := "not reached"
	if value.Known() {
		text = digits(value)
	}
	return text + bracket(Estimate{value, lower, upper}, digits)
}

func (g SurvivalGroup) curve() Table {
	t := Table{Title: "Survival, " + cmp.Or(g.Name, "all"), Columns: []string{"time", "at risk", "ended", "S", "SE", "lower", "upper", "hazard"}, Right: []int{0, 1, 2, 3, 4, 5, 6, 7}}
	if g.Band != nil {
		t.Columns = append(t.Columns, "band lower", "band upper")
		t.Right = append(t.Right, 8, 9)
		t.Notes = append(t.Notes, g.Band.note())
	}
	for _, p := range g.Points {
		row := []string{digits(p.Time), whole(p.AtRisk), whole(p.Events), digits(p.S), digits(p.SE), digits(p.Lower), digits(p.Upper), digits(p.H)}
		if g.Band != nil {
			row = append(row, p.limits(digits)...)
		}
		t.Rows = append(t.Rows, row)
	}
	if len(g.Points) == 0 {
		t.Notes = append(t.Notes, "Nothing ended: S is 1 up to the last time.")
	}
	return t
}

func (c CausePoints) table(group string) Table {
	t := Table{
		Title:   fmt.Sprintf("Incidence of cause %d, %s", c.Cause, cmp.Or(group, "all")),
		Columns: []string{"time", "F", "SE", "lower", "upper"}, Right: []int{0, 1, 2, 3, 4},
	}
	for _, p := range c.Points {
		t.Rows = append(t.Rows, []string{digits(p.Time), digits(p.F), digits(p.SE), digits(p.Lower), digits(p.Upper)})
	}
	return t
}

// Records are the points of all curves; cause 0 is survival. There are columns for a
// band where one was asked for.
func (s *Survival) Records() Table {
	t := Table{Title: "survival", Columns: []string{"group", "cause", "time", "at_risk", "events", "value", "se", "lower", "upper"}}
	banded := len(s.Groups) > 0 && s.Groups[0].Band != nil
	if banded {
		t.Columns = append(t.Columns, "band_lower", "band_upper")
	}
	add := func(row []string, band []string) {
		if banded {
			row = append(row, band...)
		}
		t.Rows = append(t.Rows, row)
	}
	for _, g := range s.Groups {
		for _, p := range g.Points {
			add([]string{g.Name, "0", full(p.Time), whole(p.AtRisk), whole(p.Events), full(p.S), full(p.SE), full(p.Lower), full(p.Upper)}, p.limits(full))
		}
		for _, c := range g.Causes {
			for _, p := range c.Points {
				add([]string{g.Name, strconv.Itoa(c.Cause), full(p.Time), "", "", full(p.F), full(p.SE), full(p.Lower), full(p.Upper)}, []string{"", ""})
			}
		}
	}
	return t
}

// About is empty but for n: the table is the analyst's own.
func (s *Survival) About() Provenance {
	return Provenance{N: Count(s.N), Tau: s.Tau, Interval: s.interval, Exact: true}
}
