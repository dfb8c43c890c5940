package population_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/population"
	"writ/legal"
)

var (
	from = time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	asOf = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	// late is when every case has ended.
	late = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

func whole(cases int) population.Options {
	return population.Options{Seed: 7, Cases: cases, From: from, Until: asOf, AsOf: late}
}

// Every case reads as it was drawn, and each of its instants is charged once.
func TestCasesReadAsTheyWereDrawn(t *testing.T) {
	keys, err := ledger.NewKeyring(make([]byte, 32))
	require.NoError(t, err)
	encoder := ledger.NewEncoder(keys)
	ends := map[ledger.End]int{}
	for c := range population.Cases(whole(600)) {
		r, truth := c.Record(), c.Truth
		s := casefile.Fold(r)
		require.True(t, s.Ended.Equal(truth.Ended), "case %d", c.Number)
		require.Equal(t, truth.End == ledger.Identified, s.Concluded && s.Level != casefile.LevelDeadEnd, "case %d", c.Number)
		require.Equal(t, truth.End == ledger.Withdrawn, s.Withdrawn, "case %d", c.Number)
		require.Equal(t, truth.Code, s.DeadEnd, "case %d", c.Number)
		require.Len(t, s.Hops, truth.Hops, "case %d", c.Number)
		for _, h := range s.Hops {
			require.False(t, h.Ended.IsZero(), "case %d: no hop outlives its case", c.Number)
		}
		account, err := casefile.AccountOf(r, late)
		require.NoError(t, err)
		require.NoError(t, account.Check(), "case %d", c.Number)
		require.Equal(t, truth.Ended.Sub(truth.Detected), account.Total)
		for _, d := range c.Deliveries {
			_, err := encoder.Encode(d)
			require.NoError(t, err, "case %d", c.Number)
		}
		ends[truth.End]++
	}
	for end := ledger.Identified; end < ledger.NumEnds; end++ {
		require.Positive(t, ends[end], "no case ended as %d: %v", end, ends)
	}
	require.Zero(t, ends[ledger.Open])
	require.Greater(t, ends[ledger.Identified], 600/4, "%v", ends)
}

// Facts are of the shape that a journal writes: numbered without gaps, learned in
// order, never before they were true, turns where stage or party changed.
func TestFactsAreOfAJournalsShape(t *testing.T) {
	spells, cases := 0, 1200
	kinds := map[casefile.EventKind]int{}
	for c := range population.Cases(whole(cases)) {
		require.Equal(t, "Identification", c.Deliveries[0].Work)
		require.NoError(t, c.ID.Validate())
		opened := 0
		for _, d := range c.Deliveries {
			last := casefile.Fact{}
			for i, f := range d.Facts {
				require.Equal(t, i+1, f.Seq)
				require.Equal(t, d.Facts[0].Step, f.Step)
				require.False(t, f.Seen.Before(f.At), "case %d: %+v", c.Number, f)
				require.False(t, f.Seen.Before(last.Seen), "case %d: %+v after %+v", c.Number, f, last)
				require.Equal(t, f.Stage != last.Stage || f.Awaiting != last.Awaiting, f.Turn, "case %d: %+v after %+v", c.Number, f, last)
				require.NotEmpty(t, f.By)
				if f.Turn && f.Stage != casefile.StageEnded {
					spells++
				}
				if f.Kind == casefile.EvOpened {
					opened++
				}
				kinds[f.Kind]++
				last = f
			}
			require.Equal(t, casefile.StageEnded, last.Stage, "case %d", c.Number)
			require.Equal(t, casefile.Nobody, last.Awaiting)
		}
		require.Equal(t, 1, opened)
	}
	t.Logf("%.1f spells a case", float64(spells)/float64(cases))
	for _, k := range []casefile.EventKind{
		casefile.EvChallenged, casefile.EvRuled, casefile.EvReminder, casefile.EvSecondNotice, casefile.EvCompelMoved, casefile.EvReturned, casefile.EvDenied,
		casefile.EvNarrowed, casefile.EvExpired, casefile.EvPerished, casefile.EvEmergencyUnanswered, casefile.EvNoObjection, casefile.EvGuardReview,
		casefile.EvCaseTarget, casefile.EvHopQueued, casefile.EvInvalid, casefile.EvNotPreserved, casefile.EvRequestWithdrawn,
	} {
		require.Positive(t, kinds[k], "nothing is %s", k)
	}
}

// A case follows from seed and number: shards agree with the whole, and what is
// known at an instant is a beginning of what is known later.
func TestCasesFollowFromSeedAndNumber(t *testing.T) {
	all := slices.Collect(population.Cases(whole(200)))
	shard := whole(50)
	shard.First = 120
	require.Equal(t, all[120:170], slices.Collect(population.Cases(shard)))
	other := whole(1)
	other.Seed++
	require.NotEqual(t, all[0], slices.Collect(population.Cases(other))[0])

	cut := whole(200)
	cut.AsOf = asOf
	open := 0
	for i, c := range slices.Collect(population.Cases(cut)) {
		require.Equal(t, all[i].Truth, c.Truth)
		wholeFacts := map[casefile.StepID][]casefile.Fact{}
		for _, d := range all[i].Deliveries {
			wholeFacts[d.Facts[0].Step] = d.Facts
		}
		known := 0
		for _, d := range c.Deliveries {
			require.Equal(t, wholeFacts[d.Facts[0].Step][:len(d.Facts)], d.Facts)
			known += len(d.Facts)
		}
		for _, f := range all[i].Facts() {
			if !f.Seen.After(asOf) {
				known--
			}
		}
		require.Zero(t, known, "all that was learned by then, and no more")
		if len(c.Deliveries) > 0 && casefile.Fold(c.Record()).Ended.IsZero() {
			open++
		}
	}
	require.Positive(t, open, "some cases are open still")
}

// The rows are those of the encoder, but for their keys.
func TestBatchesAreWhatTheEncoderMakes(t *testing.T) {
	keys, err := ledger.NewKeyring(make([]byte, 32))
	require.NoError(t, err)
	encoder := ledger.NewEncoder(keys)
	o := whole(300)
	o.AsOf = asOf
	batches := slices.Collect(population.Batches(o, false))
	same := map[ledger.Key]ledger.Key{}
	match := func(want, got *ledger.Key) {
		if was, ok := same[*want]; ok {
			require.Equal(t, was, *got)
		}
		same[*want] = *got
		*want, *got = 0, 0
	}
	i := 0
	for c := range population.Cases(o) {
		if len(c.Deliveries) == 0 {
			continue
		}
		b := batches[i]
		i++
		labels := map[ledger.Label]bool{}
		n := 0
		for _, d := range c.Deliveries {
			want, err := encoder.Encode(d)
			require.NoError(t, err)
			for _, l := range want.Labels {
				labels[l] = true
			}
			for _, w := range want.Events {
				g := b.Events[n]
				for _, k := range [][2]*ledger.Key{{&w.Case, &g.Case}, {&w.Step, &g.Step}, {&w.Run, &g.Run}, {&w.After, &g.After}, {&w.From, &g.From}, {&w.Request, &g.Request}} {
					match(k[0], k[1])
				}
				require.Equal(t, w, g)
				n++
			}
		}
		require.Len(t, b.Events, n)
		require.Len(t, b.Labels, len(labels))
		for _, l := range b.Labels {
			require.True(t, labels[l], l.Text)
		}
	}
	require.Len(t, batches, i)
	distinct := map[ledger.Key]bool{}
	for _, k := range same {
		distinct[k] = true
	}
	require.Len(t, distinct, len(same), "two ids have one key")
}

// What the cases show is what the world has: the medians of holders, and the gate
// that improved.
func TestMediansAreThoseOfTheWorld(t *testing.T) {
	var answers, before, after []float64
	o := whole(4000)
	for c := range population.Cases(o) {
		if c.Deliveries[0].Jurisdiction != "US" {
			continue
		}
		for _, d := range c.Deliveries {
			var served, applied casefile.Fact
			for _, f := range d.Facts {
				switch {
				case f.Kind == casefile.EvServed && f.Holder == "example-isp" && served.Request == "":
					served = f
				case served.Request != "" && f.Request == served.Request && f.Kind != casefile.EvAcknowledged:
					answers = append(answers, f.At.Sub(served.At).Hours())
					served = casefile.Fact{Request: "done"}
				}
				switch {
				case f.Kind == casefile.EvApplied && f.Awaiting == "example-court-us":
					applied = f
				case applied.Request != "" && f.Request == applied.Request && f.By == "example-court-us":
					hours := f.At.Sub(applied.Seen).Hours()
					if applied.Seen.Year() < 2024 {
						before = append(before, hours)
					} else {
						after = append(after, hours)
					}
					applied = casefile.Fact{}
				}
			}
		}
	}
	want, ok := population.AnswerMedian("example-isp", from)
	require.True(t, ok)
	require.InEpsilon(t, want.Hours(), median(answers), 0.15, "%d answers", len(answers))
	require.InEpsilon(t, population.DecisionMedian(from).Hours(), median(before), 0.15, "%d decisions", len(before))
	require.InEpsilon(t, population.DecisionMedian(asOf).Hours(), median(after), 0.2, "%d decisions", len(after))
	slow, _ := population.AnswerMedian("example-mail", asOf)
	fast, _ := population.AnswerMedian("example-mail", from)
	require.Greater(t, slow, 3*fast, "this holder gets slower")
	_, ok = population.AnswerMedian("nobody", from)
	require.False(t, ok)
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// Instruments are those of the law, and no holder is one that exists: nobody
// shall read a made-up figure as that of a company.
func TestInstrumentsAreTheLawsAndHoldersNobody(t *testing.T) {
	law, err := legal.Open("2026-11-22")
	require.NoError(t, err)
	seen := map[legal.InstrumentID]bool{}
	for c := range population.Cases(whole(800)) {
		for _, f := range c.Facts() {
			if f.Holder != "" {
				require.True(t, strings.HasPrefix(string(f.Holder), "example-"), "holder %s", f.Holder)
			}
			if f.Instrument != "" && !seen[f.Instrument] {
				seen[f.Instrument] = true
				_, ok := law.Instrument(f.Instrument)
				require.True(t, ok, "instrument %s", f.Instrument)
			}
		}
	}
	require.Greater(t, len(seen), 12)
	a, _ := population.AnswerMedian("example-social", from)
	b, _ := population.AnswerMedian("example-chat", asOf)
	require.Equal(t, a, b)
}

func BenchmarkBatches(b *testing.B) {
	o := whole(b.N)
	o.AsOf = asOf
	events := 0
	for batch := range population.Batches(o, true) {
		events += len(batch.Events)
	}
	b.ReportMetric(float64(events)/float64(b.N), "events/case")
}

func BenchmarkCases(b *testing.B) {
	for range population.Cases(whole(b.N)) {
	}
}
