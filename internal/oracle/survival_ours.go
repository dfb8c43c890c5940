package main

import (
	"fmt"
	"math"
	"strings"

	"writ/latency"
)

// estimate notes our figures of a data set under the keys that survival.R uses.
func estimate(f figures, set int, d dataSet) error {
	for g := range d.groups {
		l, key := d.life(g, -1), fmt.Sprintf("%d/%d", set, g)
		if err := noteCurve(f, key, l, d.tau(g)); err != nil {
			return err
		}
		noteBands(f, key, l)
		if err := noteIncidence(f, key, l, d.tau(g)); err != nil {
			return err
		}
	}
	kind := "tests"
	if d.late {
		kind = "tests with late entry"
	}
	noteTests(f, kind, set, d)
	noteGray(f, set, d)
	return nil
}

func noteCurve(f figures, key string, l *latency.Life, tau float64) error {
	s := latency.KaplanMeier(l)
	if s.Err != nil {
		return s.Err
	}
	kinds := map[string]latency.Survival{"log-log": s, "log": s.With(latency.Log), "plain": s.With(latency.Plain)}
	for i, p := range s.Points {
		at := fmt.Sprintf("%s/%.3f", key, p.Time)
		f.set("curve", at+"/n", float64(p.AtRisk))
		f.set("curve", at+"/d", float64(p.Events))
		f.set("curve", at+"/S", p.S)
		f.set("curve", at+"/SE", p.SE)
		f.set("hazard", at+"/H", p.Hazard)
		f.set("hazard", at+"/SE", p.HazardSE)
		for name, kind := range kinds {
			f.set("limits "+name, at+"/lower", kind.Points[i].Lower)
			f.set("limits "+name, at+"/upper", kind.Points[i].Upper)
		}
	}
	for _, p := range []int{25, 50, 75} {
		q := s.Quantile(float64(p) / 100)
		f.set("quantiles", fmt.Sprintf("%s/%d", key, p), q.Value)
		f.set("quantiles", fmt.Sprintf("%s/%d/lower", key, p), q.Lower)
		f.set("quantiles", fmt.Sprintf("%s/%d/upper", key, p), q.Upper)
	}
	m, err := s.RestrictedMean(tau)
	f.set("restricted mean", key+"/mean", m.Value)
	f.set("restricted mean", key+"/SE", m.SE)
	return err
}

func noteIncidence(f figures, key string, l *latency.Life, tau float64) error {
	inc := latency.AalenJohansen(l, 1, 2, 3)
	if inc.Err != nil {
		return inc.Err
	}
	for p := range inc.Points() {
		for i, c := range inc.Causes {
			at := fmt.Sprintf("%s/%.3f/%d", key, p.Time, c)
			e := p.F[i]
			f.set("incidence", at+"/F", e.Value)
			f.set("incidence", at+"/SE", e.SE)
			f.set("incidence limits", at+"/lower", e.Lower)
			f.set("incidence limits", at+"/upper", e.Upper)
		}
	}
	noteCopies(f, key, l)
	for _, c := range inc.Causes {
		e, err := inc.RestrictedTime(c, tau)
		if err != nil {
			return err
		}
		f.set("restricted time", fmt.Sprintf("%s/%d/mean", key, c), e.Value)
		f.set("restricted time", fmt.Sprintf("%s/%d/SE", key, c), e.SE)
	}
	return nil
}

// noteCopies notes the incidence of the observations and their copies, at the time of
// each last copy.
func noteCopies(f figures, key string, l *latency.Life) {
	var many latency.Life
	for _, c := range l.Cells() {
		for i := range copies {
			many.Add(c.Time+float64(i)/4096, c.Cause, c.N)
		}
	}
	inc := latency.AalenJohansen(&many, 1, 2, 3)
	for _, c := range l.Cells() {
		for _, cause := range inc.Causes {
			at := fmt.Sprintf("%s/%.3f/%d", key, c.Time, cause)
			e := inc.At(cause, c.Time+(copies-1)/4096.)
			f.set("cmprsk incidence", at, e.Value)
			f.set("cmprsk variance", at, e.SE*e.SE)
		}
	}
}

func noteTests(f figures, kind string, set int, d dataSet) {
	for _, ends := range [][]latency.Cause{{1, 2, 3}, {1}, {2}} {
		for rho := range 2 {
			for _, stratified := range []bool{false, true} {
				at := fmt.Sprintf("%d/%s/%d/%s", set, strings.Trim(strings.ReplaceAll(fmt.Sprint(ends), " ", ""), "[]"), rho, strings.ToUpper(fmt.Sprint(stratified)))
				t, err := latency.LogRank(d.strataOf(stratified), latency.RankOptions{Ends: ends, Rho: float64(rho)})
				if err != nil {
					t = latency.Test{Chi2: math.NaN(), P: math.NaN()}
				}
				f.set(kind, at+"/chi2", t.Chi2)
				f.set(kind, at+"/p", t.P)
				for g := range t.Observed {
					f.set(kind, fmt.Sprintf("%s/E/%d", at, g), t.Expected[g])
					f.set(kind, fmt.Sprintf("%s/O/%d", at, g), t.Observed[g])
				}
			}
		}
	}
}

// noteGray notes the tests of all groups; cmprsk has no figure where one of them
// cannot be compared.
func noteGray(f figures, set int, d dataSet) {
	groups := d.strataOf(false)[0]
	for cause := latency.Cause(1); cause <= 3; cause++ {
		for rho := range 2 {
			t, err := latency.Gray(groups, cause, float64(rho))
			if err != nil || t.DF < d.groups-1 {
				t.Chi2 = math.NaN()
			}
			f.set("cmprsk test of Gray", fmt.Sprintf("%d/%d/%d", set, cause, rho), t.Chi2)
		}
	}
}

// strataOf are the life tables of the groups, in one stratum or in the set's.
func (d dataSet) strataOf(stratified bool) [][]*latency.Life {
	strata := []int{-1}
	if stratified {
		strata = strata[:0]
		for s := range d.strata {
			strata = append(strata, s)
		}
	}
	var tables [][]*latency.Life
	for _, s := range strata {
		groups := make([]*latency.Life, d.groups)
		for g := range groups {
			groups[g] = d.life(g, s)
		}
		tables = append(tables, groups)
	}
	return tables
}
