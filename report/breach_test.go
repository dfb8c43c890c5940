package report_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/ledger"
	"writ/report"
)

// wait is a spell of a holder in few words: it begins on a day, its clock runs so
// many days, and it lasts so many; 0 is open.
type wait struct {
	holder     string
	from       float64
	due, lasts float64
	ended      casefile.EventKind
}

func (b *books) wait(w wait) ledger.Spell {
	stage, _ := ledger.StageOf(casefile.StageAwaitingDisclosure)
	work, _ := ledger.WorkOf("Hop")
	kind, _ := ledger.KindOf(w.ended)
	s := ledger.Spell{
		Case: ledger.Key(len(b.spells) + 10), Step: ledger.Key(len(b.spells) + 1000), Work: work, Stage: stage,
		Party: b.party(w.holder), Holder: b.holder(w.holder), Instrument: b.label(ledger.InstrumentLabel, "subpoena"),
		Enter: day(w.from), Opened: day(w.from),
	}
	if w.due != 0 {
		s.Due = day(w.from + w.due)
	}
	if w.lasts != 0 {
		s.Leave, s.Ended = day(w.from+w.lasts), kind
	}
	b.spells = append(b.spells, s)
	return s
}

func addSpells(t *rapid.T, b *books) {
	for range rapid.IntRange(0, 60).Draw(t, "spells") {
		from := rapid.Float64Range(0, 99).Draw(t, "from")
		b.wait(wait{
			holder: rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "of"), from: from,
			due:   float64(rapid.SampledFrom([]int{0, 3, 10}).Draw(t, "due")),
			lasts: min(100-from, float64(rapid.IntRange(0, 15).Draw(t, "lasts"))),
			ended: rapid.SampledFrom([]casefile.EventKind{casefile.EvDisclosed, casefile.EvRequestWithdrawn}).Draw(t, "kind"),
		})
	}
}

// Five waits with clocks of 4 days, by hand as of day 10: answered after 2 and
// after 6 days, open since day 1 (past due), open since day 8 (not yet due),
// withdrawn after 1 day. In the race against the due date one is answered of 4 at
// risk on day 2 (one left on day 1); one censored on day 2; the other two breach.
// P(breach) = 1 - 1/4 = 3/4.
func TestOpenPastDueCountsAsBreach(t *testing.T) {
	b := newBooks()
	for _, w := range []wait{
		{"x", 0, 4, 2, casefile.EvDisclosed}, {"x", 0, 4, 6, casefile.EvDisclosed}, {"x", 1, 4, 0, ""}, {"x", 8, 4, 0, ""},
		{"x", 0, 4, 1, casefile.EvRequestWithdrawn},
		{"x", 0, 0, 5, casefile.EvDisclosed}, // no clock ran
	} {
		b.wait(w)
	}
	found, err := reporter(b).Breach(t.Context(), report.BreachQuery{Query: asOf(10, true)})
	require.NoError(t, err)
	require.Equal(t, report.Count(5), found.N)
	require.Len(t, found.Gates, 1)
	g := found.Gates[0]
	require.Equal(t, "x, AwaitingDisclosure, subpoena", g.Name)
	require.Equal(t, []report.Count{5, 3, 2, 1}, []report.Count{g.N, g.Events, g.Breached, g.OpenPastDue})
	require.InDelta(t, 0.75, float64(g.Probability.Value), 1e-9)
	// Over the clock: one for 2 days, one for 5 and still open. On day 2 one of two
	// is answered, so the restricted mean to day 5 is 2 + 3/2; times 3/4.
	require.InDelta(t, 0.75*3.5, float64(g.Excess.Value), 1e-9)
	require.Zero(t, g.Rank, "five waits are too few to rank")
	require.Equal(t, "x", found.Holders[0].Name)
	require.InDelta(t, 4, float64(found.Stages[0].Due), 1e-9)
	require.Equal(t, report.Count(6), found.Stages[0].N)
	// 1, 2 and 9 are censored: S is 4/5 from day 2, 8/15 from 5 and 4/15 from 6.
	require.InDelta(t, 6, float64(found.Grid[0].Median.Value), 1e-9)
}

func TestRankedFromThirtyWaitsOn(t *testing.T) {
	b := newBooks()
	add := func(holder string, n, late int) {
		for i := range n {
			w := wait{holder, float64(i % 20), 5, 2, casefile.EvDisclosed}
			if i < late {
				w.lasts = 9
			}
			b.wait(w)
		}
	}
	add("slow", 40, 30)
	add("fast", 60, 10)
	add("few", 29, 20)
	found, err := reporter(b).Breach(t.Context(), report.BreachQuery{Query: asOf(60, false)})
	require.NoError(t, err)
	names := []string{}
	for _, r := range found.Holders {
		names = append(names, r.Name)
	}
	require.Equal(t, []string{"slow", "fast", "few"}, names)
	require.Equal(t, []int{1, 2, 0}, []int{found.Holders[0].Rank, found.Holders[1].Rank, found.Holders[2].Rank})
	require.InDelta(t, 0.75, float64(found.Holders[0].Probability.Value), 1e-9)
	require.Less(t, float64(found.Holders[0].Q), 0.01)
	require.Greater(t, float64(found.Holders[1].Q), 0.5)
	require.False(t, found.Holders[2].Q.Known())
	require.Equal(t, []string{"-", "few"}, found.Tables()[1].Rows[2][:2])
}

