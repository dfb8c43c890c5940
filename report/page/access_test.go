package page_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/report"
	"writ/report/page"
)

// standing is a made-up answer about standing access: a reseller's, with both sides
// and hops that were thrown back.
func standing(r *rand.Rand) *report.Access {
	horizons := []report.Number{7, 30, 90, 180, 365}
	span := func(name, title, unit string, n int, median float64) report.AccessSpan {
		s := report.AccessSpan{
			Name: name, Title: title, Provenance: about("the first event of "+name, "the second", n, n/2),
			All: latencyGroup("all", draw(r, n, median, []float64{0.6, 0.4}), horizons), Groups: []report.LatencyGroup{},
		}
		s.Unit, s.N, s.Events, s.Censored = unit, s.All.N, s.All.Events, s.All.Censored
		return s
	}
	side := report.AccessSide{
		Side: report.SideGranted, N: 300, Uses: 900, Accepted: 840, Refused: 60, Reviews: 90, Talks: 80, Answered: 50, Open: 30, NoResult: 30,
		States:   []report.AccessCount{{Name: "active", N: 200}, {Name: "suspended", N: 100}},
		Rules:    []report.AccessCount{{Name: "no-tracking-of-a-list", N: 60}},
		Openings: []report.AccessCount{{Name: "refused-uses", N: 90}},
		Results:  []report.AccessCount{{Name: "maintain", N: 50}},
		Spans: []report.AccessSpan{
			span("finding-to-ending", "Days from a finding to what followed it", "review", 90, 120),
			span("ending-to-answer", "Days from an ending to the answer to the protest", "protest", 80, 200),
		},
	}
	other := side
	other.Side, other.Spans = report.SideSubscribed, side.Spans[1:]
	back := span("thrown-back", "Hops thrown back on legal process", "hop", 60, 24)
	back.Groups = []report.LatencyGroup{{Key: []string{"tiny"}, Name: "tiny", N: report.Withheld}}
	a := &report.Access{Provenance: about("the beginning", "the as-of instant", 600, 600), Horizons: horizons, Sides: []report.AccessSide{side, other}, ThrownBack: &back}
	a.Unit = "grant"
	return a
}

// A ledger with standing access has a section about it; one without has none, whether
// it was asked or not.
func TestTheSectionAboutStandingAccess(t *testing.T) {
	got := write(t, full())
	section := got[strings.Index(got, `<section class="part" id="access"`):strings.Index(got, `id="case"`)]
	require.Equal(t, 4, strings.Count(section, "<figure"), "an interval of each side, and the hops")
	for _, words := range []string{
		"Days from an ending to the answer to the protest, subscribed", "Hops thrown back on legal process", "Standing access by state",
		"no-tracking-of-a-list", "no result known", "half came from the first event of thrown-back",
	} {
		require.Contains(t, section, words)
	}
	none := page.Content{AsOf: known, Version: "v0", Access: &report.Access{Provenance: about("a", "b", 0, 0), Sides: []report.AccessSide{}}}
	require.NotContains(t, write(t, none), `id="access"`)
	none.Access = nil
	require.NotContains(t, write(t, none), `id="access"`)
}

// Where too few are behind an interval the page says so, and draws nothing of it.
func TestFewAccessesAreNotTold(t *testing.T) {
	few := report.LatencyGroup{Key: []string{"all"}, Name: "all", N: report.Withheld, Events: report.Withheld, Censored: 0}
	s := report.AccessSpan{Name: "thrown-back", Title: "Hops thrown back", All: few, Provenance: about("x", "y", 0, 0)}
	s.N, s.Events = report.Withheld, report.Withheld
	a := &report.Access{Provenance: about("a", "b", 0, 0), Horizons: []report.Number{30}, ThrownBack: &s}
	got := write(t, page.Content{AsOf: known, Version: "v0", Access: a})
	require.Contains(t, got, "Too few to tell.")
	require.Contains(t, got, "&lt;10")
	require.NotContains(t, got, ">-1<")
	require.NotContains(t, got, "NaN")
}
