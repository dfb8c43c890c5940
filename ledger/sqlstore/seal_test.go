package sqlstore

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

func sqliteStore(t testing.TB) *SQLite { return &SQLite{onSQLite(t).must(t)} }

// sealing is how a case looks to who seals it.
func sealing(events ...ledger.Event) SealedCase {
	return SealedCase{Case: events[0].Case, Events: int64(len(events)), Digest: Digest(events)}
}

func TestSealedCasesLeaveTheDatabase(t *testing.T) {
	s := sqliteStore(t)
	closed, open, past := rows(5, 1, 1, 3), rows(6, 1, 1, 2), rows(7, 1, 1, 4)
	appended(t, s, append(closed, open...)...)
	segment := Segment{ID: 1, Cases: 2, Events: 7, Spells: 3, Charges: 4, FromDay: 20000, ToDay: 20002}
	skipped, moved, err := s.Seal(t.Context(), segment, []SealedCase{sealing(closed...), sealing(past...)})
	require.NoError(t, err)
	require.Empty(t, skipped)
	require.Equal(t, []ledger.Key{5}, moved, "of the other nothing was there")
	counts, err := s.Counts(t.Context())
	require.NoError(t, err)
	require.Equal(t, ledger.Counts{Cases: 1, Events: 2}, counts)
	segments, err := s.Segments(t.Context())
	require.NoError(t, err)
	require.Equal(t, []Segment{segment}, segments)
	in := sealing(closed...)
	in.Segment = 1
	sealed, err := s.Sealed(t.Context(), 5, 6)
	require.NoError(t, err)
	require.Equal(t, map[ledger.Key]SealedCase{5: in}, sealed)

	_, err = s.Append(t.Context(), ledger.Batch{Events: []ledger.Event{row(6, 1, 3), row(5, 1, 1)}})
	require.ErrorIs(t, err, ErrSealed)
	require.NotErrorIs(t, err, ledger.ErrUnavailable)
	var which *SealedError
	require.ErrorAs(t, err, &which)
	require.Equal(t, []SealedCase{in}, which.Cases)
	require.Len(t, rowsOf(t, s, 6), 2, "nothing of the batch was taken")
}

func rowsOf(t *testing.T, s ledger.Store, c ledger.Key) []ledger.Event {
	for c, err := range s.Cases(context.Background(), c) {
		require.NoError(t, err)
		return c.Events
	}
	return nil
}

// What changed between reading a case and sealing it is not lost.
func TestSealSkipsWhatChanged(t *testing.T) {
	s := sqliteStore(t)
	was := rows(5, 1, 1, 3)
	appended(t, s, was...)
	appended(t, s, row(5, 1, 4))
	other := row(6, 1, 1)
	appended(t, s, other)
	other.At++
	skipped, _, err := s.Seal(t.Context(), Segment{ID: 1}, []SealedCase{sealing(was...), sealing(other), sealing(rows(8, 1, 1, 1)...)})
	require.NoError(t, err)
	require.Equal(t, []ledger.Key{5, 6}, skipped)
	require.Len(t, rowsOf(t, s, 5), 4)
	skipped, _, err = s.Seal(t.Context(), Segment{ID: 2}, []SealedCase{sealing(rows(5, 1, 1, 4)...), sealing(rows(8, 1, 1, 1)...)})
	require.NoError(t, err)
	require.Equal(t, []ledger.Key{8}, skipped, "it is sealed in the first")
	voided, err := s.Voided(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[Voiding]bool{{1, 5}: true, {1, 6}: true, {2, 8}: true}, voided)
}

func TestUnsealPutsBackWhatWasSealed(t *testing.T) {
	s := sqliteStore(t)
	events := rows(5, 1, 1, 3)
	appended(t, s, events...)
	_, _, err := s.Seal(t.Context(), Segment{ID: 1}, []SealedCase{sealing(events...)})
	require.NoError(t, err)
	require.ErrorContains(t, s.Unseal(t.Context(), 5, events[:2]), "not those that were sealed")
	for range 2 {
		require.NoError(t, s.Unseal(t.Context(), 5, events), "the second finds it done")
	}
	require.Equal(t, ledger.Appended{New: 1, Repeated: 1}, appended(t, s, row(5, 1, 3), row(5, 1, 4)))
	voided, err := s.Voided(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[Voiding]bool{{1, 5}: true}, voided)
	skipped, _, err := s.Seal(t.Context(), Segment{ID: 2}, []SealedCase{sealing(rows(5, 1, 1, 4)...)})
	require.NoError(t, err)
	require.Empty(t, skipped)
}

// Sealing hides neither an incident nor what a reset put aside.
func TestSealKeepsIncidents(t *testing.T) {
	s := sqliteStore(t)
	appended(t, s, rows(5, 1, 1, 3)...)
	conflict, again := row(5, 1, 1), row(5, 1, 2)
	conflict.At++
	again.Run, again.Taken, again.At = 9, again.Taken+100, again.At+1
	appended(t, s, conflict, again)
	before, err := s.Incidents(t.Context())
	require.NoError(t, err)
	require.Len(t, before, 2)
	held := rowsOf(t, s, 5)
	_, _, err = s.Seal(t.Context(), Segment{ID: 1}, []SealedCase{sealing(held...)})
	require.NoError(t, err)
	check := func() {
		t.Helper()
		after, err := s.Incidents(t.Context())
		require.NoError(t, err)
		require.Equal(t, before, after)
	}
	check()
	require.Empty(t, rowsOf(t, s, 5))
	require.NoError(t, s.Unseal(t.Context(), 5, held))
	check()
	require.Equal(t, ledger.Appended{Superseded: 1}, appended(t, s, row(5, 1, 4)), "the old run is not forgotten")
	require.Equal(t, held, rowsOf(t, s, 5))
}

func TestSealWantsEachCaseOnce(t *testing.T) {
	s := sqliteStore(t)
	c := sealing(rows(5, 1, 1, 3)...)
	_, _, err := s.Seal(t.Context(), Segment{ID: 1}, []SealedCase{c, c})
	require.ErrorContains(t, err, "each case once, by ascending key")
	_, _, err = s.Seal(t.Context(), Segment{ID: 1}, []SealedCase{c})
	require.NoError(t, err)
	_, _, err = s.Seal(t.Context(), Segment{ID: 1}, nil)
	require.Error(t, err, "a segment is listed once")
}
