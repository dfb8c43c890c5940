package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"writ/latency"
	"writ/ledger"
)

// pace says of which cases a life table is: a group's, of one kind.
type pace struct {
	group ledger.Group
	kind  ledger.Code
}

// paced is how long they take until the end.
type paced struct {
	n    int64
	life *latency.Life
}

// pace counts a case.
func (c *course) pace(s *ledger.Subject, total int64) {
	k := pace{c.groups.of(s), s.Instrument}
	if c.within {
		k.kind = s.Holder
	}
	cause := latency.Censored
	if s.End != ledger.Open {
		cause = 1
	}
	c.paces.add(c.paces.groups.of(k), total, cause)
}

// compared is a group that is compared with others.
type compared struct {
	name  string
	n     int64
	kinds map[ledger.Code]*paced
}

// differences compares groups in pairs: cohorts each with the one before, other
// groups each with the largest. Groups under ten cases are left out.
func (c *course) differences(tell *teller, by []Dimension) []Difference {
	if len(by) == 0 {
		return nil
	}
	found := map[ledger.Group]*compared{}
	for k, life := range c.paces.lives() {
		p := &paced{countOf(life), life}
		g := found[k.group]
		if g == nil {
			g = &compared{name: named(c.groups.key(k.group)), kinds: map[ledger.Code]*paced{}}
			found[k.group] = g
		}
		g.n += p.n
		g.kinds[k.kind] = p
	}
	groups, counts := []*compared{}, []int64{}
	for _, g := range found {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b *compared) int { return cmp.Compare(a.name, b.name) })
	for _, g := range groups {
		counts = append(counts, g.n)
	}
	var all []Difference
	told := map[*compared]Count{}
	for i, n := range tell.line(counts) {
		told[groups[i]] = n
	}
	groups = slices.DeleteFunc(groups, func(g *compared) bool { return told[g] == Withheld })
	for i, g := range groups {
		var from *compared
		if by[0] != ByCohort && by[0] != ByYear {
			from = slices.MaxFunc(groups, func(a, b *compared) int { return cmp.Compare(a.n, b.n) })
		} else if i > 0 {
			from = groups[i-1]
		}
		if from == nil || from == g {
			continue
		}
		if d, ok := c.difference(from, g, by[0]); ok {
			d.NA, d.NB = told[from], told[g]
			all = append(all, d)
		}
	}
	return all
}

// difference splits that of two groups by the kinds of their cases. A kind of
// which either group has under ten joins the others: its own mean would hang on
// a few. The horizon is the longest to which every kind was followed.
func (c *course) difference(a, b *compared, by Dimension) (Difference, bool) {
	kinds := []ledger.Code{}
	for k, p := range a.kinds {
		if q := b.kinds[k]; q != nil && p.n >= least && q.n >= least {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	curvesA, curvesB := a.curves(kinds), b.curves(kinds)
	tau := min(c.tau, followed(slices.Concat(curvesA, curvesB)))
	partsA, okA := parts(curvesA, a.n, tau)
	partsB, okB := parts(curvesB, b.n, tau)
	if !okA || !okB {
		return Difference{}, false
	}
	split, err := latency.Kitagawa(partsB, partsA)
	if err != nil {
		return Difference{}, false
	}
	d := Difference{
		Dimension: string(by), A: a.name, B: b.name, DaysA: mean(partsA), DaysB: mean(partsB), Tau: Number(tau),
		Total: Number(split.Total), Mix: Number(split.Mix), Rate: Number(split.Rate), Within: string(ByInstrument),
	}
	if by == ByInstrument {
		d.Within = string(ByHolder)
	}
	d.Sentence = d.sentence()
	return d, true
}

// sentence says what a difference is made of.
func (d Difference) sentence() string {
	one := func(n Number) string { return fixed(math.Abs(float64(n)), 1) }
	if one(d.Total) == "0.0" && one(d.Mix) == "0.0" {
		return fmt.Sprintf("Cases of %s take as long as those of %s.", d.B, d.A)
	}
	verb := func(n Number, more, less string) string {
		if n < 0 {
			return less
		}
		return more
	}
	part := func(n Number, more, less, same string) string {
		if one(n) == "0.0" {
			return same
		}
		return fmt.Sprintf("%s %s days", verb(n, more, less), one(n))
	}
	return fmt.Sprintf("Cases of %s take %s days %s than those of %s in the first %s: their mix of %ss %s, and within the same %s they %s.",
		d.B, one(d.Total), verb(d.Total, "more", "less"), d.A, days(d.Tau), d.Within, part(d.Mix, "adds", "saves", "changes nothing"),
		d.Within, part(d.Rate, "take longer by", "are faster by", "take as long"))
}

// curves are those of some kinds, and of all others together.
func (g *compared) curves(kinds []ledger.Code) []latency.Survival {
	curves, rest := []latency.Survival{}, latency.Life{}
	for _, k := range kinds {
		curves = append(curves, latency.KaplanMeier(g.kinds[k].life))
	}
	for k, p := range g.kinds {
		if !slices.Contains(kinds, k) {
			rest.Merge(p.life)
		}
	}
	return append(curves, latency.KaplanMeier(&rest))
}

func parts(curves []latency.Survival, n int64, tau float64) ([]latency.Part, bool) {
	list := make([]latency.Part, len(curves))
	for i, s := range curves {
		list[i].Share = float64(s.N) / float64(n)
		if s.N == 0 {
			continue
		}
		m, err := s.RestrictedMean(tau)
		if err != nil {
			return nil, false
		}
		list[i].Rate = m.Value
	}
	return list, true
}

func mean(parts []latency.Part) Number {
	sum := 0.0
	for _, p := range parts {
		sum += p.Share * p.Rate
	}
	return Number(sum)
}
