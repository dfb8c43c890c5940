package cli

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"writ/report"
)

func someLatency() *report.Latency {
	none := report.Number(math.NaN())
	return &report.Latency{
		Provenance: report.Provenance{From: "opened", To: "identified", Unit: "case", Clock: report.Elapsed, Tau: 100, N: 40},
		Horizons:   []report.Number{50},
		All: report.LatencyGroup{
			Name: "all", N: 40, Events: 20, AtRisk: []report.Count{30},
			Ends: []report.EndFigures{{
				End: "identified", N: 20,
				At:    []report.Estimate{{Value: 0.25, Lower: 0.1, Upper: 0.4}},
				Final: report.Estimate{Value: 0.5, Lower: none, Upper: none},
			}},
			Curve: report.Curve{
				Days: []report.Number{0, 50, 90}, Open: []report.Number{1, 0.75, 0.5},
				Ends: [][]report.Number{{0, 0.25, 0.5}}, Lower: []report.Number{none, none, none}, Upper: []report.Number{none, none, none},
			},
		},
	}
}

func TestCurvesAreForTerminalsOnly(t *testing.T) {
	plain, terminal := &page{width: 80}, &page{width: 80, terminal: true}
	resultView{someLatency()}.write(plain)
	resultView{someLatency()}.write(terminal)
	require.NotContains(t, plain.b.String(), "┤")
	require.Contains(t, terminal.b.String(), "┤")
	for line := range strings.Lines(terminal.b.String()) {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 81, "%q", line)
	}
}

func TestACurveIsReadAtEvenlySpacedDays(t *testing.T) {
	points := sampled(someLatency().All.Curve, 100, 5)
	require.Equal(t, []float64{0, 0, 25, 25, 50}, points)
	require.Nil(t, sampled(report.Curve{}, 100, 5))
	require.Nil(t, sampled(report.Curve{Days: []report.Number{0, 1}, Ends: [][]report.Number{{report.Number(math.NaN()), 1}}}, 100, 5))
}

func TestTablesFoldWhereTheyAreTooWide(t *testing.T) {
	table := report.Table{Columns: []string{"group", "share"}, Rows: [][]string{{"a", "61.2 % (58.0-64.1)"}}, Right: []int{1}}
	require.Contains(t, textTable(table, &page{width: 80}), "61.2 % (58.0-64.1)")
	narrow := textTable(table, &page{width: 20})
	require.Contains(t, narrow, "61.2 %\n")
	require.Contains(t, narrow, " 58.0-64.1\n")
}

func TestEachModePrintsTheSameAnswer(t *testing.T) {
	for mode, want := range map[outputMode]string{
		textMode:     "  identified  20  25.0 % (10.0-40.0)      50.0 %\n",
		markdownMode: "| identified | 20 | 25.0 % (10.0-40.0) | 50.0 % |\n",
		csvMode:      "all,incidence,identified,50,40,20,30,0.25,0.1,0.4\n",
		jsonMode:     `"lower": null`,
	} {
		var out bytes.Buffer
		p := newPrinter(mode, &out, func(string) string { return "" })
		require.NoError(t, p.print(resultView{someLatency()}))
		require.Contains(t, out.String(), want)
	}
}
