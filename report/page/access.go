package page

import (
	"fmt"
	"strings"

	"writ/report"
	"writ/report/figure"
)

func accessSections(c Content) ([]section, error) {
	a := c.Access
	if a == nil || !a.Any() {
		return nil, nil
	}
	s := section{
		ID: "access", Title: "Standing access",
		Lead: "What became of standing access: how the grants stand, the uses by rule, reviews and negotiations; how long it took from a finding to an ending and from there to an answer; and the hops that were thrown back on legal process. A negotiation of which no result is known is open.",
	}
	for i, side := range a.Sides {
		for j, span := range side.Spans {
			title := span.Title
			if len(a.Sides) > 1 {
				title += ", " + side.Side
			}
			if err := s.add(spanStack(c, a, span, fmt.Sprintf("access-%d-%d", i+1, j+1), title)); err != nil {
				return nil, err
			}
		}
	}
	if a.ThrownBack != nil {
		if err := s.add(spanStack(c, a, *a.ThrownBack, "access-back", a.ThrownBack.Title)); err != nil {
			return nil, err
		}
	}
	s.tables(a)
	return []section{s}, nil
}

// spanStack draws an interval as the whole of an answer about latency is drawn.
func spanStack(c Content, a *report.Access, s report.AccessSpan, id, title string) figure.Stack {
	l := &report.Latency{Provenance: s.Provenance, Horizons: a.Horizons, All: s.All}
	f := stack(c, l, id)
	f.Title = title
	f.Summary = "Too few to tell."
	if said := spanShort(s); len(said) > 0 {
		f.Summary = strings.Join(said, " ")
	}
	return f
}

// accessShort is what the page says of standing access in a few sentences.
func accessShort(a *report.Access) []string {
	var all []string
	for _, side := range a.Sides {
		for _, s := range side.Spans {
			all = append(all, spanShort(s)...)
		}
	}
	if a.ThrownBack != nil {
		all = append(all, spanShort(*a.ThrownBack)...)
	}
	return all
}

// spanShort says by which day half had come from one end to the other.
func spanShort(s report.AccessSpan) []string {
	if size(s.N) == 0 || s.Events == report.Withheld || len(s.All.Ends) == 0 {
		return nil
	}
	for _, q := range s.All.Quantiles {
		if q.P != 0.5 {
			continue
		}
		if q.Days.Value.Known() {
			return []string{fmt.Sprintf("Of %s, half came from %s to %s by day %s%s.", count(s.N)+" "+s.Unit+plural(s.N), s.From, s.To, days(q.Days.Value), between(q.Days, days))}
		}
		return []string{fmt.Sprintf("Of %s, fewer than half came from %s to %s: the median is not reached.", count(s.N)+" "+s.Unit+plural(s.N), s.From, s.To)}
	}
	return nil
}
