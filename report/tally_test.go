package report

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/latency"
	"writ/ledger"
)

// A tally of parts, merged, has the life tables that adding one observation after
// the other makes: bit for bit, by the hour and by the second.
func TestTalliesAreLifeTables(t *testing.T) {
	for _, exact := range []bool{false, true} {
		r := rand.New(rand.NewPCG(7, 7))
		parts := []*tally[string]{newTally[string](exact), newTally[string](exact), newTally[string](exact)}
		want := map[string]*latency.Life{}
		for range 20_000 {
			group, seconds, cause := string(rune('a'+r.IntN(7))), int64(r.ExpFloat64()*2e6), latency.Cause(r.IntN(9))
			part := parts[r.IntN(len(parts))]
			part.add(part.groups.of(group), seconds, cause)
			if r.IntN(5_000) == 0 { // a part goes on after it was merged
				parts[0].merge(parts[1])
			}
			lifeOf(want, group).Add(inDays(seconds, exact), cause, 1)
		}
		for _, p := range parts[1:] {
			parts[0].merge(p)
		}
		got := parts[0].lives()
		require.Len(t, got, len(want))
		for group, life := range want {
			require.Equal(t, life.Cells(), got[group].Cells(), group)
		}
	}
}

// Races of parts, merged, are deadlines that were observed one after the other.
func TestRacesAreDeadlines(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	parts := []*races[int]{newRaces[int](true), newRaces[int](true)}
	want, pastDue := map[int]*latency.Deadlines{}, map[int]int64{}
	for range 20_000 {
		k := r.IntN(5)
		o := race{allowed: int64(r.IntN(40)-2) * 43_200, lasted: int64(r.IntN(60)) * 21_600, left: r.IntN(4) > 0}
		o.answered = o.left && r.IntN(5) > 0
		part := parts[r.IntN(2)]
		part.observe(part.groups.of(k), o)
		if r.IntN(5_000) == 0 {
			parts[0].merge(parts[1])
		}
		if want[k] == nil {
			want[k] = &latency.Deadlines{}
		}
		want[k].Observe(float64(o.allowed)/Day, float64(o.lasted)/Day, o.answered)
		if !o.left && o.lasted >= o.allowed {
			pastDue[k]++
		}
	}
	parts[0].merge(parts[1])
	got := map[int]*gate{}
	parts[0].tell(func(k int) []*gate { return []*gate{gateOf(got, k)} })
	require.Len(t, got, len(want))
	for k, d := range want {
		require.Equal(t, d.Race.Cells(), got[k].Race.Cells())
		require.Equal(t, d.Overdue.Cells(), got[k].Overdue.Cells())
		require.Equal(t, pastDue[k], got[k].pastDue)
	}
}

// The moves of parts, each with places numbered in its own way, are those of the
// whole, to the last bit of every resample.
func TestMovesOfPartsAddUp(t *testing.T) {
	const tau, seed = 30.0, 3
	for _, most := range []int{mostCounts, 6000} {
		made := func() *course {
			c := newCourse(scope{}, grouping{}, DaysQuery{Tau: tau, Resamples: 60, Seed: seed})
			c.moves.most = most
			return c
		}
		whole, parts := made(), []*course{made(), made(), made()}
		r := rand.New(rand.NewPCG(9, 9))
		some(900, func(key ledger.Key, stretches []stretch, _ int64, end int) {
			rows := &ledger.CaseRows{Case: key, Subjects: []ledger.Subject{{Case: key, Step: ledger.StepCase}}}
			if end >= 0 {
				rows.Subjects[0].End = ledger.Identified
			}
			for _, s := range stretches {
				rows.Charges = append(rows.Charges, ledger.Charge{Case: key, Stage: ledger.Stage(1 + (s.place+int(key))%3), From: s.from, To: s.to})
			}
			require.NoError(t, whole.take(rows))
			require.NoError(t, parts[r.IntN(3)].take(rows))
			if r.IntN(100) == 0 { // a part goes on after it was merged
				parts[2].merge(parts[r.IntN(2)])
			}
		})
		for _, p := range parts[:2] {
			parts[2].merge(p)
		}
		parts[2].arrange()
		whole.arrange()
		require.Equal(t, whole.places.list, parts[2].places.list)
		require.Equal(t, []int64{whole.n, whole.closedN}, []int64{parts[2].n, parts[2].closedN})
		for _, row := range whole.states.rows.list {
			require.Equal(t, whole.states.count(row), parts[2].states.count(row))
		}
		want, err := whole.stays()
		require.NoError(t, err)
		got, err := parts[2].stays()
		require.NoError(t, err)
		require.NotEmpty(t, want.samples)
		require.Equal(t, want.mean, got.mean)
		require.Equal(t, want.samples, got.samples)
		tell := &teller{}
		require.Equal(t, whole.closed(tell, Count(whole.closedN)), parts[2].closed(tell, Count(parts[2].closedN)))
	}
}

// inDays are seconds in days. Unless exact they are told to the hour, rounded up:
// what ended within n days still did.
func inDays(seconds int64, exact bool) float64 {
	const hour = 3600
	if !exact {
		seconds = (seconds + hour - 1) / hour * hour
	}
	return float64(seconds) / Day
}
