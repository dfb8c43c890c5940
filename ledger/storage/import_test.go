package storage

import (
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// What was told live and is imported then is not new, though it goes into a segment.
func TestImportOfWhatWasToldLive(t *testing.T) {
	batches := made(7, 40)
	l := small(open(t, t.TempDir()))
	fill(t, l, batches)
	before := answers(t, l, at(asOf))
	sum := importAll(t, l, slices.Values(batches))
	require.Empty(t, sum.errors)
	require.Equal(t, ledger.Appended{Repeated: total(batches)}, sum.Appended)
	segments, _, err := l.Sealed(t.Context())
	require.NoError(t, err)
	require.Positive(t, segments)
	require.Equal(t, before, answers(t, l, at(asOf)))
}

// Of two that import the same at once, each case is new to one.
func TestTwoImportAtOnce(t *testing.T) {
	batches := made(8, 96)
	where := t.TempDir()
	both := []*Ledger{small(open(t, where)), small(open(t, where))}
	sums := make([]took, len(both))
	var all sync.WaitGroup
	for i, l := range both {
		all.Go(func() { sums[i] = importAll(t, l, slices.Values(batches)) })
	}
	all.Wait()
	for _, sum := range sums {
		require.Empty(t, sum.errors)
		require.Equal(t, len(batches), sum.cases)
	}
	require.Equal(t, total(batches), sums[0].New+sums[1].New)
	require.Equal(t, total(batches), sums[0].Repeated+sums[1].Repeated)
	alone := small(open(t, t.TempDir()))
	importAll(t, alone, slices.Values(batches))
	for _, l := range both {
		require.Equal(t, answers(t, alone, at(asOf)), answers(t, l, at(asOf)))
		require.Equal(t, count(t, alone), count(t, l))
	}
}
