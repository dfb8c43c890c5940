package report_test

import (
	"cmp"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/legal"
	"writ/report"
)

// act is one event of a standing access or of a hop, in few words. Day is when it was
// true, counted from [zero]; Known, where it is set, when it was learned.
type act struct {
	day, known float64
	kind       casefile.EventKind
	stage      casefile.Stage
	code       casefile.Code
	by         casefile.PartyID
}

func (a act) seen() float64 { return cmp.Or(a.known, a.day) }

// tester is a test, or one run of a property.
type tester interface {
	require.TestingT
	Helper()
}

// deliver adds the acts of one step, in the order in which they were learned.
func (b *books) deliver(t tester, subject, work string, step casefile.StepID, holder legal.HolderID, acts ...act) {
	t.Helper()
	d := ledger.Delivery{Subject: subject, Work: work, Jurisdiction: "US", Holder: holder, Run: "run", Taken: zero}
	for i, a := range acts {
		d.Facts = append(d.Facts, casefile.Fact{
			Seq: i + 1, Step: step, Kind: a.kind, At: instant(a.day), Seen: instant(a.seen()), Stage: a.stage, Code: a.code,
			By: a.by, Awaiting: casefile.Nobody, Turn: true,
		})
	}
	keys, err := ledger.NewKeyring([]byte("only for tests, and long enough!"))
	require.NoError(t, err)
	batch, err := ledger.NewEncoder(keys).Encode(d)
	require.NoError(t, err)
	for _, l := range batch.Labels {
		b.dict[l.Code] = l
	}
	key := batch.Events[0].Case
	for i := range b.events {
		if b.events[i].Case == key {
			b.events[i].Events = append(b.events[i].Events, batch.Events...)
			return
		}
	}
	b.events = append(b.events, ledger.CaseEvents{Case: key, Events: batch.Events})
}

// granted begins an access.
func granted(day float64) act {
	return act{day: day, kind: casefile.EvAccessGranted, stage: casefile.StageAccessActive, by: "twitter"}
}

// finding reports something found, and opens a review by it.
func finding(day float64) []act {
	return []act{
		{day: day, kind: casefile.EvFinding, stage: casefile.StageAccessActive, code: casefile.Code(casefile.FindingPress), by: "twitter"},
		{day: day, kind: casefile.EvReviewOpened, stage: casefile.StageAccessUnderReview, code: "finding", by: "twitter"},
	}
}

func suspended(day float64) act {
	return act{day: day, kind: casefile.EvAccessSuspended, stage: casefile.StageAccessSuspended, by: "twitter"}
}

func protested(day float64) act {
	return act{day: day, kind: casefile.EvProtested, stage: casefile.StageAccessSuspended, by: "nypd"}
}

func answered(day float64, verdict casefile.AccessVerdict, by casefile.PartyID) act {
	return act{day: day, kind: casefile.EvProtestAnswered, stage: casefile.StageAccessSuspended, code: casefile.Code(verdict), by: by}
}

// grant adds a standing access on the grantor's side.
func (b *books) grant(t tester, n int, acts ...act) {
	t.Helper()
	b.deliver(t, fmt.Sprintf("grant-%d", n), "Access", casefile.StepID(fmt.Sprintf("grant-%d", n)), "twitter", acts...)
}

func askAccess(t *testing.T, b *books, asOf float64, exact bool) *report.Access {
	t.Helper()
	a, err := reporter(b).Access(t.Context(), report.AccessQuery{Query: report.Query{AsOf: instant(asOf), Exact: exact}})
	require.NoError(t, err)
	return a
}

// spanOf finds an interval by its name.
func spanOf(t *testing.T, a *report.Access, name string) report.AccessSpan {
	t.Helper()
	for _, side := range a.Sides {
		for _, s := range side.Spans {
			if s.Name == name {
				return s
			}
		}
	}
	require.Fail(t, "no interval "+name)
	return report.AccessSpan{}
}

func byName(list []report.AccessCount) map[string]int64 {
	m := map[string]int64{}
	for _, c := range list {
		m[c.Name] = int64(c.N)
	}
	return m
}

func dateOf(year int, month time.Month, day int) float64 {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Sub(zero).Hours() / 24
}
