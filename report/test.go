package report

import (
	"slices"

	"writ/latency"
	"writ/ledger"
)

// test compares the paces at which groups come to the wanted end; a rival end is
// censored there, so it is the pace among those who still can. Nil where fewer
// than two groups can be compared. Groups that are too small to be told are left
// out, lest the figures tell of them.
func (q *question) test(t tallies, told []ledger.Group) *Test {
	if len(told) < 2 {
		return nil
	}
	strata := []map[ledger.Group]*latency.Life{t.groups}
	if q.stratified() {
		strata = strata[:0]
		for _, instrument := range sortedKeys(t.strata) {
			strata = append(strata, t.strata[instrument])
		}
	}
	lives := make([][]*latency.Life, len(strata))
	for i, s := range strata {
		for _, g := range told {
			lives[i] = append(lives[i], s[g])
		}
	}
	found, err := latency.LogRank(lives, latency.RankOptions{Ends: []latency.Cause{1}})
	if err != nil {
		return nil // nothing to compare: no two groups had somebody at risk together
	}
	test := testOf(found)
	if q.stratified() {
		test.Strata = string(ByInstrument)
	}
	return test
}

func testOf(t latency.Test) *Test {
	return &Test{ChiSquared: Number(t.Chi2), DF: t.DF, P: Number(t.P), Groups: t.DF + 1}
}

func sortedKeys[K ~int64, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
