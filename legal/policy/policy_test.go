package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/legal"
	"writ/legal/clock"
)

func open(t testing.TB, id ID) *Policy {
	t.Helper()
	p, err := Open(id)
	require.NoError(t, err)
	return p
}

// A version that was published never changes: contracts pin it by its id. Whoever
// must change what a platform's policy says writes a new version.
func TestPublishedVersionsNeverChange(t *testing.T) {
	digests := map[ID]string{
		"example-feed-2026-01-01": "8827e43153257e3786b02e7eed2c9030233412f2c67959d99fae023bf17e1032",
		"example-feed-2026-07-01": "46160144f52385f5106b46ba6b4d85377cf17c72c8c5ed86b62cdebe5c356758",
		"twitter-2015-01-01":      "d18014753c876005d6e1445fa63d44f7747ca8c68798b307e5c8d107049e8a4b",
		"twitter-2016-02-01":      "a3fda6c401aa48ec4b592d35881ff9caedcba9c39cdca9a9b42a7a126c86296e",
		"twitter-2016-11-22":      "9a70f508d2f41eaf035fd6f768e4010d768eea247334f99b861aeea2bd24d140",
		"x-2025-10-17":            "0865d52569d46845b016e1ca47529975421d780480265335df752a45fed6f654",
	}
	require.Len(t, IDs(), len(digests))
	for _, id := range IDs() {
		data, err := fs.ReadFile(embedded, "packs/"+string(id)+".yaml")
		require.NoError(t, err)
		sum := sha256.Sum256(data)
		require.Equal(t, digests[id], hex.EncodeToString(sum[:]), "version %s was changed: write a new one", id)
	}
}

func TestVersions(t *testing.T) {
	require.Equal(t, []ID{
		"example-feed-2026-01-01", "example-feed-2026-07-01", "twitter-2015-01-01",
		"twitter-2016-02-01", "twitter-2016-11-22", "x-2025-10-17",
	}, IDs())
	for _, id := range []ID{"", "twitter", "twitter-2016-11-23", "../twitter-2016-11-22"} {
		_, err := Open(id)
		require.ErrorContains(t, err, "is unknown: want one of example-feed-2026-01-01, ", id)
	}
}

// The zones are those of the registry, and every platform of a policy stands in it.
func TestVersionsFitTheRegistry(t *testing.T) {
	law, err := legal.Open(legal.CurrentEdition)
	require.NoError(t, err)
	for _, id := range IDs() {
		p := open(t, id)
		if p.Holder == "example-feed" {
			continue // made up
		}
		holder, known := law.Holder(p.Holder)
		require.True(t, known, id)
		require.Equal(t, holder.Zone, p.Zone, id)
	}
}

func TestAt(t *testing.T) {
	pacific, err := clock.Zone("America/Los_Angeles")
	require.NoError(t, err)
	tests := []struct {
		name   string
		holder legal.HolderID
		at     time.Time
		want   ID
		fails  string
	}{
		{"the first instant of the first day", "twitter", time.Date(2016, time.November, 22, 0, 0, 0, 0, pacific), "twitter-2016-11-22", ""},
		{"the instant before", "twitter", time.Date(2016, time.November, 21, 23, 59, 59, 999_999_999, pacific), "twitter-2016-02-01", ""},
		{"the day has begun in London and not yet there", "twitter", time.Date(2016, time.November, 22, 7, 59, 0, 0, time.UTC), "twitter-2016-02-01", ""},
		{"it has begun there", "twitter", time.Date(2016, time.November, 22, 8, 0, 0, 0, time.UTC), "twitter-2016-11-22", ""},
		{"between two versions", "twitter", time.Date(2016, time.January, 31, 12, 0, 0, 0, time.UTC), "twitter-2015-01-01", ""},
		{"long after the last", "twitter", time.Date(2017, time.April, 25, 21, 0, 0, 0, time.UTC), "twitter-2016-11-22", ""},
		{"another platform's own", "x", time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC), "x-2025-10-17", ""},
		{"before the first", "twitter", time.Date(2014, time.July, 1, 0, 0, 0, 0, time.UTC), "",
			"no access policy of twitter is known at 2014-07-01T00:00:00Z: the first, twitter-2015-01-01, holds from 2015-01-01T00:00:00-08:00 on"},
		{"no instant", "twitter", time.Time{}, "", "no access policy of twitter is known"},
		{"a holder without policy", "reddit", time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC), "",
			`holder "reddit" has no access policy: want one of example-feed, twitter, x`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := At(tt.holder, tt.at)
			if tt.fails != "" {
				require.ErrorContains(t, err, tt.fails)
				require.Nil(t, p)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, p.ID)
		})
	}
}

