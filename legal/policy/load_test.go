package policy

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"writ/legal"
)

// A version as small as it may be. Each refusal below spoils one thing in it.
const small = `id: acme-2026-01-01
holder: acme
title: Acme
from: "2026-01-01"
zone: America/New_York
purposes: [breaking-news, public-safety]
forbids:
  - {rule: no-tracking-of-a-topic, purposes: [track-topic], shapes: [topic, list, area, gathering], text: no topics, sources: &page [{cite: a page, basis: policy}]}
  - {rule: no-surveillance, purposes: [surveillance], text: no surveillance, sources: *page}
received:
  - {after: restricted, verdict: held, text: held, sources: *page}
  - {after: suspended, verdict: held, text: held, sources: *page}
  - {after: terminated, verdict: may-not-be-used, text: deleted, sources: *page}
refusals:
  count: 3
  within: {period: 30d, source: {cite: ours, basis: assumption}}
answer_request: {period: 30d, source: {cite: ours, basis: assumption}}
review: {period: 14d, source: {cite: ours, basis: assumption}}
answer_protest: {period: 14d, source: {cite: ours, basis: assumption}}
negotiation: {period: 3mo, source: {cite: ours, basis: assumption}}
sources: [{cite: a page, basis: policy}]
`

func loadSmall(text string) ([]*Policy, error) {
	return load(fstest.MapFS{"packs/acme-2026-01-01.yaml": {Data: []byte(text)}})
}

func TestLoadSmall(t *testing.T) {
	all, err := loadSmall(small)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, ID("acme-2026-01-01"), all[0].ID)
	require.Equal(t, "3mo", all[0].Negotiation.Period.String())
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"unknown field", "title: Acme", "title: Acme\nbecause: x", `:4: unknown field "because" in policy`},
		{"unknown field of a rule", "text: no topics", "text: no topics, note: x", `:8: unknown field "note" in forbidden`},
		{"unknown field of a source", "sources: [{cite: a page", "sources: [{page: 3, cite: a page", `:21: unknown field "page" in source`},
		{"a field twice", "title: Acme", "title: Acme\ntitle: Acme", `title`},
		{"another id", "id: acme-2026-01-01", "id: acme-2026", `:1: id "acme-2026": want "acme-2026-01-01", the holder and the first day`},
		{"another first day", `from: "2026-01-01"`, `from: "2026-01-02"`, ":1: version acme-2026-01-02 stands in another file than packs/acme-2026-01-02.yaml"},
		{"no day", `from: "2026-01-01"`, `from: "January"`, `:4: from "January": want a date such as 2016-11-22`},
		{"a holder that is none", "holder: acme", "holder: Acme Inc", `:2: holder "Acme Inc": want small letters`},
		{"no zone", "zone: America/New_York\n", "", `zone "": want an IANA name`},
		{"the machine's zone", "America/New_York", "Local", `:5: zone "Local": want an IANA name`},
		{"no title", "title: Acme", `title: " "`, ":3: title is empty"},
		{"no purposes", "[breaking-news, public-safety]", "[]", ":6: no purposes"},
		{"an unknown purpose", "[breaking-news, public-safety]", "[breaking-news, research]", `:6: purpose "research" is unknown: want one of breaking-news, `},
		{"a purpose twice", "[breaking-news, public-safety]", "[breaking-news, breaking-news]", `:6: purpose "breaking-news" is listed twice`},
		{"a purpose both allowed and forbidden", "purposes: [surveillance]", "purposes: [surveillance, public-safety]", `:9: purpose "public-safety" is forbidden here and allowed above`},
		{"an unknown purpose of a rule", "purposes: [surveillance]", "purposes: [spying]", `:9: purpose "spying" is unknown`},
		{"an unknown shape", "[topic, list, area, gathering]", "[topic, list, area, gathering, crowd]", `:8: shape "crowd" is unknown`},
		{"a shape without a rule", "[topic, list, area, gathering]", "[topic, list, area]", `:7: no rule forbids the shape "gathering"`},
		{"an unknown rule", "rule: no-surveillance", "rule: no-spying", `:9: rule "no-spying" is unknown, or is none that stands in files: want one of no-tracking-of-demonstrators, `},
		{"a rule that no file can have", "rule: no-surveillance", "rule: access-not-active", `:9: rule "access-not-active" is unknown, or is none that stands in files`},
		{"a rule twice", "rule: no-surveillance", "rule: no-tracking-of-a-topic", `:9: rule "no-tracking-of-a-topic" stands twice`},
		{"a rule of nothing", "purposes: [surveillance], ", "", `:9: rule "no-surveillance" forbids nothing: want purposes or shapes`},
		{"a rule without text", "text: no surveillance", `text: ""`, ":9: text is empty"},
		{"a rule without sources", "text: no surveillance, sources: *page", "text: no surveillance", ":9: no sources: want at least one"},
		{"a source without cite", "negotiation: {period: 3mo, source: {cite: ours", `negotiation: {period: 3mo, source: {cite: " "`, ":20: figure or rule without source: cite is empty"},
		{"a source with a scheme", "sources: [{cite: a page", `sources: [{cite: "https://a.page"`, `:21: cite "https://a.page": want the address without scheme`},
		{"a source without basis", "{cite: ours, basis: assumption}}\nsources", "{cite: ours}}\nsources", `:20: basis "" is unknown: want one of statute, `},
		{"an unknown basis", "negotiation: {period: 3mo, source: {cite: ours, basis: assumption}}", "negotiation: {period: 3mo, source: {cite: ours, basis: hearsay}}", `:20: basis "hearsay" is unknown`},
		{"a version without sources", "sources: [{cite: a page, basis: policy}]\n", "", ":1: no sources: want at least one"},
		{"an ending without verdict", "  - {after: suspended, verdict: held, text: held, sources: *page}\n", "", ":10: 0 entries for access that was suspended: want one"},
		{"an ending twice", "after: suspended", "after: restricted", ":10: 2 entries for access that was restricted: want one"},
		{"an unknown ending", "after: suspended", "after: forgotten", `:12: ending "forgotten" is unknown: want one of restricted, suspended, terminated`},
		{"an unknown verdict", "verdict: may-not-be-used", "verdict: burnt", `:13: verdict "burnt" is unknown`},
		{"a verdict without text", "text: deleted", `text: ""`, ":13: text is empty"},
		{"a verdict without sources", "text: deleted, sources: *page", "text: deleted", ":13: no sources"},
		{"no refusals", "count: 3", "count: 0", ":15: count 0: want at least 1 refused use"},
		{"a time of refusals without source", "within: {period: 30d, source: {cite: ours, basis: assumption}}", "within: {period: 30d}", ":16: figure or rule without source"},
		{"a term left out", "review: {period: 14d, source: {cite: ours, basis: assumption}}\n", "", "no period is stated"},
		{"a term that is none", "review: {period: 14d", "review: {period: soon", `:18: period "soon": want a whole number and a unit`},
		{"a term in working days", "review: {period: 14d", "review: {period: 10wd", ":18: "},
		{"two documents", "id: acme-2026-01-01\n", "---\nid: acme-2026-01-01\n---\nid: acme-2026-01-01\n", "holds more than one document"},
		{"no text of this kind", small, "[a, list]", "cannot unmarshal"},
		{"nothing", small, "", "is empty"},
		{"only a null", small, "null", "holds no policy: want fields such as id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Contains(t, small, tt.old)
			all, err := loadSmall(strings.Replace(small, tt.old, tt.new, 1))
			require.ErrorContains(t, err, tt.want)
			require.Nil(t, all)
			for _, f := range legal.Faults(err) {
				require.Equal(t, "packs/acme-2026-01-01.yaml", f.File)
			}
		})
	}
}

