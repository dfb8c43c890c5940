package page_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/report"
	"writ/report/page"
)

func write(t *testing.T, c page.Content) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, page.Write(&out, c))
	return out.String()
}

func TestPage(t *testing.T) {
	got := write(t, full())
	require.Less(t, len(got), 1_000_000)
	require.Contains(t, got, `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;`)
	require.NotContains(t, got, "<script")
	require.NotContains(t, got, "<img")
	require.NotContains(t, got, "<link")
	require.NotRegexp(t, `\s(on[a-z]+|style|srcset|action)=`, got, "no handlers, no styles of their own")
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(got, -1) {
		require.True(t, strings.HasPrefix(m[1], "#"), "%q leaves the page", m[1])
	}
	require.NotContains(t, got, "ZgotmplZ", "the template trusts what it shows")
	require.NotContains(t, got, "NaN")
	for _, words := range []string{
		"<strong>SYNTHETIC</strong>", "Ledger of <strong>nypd</strong>", `datetime="2026-03-31T00:00Z"`, "writ v0.4.0",
		`id="latency-1"`, `id="latency-2"`, `id="days"`, `id="breaches"`, `id="case"`, `id="words"`,
		"Why no averages of closed cases", "Rival ends", "Spiegelhalter",
	} {
		require.Contains(t, got, words)
	}
	require.Equal(t, got, write(t, full()), "the same content gives the same bytes")
}

// Every id stands once, and every reference leads to one.
func TestReferences(t *testing.T) {
	got := write(t, full())
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(got, -1) {
		require.False(t, ids[m[1]], "id %q stands twice", m[1])
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]*)"`).FindAllStringSubmatch(got, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			require.True(t, ids[id], "nothing has the id %q", id)
		}
	}
}

// The elements are closed in order, so that no browser has to guess.
func TestElementsClose(t *testing.T) {
	closed := regexp.MustCompile(`<meta ([^>]*)>`).ReplaceAllString(write(t, full()), "<meta $1/>")
	dec := xml.NewDecoder(strings.NewReader(closed))
	for {
		_, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>&'` + "\u202e"

func TestHostileLabels(t *testing.T) {
	c := full()
	c.Title, c.Ledger, c.Version, c.Synthetic = hostile, hostile, hostile, hostile
	l := c.Latency[1]
	l.From, l.To, l.Interval, l.Filters = hostile, hostile, hostile, []string{hostile}
	l.Groups[0].Name, l.By[0] = hostile, hostile
	c.Latency[0].All.Ends[1].End = hostile
	c.Days.Stages[0].Name, c.Days.Parties[0].Name = hostile, hostile
	c.Breach.Gates[0].Holder, c.Breach.Grid[0].Holder, c.Breach.Stages[0].Stage = hostile, hostile, hostile
	c.Case.ID, c.Case.Spells[0].Party = hostile, hostile
	got := write(t, c)
	require.NotContains(t, got, "<script")
	require.NotContains(t, got, "<img")
	require.Contains(t, got, "&lt;script&gt;")
}

// What is left out is left out; nothing at all is still a page.
func TestParts(t *testing.T) {
	empty := write(t, page.Content{AsOf: known, Version: "v0"})
	require.Contains(t, empty, "This page holds no answers.")
	require.NotContains(t, empty, "SYNTHETIC")
	require.NotContains(t, empty, "<figure")

	c := full()
	c.Synthetic, c.Breach, c.Case = "", nil, nil
	got := write(t, c)
	require.NotContains(t, got, "SYNTHETIC", "a real population is not called otherwise")
	require.NotContains(t, got, `id="breaches"`)
	require.NotContains(t, got, `id="case"`)

	none := about("opened", "identified", 0, 0)
	got = write(t, page.Content{AsOf: known, Version: "v0",
		Latency: []*report.Latency{{Provenance: none}}, Days: &report.Days{Provenance: none},
		Breach: &report.Breach{Provenance: none, Overall: report.Estimate{Value: nan, Lower: nan, Upper: nan}}, Case: &report.Case{Provenance: none}})
	require.GreaterOrEqual(t, strings.Count(got, "Nothing to "), 6, "each empty figure says so")
}

// What a result withholds, no page tells.
func TestWithheld(t *testing.T) {
	c := full()
	c.Latency[0].All.Ends[6].N = report.Withheld
	for i := range c.Latency[0].All.Curve.Ends[6] {
		c.Latency[0].All.Curve.Ends[6][i] = nan
	}
	c.Breach.Gates = append(c.Breach.Gates, report.BreachRow{Name: "secret", Holder: "secret-holder", N: report.Withheld, Probability: report.Estimate{Value: nan, Lower: nan, Upper: nan}})
	c.Breach.Grid[1].Events, c.Breach.Grid[1].Median = report.Withheld, report.Estimate{Value: nan, Lower: nan, Upper: nan}
	c.Days.Parties[0].N, c.Days.Parties[0].Days = report.Withheld, report.Estimate{Value: nan, Lower: nan, Upper: nan}
	got := write(t, c)
	require.Contains(t, got, "not told apart")
	funnel := got[strings.Index(got, `<figure id="breaches-holders"`):strings.Index(got, `<figure id="breaches-grid"`)]
	require.NotContains(t, funnel, "secret-holder")
	grid := got[strings.Index(got, `<figure id="breaches-grid"`):strings.Index(got, `id="case"`)]
	require.Contains(t, grid, "n\u202f&lt;\u202f10")
	require.Contains(t, grid, "too few ended", "a median that is withheld is not called not reached")
	require.NotContains(t, got, ">-1<", "a mark for a withheld count is no count")
}

// A page that fails writes nothing.
func TestFailing(t *testing.T) {
	c := full()
	c.Days.Stages[0].Days.Value += 50
	var out bytes.Buffer
	require.ErrorContains(t, page.Write(&out, c), "days-stages")
	require.Zero(t, out.Len())
	require.ErrorContains(t, page.Write(broken{}, full()), "no room")
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no room") }
