package report

import (
	"math"

	"writ/latency"
)

// race is a spell with a clock, in seconds.
type race struct {
	allowed, lasted int64
	left, answered  bool
}

// coarse is a race to the minute, so that tables stay small: what was late stays
// late, and what was in time stays so.
func (r race) coarse() race {
	const minute = 60
	if r.lasted >= r.allowed {
		r.lasted += minute - 1
	}
	r.allowed, r.lasted = (r.allowed+minute-1)/minute*minute, r.lasted/minute*minute
	return r
}

// races count spells with a clock by group, as [latency.Deadlines] do.
type races[K comparable] struct {
	exact  bool
	groups index[K]
	// running has the seconds until the answer or the due instant; overdue the time
	// from the due instant on, as the bits of a number of days.
	running, overdue counts
	pastDue          []int64 // by group
}

func newRaces[K comparable](exact bool) *races[K] { return &races[K]{exact: exact} }

// observe counts a spell in the group of a number.
func (r *races[K]) observe(group int32, o race) {
	for int(group) >= len(r.pastDue) {
		r.pastDue = append(r.pastDue, 0)
	}
	if !o.left && o.lasted >= o.allowed {
		r.pastDue[group]++
	}
	if !r.exact {
		o = o.coarse()
	}
	end := latency.Censored
	if o.answered {
		end = latency.Answered
	}
	if o.lasted < o.allowed {
		r.running.add(cell{uint64(o.lasted), who(group, end)}, 1) //nolint:gosec // not negative
		return
	}
	r.running.add(cell{uint64(max(o.allowed, 0)), who(group, latency.Breached)}, 1) //nolint:gosec // not negative
	over := float64(o.lasted)/Day - float64(o.allowed)/Day
	r.overdue.add(cell{math.Float64bits(over), who(group, end)}, 1)
}

func (r *races[K]) merge(o *races[K]) {
	numbers := r.groups.merge(&o.groups)
	for len(r.pastDue) < len(r.groups.list) {
		r.pastDue = append(r.pastDue, 0)
	}
	for i, n := range o.pastDue {
		r.pastDue[numbers[i]] += n
	}
	clear(o.pastDue)
	r.running.merge(&o.running, numbers)
	r.overdue.merge(&o.overdue, numbers)
}

func (r *races[K]) held() int { return r.running.held() + r.overdue.held() }

// tell counts each group towards some gates. What was counted is gone from then on.
func (r *races[K]) tell(towards func(K) []*gate) {
	running, overdue := make([][]*latency.Life, len(r.groups.list)), make([][]*latency.Life, len(r.groups.list))
	for i, k := range r.groups.list {
		for _, g := range towards(k) {
			g.pastDue += r.pastDue[i]
			running[i], overdue[i] = append(running[i], &g.Race), append(overdue[i], &g.Overdue)
		}
	}
	spread(r.running.sorted(), running, func(seconds uint64) float64 { return float64(seconds) / Day })
	spread(r.overdue.sorted(), overdue, math.Float64frombits)
}

// spread adds counts to life tables by group. Each table first learns how large it
// may become, so that it is not copied as it grows.
func spread(list []slot, to [][]*latency.Life, days func(uint64) float64) {
	byGroup, sizes := make([]int, len(to)), map[*latency.Life]int{}
	for _, s := range list {
		byGroup[s.group()]++
	}
	for i, n := range byGroup {
		for _, life := range to[i] {
			sizes[life] += n
		}
	}
	for life, n := range sizes {
		life.Grow(n)
	}
	for _, s := range list {
		for _, life := range to[s.group()] {
			life.Add(days(s.time), s.cause(), int64(s.n))
		}
	}
}

func gateOf[K comparable](in map[K]*gate, k K) *gate {
	if in[k] == nil {
		in[k] = &gate{}
	}
	return in[k]
}
