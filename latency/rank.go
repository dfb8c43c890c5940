package latency

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// RankOptions say what [LogRank] compares.
type RankOptions struct {
	// Ends are the causes that count; another end is censored. None are all.
	Ends []Cause
	// Rho weighs each time by S(t-)^Rho of all groups together: 0 is the log-rank
	// test, 1 is Peto and Peto's form of Wilcoxon's, which looks at early ends.
	Rho float64
}

// Test is a test whether groups are equal. Observed, Expected and Variance are by
// group, summed over strata and, with a weight, weighted.
type Test struct {
	Chi2               float64
	DF                 int
	P                  float64
	Observed, Expected []float64
	Variance           [][]float64
}

// LogRank tests whether groups end at the same pace. Strata are compared each
// within itself: strata[s][g] is group g in stratum s, nil where it has nobody. A
// group of which nobody was ever at risk with others takes no part and costs no
// degree of freedom. An error if fewer than two groups can be compared.
//
// Source: Harrington and Fleming 1982, Biometrika 69:553-566.
func LogRank(strata [][]*Life, o RankOptions) (Test, error) {
	groups := 0
	for _, s := range strata {
		groups = max(groups, len(s))
	}
	r := ranks{options: o, observed: make([]float64, groups), expected: make([]float64, groups)}
	if groups > 0 {
		r.variance = mat.NewSymDense(groups, nil)
	}
	for i, s := range strata {
		if err := r.stratum(s); err != nil {
			return Test{}, fmt.Errorf("log-rank, stratum %d: %w", i, err)
		}
	}
	return r.test()
}

// ranks are the sums of a rank test.
type ranks struct {
	options            RankOptions
	observed, expected []float64
	variance           *mat.SymDense
}

// groupCell is a cell of one group among several.
type groupCell struct {
	Cell
	group int
}

// pool lists the cells of all groups by time, and counts who is at risk from 0.
func pool(groups []*Life) ([]groupCell, []int64, error) {
	var cells []groupCell
	atRisk := make([]int64, len(groups))
	for g, l := range groups {
		if l == nil {
			continue
		}
		if err := l.Check(); err != nil {
			return nil, nil, fmt.Errorf("group %d: %w", g, err)
		}
		for _, c := range l.cells {
			cells = append(cells, groupCell{c, g})
			if c.Cause == Entered {
				atRisk[g] -= c.N
			} else {
				atRisk[g] += c.N
			}
		}
	}
	slices.SortFunc(cells, func(a, b groupCell) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.group, b.group), cmp.Compare(a.Cause, b.Cause))
	})
	return cells, atRisk, nil
}

func (r *ranks) stratum(groups []*Life) error {
	cells, atRisk, err := pool(groups)
	if err != nil {
		return err
	}
	surv := 1.0
	events, moved := make([]int64, len(groups)), make([]int64, len(groups))
	for i := 0; i < len(cells); {
		clear(events)
		clear(moved)
		time, all := cells[i].Time, int64(0)
		for ; i < len(cells) && cells[i].Time == time; i++ {
			switch c := cells[i]; {
			case c.Cause == Entered:
				moved[c.group] += c.N
			case c.Cause > 0 && (len(r.options.Ends) == 0 || slices.Contains(r.options.Ends, c.Cause)):
				events[c.group] += c.N
				all += c.N
				fallthrough
			default:
				moved[c.group] -= c.N
			}
		}
		if all > 0 {
			surv = r.time(surv, events, atRisk, all)
		}
		for g, n := range moved {
			atRisk[g] += n
		}
	}
	return nil
}

// time adds one time at which observations ended, and is S after it.
func (r *ranks) time(surv float64, events, atRisk []int64, all int64) float64 {
	var sum int64
	for _, n := range atRisk {
		sum += n
	}
	n, d, w := float64(sum), float64(all), math.Pow(surv, r.options.Rho)
	spread := 0.0
	if sum > 1 {
		spread = w * w * d * (n - d) / (n * n * (n - 1))
	}
	for g, ng := range atRisk {
		if ng == 0 {
			continue
		}
		a := float64(ng)
		r.observed[g] += w * float64(events[g])
		r.expected[g] += w * d * a / n
		if spread == 0 {
			continue
		}
		r.variance.SetSym(g, g, r.variance.At(g, g)+spread*a*(n-a))
		for h := g + 1; h < len(atRisk); h++ {
			if nh := atRisk[h]; nh > 0 {
				r.variance.SetSym(g, h, r.variance.At(g, h)-spread*a*float64(nh))
			}
		}
	}
	return surv * (n - d) / n
}

func (r *ranks) test() (Test, error) {
	t := Test{Observed: r.observed, Expected: r.expected}
	if len(r.observed) > 0 {
		diff := make([]float64, len(r.observed))
		for g := range diff {
			diff[g] = r.observed[g] - r.expected[g]
			t.Variance = append(t.Variance, mat.Row(nil, g, r.variance))
		}
		chi2, rank, err := quadratic(r.variance, diff)
		if err != nil {
			return Test{}, err
		}
		t.Chi2, t.DF = chi2, rank
	}
	if t.DF == 0 {
		return Test{}, errors.New("log-rank: fewer than two groups had somebody at risk when another ended")
	}
	t.P = distuv.ChiSquared{K: float64(t.DF)}.Survival(t.Chi2)
	return t, nil
}

// quadratic is x'V^-1 x over the space in which V varies, and the dimension of
// that space. The groups' differences sum to 0, so V has no inverse of its own.
func quadratic(v mat.Symmetric, x []float64) (sum float64, rank int, err error) {
	var e mat.EigenSym
	if !e.Factorize(v, true) {
		return 0, 0, errors.New("the variance of the test has no eigenvalues")
	}
	values := e.Values(nil)
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	for i, value := range values {
		if value <= 1e-10*values[len(values)-1] || value <= 0 {
			continue
		}
		along := mat.Dot(vectors.ColView(i), mat.NewVecDense(len(x), x))
		sum += along * along / value
		rank++
	}
	return sum, rank, nil
}
