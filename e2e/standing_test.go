package e2e_test

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/exercise"
	"writ/protocol"
)

// TestStandingAccess plays the scenario about standing access, at its own speed and
// much faster with every act delivered twice: both come to the same record, event by
// event, of the case and of both sides of every grant.
func TestStandingAccess(t *testing.T) {
	t.Parallel()
	const name = "dataminr-2016-2017"
	w := newWorldOf(t, scenario(t, name).Parties(protocol.Directory{}), slog.LevelWarn)
	w.work(t)
	t.Run("plays", func(t *testing.T) {
		for speed, twice := range map[float64]bool{0: false, 40_000_000: true} {
			t.Run(fmt.Sprint(speed), func(t *testing.T) {
				t.Parallel()
				stage := w.patiently(speed)
				stage.Twice = twice
				played := play(t, stage, scenario(t, name))
				requireWhole(t, played.Record)
				requireWholeGrants(t, played)
				requireTold(t, name, tellStanding(played))
				requireThrownBack(t, played.Record)
				requireOpenTalks(t, played)
			})
		}
	})
	w.requireReplays(t)
	w.requireLedgers(t)
}

// All workers die twice: with the answer to a declared use unsent, and with the end of
// the access at the top of the chain on its way. The play has the same record.
func TestStandingAccessOfKilledWorkers(t *testing.T) {
	t.Parallel()
	const name = "dataminr-2016-2017"
	w := newWorldOf(t, scenario(t, name).Parties(protocol.Directory{}), slog.LevelWarn)
	workers := w.workProcess(t)
	stage, strikes := struck(w.patiently(0), disaster{
		kill:   func() { workers.kill() },
		revive: func() { workers = w.workProcess(t) },
	}, name+"-18", name+"-20")
	played := play(t, stage, scenario(t, name))
	require.Equal(t, 2, *strikes)
	requireWhole(t, played.Record)
	requireWholeGrants(t, played)
	requireTold(t, name, tellStanding(played))
	w.requireReplays(t)
	w.requireLedgers(t)
}

// TestEveryStateOfAccess plays all that can be done to a standing access by either side,
// through every state, with every act delivered twice.
func TestEveryStateOfAccess(t *testing.T) {
	t.Parallel()
	s := ownScenario(t, "standing")
	w := newWorldOf(t, s.Parties(protocol.Directory{}), slog.LevelWarn)
	w.work(t)
	stage := w.patiently(0)
	stage.Twice = true
	played := play(t, stage, s)
	requireWhole(t, played.Record)
	requireWholeGrants(t, played)
	requireTold(t, s.ID, tellStanding(played))
	stages := map[casefile.Stage]bool{}
	for _, g := range played.Grants {
		for _, e := range g.Events() {
			stages[e.Stage] = true
		}
	}
	for _, stage := range append(casefile.AccessStages(), casefile.StageEnded) {
		require.True(t, stages[stage], "%s is never reached", stage)
	}
	w.requireReplays(t)
	w.requireLedgers(t)
}

// tellStanding is what was played as text: the case, and each grant at its grantor and
// at its grantee.
func tellStanding(p exercise.Played) string {
	text := tell(p.Record)
	for _, g := range p.Grants {
		text += "\n" + g.Grant.Name + ", at its grantor\n"
		for _, e := range g.Events() {
			text += tellEvent(e) + fmt.Sprintf(" -> %s %s\n", e.Awaiting, e.Stage)
		}
		text += "\n" + g.Grant.Name + ", at its grantee\n"
		for _, line := range heard(g.Subscription.Events) {
			text += line + "\n"
		}
	}
	return text
}

func tellEvent(e casefile.Event) string {
	line := fmt.Sprintf("%s %s by %s", e.At.UTC().Format("2006-01-02T15:04"), e.Kind, e.By)
	if e.Code != "" {
		line += ": " + string(e.Code)
	}
	if !e.NotBefore.IsZero() {
		line += ", not before " + e.NotBefore.UTC().Format("2006-01-02T15:04")
	}
	return line
}

// heard is what a grantee has on record, in the order of dates and then of names: the
// answer to what it sent and a notice about the same arrive in either order, and the
// stage at which it heard a verdict with them.
func heard(events []casefile.Event) []string {
	var lines []string
	for _, e := range events {
		line := tellEvent(e)
		if !slices.Contains([]casefile.EventKind{casefile.EvUseDeclared, casefile.EvUseAccepted, casefile.EvUseRefused}, e.Kind) {
			line += fmt.Sprintf(" -> %s %s", e.Awaiting, e.Stage)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// requireWholeGrants checks that no event of a side is missing or doubled, and that no
// letter is left.
func requireWholeGrants(t *testing.T, p exercise.Played) {
	t.Helper()
	for _, g := range p.Grants {
		for _, task := range []*protocol.Task{g.Access, g.Subscription} {
			for i, e := range task.Events {
				require.Equal(t, i+1, e.Seq, "%s of grant %s at %s", e.Kind, g.Grant.Name, task.Party)
			}
		}
		require.Empty(t, g.Access.Access.Outbox)
		require.Empty(t, g.Subscription.Subscription.Outbox)
	}
}

// requireThrownBack checks that the case went by its access until that ended, with its
// clock kept, and that what it cost is charged.
func requireThrownBack(t *testing.T, r casefile.Record) {
	t.Helper()
	require.Equal(t, casefile.LevelAccountOwner, casefile.Fold(r).Level)
	account := accountOf(t, r)
	require.Equal(t, span(214, 2, 0), account.Total)
	require.Equal(t, map[casefile.PartyID]time.Duration{
		"uk-us-channel": span(166, 5, 0),
		"twitter":       span(28, 4, 0),
		"home-office":   span(19, 17, 0),
	}, byParty(t, r))
	kinds := map[casefile.EventKind]int{}
	for _, e := range r.Events {
		kinds[e.Kind]++
	}
	require.Equal(t, 1, kinds[casefile.EvThrownBack])
	require.Equal(t, 1, kinds[casefile.EvLeadMarked])
}

// requireOpenTalks checks that the negotiation is open with no result known, and that
// contradicting claims stand side by side.
func requireOpenTalks(t *testing.T, p exercise.Played) {
	t.Helper()
	for _, g := range p.Grants {
		switch g.Grant.Name {
		case "uk-home-office":
			require.Len(t, g.Access.Access.Talks, 1)
			talk := g.Access.Access.Talks[0]
			require.True(t, talk.Overdue)
			require.Empty(t, talk.Result)
		case "twitter-uk":
			findings := g.Access.Access.Findings
			require.Len(t, findings, 2)
			require.Equal(t, findings[0].Intermediary, findings[1].Intermediary)
			require.NotEqual(t, findings[0].Denies, findings[1].Denies)
		}
	}
}
