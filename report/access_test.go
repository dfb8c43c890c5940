package report_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/report"
)

// 8 May 2016 to 11 October 2016 are 156 days, and to 15 December, when two others
// ended by the same finding, 221.
func TestDaysFromAFindingToWhatFollowed(t *testing.T) {
	may, october, december := dateOf(2016, time.May, 8), dateOf(2016, time.October, 11), dateOf(2016, time.December, 15)
	b := newBooks()
	b.grant(t, 1, slices.Concat([]act{granted(may - 90)}, finding(may), []act{suspended(october)})...)
	for n := range 2 {
		b.grant(t, 2+n, slices.Concat([]act{granted(may - 90)}, finding(may), []act{suspended(december)})...)
	}
	a := askAccess(t, b, december+30, true)
	s := spanOf(t, a, "finding-to-ending")
	require.EqualValues(t, 3, s.N)
	require.EqualValues(t, 3, s.Events)
	require.Equal(t, report.Number(156), s.All.Quantiles[0].Days.Value)
	require.Equal(t, report.Number(221), s.All.Quantiles[1].Days.Value)
	require.Equal(t, map[string]int64{"suspended": 3}, byName(a.Sides[0].States))
	require.Equal(t, map[string]int64{"finding": 3}, byName(a.Sides[0].Openings))

	// As of the day before, two were open; as of the summer, all were.
	before := askAccess(t, b, december-1, true)
	require.Equal(t, map[string]int64{"suspended": 1, "under review": 2}, byName(before.Sides[0].States))
	require.EqualValues(t, 2, spanOf(t, before, "finding-to-ending").Censored)
	summer := spanOf(t, askAccess(t, b, may+30, true), "finding-to-ending")
	require.EqualValues(t, 3, summer.Censored)
	require.False(t, summer.All.Quantiles[1].Days.Value.Known(), "nothing has ended: there is no median, and no average stands in for it")
}

// What ends a review, and what does not.
func TestWhatEndsAReview(t *testing.T) {
	more := func(kind casefile.EventKind, code casefile.Code) act {
		return act{day: 20, kind: kind, stage: casefile.StageAccessSuspended, code: code, by: "twitter"}
	}
	for name, test := range map[string]struct {
		then   []act
		ended  int64 // by the grantor
		clear  int64
		open   int64
		exists bool
	}{
		"suspended":                   {[]act{more(casefile.EvAccessSuspended, "")}, 1, 0, 0, true},
		"restricted":                  {[]act{more(casefile.EvAccessRestricted, "")}, 1, 0, 0, true},
		"terminated":                  {[]act{more(casefile.EvAccessTerminated, "")}, 1, 0, 0, true},
		"cleared":                     {[]act{more(casefile.EvReviewCleared, "")}, 0, 1, 0, true},
		"cleared, then suspended":     {[]act{more(casefile.EvReviewCleared, ""), more(casefile.EvAccessSuspended, "")}, 0, 1, 0, true},
		"open":                        {nil, 0, 0, 1, true},
		"the source has ended":        {[]act{more(casefile.EvAccessSuspended, "source-has-ended")}, 0, 0, 1, true},
		"the policy took a purpose":   {[]act{more(casefile.EvAccessRestricted, "policy-moved")}, 0, 0, 1, true},
		"the policy left nothing":     {[]act{more(casefile.EvAccessSuspended, "policy-moved")}, 1, 0, 0, true},
		"found again in the meantime": {[]act{more(casefile.EvFinding, "audit"), more(casefile.EvAccessSuspended, "")}, 1, 0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBooks()
			b.grant(t, 1, slices.Concat([]act{granted(0)}, finding(10), test.then)...)
			s := spanOf(t, askAccess(t, b, 100, true), "finding-to-ending")
			require.EqualValues(t, 1, s.N)
			require.EqualValues(t, test.ended, s.All.Ends[0].N)
			require.EqualValues(t, test.clear, s.All.Ends[1].N)
			require.EqualValues(t, test.open, s.Censored)
		})
	}
}

// A finding that was put on record and opened nothing is not measured. A review that
// something else opened is measured from its first finding, if it has one.
func TestWhichFindingsCount(t *testing.T) {
	quiet := act{day: 5, kind: casefile.EvFinding, stage: casefile.StageAccessActive, code: "press", by: "twitter"}
	dated := act{day: 10, kind: casefile.EvReviewOpened, stage: casefile.StageAccessUnderReview, code: casefile.CodeRefusedUses, by: "twitter"}
	audit := act{day: 15, kind: casefile.EvFinding, stage: casefile.StageAccessUnderReview, code: "audit", by: "twitter"}
	b := newBooks()
	b.grant(t, 1, granted(0), quiet, suspended(30))
	b.grant(t, 2, granted(0), quiet, dated, suspended(30))
	a := askAccess(t, b, 100, true)
	require.Empty(t, a.Sides[0].Spans)
	require.Equal(t, map[string]int64{"refused-uses": 1}, byName(a.Sides[0].Openings))
	b.grant(t, 3, granted(0), dated, audit, suspended(30))
	s := spanOf(t, askAccess(t, b, 100, true), "finding-to-ending")
	require.EqualValues(t, 1, s.N)
	require.Equal(t, report.Number(15), s.All.Quantiles[1].Days.Value)
}

