package protocol_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// Who calls is read from the endpoint's name, so the name must say it and
// nothing else may.
func TestEndpointNamesBothParties(t *testing.T) {
	word := rapid.StringMatching(`[a-z][a-z0-9]*(-[a-z0-9]+)*`)
	rapid.Check(t, func(t *rapid.T) {
		from, to := casefile.PartyID(word.Draw(t, "from")), casefile.PartyID(word.Draw(t, "to"))
		caller, callee, ok := protocol.EndpointParties(protocol.Endpoint(from, to))
		require.True(t, ok)
		require.Equal(t, from, caller)
		require.Equal(t, to, callee)
	})
	for _, name := range []string{"", "writ-", "writ-a", "writ-a-b", "writ---b", "writ-a--", "nexus-a--b"} {
		_, _, ok := protocol.EndpointParties(name)
		require.False(t, ok, "%q", name)
	}
}

func party(id casefile.PartyID, role protocol.Role) protocol.Party {
	return protocol.Party{ID: id, Role: role, Office: "holder", Zone: "America/New_York", Namespace: string(id)}
}

func TestHolderFor(t *testing.T) {
	mail, isp := party("mail", protocol.RoleHolder), party("isp", protocol.RoleHolder)
	mail.Serves.EmailDomains = []string{"mail.example"}
	isp.Serves.Prefixes = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}
	dir := protocol.Directory{Parties: []protocol.Party{mail, isp}}
	require.NoError(t, dir.Validate())
	seen := func(address string) casefile.Identifier {
		return casefile.Identifier{Kind: legal.KindIP, IP: &casefile.IPObservation{Address: netip.MustParseAddr(address), At: time.Unix(0, 0)}}
	}
	for want, ids := range map[legal.HolderID][]casefile.Identifier{
		"mail": {{Kind: legal.KindEmail, Value: "someone@mail.example"}, {Kind: legal.KindEmail, Value: "someone@MAIL.example"}},
		"isp":  {seen("198.51.100.7"), seen("::ffff:198.51.100.7")},
		"":     {{Kind: legal.KindEmail, Value: "someone@sub.mail.example"}, {Kind: legal.KindPhone, Value: "+1"}, seen("192.0.2.1")},
	} {
		for _, id := range ids {
			require.Equal(t, want, dir.HolderFor(id), "%s", id)
		}
	}
}

// Two holders of one address would mean that the order of a file decides who
// receives personal data.
func TestDirectoryRefusesWhatTwoServe(t *testing.T) {
	for says, change := range map[string]func(a, b *protocol.Party){
		"serves already": func(a, b *protocol.Party) {
			a.Serves.EmailDomains, b.Serves.EmailDomains = []string{"mail.example"}, []string{"Mail.example"}
		},
		"overlaps": func(a, b *protocol.Party) {
			a.Serves.Prefixes = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}
			b.Serves.Prefixes = []netip.Prefix{netip.MustParsePrefix("198.51.100.128/25")}
		},
		"only a holder keeps data": func(_, b *protocol.Party) {
			b.Role, b.Serves.EmailDomains = protocol.RoleAuthority, []string{"mail.example"}
		},
		"does not call": func(a, b *protocol.Party) { b.Role, b.Calls = protocol.RoleAuthority, []casefile.PartyID{a.ID} },
	} {
		a, b := party("one", protocol.RoleHolder), party("two", protocol.RoleHolder)
		change(&a, &b)
		require.ErrorContains(t, protocol.Directory{Parties: []protocol.Party{a, b}}.Validate(), says)
	}
}
