package latency_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/latency"
)

func TestGrayRefuses(t *testing.T) {
	one, late := published(t, "1 2 3d 4+"), &latency.Life{}
	late.Observe(1, 3, relapse)
	for name, w := range map[string]struct {
		groups []*latency.Life
		cause  latency.Cause
		says   string
	}{
		"late entry":      {[]*latency.Life{one, late}, relapse, "group 1 has late entries"},
		"one group":       {[]*latency.Life{one, nil}, relapse, "fewer than two groups"},
		"no group":        {nil, relapse, "fewer than two groups"},
		"absent cause":    {[]*latency.Life{one, one}, 3, "fewer than two groups"},
		"censored is not": {[]*latency.Life{one, one}, latency.Censored, "cause 0: want an end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := latency.Gray(w.groups, w.cause, 0)
			require.ErrorContains(t, err, w.says)
		})
	}
}

// TestEmptyGroupCostsNothing: a group without anybody takes no part in a test.
func TestEmptyGroupCostsNothing(t *testing.T) {
	a, b := published(t, transplantALL), published(t, transplantHigh)
	for name, test := range map[string]func(...*latency.Life) (latency.Test, error){
		"log-rank": func(g ...*latency.Life) (latency.Test, error) {
			return latency.LogRank([][]*latency.Life{g}, latency.RankOptions{})
		},
		"Gray": func(g ...*latency.Life) (latency.Test, error) { return latency.Gray(g, relapse, 0) },
	} {
		two, err := test(a, b)
		require.NoError(t, err, name)
		three, err := test(a, &latency.Life{}, b)
		require.NoError(t, err, name)
		require.Equal(t, 1, three.DF, name)
		require.InDelta(t, two.Chi2, three.Chi2, 1e-9, name)
	}
}
