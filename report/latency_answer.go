package report

import (
	"fmt"
	"slices"

	"writ/latency"
	"writ/ledger"
)

// tallies are the life tables of a question.
type tallies struct {
	all    *latency.Life
	groups map[ledger.Group]*latency.Life
	// strata are those of the groups within each instrument, for the test.
	strata map[ledger.Code]map[ledger.Group]*latency.Life
}

// tables are the life tables of what was found.
func (f *observed) tables() tallies {
	t := tallies{&latency.Life{}, map[ledger.Group]*latency.Life{}, map[ledger.Code]map[ledger.Group]*latency.Life{}}
	lives := f.tally.lives()
	for s, life := range lives {
		if len(lives) == 1 {
			t.all = life
		} else {
			t.all.Merge(life)
		}
		if len(f.q.ask.By) == 0 {
			continue
		}
		if !f.q.stratified() {
			t.groups[s.group] = life
			continue
		}
		lifeOf(t.groups, s.group).Merge(life)
		if t.strata[s.instrument] == nil {
			t.strata[s.instrument] = map[ledger.Group]*latency.Life{}
		}
		t.strata[s.instrument][s.group] = life
	}
	return t
}

func lifeOf[K comparable](in map[K]*latency.Life, k K) *latency.Life {
	if in[k] == nil {
		in[k] = &latency.Life{}
	}
	return in[k]
}

// stratified: holders are compared within each instrument, since instruments
// have clocks of their own and holders get them in different mixes.
func (q *question) stratified() bool {
	return slices.Contains(q.ask.By, ByHolder) && !slices.Contains(q.ask.By, ByInstrument)
}

func (q *question) answer(found *observed) (*Latency, error) {
	t := found.tables()
	tell := &teller{exact: q.Exact}
	l := &Latency{Groups: []LatencyGroup{}, By: []string{}}
	for _, d := range q.ask.By {
		l.By = append(l.By, string(d))
	}
	for _, h := range q.ask.Horizons {
		l.Horizons = append(l.Horizons, Number(h))
	}
	curves := []latency.Incidence{latency.AalenJohansen(t.all, q.causes()...)}
	keys := sortedGroups(q.groups, t.groups)
	for _, k := range keys {
		curves = append(curves, latency.AalenJohansen(t.groups[k], q.causes()...))
	}
	for _, c := range curves {
		if c.Err != nil {
			return nil, c.Err
		}
	}
	all, counts := tell.table([][]int64{cellsOf(curves[0])}, true)
	l.All = q.group(tell, []string{"all"}, curves[0], all[0], counts[0])
	cells := [][]int64{}
	for _, c := range curves[1:] {
		cells = append(cells, cellsOf(c))
	}
	sums, counts := tell.table(cells, true)
	for i, k := range keys {
		l.Groups = append(l.Groups, q.group(tell, q.groups.key(k), curves[i+1], sums[i], counts[i]))
	}
	var told []ledger.Group
	for i, k := range keys {
		if l.Groups[i].N != Withheld {
			told = append(told, k)
		}
	}
	l.Test = q.test(t, told)
	l.Provenance = q.provenance(found, l.All, tell)
	return l, nil
}

func (q *question) causes() []latency.Cause {
	causes := make([]latency.Cause, len(q.ends))
	for i := range causes {
		causes[i] = latency.Cause(i + 1)
	}
	return causes
}

// cellsOf are the counts of a group that sum to its n: each end, and what is open.
func cellsOf(f latency.Incidence) []int64 { return append(slices.Clone(f.Events), f.Censored) }

// group tells one group, with nothing but its name where it is too small.
func (q *question) group(tell *teller, key []string, f latency.Incidence, n Count, counts []Count) LatencyGroup {
	last := len(counts) - 1
	g := LatencyGroup{Key: key, Name: named(key), N: n, Events: counts[0], Censored: counts[last], Ends: []EndFigures{}, Quantiles: []Quantile{}, AtRisk: []Count{}}
	if n == Withheld {
		return g
	}
	hidden := make([]bool, len(q.ends))
	for i, name := range q.ends {
		hidden[i] = tell.small(f.Events[i])
		e := EndFigures{End: name, N: counts[i], Final: noEstimate}
		if !hidden[i] {
			e.Final = tell.share(estimate(f.At(latency.Cause(i+1), f.Last)))
		}
		for _, h := range q.ask.Horizons {
			e.At = append(e.At, tell.incidence(f, i, h))
		}
		g.Ends = append(g.Ends, e)
	}
	for _, p := range []float64{0.25, 0.5} {
		reached := noEstimate
		if !hidden[0] {
			reached = tell.times(quantile(f.Reaches(1, p)))
		}
		g.Quantiles = append(g.Quantiles, Quantile{p, reached})
	}
	for _, h := range q.ask.Horizons {
		risk := []int64{atRisk(f, h)}
		g.AtRisk = append(g.AtRisk, tell.within(n, risk, []bool{tell.small(risk[0])})[0])
	}
	g.Curve = curveOf(f, hidden, q.ask.Tau, q.Exact)
	return g
}

func named(key []string) string {
	name := ""
	for i, k := range key {
		if i > 0 {
			name += ", "
		}
		name += k
	}
	return name
}

func (q *question) provenance(found *observed, all LatencyGroup, tell *teller) Provenance {
	p := q.scope.provenance(tell)
	p.From, p.To, p.Unit, p.Clock, p.Tau, p.Interval = string(q.ask.From), string(q.ask.To), string(q.ask.Unit), q.ask.Clock, Number(q.ask.Tau), interval
	if q.Work != "" {
		p.Unit = "request"
	}
	p.N, p.Events, p.Censored = all.N, all.Events, all.Censored
	note := func(n int, format string) {
		if n > 0 {
			p.Notes = append(p.Notes, fmt.Sprintf(format, tell.count(int64(n))))
		}
	}
	note(found.before, "%s more never reached the beginning and are not in n.")
	note(found.inverse, "%s more have the end before the beginning and are not in n.")
	if len(q.rivals) > 0 {
		p.Notes = append(p.Notes, "An end shuts out the others; the shares and what is open sum to 1.")
	}
	if slices.Contains(q.ask.By, ByInstrument) {
		p.Notes = append(p.Notes, "The instrument is the one last served, or else last asked for; - is none yet.")
	}
	if q.ask.Clock == Working {
		p.Notes = append(p.Notes, "Working days are those open for the party awaited, in its zone and by its calendar, each counted whole.")
	}
	return p
}

func (s scope) provenance(tell *teller) Provenance {
	p := Provenance{Clock: Elapsed, AsOf: s.AsOf, Filters: s.filters(), Exact: s.Exact, Withheld: tell.withheld, Tau: none, Notes: []string{}}
	if s.Synthetic != "" {
		p.Notes = append(p.Notes, s.Synthetic)
	}
	return p
}

// About is what the result stands on.
func (p Provenance) About() Provenance { return p }
