package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/activities"
	"writ/casefile"
	"writ/ledger"
	"writ/ledger/storage"
	"writ/protocol"
)

// These tests try to lose a fact, or to let a word through that is none of the
// engine's.

// Whatever a ledger says but that it cannot hold the facts, somebody can mend: a
// folder that is read-only, a broken file, a database of which it lost the rights.
// Then nothing is given up.
func TestOnlyWhatDoesNotFitIsGivenUp(t *testing.T) {
	f := &fakeTaker{do: func(context.Context) error { return errors.New("attempt to write a readonly database (8)") }}
	x, _ := books(f)
	err := x.Record(t.Context(), emission("nypd"))
	require.ErrorIs(t, err, ledger.ErrUnavailable)
	require.NotErrorIs(t, err, activities.ErrUnfit)

	f = &fakeTaker{do: func(context.Context) error { return fmt.Errorf("%w: work is not known", ledger.ErrUnfit) }}
	x, _ = books(f)
	require.ErrorIs(t, x.Record(t.Context(), emission("nypd")), activities.ErrUnfit)
}

// A folder that is deleted while the worker runs takes no fact with it: the ledger
// is opened anew.
func TestALedgerThatIsDeletedIsMadeAnew(t *testing.T) {
	where := t.TempDir()
	x := newLedgers(Config{Ledger: Place(where)}, everyName)
	t.Cleanup(x.Close)
	require.NoError(t, x.Record(t.Context(), emission("nypd")))
	require.NoError(t, os.RemoveAll(filepath.Join(where, "nypd")))
	second := emission("nypd")
	second.Subject = "d"
	told := false
	for range 3 {
		if told = x.Record(t.Context(), second) == nil; told {
			break
		}
		time.Sleep(pauseOfLedger)
	}
	require.True(t, told)
	require.Len(t, casesOf(t, where, "nypd"), 1, "what was told is in the file that is there")
}

func casesOf(t *testing.T, where string, party casefile.PartyID) []ledger.Key {
	t.Helper()
	l, err := OpenLedger(t.Context(), Config{Ledger: Place(where)}, party, true)
	require.NoError(t, err)
	defer l.Close()
	var keys []ledger.Key
	for c, err := range l.Cases(t.Context()) {
		require.NoError(t, err)
		keys = append(keys, c.Case)
	}
	return keys
}

// What is played never stands among real cases.
func TestExercisesHaveALedgerOfTheirOwn(t *testing.T) {
	where := t.TempDir()
	x := newLedgers(Config{Ledger: Place(where)}, everyName)
	played := emission("nypd")
	played.Subject, played.Exercise = "played", true
	require.NoError(t, x.Record(t.Context(), emission("nypd")))
	require.NoError(t, x.Record(t.Context(), played))
	x.Close()
	require.Len(t, casesOf(t, where, "nypd"), 1)
	require.Len(t, casesOf(t, where, protocol.ExerciseBooks("nypd")), 1)
}

// A name that somebody typed is no enumerated name, even if it has the form of
// one: john.smith is not stored.
func TestOnlyKnownNamesAreStored(t *testing.T) {
	f := &fakeTaker{}
	x, said := books(f)
	dir := protocol.Directory{Parties: []protocol.Party{{ID: "nypd", Jurisdiction: "US"}}}
	var err error
	x.known, err = KnownNames(dir, "")
	require.NoError(t, err)
	e := emission("nypd")
	e.Jurisdiction, e.Holder = "john.smith", "john-smith"
	e.Facts = append(e.Facts, e.Facts[0], e.Facts[0])
	e.Facts[0].By, e.Facts[0].Awaiting, e.Facts[0].Code, e.Facts[0].Instrument = "john.smith", "JohnSmith", "john.smith", "john.smith"
	e.Facts[1].Seq, e.Facts[1].By, e.Facts[1].Awaiting, e.Facts[1].Code, e.Facts[1].Holder = 2, "nypd", casefile.Nobody, "too-early", "twitter"
	e.Facts[2].Seq, e.Facts[2].Lane = 3, "john.smith"
	require.NoError(t, x.Record(t.Context(), e))
	require.Len(t, f.took[0].Facts, 2)
	require.NotContains(t, strings.ToLower(fmt.Sprintf("%+v", f.took)), "smith")
	require.NotContains(t, said.String(), "smith")
	require.Equal(t, casefile.PartyID("nypd"), f.took[0].Facts[1].By)
	require.Equal(t, casefile.Code("too-early"), f.took[0].Facts[1].Code)
	require.Equal(t, casefile.Nobody, f.took[0].Facts[1].Awaiting)
	require.EqualValues(t, "twitter", f.took[0].Facts[1].Holder)
}

