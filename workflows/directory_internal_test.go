package workflows

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// A holder reads in its directory who asks, and who is to be notified; nothing
// of that comes from the message.
func TestTheHolderReadsItsOwnDirectory(t *testing.T) {
	dir := protocol.Directory{Parties: []protocol.Party{
		{ID: "police-fr", Role: protocol.RoleRequester, Office: legal.RoleAgency, Jurisdiction: "FR", Zone: "Europe/Paris"},
		{ID: "dublin", Role: protocol.RoleAuthority, Office: legal.RoleProsecutor, Jurisdiction: "IE", Zone: "Europe/Dublin", Enforcing: true},
		{ID: "paris", Role: protocol.RoleAuthority, Office: legal.RoleJudge, Jurisdiction: "FR", Zone: "Europe/Paris"},
	}}
	require.Equal(t, casefile.Desk{Party: "police-fr", Office: legal.RoleAgency, Jurisdiction: "FR", Zone: "Europe/Paris"}, sender(dir, "police-fr"))
	require.Zero(t, sender(dir, "nobody-there"))
	require.Equal(t, map[string]casefile.Decider{"IE": {Party: "dublin", Role: legal.RoleProsecutor}}, enforcing(dir))
	require.Nil(t, enforcing(protocol.Directory{Parties: dir.Parties[:1]}))
}
