package report

import (
	"cmp"
	"slices"

	"writ/latency"
)

// curves are the waits at each stage, in the order of the stages. Each is estimated
// when it is told, and its life table is gone from then on: to the second, all
// together are large.
func (g *gates) curves(tell *teller, tau float64) []GateCurve {
	stages := make([]stageKey, 0, len(g.stages))
	for s := range g.stages {
		stages = append(stages, s)
	}
	slices.SortFunc(stages, func(a, b stageKey) int {
		return cmp.Or(cmp.Compare(a.stage, b.stage), compareBool(!a.unserved, !b.unserved))
	})
	list, cells := []GateCurve{}, [][]int64{}
	for _, s := range stages {
		_, events, censored := g.stages[s].Totals()
		cells = append(cells, []int64{events, censored})
	}
	sums, counts := tell.table(cells, false)
	for i, s := range stages {
		c := GateCurve{
			Stage: s.String(), N: sums[i], Events: counts[i][0], Censored: counts[i][1],
			Due: none, Median: noEstimate, Horizons: []Number{}, AtRisk: []Count{},
		}
		if c.N == Withheld {
			list = append(list, c)
			continue
		}
		f := latency.KaplanMeier(g.stages[s])
		delete(g.stages, s)
		clocks := g.clocks[s]
		if n := countOf(clocks); n > 0 && !tell.small(n) {
			c.Due = tell.time(latency.KaplanMeier(clocks).Quantile(0.5).Value)
		}
		if tell.enough(f.N, f.Events) {
			c.Median = tell.times(quantile(f.Quantile(0.5)))
			c.Curve = survivalCurve(f, tau, g.Exact)
		}
		for _, h := range DefaultHorizons() {
			risk := []int64{f.AtRisk(h)}
			c.Horizons, c.AtRisk = append(c.Horizons, Number(h)), append(c.AtRisk, tell.within(c.N, risk, []bool{tell.small(risk[0])})[0])
		}
		list = append(list, c)
	}
	return list
}

// countOf counts who is in a table; nobody where there is none.
func countOf(l *latency.Life) int64 {
	if l == nil {
		return 0
	}
	n, _, _ := l.Totals()
	return n
}

func quantile(q latency.Quantile) Estimate {
	return Estimate{Number(q.Value), Number(q.Lower), Number(q.Upper)}
}

// cells are the waits on each holder under each instrument, by name.
func (g *gates) cells(tell *teller) []GridCell {
	keys := make([]pair, 0, len(g.grid))
	for k := range g.grid {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b pair) int {
		return cmp.Or(cmp.Compare(g.dict.Text(a.holder), g.dict.Text(b.holder)), cmp.Compare(g.dict.Text(a.instrument), g.dict.Text(b.instrument)))
	})
	list, counts := []GridCell{}, [][]int64{}
	for _, k := range keys {
		_, events, censored := g.grid[k].Totals()
		counts = append(counts, []int64{events, censored})
	}
	sums, told := tell.table(counts, false)
	for i, k := range keys {
		c := GridCell{
			Holder: g.dict.Text(k.holder), Instrument: g.dict.Text(k.instrument),
			N: sums[i], Events: told[i][0], Censored: told[i][1], Median: noEstimate,
		}
		if n := counts[i]; tell.enough(n[0]+n[1], n[0]) {
			c.Median = tell.times(quantile(latency.KaplanMeier(g.grid[k]).Quantile(0.5)))
		}
		list = append(list, c)
	}
	return list
}