// All that is wrong is reported at once, of every file.
func TestLoadReportsEverything(t *testing.T) {
	_, err := load(fstest.MapFS{
		"packs/acme-2026-01-01.yaml": {Data: []byte(strings.Replace(small, "count: 3", "count: 0", 1))},
		"packs/b.yaml":               {Data: []byte("title: [")},
		"packs/readme.txt":           {Data: []byte("x")},
		"packs/more/c.yaml":          {Data: []byte(small)},
	})
	var places []string
	for _, f := range legal.Faults(err) {
		places = append(places, f.File)
	}
	require.Equal(t, []string{"packs/acme-2026-01-01.yaml", "packs/b.yaml", "packs/more", "packs/readme.txt"}, places)
}

// One version stands in one file: the second is refused, and the first is named.
func TestLoadRefusesTheSameVersionTwice(t *testing.T) {
	_, err := load(fstest.MapFS{
		"packs/acme-2026-01-01.yaml": {Data: []byte(small)},
		"packs/acme.yaml":            {Data: []byte(small)},
	})
	require.ErrorContains(t, err, `packs/acme.yaml:1: id "acme-2026-01-01": packs/acme-2026-01-01.yaml has it already`)
	require.ErrorContains(t, err, `packs/acme.yaml:4: version of "acme-2026-01-01": packs/acme-2026-01-01.yaml has it already`)
}

func TestLoadWithoutPacks(t *testing.T) {
	_, err := load(fstest.MapFS{})
	require.ErrorContains(t, err, "packs")
}

func TestLoadSortsByHolderAndDay(t *testing.T) {
	later := strings.NewReplacer("acme-2026-01-01", "acme-2026-10-01", `from: "2026-01-01"`, `from: "2026-10-01"`).Replace(small)
	other := strings.NewReplacer("acme", "acme-feed").Replace(small)
	all, err := load(fstest.MapFS{
		"packs/acme-2026-01-01.yaml":      {Data: []byte(small)},
		"packs/acme-2026-10-01.yaml":      {Data: []byte(later)},
		"packs/acme-feed-2026-01-01.yaml": {Data: []byte(other)},
	})
	require.NoError(t, err)
	var ids []ID
	for _, p := range all {
		ids = append(ids, p.ID)
	}
	require.Equal(t, []ID{"acme-2026-01-01", "acme-2026-10-01", "acme-feed-2026-01-01"}, ids)
}
