package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCompareSeesDifferences(t *testing.T) {
	ours := map[string]float64{"a": 1, "b": math.NaN(), "c": 200}
	f, err := compare("kind", 1e-6, false, ours, map[string]float64{"a": 1, "b": math.NaN(), "c": 200.0001})
	require.NoError(t, err)
	require.Equal(t, 3, f.figures)
	require.InDelta(t, 5e-7, f.largest, 1e-12)
	f, err = compare("kind", 1e-6, false, ours, map[string]float64{"a": 1.001})
	require.NoError(t, err)
	require.True(t, f.bad())
	f, err = compare("kind", 1e-6, false, ours, map[string]float64{"b": 1})
	require.NoError(t, err)
	require.True(t, f.bad(), "no figure is not a figure")
	_, err = compare("kind", 1e-6, false, ours, map[string]float64{"d": 1})
	require.ErrorContains(t, err, "we have nothing")
	f, err = compare("kind", 1e-6, false, ours, nil)
	require.NoError(t, err)
	require.True(t, f.bad(), "nothing compared is nothing proved")
}

func TestWithoutR(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := checkSurvival(t.Context())
	require.ErrorContains(t, err, "apt-get install r-base-core r-cran-survival r-cran-cmprsk")
}

func TestDataSetsAreOfEveryKind(t *testing.T) {
	late, strata, groups := 0, 0, map[int]bool{}
	for i := range dataSets {
		d := randomSet(i)
		require.Equal(t, d, randomSet(i), "seeded")
		groups[d.groups] = true
		if d.late {
			late++
		}
		if d.strata > 1 {
			strata++
		}
	}
	require.Equal(t, 40, late)
	require.Greater(t, strata, 80)
	require.Len(t, groups, 4)
}
