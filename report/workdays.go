package report

import (
	"sort"
	"time"

	"writ/legal/clock"
)

// Workdays counts time on open days in one zone by one calendar. It holds the
// first instant of each civil date, so that days on which the clock is set count
// their 23 or 25 hours. It never changes and may be shared.
type Workdays struct {
	starts []int64 // first instant of each date, then the end of the last
	before []int64 // open seconds before it
	open   []bool
}

// NewWorkdays lists the days of all years that the calendar covers.
func NewWorkdays(c *clock.Calendar, loc *time.Location) *Workdays {
	first, last := c.Covers()
	w := &Workdays{}
	var sum int64
	start := clock.Date{Year: first, Month: time.January, Day: 1}.AddDays(-1).End(loc).Unix()
	for d := (clock.Date{Year: first, Month: time.January, Day: 1}); d.Year <= last; d = d.AddDays(1) {
		w.starts, w.before, w.open = append(w.starts, start), append(w.before, sum), append(w.open, c.Open(d))
		end := d.End(loc).Unix()
		if c.Open(d) {
			sum += end - start
		}
		start = end
	}
	w.starts, w.before = append(w.starts, start), append(w.before, sum)
	return w
}

// Covers reports whether every day between two instants is known.
func (w *Workdays) Covers(from, to int64) bool {
	return from >= w.starts[0] && to <= w.starts[len(w.starts)-1]
}

// Between is how many seconds between two instants lie on open days. A day that
// is partly between them counts in part. What is not covered counts nothing: ask
// [Workdays.Covers] first.
func (w *Workdays) Between(from, to int64) int64 {
	if to <= from {
		return 0
	}
	return w.until(to) - w.until(from)
}

// until is how many open seconds lie before an instant.
func (w *Workdays) until(at int64) int64 {
	i := sort.Search(len(w.starts), func(i int) bool { return w.starts[i] > at }) - 1
	switch {
	case i < 0:
		return 0
	case i == len(w.open):
		return w.before[i]
	case w.open[i]:
		return w.before[i] + at - w.starts[i]
	}
	return w.before[i]
}
