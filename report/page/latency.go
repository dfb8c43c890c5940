package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"writ/report"
	"writ/report/figure"
)

// endInks gives each end the same ink on every page.
var endInks = map[string]figure.Ink{
	"identified": figure.Blue, "disclosed": figure.Blue, "refused": figure.Orange, "gone": figure.Purple,
	"not unique": figure.Sky, "anonymised": figure.Red, "withdrawn": figure.Yellow, "other end": figure.Grey,
}

func endInk(name string, i int) figure.Ink {
	if ink, ok := endInks[name]; ok {
		return ink
	}
	return figure.Series[i%len(figure.Series)]
}

func latencySections(c Content) ([]section, error) {
	var all []section
	for i, l := range c.Latency {
		s := section{
			ID: fmt.Sprintf("latency-%d", i+1), Title: fmt.Sprintf("How long from %s to %s", l.From, l.To),
			Lead: "How large a share had come to which end by which day since " + l.From + ". What is open is neither lost nor assumed to end well.",
		}
		if len(l.By) > 0 {
			s.Title += ", by " + strings.Join(l.By, " and ")
			s.Lead = "The same question for each group. Groups are made by what was known at the opening."
			if err := s.add(groups(c, l, s.ID)); err != nil {
				return nil, err
			}
		}
		if len(l.By) == 0 || i == 0 {
			if err := s.add(stack(c, l, s.ID)); err != nil {
				return nil, err
			}
		}
		s.tables(l)
		all = append(all, s)
	}
	return all, nil
}

// stack draws the whole of an answer.
func stack(c Content, l *report.Latency, id string) figure.Stack {
	f := figure.Stack{
		Words: figure.Words{
			ID: id + "-stack", Title: "Which end, by which day",
			Summary: strings.Join(latencyShort(l), " "),
			Foot:    foot(c, l.Provenance),
		},
		Axis: fmt.Sprintf("%s days since %s", l.Clock, l.From), Horizon: horizon(l), Times: floats(l.All.Curve.Days),
	}
	if f.Summary == "" {
		f.Summary = "Cumulative incidence of each end, stacked, with what is open on top."
	}
	rest := figure.End{Name: "not told apart", Ink: figure.Grey, Share: make([]float64, len(f.Times))}
	for i, open := range l.All.Curve.Open {
		rest.Share[i] = 1 - float64(open)
	}
	for k, e := range l.All.Ends {
		share := floats(l.All.Curve.Ends[k])
		if slices.ContainsFunc(l.All.Curve.Ends[k], func(n report.Number) bool { return !n.Known() }) {
			continue // it stays among the rest
		}
		for i := range share {
			share[i] = min(max(share[i], 0), 1)
			rest.Share[i] -= share[i]
		}
		f.Ends = append(f.Ends, figure.End{Name: e.End, Ink: endInk(e.End, k), Share: share})
	}
	told := true
	for i, r := range rest.Share {
		rest.Share[i] = max(r, 0)
		told = told && r < 1e-9
	}
	if !told {
		f.Ends = append(f.Ends, rest)
	}
	if len(f.Times) > 0 {
		f.AtRisk = append(f.AtRisk, figure.AtRisk{N: count(l.All.N)})
	}
	for i, h := range l.Horizons {
		if i < len(l.All.AtRisk) {
			f.AtRisk = append(f.AtRisk, figure.AtRisk{Time: float64(h), N: count(l.All.AtRisk[i])})
		}
	}
	return f
}

func horizon(l *report.Latency) float64 {
	if l.Tau.Known() && l.Tau > 0 {
		return float64(l.Tau)
	}
	if n := len(l.Horizons); n > 0 {
		return float64(l.Horizons[n-1])
	}
	return 180
}

// groups draws the share of each group that came to the wanted end by one of the
// horizons, with its interval: cohorts in the order of time, others by share.
func groups(c Content, l *report.Latency, id string) figure.Drawer {
	w := figure.Words{ID: id + "-groups", Title: "Group beside group", Summary: "No group is large enough to tell.", Foot: foot(c, l.Provenance)}
	at := middle(l.Horizons)
	if at < 0 || len(l.All.Ends) == 0 {
		return figure.Forest{Words: w}
	}
	day := days(l.Horizons[at])
	w.Title = fmt.Sprintf("%s within %s days", upper(l.To), day)
	var rows []figure.Row
	for _, g := range l.Groups {
		if g.N == report.Withheld || len(g.Ends) == 0 || !g.Ends[0].At[at].Value.Known() {
			continue
		}
		e := g.Ends[0].At[at]
		rows = append(rows, figure.Row{Name: g.Name, Value: float64(e.Value), Lower: float64(e.Lower), Upper: float64(e.Upper), N: count(g.N)})
	}
	centre := float64(l.All.Ends[0].At[at].Value)
	if n := len(rows); n > 0 {
		byShare := func(a, b figure.Row) int { return cmp.Compare(a.Value, b.Value) }
		most, least := slices.MaxFunc(rows, byShare), slices.MinFunc(rows, byShare)
		w.Summary = fmt.Sprintf("Of %d groups that are large enough to tell, %s had the largest share %s within %s days (%s), %s the smallest (%s).",
			n, most.Name, l.To, day, figure.Percent(most.Value), least.Name, figure.Percent(least.Value))
		if left := len(l.Groups) - n; left > 0 {
			w.Summary += fmt.Sprintf(" Not drawn: %d more, of which under ten were %s by then. These are the small ones and the slow ones, so the dots drawn lie too high.", left, l.To)
		}
	}
	words := fmt.Sprintf("share %s within %s %s days", l.To, day, l.Clock)
	if axis := periodOf(l.By); axis != "" {
		slices.SortStableFunc(rows, func(a, b figure.Row) int { return cmp.Compare(a.Name, b.Name) })
		return figure.Trend{Words: w, Axis: axis, Value: words, Centre: centre, Rows: rows}
	}
	return figure.Forest{Words: w, Axis: words, Rows: rows, Centre: centre}
}

// periodOf says by which period groups are made; "" where by none.
func periodOf(by []string) string {
	switch {
	case slices.Equal(by, []string{string(report.ByCohort)}):
		return "month of opening"
	case slices.Equal(by, []string{string(report.ByYear)}):
		return "year of opening"
	}
	return ""
}

// middle is the horizon by which groups are compared: 30 days where it is there.
func middle(horizons []report.Number) int {
	if i := slices.Index(horizons, 30); i >= 0 {
		return i
	}
	return (len(horizons) - 1) / 2
}

func latencyShort(l *report.Latency) []string {
	var all []string
	g := l.All
	at := middle(l.Horizons)
	if len(g.Ends) > 0 && at >= 0 && g.Ends[0].At[at].Value.Known() {
		e := g.Ends[0].At[at]
		all = append(all, fmt.Sprintf("By day %s since %s, %s%s of all were %s.", days(l.Horizons[at]), l.From, percent(e.Value), between(e, percent), l.To))
	}
	for _, q := range g.Quantiles {
		if q.P != 0.5 || len(g.Ends) == 0 {
			continue
		}
		if q.Days.Value.Known() {
			all = append(all, fmt.Sprintf("Half of all were %s by day %s%s since then.", l.To, days(q.Days.Value), between(q.Days, days)))
		} else if g.Events != report.Withheld && size(g.N) > 0 {
			all = append(all, fmt.Sprintf("Fewer than half of all were %s: the median is not reached.", l.To))
		}
	}
	return all
}

func floats(ns []report.Number) []float64 {
	out := make([]float64, len(ns))
	for i, n := range ns {
		out[i] = float64(n)
	}
	return out
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
