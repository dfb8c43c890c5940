package segment

import (
	"bytes"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What is written is what the library reads, whatever runs there are.
func TestPlacesAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var places []int32
		top := rapid.SampledFrom([]int32{0, 1, 7, 200, 70_000, 1 << 30}).Draw(t, "top")
		for range rapid.IntRange(1, 30).Draw(t, "runs") {
			place := rapid.Int32Range(0, top).Draw(t, "place")
			for range rapid.SampledFrom([]int{1, 1, 2, 7, 8, 9, 40}).Draw(t, "times") {
				places = append(places, place)
			}
		}
		coded := appendRuns(nil, runsOf(places), nil)
		got, err := new(rle.DictionaryEncoding).DecodeInt32(nil, bytes.Clone(coded))
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(got), len(places))
		require.Less(t, len(got), len(places)+groupOf)
		require.Equal(t, places, got[:len(places)])
	})
}

func TestRunsAreShort(t *testing.T) {
	places := make([]int32, pageRows)
	for i := range places {
		places[i] = int32(i / 500)
	}
	require.Less(t, len(appendRuns(nil, runsOf(places), nil)), 64)
}

func runsOf(places []int32) (runs []run) {
	for i, p := range places {
		if i == 0 || p != places[i-1] {
			runs = append(runs, run{place: p})
		}
		runs[len(runs)-1].n++
	}
	return runs
}

// A dictionary gives a value its number, small, large or negative.
func TestDictionaryNumbers(t *testing.T) {
	var d dictionary
	for range 2 {
		values := []int64{5, 1 << 60, -1, 5, 0, 255, 256, -1 << 63, 1 << 60}
		for i := range int64(1000) {
			values = append(values, i*i*1_000_003, i)
		}
		places := make([]int32, len(values))
		for i, v := range values {
			places[i] = d.of(v)
		}
		for i, v := range values {
			require.Equal(t, v, d.words[places[i]])
		}
		distinct := map[int64]bool{}
		for _, v := range d.words {
			require.False(t, distinct[v], "%d stands twice", v)
			distinct[v] = true
		}
		d.reset()
	}
}

// Of values that a case has for itself the words of late are known again, and
// small ones always.
func TestDictionaryKnowsRecentWords(t *testing.T) {
	var d dictionary
	for i := range int64(100) {
		value := 1_000_000 + i*i
		place := d.recent(value)
		require.Equal(t, value, d.words[place])
		for back := range min(i, recentWords-2) {
			was := len(d.words)
			earlier := 1_000_000 + (i-back)*(i-back)
			require.Equal(t, earlier, d.words[d.recent(earlier)])
			require.Equal(t, int64(1), d.words[d.recent(1)])
			if i > 1 {
				require.Len(t, d.words, was)
			}
		}
	}
	require.Len(t, d.words, 101)
	require.Equal(t, int64(1_000_000), d.words[d.recent(1_000_000)])
	require.Len(t, d.words, 102, "one from long ago stands twice")
}