// What the versions of the real platforms say, in the words of records.
func TestWhatTheVersionsForbid(t *testing.T) {
	const all = "no-surveillance no-tracking-of-demonstrators no-profiling no-tracking-of-a-topic no-tracking-of-a-list no-tracking-of-an-area"
	tests := map[ID]struct{ rules, firm string }{
		"twitter-2015-01-01": {all, "no-surveillance"},
		"twitter-2016-02-01": {all, "no-surveillance"},
		"twitter-2016-11-22": {
			"no-tracking-of-demonstrators no-profiling no-surveillance no-tracking-of-a-topic no-tracking-of-a-list no-tracking-of-an-area",
			"no-tracking-of-demonstrators no-profiling no-surveillance",
		},
		"x-2025-10-17": {
			"no-tracking-of-demonstrators no-profiling no-surveillance no-tracking-of-a-topic no-tracking-of-a-list no-tracking-of-an-area",
			"no-tracking-of-demonstrators no-profiling no-surveillance no-tracking-of-a-topic no-tracking-of-a-list",
		},
	}
	for id, want := range tests {
		var rules, firm string
		for _, r := range open(t, id).Forbids {
			rules += " " + string(r.Rule)
			if doubt(r.Sources) == "" {
				firm += " " + string(r.Rule)
			}
		}
		require.Equal(t, " "+want.rules, rules, id)
		require.Equal(t, " "+want.firm, firm, "rules of %s with a firm source", id)
	}
}

func TestReceivedAfter(t *testing.T) {
	tests := map[ID]string{
		"twitter-2015-01-01":      "held held held",
		"twitter-2016-02-01":      "held held held",
		"twitter-2016-11-22":      "held held may-not-be-used",
		"x-2025-10-17":            "held held may-not-be-used",
		"example-feed-2026-01-01": "may-be-used held may-not-be-used",
	}
	for id, want := range tests {
		var got string
		for _, e := range endings() {
			r := open(t, id).ReceivedAfter(e)
			require.Equal(t, e, r.After)
			require.NotEmpty(t, r.Text)
			require.NotEmpty(t, r.Sources)
			got += " " + string(r.Verdict)
		}
		require.Equal(t, " "+want, got, id)
	}
	unknown := open(t, "x-2025-10-17").ReceivedAfter("forgotten")
	require.Equal(t, Held, unknown.Verdict, "where nothing is said, nothing is used")
	require.NotEmpty(t, unknown.Text)
}

func TestAdd(t *testing.T) {
	p := open(t, "twitter-2016-11-22")
	from := time.Date(2017, time.March, 1, 12, 0, 0, 0, time.UTC) // before the clock is set, in both zones
	require.Equal(t, "2017-03-15T11:00:00Z", p.Add(p.Review, from, "America/Los_Angeles").UTC().Format(time.RFC3339), "14 days, the clock of the zone was set")
	require.Equal(t, "2017-03-15T12:00:00Z", p.Add(p.Review, from, "Europe/London").UTC().Format(time.RFC3339), "and there it was not")
	require.Equal(t, p.Add(p.Review, from, "America/Los_Angeles"), p.Add(p.Review, from, "Nowhere"), "an unknown zone is the platform's")
	require.True(t, p.Add(p.Review, time.Time{}, "Europe/London").IsZero())
	require.True(t, p.Add(legal.Term{}, from, "Europe/London").IsZero())
}

// Whoever scribbles on what was handed out scribbles on a copy.
func TestAnswersAreCopies(t *testing.T) {
	const id = "example-feed-2026-01-01"
	text := func(p *Policy) string {
		data, err := json.Marshal(p)
		require.NoError(t, err)
		return string(data)
	}
	before := text(open(t, id))
	p := open(t, id)
	p.Purposes[0], p.Sources[0].Cite = legal.Surveillance, ""
	p.Forbids[0].Purposes[0], p.Forbids[0].Shapes[0], p.Forbids[0].Sources[0].Cite = "", "", ""
	p.Received[0].Verdict, p.Received[0].Sources[0].Cite = MayBeUsed, ""
	at, err := At("example-feed", time.Date(2026, time.February, 1, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	at.Forbids[0].Text = ""
	other := open(t, id)
	other.Check(Use{Purpose: legal.TrackTopic}, nil, nil)[0].Sources[0].Cite = ""
	other.ReceivedAfter(Suspended).Sources[0].Cite = ""
	require.Equal(t, before, text(other))
	require.Equal(t, before, text(open(t, id)))
}

// Every rule that a file may have has its code in the list of all codes, and no code
// stands there twice.
func TestRulesAreListed(t *testing.T) {
	for _, r := range fileRules() {
		require.Contains(t, Rules(), r)
	}
	all := Rules()
	slices.Sort(all)
	require.Len(t, slices.Compact(all), len(Rules()))
}
