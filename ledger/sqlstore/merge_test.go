package sqlstore

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/ledger"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// said is a row by the run that told it, its number, when it was taken and what
// it says.
func said(run ledger.Key, seq, taken, at int64) ledger.Event {
	return ledger.Event{Case: 7, Step: 9, Seq: seq, Run: run, Taken: taken, At: at, Seen: at}
}

// state is what is kept of a step, without when it was found.
func state(s *step) (held, rest []kept) {
	for _, rows := range s.numbers {
		h, r := split(rows)
		held, rest = append(held, h...), append(rest, r...)
	}
	for _, list := range [][]kept{held, rest} {
		for i := range list {
			list[i].found = 0
		}
		slices.SortFunc(list, func(a, b kept) int {
			return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.place, b.place), cmp.Compare(a.Run, b.Run), cmp.Compare(a.At, b.At))
		})
	}
	return held, rest
}

func TestMerge(t *testing.T) {
	const a, b, c = 100, 200, 300 // runs
	for _, test := range []struct {
		name string
		rows []ledger.Event // told one by one
		last ledger.Appended
		held []ledger.Event
		rest int
	}{
		{"a row", []ledger.Event{said(a, 1, 10, 1)}, ledger.Appended{New: 1}, []ledger.Event{said(a, 1, 10, 1)}, 0},
		{"the same again", []ledger.Event{said(a, 1, 10, 1), said(a, 1, 10, 1)}, ledger.Appended{Repeated: 1}, []ledger.Event{said(a, 1, 10, 1)}, 0},
		{"the same by a later run is that run's", []ledger.Event{said(a, 1, 10, 1), said(b, 1, 20, 1)}, ledger.Appended{Repeated: 1}, []ledger.Event{said(b, 1, 20, 1)}, 0},
		{"a run contradicts itself: the first stays", []ledger.Event{said(a, 1, 10, 1), said(a, 1, 10, 2)}, ledger.Appended{Conflicts: 1}, []ledger.Event{said(a, 1, 10, 1)}, 1},
		{"and is kept once, however often it is told", []ledger.Event{said(a, 1, 10, 1), said(a, 1, 10, 2), said(a, 1, 10, 2)}, ledger.Appended{Conflicts: 1}, []ledger.Event{said(a, 1, 10, 1)}, 1},
		{"continued as new", []ledger.Event{said(a, 1, 10, 1), said(b, 2, 20, 2)}, ledger.Appended{New: 1}, []ledger.Event{said(a, 1, 10, 1), said(b, 2, 20, 2)}, 0},
		{"a reset takes the later numbers too", []ledger.Event{said(a, 1, 10, 1), said(a, 2, 11, 2), said(a, 3, 12, 3), said(b, 2, 20, 4)},
			ledger.Appended{New: 1, Superseded: 2}, []ledger.Event{said(a, 1, 10, 1), said(b, 2, 20, 4)}, 2},
		{"and of runs that continued the old one", []ledger.Event{said(a, 2, 11, 2), said(b, 3, 12, 3), said(c, 2, 20, 4)},
			ledger.Appended{New: 1, Superseded: 2}, []ledger.Event{said(c, 2, 20, 4)}, 2},
		{"the old run's row comes too late", []ledger.Event{said(b, 2, 20, 4), said(a, 2, 11, 2)}, ledger.Appended{Superseded: 1}, []ledger.Event{said(b, 2, 20, 4)}, 1},
		{"so does one of its later numbers", []ledger.Event{said(b, 2, 20, 4), said(a, 2, 11, 2), said(a, 3, 12, 3)}, ledger.Appended{Superseded: 1}, []ledger.Event{said(b, 2, 20, 4)}, 2},
		{"a later number came before what shows that it was given up", []ledger.Event{said(b, 2, 20, 4), said(a, 3, 12, 3), said(a, 2, 11, 2)},
			ledger.Appended{Superseded: 2}, []ledger.Event{said(b, 2, 20, 4)}, 2},
		{"told too late again, it does not come back", []ledger.Event{said(a, 2, 11, 2), said(b, 2, 20, 4), said(a, 2, 11, 2)}, ledger.Appended{Repeated: 1}, []ledger.Event{said(b, 2, 20, 4)}, 1},
		{"what was given up is true again, told by a third run", []ledger.Event{said(a, 2, 11, 2), said(b, 2, 20, 4), said(c, 2, 30, 2)}, ledger.Appended{Repeated: 1, Superseded: 1}, []ledger.Event{said(c, 2, 30, 2)}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStep(nil)
			var last ledger.Appended
			for _, e := range test.rows {
				last = s.merge([]ledger.Event{e}, noon)
			}
			held, rest := state(s)
			var events []ledger.Event
			for _, k := range held {
				events = append(events, k.Event)
			}
			require.Equal(t, test.last, last)
			require.Equal(t, test.held, events)
			require.Len(t, rest, test.rest)
		})
	}
}

