package report

import (
	"fmt"
	"slices"
)

// Tables are, for each group, the incidence of all ends at the horizons, and the
// times at which a quarter and half have reached the wanted end.
func (l *Latency) Tables() []Table {
	return []Table{l.incidences(), l.times()}
}

func (l *Latency) groups() []LatencyGroup { return append([]LatencyGroup{l.All}, l.Groups...) }

func (l *Latency) incidences() Table {
	t := Table{Title: fmt.Sprintf("Share that came to each end, by days since %s", l.From), Columns: []string{"group", "end", "n"}, Right: []int{2}}
	for i, h := range l.Horizons {
		t.Columns = append(t.Columns, days(h)+" d")
		t.Right = append(t.Right, 3+i)
	}
	t.Columns = append(t.Columns, "in the end")
	t.Right = append(t.Right, len(t.Columns)-1)
	for _, g := range l.groups() {
		if g.N == Withheld {
			t.Rows = append(t.Rows, withheldRow(t, g.Name, "all", g.N))
			continue
		}
		for i, e := range g.Ends {
			if i > 0 && e.N == 0 {
				continue // nobody came to this end
			}
			row := []string{g.Name, e.End, e.N.String()}
			for _, at := range e.At {
				row = append(row, percents(at))
			}
			t.Rows = append(t.Rows, append(row, percents(e.Final)))
		}
		row := []string{g.Name, "at risk", g.N.String()}
		for _, n := range g.AtRisk {
			row = append(row, n.String())
		}
		t.Rows = append(t.Rows, append(row, ""))
	}
	t.Notes = l.notes()
	if len(l.Groups) == 0 {
		t = t.without(0)
	}
	return t
}

// without leaves out a column that says the same in every row.
func (t Table) without(column int) Table {
	t.Columns = slices.Delete(slices.Clone(t.Columns), column, column+1)
	for i, r := range t.Rows {
		t.Rows[i] = slices.Delete(r, column, column+1)
	}
	right := []int{}
	for _, r := range t.Right {
		switch {
		case r > column:
			right = append(right, r-1)
		case r < column:
			right = append(right, r)
		}
	}
	t.Right = right
	return t
}

// withheldRow says that a group is not told.
func withheldRow(t Table, name, what string, n Count) []string {
	row := []string{name, what, n.String()}
	for len(row) < len(t.Columns) {
		row = append(row, dash)
	}
	return row
}

func (l *Latency) times() Table {
	t := Table{
		Title:   fmt.Sprintf("Days until a share of all is %s", l.To),
		Columns: []string{"group", "n", l.To, "open", "25 %", "50 %"}, Right: []int{1, 2, 3, 4, 5},
	}
	for _, g := range l.groups() {
		row := []string{g.Name, g.N.String(), g.Events.String(), g.Censored.String()}
		for i := range 2 {
			cell := dash
			if i < len(g.Quantiles) && g.Events != Withheld {
				cell = reached(g.Quantiles[i].Days)
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	if l.Test != nil {
		t.Notes = append(t.Notes, l.Test.sentence("the groups"))
	}
	return t
}

// sentence says what a log-rank test found.
func (t *Test) sentence(what string) string {
	strata, degrees := "", "degrees"
	if t.DF == 1 {
		degrees = "degree"
	}
	if t.Strata != "" {
		strata = ", within each " + t.Strata
	}
	return fmt.Sprintf("Log-rank test over %d groups%s: chi-squared %s on %d %s of freedom, p %s.",
		t.Groups, strata, fixed(float64(t.ChiSquared), 3), t.DF, degrees, probability(t.P))
}

// Records has a row for each group, end and horizon, and for each quantile.
func (l *Latency) Records() Table {
	t := Table{Title: "latency", Columns: []string{"group", "figure", "end", "at", "group_n", "end_n", "at_risk", "value", "lower", "upper"}}
	for _, g := range l.groups() {
		if g.N == Withheld {
			t.Rows = append(t.Rows, []string{g.Name, "withheld", "", "", g.N.String(), "", "", "", "", ""})
		}
		for _, e := range g.Ends {
			for i, at := range e.At {
				row := []string{g.Name, "incidence", e.End, full(l.Horizons[i]), g.N.String(), e.N.String(), g.AtRisk[i].String()}
				t.Rows = append(t.Rows, append(row, fulls(at)...))
			}
			row := []string{g.Name, "final", e.End, "", g.N.String(), e.N.String(), ""}
			t.Rows = append(t.Rows, append(row, fulls(e.Final)...))
		}
		for _, q := range g.Quantiles {
			row := []string{g.Name, "quantile_days", l.To, full(Number(q.P)), g.N.String(), g.Events.String(), ""}
			t.Rows = append(t.Rows, append(row, fulls(q.Days)...))
		}
	}
	return t
}
