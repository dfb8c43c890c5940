package e2e_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/internal/devservertest"
	"writ/internal/histories"
	"writ/protocol"
)

// newEurope is a server with the parties of the European scenarios.
func newEurope(t *testing.T, options ...devservertest.Option) *world {
	t.Helper()
	parties := scenario(t, "eu-emergency-2026").Parties(protocol.Directory{})
	return newWorldOf(t, parties, slog.LevelWarn, options...)
}

// TestEurope holds the tests of Regulation (EU) 2023/1543 that share one server
// and the workers of all its parties.
func TestEurope(t *testing.T) {
	t.Parallel()
	w := newEurope(t)
	w.work(t)
	t.Run("cases", func(t *testing.T) {
		for name, test := range map[string]func(*testing.T, *world){
			"validated in time":  validatedInTime,
			"never validated":    neverValidated,
			"calendar published": calendarPublished,
			"suspended":          suspended,
			"twice":              europeTwice,
			"runs continued":     europeContinued,
			"replayed":           europeReplayed,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, w)
			})
		}
	})
	w.requireReplays(t)
}

// All workers die twice in a case that is issued first and validated after: with
// a disclosure unsent whose validation is pending, and with a validation on its
// way.
func TestEuropeWorkersKilled(t *testing.T) {
	t.Parallel()
	w := newEurope(t)
	workers := w.workProcess(t)
	stage, strikes := struck(w.patiently(30_000), disaster{
		kill:   func() { workers.kill() },
		revive: func() { workers = w.workProcess(t) },
	}, "eu-emergency-2026-4", "eu-emergency-2026-10")
	requireValidated(t, play(t, stage, scenario(t, "eu-emergency-2026")).Record)
	require.Equal(t, 2, *strikes)
	w.requireReplays(t)
}

// The account of the case whose orders were validated in time. While the chain
// went on, nobody is charged with a validation that is still to come; from the
// last answer on, the prosecutor is.
var validatedByParty = map[casefile.PartyID]time.Duration{
	"paris-prosecutor": span(0, 18, 15),
	"example-forum-ie": span(0, 7, 5),
	"example-mail-de":  span(0, 4, 40),
	"police-fr":        span(0, 3, 45),
	"example-isp-fr":   span(0, 2, 35),
}

func requireValidated(t *testing.T, r casefile.Record) {
	t.Helper()
	requireWhole(t, r)
	state := casefile.Fold(r)
	require.Equal(t, casefile.LevelAccountOwner, state.Level)
	require.Equal(t, span(1, 12, 20), accountOf(t, r).Total)
	require.Equal(t, validatedByParty, byParty(t, r))
	requireAsExpected(t, "eu-emergency-2026", r)
}

func validatedInTime(t *testing.T, w *world) {
	stage, told := w.patiently(0), ""
	stage.Happened = func(e casefile.Event, _ casefile.Record) {
		if e.Stage == casefile.StageAwaitingValidation && told == "" {
			told = w.details(t, "police-fr", protocol.HopWorkflowID(casefile.HopID(e.Step)))
		}
	}
	requireValidated(t, play(t, stage, scenario(t, "eu-emergency-2026")).Record)
	require.Contains(t, told, "| Awaiting | paris-prosecutor |")
	require.Contains(t, told, "| Due | 2026-10-12T01:00:00Z |")
	require.Contains(t, told, "otherwise what was delivered may not be used")
}

// A decision that arrives twice counts once.
func europeTwice(t *testing.T, w *world) {
	stage := w.patiently(30_000)
	stage.Twice = true
	requireValidated(t, play(t, stage, scenario(t, "eu-emergency-2026")).Record)
}

// Every workflow continues as new after a few events, with a validation pending
// and with a law that was moved.
func europeContinued(t *testing.T, w *world) {
	stage := w.patiently(0)
	patiently := stage.Tune
	stage.Tune = func(x *protocol.Exercise) { patiently(x); x.Long = 12 }
	r := play(t, stage, scenario(t, "eu-emergency-2026")).Record
	requireValidated(t, r)
	for _, h := range casefile.Fold(r).Hops {
		id := protocol.HopWorkflowID(h.ID)
		require.Greater(t, len(w.runs(t, "police-fr", id)), 1, "runs of the hop at %s: %v", h.Holder, w.history(t, "police-fr", id))
	}
	requireReplanned(t, play(t, stage, ownScenario(t, "calendar-published")).Record)
}

func neverValidated(t *testing.T, w *world) {
	requireNeverValidated(t, play(t, w.unhurried(), scenario(t, "eu-unvalidated-2026")).Record)
}