// A negotiation ends by the answer of whoever was protested to, or by agreement of
// either side; "no result known" leaves it open.
func TestNegotiationsByResult(t *testing.T) {
	noResult := act{day: 200, kind: casefile.EvNoResult, stage: casefile.StageAccessSuspended, by: "twitter"}
	b := newBooks()
	for n, then := range [][]act{
		{answered(50, casefile.AccessMaintain, "twitter")},
		{answered(60, casefile.AccessGiveBack, "twitter")},
		{answered(40, casefile.AccessMaintain, "nypd"), answered(70, casefile.AccessAgree, "nypd")}, // it declined first
		{answered(40, casefile.AccessMaintain, "nypd")},
		{noResult},
		{noResult, answered(300, casefile.AccessMaintain, "twitter")},
	} {
		b.grant(t, n, slices.Concat([]act{granted(0), suspended(20), protested(30)}, then)...)
	}
	b.grant(t, 99, granted(0), suspended(20)) // nobody protested
	a := askAccess(t, b, 250, true)
	side := a.Sides[0]
	require.EqualValues(t, 6, side.Talks)
	require.Equal(t, map[string]int64{"maintain": 1, "give-back": 1, "agree": 1}, byName(side.Results))
	require.EqualValues(t, 3, side.Answered)
	require.EqualValues(t, 2, side.NoResult, "the late answer was not known yet")
	require.EqualValues(t, 1, side.Running)
	s := spanOf(t, a, "ending-to-answer")
	require.EqualValues(t, 6, s.N)
	require.EqualValues(t, 3, s.Censored)
	require.Equal(t, report.Number(40), s.All.Quantiles[0].Days.Value, "from the suspension, not from the protest")
	late := askAccess(t, b, 350, true).Sides[0]
	require.Equal(t, map[string]int64{"maintain": 2, "give-back": 1, "agree": 1}, byName(late.Results))
	require.EqualValues(t, 1, late.NoResult)
}

// Letters may cross: what a grantee put into a negotiation and the grantor did not take
// counts for nothing in the grantee's ledger. Its own refused acts take nothing back.
func TestAPositionThatWasNotTaken(t *testing.T) {
	refused := func(day float64, by casefile.PartyID, code casefile.Code) act {
		return act{day: day, kind: casefile.EvRefusedUpdate, stage: casefile.StageAccessSuspended, by: by, code: code}
	}
	agrees := answered(40, casefile.AccessAgree, "nypd")
	for name, test := range map[string]struct {
		then           []act
		talks, results int64
	}{
		"a protest":                      {[]act{refused(35, "twitter", "talk-open")}, 0, 0},
		"a protest, made again":          {[]act{refused(35, "twitter", "talk-open"), protested(38), agrees}, 1, 1},
		"an agreement":                   {[]act{agrees, refused(45, "twitter", "no-terms")}, 1, 0},
		"an agreement, maintained after": {[]act{agrees, refused(45, "twitter", "no-terms"), answered(50, casefile.AccessMaintain, "twitter")}, 1, 1},
		"an act of its own, at its desk": {[]act{agrees, refused(45, "nypd", "ended")}, 1, 1},
		"an act of somebody else, at it": {[]act{agrees, refused(45, "twitter", "wrong-party")}, 1, 1},
		"what came before there was any": {[]act{}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBooks()
			acts := slices.Concat([]act{granted(0), refused(5, "twitter", "ended"), suspended(20), protested(30)}, test.then)
			b.deliver(t, "grant-1", "Subscription", "grant-1", "twitter", acts...)
			side := askAccess(t, b, 100, true).Sides[0]
			require.EqualValues(t, test.talks, side.Talks)
			require.EqualValues(t, test.results, side.Answered)
		})
	}
}

// Uses count by what was decided; the rule is that which was broken.
func TestUsesByRule(t *testing.T) {
	use := func(day float64, code casefile.Code) act {
		kind := casefile.EvUseRefused
		if code == "" {
			kind = casefile.EvUseAccepted
		}
		return act{day: day, kind: kind, stage: casefile.StageAccessActive, code: code, by: "nypd"}
	}
	b := newBooks()
	b.grant(t, 1, granted(0), use(1, ""), use(2, "no-tracking-of-a-topic"), use(3, "no-tracking-of-a-list"), use(4, "no-tracking-of-a-topic"))
	b.deliver(t, "grant-9", "Subscription", "grant-9", "twitter", granted(0), use(2, "no-tracking-of-demonstrators"))
	a := askAccess(t, b, 3, true)
	require.Len(t, a.Sides, 2)
	require.EqualValues(t, 2, a.N)
	mine, theirs := a.Sides[0], a.Sides[1]
	require.Equal(t, report.SideGranted, mine.Side)
	require.EqualValues(t, 1, mine.Accepted)
	require.EqualValues(t, 3, mine.Uses)
	require.Equal(t, map[string]int64{"no-tracking-of-a-topic": 1, "no-tracking-of-a-list": 1}, byName(mine.Rules))
	require.Equal(t, report.SideSubscribed, theirs.Side)
	require.Equal(t, map[string]int64{"no-tracking-of-demonstrators": 1}, byName(theirs.Rules))
	titles := []string{}
	for _, table := range a.Tables() {
		titles = append(titles, table.Title)
	}
	require.Contains(t, titles, "Declared uses")
}

