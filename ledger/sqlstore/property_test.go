package sqlstore

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/ledger"
)

// life plays the workflows of one step as Temporal would: a run tells facts, is
// continued as new, or is reset to an earlier number, from where a new run tells
// other facts. What holds in the end is known without any rule about order.
type life struct {
	t    *rapid.T
	c, s ledger.Key
	now  int64 // Temporal's clock
	runs ledger.Key
	run  ledger.Key
	held []ledger.Event // as the last run has them
	told []ledger.Event // all that any run told
}

func (l *life) newRun() {
	l.runs++
	// Runs are random ids: a later one may be the smaller.
	l.run = ledger.Key(int64(l.runs)*7919%101 + 1)
}

// tell adds the next fact. After a reset it may well be the one that the old run
// told, but never the first.
func (l *life) tell(fresh bool) {
	l.now += rapid.Int64Range(1, 3).Draw(l.t, "wait")
	e := row(l.c, l.s, int64(len(l.held)+1))
	e.Run, e.Taken, e.At, e.Seen = l.run, l.now, 1000+rapid.Int64Range(0, 2).Draw(l.t, "at"), 1000
	if fresh {
		e.Seen = l.now
	}
	l.held = append(l.held, e)
	l.told = append(l.told, e)
}

func (l *life) play() {
	l.newRun()
	l.tell(false)
	for range rapid.IntRange(0, 3).Draw(l.t, "turns") {
		switch rapid.SampledFrom([]string{"go on", "continue as new", "reset"}).Draw(l.t, "turn") {
		case "continue as new":
			l.newRun()
		case "reset":
			l.newRun()
			l.held = slices.Clone(l.held[:rapid.IntRange(0, len(l.held)-1).Draw(l.t, "to")])
			l.now = max(l.now, 2000) + 1 // a Seen that no run told before
			l.tell(true)
		}
		for range rapid.IntRange(0, 4).Draw(l.t, "facts") {
			l.tell(false)
		}
	}
}

// deliveries shuffles the rows, doubles a tenth of them and splits them into batches.
func deliveries(t *rapid.T, told []ledger.Event) [][]ledger.Event {
	for _, e := range slices.Clone(told) {
		if rapid.IntRange(0, 9).Draw(t, "double") == 0 {
			told = append(told, e)
		}
	}
	told = rapid.Permutation(told).Draw(t, "order")
	var batches [][]ledger.Event
	for len(told) > 0 {
		n := rapid.IntRange(1, min(6, len(told))).Draw(t, "batch")
		batches = append(batches, told[:n])
		told = told[n:]
	}
	return batches
}

// Shuffled and doubled deliveries, with resets and runs continued as new, end in
// the same bytes on both databases: those of what was true.
func TestTheSameRowsHoldInWhateverOrder(t *testing.T) {
	lite, post := onSQLite(t).must(t), onPostgres(t).must(t)
	var next ledger.Key = 3
	rapid.Check(t, func(t *rapid.T) {
		next++
		var told []ledger.Event
		var want strings.Builder
		fmt.Fprintf(&want, "case %d\n", next)
		for step := range ledger.Key(rapid.IntRange(1, 2).Draw(t, "steps")) {
			l := life{t: t, c: next, s: step + 1}
			l.play()
			told = append(told, l.told...)
			for _, e := range l.held {
				fmt.Fprintf(&want, "  %+v\n", e)
			}
		}
		for _, s := range []*Store{lite, post} {
			for _, b := range deliveries(t, told) {
				require.Zero(t, appended(t, s, b...).Conflicts)
			}
			require.Equal(t, want.String(), dump(t, s, next), "%s", s.name)
		}
	})
	require.Equal(t, dump(t, lite), dump(t, post))
	for _, s := range []*Store{lite, post} {
		found, err := s.Incidents(t.Context())
		require.NoError(t, err)
		require.NotEmpty(t, found, "no reset was played")
	}
}
