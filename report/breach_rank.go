package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"writ/latency"
	"writ/ledger"
)

func (g *gates) answer(tau float64) (*Breach, error) {
	tell := &teller{exact: g.Exact}
	b := &Breach{Gates: []BreachRow{}, Holders: []BreachRow{}, Targets: []BreachRow{}, Stages: []GateCurve{}, Grid: []GridCell{}, Overall: noEstimate}
	var err error
	if b.Gates, err = rowsOf(g, tell, g.gates, tau, g.describe); err != nil {
		return nil, err
	}
	if b.Holders, err = rowsOf(g, tell, g.holders, tau, func(h ledger.Code) BreachRow {
		return BreachRow{Name: g.dict.Text(h), Party: g.dict.Text(h), Holder: g.dict.Text(h)}
	}); err != nil {
		return nil, err
	}
	b.Stages, b.Grid = g.curves(tell, tau), g.cells(tell)
	for party, of := range g.targets {
		row, err := tellGate(tell, BreachRow{Name: "cases of " + g.dict.Text(party), Party: g.dict.Text(party)}, of, tau)
		if err != nil {
			return nil, err
		}
		b.Targets = append(b.Targets, row)
	}
	slices.SortFunc(b.Targets, func(x, y BreachRow) int { return cmp.Compare(x.Name, y.Name) })
	b.Provenance = g.provenance(tell)
	b.From, b.To, b.Unit, b.Tau, b.Interval = "the turn that began the wait", "the turn that ended it, or the as-of instant while open", "spell", Number(tau), interval
	whole, err := tellGate(tell, BreachRow{}, &g.all, tau)
	if err != nil {
		return nil, err
	}
	b.N, b.Events, b.Censored, b.Overall = whole.N, whole.Events, whole.undecided, whole.Probability
	b.Withheld = tell.withheld
	b.Notes = append(b.Notes,
		"n are spells with a clock. Events were decided: answered in time, or not answered when due; the censored are open and not yet due, or were withdrawn before.",
		"A due instant is the first at which an answer is late: what is answered in the second before it is in time.",
		fmt.Sprintf("Ranked from %d spells and %d decided ones on; q is the Benjamini-Hochberg value of breaching no more often than all the others.", fewestSpells, fewestEvents))
	return b, nil
}

func (g *gates) describe(k gateKey) BreachRow {
	r := BreachRow{Stage: string(k.stage.Name()), Party: g.dict.Text(k.party)}
	if k.instrument != 0 {
		r.Instrument = g.dict.Text(k.instrument)
	}
	if slices.Contains(g.names(ledger.HolderLabel), r.Party) {
		r.Holder = r.Party
	}
	r.unserved = k.unserved
	r.Name = named(slices.DeleteFunc([]string{r.Party, r.Stage, r.Instrument}, func(s string) bool { return s == "" }))
	return r
}

// rowsOf tells gates: those ranked first, by q and then by probability, and the
// others by name.
func rowsOf[K comparable](g *gates, tell *teller, of map[K]*gate, tau float64, describe func(K) BreachRow) ([]BreachRow, error) {
	type counted struct {
		row   BreachRow
		gate  *gate
		share latency.BreachShare
	}
	all := []counted{}
	for k, gate := range of {
		share, err := gate.Breach()
		if err != nil {
			return nil, err
		}
		all = append(all, counted{describe(k), gate, share})
	}
	slices.SortFunc(all, func(a, b counted) int { return cmp.Compare(a.row.Name, b.row.Name) })
	cells := [][]int64{}
	for _, c := range all {
		cells = append(cells, []int64{c.share.Answered, c.share.Breached, c.share.Undecided})
	}
	sums, counts := tell.table(cells, false)
	rows, ps := []BreachRow{}, []float64{}
	for i, c := range all {
		row, p := c.row, math.NaN()
		row.fill(tell, c.gate, c.share, sums[i], counts[i], tau)
		if row.Probability.Value.Known() && c.share.N >= fewestSpells && c.share.Answered+c.share.Breached >= fewestEvents {
			row.Rank = 1
			p = g.higher(c.gate, c.share)
		}
		row.P, ps, rows = Number(p), append(ps, p), append(rows, row)
	}
	for i, q := range latency.BenjaminiHochberg(ps) {
		rows[i].Q = Number(q)
	}
	rank(rows)
	return rows, nil
}

