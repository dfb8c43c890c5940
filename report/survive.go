package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"writ/latency"
)

// Observed is a row of an analyst's table: how long, in whatever unit, and how it
// ended. Cause 0 is censored; ends are numbered from 1.
type Observed struct {
	Time  float64
	Cause int
	Group string
}

// SurvivalQuery says what is estimated from a table.
type SurvivalQuery struct {
	Rows []Observed
	// Causes: rival ends are told apart. Without it every end is the same.
	Causes bool
	// Tau is the horizon of the restricted means; 0: the longest that all groups
	// were followed.
	Tau float64
	CI  latency.CI
	// Band asks for a simultaneous band beside the pointwise intervals; nil: none.
	Band *latency.Band
}

// Survive runs the same estimators as all reports on a table of the analyst's
// own, with full digits and nothing withheld.
func Survive(q SurvivalQuery) (*Survival, error) {
	if len(q.Rows) == 0 {
		return nil, &BadQuery{Field: "table", Value: "", Want: "at least one row"}
	}
	lives := map[string]*latency.Life{}
	for i, o := range q.Rows {
		if !(o.Time >= 0) || math.IsInf(o.Time, 0) {
			return nil, &BadQuery{Field: fmt.Sprintf("time of row %d", i+1), Value: fmt.Sprint(o.Time), Want: "a finite time from 0"}
		}
		if o.Cause < 0 {
			return nil, &BadQuery{Field: fmt.Sprintf("cause of row %d", i+1), Value: fmt.Sprint(o.Cause), Want: "0 for censored, or the number of an end from 1"}
		}
		lifeOf(lives, o.Group).Add(o.Time, latency.Cause(o.Cause), 1)
	}
	names := make([]string, 0, len(lives))
	for name := range lives {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(compareNumbers(a, b), cmp.Compare(a, b)) })
	s := &Survival{N: len(q.Rows), Groups: []SurvivalGroup{}, Conventions: conventions(q), interval: "pointwise 95 %, " + scales[q.CI]}
	ordered := make([]*latency.Life, len(names))
	curves := make([]latency.Survival, len(names))
	for i, name := range names {
		ordered[i] = lives[name]
		curves[i] = latency.KaplanMeier(ordered[i]).With(q.CI)
	}
	s.Tau = Number(cmp.Or(q.Tau, followed(curves)))
	for i, name := range names {
		g := survivalGroup(name, curves[i], float64(s.Tau))
		if q.Band != nil {
			g.band(curves[i].Bands(*q.Band), *q.Band)
		}
		if q.Causes {
			g.Causes = causePoints(ordered[i], float64(s.Tau))
		}
		s.Groups = append(s.Groups, g)
	}
	s.compare(ordered, q.Causes)
	return s, nil
}

// compareNumbers puts groups that are numbers in the order of the numbers.
func compareNumbers(a, b string) int {
	var x, y float64
	if _, err := fmt.Sscan(a, &x); err != nil {
		return 0
	}
	if _, err := fmt.Sscan(b, &y); err != nil {
		return 0
	}
	return cmp.Compare(x, y)
}

// followed is the longest time to which every group was followed. A group that
// ended whole is known for ever.
func followed(curves []latency.Survival) float64 {
	open, all := math.Inf(1), 0.0
	for _, c := range curves {
		if c.N == 0 {
			continue
		}
		all = max(all, c.Last)
		if c.At(c.Last).Value > 0 {
			open = min(open, c.Last)
		}
	}
	return min(open, all)
}

// scales are the names of the kinds of interval.
var scales = [...]string{latency.LogLog: "log-log", latency.Log: "log", latency.Plain: "plain"}

func conventions(q SurvivalQuery) []string {
	said := []string{
		"Ties: who ends at a time was at risk together with who is censored at it.",
		"Standard errors: Greenwood; of incidences, delta method.",
		"Intervals: pointwise 95 %, " + scales[q.CI] + "; of incidences, log-log.",
		"Quantiles: the first time with S at most 1-p; the middle of the stretch where S is 1-p.",
	}
	if q.Band != nil {
		said = append(said, bands[*q.Band].convention(scales[q.CI]))
	}
	if q.Causes {
		said = append(said, "Survival is free of every cause; incidences are those of Aalen and Johansen.")
	}
	return said
}

func survivalGroup(name string, c latency.Survival, tau float64) SurvivalGroup {
	g := SurvivalGroup{
		Name: name, N: c.N, Events: c.Events, Censored: c.Censored, Observed: none, Expected: none,
		Points: []SurvivalPoint{}, Mean: MeanTime{Tau: Number(tau), Mean: none, SE: none},
	}
	for _, p := range c.Points {
		if p.Events == 0 {
			continue
		}
		g.Points = append(g.Points, SurvivalPoint{
			Time: Number(p.Time), AtRisk: p.AtRisk, Events: p.Events,
			S: Number(p.S), SE: Number(p.SE), Lower: Number(p.Lower), Upper: Number(p.Upper), H: Number(p.Hazard),
		})
	}
	for _, p := range []float64{0.25, 0.5, 0.75} {
		q := c.Quantile(p)
		g.Quantiles = append(g.Quantiles, SurvivalTime{P: p, Time: Number(q.Value), Lower: Number(q.Lower), Upper: Number(q.Upper)})
	}
	if m, err := c.RestrictedMean(tau); err == nil {
		g.Mean.Mean, g.Mean.SE = Number(m.Value), Number(m.SE)
	}
	return g
}

func causePoints(l *latency.Life, tau float64) []CausePoints {
	f := latency.AalenJohansen(l)
	all := []CausePoints{}
	for k, cause := range f.Causes {
		c := CausePoints{Cause: int(cause), Events: f.Events[k], Points: []CausePoint{}, Lost: none}
		for p := range f.Points() {
			if e := p.F[k]; p.Events[k] > 0 {
				c.Points = append(c.Points, CausePoint{Time: Number(p.Time), F: Number(e.Value), SE: Number(e.SE), Lower: Number(e.Lower), Upper: Number(e.Upper)})
			}
		}
		if lost, err := f.RestrictedTime(cause, tau); err == nil {
			c.Lost = Number(lost.Value)
		}
		all = append(all, c)
	}
	return all
}

// compare adds the log-rank tests: over all ends, and over each cause.
func (s *Survival) compare(lives []*latency.Life, causes bool) {
	t, err := latency.LogRank([][]*latency.Life{lives}, latency.RankOptions{})
	if err != nil {
		return // one group, or none with somebody at risk when another ended
	}
	s.Test = testOf(t)
	for i := range s.Groups {
		s.Groups[i].Observed, s.Groups[i].Expected = Number(t.Observed[i]), Number(t.Expected[i])
	}
	if !causes {
		return
	}
	found := []int{}
	for _, g := range s.Groups {
		for _, c := range g.Causes {
			if !slices.Contains(found, c.Cause) {
				found = append(found, c.Cause)
			}
		}
	}
	slices.Sort(found)
	for _, c := range found {
		if t, err := latency.LogRank([][]*latency.Life{lives}, latency.RankOptions{Ends: []latency.Cause{latency.Cause(c)}}); err == nil {
			s.CauseTests = append(s.CauseTests, CauseTest{Cause: c, Test: *testOf(t)})
		}
	}
}
