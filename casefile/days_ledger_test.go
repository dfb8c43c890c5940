package casefile_test

import (
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/ledger"
)

// The ledger counts a case from rows of numbers. These tests hold it to what the
// record of the same case says.

var keys = func() ledger.Keyring {
	k, err := ledger.NewKeyring(make([]byte, 32))
	if err != nil {
		panic(err)
	}
	return k
}()

// drawRows draws a case in whole seconds, as a record and as rows.
func drawRows(t *rapid.T) (casefile.Record, time.Time, ledger.CaseEvents, ledger.Dict) {
	r, now := casefile.DrawCase(t)
	r.Opening.Detected, r.Opening.At = floor(r.Opening.Detected), floor(r.Opening.At)
	d := ledger.Delivery{Subject: string(r.Opening.Case), Work: "Identification", Run: "run", Jurisdiction: "US"}
	for i := range r.Events {
		e := &r.Events[i]
		if e.Kind == "unheard-of" { // the ledger refuses what it does not know
			e.Kind = casefile.EvAcknowledged
		}
		if e.Stage == "Somewhere" {
			e.Stage = casefile.StageSuspended
		}
		e.At, e.Seen = floor(e.At), floor(e.Seen)
		d.Facts = append(d.Facts, e.Fact())
	}
	b, err := ledger.NewEncoder(keys).Encode(d)
	require.NoError(t, err)
	dict := ledger.Dict{}
	for _, l := range b.Labels {
		dict[l.Code] = l
	}
	return r, floor(now), caseOf(b.Events), dict
}

func floor(t time.Time) time.Time { return time.Unix(t.Unix(), 0).UTC() }

func caseOf(events []ledger.Event) ledger.CaseEvents {
	slices.SortFunc(events, func(a, b ledger.Event) int { return cmp.Or(cmp.Compare(a.Step, b.Step), cmp.Compare(a.Seq, b.Seq)) })
	return ledger.CaseEvents{Case: events[0].Case, Events: events}
}

// line is a span or a charge in one form.
type line struct {
	from, to int64
	party    string
	step     ledger.Key
	stage    casefile.Stage
}

func spanLines(a casefile.Account) []line {
	var lines []line
	for _, s := range a.Spans {
		lines = append(lines, line{s.From.Unix(), s.To.Unix(), string(s.Party), keys.Step(s.Step), s.Stage})
	}
	return lines
}

func chargeLines(p ledger.Projection, d ledger.Dict) []line {
	var lines []line
	for _, c := range p.Charges {
		lines = append(lines, line{c.From, c.To, d.Text(c.Party), c.Step, c.Stage.Name()})
	}
	return lines
}

// The charges are the spans of the account, and sum to the whole to the second,
// at any instant at which one may ask.
func TestLedgerPropertyChargesAreTheAccountOfDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, now, rows, dict := drawRows(t)
		asOf := now
		if rapid.Bool().Draw(t, "earlier") {
			asOf = rapid.SampledFrom(r.Events).Draw(t, "then").Seen
		}
		known := r
		known.Events = nil
		for _, e := range r.Events {
			if !e.Seen.After(asOf) {
				known.Events = append(known.Events, e)
			}
		}
		if !slices.ContainsFunc(known.Events, func(e casefile.Event) bool { return e.Kind == casefile.EvOpened }) {
			return // the ledger has no opening but the event
		}
		a, err := casefile.AccountOf(known, asOf)
		require.NoError(t, err)
		p, err := ledger.Project(rows, asOf.Unix(), dict)
		require.NoError(t, err)
		require.Equal(t, spanLines(a), chargeLines(p, dict))
		var sum int64
		for _, c := range p.Charges {
			sum += c.To - c.From
		}
		require.Equal(t, int64(a.Total/time.Second), sum)
		if n := len(p.Charges); n > 0 {
			require.Equal(t, a.Provisional, p.Charges[n-1].Open)
		}
	})
}

var milestones = map[casefile.MilestoneName]ledger.Mark{
	casefile.MilestoneDetected: ledger.MarkDetected, casefile.MilestoneOpened: ledger.MarkOpened,
	casefile.MilestoneQueued: ledger.MarkQueued, casefile.MilestoneStarted: ledger.MarkStarted,
	casefile.MilestoneFirstAsked: ledger.MarkFirstAsked, casefile.MilestoneFirstRefused: ledger.MarkFirstRefused,
	casefile.MilestoneOrdered: ledger.MarkOrdered, casefile.MilestoneServed: ledger.MarkServed,
	casefile.MilestoneDisclosed: ledger.MarkDisclosed, casefile.MilestoneIdentified: ledger.MarkIdentified,
	casefile.MilestoneEnded: ledger.MarkEnded,
}

func marksOf(list []casefile.Milestone) (at, seen [ledger.NumMarks]int64) {
	for _, m := range list {
		at[milestones[m.Name]], seen[milestones[m.Name]] = m.At.Unix(), m.Seen.Unix()
	}
	return at, seen
}

