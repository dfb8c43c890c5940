package casefile

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func journalOf(ledger bool, n int) *Journal {
	j := &Journal{Step: "step", Ledger: ledger}
	for range n {
		j.Note(Moment{At: time.Unix(1000, 0), Seen: time.Unix(1000, 0)}, Event{Kind: EvReminder})
	}
	return j
}

func seqs(facts []Fact) []int {
	var n []int
	for _, f := range facts {
		n = append(n, f.Seq)
	}
	return n
}

func TestUnrecordedIsWhatTheLedgerLacks(t *testing.T) {
	j := journalOf(true, 3)
	require.Equal(t, []int{1, 2, 3}, seqs(j.Unrecorded()))
	require.Equal(t, []int{1, 2, 3}, seqs(j.Unrecorded()), "asking marks nothing")
	j.MarkRecorded(2)
	require.Equal(t, []int{3}, seqs(j.Unrecorded()))
	j.MarkRecorded(1)
	require.Equal(t, []int{3}, seqs(j.Unrecorded()), "what is recorded stays so")
	j.MarkRecorded(3)
	require.Empty(t, j.Unrecorded())
	require.Empty(t, journalOf(false, 3).Unrecorded(), "without a ledger there is nothing to tell")
}

// What is dropped before a run continues as new has been reported, and recorded
// where there is a ledger.
func TestTrimDropsOnlyWhatWasToldAndRecorded(t *testing.T) {
	for _, test := range []struct {
		ledger         bool
		told, recorded int
		left           int
	}{
		{false, 3, 0, 0},
		{false, 1, 0, 2},
		{true, 3, 3, 0},
		{true, 3, 1, 2},
		{true, 1, 3, 2},
		{true, 3, 0, 3},
	} {
		j := journalOf(test.ledger, 3)
		j.Told, j.Recorded = test.told, test.recorded
		j.Trim()
		require.Len(t, j.Events, test.left, "%+v", test)
	}
}

// A continued run goes on where the last one stopped; whether there is a ledger,
// its input says.
func TestRecordedTravels(t *testing.T) {
	j := journalOf(true, 3)
	j.MarkRecorded(2)
	data, err := json.Marshal(j)
	require.NoError(t, err)
	var next Journal
	require.NoError(t, json.Unmarshal(data, &next))
	require.False(t, next.Ledger)
	next.Ledger = true
	require.Equal(t, []int{3}, seqs(next.Unrecorded()))
	next.Note(Moment{At: time.Unix(2000, 0), Seen: time.Unix(2000, 0)}, Event{Kind: EvReminder})
	require.Equal(t, []int{3, 4}, seqs(next.Unrecorded()))
}

// A case tells its ledger its own events; those of its hops are told by them.
func TestACaseTellsOnlyItsOwnEvents(t *testing.T) {
	c := &CaseMachine{Journal: Journal{Step: StepCase, Ledger: true}}
	m := Moment{At: time.Unix(1000, 0), Seen: time.Unix(1000, 0)}
	c.record(m, Event{Kind: EvDetected})
	c.Take("hop", []Event{{Seq: 1, Step: "hop", Kind: EvHopStarted}, {Seq: 2, Step: "hop", Kind: EvReminder}})
	c.record(m, Event{Kind: EvOpened})
	facts := c.Unrecorded()
	require.Equal(t, []int{1, 2}, seqs(facts))
	for _, f := range facts {
		require.Equal(t, StepCase, f.Step)
	}
}

// A journal remembers the latest receipts, in the order of the acts, also across runs.
func TestOldReceiptsAreForgotten(t *testing.T) {
	j := &Journal{Step: "step"}
	accept := func(key string) { j.Accept(Act{Key: key}, Moment{At: time.Unix(1000, 0)}, key) }
	accept("first")
	accept("second")
	accept("first")
	for i := range receiptsKept - 1 {
		accept(fmt.Sprint("act-", i))
	}
	require.Len(t, j.Receipts, receiptsKept)
	_, known := j.Repeated("first")
	require.False(t, known)
	raw, err := json.Marshal(j)
	require.NoError(t, err)
	j = &Journal{}
	require.NoError(t, json.Unmarshal(raw, j))
	kept, known := j.Repeated("second")
	require.True(t, known)
	require.Equal(t, "second", kept.Note)
	accept("another")
	_, known = j.Repeated("second")
	require.False(t, known)
	require.Len(t, j.Keys, receiptsKept)
}
