package protocol_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/protocol"
)

func TestEnforcingAuthority(t *testing.T) {
	court := func(id casefile.PartyID, where string, enforcing bool) protocol.Party {
		p := party(id, protocol.RoleAuthority)
		p.Jurisdiction, p.Enforcing = where, enforcing
		return p
	}
	dir := protocol.Directory{Parties: []protocol.Party{
		court("another-in-dublin", "IE", false), court("dublin", "IE", true), court("berlin", "DE", true), court("munich", "DE-BY", true),
	}}
	require.NoError(t, dir.Validate())
	for where, want := range map[string]casefile.PartyID{"IE": "dublin", "DE": "berlin", "DE-BY": "munich", "DE-NW": "berlin", "FR": "", "": ""} {
		got, ok := dir.EnforcingAuthority(where)
		require.Equal(t, want, got, where)
		require.Equal(t, want != "", ok, where)
	}
	for says, spoil := range map[string]func(*protocol.Directory){
		`enforcing: "another-in-dublin" is that of IE already`: func(d *protocol.Directory) { d.Parties[0].Enforcing = true },
		"only an authority is notified":                        func(d *protocol.Directory) { d.Parties[1].Role = protocol.RoleHolder },
		"its jurisdiction is empty":                            func(d *protocol.Directory) { d.Parties[1].Jurisdiction = "" },
	} {
		spoiled := protocol.Directory{Parties: append([]protocol.Party{}, dir.Parties...)}
		spoil(&spoiled)
		require.ErrorContains(t, spoiled.Validate(), says)
	}
}
