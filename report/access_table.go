package report

import "slices"

// Any reports whether there is any standing access to tell of.
func (a *Access) Any() bool { return len(a.Sides) > 0 || a.ThrownBack != nil }

// Tables are the grants by state, the uses by rule, the reviews by what opened them,
// the negotiations by result, and each interval.
func (a *Access) Tables() []Table {
	if !a.Any() {
		t := Table{Title: "Standing access", Columns: []string{"side", "state", "grants"}, Right: []int{2}}
		t.Notes = append([]string{"The ledger knew of none, as of " + a.asOf() + "."}, a.notes()[1:]...)
		return []Table{t}
	}
	tables := a.counts()
	for _, s := range a.Sides {
		for _, span := range s.Spans {
			tables = append(tables, span.table(a.named(s, span.Title)))
		}
	}
	if a.ThrownBack != nil {
		tables = append(tables, a.ThrownBack.table(a.ThrownBack.Title))
	}
	return tables
}

func (a *Access) asOf() string { return a.AsOf.Format("2006-01-02 15:04 -07:00") }

// named says of which side something is told, where there are two.
func (a *Access) named(s AccessSide, title string) string {
	if len(a.Sides) < 2 {
		return title
	}
	return title + ", " + s.Side
}

// counts are the tables of what is counted and not measured.
func (a *Access) counts() []Table {
	states := a.table("Standing access by state", "state", "grants", "How each stood as of "+a.asOf()+".")
	uses := a.table("Declared uses", "decided", "uses", "Uses that were decided, each once however often it was sent, as of "+a.asOf()+"; a refused one under the rule that it broke.")
	reviews := a.table("Reviews by what opened them", "opened by", "reviews", "Opened as of "+a.asOf()+"; refused-uses is a review that repeated refusals opened by themselves.")
	talks := a.table("Negotiations by result", "result", "negotiations", "Each began with a protest; as of "+a.asOf()+". No result known: the time in which it was to end has passed, and it is open.")
	for _, s := range a.Sides {
		add := func(t *Table, sum Count, parts ...AccessCount) {
			if sum == 0 {
				return
			}
			for _, p := range append(parts, AccessCount{"all", sum}) {
				t.Rows = append(t.Rows, []string{s.Side, p.Name, p.N.String()})
			}
		}
		add(&states, s.N, s.States...)
		add(&uses, s.Uses, append([]AccessCount{{"accepted", s.Accepted}}, append(prefixed("refused, ", s.Rules), AccessCount{"refused", s.Refused})...)...)
		add(&reviews, s.Reviews, s.Openings...)
		add(&talks, s.Talks, append(slices.Clone(s.Results), AccessCount{"no result known", s.NoResult}, AccessCount{"open", s.Running})...)
	}
	var tables []Table
	for _, t := range []Table{states, uses, reviews, talks} {
		if len(t.Rows) == 0 {
			continue
		}
		if len(a.Sides) == 1 {
			t = t.without(0)
		}
		tables = append(tables, t)
	}
	if len(tables) > 0 {
		tables[0].Notes = append(tables[0].Notes, a.notes()[1:]...)
	}
	return tables
}

func (a *Access) table(title, name, what, note string) Table {
	return Table{Title: title, Columns: []string{"side", name, what}, Right: []int{2}, Notes: []string{note}}
}

func prefixed(with string, counts []AccessCount) []AccessCount {
	all := []AccessCount{}
	for _, c := range counts {
		all = append(all, AccessCount{with + c.Name, c.N})
	}
	return all
}

// table has a row for all and for each group: how many came to each end, and the days
// by which a quarter and half of all had come to the first.
func (s *AccessSpan) table(title string) Table {
	t := Table{Title: title, Columns: []string{"group", s.Unit + "s"}}
	for _, e := range spanEnds(s.All) {
		t.Columns = append(t.Columns, e)
	}
	t.Columns = append(t.Columns, "open", "25 %", "50 %")
	for i := 1; i < len(t.Columns); i++ {
		t.Right = append(t.Right, i)
	}
	for _, g := range append([]LatencyGroup{s.All}, s.Groups...) {
		if g.N == Withheld {
			t.Rows = append(t.Rows, withheldGroup(t, g))
			continue
		}
		row := []string{g.Name, g.N.String()}
		for _, e := range g.Ends {
			row = append(row, e.N.String())
		}
		row = append(row, g.Censored.String())
		for _, q := range g.Quantiles {
			cell := dash
			if g.Events != Withheld {
				cell = reached(q.Days)
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = s.notes()
	if len(s.Groups) == 0 {
		t = t.without(0)
	}
	return t
}

// spanEnds are the names of the ends, of which a group that is too small to be told
// has none.
func spanEnds(g LatencyGroup) []string {
	names := []string{}
	for _, e := range g.Ends {
		names = append(names, e.End)
	}
	return names
}

func withheldGroup(t Table, g LatencyGroup) []string {
	row := []string{g.Name, g.N.String()}
	for len(row) < len(t.Columns) {
		row = append(row, dash)
	}
	return row
}

// Records has a row for each count, and for each share and quantile of an interval.
func (a *Access) Records() Table {
	t := Table{Title: "access", Columns: []string{"side", "figure", "group", "name", "at", "n", "value", "lower", "upper"}}
	for _, s := range a.Sides {
		count := func(figure, name string, n Count) {
			t.Rows = append(t.Rows, []string{s.Side, figure, "all", name, "", n.String(), "", "", ""})
		}
		all := func(figure string, parts []AccessCount, sum Count) {
			for _, p := range append(slices.Clone(parts), AccessCount{"all", sum}) {
				count(figure, p.Name, p.N)
			}
		}
		all("grants", s.States, s.N)
		count("uses", "accepted", s.Accepted)
		count("uses", "refused", s.Refused)
		count("uses", "all", s.Uses)
		all("refused_uses", s.Rules, s.Refused)
		all("reviews", s.Openings, s.Reviews)
		all("negotiations", append(slices.Clone(s.Results), AccessCount{"no result known", s.NoResult}, AccessCount{"open", s.Running}), s.Talks)
		for _, span := range s.Spans {
			t.Rows = append(t.Rows, span.records(s.Side, a.Horizons)...)
		}
	}
	if a.ThrownBack != nil {
		t.Rows = append(t.Rows, a.ThrownBack.records("", a.Horizons)...)
	}
	return t
}

func (s *AccessSpan) records(side string, horizons []Number) (rows [][]string) {
	for _, g := range append([]LatencyGroup{s.All}, s.Groups...) {
		add := func(name, at string, n Count, e Estimate) {
			rows = append(rows, append([]string{side, s.Name, g.Name, name, at, n.String()}, fulls(e)...))
		}
		add(s.Unit+"s", "", g.N, noEstimate)
		add("open", "", g.Censored, noEstimate)
		for _, e := range g.Ends {
			add(e.End, "", e.N, noEstimate)
			for i, at := range e.At {
				add("share "+e.End, full(horizons[i]), e.N, at)
			}
		}
		for _, q := range g.Quantiles {
			add("quantile days", full(Number(q.P)), g.Events, q.Days)
		}
	}
	return rows
}
