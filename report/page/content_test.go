package page_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"writ/report"
	"writ/report/page"
)

// The contents below are made up from a seed: large enough, and uneven enough, to
// show what a page does with a real ledger. Nothing in them is a result.

var (
	nan   = report.Number(math.NaN())
	known = time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	ends  = []string{"identified", "refused", "gone", "not unique", "anonymised", "withdrawn", "other end"}
)

func about(from, to string, n, events int) report.Provenance {
	return report.Provenance{
		From: from, To: to, Unit: "case", Clock: report.Elapsed, AsOf: known, N: report.Count(n), Events: report.Count(events),
		Censored: report.Count(n - events), Tau: 180, Interval: "log-log", Withheld: 4, Filters: []string{"lane ordinary"},
		Notes: []string{"From opened to identified, elapsed days."},
	}
}

func est(v, half float64) report.Estimate {
	return report.Estimate{Value: report.Number(v), Lower: report.Number(max(v-half, 0)), Upper: report.Number(v + half)}
}

// waited is one made-up observation.
type waited struct {
	days float64
	end  int // -1: open
}

func draw(r *rand.Rand, n int, median float64, shares []float64) []waited {
	all := make([]waited, n)
	for i := range all {
		u, end := r.Float64(), len(shares)-1
		for k, s := range shares {
			if u -= s; u < 0 {
				end = k
				break
			}
		}
		t := median * math.Exp(0.8*r.NormFloat64()+0.15*float64(end))
		seen := 10 + 600*r.Float64()
		if t > seen {
			t, end = seen, -1
		}
		all[i] = waited{math.Ceil(t), end}
	}
	slices.SortFunc(all, func(a, b waited) int { return int(a.days - b.days) })
	return all
}

// curve is the Aalen-Johansen estimate of made-up observations by day.
func curve(all []waited, ends int, tau float64) report.Curve {
	c := report.Curve{Ends: make([][]report.Number, ends)}
	f := make([]float64, ends)
	open, risk := 1.0, len(all)
	add := func(day float64) {
		c.Days, c.Open = append(c.Days, report.Number(day)), append(c.Open, report.Number(open))
		for k := range f {
			c.Ends[k] = append(c.Ends[k], report.Number(f[k]))
		}
		lower, upper := nan, nan
		if open < 1 && open > 0 {
			e := est(open, 1.96*math.Sqrt(open*(1-open)/float64(max(risk, 4))))
			lower, upper = e.Lower, min(e.Upper, 1)
		}
		c.Lower, c.Upper = append(c.Lower, lower), append(c.Upper, upper)
	}
	add(0)
	for i := 0; i < len(all) && all[i].days <= tau; {
		day, before := all[i].days, risk
		gone := make([]int, ends)
		total := 0
		for ; i < len(all) && all[i].days == day; i++ {
			risk--
			if e := all[i].end; e >= 0 {
				gone[min(e, ends-1)]++
				total++
			}
		}
		for k := range gone {
			f[k] += open * float64(gone[k]) / float64(before)
		}
		open *= 1 - float64(total)/float64(before)
		if total > 0 {
			add(day)
		}
	}
	return c
}

func read(c report.Curve, k int, day float64) float64 {
	v := 0.0
	for i, d := range c.Days {
		if float64(d) <= day {
			v = float64(c.Ends[k][i])
		}
	}
	return v
}

func latencyGroup(name string, all []waited, horizons []report.Number) report.LatencyGroup {
	g := report.LatencyGroup{Key: []string{name}, Name: name, N: report.Count(len(all)), Curve: curve(all, len(ends), 180)}
	for k, e := range ends {
		f := report.EndFigures{End: e}
		for _, w := range all {
			if w.end == k {
				f.N++
			}
		}
		for _, h := range horizons {
			v := read(g.Curve, k, float64(h))
			f.At = append(f.At, est(v, 1.96*math.Sqrt(v*(1-v)/float64(len(all)))))
		}
		f.Final = f.At[len(f.At)-1]
		g.Ends = append(g.Ends, f)
	}
	g.Events = g.Ends[0].N
	for _, w := range all {
		if w.end < 0 {
			g.Censored++
		}
	}
	g.Quantiles = []report.Quantile{{P: 0.25, Days: est(15, 1)}, {P: 0.5, Days: report.Estimate{Value: nan, Lower: 61, Upper: nan}}}
	for i, d := range g.Curve.Days {
		if g.Curve.Ends[0][i] >= 0.5 {
			g.Quantiles[1].Days = est(float64(d), 4)
			break
		}
	}
	for _, h := range horizons {
		g.AtRisk = append(g.AtRisk, report.Count(len(all)-slices.IndexFunc(append(slices.Clone(all), waited{1e9, 0}), func(w waited) bool { return w.days >= float64(h) })))
	}
	return g
}

