package storage

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/latency"
	"writ/ledger"
)

// A ledger that was imported says what one says that was told live, and holds the
// same events, wherever they lie.
func TestImportedIsAsToldLive(t *testing.T) {
	batches := made(1, 100)
	live, imported := open(t, t.TempDir()), small(open(t, t.TempDir()))
	fill(t, live, batches)
	sum := importAll(t, imported, slices.Values(batches))
	require.Empty(t, sum.errors)
	require.Equal(t, total(batches), sum.New)
	require.Equal(t, len(batches), sum.cases)
	m, err := imported.folder.manifest(t.Context())
	require.NoError(t, err)
	require.Greater(t, len(m.segments), 2, "whole cases went into segments")
	require.True(t, reflect.DeepEqual(events(t, live), events(t, imported)))
	require.Equal(t, answers(t, live, at(asOf)), answers(t, imported, at(asOf)))
	require.Equal(t, count(t, live), count(t, imported))
}

func TestImportTwiceIsOnce(t *testing.T) {
	batches := made(2, 70)
	l := small(open(t, t.TempDir()))
	first := importAll(t, l, slices.Values(batches))
	before, counts := answers(t, l, at(asOf)), count(t, l)
	again := importAll(t, l, slices.Values(batches))
	require.Empty(t, again.errors)
	require.Equal(t, first.New, again.Repeated)
	require.Zero(t, again.New)
	require.Equal(t, before, answers(t, l, at(asOf)))
	require.Equal(t, counts, count(t, l))
}

// A case that says otherwise than the ledger is refused with a reason, and is an
// incident; what was there stays.
func TestImportRefusesWhatContradicts(t *testing.T) {
	batches := made(3, 40)
	l := sealedLedger(t, batches)
	before := answers(t, l, at(asOf))
	other := slices.Clone(batches[7].Events)
	other[2].At += 60
	sum := importAll(t, l, slices.Values([]ledger.Batch{{Events: other, Labels: batches[7].Labels}}))
	require.Len(t, sum.errors, 1)
	require.ErrorIs(t, sum.errors[0], ErrContradicts)
	require.Equal(t, 1, sum.Conflicts)
	require.Equal(t, before, answers(t, l, at(asOf)))
	incidents, err := l.Incidents(t.Context())
	require.NoError(t, err)
	require.Len(t, incidents, 1)
	require.Equal(t, other[2], incidents[0].Rejected)
}

// Shuffled and repeated deliveries come to the same answers, byte for byte,
// whether cases are sealed in between or not.
func TestShuffledAndRepeatedDeliveries(t *testing.T) {
	batches := made(4, 30)
	want := open(t, t.TempDir())
	fill(t, want, batches)
	var rows []ledger.Batch
	random := rand.New(rand.NewPCG(4, 4))
	for _, b := range batches {
		for part := range slices.Chunk(b.Events, 9) {
			rows = append(rows, ledger.Batch{Events: part, Labels: b.Labels})
			if random.IntN(10) == 0 {
				rows = append(rows, rows[len(rows)-1])
			}
		}
	}
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	got := open(t, t.TempDir())
	for n, some := range slices.Collect(slices.Chunk(rows, 30)) {
		fill(t, got, some)
		if n%3 == 2 {
			_, err := got.Seal(t.Context(), 1)
			require.NoError(t, err)
		}
	}
	require.Equal(t, answers(t, want, at(asOf)), answers(t, got, at(asOf)))
	require.True(t, reflect.DeepEqual(events(t, want), events(t, got)))
}

// A fact that is learned late takes its case out of its segment.
func TestLateFactAfterSealing(t *testing.T) {
	batches := made(5, 40)
	late := map[ledger.Key]ledger.Batch{}
	early := make([]ledger.Batch, len(batches))
	for i, b := range batches {
		early[i] = b
		last := b.Events[len(b.Events)-1]
		if i%10 == 0 && last.Seq > 1 {
			early[i].Events = b.Events[:len(b.Events)-1]
			late[last.Case] = ledger.Batch{Events: []ledger.Event{last}, Labels: b.Labels}
		}
	}
	l, want := open(t, t.TempDir()), open(t, t.TempDir())
	fill(t, want, batches)
	fill(t, l, early)
	_, err := l.Seal(t.Context(), 1)
	require.NoError(t, err)
	for _, b := range late {
		a, err := l.Append(t.Context(), b)
		require.NoError(t, err)
		require.Equal(t, 1, a.New)
		a, err = l.Append(t.Context(), b)
		require.NoError(t, err)
		require.Equal(t, 1, a.Repeated)
	}
	require.Equal(t, answers(t, want, at(asOf)), answers(t, l, at(asOf)))
	require.Equal(t, count(t, want), count(t, l))
	_, err = l.Seal(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, answers(t, want, at(asOf)), answers(t, l, at(asOf)))
	// What a segment holds can be told again without unsealing it.
	sealed, err := l.folder.Sealed(t.Context(), batches[1].Events[0].Case)
	require.NoError(t, err)
	require.Len(t, sealed, 1)
	a, err := l.Append(t.Context(), batches[1])
	require.NoError(t, err)
	require.Equal(t, len(batches[1].Events), a.Repeated)
	again, err := l.folder.Sealed(t.Context(), batches[1].Events[0].Case)
	require.NoError(t, err)
	require.Equal(t, sealed, again)
}

