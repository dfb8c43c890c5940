package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
)

// TestOneServer holds the tests that share one server and the workers of all
// parties: each plays cases of its own.
func TestOneServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.work(t)
	w.work(t) // two workers of each party share its work
	t.Run("cases", func(t *testing.T) {
		for name, test := range map[string]func(*testing.T, *world){
			"longacre":          longacre,
			"perished log":      perishedLog,
			"quashed":           quashed,
			"much faster":       muchFaster,
			"twice":             twice,
			"side by side":      sideBySide,
			"waits cut":         waitsCut,
			"runs continued":    runsContinued,
			"withdrawn":         withdrawn,
			"withdrawn at cut":  withdrawnAtTheCut,
			"wrong on the wire": wrongOnTheWire,
			"replayed":          replayed,
			"operator":          operatorsView,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, w)
			})
		}
	})
	w.requireReplays(t)
	w.requireLedgers(t)
}

// The exact account of the case that started writ, from when it was detected.
var (
	longacreByParty = map[casefile.PartyID]time.Duration{
		"nypd":            span(2, 17, 30),
		"twitter":         span(1, 8, 20),
		"manhattan-court": span(0, 6, 45),
		"example-isp":     span(0, 4, 45),
		"example-mail":    span(0, 2, 10),
	}
	longacreByStep = map[string]time.Duration{
		"case":         span(0, 2, 5),
		"twitter":      span(3, 21, 5),
		"example-mail": span(0, 2, 10),
		"example-isp":  span(0, 14, 10),
	}
)

func requireLongacre(t *testing.T, r casefile.Record) {
	t.Helper()
	requireWhole(t, r)
	require.Equal(t, span(4, 15, 30), accountOf(t, r).Total)
	require.Equal(t, longacreByParty, byParty(t, r))
	require.Equal(t, longacreByStep, byStep(t, r))
	state := casefile.Fold(r)
	require.Equal(t, casefile.LevelAccountOwner, state.Level)
	require.Empty(t, state.DeadEnd)
	require.False(t, state.Guard.Up)
	requireAsExpected(t, "longacre-2012", r)
}

// At its own speed.
func longacre(t *testing.T, w *world) {
	r := play(t, w.patiently(0), scenario(t, "longacre-2012")).Record
	requireLongacre(t, r)
	askedAfterTheEnd(t, w, r, casefile.Disclosed)
}

func perishedLog(t *testing.T, w *world) {
	r := play(t, w.patiently(0), scenario(t, "perished-log-2012")).Record
	requireWhole(t, r)
	requireAsExpected(t, "perished-log-2012", r)
	state := casefile.Fold(r)
	require.Equal(t, casefile.LevelDeadEnd, state.Level)
	require.Equal(t, casefile.CodeGone, state.DeadEnd)
	require.Equal(t, map[casefile.PartyID]time.Duration{
		"twitter":           span(8, 7, 0),
		"nypd":              span(4, 21, 30),
		"manhattan-court":   span(2, 1, 0),
		"example-isp-brief": span(1, 19, 0),
	}, byParty(t, r))
}

func quashed(t *testing.T, w *world) {
	r := play(t, w.patiently(0), scenario(t, "quashed-subpoena-2017")).Record
	requireWhole(t, r)
	requireAsExpected(t, "quashed-subpoena-2017", r)
	state := casefile.Fold(r)
	require.Equal(t, casefile.LevelDeadEnd, state.Level)
	require.Equal(t, casefile.CodeRefused, state.DeadEnd)
	require.Equal(t, map[casefile.PartyID]time.Duration{
		"manhattan-court": span(15, 23, 0),
		"twitter":         span(8, 4, 0),
		"nypd":            span(3, 22, 0),
	}, byParty(t, r))
}

// Speed changes nothing: a case played 25 times faster has the same record,
// event by event. At that speed the clocks are rung by the facts that come
// after them.
func muchFaster(t *testing.T, w *world) {
	requireLongacre(t, play(t, w.patiently(400_000), scenario(t, "longacre-2012")).Record)
}

// A decision that arrives twice counts once.
func twice(t *testing.T, w *world) {
	stage := w.patiently(100_000)
	stage.Twice = true
	requireLongacre(t, play(t, stage, scenario(t, "longacre-2012")).Record)
}

// Two plays of one scenario at the same time do not meet, though every party
// works on both.
func sideBySide(t *testing.T, w *world) {
	s := scenario(t, "longacre-2012")
	cases := make(chan casefile.CaseID, 2)
	t.Run("both", func(t *testing.T) {
		for range cap(cases) {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				r := play(t, w.patiently(100_000), s).Record
				requireLongacre(t, r)
				cases <- r.Opening.Case
			})
		}
	})
	require.NotEqual(t, <-cases, <-cases)
}