var holders = []string{"twitter", "mail-provider", "broadband-isp", "mobile-isp", "hosting-isp", "small-isp", "forum-host", "campus-network"}

func latencies(r *rand.Rand) []*report.Latency {
	horizons := []report.Number{7, 14, 30, 60, 90, 180}
	shares := []float64{0.52, 0.14, 0.09, 0.06, 0.05, 0.04, 0.1}
	all := draw(r, 4000, 38, shares)
	whole := &report.Latency{Horizons: horizons, All: latencyGroup("all", all, horizons)}
	whole.Provenance = about("opened", "identified", 4000, int(whole.All.Events))
	by := &report.Latency{Provenance: whole.Provenance, By: []string{"holder"}, Horizons: horizons, All: whole.All}
	for i, h := range holders {
		by.Groups = append(by.Groups, latencyGroup(h, draw(r, 900/(i+1), 24+9*float64(i), shares), horizons))
	}
	by.Groups = append(by.Groups, report.LatencyGroup{Key: []string{"tiny"}, Name: "tiny", N: report.Withheld})
	return []*report.Latency{whole, by}
}

func stays() *report.Days {
	d := &report.Days{Provenance: about("detected", "the horizon", 4000, 3100)}
	states := []struct {
		party, stage string
		days         float64
	}{
		{"twitter", "awaiting-disclosure", 27.4}, {"manhattan-court", "awaiting-approval", 14.2}, {"broadband-isp", "awaiting-disclosure", 11.9},
		{"nypd", "awaiting-application", 10.3}, {"mail-provider", "awaiting-disclosure", 8.8}, {"manhattan-court", "under-review", 4.6},
		{"nypd", "awaiting-conclusion", 3.1}, {"mobile-isp", "awaiting-disclosure", 2.7}, {"nypd", "waiting", 1.2}, {"twitter", "suspended", 0.8},
	}
	party, stage := map[string]float64{}, map[string]float64{}
	rest := 180.0
	for _, s := range states {
		d.States = append(d.States, report.Stay{Name: s.party + ", " + s.stage, Party: s.party, Stage: s.stage, N: 900, Days: est(s.days, 0.4+s.days/20), Share: report.Number(s.days / 180)})
		party[s.party] += s.days
		stage[s.stage] += s.days
		rest -= s.days
	}
	after := report.Stay{Name: "ended", Stage: "ended", Ended: true, N: 3100, Days: est(rest, 2), Share: report.Number(rest / 180)}
	for _, p := range []string{"twitter", "manhattan-court", "nypd", "broadband-isp", "mail-provider", "mobile-isp"} {
		d.Parties = append(d.Parties, report.Stay{Name: p, Party: p, N: 900, Days: est(party[p], 0.4+party[p]/20), Share: report.Number(party[p] / 180)})
	}
	for _, s := range slices.Sorted(maps.Keys(stage)) {
		d.Stages = append(d.Stages, report.Stay{Name: s, Stage: s, N: 900, Days: est(stage[s], 0.4+stage[s]/20), Share: report.Number(stage[s] / 180)})
	}
	d.Parties, d.Stages, d.States = append(d.Parties, after), append(d.Stages, after), append(d.States, after)
	return d
}

