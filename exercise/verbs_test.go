package exercise

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/protocol"
)

// Each verb says to what it is done, and which update it is.
func TestVerbsAreWhole(t *testing.T) {
	for name, v := range verbs {
		require.NotEmpty(t, v.update, name)
		require.NotNil(t, v.body, name)
		require.Equal(t, v.where == onGrant, v.target == nil, "%s: the party decides on a grant, and nowhere else", name)
	}
	for _, name := range byGrantee {
		require.Equal(t, onGrant, verbs[name].where, name)
	}
}

// Every update on a standing access and every answer has a verb.
func TestEveryActOnAGrantHasAVerb(t *testing.T) {
	updates, verdicts := map[string]bool{}, map[casefile.AccessVerdict]bool{}
	for name, v := range verbs {
		if v.where != onGrant {
			continue
		}
		updates[v.update] = true
		body, err := v.body(Act{}, casefile.Act{})
		require.NoError(t, err, name)
		if a, ok := body.(casefile.AnswerAccess); ok {
			verdicts[a.Verdict] = true
		}
	}
	for _, update := range []string{
		protocol.UpdateDeclareUse, protocol.UpdateReportFinding, protocol.UpdateSuspend, protocol.UpdateRestrict,
		protocol.UpdateTerminate, protocol.UpdateReinstate, protocol.UpdateMovePolicy, protocol.UpdateProtest,
		protocol.UpdateProposeTerms, protocol.UpdateAnswer,
	} {
		require.True(t, updates[update], update)
	}
	for _, verdict := range casefile.AccessVerdicts() {
		require.True(t, verdicts[verdict], verdict)
	}
}

// A script goes by its dates: at one instant what is above comes before what is
// below it, then the case, then the acts.
func TestSteps(t *testing.T) {
	day := func(n int) Instant { return Instant{time.Date(2017, 1, n, 0, 0, 0, 0, time.UTC)} }
	s := Scenario{
		Grants: []Grant{{At: day(2)}, {At: day(5)}, {At: day(5)}},
		Case:   Case{At: day(5)},
		Acts:   []Act{{At: day(3)}, {At: day(5)}, {At: day(6)}},
	}
	require.Equal(t, []step{
		{day(2).Time, 0, -1}, {day(3).Time, -1, 0}, {day(5).Time, 1, -1}, {day(5).Time, 2, -1},
		{day(5).Time, -1, -1}, {day(5).Time, -1, 1}, {day(6).Time, -1, 2},
	}, s.steps())
	require.Equal(t, day(2).Time, s.begins())
}