// What was known at an instant is what a ledger says that only ever saw the facts
// until then.
func TestAsOfIsWhatWasKnown(t *testing.T) {
	batches := made(6, 40)
	l := sealedLedger(t, batches)
	for _, days := range []int{1, 45, 400} {
		then := asOf.AddDate(0, 0, -days).Add(-7 * time.Hour)
		var known []ledger.Batch
		for _, b := range batches {
			b.Events = slices.DeleteFunc(slices.Clone(b.Events), func(e ledger.Event) bool { return e.Seen > then.Unix() })
			if len(b.Events) > 0 {
				known = append(known, b)
			}
		}
		only := open(t, t.TempDir())
		fill(t, only, known)
		q := at(then)
		require.Equal(t, answers(t, only, q), answers(t, l, q), "%d days before", days)
		q.OpenedFrom, q.OpenedTo = then.AddDate(0, -9, 0).Unix(), then.AddDate(0, -2, 0).Unix()
		require.Equal(t, answers(t, only, q), answers(t, l, q), "%d days before, a window", days)
	}
}

// A query for one case finds it wherever it lies.
func TestOneCase(t *testing.T) {
	batches := made(7, 25)
	l := sealedLedger(t, batches)
	whole := map[ledger.Key][]ledger.Charge{}
	require.NoError(t, l.Charges(t.Context(), at(asOf), func(rows []ledger.Charge) error {
		for _, r := range rows {
			whole[r.Case] = append(whole[r.Case], r)
		}
		return nil
	}))
	for _, b := range batches[:10] {
		q := at(asOf)
		q.Case = b.Events[0].Case
		var got []ledger.Charge
		require.NoError(t, l.Charges(t.Context(), q, func(rows []ledger.Charge) error {
			got = append(got, rows...)
			return nil
		}))
		require.Equal(t, whole[q.Case], got)
	}
	stop := errors.New("enough")
	require.ErrorIs(t, l.Spells(t.Context(), at(asOf), func([]ledger.Spell) error { return stop }), stop)
	require.Error(t, l.Spells(t.Context(), ledger.Query{}, func([]ledger.Spell) error { return nil }), "an as-of instant must be set")
}

// Life tables of shards add up to that of the whole, bit for bit.
func TestLifeTablesOfShardsAddUp(t *testing.T) {
	batches := made(8, 90)
	whole := sealedLedger(t, batches)
	applied, err := ledger.KindOf("granted")
	require.NoError(t, err)
	q := ledger.LifeQuery{Query: at(asOf), By: ledger.ByHolder | ledger.ByInstrument | ledger.ByParty | ledger.ByLane | ledger.ByStage, Bin: time.Minute, Rivals: []ledger.Kind{applied}}
	want, err := whole.Life(t.Context(), q)
	require.NoError(t, err)
	require.NotEmpty(t, want)
	const shards = 16
	sum := map[ledger.Group]*latency.Life{}
	for s := range shards {
		var mine []ledger.Batch
		for _, b := range batches {
			if int(b.Events[0].Case)%shards == s {
				mine = append(mine, b)
			}
		}
		l := open(t, t.TempDir())
		fill(t, l, mine)
		if s%2 == 0 {
			_, err := l.Seal(t.Context(), 1)
			require.NoError(t, err)
		}
		tables, err := l.Life(t.Context(), q)
		require.NoError(t, err)
		for g, life := range tables {
			if sum[g] == nil {
				sum[g] = &latency.Life{}
			}
			sum[g].Merge(life)
		}
	}
	require.Equal(t, lifeText(want), lifeText(sum))
}

