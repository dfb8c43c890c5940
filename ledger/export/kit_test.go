package export_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/export"
	"writ/legal"
)

// memory is a ledger in memory. Its cases come in the order of their keys, as a
// store's do.
type memory struct {
	cases map[ledger.Key][]ledger.Event
	dict  ledger.Dict
	enc   *ledger.Encoder
	// failAt makes the n-th case that is read fail, counted from 1 over all passes.
	failAt int
	read   int
}

var errDisk = errors.New("the disk is gone")

func newMemory(t *testing.T) *memory {
	t.Helper()
	keys, err := ledger.NewKeyring([]byte("only for tests, and long enough!"))
	require.NoError(t, err)
	return &memory{cases: map[ledger.Key][]ledger.Event{}, dict: ledger.Dict{}, enc: ledger.NewEncoder(keys)}
}

func (m *memory) add(t *testing.T, d ledger.Delivery) {
	t.Helper()
	b, err := m.enc.Encode(d)
	require.NoError(t, err)
	for _, e := range b.Events {
		m.cases[e.Case] = append(m.cases[e.Case], e)
	}
	for _, l := range b.Labels {
		m.dict[l.Code] = l
	}
}

func (m *memory) Cases(_ context.Context, _ ...ledger.Key) iter.Seq2[ledger.CaseEvents, error] {
	return func(yield func(ledger.CaseEvents, error) bool) {
		for _, key := range slices.Sorted(maps.Keys(m.cases)) {
			m.read++
			if m.read == m.failAt {
				yield(ledger.CaseEvents{}, errDisk)
				return
			}
			if !yield(ledger.CaseEvents{Case: key, Events: m.cases[key]}, nil) {
				return
			}
		}
	}
}

func (m *memory) Dict(context.Context) (ledger.Dict, error) { return m.dict, nil }

func (m *memory) events() int {
	n := 0
	for _, events := range m.cases {
		n += len(events)
	}
	return n
}

var monday = time.Date(2026, 3, 2, 9, 30, 15, 0, time.UTC)

// story tells the facts of one step after another.
type story struct {
	facts []casefile.Fact
	seq   map[casefile.StepID]int
	at    time.Time
}

// tell adds a fact some hours after the last.
func (s *story) tell(hours int, step casefile.StepID, kind casefile.EventKind, more func(*casefile.Fact)) {
	if s.seq == nil {
		s.seq = map[casefile.StepID]int{}
	}
	s.at = s.at.Add(time.Duration(hours) * time.Hour)
	s.seq[step]++
	f := casefile.Fact{Seq: s.seq[step], Step: step, Kind: kind, At: s.at, Seen: s.at.Add(time.Minute), By: "nypd", Awaiting: "nypd", Stage: casefile.StageFollowing}
	if more != nil {
		more(&f)
	}
	s.facts = append(s.facts, f)
}

