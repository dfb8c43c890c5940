package casefile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
)

// Random walks. At every step the machine is written to JSON, read back and
// bound, as at continue-as-new; the copy then does the same step and must end as
// the machine did, with the same actions, receipts and refusals.

type walker[M any] interface {
	*M
	Bind() error
	Ring(casefile.Alarm, time.Time) []casefile.Action
	RefuseAct(casefile.Act, *casefile.Refusal, time.Time)
	Done() bool
}

// walk is a machine on its way. now only grows.
type walk[M any, P walker[M]] struct {
	t   *rapid.T
	m   P
	now time.Time
	// settled is the last event before the step.
	settled casefile.Event
	acts    int
}

// step is one fact handed to a machine. It must draw nothing at random.
type step[M any] func(*M) (casefile.Receipt, []casefile.Action, error)

// moment is a fact that is true and known now.
func (w *walk[M, P]) moment() casefile.Moment { return casefile.Moment{At: w.now, Seen: w.now} }

// pass lets some time go by: none, minutes, or weeks.
func (w *walk[M, P]) pass() {
	w.settle()
	w.now = w.now.Add(rapid.SampledFrom([]time.Duration{0, time.Minute, hour, 11 * hour, 3 * day, 20 * day}).Draw(w.t, "pass"))
}

// act is a person's act under a key of its own.
func (w *walk[M, P]) act(who casefile.Decider) casefile.Act {
	w.acts++
	return casefile.Act{Key: string(rune('a' + w.acts)), By: who}
}

// take does one step on the machine and on its copy.
func (w *walk[M, P]) take(do step[M]) (casefile.Receipt, []casefile.Action, error) {
	copied := P(new(M))
	raw, err := json.Marshal(w.m)
	require.NoError(w.t, err)
	require.NoError(w.t, json.Unmarshal(raw, copied))
	require.NoError(w.t, copied.Bind())
	w.settle()

	receipt, actions, err := do(w.m)
	otherReceipt, otherActions, otherErr := do(copied)
	require.Equal(w.t, codeOf(err), codeOf(otherErr))
	same(w.t, receipt, otherReceipt)
	same(w.t, actions, otherActions)
	same(w.t, w.m, copied)
	return receipt, actions, err
}

// settle remembers where the record stands, for [walk.new].
func (w *walk[M, P]) settle() {
	if events := eventsOf(w.m); len(events) > 0 {
		w.settled = events[len(events)-1]
	}
}

// same requires that two values say the same as JSON, instants in any zone.
func same(t *rapid.T, a, b any) {
	x, err := json.Marshal(a)
	require.NoError(t, err)
	y, err := json.Marshal(b)
	require.NoError(t, err)
	if !bytes.Equal(x, y) {
		require.Equal(t, plain(t, a), plain(t, b))
	}
}

// try does a person's act: accepted, its receipt is kept under its key; refused,
// the refusal is recorded.
func (w *walk[M, P]) try(a casefile.Act, do step[M]) bool {
	receipt, _, err := w.take(do)
	if err != nil {
		var why *casefile.Refusal
		require.ErrorAs(w.t, err, &why)
		w.m.RefuseAct(a, why, w.now)
		return false
	}
	kept, ok := journalOf(w.m).Repeated(a.Key)
	require.True(w.t, ok, "an accepted act leaves its receipt")
	require.Equal(w.t, receipt, kept)
	return true
}

// ring rings one of the alarms, whichever: a worker that was away learns of them
// in any order.
func (w *walk[M, P]) ring() bool {
	alarms := journalOf(w.m).Alarms
	if len(alarms) == 0 {
		return false
	}
	a := alarms[rapid.IntRange(0, len(alarms)-1).Draw(w.t, "alarm")]
	if a.At.After(w.now) {
		w.now = a.At
	}
	w.take(func(m *M) (casefile.Receipt, []casefile.Action, error) {
		return casefile.Receipt{}, P(m).Ring(a, w.now), nil
	})
	return true
}

// wellKept checks what every journal keeps: numbers without gaps, one step, times
// that do not run ahead of knowledge, and a turn wherever the stage or the party
// awaited changed.
func (w *walk[M, P]) wellKept() {
	events := eventsOf(w.m)
	for i, e := range events {
		require.Equal(w.t, i+1, e.Seq, "numbers without gaps")
		require.Equal(w.t, events[0].Step, e.Step)
		require.False(w.t, e.At.After(e.Seen), "%s was true at %s and known at %s", e.Kind, e.At, e.Seen)
		require.NotEmpty(w.t, e.Awaiting, "each instant is charged to somebody")
		require.NotEmpty(w.t, e.By)
		if i == 0 {
			require.True(w.t, e.Turn)
			continue
		}
		before := events[i-1]
		if e.Stage != before.Stage || e.Awaiting != before.Awaiting {
			require.True(w.t, e.Turn, "%s changes the stage or the party awaited", e.Kind)
		}
		if before.Stage == casefile.StageEnded && before.Kind != casefile.EvNotAvailable {
			require.Equal(w.t, casefile.EvRefusedUpdate, e.Kind, "nothing follows the end")
		}
	}
	if w.m.Done() {
		require.Empty(w.t, journalOf(w.m).Alarms, "nothing is watched after the end")
	}
}

// new are the events that the last step added.
func (w *walk[M, P]) new() []casefile.Event {
	events := eventsOf(w.m)
	i := slices.IndexFunc(events, func(e casefile.Event) bool { return e.Seq > w.settled.Seq })
	if i < 0 {
		return nil
	}
	return events[i:]
}

// added reports whether the last step added an event of one of the kinds.
func (w *walk[M, P]) added(kinds ...casefile.EventKind) bool {
	return slices.ContainsFunc(w.new(), func(e casefile.Event) bool { return slices.Contains(kinds, e.Kind) })
}

func codeOf(err error) string {
	var why *casefile.Refusal
	if errors.As(err, &why) {
		return why.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// givesAway are the events that disclose or grant.
var givesAway = []casefile.EventKind{casefile.EvDisclosed, casefile.EvGranted, casefile.EvNarrowed, casefile.EvPreserved, casefile.EvValidated}

// silence rings alarms in any order until none is left, or long enough, and
// expects that nothing was given away.
func silence[M any, P walker[M]](t *rapid.T, m P) {
	w := walk[M, P]{t: t, m: m, now: opened}
	var before []casefile.Event
	before = append(before, eventsOf(m)...)
	for range 40 {
		if w.m.Done() || !w.ring() {
			break
		}
	}
	for _, e := range eventsOf(w.m)[len(before):] {
		require.NotContains(t, givesAway, e.Kind)
		require.Empty(t, e.Identifiers)
	}
	w.wellKept()
}
