package report

import "writ/latency"

// tally counts into life tables by group, without memory for each observation: of
// every group, time and cause it holds how often it came. Tallies of parts merge to
// that of the whole. Times are whole units.
type tally[K comparable] struct {
	unit   int64 // seconds
	groups index[K]
	counts counts
}

// index numbers groups as they come.
type index[K comparable] struct {
	list []K
	at   map[K]int32
}

func (x *index[K]) of(k K) int32 {
	i, known := x.at[k]
	if !known {
		if x.at == nil {
			x.at = map[K]int32{}
		}
		i = int32(len(x.list)) //nolint:gosec // groups are few
		x.at[k], x.list = i, append(x.list, k)
	}
	return i
}

// newTally counts by the hour, rounded up, unless exact: see [inDays].
func newTally[K comparable](exact bool) *tally[K] {
	const hour = 3600
	if exact {
		return &tally[K]{unit: 1}
	}
	return &tally[K]{unit: hour}
}

// add counts an observation in the group of a number.
func (t *tally[K]) add(group int32, seconds int64, cause latency.Cause) {
	units := seconds
	if t.unit != 1 {
		units = (seconds + t.unit - 1) / t.unit
	}
	t.counts.add(cell{uint64(units), who(group, cause)}, 1) //nolint:gosec // not negative
}

func (t *tally[K]) merge(o *tally[K]) {
	numbers := make([]int32, len(o.groups.list))
	for i, k := range o.groups.list {
		numbers[i] = t.groups.of(k)
	}
	t.counts.merge(&o.counts, numbers)
}

func (t *tally[K]) held() int { return t.counts.held() }

// lives are the life tables by group, in days. What was counted is gone from then on.
func (t *tally[K]) lives() map[K]*latency.Life {
	lives := map[K]*latency.Life{}
	byGroup := make([][]*latency.Life, len(t.groups.list))
	for i, k := range t.groups.list {
		byGroup[i] = []*latency.Life{lifeOf(lives, k)}
	}
	spread(t.counts.sorted(), byGroup, func(units uint64) float64 {
		return float64(int64(units)*t.unit) / Day //nolint:gosec // it was
	})
	return lives
}

// cell is what is counted together: a time, and a group with a cause.
type cell struct {
	time uint64
	who  uint32
}

const causeBits = 4 // no question has more than 8 causes

func who(group int32, cause latency.Cause) uint32 { return uint32(group)<<causeBits | uint32(cause) } //nolint:gosec // both are few

func (c cell) group() int32 { return int32(c.who >> causeBits) } //nolint:gosec // it was

func (c cell) cause() latency.Cause { return latency.Cause(c.who & (1<<causeBits - 1)) }
