package report_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/internal/pgtest"
	"writ/ledger"
	"writ/ledger/storage"
	"writ/report"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// someAccess is what a ledger may hold of standing access, of which half has ended.
func someAccess(t *testing.T) *books {
	t.Helper()
	b := newBooks()
	random := rand.New(rand.NewPCG(5, 8))
	for n := range 60 {
		day := float64(random.IntN(100))
		acts := slices.Concat([]act{granted(day)}, finding(day+10))
		if n%2 == 0 {
			acts = append(acts, suspended(day+20+float64(random.IntN(200))), protested(day+230))
		}
		if n%4 == 0 {
			acts = append(acts, answered(day+300, casefile.AccessMaintain, "twitter"))
		}
		b.grant(t, n, acts...)

		subject, hop := fmt.Sprintf("case-%d", n), casefile.StepID(fmt.Sprintf("hop-%d", n))
		through := []act{
			{day: day, kind: casefile.EvHopStarted, stage: casefile.StageThroughAccess, by: "nypd"},
			{day: day + 30, kind: casefile.EvThrownBack, stage: casefile.StageAwaitingApplication, by: "nypd"},
		}
		opened := []act{{day: day, kind: casefile.EvOpened, stage: casefile.StageFollowing, by: "nypd"}}
		if n%2 == 0 {
			end := day + 40 + float64(random.IntN(90))
			through = append(through, act{day: end, kind: casefile.EvHopEnded, stage: casefile.StageEnded, by: "nypd"})
			opened = append(opened, act{day: end, kind: casefile.EvCaseWithdrawn, stage: casefile.StageEnded, by: "nypd"})
		}
		b.deliver(t, subject, "Hop", hop, "twitter", through...)
		b.deliver(t, subject, "Identification", casefile.StepCase, "twitter", opened...)
		if n%3 == 0 {
			b.deliver(t, fmt.Sprintf("refused-%d", n), "Access", casefile.StepID(fmt.Sprintf("refused-%d", n)), "twitter",
				act{day: day, kind: casefile.EvAccessRequested, stage: casefile.StageAccessRequested, by: "nypd"},
				act{day: day + 5, kind: casefile.EvAccessRefused, stage: casefile.StageEnded, by: "twitter"})
		}
	}
	return b
}

// The answer is the same to the last byte, wherever the events lie: in memory, in a
// folder, sealed in segments, or in PostgreSQL; and as of any day.
func TestAccessIsTheSameFromEveryStore(t *testing.T) {
	b := someAccess(t)
	var batch ledger.Batch
	for _, c := range b.events {
		batch.Events = append(batch.Events, c.Events...)
	}
	for _, l := range b.dict {
		batch.Labels = append(batch.Labels, l)
	}
	ledgers := map[string]*storage.Ledger{}
	for name, where := range map[string]string{"folder": t.TempDir(), "sealed": t.TempDir(), "postgres": pgtest.Shared(t).URL} {
		l, err := storage.Open(t.Context(), storage.Options{Where: where, Party: "example-access", Secret: make([]byte, 32)})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, l.Close()) })
		_, err = l.Append(t.Context(), batch)
		require.NoError(t, err)
		ledgers[name] = l
	}
	sealed, err := ledgers["sealed"].Seal(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, 50, sealed, "30 cases and 20 refused accesses have ended; no grant that stands is sealed")
	asked := func(source ledger.Source, asOf time.Time, exact bool) string {
		a, err := report.New(source, nil).Access(t.Context(), report.AccessQuery{Query: report.Query{AsOf: asOf, Exact: exact}})
		require.NoError(t, err)
		raw, err := json.Marshal(a)
		require.NoError(t, err)
		return string(raw)
	}
	for _, day := range []float64{-1, 40, 111, 180, 1000} {
		for _, exact := range []bool{true, false} {
			want := asked(b, instant(day), exact)
			for name, l := range ledgers {
				require.Equal(t, want, asked(l, instant(day), exact), "%s, as of day %v", name, day)
			}
		}
	}
}
