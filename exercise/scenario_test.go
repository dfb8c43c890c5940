package exercise_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/exercise"
	"writ/scenarios"
	"writ/worker"
)

// sound is a small scenario that loads; the refusals below each spoil one line.
const sound = `id: small
title: "A small case"
sources: ["a source"]
epoch: 2012-08-03T23:00:00-04:00
speed: 1000
case:
  requester: nypd
  account: "account:@someone"
  holder: twitter
  offence: {name: "threat"}
  strategy: chain
  detected: 2012-08-03T23:30:00-04:00
  at: 2012-08-03T23:55:00-04:00
acts:
  - {at: 2012-08-04T02:15:00-04:00, party: twitter, do: refuse, hop: twitter, reason: "no", source: "a source"}
  - {at: 2012-08-05T02:15:00-04:00, party: nypd, do: withdraw, reason: "no", source: "a source"}
`

func load(text string) (exercise.Scenario, error) {
	return exercise.Load(fstest.MapFS{
		"small.yaml": {Data: []byte(text)}, "empty.yaml": {Data: []byte("calendars: []\n")},
		"calendars/us.yaml":    {Data: []byte("calendars: [{id: us-federal, name: US, jurisdiction: US, version: x, from: 2000, to: 2040, weekend: [sunday]}]\n")},
		"directories/two.yaml": {Data: []byte("parties: [{id: one, role: authority, office: judge, zone: UTC, namespace: one}]\n")},
	}, "small.yaml")
}

// What a scenario names beside itself: its parties, calendars in it and beside
// it.
func TestLoadFindsWhatIsBeside(t *testing.T) {
	usual, err := worker.LoadDirectory("")
	require.NoError(t, err)
	s, err := load(sound)
	require.NoError(t, err)
	require.Equal(t, usual, s.Parties(usual))

	text := strings.Replace(sound, "speed: 1000", "speed: 1000\ndirectory: two", 1)
	text = strings.Replace(text, "do: withdraw,", "do: move-law, calendar: calendars/us.yaml,", 1)
	s, err = load(text)
	require.NoError(t, err)
	require.Equal(t, []casefile.PartyID{"one"}, s.Parties(usual).IDs())
	require.Equal(t, "us-federal", s.Acts[1].Calendar.Calendars[0].ID)

	inline := strings.Replace(text, "calendars/us.yaml", "{id: inline, name: US, jurisdiction: US, version: x, from: 2000, to: 2040}", 1)
	s, err = load(inline)
	require.NoError(t, err)
	require.Equal(t, "inline", s.Acts[1].Calendar.Calendars[0].ID)

	european, err := load(strings.Replace(sound, "speed: 1000", "speed: 1000\ndirectory: eu", 1))
	require.NoError(t, err, "one that ships with writ")
	court, ok := european.Parties(usual).EnforcingAuthority("IE")
	require.True(t, ok)
	require.Equal(t, casefile.PartyID("dublin-prosecutor"), court)
}

