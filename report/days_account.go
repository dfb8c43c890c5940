package report

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"writ/latency"
	"writ/ledger"
)

// account adds up the accounts of days of closed cases, by the places of a course:
// the seconds, and what the shares of variance are made of. All are whole numbers,
// so they add up to the same in any order.
type account struct {
	visitors *visitors
	seconds  []int64
	products []wide // of the part and the total, by place
	n, total int64
	squares  wide // of the totals
}

// wide is a sum of products of seconds, which needs more than 64 bits.
type wide struct{ high, low uint64 }

// add adds the product of two numbers that are not negative.
func (w *wide) add(a, b int64) {
	high, low := bits.Mul64(uint64(a), uint64(b)) //nolint:gosec // not negative
	w.plus(wide{high, low})
}

func (w *wide) plus(o wide) {
	var carry uint64
	w.low, carry = bits.Add64(w.low, o.low, 0)
	w.high, _ = bits.Add64(w.high, o.high, carry)
}

// days is the sum in days by days.
func (w wide) days() float64 { return (math.Ldexp(float64(w.high), 64) + float64(w.low)) / Day / Day }

// add counts a case that has ended.
func (a *account) add(list []place, key ledger.Key, stretches []stretch, total int64) {
	a.widen(len(list))
	for _, s := range stretches {
		a.seconds[s.place] += s.to - s.from
		a.products[s.place].add(s.to-s.from, total)
		a.visitors.visit(key, s.place, list)
	}
	a.n, a.total = a.n+1, a.total+total
	a.squares.add(total, total)
}

func (a *account) widen(places int) {
	for len(a.seconds) < places {
		a.seconds, a.products = append(a.seconds, 0), append(a.products, wide{})
	}
}

// merge adds another account, whose places have other numbers. It is empty from then
// on.
func (a *account) merge(o *account, numbers []int) {
	a.visitors.merge(o.visitors)
	for i := range o.seconds {
		a.widen(numbers[i] + 1)
		a.seconds[numbers[i]] += o.seconds[i]
		a.products[numbers[i]].plus(o.products[i])
	}
	a.n, a.total = a.n+o.n, a.total+o.total
	a.squares.plus(o.squares)
	*o = account{visitors: o.visitors}
}

// renumber gives the places other numbers.
func (a *account) renumber(numbers []int) {
	was := *a
	a.seconds, a.products = nil, nil
	a.widen(len(numbers))
	for i := range was.seconds {
		a.seconds[numbers[i]], a.products[numbers[i]] = was.seconds[i], was.products[i]
	}
}

// totals are how long the cases took, in days.
func (a *account) totals() latency.Totals {
	return latency.Totals{N: a.n, Sum: float64(a.total) / Day, Squares: a.squares.days()}
}

// closed is the account of what has ended, to the second; unless exact, each
// part is told in whole days, and the total is the sum of what is told.
func (c *course) closed(tell *teller, n Count) *Account {
	a := &Account{N: n, Parts: []Part{}}
	if c.closedN == 0 || n == Withheld {
		return a
	}
	rows := c.account.visitors.pool(tell)
	sums, products, totals := make([]int64, len(rows.rows)), make([]wide, len(rows.rows)), c.account.totals()
	for i, seconds := range c.account.seconds {
		if row, ok := rows.row[c.account.visitors.of(c.places.list[i])]; ok && c.places.list[i].end == ledger.Open {
			sums[row] += seconds
			products[row].plus(c.account.products[i])
		}
	}
	for i, p := range rows.rows {
		part := Part{N: rows.n[i], Seconds: sums[i], Party: c.partyName(p.party), Stage: string(p.stage.Name())}
		part.Name = named([]string{part.Party, part.Stage})
		part.Variance = Number(totals.Share(float64(sums[i])/Day, products[i].days()))
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
