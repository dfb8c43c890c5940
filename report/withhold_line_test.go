package report

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever is told of a line with its sum, other counts than the true ones could
// stand behind each that is withheld.
func TestWithheldCountsOfALineDoNotFollow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.OneOf(rapid.Int64Range(0, 12), rapid.Int64Range(0, 400)), 2, 6).Draw(t, "cells")
		told := (&teller{}).line(cells)
		var enough int64
		for i, c := range told {
			require.Equal(t, cells[i] > 0 && cells[i] < least, c == Withheld && cells[i] != least)
			if cells[i] >= least {
				enough += cells[i]
			}
			if c.Known() {
				require.Equal(t, Count(cells[i]), c)
			}
		}
		for i, c := range told {
			if c == Withheld && enough > 0 {
				require.True(t, couldDiffer(cells, told, i), "%v is told as %v", cells, told)
			}
		}
	})
}

// Where nothing but few cells is there to be hidden, their sum is coarse.
func TestASumOfCertainCountsIsCoarse(t *testing.T) {
	sums, told := (&teller{}).table([][]int64{{9, 9}, {9, 8}, {100, 0}}, false)
	require.Equal(t, []Count{-20, 17, 100}, sums)
	require.Equal(t, [][]Count{{Withheld, Withheld}, {Withheld, Withheld}, {100, 0}}, told)
	sums, _ = (&teller{exact: true}).table([][]int64{{9, 9}}, false)
	require.Equal(t, []Count{18}, sums)
}

// couldDiffer reports whether one more or one less in a cell, and the opposite in
// another that is not told, is told by the same marks.
func couldDiffer(cells []int64, told []Count, i int) bool {
	fits := func(j int, n int64) bool {
		if told[j] == Withheld {
			return n > 0 && n <= least
		}
		return !told[j].Known() && n >= least
	}
	for j := range cells {
		for _, d := range []int64{-1, 1} {
			if i != j && fits(i, cells[i]+d) && fits(j, cells[j]-d) {
				return true
			}
		}
	}
	return false
}