// Readers and writers at once: each answer holds each case that was there before
// it was asked, once.
func TestReadersBesideWriters(t *testing.T) {
	batches := made(9, 30)
	where := t.TempDir()
	l, second := open(t, where), open(t, where)
	fill(t, l, batches[:10])
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	writers.Go(func() { fill(t, l, batches[10:20]) })
	writers.Go(func() { fill(t, second, batches[20:]) })
	for _, by := range []*Ledger{l, second} {
		writers.Go(func() {
			for range 4 {
				_, err := by.Seal(t.Context(), 1)
				require.NoError(t, err)
				// A late fact unseals a case, and the next sealing takes it again.
				_, err = by.Append(t.Context(), batches[3])
				require.NoError(t, err)
			}
		})
	}
	for _, by := range []*Ledger{l, second} {
		readers.Go(func() {
			for {
				seen := map[ledger.Key]int{}
				require.NoError(t, by.Subjects(t.Context(), at(asOf), func(rows []ledger.Subject) error {
					for _, r := range rows {
						seen[r.Case]++
					}
					return nil
				}))
				for _, b := range batches[:10] {
					require.Equal(t, 1, seen[b.Events[0].Case])
				}
				for _, n := range seen {
					require.Equal(t, 1, n)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	want := open(t, t.TempDir())
	fill(t, want, batches)
	require.Equal(t, answers(t, want, at(asOf)), answers(t, l, at(asOf)))
}

// A sealing that stops at any step loses and doubles nothing, and the next one
// goes through.
func TestSealingThatStopsAnywhere(t *testing.T) {
	batches := made(10, 14)
	for _, step := range []string{stepWrite, stepCommit, stepList, stepPublish} {
		t.Run(step, func(t *testing.T) {
			where := t.TempDir()
			l := open(t, where)
			fill(t, l, batches)
			want := answers(t, l, at(asOf))
			stopped := errors.New("stopped")
			l.folder.fail = func(at string) error {
				if at == step {
					return stopped
				}
				return nil
			}
			_, err := l.Seal(t.Context(), 1)
			require.ErrorIs(t, err, stopped)
			again := open(t, where) // as after a crash
			require.Equal(t, want, answers(t, again, at(asOf)))
			_, err = again.Seal(t.Context(), 1)
			require.NoError(t, err)
			require.Equal(t, want, answers(t, again, at(asOf)))
			var listed published
			text, err := os.ReadFile(filepath.Join(where, "nypd", manifestFile))
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(text, &listed))
			require.Len(t, listed.Segments, 1)
			there, err := filepath.Glob(filepath.Join(where, "nypd", segmentsDir, "0*"))
			require.NoError(t, err)
			require.Len(t, there, 1, "what no manifest lists is gone")
		})
	}
}

func TestOpenMakesOneKey(t *testing.T) {
	where := t.TempDir()
	keys := make([]ledger.Key, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			l, err := Open(t.Context(), Options{Where: where, Party: "nypd"})
			if err == nil {
				keys[i] = l.Keyring().Case("a case")
				err = l.Close()
			}
			require.NoError(t, err)
		})
	}
	all.Wait()
	for _, k := range keys {
		require.Equal(t, keys[0], k)
	}
	info, err := os.Stat(filepath.Join(where, "nypd", keyFile))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestOpenRefuses(t *testing.T) {
	where := t.TempDir()
	for name, o := range map[string]Options{
		"no place":                     {Party: "nypd"},
		"a party that is a path":       {Where: where, Party: "../nypd"},
		"no party":                     {Where: where},
		"a short key":                  {Where: where, Party: "nypd", Secret: []byte("short")},
		"a database without a key":     {Where: "postgres://localhost/x", Party: "nypd"},
		"reading where nothing is yet": {Where: filepath.Join(where, "none"), Party: "nypd", ReadOnly: true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), o)
			require.Error(t, err)
			if o.ReadOnly {
				require.ErrorIs(t, err, ErrNone)
			}
		})
	}
}

func TestSchemaNames(t *testing.T) {
	require.Equal(t, "writ_nypd", schemaOf("nypd"))
	require.NotEqual(t, schemaOf("a-b"), schemaOf("a.b"))
	require.NotEqual(t, schemaOf("A"), schemaOf("a"))
	require.LessOrEqual(t, len(schemaOf("a123456789012345678901234567890123456789012345678901234567890123")), 63)
}
