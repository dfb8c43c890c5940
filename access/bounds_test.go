package access

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// A state of these machines stays far below what a run may carry over, which is 2 MB,
// however long and however often an access is used.
const stateBytes = 1 << 20

func requireSmall(t *testing.T, machine any) {
	t.Helper()
	raw, err := json.Marshal(machine)
	require.NoError(t, err)
	require.Less(t, len(raw), stateBytes)
}

// dropEvents does what the workflow does before a run continues.
func dropEvents(j *casefile.Journal) { j.Events = nil }

func TestABusySubscriptionStaysSmall(t *testing.T) {
	s := active(t)
	for i := range 3000 {
		key := fmt.Sprint("use-", i)
		_, _, err := s.Declare(declared(key), day(1))
		require.NoError(t, err)
		answers(t, s, verdict(key, policy.RuleTopic, day(1).At), day(1))
		s.Hear(notice(i+2, casefile.EvReviewCleared, casefile.StageAccessActive, day(2).At), day(2))
	}
	require.Len(t, s.Notices, noticesKept)
	require.Equal(t, 3001, s.Notices[noticesKept-1].N, "the latest are kept")
	s.Hear(suspendedNotice(4000, day(3).At), day(3))
	_, _, err := s.Protest(casefile.Protest{AccessAct: byGrantee("protest")}, day(4))
	require.NoError(t, err)
	answers(t, s, taken(), day(4))
	for i := range 1200 {
		a := casefile.AccessAct{Act: casefile.Act{Key: fmt.Sprint("terms-", i), By: byGrantee("").By}}
		_, _, err := s.Propose(casefile.ProposeTerms{AccessAct: a, Terms: feedOpening().Terms}, day(5))
		require.NoError(t, err)
		answers(t, s, taken(), day(5))
	}
	_, known := s.Repeated("protest")
	require.False(t, known, "a very old receipt is forgotten")
	_, known = decoded(t, s).Repeated("terms-1199")
	require.True(t, known)
	dropEvents(&s.Journal)
	requireSmall(t, s)
}

// While its grantor does not answer, a grantee can write only so much.
func TestLettersWaitForAnAbsentGrantor(t *testing.T) {
	s := active(t)
	s.Hear(suspendedNotice(2, day(1).At), day(1))
	for i := range lettersWaiting {
		a := declared(fmt.Sprint("use-", i))
		a.Target = "@" + strings.Repeat("x", 200)
		_, _, err := s.Declare(a, day(1))
		require.NoError(t, err)
	}
	known := declared("use-0")
	known.Target = "@" + strings.Repeat("x", 200)
	_, acts, err := s.Declare(known, day(2))
	require.NoError(t, err, "a repeat writes no letter")
	require.Empty(t, acts)
	_, _, err = s.Declare(declared("one more"), day(2))
	requireRefusal(t, err, "letters-wait")
	_, _, err = s.Protest(casefile.Protest{AccessAct: byGrantee("p")}, day(2))
	requireRefusal(t, err, "letters-wait")
	require.Len(t, s.Outbox, lettersWaiting)
	require.Empty(t, s.Talks)
	dropEvents(&s.Journal)
	requireSmall(t, s)
	answers(t, s, verdict("use-0", policy.RuleTopic, day(2).At), day(2))
	_, _, err = s.Protest(casefile.Protest{AccessAct: byGrantee("p")}, day(2))
	require.NoError(t, err)
}

func TestABusyGrantStaysSmall(t *testing.T) {
	g, err := NewGrant(GrantStart{Opening: feedOpening(), Desk: casefile.Desk{Party: "example-feed", Zone: "Europe/London"}})
	require.NoError(t, err)
	g.Begin()
	for i := range usesKept + keysKept {
		_, _, err := g.Declare(declared(fmt.Sprint("use-", i)), day(1))
		require.NoError(t, err)
	}
	_, _, err = g.Suspend(casefile.SuspendAccess{AccessAct: byGrantor("suspended")}, day(1))
	require.NoError(t, err)
	_, _, err = g.Protest(casefile.Protest{AccessAct: byGrantee("protest")}, day(2))
	require.NoError(t, err)
	for i := range 1200 {
		a := casefile.ProposeTerms{AccessAct: byGrantee(fmt.Sprint("terms-", i)), Terms: casefile.AccessTerms{Purposes: []legal.Purpose{legal.ProtectPerson}}}
		_, _, err := g.Propose(a, day(3))
		require.NoError(t, err)
	}
	_, known := g.Repeated("suspended")
	require.False(t, known, "a very old receipt is forgotten")
	_, _, err = g.Suspend(casefile.SuspendAccess{AccessAct: byGrantor("suspended")}, day(3))
	requireRefusal(t, err, "nothing-changes")
	_, known = g.Repeated("terms-1199")
	require.True(t, known)
	require.False(t, slices.Contains(g.Keys, "suspended"))
	dropEvents(&g.Journal)
	requireSmall(t, g)
}

func byGrantor(key string) casefile.AccessAct {
	return casefile.AccessAct{Act: casefile.Act{Key: key, By: casefile.Decider{Party: "example-feed"}}, Reason: "for a reason"}
}
