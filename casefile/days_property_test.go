package casefile

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// encoded is a value as JSON: equal values of two histories encode alike.
func encoded(t *rapid.T, v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustAccount(t *rapid.T, r Record, now time.Time) Account {
	a, err := AccountOf(r, now)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Check(); err != nil {
		t.Fatalf("%v\n%s", err, spanLines(a))
	}
	return a
}

// The parts sum to the whole, summed here without the help of the package; the
// guard and a hop that waits are never charged; each span agrees with what the
// step said at the time.
func TestAccountPropertySumsExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCase(t)
		a := mustAccount(t, p.record, p.now())
		var sum, parties, steps time.Duration
		for _, s := range a.Spans {
			sum += s.To.Sub(s.From)
			if s.Step == StepProtection || s.Stage == StageWaiting {
				t.Fatalf("charged %+v", s)
			}
		}
		for _, x := range a.ByParty {
			parties += x.Elapsed
		}
		for _, x := range a.BySteps {
			steps += x.Elapsed
		}
		if whole := a.To.At.Sub(a.From.At); sum != whole || parties != whole || steps != whole || a.Total != whole {
			t.Fatalf("spans %s, parties %s, steps %s, total %s, from end to end %s", sum, parties, steps, a.Total, whole)
		}
		for _, s := range a.Spans {
			if s.Step != StepCase {
				checkSpan(t, p, s)
			}
		}
	})
}

// checkSpan compares a span of a hop with the marks that the case was drawn
// with: it lies within the run, and its party is that of the last turn before.
func checkSpan(t *rapid.T, p *plot, s Span) {
	i := slices.IndexFunc(p.runs, func(r plotRun) bool { return r.step == s.Step })
	if i < 0 {
		t.Fatalf("a hop that never ran is charged: %+v", s)
	}
	run := p.runs[i]
	if s.From.Before(run.start) || (!run.end.IsZero() && s.To.After(run.end)) {
		t.Fatalf("%+v lies outside the run %+v", s, run)
	}
	for _, at := range []time.Time{s.From, s.From.Add(s.To.Sub(s.From) / 2), s.To.Add(-1)} {
		var turn Event
		for _, e := range p.record.Events {
			if e.Step == s.Step && e.Turn && !e.At.After(at) && (turn.Seq == 0 || !e.At.Before(turn.At) && (e.At.After(turn.At) || e.Seq > turn.Seq)) {
				turn = e
			}
		}
		if turn.Awaiting != s.Party || turn.Stage != s.Stage {
			t.Fatalf("at %s the span says %+v, and the step says %+v", at, s, turn)
		}
	}
}

// While a later hop runs, nobody is charged for the validation of an earlier
// one's paper: in chain order each instant between a hop's start and the instant
// at which the chain could go on from it is charged to that hop.
func TestAccountPropertyValidationIsNotChargedBesideTheChain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCase(t)
		a := mustAccount(t, p.record, p.now())
		if level := Fold(p.record).Level; !p.chain || level != "" && level != LevelDeadEnd {
			return // what runs after the subscriber was named is off the path
		}
		for _, s := range a.Spans {
			if s.Stage != StageAwaitingValidation {
				continue
			}
			for _, run := range p.runs {
				if free := run.free; run.step != s.Step && run.start.Before(s.To) && (free.IsZero() || free.After(s.From)) {
					t.Fatalf("%+v is charged beside %+v\n%s", s, run, spanLines(a))
				}
			}
		}
	})
}

// In chain order one hop runs at a time, so a case that ended in a dead end is
// charged to each of its hops for the whole of its run.
func TestAccountPropertyChainChargesEveryHopInFull(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCase(t)
		a := mustAccount(t, p.record, p.now())
		s := Fold(p.record)
		if !p.chain || s.Level != LevelDeadEnd {
			return
		}
		for _, run := range p.runs {
			var charged time.Duration
			for _, share := range a.BySteps {
				if share.Step == run.step {
					charged = share.Elapsed
				}
			}
			// What it waited for its validation beside the chain is charged in part or
			// not at all.
			if least, most := run.free.Sub(run.start), run.end.Sub(run.start); charged < least || charged > most {
				t.Fatalf("%s is charged %s, want %s to %s\n%s", run.step, charged, least, most, spanLines(a))
			}
		}
	})
}