func breaches(r *rand.Rand) *report.Breach {
	b := &report.Breach{Provenance: about("a wait with a clock began", "it ended", 21000, 18800), Overall: est(0.19, 0.006)}
	b.Unit, b.Tau = "spell", 180
	instruments := []string{"us.subpoena", "us.2703d-order", "us.search-warrant", "eu.production-order"}
	for i, h := range holders {
		for j, in := range instruments {
			n := int(12 + 2600*math.Pow(r.Float64(), 4))
			p := min(max(0.19+0.05*r.NormFloat64()+map[bool]float64{true: 0.16}[i == 5 && j < 2], 0.01), 0.9)
			count := 0
			for range n {
				if r.Float64() < p {
					count++
				}
			}
			share := float64(count) / float64(n)
			b.Gates = append(b.Gates, report.BreachRow{
				Name: "awaiting-disclosure, " + h + ", " + in, Stage: "awaiting-disclosure", Holder: h, Instrument: in, N: report.Count(n), Events: report.Count(n - n/20),
				Breached: report.Count(count), Probability: est(share, 0.05), Excess: est(3, 1), Q: 0.2, Rank: len(b.Gates) + 1,
			})
			cell := report.GridCell{Holder: h, Instrument: in, N: report.Count(n), Median: est(5+8*float64(i)+4*float64(j), 2)}
			switch {
			case (i+j)%7 == 6:
				cell = report.GridCell{Holder: h, Instrument: in, N: report.Withheld, Median: report.Estimate{Value: nan, Lower: nan, Upper: nan}}
			case (i+j)%5 == 4:
				cell.Median.Upper = nan
			case i == 7 && j == 0:
				cell.Median = report.Estimate{Value: nan, Lower: 120, Upper: nan}
			}
			b.Grid = append(b.Grid, cell)
		}
	}
	for i, h := range holders {
		n := 40 * (i + 1) * (i + 1)
		b.Holders = append(b.Holders, report.BreachRow{Name: h, Holder: h, N: report.Count(n), Events: report.Count(n), Probability: est(0.17+0.03*float64(i%4), 0.03)})
	}
	for i, s := range []string{"awaiting-application", "awaiting-approval", "awaiting-disclosure", "under-review", "awaiting-conclusion", "awaiting-validation"} {
		all := draw(r, 2600/(i+1), 4+5*float64(i), []float64{1})
		c := curve(all, 1, 180)
		c.Ends = nil
		g := report.GateCurve{Stage: s, N: report.Count(len(all)), Events: report.Count(len(all) - 40), Censored: 40, Due: report.Number([]float64{7, 14, 20, 21, 10, math.NaN()}[i]), Curve: c}
		for _, h := range []report.Number{0, 7, 14, 30, 60, 90, 180} {
			g.Horizons = append(g.Horizons, h)
			g.AtRisk = append(g.AtRisk, report.Count(len(all)-slices.IndexFunc(append(slices.Clone(all), waited{1e9, 0}), func(w waited) bool { return w.days >= float64(h) })))
		}
		b.Stages = append(b.Stages, g)
	}
	return b
}

func oneCase() *report.Case {
	k := &report.Case{Provenance: about("detected", "ended", 1, 1), ID: "2f1c", End: "identified", Lane: "ordinary",
		Whole: report.Standing{Peers: "all cases", N: 4000, Slower: 0.83}}
	start := 0.0
	for i, s := range []struct {
		step, stage, party string
		days, due, slower  float64
	}{
		{"hop 1", "awaiting-application", "nypd", 3, 7, 0.31}, {"hop 1", "awaiting-approval", "manhattan-court", 9, 14, 0.62},
		{"hop 1", "awaiting-disclosure", "twitter", 41, 20, 0.94}, {"hop 2", "awaiting-application", "nypd", 2, 7, 0.2},
		{"hop 2", "awaiting-approval", "manhattan-court", 6, 14, 0.44}, {"hop 2", "awaiting-disclosure", "mail-provider", 12, 20, 0.51},
		{"hop 3", "awaiting-disclosure", "broadband-isp", 28, 20, 0.77}, {"case", "awaiting-conclusion", "nypd", 5, math.NaN(), math.NaN()},
	} {
		k.Spells = append(k.Spells, report.CaseSpell{Step: s.step, Stage: s.stage, Party: s.party, Start: report.Number(start), Days: report.Number(s.days),
			Due: report.Number(s.due), Breached: s.days > s.due, Open: i == 7, Peers: report.Standing{Peers: fmt.Sprintf("%s, %s", s.party, s.stage), N: 640, Slower: report.Number(s.slower)}})
		start += s.days
	}
	return k
}

func full() page.Content {
	r := rand.New(rand.NewPCG(7, 2026))
	return page.Content{
		Ledger: "nypd", AsOf: known, Version: "v0.4.0",
		Synthetic: "These 4\u202f000 cases were made up by a program from a seed. None of them ever happened.",
		Latency:   latencies(r), Days: stays(), Breach: breaches(r), Case: oneCase(), Access: standing(r),
	}
}