// higher is the p value of breaching no more often than all others do. Where
// there are no others, there is none.
func (g *gates) higher(one *gate, share latency.BreachShare) float64 {
	if g.hourly == nil {
		g.hourly = byHour(&g.all.Race)
	}
	var rest latency.Deadlines
	rest.Race.Merge(g.hourly)
	rest.Race.Subtract(byHour(&one.Race))
	others, err := rest.Breach()
	if err != nil || others.N == 0 {
		return math.NaN()
	}
	_, p := latency.HigherShare(share.Estimate, others.Estimate)
	return p
}

// byHour is a life table by hours: what all others do is the same to all digits
// that a test tells, and there are as many others as gates.
func byHour(l *latency.Life) *latency.Life {
	hours := &latency.Life{}
	for _, c := range l.Cells() {
		hours.Add(math.Ceil(c.Time*24-1e-9)/24, c.Cause, c.N)
	}
	return hours
}

// tellGate tells a gate that stands by itself.
func tellGate(tell *teller, row BreachRow, of *gate, tau float64) (BreachRow, error) {
	share, err := of.Breach()
	if err == nil {
		n, counts := tell.table([][]int64{{share.Answered, share.Breached, share.Undecided}}, false)
		row.fill(tell, of, share, n[0], counts[0], tau)
	}
	return row, err
}

// fill tells a gate's figures: n, and of it those answered in time, breached and
// undecided as counts says.
func (r *BreachRow) fill(tell *teller, g *gate, share latency.BreachShare, n Count, counts []Count, tau float64) {
	r.N, r.Breached, r.undecided = n, counts[1], counts[2]
	r.Probability, r.Excess, r.P, r.Q = noEstimate, noEstimate, none, none
	switch decided := share.Answered + share.Breached; {
	case r.N == Withheld:
		r.Events = Withheld
	case decided == 0:
	case tell.small(decided):
		r.Events = Withheld
	case r.N.Known() && r.undecided.Known():
		r.Events = Count(decided)
	case r.N.Known() && r.undecided == Withheld:
		r.Events = about(share.N - 5) // the undecided are 1 to 9
	case r.N.Known() && r.undecided != Covered:
		r.Events = about(share.N + int64(r.undecided)) // which is about so many, below 0
	default:
		r.Events = Covered
	}
	r.OpenPastDue = tell.part(r.Breached, share.Breached, g.pastDue)
	if !tell.enough(share.N, share.Breached) {
		return
	}
	r.Probability = tell.share(estimate(share.Estimate))
	if last := g.Overdue.Last(); share.Breached > 0 && last < tau {
		tau = last
	}
	if e, err := g.Deadlines.Excess(tau); err == nil {
		r.Excess = estimate(e)
	}
}

// rank numbers the rows that may be ranked and puts them first.
func rank(rows []BreachRow) {
	slices.SortStableFunc(rows, func(a, b BreachRow) int {
		if c := compareBool(a.Rank == 0, b.Rank == 0); c != 0 || a.Rank == 0 {
			return c
		}
		return cmp.Or(compareKnown(a.Q, b.Q), cmp.Compare(b.Probability.Value, a.Probability.Value))
	})
	for i := range rows {
		if rows[i].Rank > 0 {
			rows[i].Rank = i + 1
		}
	}
}

// compareKnown puts what is not known last.
func compareKnown(a, b Number) int {
	if a.Known() && b.Known() {
		return cmp.Compare(a, b)
	}
	return compareBool(!a.Known(), !b.Known())
}
