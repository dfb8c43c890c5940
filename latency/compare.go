package latency

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// HigherShare tests whether a group's probability, say that of breaching, is higher
// than that of others who are not among the group, or than a reference (with SE 0).
// It is the one-sided z test of two independent estimates. P is NaN if neither
// estimate has a standard error above 0: there is nothing to judge by.
//
// The test trusts the normal distribution, so ask it of groups with 30 observations
// and 10 events at least, and correct for the number of groups by
// [BenjaminiHochberg].
func HigherShare(group, others Estimate) (z, p float64) {
	se := math.Hypot(group.SE, others.SE)
	if !(se > 0) {
		return math.NaN(), math.NaN()
	}
	z = (group.Value - others.Value) / se
	return z, distuv.UnitNormal.Survival(z)
}

// BenjaminiHochberg turns p values into adjusted ones, in the same order: of those
// at or below q, a share of q is expected to be false. NaN stays NaN and does not
// count.
//
// Source: Benjamini and Hochberg 1995, J. Roy. Statist. Soc. B 57:289-300.
func BenjaminiHochberg(p []float64) []float64 {
	adjusted := slices.Clone(p)
	var order []int
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	least := 1.0
	for rank := len(order); rank > 0; rank-- {
		i := order[rank-1]
		least = min(least, p[i]*float64(len(order))/float64(rank))
		adjusted[i] = least
	}
	return adjusted
}

// Part is one kind of case in a group: its share among the group's cases, and its
// rate, say its restricted mean time.
type Part struct{ Share, Rate float64 }

// Difference is that between two groups, split by why they differ.
type Difference struct {
	// Mix is what comes of other shares, Rate what comes of other rates, and Total
	// their sum: the mean rate of the first group less that of the second.
	Mix, Rate, Total float64
	// ByPart has the same split for each part.
	ByPart []Difference
}

// Kitagawa splits the difference of two groups a - b into mix and rate, each
// weighed by the mean of the groups. A part that one group does not have (share 0)
// has no rate there, NaN or not: it takes the other's, and is all mix. An error if
// the parts do not match, or if shares do not sum to 1.
//
// Source: Kitagawa 1955, J. Amer. Statist. Assoc. 50:1168-1194.
func Kitagawa(a, b []Part) (Difference, error) {
	if len(a) != len(b) {
		return Difference{}, fmt.Errorf("mix and rate: %d parts against %d: want the same parts in the same order", len(a), len(b))
	}
	for _, group := range [][]Part{a, b} {
		sum := 0.0
		for i, p := range group {
			if !(p.Share >= 0) || p.Share > 0 && math.IsNaN(p.Rate) {
				return Difference{}, fmt.Errorf("mix and rate: part %d has share %v and rate %v: want a share from 0, and a rate", i, p.Share, p.Rate)
			}
			sum += p.Share
		}
		if math.Abs(sum-1) > 1e-9 {
			return Difference{}, fmt.Errorf("mix and rate: shares sum to %v: want 1", sum)
		}
	}
	d := Difference{ByPart: make([]Difference, len(a))}
	for i, x := range a {
		y := b[i]
		if x.Share == 0 {
			x.Rate = y.Rate
		}
		if y.Share == 0 {
			y.Rate = x.Rate
		}
		part := &d.ByPart[i]
		if x.Share > 0 || y.Share > 0 {
			part.Mix = (x.Share - y.Share) * (x.Rate + y.Rate) / 2
			part.Rate = (x.Rate - y.Rate) * (x.Share + y.Share) / 2
		}
		part.Total = part.Mix + part.Rate
		d.Mix += part.Mix
		d.Rate += part.Rate
	}
	d.Total = d.Mix + d.Rate
	return d, nil
}

// VarianceShares says how much each part of closed cases has to do with why some
// last longer than others: cov(part, total)/var(total). parts[i] are the parts of
// case i, which sum to its total. The shares sum to 1; a part that is long when
// others are short has one below 0. An error if cases have different numbers of
// parts, or if all totals are equal.
func VarianceShares(parts [][]float64) ([]float64, error) {
	if len(parts) == 0 {
		return nil, fmt.Errorf("variance shares: no cases")
	}
	k, n := len(parts[0]), float64(len(parts))
	means, shares, mean, variance := make([]float64, k), make([]float64, k), 0.0, 0.0
	for i, p := range parts {
		if len(p) != k {
			return nil, fmt.Errorf("variance shares: case %d has %d parts: want %d as case 0 has", i, len(p), k)
		}
		for s, v := range p {
			means[s] += v / n
			mean += v / n
		}
	}
	for _, p := range parts {
		total := 0.0
		for s, v := range p {
			total += v - means[s]
		}
		for s, v := range p {
			shares[s] += (v - means[s]) * total
		}
		variance += total * total
	}
	if !(variance > 1e-18*mean*mean*n) {
		return nil, fmt.Errorf("variance shares: the totals of %d cases do not differ", len(parts))
	}
	for s := range shares {
		shares[s] /= variance
	}
	return shares, nil
}

// Totals adds up how long closed cases took, so that shares of their variance
// follow from sums alone, and sums of shards add up. The unit is the caller's.
type Totals struct {
	N            int64
	Sum, Squares float64
}

// Add counts a case.
func (t *Totals) Add(total float64) {
	t.N++
	t.Sum += total
	t.Squares += total * total
}

// Share is that of one part in [VarianceShares], from the sum of the part over
// all cases and the sum of its products with their totals. NaN where the totals
// do not differ.
func (t Totals) Share(part, products float64) float64 {
	mean := t.Sum / float64(t.N)
	variance := t.Squares - t.Sum*mean
	if !(variance > 1e-9*t.Squares) {
		return math.NaN()
	}
	return (products - part*mean) / variance
}
