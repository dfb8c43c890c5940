package report

import (
	"cmp"
	"slices"

	"writ/latency"
	"writ/ledger"
)

// account adds up the accounts of days of closed cases, by the places of a course:
// the seconds, and what the shares of variance are made of, in days.
type account struct {
	visitors *visitors
	seconds  []int64
	products []float64 // of the part and the total
	totals   latency.Totals
}

// add counts a case that has ended.
func (a *account) add(c *course, key ledger.Key, stretches []stretch, total int64) {
	for len(a.seconds) < len(c.places) {
		a.seconds, a.products = append(a.seconds, 0), append(a.products, 0)
	}
	for _, s := range stretches {
		a.seconds[s.place] += s.to - s.from
		a.products[s.place] += float64(s.to-s.from) / Day * float64(total) / Day
		a.visitors.visit(key, c.places[s.place])
	}
	a.totals.Add(float64(total) / Day)
}

// closed is the account of what has ended, to the second; unless exact, each
// part is told in whole days, and the total is the sum of what is told.
func (c *course) closed(tell *teller, n Count) *Account {
	a := &Account{N: n, Parts: []Part{}}
	if c.closedN == 0 || n == Withheld {
		return a
	}
	rows := c.account.visitors.pool(tell)
	sums, products := make([]int64, len(rows.rows)), make([]float64, len(rows.rows))
	for i, seconds := range c.account.seconds {
		if row, ok := rows.row[c.account.visitors.of(c.places[i])]; ok && c.places[i].end == ledger.Open {
			sums[row] += seconds
			products[row] += c.account.products[i]
		}
	}
	for i, p := range rows.rows {
		part := Part{N: rows.n[i], Seconds: sums[i], Party: c.partyName(p.party), Stage: string(p.stage.Name())}
		part.Name = named([]string{part.Party, part.Stage})
		part.Variance = Number(c.account.totals.Share(float64(sums[i])/Day, products[i]))
		if rows.others && i == 0 {
			part.Name, part.Party, part.Stage = others, "", ""
		}
		if !tell.exact {
			part.Seconds = (part.Seconds + Day/2) / Day * Day
		}
		a.Total += part.Seconds
		a.Parts = append(a.Parts, part)
	}
	for i := range a.Parts {
		a.Parts[i].Share = Number(float64(a.Parts[i].Seconds) / float64(max(1, a.Total)))
	}
	slices.SortStableFunc(a.Parts, func(x, y Part) int {
		return cmp.Or(cmp.Compare(y.Seconds, x.Seconds), cmp.Compare(x.Name, y.Name))
	})
	return a
}
