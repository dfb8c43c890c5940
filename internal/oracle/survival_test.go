package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
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
	require.ErrorContains(t, err, "apt-get install r-base-core r-cran-survival r-cran-cmprsk r-cran-km.ci")
}

func TestWithoutAPackageOfR(t *testing.T) {
	folder := t.TempDir()
	const rscript = "#!/bin/sh\ncase \"$2\" in *km.ci*) echo there is no such package; exit 1;; esac\n"
	require.NoError(t, os.WriteFile(filepath.Join(folder, "Rscript"), []byte(rscript), 0o700))
	t.Setenv("PATH", folder)
	var out strings.Builder
	err := runChecks(t.Context(), &out, func(i int) bool { return checks[i].name == "survival" })
	require.ErrorContains(t, err, "R cannot load its package km.ci (on Debian: apt-get install r-cran-km.ci)")
	require.Contains(t, out.String(), "MISSING")
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
