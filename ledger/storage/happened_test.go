package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
)

// accesses are standing accesses and hops by access, as a ledger of both is told: two
// in three have ended, so that they can be sealed.
func accesses(t testing.TB, l *Ledger, n int) []ledger.Batch {
	t.Helper()
	began := asOf.AddDate(-1, 0, 0)
	at := func(i, days int, step casefile.StepID, seq int, kind casefile.EventKind, stage casefile.Stage) casefile.Fact {
		day := began.AddDate(0, 0, i+days)
		return casefile.Fact{Seq: seq, Step: step, Kind: kind, At: day, Seen: day.Add(time.Hour), By: "nypd", Awaiting: "nypd", Stage: stage, Turn: true}
	}
	var all []ledger.Batch
	encoder := ledger.NewEncoder(l.Keyring())
	add := func(d ledger.Delivery) {
		d.Run, d.Taken, d.Jurisdiction, d.Holder = "run", began, "US", "twitter"
		b, err := encoder.Encode(d)
		require.NoError(t, err)
		all = append(all, b)
	}
	for i := range n {
		grant := casefile.StepID(fmt.Sprintf("grant-%d", i))
		facts := []casefile.Fact{at(i, 0, grant, 1, casefile.EvAccessRequested, casefile.StageAccessRequested)}
		if i%3 > 0 {
			facts = append(facts, at(i, 30, grant, 2, casefile.EvAccessRefused, casefile.StageEnded))
		}
		add(ledger.Delivery{Subject: string(grant), Work: "Access", Facts: facts})

		subject, hop := fmt.Sprintf("leaning-%d", i), casefile.StepID(fmt.Sprintf("leaning-hop-%d", i))
		add(ledger.Delivery{Subject: subject, Work: "Hop", Facts: []casefile.Fact{
			at(i, 0, hop, 1, casefile.EvHopStarted, casefile.StageThroughAccess),
			at(i, 20, hop, 2, casefile.EvThrownBack, casefile.StageAwaitingApplication),
			at(i, 60, hop, 3, casefile.EvHopEnded, casefile.StageEnded),
		}})
		of := []casefile.Fact{at(i, 0, casefile.StepCase, 1, casefile.EvOpened, casefile.StageFollowing)}
		if i%3 > 0 {
			last := at(i, 90, casefile.StepCase, 2, casefile.EvConcluded, casefile.StageEnded)
			last.Level = casefile.LevelSubscriber
			of = append(of, last)
		}
		add(ledger.Delivery{Subject: subject, Work: "Identification", Facts: of})
	}
	return all
}

func kindsOf(t testing.TB, names ...casefile.EventKind) []ledger.Kind {
	t.Helper()
	var all []ledger.Kind
	for _, name := range names {
		k, err := ledger.KindOf(name)
		require.NoError(t, err)
		all = append(all, k)
	}
	return all
}

// heard is what a ledger hands on, by case, without what it may leave out.
func heard(t testing.TB, l *Ledger, q ledger.EventQuery) []ledger.CaseEvents {
	t.Helper()
	var all []ledger.CaseEvents
	require.NoError(t, l.Events(t.Context(), q, func(c ledger.CaseEvents) error {
		all = append(all, ledger.CaseEvents{Case: c.Case, Events: bare(c.Events)})
		return nil
	}))
	slices.SortFunc(all, func(a, b ledger.CaseEvents) int { return cmp.Compare(a.Case, b.Case) })
	return all
}

func bare(events []ledger.Event) []ledger.Event {
	events = slices.Clone(events)
	for i := range events {
		e := &events[i]
		e.Run, e.Taken, e.Request, e.Until = 0, 0, 0, 0
	}
	return events
}

