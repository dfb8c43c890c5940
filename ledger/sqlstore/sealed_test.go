package sqlstore

import (
	"database/sql"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/ledger"
)

// The index names the segments of a case, and hardly any others, however many
// cases there are.
func TestSealedIndexFindsEverySegment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x sealedIndex
		where := map[ledger.Key][]int64{}
		keys := rapid.SliceOfN(rapid.Int64Min(1), 1, 3000).Draw(t, "keys")
		for i, k := range keys {
			key, segment := ledger.Key(k), int64(1+i/100)
			x.add(sealedHash(key), segment)
			where[key] = append(where[key], segment)
		}
		others := 0
		for key, segments := range where {
			found := map[int64]bool{}
			n := 0
			x.segments(key, func(s int64) { found[s] = true; n++ })
			for _, s := range segments {
				require.True(t, found[s], "case %d of segment %d", key, s)
			}
			others += n - len(segments)
		}
		require.LessOrEqual(t, others, 3)
	})
}

func TestPackedCasesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfNDistinct(rapid.Int64Range(-50, 50), 0, 40, rapid.ID).Draw(t, "keys")
		slices.Sort(keys)
		var cases []SealedCase
		for i, k := range keys {
			cases = append(cases, SealedCase{Case: ledger.Key(k), Events: int64(i) * 1e8, Digest: ^uint64(i)})
		}
		packed := packSealed(cases)
		require.Len(t, packed, len(cases)*sealedBytes)
		for k := ledger.Key(-51); k <= 51; k++ {
			i, want := slices.BinarySearch(keys, int64(k))
			c, found := findSealed(packed, k)
			require.Equal(t, want, found)
			if found {
				require.Equal(t, cases[i], c)
			}
		}
	})
}

// Of two that have a ledger open, each knows at once what the other sealed and
// unsealed.
func TestSealedElsewhereIsKnown(t *testing.T) {
	d := onSQLite(t)
	mine, theirs := &SQLite{d.must(t)}, &SQLite{d.must(t)}
	is := func(s *SQLite, segment int64) {
		t.Helper()
		found, err := s.Sealed(t.Context(), 4, 5, 6)
		require.NoError(t, err)
		if segment == 0 {
			require.Empty(t, found)
			return
		}
		require.Len(t, found, 1)
		require.Equal(t, segment, found[5].Segment)
	}
	is(mine, 0)
	events := rows(5, 1, 1, 3)
	for segment := int64(1); segment < 6; segment += 2 {
		for i, s := range []*SQLite{theirs, mine} {
			other := []*SQLite{mine, theirs}[i]
			id := segment + int64(i)
			skipped, _, err := s.Seal(t.Context(), Segment{ID: id}, []SealedCase{sealing(events...)})
			require.NoError(t, err)
			require.Empty(t, skipped)
			is(other, id)
			is(s, id)
			_, err = other.Append(t.Context(), ledger.Batch{Events: events})
			require.ErrorIs(t, err, ErrSealed)
			require.NoError(t, other.Unseal(t.Context(), 5, events))
			is(s, 0)
			is(other, 0)
		}
	}
	for _, id := range []int64{0, 4, 6, 1 << segmentBits} {
		_, _, err := mine.Seal(t.Context(), Segment{ID: id}, nil)
		require.ErrorContains(t, err, "want a number after 6")
	}
}

// The blob of a segment is its cases' integers and nothing else: there is no room in
// it for text. Of a segment that has no case any more it is empty.
func TestSealedRowsArePackedIntegers(t *testing.T) {
	s := sqliteStore(t)
	cases := []SealedCase{sealing(rows(5, 1, 1, 3)...), sealing(rows(7, 1, 1, 4)...)}
	for id := int64(1); id <= 2; id++ {
		_, _, err := s.Seal(t.Context(), Segment{ID: id}, cases)
		require.NoError(t, err)
	}
	packed := map[int64][]byte{}
	require.NoError(t, s.view(t.Context(), "look", "SELECT segment, cases FROM sealed", func(r *sql.Rows) error {
		var id int64
		var is []byte
		err := r.Scan(&id, &is)
		packed[id] = is
		return err
	}))
	var want []byte
	for _, c := range cases {
		want = binary.BigEndian.AppendUint64(want, uint64(c.Case))
		want = binary.BigEndian.AppendUint32(want, uint32(c.Events))
		want = binary.BigEndian.AppendUint64(want, c.Digest)
	}
	require.Equal(t, map[int64][]byte{1: want, 2: nil}, packed)
}
