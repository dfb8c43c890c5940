package report

import (
	"cmp"
	"slices"

	"writ/latency"
	"writ/ledger"
)

// others is the row of what is too small to be told by itself.
const others = "others"

// visitors counts how many cases ever were in each row of a table. Of a row with
// few it remembers which, so that few rows can be counted together.
type visitors struct {
	of   func(place) place // the row of a place
	rows index[place]
	row  []int32 // by place, the number of its row
	n    []int64 // by row
	few  [][]ledger.Key
	last []int64 // by row: the last case that was counted, by the number of its coming
	came int64
}

func newVisitors(of func(place) place) *visitors { return &visitors{of: of} }

// come begins a case.
func (v *visitors) come() { v.came++ }

// visit says that the case at hand was in a place, by its number in a list.
func (v *visitors) visit(key ledger.Key, at int, list []place) {
	for len(v.row) <= at {
		v.row = append(v.row, v.number(v.of(list[len(v.row)])))
	}
	row := v.row[at]
	if v.last[row] == v.came {
		return
	}
	v.last[row] = v.came
	v.add(row, 1, key)
}

// number is that of a row.
func (v *visitors) number(row place) int32 {
	i := v.rows.of(row)
	if int(i) == len(v.n) {
		v.n, v.few, v.last = append(v.n, 0), append(v.few, nil), append(v.last, 0)
	}
	return i
}

// add counts cases in a row; where they are few, it is said which.
func (v *visitors) add(row int32, n int64, few ...ledger.Key) {
	if v.n[row] += n; v.n[row] < least {
		v.few[row] = append(v.few[row], few...)
	} else {
		v.few[row] = nil
	}
}

// merge adds other cases, which are gone from there.
func (v *visitors) merge(o *visitors) {
	for i, row := range o.rows.list {
		v.add(v.number(row), o.n[i], o.few[i]...)
		o.n[i], o.few[i] = 0, nil
	}
}

// count is how many cases ever were in a row.
func (v *visitors) count(row place) int64 {
	if i, known := v.rows.at[row]; known {
		return v.n[i]
	}
	return 0
}

// pooled are the rows of a table. Those in which fewer than ten cases ever were are
// one together, the first, with the next smallest where they come to fewer than
// ten themselves.
type pooled struct {
	rows   []place
	row    map[place]int // the place of a row among rows
	n      []Count
	others bool // the first row stands for several
}

func (v *visitors) pool(tell *teller) pooled {
	order := []place{}
	for i, row := range v.rows.list {
		if v.n[i] > 0 { // a row of a place that was looked up only has nobody
			order = append(order, row)
		}
	}
	slices.SortFunc(order, func(a, b place) int { return cmp.Or(cmp.Compare(v.count(a), v.count(b)), comparePlaces(a, b)) })
	small := 0
	together := map[ledger.Key]bool{}
	for small < len(order) && tell.small(v.count(order[small])) {
		for _, key := range v.few[v.rows.at[order[small]]] {
			together[key] = true
		}
		small++
	}
	p := pooled{row: map[place]int{}, others: small > 0}
	if p.others {
		tell.withheld += small
		n := Count(len(together))
		if small == 1 || len(together) < least {
			n = Withheld
			if small < len(order) {
				n, small = Covered, small+1
			}
		}
		p.rows, p.n = append(p.rows, place{}), append(p.n, n)
	}
	for i, at := range order {
		if i < small {
			p.row[at] = 0
			continue
		}
		p.row[at] = len(p.rows)
		p.rows, p.n = append(p.rows, at), append(p.n, Count(v.count(at)))
	}
	return p
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.party, b.party), cmp.Compare(a.stage, b.stage))
}

// list tells the mean times by row, the longest first, what has ended last.
func (s *stayed) list(tell *teller, v *visitors) []Stay {
	c, rows := s.course, v.pool(tell)
	rows.ends(tell, v, c.n-c.closedN)
	sum := func(mean []float64) []float64 {
		sums := make([]float64, len(rows.rows))
		for i, p := range c.places.list {
			sums[rows.row[v.of(p)]] += mean[i]
		}
		return sums
	}
	mean, samples := sum(s.mean), make([][]float64, len(rows.rows))
	for _, m := range s.samples {
		for i, x := range sum(m) {
			samples[i] = append(samples[i], x)
		}
	}
	list := make([]Stay, len(rows.rows))
	for i, p := range rows.rows {
		lower, upper := latency.Interval(samples[i], 0.95)
		st := Stay{N: rows.n[i], Days: Estimate{Number(mean[i]), Number(lower), Number(upper)}, Share: Number(mean[i] / c.tau)}
		switch {
		case rows.others && i == 0:
			st.Name = others
		case p.end != ledger.Open:
			st.Ended, st.Stage, st.Name = true, ends[p.end], "ended: "+ends[p.end]
		default:
			st.Party, st.Stage = c.partyName(p.party), string(p.stage.Name())
			st.Name = named(slices.DeleteFunc([]string{st.Party, st.Stage}, func(s string) bool { return s == "" }))
		}
		list[i] = st
	}
	slices.SortStableFunc(list, func(a, b Stay) int {
		return cmp.Or(compareBool(a.Ended, b.Ended), cmp.Compare(b.Days.Value, a.Days.Value), cmp.Compare(a.Name, b.Name))
	})
	return list
}

// ends makes the counts of the ends coarse from which what is open, or an end among
// the others, would follow: together they are all cases.
func (p *pooled) ends(tell *teller, v *visitors, open int64) {
	cells := []int64{open}
	for e := ledger.Identified; e < ledger.NumEnds; e++ {
		cells = append(cells, v.count(place{end: e}))
	}
	for e, n := range tell.line(cells)[1:] {
		if i, ok := p.row[place{end: ledger.Identified + ledger.End(e)}]; ok && (i > 0 || !p.others) { //nolint:gosec // few ends
			p.n[i] = n
		}
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// partyName is a party's name; nothing for none.
func (s scope) partyName(c ledger.Code) string {
	if c == 0 {
		return ""
	}
	return s.dict.Text(c)
}
