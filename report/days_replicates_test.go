package report

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Counts go past 16 bits, alone and when rows of others are added; rows may be
// narrowed, and begin anew.
func TestReplicatesCountPastSixteenBits(t *testing.T) {
	const wide, rows = 3, 2*rowsTogether + 5
	r := rand.New(rand.NewPCG(5, 5))
	one, other := replicates{wide: wide}, replicates{wide: wide}
	want := [rows][wide]int64{}
	draw := func(to *replicates, row, times int) {
		for range times {
			weights := []uint8{uint8(r.IntN(256)), 255, 0}
			to.draw(uint32(row), weights)
			for i, w := range weights {
				want[row][i] += int64(w)
			}
		}
	}
	for round := range 2 { // the second in the memory of the first
		if one.reset(); round > 0 {
			other.reset()
		}
		want = [rows][wide]int64{}
		for row := range rows {
			require.EqualValues(t, row, one.add())
			require.EqualValues(t, row, other.add())
			draw(&one, row, row%5)
			draw(&other, row, row%3)
		}
		draw(&one, 7, 300) // past 2^16 by itself
		draw(&other, 7, 900)
		draw(&one, rowsTogether+1, 200) // only together
		draw(&other, rowsTogether+1, 200)
		require.Nil(t, one.stretches[1].high)
		require.Nil(t, one.stretches[2].high)
		for row := range uint32(rows) {
			one.plus(row, &other, row)
		}
		require.Greater(t, want[7][1], int64(1<<18))
		require.NotNil(t, one.stretches[1].high)
		require.Nil(t, one.stretches[2].high, "small counts take 16 bits")
		for row := range rows {
			for i := range wide {
				require.Equal(t, want[row][i], one.of(uint32(row), i), "row %d", row)
			}
		}
	}
	one.narrow(2)
	for row := range rows {
		for i := range 2 {
			require.Equal(t, want[row][i], one.of(uint32(row), i), "row %d", row)
		}
	}
	one.plus(7, &other, 7) // of more replicates than it has
	require.Greater(t, one.of(7, 1), want[7][1])
}