func requireNeverValidated(t *testing.T, r casefile.Record) {
	t.Helper()
	requireWhole(t, r)
	require.Equal(t, casefile.LevelSubscriber, casefile.Fold(r).Level)
	require.Equal(t, span(2, 20, 20), accountOf(t, r).Total)
	requireAsExpected(t, "eu-unvalidated-2026", r)
}

func calendarPublished(t *testing.T, w *world) {
	r := play(t, w.patiently(0), ownScenario(t, "calendar-published")).Record
	requireReplanned(t, r)
	for _, e := range r.Events {
		if e.Kind != casefile.EvServed {
			continue
		}
		// The holder counts by the calendar that it moved to, and both sides agree.
		task := w.task(t, "example-forum-ie", protocol.DisclosureWorkflowID(e.Request))
		requireMoved(t, task.Events)
	}
}

func requireReplanned(t *testing.T, r casefile.Record) {
	t.Helper()
	requireWhole(t, r)
	requireMoved(t, r.Events)
	requireAsExpected(t, "calendar-published", r)
}

// requireMoved finds the one due date that was moved, with both dates: from the
// end of Monday 19 October to the end of Tuesday, in Dublin.
func requireMoved(t *testing.T, events []casefile.Event) {
	t.Helper()
	var moved []casefile.Event
	for _, e := range events {
		if e.Kind == casefile.EvReplanned {
			moved = append(moved, e)
		}
	}
	require.Len(t, moved, 1)
	require.Equal(t, "2026-10-19T23:00:00Z", moved[0].Was.UTC().Format(time.RFC3339))
	require.Equal(t, "2026-10-20T23:00:00Z", moved[0].Due.UTC().Format(time.RFC3339))
	require.Contains(t, moved[0].Reason, "Day of mourning")
}

// An order of which another authority is notified: while delivery waits, that
// authority has the days.
func suspended(t *testing.T, w *world) {
	r := play(t, w.patiently(0), ownScenario(t, "suspended")).Record
	requireWhole(t, r)
	require.Equal(t, casefile.CodeAnonymised, casefile.Fold(r).DeadEnd)
	requireAsExpected(t, "suspended", r)
	require.Equal(t, map[casefile.PartyID]time.Duration{
		"example-forum-ie":  span(3, 5, 0),
		"dublin-prosecutor": span(1, 19, 0) + span(1, 1, 30),
		"paris-judge":       span(0, 4, 0) + span(0, 19, 30),
		"example-isp-fr":    span(0, 15, 0),
		"police-fr":         span(0, 1, 30) + span(0, 4, 0) + span(0, 1, 0) + span(0, 1, 0),
		"paris-prosecutor":  span(0, 1, 0),
	}, byParty(t, r))
}

// europeReplayed plays the European cases whose histories are kept.
func europeReplayed(t *testing.T, w *world) {
	w.keepAll(t, histories.European, func(keep keeper) {
		w.keepValidated(t, keep)
		w.keepNotValidated(t, keep)
		w.keepReplanned(t, keep)
	})
}

func (w *world) keepValidated(t *testing.T, keep keeper) {
	r := play(t, w.patiently(30_000), scenario(t, "eu-emergency-2026")).Record
	keep("Hop-validated", "police-fr", hopAt(r.Opening.Case, 1), "")
	keep("Authorisation-validated", "paris-prosecutor", validationOf(r), "")
}

func (w *world) keepNotValidated(t *testing.T, keep keeper) {
	r := play(t, w.unhurried(), scenario(t, "eu-unvalidated-2026")).Record
	keep("Identification-restricted", "police-fr", protocol.CaseWorkflowID(r.Opening.Case), "")
	keep("Hop-not-validated", "police-fr", hopAt(r.Opening.Case, 1), "")
	w.ended(t, "paris-prosecutor", validationOf(r))
	keep("Authorisation-not-validated", "paris-prosecutor", validationOf(r), "")
}

func (w *world) keepReplanned(t *testing.T, keep keeper) {
	r := play(t, w.patiently(0), ownScenario(t, "calendar-published")).Record
	keep("Identification-law-moved", "police-fr", protocol.CaseWorkflowID(r.Opening.Case), "")
	keep("Hop-replanned", "police-fr", hopAt(r.Opening.Case, 1), "")
	for _, e := range r.Events {
		if e.Kind == casefile.EvServed {
			keep("Disclosure-replanned", "example-forum-ie", protocol.DisclosureWorkflowID(e.Request), "")
		}
	}
}

// validationOf is the work on the first validation that the case asked for.
func validationOf(r casefile.Record) string {
	for _, e := range r.Events {
		if e.Kind == casefile.EvIssuedUnvalidated {
			return protocol.AuthorisationWorkflowID(e.Request)
		}
	}
	return ""
}
