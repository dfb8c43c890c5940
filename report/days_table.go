package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Tables are the mean days by party, by stage and by both, the exact account of
// what has ended, and the differences.
func (d *Days) Tables() []Table {
	tables := []Table{}
	for _, part := range []struct {
		what string
		list []Stay
	}{{"party", d.Parties}, {"stage", d.Stages}, {"party and stage", d.States}} {
		tables = append(tables, d.stays(part.what, part.list))
	}
	tables[0].Notes = d.notes()
	if d.Closed != nil {
		tables = append(tables, d.Closed.table(d.Exact))
	}
	if len(d.Differences) > 0 {
		tables = append(tables, differences(d.Differences))
	}
	return tables
}

func (d *Days) stays(what string, list []Stay) Table {
	t := Table{
		Title:   fmt.Sprintf("Mean days per case in the first %s, by %s", days(d.Tau), what),
		Columns: []string{what, "cases", "days", "share"}, Right: []int{1, 2, 3},
	}
	sum := Number(0)
	for _, s := range list {
		t.Rows = append(t.Rows, []string{s.Name, s.N.String(), spans(s.Days), percent(s.Share)})
		sum += s.Days.Value
	}
	if len(list) > 0 {
		t.Rows = append(t.Rows, []string{"sum", d.N.String(), fixed(float64(sum), 1), percent(1)})
	}
	return t
}

func (a *Account) table(exact bool) Table {
	t := Table{
		Title:   "What closed cases took together",
		Columns: []string{"party and stage", "cases", "time", "share", "share of variance"}, Right: []int{1, 2, 3, 4},
	}
	for _, p := range a.Parts {
		t.Rows = append(t.Rows, []string{p.Name, p.N.String(), elapsed(p.Seconds), percent(p.Share), percent(p.Variance)})
	}
	if len(a.Parts) > 0 {
		t.Rows = append(t.Rows, []string{"sum", a.N.String(), elapsed(a.Total), percent(1), ""})
	}
	t.Notes = []string{"A sum over closed cases, for the account only: how long cases take is told above, where open ones count."}
	if !exact && len(a.Parts) > 0 {
		t.Notes = append(t.Notes, "Each part is rounded to days.")
	}
	return t
}

// mostSentences is how many differences are put in words, the largest.
const mostSentences = 3

func differences(list []Difference) Table {
	t := Table{
		Title:   "Why groups differ, in mean days until the end",
		Columns: []string{"group", "n", "days", "against", "n", "days", "difference", "by mix", "by pace"},
		Right:   []int{1, 2, 4, 5, 6, 7, 8},
	}
	one := func(n Number) string { return fixed(float64(n), 1) }
	for _, d := range list {
		t.Rows = append(t.Rows, []string{d.B, d.NB.String(), one(d.DaysB), d.A, d.NA.String(), one(d.DaysA), one(d.Total), one(d.Mix), one(d.Rate)})
	}
	within := list[0].Within
	t.Notes = []string{fmt.Sprintf("By mix: what it would be if the groups only had other shares of each %s. By pace: what it would be if they only took longer or shorter within the same %s. The two sum to the difference. Open cases count; each pair is compared as far as both were followed.", within, within)}
	largest := slices.SortedStableFunc(slices.Values(list), func(a, b Difference) int {
		return cmp.Compare(math.Abs(float64(b.Total)), math.Abs(float64(a.Total)))
	})
	for _, d := range largest[:min(len(largest), mostSentences)] {
		t.Notes = append(t.Notes, d.Sentence)
	}
	return t
}

// Records are all mean times and all parts of the account.
func (d *Days) Records() Table {
	t := Table{Title: "days", Columns: []string{"figure", "party", "stage", "cases", "value", "lower", "upper", "share", "variance_share"}}
	for _, part := range []struct {
		what string
		list []Stay
	}{{"party_days", d.Parties}, {"stage_days", d.Stages}, {"state_days", d.States}} {
		for _, s := range part.list {
			party, stage := s.Party, s.Stage
			if s.Ended {
				stage = s.Name
			}
			if s.Name == others {
				party = others
			}
			row := append([]string{part.what, party, stage, s.N.String()}, fulls(s.Days)...)
			t.Rows = append(t.Rows, append(row, full(s.Share), ""))
		}
	}
	if d.Closed != nil {
		for _, p := range d.Closed.Parts {
			party := p.Party
			if p.Name == others {
				party = others
			}
			t.Rows = append(t.Rows, []string{"closed_seconds", party, p.Stage, p.N.String(), whole(p.Seconds), "", "", full(p.Share), full(p.Variance)})
		}
	}
	for _, x := range d.Differences {
		for _, v := range []struct {
			what string
			n    Number
		}{{"difference_days", x.Total}, {"difference_mix_days", x.Mix}, {"difference_rate_days", x.Rate}} {
			t.Rows = append(t.Rows, []string{v.what, x.A, x.B, "", full(v.n), "", "", "", ""})
		}
	}
	return t
}
