package worker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/protocol"
	"writ/worker"
)

// A worker that dies after the ledger took its facts, and before the server took
// its task, has the task repeated: the same numbers are taken again, for what was
// known then. The later telling holds, and it is no conflict.
func TestARepeatedTaskTakesItsNumbersAgain(t *testing.T) {
	cfg := worker.Config{Ledger: worker.Place(t.TempDir())}
	l, err := worker.OpenLedger(t.Context(), cfg, "twitter", false)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	at := time.Date(2012, 8, 7, 20, 15, 0, 0, time.UTC)
	tell := func(run string, taken time.Time, seen ...time.Time) ledger.Appended {
		e := protocol.Emission{Party: "twitter", Subject: "r", Work: protocol.Disclosure, Run: run, Taken: taken}
		for i, s := range seen {
			e.Facts = append(e.Facts, casefile.Fact{Seq: 2 + i, Step: "r", Kind: casefile.EvReminder, At: at, Seen: s})
		}
		got, err := l.Record(t.Context(), worker.DeliveryOf(e))
		require.NoError(t, err)
		return got
	}
	tell("run@1", at, at, at.Add(time.Second)) // the task that was lost
	require.Zero(t, tell("run@2", at.Add(10*time.Second), at.Add(10*time.Second)).Conflicts)
	require.Equal(t, 1, tell("run@2", at.Add(10*time.Second), at.Add(10*time.Second)).Repeated, "told twice is told once")

	var held []int64
	for c, err := range l.Cases(t.Context()) {
		require.NoError(t, err)
		for _, e := range c.Events {
			held = append(held, e.Seq)
			require.Equal(t, at.Add(10*time.Second).Unix(), e.Seen)
		}
	}
	require.Equal(t, []int64{2}, held, "what only the lost task told is put aside")
	incidents, err := l.Incidents(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, incidents)
	for _, i := range incidents {
		require.Equal(t, ledger.Reset, i.Kind)
	}
}

func TestALedgerIsReadOnlyWhereItIsThere(t *testing.T) {
	cfg := worker.Config{Ledger: worker.Place(t.TempDir())}
	_, err := worker.OpenLedger(t.Context(), cfg, "twitter", true)
	require.Error(t, err)
}
