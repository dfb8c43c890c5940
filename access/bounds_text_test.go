package access

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// A grantee that writes as much as it may in each act does not stop its grantor's work
// over it: otherwise nobody could tell it, and its cases, that the access has ended.
func TestAGrantOfAWordyGranteeStaysSmall(t *testing.T) {
	g, err := NewGrant(GrantStart{Opening: feedOpening(), Desk: casefile.Desk{Party: "example-feed", Zone: "Europe/London"}})
	require.NoError(t, err)
	g.Begin()
	wordy := func(key string) casefile.AccessAct {
		a := byGrantee(key)
		a.Reason, a.Source = strings.Repeat("r", 2000), strings.Repeat("s", 1000)
		return a
	}
	for i := range usesKept + 1 {
		u := declared(fmt.Sprint("use-", i))
		u.AccessAct, u.Target = wordy(u.Key), strings.Repeat("t", 2000)
		require.NoError(t, u.Validate())
		_, _, err := g.Declare(u, day(1))
		require.NoError(t, err)
	}
	last := g.Uses[len(g.Uses)-1]
	again, _, err := g.Declare(last.DeclareUse, day(1))
	require.NoError(t, err)
	require.Equal(t, last.Receipt, again, "the latest are kept in full")
	first := declared("use-0")
	r, _, err := g.Declare(first, day(1))
	require.NoError(t, err)
	require.False(t, r.Use.Accepted, "of the oldest the key is kept")

	_, _, err = g.Suspend(casefile.SuspendAccess{AccessAct: byGrantor("suspended")}, day(1))
	require.NoError(t, err)
	_, _, err = g.Protest(casefile.Protest{AccessAct: wordy("protest")}, day(2))
	require.NoError(t, err)
	for i := range 2 * positionsKept {
		a := casefile.ProposeTerms{AccessAct: wordy(fmt.Sprint("terms-", i)), Terms: casefile.AccessTerms{Purposes: []legal.Purpose{legal.ProtectPerson}, Scope: strings.Repeat("x", 2000)}}
		require.NoError(t, a.Validate())
		_, _, err := g.Propose(a, day(3))
		require.NoError(t, err)
	}
	positions := g.talk().Positions
	require.Len(t, positions, positionsKept)
	require.Equal(t, casefile.EvProtested, positions[0].Kind)
	dropEvents(&g.Journal)
	requireSmall(t, g)
}