func TestNoWaitsAtAll(t *testing.T) {
	found, err := reporter(newBooks()).Breach(t.Context(), report.BreachQuery{Query: asOf(10, false)})
	require.NoError(t, err)
	require.Zero(t, found.N)
	require.Empty(t, found.Gates)
	require.NotEmpty(t, found.Tables())
	_, err = reporter(newBooks()).Breach(t.Context(), report.BreachQuery{Query: asOf(10, false), Tau: -1})
	require.ErrorContains(t, err, "tau")
}

// A due instant is exclusive, as in package clock: what is answered in the second
// before it is in time, what is answered at it is late, and what is open at it has
// missed its clock.
func TestTheDueSecondIsLate(t *testing.T) {
	for _, exact := range []bool{true, false} {
		b := newBooks()
		const second = 1.0 / dayLength
		for _, w := range []wait{
			{"in-time", 0, 4, 4 - second, casefile.EvDisclosed}, {"late", 0, 4, 4, casefile.EvDisclosed},
			{"unanswered", 6, 4, 0, ""}, {"running", 6 + second, 4, 0, ""},
		} {
			for range 10 {
				b.wait(w)
			}
		}
		// day(6 + second) may fall on the second before or after: say it.
		for i := range b.spells[30:] {
			b.spells[30+i].Due = day(10) + 1
		}
		for i := range b.spells[:10] {
			b.spells[i].Leave = b.spells[i].Due - 1
		}
		found, err := reporter(b).Breach(t.Context(), report.BreachQuery{Query: asOf(10, exact)})
		require.NoError(t, err)
		got := map[string][3]report.Count{}
		for _, r := range found.Holders {
			got[r.Name] = [3]report.Count{r.N, r.Breached, r.OpenPastDue}
		}
		require.Equal(t, map[string][3]report.Count{"in-time": {10, 0, 0}, "late": {10, 10, 0}, "unanswered": {10, 10, 10}, "running": {10, 0, 0}}, got)
		require.Contains(t, fmt.Sprint(found.Tables()[0].Notes), "first at which an answer is late")
	}
}

// A case's own target is no gate: it is told apart, over the whole case and not
// spell by spell, and counts neither in n nor in the ranking.
func TestTheTargetOfACaseIsNoGate(t *testing.T) {
	b := newBooks()
	work, _ := ledger.WorkOf("Identification")
	concluded, _ := ledger.KindOf(casefile.EvConcluded)
	for i := range 40 {
		for n, name := range []casefile.Stage{casefile.StageFollowing, casefile.StageAwaitingConclusion} {
			stage, _ := ledger.StageOf(name)
			s := ledger.Spell{Case: ledger.Key(i + 10), Step: ledger.StepCase, Visit: int16(n), Work: work, Stage: stage, Party: b.party("police")} //nolint:gosec // two
			// Each case follows its hops for 6 days, and concludes 3 later; every
			// other one has but 8 days for it.
			s.Enter, s.Leave, s.Due, s.Ended = day(float64(6*n)), day(float64(6+3*n)), day(float64(8+4*(i%2))), concluded
			b.spells = append(b.spells, s)
		}
	}
	b.wait(wait{"x", 0, 4, 2, casefile.EvDisclosed})
	found, err := reporter(b).Breach(t.Context(), report.BreachQuery{Query: asOf(60, false)})
	require.NoError(t, err)
	require.Equal(t, report.Withheld, found.N, "only the holder's wait is at a gate")
	require.Len(t, found.Gates, 1)
	require.Len(t, found.Stages, 1)
	require.Len(t, found.Targets, 1)
	target := found.Targets[0]
	require.Equal(t, []report.Count{40, 40, 20}, []report.Count{target.N, target.Events, target.Breached})
	require.InDelta(t, 0.5, float64(target.Probability.Value), 1e-9)
	require.InDelta(t, 0.5, float64(target.Excess.Value), 1e-9, "one day over, of every other case")
	require.Zero(t, target.Rank)
	require.Equal(t, "Cases that missed their own target", found.Tables()[2].Title)
}

// A figure stands on enough of its own events; how small the rest is does not
// matter, and its count is not told.
func TestAFigureIsToldBesideASmallRest(t *testing.T) {
	b := newBooks()
	for i := range 50 {
		w := wait{"x", 0, 4, 9, casefile.EvDisclosed}
		switch {
		case i < 3:
			w.lasts = 2 // in time
		case i < 7:
			w.from, w.lasts = 58, 0 // open, and not due
		}
		b.wait(w)
	}
	found, err := reporter(b).Breach(t.Context(), report.BreachQuery{Query: asOf(60, false)})
	require.NoError(t, err)
	g := found.Gates[0]
	require.Equal(t, report.Count(50), g.N)
	require.Equal(t, "~40", g.Breached.String(), "50 - 43 would tell that 7 did not")
	require.Equal(t, "~50", g.Events.String())
	require.InDelta(t, 43./46, float64(g.Probability.Value), 0.01)
	require.True(t, g.Excess.Value.Known())
	require.Equal(t, 1, g.Rank)
	require.Equal(t, []string{"50", "~50", "<10"}, []string{found.Stages[0].N.String(), found.Stages[0].Events.String(), found.Stages[0].Censored.String()})
	require.InDelta(t, 9, float64(found.Stages[0].Median.Value), 1e-9)
	require.NotEmpty(t, found.Stages[0].Curve.Days)
	require.InDelta(t, 9, float64(found.Grid[0].Median.Value), 1e-9)
}