// A fact of a case that reads by standing access says as an event what it said
// before, and names neither the lead nor what was read.
func TestLedgerFactsOfStandingAccess(t *testing.T) {
	h := leaning(t)
	h.tell(notice(1, casefile.StageAccessActive, after(day).At))
	h.tell(notice(2, casefile.StageAccessTerminated, after(2*day).At))
	again := newHouse(t, byFeed)
	again.tell(notice(2, casefile.StageAccessSuspended, after(day).At))
	told := map[casefile.EventKind]bool{}
	for _, e := range append(h.c.Record, again.c.Record...) {
		f := e.Fact()
		require.Equal(t, f, f.Event().Fact(), "%s", e.Kind)
		raw, err := json.Marshal(f)
		require.NoError(t, err)
		for _, secret := range []string{account.Value, address.Value, string(feed.Grant), string(feed.Use)} {
			require.NotContains(t, string(raw), secret)
		}
		require.Contains(t, casefile.Codes(), cmp.Or(e.Code, casefile.CodeError), "%s", e.Kind)
		told[e.Kind] = true
	}
	for _, k := range []casefile.EventKind{casefile.EvReceived, casefile.EvThrownBack, casefile.EvLeadMarked, casefile.EvAccessStands, casefile.EvRestricted} {
		require.True(t, told[k], k)
	}
	facts := casefile.Record{Opening: h.c.Opening}
	for _, e := range h.c.Record {
		facts.Events = append(facts.Events, e.Fact().Event())
	}
	require.False(t, casefile.Fold(facts).Hops[0].Restricted, "a fact does not say of which lead it is")
}

// Milestones, numbers of hops and ends are those of the record.
func TestLedgerPropertySubjectsAreTheRecords(t *testing.T) {
	ends := map[casefile.Code]ledger.End{
		casefile.CodeLeads: ledger.Identified, casefile.CodeSubscriber: ledger.Identified, casefile.CodeNoRecord: ledger.OtherEnd,
		casefile.CodeNotValidated: ledger.OtherEnd, casefile.CodeGone: ledger.Gone, casefile.CodeWithdrawn: ledger.Withdrawn, "": ledger.Open,
	}
	rapid.Check(t, func(t *rapid.T) {
		r, _, rows, dict := drawRows(t)
		p, err := ledger.Project(rows, 0, dict)
		require.NoError(t, err)
		state := casefile.Fold(r)
		require.Len(t, p.Subjects, 1+len(state.Hops))
		whole := p.Subjects[0]
		at, seen := marksOf(casefile.Milestones(r))
		require.Equal(t, at, whole.Marks)
		require.Equal(t, seen, whole.Seen)
		want := ends[state.DeadEnd]
		if state.Concluded && state.Level != casefile.LevelDeadEnd {
			want = ledger.Identified
		}
		require.Equal(t, want, whole.End)
		require.Equal(t, state.Level, whole.Level.Name())
		closed := !state.Ended.IsZero() && (state.Guard == nil || !state.Guard.Up)
		for _, h := range state.Hops {
			i := slices.IndexFunc(p.Subjects, func(s ledger.Subject) bool { return s.Step == keys.Step(casefile.StepID(h.ID)) })
			hop := p.Subjects[i]
			at, seen := marksOf(casefile.MilestonesOf(r, casefile.StepID(h.ID)))
			require.Equal(t, at, hop.Marks)
			require.Equal(t, seen, hop.Seen)
			require.Equal(t, ends[h.Outcome], hop.End)
			require.EqualValues(t, i, hop.N)
			require.Equal(t, string(h.Lead.Holder), dict.Text(hop.Holder))
			closed = closed && !h.Ended.IsZero()
		}
		require.Equal(t, closed, p.Closed)
	})
}

// Spells of a step follow each other without gap or overlap, and only the last
// may be open.
func TestLedgerPropertySpellsTileTheirStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, rows, dict := drawRows(t)
		p, err := ledger.Project(rows, 0, dict)
		require.NoError(t, err)
		for i, s := range p.Spells {
			if i == 0 || p.Spells[i-1].Step != s.Step {
				require.Zero(t, s.Visit)
			} else {
				require.Equal(t, p.Spells[i-1].Visit+1, s.Visit)
				require.Equal(t, p.Spells[i-1].Leave, s.Enter, "a gap")
			}
			last := i == len(p.Spells)-1 || p.Spells[i+1].Step != s.Step
			require.True(t, s.Leave >= s.Enter || s.Leave == 0 && last)
			require.Equal(t, s.Leave == 0, s.Ended == 0)
			require.NotEqual(t, "-", dict.Text(s.Party))
			require.NotEqual(t, string(casefile.Nobody), dict.Text(s.Party))
		}
	})
}

// In whatever order and however often rows come, the projection is the same.
func TestLedgerPropertyOrderOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, rows, dict := drawRows(t)
		want, err := ledger.Project(rows, 0, dict)
		require.NoError(t, err)
		other := slices.Concat(rows.Events, rows.Events[:len(rows.Events)/2])
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		random.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		got, err := ledger.NewProjector(dict).Project(ledger.CaseEvents{Case: rows.Case, Events: other}, 0)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func BenchmarkLedgerProject(b *testing.B) {
	// One case of the generator, always the same.
	var rows ledger.CaseEvents
	var dict ledger.Dict
	var record casefile.Record
	gen := rapid.Custom(func(t *rapid.T) int {
		record, _, rows, dict = drawRows(t)
		return len(rows.Events)
	})
	for seed := 0; len(rows.Events) < 18 || len(rows.Events) > 24; seed++ {
		gen.Example(seed)
	}
	b.Run("AccountOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = casefile.AccountOf(record, time.Unix(1<<33, 0))
		}
	})
	p := ledger.NewProjector(dict)
	b.Run("Project", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = p.Project(rows, 0)
		}
	})
	b.Logf("%d events", len(rows.Events))
}