// A record cut off anywhere, as a query sees it while the case runs, still
// gives an account that adds up, for the case and for every hop that has begun.
func TestAccountPropertyTruncated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCase(t)
		now := p.now()
		cut := upTo(p.record, rapid.IntRange(0, len(p.record.Events)).Draw(t, "cut"))
		a := mustAccount(t, cut, now)
		s := Fold(cut)
		if a.Provisional == (s.Concluded || s.Withdrawn) {
			t.Fatalf("after %d events provisional is %t at stage %s", len(cut.Events), a.Provisional, s.Stage)
		}
		for _, h := range s.Hops {
			if h.Started.IsZero() {
				continue
			}
			step, err := AccountOfStep(cut, StepID(h.ID), now)
			if err != nil {
				t.Fatal(err)
			}
			if err := step.Check(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Reports of different steps cross each other, arrive twice and in any order:
// what they tell stays the same.
func TestFoldPropertyOrderOfReports(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCase(t)
		now := p.now()
		shuffled := p.record
		shuffled.Events = slices.Concat(p.record.Events, p.record.Events[:len(p.record.Events)/2])
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		shuffle.Shuffle(len(shuffled.Events), func(i, j int) {
			shuffled.Events[i], shuffled.Events[j] = shuffled.Events[j], shuffled.Events[i]
		})
		if a, b := encoded(t, Fold(p.record)), encoded(t, Fold(shuffled)); !bytes.Equal(a, b) {
			t.Fatalf("in order\n%s\nshuffled\n%s", a, b)
		}
		if a, b := encoded(t, mustAccount(t, p.record, now)), encoded(t, mustAccount(t, shuffled, now)); !bytes.Equal(a, b) {
			t.Fatalf("in order\n%s\nshuffled\n%s", a, b)
		}
		if a, b := encoded(t, Milestones(p.record)), encoded(t, Milestones(shuffled)); !bytes.Equal(a, b) {
			t.Fatalf("in order\n%s\nshuffled\n%s", a, b)
		}
	})
}

func TestFoldPropertyRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCase(t)
		now := p.now()
		var back Record
		if err := json.Unmarshal(encoded(t, p.record), &back); err != nil {
			t.Fatal(err)
		}
		if a, b := encoded(t, Fold(p.record)), encoded(t, Fold(back)); !bytes.Equal(a, b) {
			t.Fatalf("before\n%s\nafter\n%s", a, b)
		}
		account := mustAccount(t, back, now)
		if a, b := encoded(t, mustAccount(t, p.record, now)), encoded(t, account); !bytes.Equal(a, b) {
			t.Fatalf("before\n%s\nafter\n%s", a, b)
		}
		var read Account
		if err := json.Unmarshal(encoded(t, account), &read); err != nil {
			t.Fatal(err)
		}
		if err := read.Check(); err != nil {
			t.Fatalf("an account read back: %v", err)
		}
	})
}

// The state agrees with how the case was drawn, and no hop changes its number
// while the record grows, once all that was learned at one instant is told.
func TestFoldPropertyHops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCase(t)
		s := Fold(p.record)
		if len(s.Hops) != len(p.runs)+len(p.queue) || len(s.Leads) != len(s.Hops) {
			t.Fatalf("%d hops and %d leads, drawn %d and %d queued", len(s.Hops), len(s.Leads), len(p.runs), len(p.queue))
		}
		for _, run := range p.runs {
			h, ok := s.Hop(HopID(run.step))
			if !ok || !h.Started.Equal(run.start) || !h.Ended.Equal(run.end) || h.Open() != run.end.IsZero() {
				t.Fatalf("drawn %+v, told %+v", run, h)
			}
		}
		events := p.record.Events
		for n := 1; n < len(events); n++ {
			if events[n].Seen.Equal(events[n-1].Seen) {
				continue
			}
			for _, h := range Fold(upTo(p.record, n)).Hops {
				if whole, _ := s.Hop(h.ID); whole.N != h.N {
					t.Fatalf("hop %s was number %d after %d events and is %d", h.ID, h.N, n, whole.N)
				}
			}
		}
		if !slices.IsSorted(s.Awaiting) || slices.Contains(s.Awaiting, Nobody) || s.Ended.IsZero() != (len(s.Awaiting) > 0) {
			t.Fatalf("awaiting %v, ended %s", s.Awaiting, s.Ended)
		}
	})
}

// A figure counts calendar dates: walking from noon to noon, one date at a time.
func TestFigureProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(plotZones).Draw(t, "zone")
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		from := time.Unix(rapid.Int64Range(1167609600, 1790000000).Draw(t, "from"), 0)
		to := from.Add(time.Duration(rapid.Int64Range(0, int64(800*24*time.Hour)).Draw(t, "elapsed")))
		f, err := FigureBetween(Milestone{At: from}, Milestone{At: to}, zone)
		if err != nil {
			t.Fatal(err)
		}
		y, m, d := from.In(loc).Date()
		want, until := 0, to.In(loc).Format(time.DateOnly)
		for time.Date(y, m, d+want, 12, 0, 0, 0, time.UTC).Format(time.DateOnly) < until {
			want++
		}
		if f.DaysBetween != want || f.DatesTouched != want+1 || f.Elapsed != to.Sub(from) {
			t.Fatalf("%+v, want %d days between", f, want)
		}
	})
}
