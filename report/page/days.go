package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"writ/report"
	"writ/report/figure"
)

func daysSections(c Content) ([]section, error) {
	d := c.Days
	if d == nil {
		return nil, nil
	}
	s := section{
		ID: "days", Title: "Where the days went",
		Lead: "Of the days from the beginning to the horizon: how many a case spent waiting for whom. The parts sum to the horizon, open cases counted; the time after the end is a part of its own.",
	}
	for _, part := range []struct {
		id, title string
		stays     []report.Stay
	}{{"parties", "Who held the days", d.Parties}, {"stages", "At which stage", d.Stages}} {
		if err := s.add(bars(c, d, "days-"+part.id, part.title, part.stays)); err != nil {
			return nil, err
		}
	}
	s.tables(d)
	return []section{s}, nil
}

// bars draws stays that sum to the horizon. What is not told of them is what is
// missing from the sum.
func bars(c Content, d *report.Days, id, title string, stays []report.Stay) figure.Bars {
	f := figure.Bars{Words: figure.Words{ID: id, Title: title, Foot: foot(c, d.Provenance)}, Horizon: float64(d.Tau)}
	missing := f.Horizon
	for _, s := range stays {
		if !s.Days.Value.Known() {
			continue
		}
		missing -= float64(s.Days.Value)
		f.Bars = append(f.Bars, figure.Bar{
			Name: s.Name, After: s.Ended,
			Days: max(float64(s.Days.Value), 0), Lower: float64(s.Days.Lower), Upper: float64(s.Days.Upper),
		})
	}
	if missing > 1e-6*f.Horizon && len(f.Bars) > 0 {
		nan := float64(none)
		f.Bars = append(f.Bars, figure.Bar{Name: "not told apart", Days: missing, Lower: nan, Upper: nan})
	}
	f.Summary = "No case answers the question."
	if said := daysShort(d, stays); len(said) > 0 {
		f.Summary = strings.Join(said, " ")
	}
	return f
}

// daysShort names the three stays with the most days.
func daysShort(d *report.Days, stays []report.Stay) []string {
	held := slices.DeleteFunc(slices.Clone(stays), func(s report.Stay) bool { return s.Ended || !s.Days.Value.Known() })
	slices.SortStableFunc(held, func(a, b report.Stay) int { return cmp.Compare(b.Days.Value, a.Days.Value) })
	var parts []string
	for _, s := range held[:min(len(held), 3)] {
		parts = append(parts, fmt.Sprintf("%s %s days%s", s.Name, days(s.Days.Value), between(s.Days, days)))
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Of the first %s days, cases on average spent the most here: %s.", days(d.Tau), strings.Join(parts, ", "))}
}
