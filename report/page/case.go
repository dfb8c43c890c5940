package page

import (
	"fmt"
	"strings"

	"writ/report"
	"writ/report/figure"
)

func caseSections(c Content) ([]section, error) {
	k := c.Case
	if k == nil {
		return nil, nil
	}
	s := section{
		ID: "case", Title: "One case beside its peers: " + k.ID,
		Lead: "Each wait of the case, and how many of its peers were done sooner, open ones counted.",
	}
	if err := s.add(beside(c, k)); err != nil {
		return nil, err
	}
	s.tables(k)
	return []section{s}, nil
}

func beside(c Content, k *report.Case) figure.Beside {
	f := figure.Beside{
		Words: figure.Words{ID: "case-waits", Title: "The waits of the case", Foot: foot(c, k.Provenance,
			figure.Fact{Name: "its end", Value: k.End},
			figure.Fact{Name: "marks", Value: "an upright mark is when a clock ran out; red is time beyond it; an arrow is a wait that lasts"})},
		Axis: "days since the first milestone",
	}
	for i := range f.Foot {
		if f.Foot[i].Name == "withheld" && !k.Exact {
			f.Foot[i].Value = "of the peers, counts of 1 to 9; the case's own figures are exact"
		}
	}
	var missed int
	for _, w := range k.Spells {
		name := strings.Join(kept(w.Step, w.Party, w.Stage), " · ")
		f.Waits = append(f.Waits, figure.Wait{
			Name: name, Start: max(float64(w.Start), 0), Days: max(float64(w.Days), 0), Due: float64(w.Due), Open: w.Open, Breached: w.Breached,
			Slower: float64(w.Peers.Slower), AtLeast: w.Peers.AtLeast, Peers: fmt.Sprintf("%s of %s", count(w.Peers.N), w.Peers.Peers),
		})
		if w.Breached {
			missed++
		}
	}
	f.Summary = fmt.Sprintf("%d waits, of which %d missed their clock.", len(k.Spells), missed)
	if k.Whole.Slower.Known() {
		atLeast := ""
		if k.Whole.AtLeast {
			atLeast = "at least "
		}
		f.Summary += fmt.Sprintf(" The whole case was slower than %s%s of %s of its peers.", atLeast, percent(k.Whole.Slower), count(k.Whole.N))
	}
	return f
}

func kept(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}