// wanted filters all rows of a ledger the long way.
func wantedOf(t testing.TB, l *Ledger, q ledger.EventQuery) []ledger.CaseEvents {
	t.Helper()
	var all []ledger.CaseEvents
	for c, err := range l.Cases(t.Context()) {
		require.NoError(t, err)
		known := ledger.CaseEvents{Case: c.Case}
		happened := false
		for _, e := range bare(c.Events) {
			if e.Seen <= q.AsOf.Unix() {
				known.Events = append(known.Events, e)
				happened = happened || slices.Contains(q.Kinds, e.Kind)
			}
		}
		if happened {
			all = append(all, known)
		}
	}
	return all
}

// What happened is told alike whether it lies in the database, is sealed, or was
// taken out of its segment by what was learned late; and in PostgreSQL too.
func TestEventsOfWhatHappened(t *testing.T) {
	const n = 24
	live, sealed := open(t, t.TempDir()), small(open(t, t.TempDir()))
	for _, l := range []*Ledger{live, sealed, database(t, "example-happened")} {
		fill(t, l, append(made(5, 40), accesses(t, l, n)...))
	}
	moved, err := sealed.Seal(t.Context(), 1)
	require.NoError(t, err)
	require.Greater(t, moved, n, "what has ended is sealed, of grants and of cases by access")
	late := accesses(t, sealed, n)[3]
	late.Events = slices.Clone(late.Events)
	last := len(late.Events) - 1
	late.Events[last].Seq++
	late.Events[last].Kind = kindsOf(t, casefile.EvRefusedUpdate)[0]
	_, err = sealed.Append(t.Context(), late)
	require.NoError(t, err)
	segments, _, err := sealed.Sealed(t.Context())
	require.NoError(t, err)
	require.Greater(t, segments, 1)

	for _, l := range []*Ledger{live, sealed, database(t, "example-happened")} {
		for _, days := range []int{0, 200, 345, 360, 4000} {
			for _, kinds := range [][]ledger.Kind{
				kindsOf(t, casefile.EvAccessRequested, casefile.EvAccessGranted, casefile.EvThrownBack),
				kindsOf(t, casefile.EvAccessRefused), kindsOf(t, casefile.EvDisclosed), nil,
			} {
				q := ledger.EventQuery{AsOf: asOf.AddDate(0, 0, -days), Kinds: kinds}
				want := wantedOf(t, l, q)
				require.Equal(t, want, heard(t, l, q), "%d days before, %v", days, kinds)
				if days == 0 && kinds != nil {
					require.NotEmpty(t, want)
				}
			}
		}
	}
}

// A grant that stands is never sealed, however old it is.
func TestAStandingGrantIsNotSealed(t *testing.T) {
	const n = 9
	l := small(open(t, t.TempDir()))
	fill(t, l, accesses(t, l, n))
	moved, err := l.Seal(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, 2*2*n/3, moved)
	requested := kindsOf(t, casefile.EvAccessRequested)
	left := 0
	for c, err := range l.folder.SQLite.Cases(t.Context()) {
		require.NoError(t, err)
		if c.Events[0].Kind == requested[0] {
			require.Len(t, c.Events, 1)
			left++
		}
	}
	require.Equal(t, n/3, left)
}

// Whoever takes the events may stop, and a question without an instant is none.
func TestEventsStop(t *testing.T) {
	l := small(open(t, t.TempDir()))
	fill(t, l, accesses(t, l, 12))
	_, err := l.Seal(t.Context(), 1)
	require.NoError(t, err)
	q := ledger.EventQuery{AsOf: asOf, Kinds: kindsOf(t, casefile.EvThrownBack)}
	enough := errors.New("enough")
	for after := range 12 {
		n := 0
		require.ErrorIs(t, l.Events(t.Context(), q, func(ledger.CaseEvents) error {
			if n++; n > after {
				return enough
			}
			return nil
		}), enough)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.ErrorIs(t, l.Events(ctx, q, func(ledger.CaseEvents) error { return nil }), context.Canceled)
	require.ErrorContains(t, l.Events(t.Context(), ledger.EventQuery{Kinds: q.Kinds}, nil), "as-of instant is missing")
}