// chain is a case of two hops: a platform that refuses in the emergency lane and
// discloses by order, then an ISP that is still awaited, or that discloses.
func chain(id string, opened time.Time, holder legal.HolderID, closed bool) ledger.Delivery {
	one, two := casefile.StepID("hop-a-"+id), casefile.StepID("hop-b-"+id)
	s := &story{at: opened}
	s.tell(0, casefile.StepCase, casefile.EvDetected, nil)
	s.tell(1, casefile.StepCase, casefile.EvOpened, func(f *casefile.Fact) { f.Turn = true })
	s.tell(0, one, casefile.EvHopStarted, at(holder, casefile.StageAwaitingApplication, "nypd"))
	s.tell(0, one, casefile.EvPreserveAsked, about("p1-"+id, holder, "us.2703f"))
	s.tell(1, one, casefile.EvEmergencyAsked, func(f *casefile.Fact) {
		at(holder, casefile.StageAwaitingDisclosure, casefile.PartyID(holder))(f)
		f.Request, f.Lane, f.Due = casefile.RequestID("e1-"+id), casefile.LaneEmergency, f.At.Add(24*time.Hour)
	})
	s.tell(3, one, casefile.EvPreserved, about("p1-"+id, holder, "us.2703f"))
	s.tell(2, one, casefile.EvApplied, func(f *casefile.Fact) {
		at(holder, casefile.StageAwaitingApproval, "court")(f)
		f.Request, f.Instrument = casefile.RequestID("a1-"+id), "us.warrant"
	})
	s.tell(5, one, casefile.EvRefused, func(f *casefile.Fact) {
		at(holder, casefile.StageAwaitingApproval, "court")(f)
		f.Request, f.By, f.Code, f.Turn = casefile.RequestID("e1-"+id), casefile.PartyID(holder), casefile.CodeRefused, false
	})
	s.tell(20, one, casefile.EvGranted, about("a1-"+id, holder, "us.warrant"))
	s.tell(1, one, casefile.EvServed, func(f *casefile.Fact) {
		at(holder, casefile.StageAwaitingDisclosure, casefile.PartyID(holder))(f)
		f.Request, f.Instrument, f.Due = casefile.RequestID("d1-"+id), "us.warrant", f.At.Add(14*24*time.Hour)
	})
	s.tell(200, one, casefile.EvDisclosed, func(f *casefile.Fact) {
		about("d1-"+id, holder, "us.warrant")(f)
		f.By = casefile.PartyID(holder)
	})
	s.tell(0, one, casefile.EvHopEnded, at(holder, casefile.StageEnded, ""))
	s.tell(2, two, casefile.EvHopStarted, func(f *casefile.Fact) {
		at("sonic", casefile.StageAwaitingApplication, "nypd")(f)
		f.After, f.From = casefile.HopID(one), casefile.HopID(one)
	})
	s.tell(4, two, casefile.EvServed, func(f *casefile.Fact) {
		at("sonic", casefile.StageAwaitingDisclosure, "sonic")(f)
		f.Request, f.Instrument, f.Due = casefile.RequestID("d2-"+id), "us.subpoena", f.At.Add(10*24*time.Hour)
	})
	if closed {
		s.tell(100, two, casefile.EvDisclosed, func(f *casefile.Fact) {
			about("d2-"+id, "sonic", "us.subpoena")(f)
			f.By, f.Subscriber = "sonic", true
		})
		s.tell(0, two, casefile.EvHopEnded, at("sonic", casefile.StageEnded, ""))
		s.tell(5, casefile.StepCase, casefile.EvConcluded, func(f *casefile.Fact) {
			f.Level, f.Stage, f.Awaiting, f.Turn = casefile.LevelAuthor, casefile.StageEnded, "", true
		})
	}
	return ledger.Delivery{Subject: id, Work: "Identification", Jurisdiction: "us", Run: "run-" + id, Taken: opened, Facts: s.facts}
}

// at turns the step to a stage and a party.
func at(holder legal.HolderID, stage casefile.Stage, awaiting casefile.PartyID) func(*casefile.Fact) {
	return func(f *casefile.Fact) { f.Holder, f.Stage, f.Awaiting, f.Turn = holder, stage, awaiting, true }
}

func about(request string, holder legal.HolderID, in legal.InstrumentID) func(*casefile.Fact) {
	return func(f *casefile.Fact) {
		f.Request, f.Holder, f.Instrument = casefile.RequestID(request), holder, in
	}
}

// many is a ledger of n chains at twitter, every third still open, and one at a
// holder that only it has.
func many(t *testing.T, n int) *memory {
	t.Helper()
	m := newMemory(t)
	for i := range n {
		m.add(t, chain(fmt.Sprintf("case-%03d", i), monday.AddDate(0, 0, i), "twitter", i%3 != 2))
	}
	m.add(t, chain("case-rare", monday.AddDate(0, 0, n), "smallhost", true))
	return m
}

// write exports into a folder of the test.
func write(t *testing.T, m *memory, o export.Options) (string, export.Summary) {
	t.Helper()
	if o.Path == "" {
		o.Path = filepath.Join(t.TempDir(), "export")
	}
	sum, err := export.Write(t.Context(), m, o)
	require.NoError(t, err)
	return o.Path, sum
}
