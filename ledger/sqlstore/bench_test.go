package sqlstore

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// benchBatch is what workers send: each batch the next facts of one case.
func benchBatch(keys []ledger.Key, n, size int) []ledger.Event {
	c := keys[n%len(keys)]
	from := int64(n/len(keys)*size + 1)
	return rows(c, 1, from, from+int64(size)-1)
}

func benchKeys(n int) []ledger.Key {
	random := rand.New(rand.NewPCG(1, 2))
	keys := make([]ledger.Key, n)
	for i := range keys {
		keys[i] = ledger.Key(random.Int64())
	}
	return keys
}

func benchDatabases(b *testing.B, bench func(b *testing.B, s *Store)) {
	b.Run("SQLite", func(b *testing.B) { bench(b, onSQLite(b).must(b)) })
	b.Run("PostgreSQL", func(b *testing.B) { bench(b, onPostgres(b).must(b)) })
}

// BenchmarkAppend appends batches of 20 rows, as one worker.
func BenchmarkAppend(b *testing.B) {
	const size = 20
	benchDatabases(b, func(b *testing.B, s *Store) {
		keys := benchKeys(1000)
		n := 0
		for b.Loop() {
			done := appended(b, s, benchBatch(keys, n, size)...)
			require.Equal(b, size, done.New)
			n++
		}
		b.ReportMetric(float64(n*size)/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkAppendMany appends batches of 10,000 rows of 500 cases, as an import does.
func BenchmarkAppendMany(b *testing.B) {
	const cases, size = 500, 20
	benchDatabases(b, func(b *testing.B, s *Store) {
		random := rand.New(rand.NewPCG(3, 4))
		n := 0
		for b.Loop() {
			var batch []ledger.Event
			for range cases {
				batch = append(batch, rows(ledger.Key(random.Int64()), 1, 1, size)...)
			}
			require.Equal(b, cases*size, appended(b, s, batch...).New)
			n++
		}
		b.ReportMetric(float64(n*cases*size)/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkCases reads 100,000 rows.
func BenchmarkCases(b *testing.B) {
	const cases, size = 5000, 20
	benchDatabases(b, func(b *testing.B, s *Store) {
		var batch []ledger.Event
		for _, k := range benchKeys(cases) {
			batch = append(batch, rows(k, 1, 1, size)...)
		}
		appended(b, s, batch...)
		n := 0
		for b.Loop() {
			for c, err := range s.Cases(context.Background()) {
				require.NoError(b, err)
				n += len(c.Events)
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkSeal notes 100,000 past cases in each segment.
func BenchmarkSeal(b *testing.B) {
	const size = 100_000
	s := sqliteStore(b)
	var n int64
	for b.Loop() {
		list := make([]SealedCase, size)
		for i := range list {
			list[i] = SealedCase{Case: ledger.Key(n*size + int64(i) + 3), Events: 20, Digest: uint64(i)}
		}
		n++
		skipped, _, err := s.Seal(context.Background(), Segment{ID: n}, list)
		require.NoError(b, err)
		require.Empty(b, skipped)
	}
	b.ReportMetric(float64(n*size)/b.Elapsed().Seconds(), "cases/s")
}
