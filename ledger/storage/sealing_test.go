package storage

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// eager makes a ledger look often what can be sealed.
func eager(l *Ledger) *Ledger {
	small(l)
	l.tidying.least, l.tidying.every, l.tidying.from = 10, 100, 100
	return l
}

// A ledger that is told live seals by itself, so that its database does not grow
// for ever, and says what one says that never sealed.
func TestLiveLedgerSealsByItself(t *testing.T) {
	batches := made(15, 50)
	where := t.TempDir()
	l, want := eager(open(t, where)), open(t, t.TempDir())
	fill(t, want, batches)
	for _, b := range batches {
		_, err := l.Append(t.Context(), b)
		require.NoError(t, err)
	}
	l.tidying.all.Wait()
	_, sealed, err := l.Sealed(t.Context())
	require.NoError(t, err)
	require.GreaterOrEqual(t, sealed, int64(10))
	left, err := l.folder.SQLite.Counts(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(len(batches)), left.Cases+sealed)
	require.Equal(t, answers(t, want, at(asOf)), answers(t, l, at(asOf)))
	require.Equal(t, count(t, want), count(t, l))
}

// A sealing that hangs, or fails, or is stopped by the closing of the ledger, is
// nothing to whoever tells the ledger something.
func TestNobodyWaitsForASealing(t *testing.T) {
	batches := made(16, 40)
	where := t.TempDir()
	l, err := Open(t.Context(), Options{Where: where, Party: "nypd"})
	require.NoError(t, err)
	eager(l)
	hangs, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	broken := errors.New("broken")
	l.folder.fail = func(step string) error {
		if step != stepCommit {
			return nil
		}
		once.Do(func() { close(hangs) })
		<-goOn
		return broken
	}
	fill(t, l, batches[:20])
	<-hangs
	for _, b := range batches[20:] {
		_, err := l.Append(t.Context(), b) // ends while the sealing hangs
		require.NoError(t, err)
	}
	close(goOn)
	l.tidying.all.Wait()
	require.ErrorIs(t, l.Close(), broken, "the last error is not lost")
	again, want := open(t, where), open(t, t.TempDir())
	fill(t, want, batches)
	require.Equal(t, answers(t, want, at(asOf)), answers(t, again, at(asOf)))
	importAll(t, again, slices.Values(batches))
	require.Equal(t, answers(t, want, at(asOf)), answers(t, again, at(asOf)))
}

// What is only read is not sealed.
func TestReadOnlyDoesNotSeal(t *testing.T) {
	where := t.TempDir()
	fill(t, open(t, where), made(17, 5))
	l, err := Open(t.Context(), Options{Where: where, Party: "nypd", ReadOnly: true})
	require.NoError(t, err)
	require.Nil(t, l.tidying)
	require.NoError(t, l.Close())
}
