package report_test

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/report"
)

// share is the share of waits that came to the first end within some days, counted the
// long way: at each time, who is left and who of them ends.
func share(waits []interval, within float64) float64 {
	left, sum := 1.0, 0.0
	times := []float64{}
	for _, w := range waits {
		if w.cause != 0 && w.to-w.from <= within {
			times = append(times, w.to-w.from)
		}
	}
	slices.Sort(times)
	for _, at := range slices.Compact(times) {
		var risk, wanted, any float64
		for _, w := range waits {
			lasted := w.to - w.from
			if lasted >= at {
				risk++
			}
			if lasted == at && w.cause != 0 {
				any++
			}
			if lasted == at && w.cause == 1 {
				wanted++
			}
		}
		sum += left * wanted / risk
		left *= 1 - any/risk
	}
	return sum
}

// Whatever happened to some grants, and whenever one asks: the report counts what had
// become known by then, as a count of the stories themselves does.
func TestAccessCountsWhatHappened(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBooks()
		truth := tell(t, b, rapid.IntRange(1, 12).Draw(t, "grants"))
		for _, asOf := range []float64{float64(rapid.IntRange(0, 400).Draw(t, "as of")), 2000} {
			a, err := reporter(b).Access(t.Context(), report.AccessQuery{Query: report.Query{AsOf: instant(asOf), Exact: true}, Horizons: []float64{20, 60}})
			require.NoError(t, err)
			want := truth(asOf)
			if len(want.states) == 0 {
				require.False(t, a.Any())
				continue
			}
			side := a.Sides[0]
			require.Equal(t, want.states, byName(side.States))
			require.Equal(t, orEmpty(want.rules), byName(side.Rules))
			require.Equal(t, orEmpty(want.openings), byName(side.Openings))
			require.Equal(t, orEmpty(want.results), byName(side.Results))
			require.Equal(t, []int64{want.accepted, want.noResult, want.running}, []int64{int64(side.Accepted), int64(side.NoResult), int64(side.Running)})
			for name, waits := range map[string][]interval{"finding-to-ending": want.reviews, "ending-to-answer": want.protests} {
				requireWaits(t, a, name, waits)
			}
		}
	})
}

func orEmpty(m map[string]int64) map[string]int64 {
	if m == nil {
		return map[string]int64{}
	}
	return m
}

func requireWaits(t *rapid.T, a *report.Access, name string, waits []interval) {
	i := slices.IndexFunc(a.Sides[0].Spans, func(s report.AccessSpan) bool { return s.Name == name })
	if len(waits) == 0 {
		require.Negative(t, i, name)
		return
	}
	s := a.Sides[0].Spans[i]
	require.EqualValues(t, len(waits), s.N)
	open := 0
	for _, w := range waits {
		if w.cause == 0 {
			open++
		}
	}
	require.EqualValues(t, open, s.Censored)
	longest := slices.MaxFunc(waits, func(x, y interval) int { return cmp.Compare(x.to-x.from, y.to-y.from) })
	for k, h := range []float64{20, 60} {
		if h <= longest.to-longest.from {
			require.InDelta(t, share(waits, h), float64(s.All.Ends[0].At[k].Value), 1e-9, "%s within %v days", name, h)
		}
	}
	median := math.Inf(1)
	for d := range 2000 {
		if share(waits, float64(d)) >= 0.5-1e-12 {
			median = float64(d)
			break
		}
	}
	if reached := s.All.Quantiles[1].Days.Value; math.IsInf(median, 1) {
		require.False(t, reached.Known(), "%s: %v is told of %v", name, reached, waits)
	} else {
		require.InDelta(t, median, float64(reached), 1e-9, name)
	}
}

// Unless it is asked for, no count of 1 to 9 stands anywhere, nor follows from what
// its sum and the other parts say.
func TestSmallAccessCountsAreNotTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBooks()
		tell(t, b, rapid.IntRange(1, 60).Draw(t, "grants"))
		a, err := reporter(b).Access(t.Context(), report.AccessQuery{Query: report.Query{AsOf: instant(float64(rapid.IntRange(0, 400).Draw(t, "as of")))}})
		require.NoError(t, err)
		raw, err := json.Marshal(a)
		require.NoError(t, err)
		var v any
		require.NoError(t, json.Unmarshal(raw, &v))
		walk(v, "", func(path string, n float64) { require.False(t, n > 0 && n < 10, "%s tells %v", path, n) })
		for _, table := range append(a.Tables(), a.Records()) {
			for _, row := range table.Rows {
				require.Len(t, row, len(table.Columns), table.Title)
			}
		}
		for _, s := range a.Sides {
			requireCovered(t, s.N, s.States)
			requireCovered(t, s.Uses, []report.AccessCount{{N: s.Accepted}, {N: s.Refused}})
			requireCovered(t, s.Refused, s.Rules)
			requireCovered(t, s.Reviews, s.Openings)
			requireCovered(t, s.Talks, []report.AccessCount{{N: s.Answered}, {N: s.Open}})
			requireCovered(t, s.Answered, s.Results)
			requireCovered(t, s.Open, []report.AccessCount{{N: s.NoResult}, {N: s.Running}})
		}
	})
}

func requireCovered(t *rapid.T, sum report.Count, parts []report.AccessCount) {
	var hidden, rest int64
	for _, p := range parts {
		require.False(t, p.N > 0 && p.N < 10, "%d is told", p.N)
		if p.N.Known() {
			rest += int64(p.N)
		} else {
			hidden++
		}
	}
	if sum.Known() && hidden > 0 {
		require.Greater(t, hidden, int64(1), "%v less %v tells the only one that is hidden", sum, parts)
		require.GreaterOrEqual(t, int64(sum)-rest, int64(10), "what is hidden of %v is few: %v", sum, parts)
	}
}