// A hop counts from the end of the access to its disclosure, or to its own end.
func TestHopsThrownBack(t *testing.T) {
	b := newBooks()
	hop := func(n string, holder string, acts ...act) {
		b.deliver(t, "case-"+n, "Identification", casefile.StepCase, "", act{day: 0, kind: casefile.EvOpened, stage: casefile.StageFollowing, by: "nypd"})
		all := append([]act{{day: 1, kind: casefile.EvHopStarted, stage: casefile.StageThroughAccess, by: "nypd"}}, acts...)
		b.deliver(t, "case-"+n, "Hop", casefile.StepID("hop-"+n), "twitter", all...)
	}
	at := func(day float64, kind casefile.EventKind, stage casefile.Stage) act {
		return act{day: day, kind: kind, stage: stage, by: "twitter"}
	}
	back := at(10, casefile.EvThrownBack, casefile.StageAwaitingApplication)
	hop("a", "twitter", back, at(34, casefile.EvDisclosed, casefile.StageAwaitingDisclosure), at(40, casefile.EvHopEnded, casefile.StageEnded))
	hop("b", "twitter", back, at(50, casefile.EvHopEnded, casefile.StageEnded))
	hop("c", "twitter", back)
	hop("d", "twitter", at(5, casefile.EvReceived, casefile.StageThroughAccess), at(5, casefile.EvHopEnded, casefile.StageEnded))
	a := askAccess(t, b, 60, true)
	require.Empty(t, a.Sides)
	s := a.ThrownBack
	require.EqualValues(t, 3, s.N)
	require.EqualValues(t, 2, s.Events)
	require.EqualValues(t, 1, s.Censored)
	require.Equal(t, report.Number(24), s.All.Quantiles[0].Days.Value)
	require.Equal(t, report.Number(40), s.All.Quantiles[1].Days.Value)
	require.Len(t, s.Groups, 1)
	require.Equal(t, "twitter", s.Groups[0].Name)
	require.Nil(t, askAccess(t, b, 9, true).ThrownBack, "it was not known yet")

	_, err := reporter(b).Access(t.Context(), report.AccessQuery{Query: report.Query{AsOf: instant(60), Holder: "nobody-at-all"}})
	require.ErrorContains(t, err, "holder")
	none, err := reporter(b).Access(t.Context(), report.AccessQuery{Query: report.Query{AsOf: instant(60), OpenedFrom: instant(1), Exact: true}})
	require.NoError(t, err)
	require.False(t, none.Any(), "the cases were opened before")
}

// Nothing is an answer too, and a question that no grant can answer is refused.
func TestAccessOfALedgerWithoutAny(t *testing.T) {
	a := askAccess(t, newBooks(), 10, false)
	require.False(t, a.Any())
	require.Contains(t, a.Tables()[0].Notes[0], "knew of none, as of 2026-03-11")
	require.Empty(t, a.Tables()[0].Rows)
	require.Empty(t, a.Records().Rows)
	for field, q := range map[string]report.AccessQuery{
		"lane":       {Query: report.Query{AsOf: zero, Lane: casefile.LaneOrdinary}},
		"instrument": {Query: report.Query{AsOf: zero, Instrument: "us.warrant"}},
		"horizon":    {Query: report.Query{AsOf: zero}, Horizons: []float64{math.NaN()}},
		"as-of":      {},
	} {
		_, err := reporter(newBooks()).Access(t.Context(), q)
		var bad *report.BadQuery
		require.ErrorAs(t, err, &bad, field)
		require.Equal(t, field, bad.Field)
	}
}

// What was dated to before its beginning is told apart, and not averaged away.
func TestAnEndingThatIsDatedBeforeItsFinding(t *testing.T) {
	b := newBooks()
	early := suspended(20)
	early.known = 35
	b.grant(t, 1, slices.Concat([]act{granted(0)}, finding(30), []act{early})...)
	b.grant(t, 2, slices.Concat([]act{granted(0)}, finding(30), []act{suspended(40)})...)
	s := spanOf(t, askAccess(t, b, 100, true), "finding-to-ending")
	require.EqualValues(t, 1, s.N)
	require.Contains(t, s.Notes, "1 more have the end before the beginning and are not in n.")
	b.deliver(t, "grant-9", "Subscription", "grant-9", "twitter", slices.Concat([]act{granted(0)}, finding(30), []act{suspended(40)})...)
	other := askAccess(t, b, 100, true).Sides[1].Spans[0]
	require.Empty(t, other.Notes, "it is told on its own side only")
}
