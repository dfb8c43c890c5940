package legal

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// asks draws questions to any holder of the law, by requesters of every kind,
// on days on which the law was not the same.
func asks(l *Law) *rapid.Generator[Ask] {
	kinds := []string{"", "terrorism", "child-sexual-abuse", "missing-person", "civil-wrong", "insult"}
	days := []time.Time{winter, longacre().At, time.Date(2026, time.August, 17, 23, 30, 0, 0, time.UTC), time.Date(2025, time.June, 30, 12, 0, 0, 0, time.UTC)}
	return rapid.Custom(func(t *rapid.T) Ask {
		return Ask{
			Holder:     rapid.SampledFrom(l.holderIDs).Draw(t, "holder"),
			Asked:      rapid.SampledFrom(IdentifierKinds()).Draw(t, "asked"),
			Categories: rapid.SliceOfN(rapid.SampledFrom(Categories()), 1, 5).Draw(t, "categories"),
			Requester:  rapid.SampledFrom([]string{"US", "US-NY", "US-CA", "US-CO", "FR", "IE", "DE", "DK", "GB", "AU", "JP"}).Draw(t, "requester"),
			Offence: Offence{Name: "threat", MaxYears: rapid.IntRange(0, 6).Draw(t, "years"),
				OverNetwork: rapid.Bool().Draw(t, "network"), Kind: rapid.SampledFrom(kinds).Draw(t, "kind")},
			Emergency: rapid.Bool().Draw(t, "emergency"),
			Domestic:  rapid.Bool().Draw(t, "domestic"),
			Protected: rapid.SliceOfNDistinct(rapid.SampledFrom([]Protection{JournalistSource, LawyerData}), 0, 2, rapid.ID[Protection]).Draw(t, "protected"),
			At:        rapid.SampledFrom(days).Draw(t, "at"),
		}
	})
}

func mustRequire(t *rapid.T, l *Law, a Ask) Requirement {
	r, err := l.Requirement(a)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Every instrument is either a way or excluded with a reason, each once, and
// the order of the question's categories changes nothing.
func TestRequirementIsCompleteAndDeterministic(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		a := asks(l).Draw(t, "ask")
		r := mustRequire(t, l, a)
		var ids []InstrumentID
		for _, w := range r.Ways {
			ids = append(ids, w.Instrument.ID)
			if len(w.Reasons) == 0 || len(w.Signers) == 0 || len(w.Issuers)+len(w.ValidatedBy) == 0 || w.Entity.Name == "" {
				t.Fatalf("%s without a reason, a signer or an addressee: %+v", w.Instrument.ID, w)
			}
		}
		for _, x := range r.Excluded {
			ids = append(ids, x.Instrument)
			if len(x.Reasons) == 0 {
				t.Fatalf("%s excluded without a reason", x.Instrument)
			}
		}
		slices.Sort(ids)
		if !slices.Equal(ids, l.instrumentIDs) {
			t.Fatalf("%v, want each of %v once", ids, l.instrumentIDs)
		}
		slices.Reverse(a.Categories)
		if !reflect.DeepEqual(r, mustRequire(t, l, a)) {
			t.Fatal("the order of the categories matters")
		}
	})
}

// Asking for more never opens a lighter gate: the ways for more are among the
// ways for less, in the same order.
func TestRequirementIsMonotone(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		a := asks(l).Draw(t, "ask")
		less := mustRequire(t, l, a)
		a.Categories = append(a.Categories, rapid.SampledFrom(Categories()).Draw(t, "more"))
		more := mustRequire(t, l, a)
		rest := less.Ways
		for _, w := range more.Ways {
			n := slices.IndexFunc(rest, func(x Way) bool { return x.Instrument.ID == w.Instrument.ID })
			if n < 0 {
				t.Fatalf("%s opens more but not less (or in another order)", w.Instrument.ID)
			}
			rest = rest[n+1:]
		}
	})
}

// Protected data never opens a gate that is shut without it, and never leaves
// the decision to somebody whom the raised decider does not include.
func TestProtectionOnlyRaises(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		a := asks(l).Draw(t, "ask")
		a.Protected = []Protection{rapid.SampledFrom([]Protection{JournalistSource, LawyerData}).Draw(t, "protection")}
		for _, w := range mustRequire(t, l, a).Ways {
			open := a
			open.Protected = nil
			if _, ok := l.WayOf(open, w.Instrument.ID); !ok {
				t.Fatalf("%s opens for protected data only", w.Instrument.ID)
			}
			if w.Instrument.Nature == NatureVoluntary || w.ValidateAfter != nil {
				t.Fatalf("%s leaves protected data to whoever comes first: %+v", w.Instrument.ID, w)
			}
		}
	})
}

// What is handed out may be changed without changing the law.
func TestAnswersAreCopies(t *testing.T) {
	l := current(t)
	a := paris(SubscriberData, StoredContentData)
	before := mustAsk(t, l, a)
	spoiled := mustAsk(t, l, a)
	for n := range spoiled.Ways {
		w := &spoiled.Ways[n]
		for i := range w.Signers {
			w.Signers[i] = "anybody"
		}
		for i := range w.Entity.Serves {
			w.Entity.Serves[i] = "nowhere"
		}
		for i := range w.Instrument.Thresholds {
			w.Instrument.Thresholds[i].Years = 0
		}
		if w.Reply != nil {
			w.Reply.Term.Period.N = 99
		}
	}
	require.Equal(t, before, mustAsk(t, l, a))
}
