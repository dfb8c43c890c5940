package storage

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/internal/pgtest"
	"writ/ledger"
)

// database is a ledger in a schema of its own in a real PostgreSQL.
func database(t testing.TB, party casefile.PartyID) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), Options{Where: pgtest.Shared(t).URL, Party: party, Secret: make([]byte, 32)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}

// In a database a ledger says, byte for byte, what it says in a folder: told
// live in any order by two workers, or imported, then and as of before.
func TestDatabaseSaysWhatAFolderSays(t *testing.T) {
	batches := made(12, 30)
	told, imported := database(t, "example-told"), database(t, "example-imported")
	folder := small(open(t, t.TempDir()))
	var rows []ledger.Batch
	random := rand.New(rand.NewPCG(12, 0))
	for _, b := range batches {
		for part := range slices.Chunk(b.Events, 9) {
			rows = append(rows, ledger.Batch{Events: part, Labels: b.Labels})
		}
	}
	rows = append(rows, rows[:len(rows)/10]...)
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	second := database(t, "example-told")
	var workers sync.WaitGroup
	workers.Go(func() { fill(t, told, rows[:len(rows)/2]) })
	workers.Go(func() { fill(t, second, rows[len(rows)/2:]) })
	workers.Wait()
	for _, l := range []*Ledger{imported, folder} {
		sum := importAll(t, l, slices.Values(batches))
		require.Empty(t, sum.errors)
		require.Equal(t, total(batches), sum.New)
		again := importAll(t, l, slices.Values(batches))
		require.Empty(t, again.errors)
		require.Equal(t, total(batches), again.Repeated)
	}
	segments, sealed, err := folder.Sealed(t.Context())
	require.NoError(t, err)
	require.Positive(t, segments)
	require.Positive(t, sealed)
	for _, l := range []*Ledger{told, imported} {
		require.Equal(t, count(t, folder), count(t, l))
		require.True(t, reflect.DeepEqual(events(t, folder), events(t, l)))
		require.Equal(t, dict(t, folder), dict(t, l))
		for _, days := range []int{0, 20, 300} {
			q := at(asOf.AddDate(0, 0, -days).Add(-5 * time.Hour))
			want := answers(t, folder, q)
			require.NotEmpty(t, want)
			require.Equal(t, want, answers(t, l, q), "%d days before", days)
			q.Case = batches[days/20].Events[0].Case
			require.Equal(t, answers(t, folder, q), answers(t, l, q), "one case, %d days before", days)
		}
		n, err := l.Seal(t.Context(), 1)
		require.NoError(t, err)
		require.Zero(t, n, "a database has nothing to seal")
	}
}

// What contradicts is an incident there too, and a reader of what is not there is
// told so.
func TestDatabaseRefuses(t *testing.T) {
	l := database(t, "example-refusing")
	batches := made(13, 5)
	importAll(t, l, slices.Values(batches))
	before := answers(t, l, at(asOf))
	other := slices.Clone(batches[2].Events)
	other[1].At += 60
	sum := importAll(t, l, slices.Values([]ledger.Batch{{Events: other, Labels: batches[2].Labels}}))
	require.Len(t, sum.errors, 1)
	require.ErrorIs(t, sum.errors[0], ErrContradicts)
	require.Equal(t, before, answers(t, l, at(asOf)))
	_, err := Open(t.Context(), Options{Where: pgtest.Shared(t).URL, Party: "example-absent", Secret: make([]byte, 32), ReadOnly: true})
	require.ErrorIs(t, err, ErrNone)
}

func dict(t testing.TB, l *Ledger) ledger.Dict {
	t.Helper()
	d, err := l.Dict(t.Context())
	require.NoError(t, err)
	return d
}
