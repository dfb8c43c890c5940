package report

import "writ/latency"

// tally counts into life tables by group, without memory for each observation: of
// every group, time and cause it holds how often it came. Tallies of parts merge to
// that of the whole. Times are whole grains.
type tally[K comparable] struct {
	grain  grain
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

// merge takes in the groups of others, and says what numbers they have here.
func (x *index[K]) merge(o *index[K]) []int32 {
	numbers := make([]int32, len(o.list))
	for i, k := range o.list {
		numbers[i] = x.of(k)
	}
	return numbers
}

// grain is what times are counted in, in seconds.
type grain int64

// grainOf is the hour, unless times are exact.
func grainOf(exact bool) grain {
	const hour = 3600
	if exact {
		return 1
	}
	return hour
}

// of are seconds in grains, rounded up: what ended within n days still did.
func (g grain) of(seconds int64) int64 { return (seconds + int64(g) - 1) / int64(g) }

func (g grain) days(grains int64) float64 { return float64(grains*int64(g)) / Day }

func newTally[K comparable](exact bool) *tally[K] { return &tally[K]{grain: grainOf(exact)} }

// add counts an observation in the group of a number.
func (t *tally[K]) add(group int32, seconds int64, cause latency.Cause) {
	t.counts.add(cell{uint64(t.grain.of(seconds)), who(group, cause)}, 1) //nolint:gosec // not negative
}

func (t *tally[K]) merge(o *tally[K]) { t.counts.merge(&o.counts, t.groups.merge(&o.groups)) }

func (t *tally[K]) held() int { return t.counts.held() }

// lives are the life tables by group, in days. What was counted is gone from then on.
func (t *tally[K]) lives() map[K]*latency.Life {
	lives := map[K]*latency.Life{}
	byGroup := make([][]*latency.Life, len(t.groups.list))
	for i, k := range t.groups.list {
		byGroup[i] = []*latency.Life{lifeOf(lives, k)}
	}
	spread(t.counts.sorted(), byGroup, func(grains uint64) float64 { return t.grain.days(int64(grains)) }) //nolint:gosec // it was
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
