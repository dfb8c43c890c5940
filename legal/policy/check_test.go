package policy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/legal"
)

func codes(breaches []Breach) string {
	var all []string
	for _, b := range breaches {
		all = append(all, string(b.Rule))
	}
	return strings.Join(all, " ")
}

func TestCheck(t *testing.T) {
	everything := Purposes()
	stated := []legal.Purpose{BreakingNews, PublicSafety, legal.ProtectPerson}
	tests := []struct {
		name         string
		use          Use
		stated, left []legal.Purpose
		want         string
	}{
		{"one account", Use{legal.ProtectPerson, legal.OneAccount, "@example"}, stated, stated, ""},
		{"one incident", Use{PublicSafety, Incident, ""}, stated, stated, ""},
		{"an incident with spaces for a target", Use{PublicSafety, Incident, "  "}, stated, stated, ""},
		{"the address of a profile", Use{legal.ProtectPerson, legal.OneAccount, "https://twitter.com/example"}, stated, stated, ""},

		{"demonstrators, by purpose", Use{legal.TrackDemonstrators, Incident, ""}, everything, everything, "no-tracking-of-demonstrators"},
		{"demonstrators, by shape", Use{PublicSafety, legal.GroupShape, ""}, stated, stated, "no-tracking-of-demonstrators"},
		{"a topic, by purpose", Use{legal.TrackTopic, Incident, ""}, everything, everything, "no-tracking-of-a-topic"},
		{"a topic, by shape", Use{BreakingNews, legal.TopicShape, "#march"}, stated, stated, "no-tracking-of-a-topic"},
		{"a list, by purpose", Use{TrackList, Incident, ""}, everything, everything, "no-tracking-of-a-list"},
		{"a list, by shape", Use{PublicSafety, legal.ListShape, "@one, @two"}, stated, stated, "no-tracking-of-a-list"},
		{"an area", Use{PublicSafety, legal.AreaShape, "41.88, -87.63"}, stated, stated, "no-tracking-of-an-area"},
		{"profiles", Use{legal.Profile, legal.OneAccount, "@example"}, everything, everything, "no-profiling"},
		{"surveillance", Use{legal.Surveillance, legal.OneAccount, "@example"}, everything, everything, "no-surveillance"},

		{"a list declared as one account", Use{PublicSafety, legal.OneAccount, "@one @two"}, stated, stated, "no-tracking-of-a-list target-not-as-declared"},
		{"a topic declared as one account", Use{PublicSafety, legal.OneAccount, "#march"}, stated, stated, "no-tracking-of-a-topic target-not-as-declared"},
		{"a place declared as one account", Use{PublicSafety, legal.OneAccount, "near:oakland"}, stated, stated, "no-tracking-of-an-area target-not-as-declared"},
		{"a crowd declared as an incident", Use{PublicSafety, Incident, "facebook.com/events/1"}, stated, stated, "no-tracking-of-demonstrators target-not-as-declared"},
		{"one account declared as an incident", Use{PublicSafety, Incident, "@example"}, stated, stated, "target-not-as-declared"},
		{"one account declared as a list", Use{PublicSafety, legal.ListShape, "@example"}, stated, stated, "no-tracking-of-a-list target-not-as-declared"},
		{"one account without a target", Use{PublicSafety, legal.OneAccount, ""}, stated, stated, "target-not-as-declared"},
		{"one account, and nothing but spaces", Use{PublicSafety, legal.OneAccount, " \t"}, stated, stated, "target-not-as-declared"},
		{"a target that reads otherwise than it shows", Use{PublicSafety, legal.OneAccount, "@exa\u200bmple"}, stated, stated, "target-not-as-declared"},
		{"an incident with such a target", Use{PublicSafety, Incident, "\u200b"}, stated, stated, "target-not-as-declared"},
		{"a target that names nothing", Use{PublicSafety, legal.OneAccount, "@"}, stated, stated, "target-not-as-declared"},

		{"no purpose", Use{"", Incident, ""}, stated, stated, "purpose-unknown"},
		{"an unknown purpose, stated though it is", Use{"research", Incident, ""}, []legal.Purpose{"research"}, []legal.Purpose{"research"}, "purpose-unknown"},
		{"a purpose that is not stated", Use{PublicSafety, Incident, ""}, []legal.Purpose{BreakingNews}, []legal.Purpose{BreakingNews}, "purpose-not-stated"},
		{"not stated, though it is left", Use{PublicSafety, Incident, ""}, []legal.Purpose{BreakingNews}, []legal.Purpose{PublicSafety}, "purpose-not-stated"},
		{"no contract at all", Use{PublicSafety, Incident, ""}, nil, nil, "purpose-not-stated"},
		{"stated where no contract may state it", Use{legal.IdentifyAuthor, Incident, ""}, everything, everything, "purpose-not-stated"},
		{"a purpose that was taken away", Use{PublicSafety, Incident, ""}, stated, []legal.Purpose{BreakingNews}, "purpose-taken-away"},
		{"everything was taken away", Use{PublicSafety, Incident, ""}, stated, nil, "purpose-taken-away"},
		{"no shape", Use{PublicSafety, "", ""}, stated, stated, "shape-unknown"},
		{"an unknown shape", Use{PublicSafety, "crowd", ""}, stated, stated, "shape-unknown"},
		{"an unknown shape with an account", Use{PublicSafety, "crowd", "@example"}, stated, stated, "shape-unknown target-not-as-declared"},

		{"the file's rules come first, each once", Use{legal.TrackTopic, legal.TopicShape, "#march"}, stated, stated, "no-tracking-of-a-topic purpose-not-stated"},
		{"in the order of the file", Use{legal.Surveillance, legal.ListShape, "#march"}, stated, stated,
			"no-surveillance no-tracking-of-a-topic no-tracking-of-a-list purpose-not-stated target-not-as-declared"},
		{"everything wrong", Use{"", "", "#march"}, nil, nil, "no-tracking-of-a-topic purpose-unknown shape-unknown target-not-as-declared"},
	}
	p := open(t, "twitter-2016-11-22")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			breaches := p.Check(tt.use, tt.stated, tt.left)
			require.Equal(t, tt.want, codes(breaches))
			for _, b := range breaches {
				require.NotEmpty(t, b.Text)
			}
		})
	}
}