func TestLoad(t *testing.T) {
	s, err := load(sound)
	require.NoError(t, err)
	require.Equal(t, "small", s.ID)
	require.Len(t, s.Acts, 2)
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ old, new, says string }{
		"an unknown field":            {"speed: 1000", "speeed: 1000", "line 5"},
		"a date without zone":         {"epoch: 2012-08-03T23:00:00-04:00", "epoch: 2012-08-03T23:00:00", "needs date, time and zone"},
		"no speed":                    {"speed: 1000", "speed: 0", "above 0"},
		"an epoch after the opening":  {"epoch: 2012-08-03T23:00:00-04:00", "epoch: 2012-08-04T23:00:00-04:00", "epoch"},
		"detected after the opening":  {"detected: 2012-08-03T23:30:00-04:00", "detected: 2012-08-04T23:30:00-04:00", "detected lies after at"},
		"no sources":                  {`sources: ["a source"]`, "sources: []", "sources are needed"},
		"a topic as the account":      {"account:@someone", "account:#topic", "a topic"},
		"a list as the account":       {"account:@someone", "account:@a,@b", "a list"},
		"an unknown act":              {"do: refuse", "do: shrug", "unknown"},
		"an act without its hop":      {"hop: twitter, ", "", "hop"},
		"an act on the case in a hop": {"do: withdraw,", "do: withdraw, hop: twitter,", "hop"},
		"an undocumented act":         {`reason: "no", source: "a source"}` + "\n  - {at: 2012-08-05", `reason: "no"}` + "\n  - {at: 2012-08-05", "source is missing"},
		"acts out of order":           {"at: 2012-08-05T02:15:00-04:00", "at: 2012-08-04T01:15:00-04:00", "before the act above it"},
		"a directory that is nowhere": {"speed: 1000", "speed: 1000\ndirectory: atlantis", "directories/atlantis.yaml"},
		"a calendar that is nowhere":  {"do: withdraw,", "do: move-law, calendar: none.yaml,", `calendar "none.yaml"`},
		"a calendar of other fields":  {"do: withdraw,", "do: move-law, calendar: {id: ie, open: true},", "field open not found"},
		"a file without calendars":    {"do: withdraw,", "do: move-law, calendar: empty.yaml,", `calendar "empty.yaml"`},
		"a second document":           {"epoch:", "---\nepoch:", "scenario small.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			spoiled := strings.Replace(sound, c.old, c.new, 1)
			require.NotEqual(t, sound, spoiled, "the test spoils nothing")
			_, err := load(spoiled)
			require.ErrorContains(t, err, c.says)
		})
	}
}

// What ships must load, name only parties of the directory that ships with it,
// and say what no source documents.
func TestShippedScenarios(t *testing.T) {
	names, err := exercise.Names(scenarios.Files)
	require.NoError(t, err)
	require.Subset(t, names, []string{"dataminr-2016-2017", "eu-emergency-2026", "eu-unvalidated-2026", "longacre-2012", "perished-log-2012", "quashed-subpoena-2017"})
	usual, err := worker.LoadDirectory("")
	require.NoError(t, err)
	for _, name := range names {
		s, err := exercise.Load(scenarios.Files, name+".yaml")
		require.NoError(t, err)
		require.Equal(t, name, s.ID)
		dir := s.Parties(usual)
		require.NotEmpty(t, s.Figures, name)
		for _, g := range s.Grants {
			grantor, known := dir.Party(g.Grantor)
			require.True(t, known && grantor.Role.Grants(), "%s: grant %s of %s", name, g.Name, g.Grantor)
			grantee, known := dir.Party(g.Grantee)
			require.True(t, known && grantee.Role.Subscribes(), "%s: grant %s to %s", name, g.Name, g.Grantee)
			require.True(t, dir.MayCall(g.Grantor, g.Grantee) && dir.MayCall(g.Grantee, g.Grantor), "%s: grant %s: its sides cannot write to each other", name, g.Name)
		}
		for _, a := range s.Acts {
			_, known := dir.Party(a.Party)
			require.True(t, known, "%s: party %s", name, a.Party)
			if strings.HasPrefix(string(a.Party), "example") {
				require.True(t, s.Illustrative || a.Illustrative, "%s: %s at %s is not marked illustrative", name, a.Do, a.At)
			}
		}
	}
}

func TestCheckTellsWhatDiffers(t *testing.T) {
	s, err := exercise.Load(scenarios.Files, "longacre-2012.yaml")
	require.NoError(t, err)
	asked := casefile.Event{Kind: casefile.EvEmergencyAsked, Holder: "twitter", At: s.Case.At.Time}
	refused := casefile.Event{Kind: casefile.EvRefused, Holder: "twitter", At: s.Case.At.Add(3600e9)}
	r := casefile.Record{Opening: casefile.Opening{Zone: "America/New_York"}, Events: []casefile.Event{asked, refused}}
	wrong := s.Check(exercise.Played{Record: r})
	require.Len(t, wrong, len(s.Figures))
	require.Contains(t, wrong[0], "elapsed 1h0m0s, want 2h20m0s")
	require.Contains(t, wrong[1], "no event disclosed")
}
