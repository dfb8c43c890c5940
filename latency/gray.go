package latency

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Gray tests whether groups have the same incidence of one cause, in the face of
// all their other ends, which are its rivals. [LogRank] on the same cause asks
// another question: whether those who have not ended yet end by it at the same
// pace. Rho weighs each time by (1-F(t-))^rho, 0 for equal weights. Observed and
// Expected are by group. An error if a group has late entries, for which the test
// is not defined, or if fewer than two groups can be compared.
//
// Source: Gray 1988, Ann. Statist. 16:1141-1154, with the correction for ties of
// R's cmprsk, to which it is equal.
func Gray(groups []*Life, cause Cause, rho float64) (Test, error) {
	if cause < 1 {
		return Test{}, fmt.Errorf("test of Gray: cause %d: want an end, from 1", cause)
	}
	cells, atRisk, err := pool(groups)
	if err != nil {
		return Test{}, fmt.Errorf("test of Gray: %w", err)
	}
	g := newGray(atRisk, rho)
	for i := 0; i < len(cells); {
		clear(g.own)
		clear(g.rival)
		clear(g.left)
		for time := cells[i].Time; i < len(cells) && cells[i].Time == time; i++ {
			switch c := cells[i]; c.Cause {
			case Entered:
				return Test{}, fmt.Errorf("test of Gray: group %d has late entries: want none", c.group)
			case Censored:
				g.left[c.group] += float64(c.N)
			case cause:
				g.own[c.group] += float64(c.N)
			default:
				g.rival[c.group] += float64(c.N)
			}
		}
		g.time()
	}
	return g.test()
}

// gray carries the test through time. Slices are by group, matrices by group and
// group. F is the incidence of the cause, S what has not ended by any.
type gray struct {
	rho              float64
	n                []float64 // at risk
	own, rival, left []float64 // at this time: ended by the cause, by rivals, censored
	f, s, after      []float64 // F and S just before this time, and S after it
	all              float64   // F just before, of all groups if they are one
	sums             Test
	// The score is a sum of increments whose influence goes on: by a at its own time,
	// and by c, the sum over time of a times the hazard of all, later. So the
	// variance is a square in t - c(end): square, slope and level are its parts.
	a, c          [][]float64
	square, slope [][]float64
	level         []float64
}

func newGray(atRisk []int64, rho float64) *gray {
	k := len(atRisk)
	g := &gray{rho: rho, level: make([]float64, k)}
	for _, v := range []*[]float64{&g.n, &g.own, &g.rival, &g.left, &g.f, &g.s, &g.after, &g.sums.Observed, &g.sums.Expected} {
		*v = make([]float64, k)
	}
	for _, m := range []*[][]float64{&g.a, &g.c, &g.square, &g.slope} {
		*m = make([][]float64, k)
		for i := range *m {
			(*m)[i] = make([]float64, k)
		}
	}
	for i, n := range atRisk {
		g.n[i], g.s[i] = float64(n), 1
	}
	return g
}

// time takes one time, and moves on behind it.
func (g *gray) time() {
	var ended, weight, whole float64
	copy(g.after, g.s)
	for i, n := range g.n {
		if n == 0 {
			continue
		}
		ended += g.own[i]
		g.after[i] = g.s[i] * (n - g.own[i] - g.rival[i]) / n
		whole += n / g.s[i]
		weight += n * (1 - g.f[i]) / g.s[i]
	}
	next := g.all
	if ended > 0 {
		next += ended / whole
		g.score(ended, weight, whole)
	}
	for k, n := range g.n {
		if n == 0 {
			continue
		}
		if ended > 0 {
			g.spreadOwn(k, ended, whole, next)
		}
		if g.rival[k] > 0 && g.after[k] > 0 {
			g.spreadRival(k, next)
		}
		g.f[k] += g.s[k] * g.own[k] / n
		g.n[k] -= g.own[k] + g.rival[k] + g.left[k]
	}
	copy(g.s, g.after)
	g.all = next
}

// score compares how many ended in each group with their part of all who did. The
// number at risk counts more where rivals have taken many: n (1-F)/S.
func (g *gray) score(ended, weight, whole float64) {
	w := math.Pow(1-g.all, g.rho)
	for i, n := range g.n {
		clear(g.a[i])
		if n == 0 {
			continue
		}
		g.sums.Observed[i] += w * g.own[i]
		g.sums.Expected[i] += w * ended * n * (1 - g.f[i]) / (g.s[i] * weight)
		share := n / g.s[i]
		for j, m := range g.n {
			if m == 0 {
				continue
			}
			g.a[i][j] = -w * share * m / (g.s[j] * whole)
			if i == j {
				g.a[i][j] += w * share
			}
			g.c[i][j] += g.a[i][j] * ended / (whole * (1 - g.all))
		}
	}
}

// spreadOwn adds the variance that ends by the cause bring to group k.
func (g *gray) spreadOwn(k int, ended, whole, next float64) {
	lost, ties := 1.0, 1.0
	if g.after[k] > 0 {
		lost = 1 - (1-next)/g.after[k]
	}
	if ended > 1 {
		ties = 1 - (ended-1)/(whole*g.s[k]-1)
	}
	g.spread(k, lost, ties*g.s[k]*ended/(whole*g.n[k]), func(i int) float64 { return g.a[i][k] - lost*g.c[i][k] })
}

// spreadRival adds the variance that ends by rivals bring to group k.
func (g *gray) spreadRival(k int, next float64) {
	lost, ties, n := -(1-next)/g.after[k], 1.0, g.n[k]
	if g.rival[k] > 1 {
		ties = 1 - (g.rival[k]-1)/(n-1)
	}
	g.spread(k, lost, ties*g.s[k]*g.s[k]*g.rival[k]/(n*n), func(i int) float64 { return -lost * g.c[i][k] })
}

// spread adds var times the square of now(i) + lost c(end).
func (g *gray) spread(k int, lost, variance float64, now func(i int) float64) {
	g.level[k] += lost * lost * variance
	for i := range g.n {
		g.slope[i][k] += now(i) * lost * variance
		for j := range g.n {
			g.square[i][j] += now(i) * now(j) * variance
		}
	}
}

func (g *gray) test() (Test, error) {
	t, groups := g.sums, len(g.n)
	if groups > 0 {
		v, diff := mat.NewSymDense(groups, nil), make([]float64, groups)
		for i := range groups {
			diff[i] = t.Observed[i] - t.Expected[i]
			for j := i; j < groups; j++ {
				sum := g.square[i][j]
				for k := range groups {
					sum += g.c[i][k]*g.c[j][k]*g.level[k] + g.c[i][k]*g.slope[j][k] + g.c[j][k]*g.slope[i][k]
				}
				v.SetSym(i, j, sum)
			}
		}
		for i := range groups {
			t.Variance = append(t.Variance, mat.Row(nil, i, v))
		}
		var err error
		if t.Chi2, t.DF, err = quadratic(v, diff); err != nil {
			return Test{}, err
		}
	}
	if t.DF == 0 {
		return Test{}, errors.New("test of Gray: fewer than two groups had somebody at risk when another ended by the cause")
	}
	t.P = distuv.ChiSquared{K: float64(t.DF)}.Survival(t.Chi2)
	return t, nil
}