// A breach of a rule of the file says it in the file's words, with its sources, and
// marks what nothing firm stands behind; no breach repeats the target.
func TestBreachesAreReadable(t *testing.T) {
	p := open(t, "twitter-2016-11-22")
	stated := []legal.Purpose{PublicSafety}
	demonstrators := p.Check(Use{legal.TrackDemonstrators, Incident, ""}, stated, stated)
	require.Equal(t, "no tracking of protesters or activists", demonstrators[0].Text)
	require.Equal(t, "blog.twitter.com/2016/developer-policies-to-protect-people-s-voices-on-twitter", demonstrators[0].Sources[0].Cite)
	require.Equal(t, "purpose track-demonstrators is not stated in the contract, which is for public-safety", demonstrators[1].Text)

	list := p.Check(Use{PublicSafety, legal.OneAccount, "@one, @two"}, stated, stated)
	require.Equal(t, "no following of a list of accounts: each account is a use of its own, with its own reasons (assumption)", list[0].Text)
	require.Equal(t, `the target has the shape of a list and was declared as "account"`, list[1].Text)

	tests := map[string]Use{
		`purpose "research" is unknown: want one of breaking-news, public-safety, protect-person, identify-author, ` +
			`track-demonstrators, track-topic, track-list, profile, surveillance`: {"research", Incident, ""},
		`shape "crowd" is unknown: a use looks at one account or one incident`: {PublicSafety, "crowd", ""},
		"an incident is declared, which has no target: a use that looks at somebody is declared as what it is": {
			PublicSafety, Incident, "@example"},
		"one account is declared and no target is named":                                  {PublicSafety, legal.OneAccount, ""},
		"the target cannot be read: it names nothing, or has characters that do not show": {PublicSafety, legal.OneAccount, "@\u200b"},
	}
	for want, use := range tests {
		breaches := p.Check(use, stated, stated)
		require.Equal(t, want, breaches[0].Text)
	}
	taken := p.Check(Use{PublicSafety, Incident, ""}, stated, nil)
	require.Equal(t, "purpose public-safety was taken away; what is left is nothing", taken[0].Text)
}

func TestAllows(t *testing.T) {
	tests := []struct {
		id       ID
		purposes []legal.Purpose
		want     string
	}{
		{"twitter-2016-11-22", []legal.Purpose{BreakingNews, PublicSafety, legal.ProtectPerson}, ""},
		{"twitter-2016-11-22", nil, ""},
		{"twitter-2016-11-22", []legal.Purpose{BreakingNews, legal.TrackDemonstrators}, "no-tracking-of-demonstrators"},
		{"twitter-2016-11-22", []legal.Purpose{legal.TrackTopic, legal.Surveillance}, "no-surveillance no-tracking-of-a-topic"},
		{"twitter-2016-11-22", []legal.Purpose{TrackList}, "no-tracking-of-a-list"},
		{"twitter-2016-11-22", []legal.Purpose{legal.Profile}, "no-profiling"},
		{"twitter-2016-11-22", []legal.Purpose{legal.IdentifyAuthor}, "purpose-not-stated"},
		{"twitter-2016-11-22", []legal.Purpose{""}, "purpose-unknown"},
		{"twitter-2016-11-22", []legal.Purpose{"research", legal.IdentifyAuthor, legal.Profile, "research"}, "no-profiling purpose-not-stated purpose-unknown"},
		{"x-2025-10-17", []legal.Purpose{legal.IdentifyAuthor}, "no-surveillance"},
		{"example-feed-2026-01-01", []legal.Purpose{legal.IdentifyAuthor}, ""},
		{"example-feed-2026-07-01", []legal.Purpose{legal.IdentifyAuthor}, "no-profiling"},
	}
	for _, tt := range tests {
		breaches := open(t, tt.id).Allows(tt.purposes)
		require.Equal(t, tt.want, codes(breaches), "%s: %v", tt.id, tt.purposes)
	}
	breaches := open(t, "twitter-2016-11-22").Allows([]legal.Purpose{legal.IdentifyAuthor, "research"})
	require.Equal(t, "a contract under twitter-2016-11-22 cannot state identify-author: it may state breaking-news, public-safety, protect-person", breaches[0].Text)
	require.Contains(t, breaches[1].Text, `purpose "research" is unknown`)
}