// One key file for all parties of a worker must not let anybody link the ledger of
// a holder with that of a requester.
func TestPartiesWithOneKeyFileShareNoPseudonym(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("a5", 32)), 0o600))
	cfg := Config{Ledger: Place(t.TempDir()), LedgerKey: File(file)}
	var keys []ledger.Key
	for _, p := range []casefile.PartyID{"nypd", "twitter"} {
		l, err := OpenLedger(t.Context(), cfg, p, false)
		require.NoError(t, err)
		k := l.Keyring()
		keys = append(keys, k.Case("r"), k.Request("r"), k.Step("r"), k.Run("r"))
		require.NoError(t, l.Close())
	}
	slices.Sort(keys)
	require.Len(t, slices.Compact(keys), 8)
}

// A key that everybody may read protects nothing.
func TestAKeyThatEverybodyMayReadIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("a5", 32)), 0o600))
	require.NoError(t, os.Chmod(file, 0o644))
	_, err := ledgerKey(File(file))
	require.ErrorContains(t, err, "chmod 600")
}

// A ledger under another key would split every case in two: it is refused, and
// what is told waits.
func TestALedgerOfAnotherKeyIsRefused(t *testing.T) {
	folder := t.TempDir()
	keyed := func(digit string) Config {
		file := filepath.Join(folder, "key-"+digit)
		require.NoError(t, os.WriteFile(file, []byte(strings.Repeat(digit, 64)), 0o600))
		return Config{Ledger: Place(filepath.Join(folder, "books")), LedgerKey: File(file)}
	}
	l, err := OpenLedger(t.Context(), keyed("a"), "nypd", false)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	for name, cfg := range map[string]Config{"replaced": keyed("b"), "left out": {Ledger: keyed("a").Ledger}} {
		for _, readOnly := range []bool{true, false} {
			_, err := OpenLedger(t.Context(), cfg, "nypd", readOnly)
			require.ErrorIs(t, err, storage.ErrKey, "%s, read-only %t", name, readOnly)
		}
		x := newLedgers(cfg, everyName)
		require.ErrorIs(t, x.Record(t.Context(), emission("nypd")), ledger.ErrUnavailable)
		x.Close()
	}
	l, err = OpenLedger(t.Context(), keyed("a"), "nypd", true)
	require.NoError(t, err)
	require.NoError(t, l.Close())
}

// A key of the folder's own that was lost is not made again beside a ledger.
func TestALostKeyIsNotMadeAgain(t *testing.T) {
	cfg := Config{Ledger: Place(t.TempDir())}
	l, err := OpenLedger(t.Context(), cfg, "nypd", false)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.NoError(t, os.Remove(filepath.Join(string(cfg.Ledger), "nypd", "key")))
	for _, readOnly := range []bool{true, false} {
		_, err = OpenLedger(t.Context(), cfg, "nypd", readOnly)
		require.ErrorIs(t, err, storage.ErrKey)
	}
}

// After the worker has closed its ledgers none is opened again.
func TestAClosedWorkerOpensNoLedger(t *testing.T) {
	f := &fakeTaker{}
	x, _ := books(f)
	x.Close()
	require.ErrorIs(t, x.Record(t.Context(), emission("nypd")), ledger.ErrUnavailable)
	require.Zero(t, f.asked)
}
