package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/legal"
)

// What is refused at the start names the field, the value and what would be right.
func TestNewGrantRefuses(t *testing.T) {
	for _, row := range []struct {
		want   string
		change func(*access.GrantStart)
	}{
		{`grant id "7" is not a UUID, for example 3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d`, func(s *access.GrantStart) { s.Opening.Grant = "7" }},
		{`opening.grantor "somebody": want "twitter", whose desk this is`, func(s *access.GrantStart) { s.Opening.Grantor = "somebody" }},
		{`grantor is empty: name the party that grants`, func(s *access.GrantStart) { s.Opening.Grantor, s.Desk.Party = "", "" }},
		{`grantee "twitter": want another party than the grantor "twitter"`, func(s *access.GrantStart) { s.Opening.Grantee = platform }},
		{`grantee "": want another party than the grantor "twitter"`, func(s *access.GrantStart) { s.Opening.Grantee = "" }},
		{`contract is empty: want a name that tells it from others between the same two, for example news alerts`, func(s *access.GrantStart) { s.Opening.Contract = " " }},
		{`contract has 201 bytes: want at most 200`, func(s *access.GrantStart) { s.Opening.Contract = strings.Repeat("x", 201) }},
		{`reviewAt has 101 dates: want at most 100`, func(s *access.GrantStart) { s.Opening.ReviewAt = make([]time.Time, 101) }},
		{`data is empty: name whose data it is, for example twitter`, func(s *access.GrantStart) { s.Opening.Data = "" }},
		{`policy "twitter-2016-02-01" is one of twitter: want one of example-feed, whose data it is`, func(s *access.GrantStart) { s.Opening.Data = "example-feed" }},
		{`"twitter-1999"`, func(s *access.GrantStart) { s.Opening.Policy = "twitter-1999" }},
		{`terms: purposes are empty: an access is for stated purposes`, func(s *access.GrantStart) { s.Opening.Terms.Purposes = nil }},
		{`terms.purposes surveillance: `, func(s *access.GrantStart) { s.Opening.Terms.Purposes = []legal.Purpose{legal.Surveillance} }},
		{`(no-surveillance); want some of breaking-news, public-safety, protect-person`, func(s *access.GrantStart) { s.Opening.Terms.Purposes = []legal.Purpose{legal.Surveillance} }},
		{`at is empty: say when it began, for example`, func(s *access.GrantStart) { s.Opening.At = time.Time{} }},
		{`notBefore 2016-03-08T14:00:00Z lies after at 2016-03-07T14:00:00Z`, func(s *access.GrantStart) { s.Opening.NotBefore = on(1).At }},
		{`reviewAt[0] 2016-03-07T14:00:00Z: want a date after the access began at 2016-03-07T14:00:00Z`, func(s *access.GrantStart) { s.Opening.ReviewAt = []time.Time{begun} }},
		{`reviewAt[1] 2016-03-08T14:00:00Z stands twice`, func(s *access.GrantStart) { s.Opening.ReviewAt = []time.Time{on(1).At, on(1).At} }},
		{`desk.zone: zone ""`, func(s *access.GrantStart) { s.Desk.Zone = "" }},
		{`is the grant itself: want the grantor's own subscription, or nothing`, func(s *access.GrantStart) { s.Under = theGrant }},
		{`under is empty, and the data is that of twitter: want the subscription of geofeed-example that is passed on`, func(s *access.GrantStart) {
			passedOn(s)
			s.Under = ""
		}},
		{`under: grant id "up" is not a UUID`, func(s *access.GrantStart) { s.Under = "up" }},
	} {
		_, err := access.NewGrant(opening(row.change))
		require.ErrorContains(t, err, row.want)
	}
}
