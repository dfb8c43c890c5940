package report

import "math"

// This file has the rule by which results are withheld. Unless all is asked for:
//
//   - A count of 1 to 9 is "<10"; so is, seldom, a 10 that would tell such a count.
//   - A count from which such a count would follow by subtraction is coarse: "~290",
//     which says no more than what is told already leaves open, or "10+" where more
//     than one of a line is coarse.
//   - A figure (a share, a median, a mean, a curve, with its interval) is told where
//     its n and its own events are both 0, or 10 and more, however small the rest of
//     n is. A share that stands for 1 to 9 is not told.
//   - Times of somebody are whole days, shares are told to a tenth of a percent.
//
// So no count of 1 to 9 is told, nor follows from told ones by subtraction. From a
// share and its n one may still guess how many the rest are, to within rounding:
// where that matters, ask about larger groups.

// least is the smallest count that is told unless all is asked for: of fewer
// than ten, somebody might be found again.
const least = 10

// teller decides what is told.
type teller struct {
	exact    bool
	withheld int
}

// count tells a count, and withholds 1 to 9. Nobody is found again among none.
func (t *teller) count(n int64) Count {
	if t.small(n) {
		t.withheld++
		return Withheld
	}
	return Count(n)
}

func (t *teller) small(n int64) bool { return !t.exact && n > 0 && n < least }

// time tells somebody's days: whole ones unless exact.
func (t *teller) time(days float64) Number {
	if t.exact {
		return Number(days)
	}
	return Number(math.Round(days))
}

// times is time for an estimate that is the time of somebody, as a quantile is.
func (t *teller) times(e Estimate) Estimate {
	return Estimate{t.time(float64(e.Value)), t.time(float64(e.Lower)), t.time(float64(e.Upper))}
}

// hide decides which cells of a table are not told whose sums by row and by
// column are: those of 1 to 9, and then the smallest others, until each row and
// column has none hidden, or several that come to ten together. So no cell
// follows from the others by subtraction. A cell of 0 stays.
func (t *teller) hide(cells [][]int64) [][]bool {
	hidden := make([][]bool, len(cells))
	for i, row := range cells {
		hidden[i] = make([]bool, len(row))
		for j, n := range row {
			hidden[i][j] = t.small(n)
		}
	}
	if t.exact || len(cells) == 0 {
		return hidden
	}
	for again := true; again; {
		again = false
		for i := range cells {
			again = protect(len(cells[i]), func(j int) (int64, *bool) { return cells[i][j], &hidden[i][j] }) || again
		}
		if len(cells) == 1 {
			break // a single row has no sums by column beside itself
		}
		for j := range cells[0] {
			again = protect(len(cells), func(i int) (int64, *bool) { return cells[i][j], &hidden[i][j] }) || again
		}
	}
	return hidden
}

// protect hides one more cell of a line where those hidden could be computed,
// and reports whether it did.
func protect(n int, cell func(int) (int64, *bool)) bool {
	var hidden, few, sum int64
	smallest := -1
	for i := range n {
		v, h := cell(i)
		if *h {
			hidden++
			sum += v
			if v < least {
				few++
			}
		} else if v > 0 {
			if best, _ := cellOr(cell, smallest); smallest < 0 || v < best {
				smallest = i
			}
		}
	}
	if hidden == 0 || hidden > 1 && sum >= least && !certain(few, hidden, sum) || smallest < 0 {
		return false
	}
	_, h := cell(smallest)
	*h = true
	return true
}

// certain reports whether a sum leaves no choice: all hidden are 1 to 9, and each
// is as small or as large as it can be.
func certain(few, hidden, sum int64) bool {
	return few == hidden && (sum == few || sum == few*(least-1))
}

func cellOr(cell func(int) (int64, *bool), i int) (int64, *bool) {
	if i < 0 {
		return 0, nil
	}
	return cell(i)
}

// enough reports whether a figure may be told of n, of which so many are the
// events that it is about.
func (t *teller) enough(n, events int64) bool { return !t.small(n) && !t.small(events) }

// share tells a share: to a tenth of a percent unless exact.
func (t *teller) share(e Estimate) Estimate {
	if t.exact {
		return e
	}
	one := func(n Number) Number { return Number(math.Round(1000*float64(n)) / 1000) }
	return Estimate{one(e.Value), one(e.Lower), one(e.Upper)}
}

// line tells counts whose sum is told.
func (t *teller) line(cells []int64) []Count { return t.cells(cells, t.hide([][]int64{cells})[0]) }

// cells writes a line of which hide decided.
func (t *teller) cells(cells []int64, hidden []bool) []Count {
	told := make([]Count, len(cells))
	var sum, few, coarse int64
	for i, n := range cells {
		switch {
		case !hidden[i]:
			continue
		case t.small(n):
			few++
		default:
			coarse++
		}
		sum += n
		t.withheld++
	}
	for i, n := range cells {
		switch {
		case !hidden[i]:
			told[i] = Count(n)
		case t.small(n):
			told[i] = Withheld
		case sum == few+least*coarse:
			told[i] = Withheld // each is as small as it can be: to call it ten would tell all
		case coarse > 1:
			told[i] = Covered
		default:
			// Each of the few is 1 to 9, so this follows from what is told.
			told[i] = about(sum - 5*few)
		}
	}
	return told
}

// within tells the cells of a line whose sum may be withheld, or be coarse itself.
func (t *teller) within(sum Count, cells []int64, hidden []bool) []Count {
	if sum.Known() {
		return t.cells(cells, hidden)
	}
	told := make([]Count, len(cells))
	for i, n := range cells {
		switch {
		case sum == Withheld || t.small(n):
			told[i] = Withheld
		case n > 0:
			told[i] = Covered
		}
	}
	return told
}

// table tells counts with their sums by row, which sum to something that is told
// themselves; so do the columns, where it says so.
func (t *teller) table(cells [][]int64, columns bool) (sums []Count, told [][]Count) {
	totals, hidden := make([]int64, len(cells)), make([][]bool, len(cells))
	if columns {
		hidden = t.hide(cells)
	}
	for i, row := range cells {
		for _, n := range row {
			totals[i] += n
		}
		if !columns {
			hidden[i] = t.hide(cells[i : i+1])[0]
		}
	}
	sums, told = t.line(totals), make([][]Count, len(cells))
	for i, row := range cells {
		var few, all, sum int64
		for j, h := range hidden[i] {
			if h {
				all, sum = all+1, sum+row[j]
				if t.small(row[j]) {
					few++
				}
			}
		}
		if few > 0 && sums[i].Known() && certain(few, all, sum) {
			sums[i] = about(totals[i]) // nothing else is left to be hidden
		}
		told[i] = t.within(sums[i], row, hidden[i])
	}
	return sums, told
}

// part tells how many of n, which is told as whole says, are of some kind.
func (t *teller) part(whole Count, n, part int64) Count {
	switch rest := n - part; {
	case part == 0:
		return 0
	case whole == Withheld || t.small(part):
		t.withheld++
		return Withheld
	case whole.Known() && t.small(rest):
		t.withheld++
		return about(n - 5)
	case t.small(rest):
		t.withheld++
		return Covered
	}
	return Count(part)
}
