package workflows_test

import (
	"net/netip"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// A case under Regulation (EU) 2023/1543: French police, an Irish platform, a
// German e-mail provider, a French ISP. Its holders come from data files that
// join the law, so these tests also run under an extended edition.

var (
	police       = casefile.Decider{Party: "police-fr", Role: legal.RoleAgency}
	prosecutor   = casefile.Decider{Party: "paris-prosecutor", Role: legal.RoleProsecutor}
	parisJudge   = casefile.Decider{Party: "paris-judge", Role: legal.RoleJudge}
	dublin       = casefile.Decider{Party: "dublin-prosecutor", Role: legal.RoleProsecutor}
	saturdayTwo  = time.Date(2026, 10, 10, 0, 0, 0, 0, time.UTC) // 02:00 in Paris
	europeanISP  = netip.MustParsePrefix("192.0.2.0/24")
	theirCallees = []casefile.PartyID{"police-fr", "paris-prosecutor", "paris-judge", "dublin-prosecutor"}
)

var europe = protocol.Directory{Parties: []protocol.Party{
	{ID: "police-fr", Role: protocol.RoleRequester, Office: legal.RoleAgency, Jurisdiction: "FR", Zone: "Europe/Paris", Namespace: "police-fr", Authority: "paris-prosecutor", Calls: []casefile.PartyID{"paris-prosecutor", "paris-judge", "dublin-prosecutor", "forum-ie", "mail-de", "isp-fr"}},
	{ID: "paris-prosecutor", Role: protocol.RoleAuthority, Office: legal.RoleProsecutor, Jurisdiction: "FR", Zone: "Europe/Paris", Namespace: "paris-prosecutor"},
	{ID: "paris-judge", Role: protocol.RoleAuthority, Office: legal.RoleJudge, Jurisdiction: "FR", Zone: "Europe/Paris", Namespace: "paris-judge"},
	{ID: "dublin-prosecutor", Role: protocol.RoleAuthority, Office: legal.RoleProsecutor, Jurisdiction: "IE", Zone: "Europe/Dublin", Namespace: "dublin-prosecutor", Enforcing: true},
	{ID: "forum-ie", Role: protocol.RoleHolder, Office: legal.RoleHolder, Jurisdiction: "IE", Zone: "Europe/Dublin", Namespace: "forum-ie", Calls: theirCallees},
	{ID: "mail-de", Role: protocol.RoleHolder, Office: legal.RoleHolder, Jurisdiction: "DE", Zone: "Europe/Berlin", Namespace: "mail-de", Calls: theirCallees, Serves: protocol.Serves{EmailDomains: []string{"mail.example"}}},
	{ID: "isp-fr", Role: protocol.RoleHolder, Office: legal.RoleHolder, Jurisdiction: "FR", Zone: "Europe/Paris", Namespace: "isp-fr", Calls: theirCallees, Serves: protocol.Serves{Prefixes: []netip.Prefix{europeanISP}}},
}}

const europeanHolders = `
holders:
  - {id: forum-ie, name: A forum, entity: A Forum Ireland Ltd, kind: platform, jurisdiction: IE, zone: Europe/Dublin, policy_date: "2026-10-01", illustrative: true,
     holdings: [{asked: account, category: SubscriberData, yields: [email]}, {asked: account, category: UserIdentifyingData, yields: [ip]}, {asked: account, category: TrafficData, yields: [ip]}],
     sources: [&here {cite: a test, basis: assumption}]}
  - {id: mail-de, name: A mail, entity: A Mail GmbH, kind: email-provider, jurisdiction: DE, zone: Europe/Berlin, policy_date: "2026-10-01", illustrative: true,
     holdings: [{asked: email, category: SubscriberData, yields: [phone]}, {asked: email, category: UserIdentifyingData, yields: [ip]}], sources: [*here]}
  - {id: isp-fr, name: A net, entity: A Net SA, kind: isp, jurisdiction: FR, zone: Europe/Paris, policy_date: "2026-10-01", illustrative: true,
     holdings: [{asked: ip, category: SubscriberData, yields: [subscriber]}], sources: [*here]}
`

// europeanLaw registers the holders, once for all tests of the process.
var europeanLaw = sync.OnceValues(func() (string, error) {
	return legal.Extend(legal.CurrentEdition, fstest.MapFS{"holders.yaml": {Data: []byte(europeanHolders)}})
})

// newEurope is a case of French police about an account at the Irish platform,
// opened on a Saturday at 02:00.
func newEurope(t *testing.T) *world {
	t.Helper()
	edition, err := europeanLaw()
	require.NoError(t, err)
	w := newWorldOf(t, europe)
	w.SetStartTime(saturdayTwo)
	w.me, w.court = police, prosecutor
	o := &w.opening
	o.Requester, o.Office, o.By, o.Holder = "police-fr", legal.RoleAgency, police, "forum-ie"
	o.Offence = legal.Offence{Name: "threat of death", Law: "Code pénal 222-17", MaxYears: 3, OverNetwork: true}
	o.At, o.Detected = saturdayTwo, saturdayTwo.Add(-hour)
	o.Zone, o.Jurisdiction, o.Authority, o.Edition = "Europe/Paris", "FR", "paris-prosecutor", edition
	return w
}
