package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
)

// Every act on an access is on record with the person and the office behind it, and
// no letter to the grantee names them.
func TestActsAreOnRecordWithTheirDecider(t *testing.T) {
	g := grant(t)
	person := casefile.Decider{Party: g.Start.Desk.Party, Role: "holder", Name: "a person of the desk"}
	act := casefile.AccessAct{Act: casefile.Act{Key: "suspended", By: person}, Reason: "surveillance"}
	_, acts, err := g.Suspend(casefile.SuspendAccess{AccessAct: act}, on(3))
	require.NoError(t, err)
	last := lastEvent(g)
	require.Equal(t, casefile.EvAccessSuspended, last.Kind)
	require.Equal(t, &person, last.Decider)
	require.NotContains(t, plain(t, acts), person.Name)
	require.NotContains(t, plain(t, g.Outbox), person.Name)
}