// Whatever runs told, in whatever order and batches and however often: the same
// rows hold and the same are kept aside. Only a run that contradicts itself is
// left out, because then the first to arrive stays.
func TestMergeKnowsNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type number struct{ run, seq int64 }
		claims := rapid.MapOf(
			rapid.Custom(func(t *rapid.T) number {
				return number{rapid.Int64Range(1, 4).Draw(t, "run"), rapid.Int64Range(1, 5).Draw(t, "seq")}
			}),
			rapid.Custom(func(t *rapid.T) [2]int64 {
				return [2]int64{rapid.Int64Range(1, 6).Draw(t, "taken"), rapid.Int64Range(1, 3).Draw(t, "content")}
			}),
		).Draw(t, "claims")
		var all []ledger.Event
		for n, c := range claims {
			all = append(all, said(ledger.Key(n.run), n.seq, c[0], c[1]))
		}
		slices.SortFunc(all, func(a, b ledger.Event) int { return cmp.Or(cmp.Compare(a.Run, b.Run), cmp.Compare(a.Seq, b.Seq)) })
		once := newStep(nil)
		once.merge(all, noon)
		again := newStep(nil)
		for _, e := range rapid.Permutation(append(all, all...)).Draw(t, "order") {
			again.merge([]ledger.Event{e}, noon)
		}
		held, rest := state(once)
		heldAgain, restAgain := state(again)
		require.Equal(t, held, heldAgain)
		require.Equal(t, rest, restAgain)
	})
}

func TestIncidents(t *testing.T) {
	const a, b = 100, 200
	s := newStep(nil)
	s.merge([]ledger.Event{said(a, 1, 10, 1), said(a, 2, 11, 2), said(a, 3, 12, 3)}, noon)
	s.merge([]ledger.Event{said(a, 1, 10, 5)}, noon)
	s.merge([]ledger.Event{said(b, 2, 20, 6), said(b, 3, 21, 7)}, noon)
	require.Equal(t, []ledger.Incident{
		{Found: noon, Kind: ledger.Conflict, Held: said(a, 1, 10, 1), Rejected: said(a, 1, 10, 5)},
		{Found: noon, Kind: ledger.Reset, Held: said(b, 2, 20, 6), Rejected: said(a, 2, 11, 2)},
	}, s.incidents(), "one reset is one incident, however many numbers it took again")
}

// Every field counts, wherever it stands.
func TestDigestCoversEveryField(t *testing.T) {
	var zero ledger.Event
	seen := map[uint64]bool{Digest([]ledger.Event{zero}): true}
	for i, f := range fields(&zero) {
		switch f := f.(type) {
		case *ledger.Key:
			*f = 1
		case *ledger.Code:
			*f = 1
		case *int64:
			*f = 1
		case *ledger.Work:
			*f = 1
		case *ledger.Kind:
			*f = 1
		case *ledger.Stage:
			*f = 1
		case *ledger.Lane:
			*f = 1
		case *ledger.Level:
			*f = 1
		case *ledger.Flags:
			*f = 1
		default:
			t.Fatalf("column %s has the type %T", columns[i], f)
		}
		require.Equal(t, int64(1), values(&zero)[i], "column %s", columns[i])
		d := Digest([]ledger.Event{zero})
		require.False(t, seen[d], "column %s changes nothing", columns[i])
		seen[d] = true
		zero = ledger.Event{}
	}
	one, two := said(1, 1, 1, 1), said(1, 2, 1, 1)
	require.NotEqual(t, Digest([]ledger.Event{one, two}), Digest([]ledger.Event{two, one}))
}

// A field that is added to the event and not to the columns would be lost.
func TestColumnsAreAllFields(t *testing.T) {
	require.Len(t, columns, numFields())
	require.Equal(t, "work", columns[firstSmall])
}
