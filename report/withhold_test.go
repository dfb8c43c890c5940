package report_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/ledger"
	"writ/report"
)

// TestSmallCountsAreNotTold walks all that is told of random cases: no count of 1
// to 9 stands anywhere, in no struct, table or record.
func TestSmallCountsAreNotTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := someCases(t)
		addSpells(t, b)
		r := reporter(b)
		l, err := r.Latency(t.Context(), report.LatencyQuery{Query: asOf(100, false), By: []report.Dimension{report.ByHolder}})
		require.NoError(t, err)
		d, err := r.Days(t.Context(), report.DaysQuery{Query: asOf(100, false), By: []report.Dimension{report.ByHolder}, Resamples: 2})
		require.NoError(t, err)
		g, err := r.Breach(t.Context(), report.BreachQuery{Query: asOf(100, false)})
		require.NoError(t, err)
		for _, result := range []report.Result{l, d, g} {
			raw, err := json.Marshal(result)
			require.NoError(t, err)
			var v any
			require.NoError(t, json.Unmarshal(raw, &v))
			walk(v, "", func(path string, n float64) {
				require.False(t, n > 0 && n < 10, "%s tells %v", path, n)
			})
			for _, table := range append(result.Tables(), result.Records()) {
				for i, column := range table.Columns {
					for _, row := range table.Rows {
						require.Len(t, row, len(table.Columns), table.Title)
						if counts[column] && len(row[i]) == 1 && row[i] != "-" && row[i] != "0" {
							t.Fatalf("%s: %s tells %s in %v", table.Title, column, row[i], row)
						}
					}
				}
			}
		}
	})
}

// counts are the columns that hold counts.
var counts = map[string]bool{
	"n": true, "cases": true, "open": true, "ended": true, "breached": true, "open past due": true, "identified": true,
	"group_n": true, "end_n": true, "at_risk": true, "events": true, "open_past_due": true,
}

// fields are the counts of the structs, by their names in JSON.
var fields = map[string]bool{
	"n": true, "events": true, "censored": true, "atRisk": true, "breached": true, "openPastDue": true, "nA": true, "nB": true,
}

func walk(v any, field string, count func(path string, n float64)) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			walk(x, k, count)
		}
	case []any:
		for _, x := range v {
			walk(x, field, count)
		}
	case float64:
		if fields[field] {
			count(field, v)
		}
	}
}

// A count that is withheld does not follow from the others either: in each group
// the hidden cells are none, or several that come to ten.
func TestWithheldCountsDoNotFollow(t *testing.T) {
	b := newBooks()
	for range 50 {
		b.add(told{end: ledger.Identified, ended: 3, holder: "x"}, 10)
	}
	for range 20 {
		b.add(told{holder: "x"}, 10)
	}
	for range 4 {
		b.add(told{end: ledger.Refused, ended: 5, holder: "x"}, 10)
	}
	l := askLatency(t, b, report.LatencyQuery{Query: asOf(10, false), Horizons: []float64{7}})
	require.Equal(t, report.Count(74), l.N)
	require.Equal(t, report.Count(50), l.All.Events)
	require.Equal(t, report.Withheld, l.All.Ends[1].N)
	require.Equal(t, "~20", l.All.Censored.String(), "74 - 50 - 20 would tell of the refusals")
	require.True(t, l.All.Ends[0].Final.Value.Known(), "a share of enough is told")
	require.False(t, l.All.Ends[1].Final.Value.Known(), "one of too few is not")
	require.False(t, l.All.Curve.Ends[1][0].Known())
	require.Contains(t, fmt.Sprint(l.Tables()[0].Rows), "<10")

	// A single small group is covered by another: all less the others would tell it.
	for range 3 {
		b.add(told{end: ledger.Identified, ended: 3, holder: "y"}, 10)
	}
	for range 30 {
		b.add(told{end: ledger.Identified, ended: 3, holder: "z"}, 10)
	}
	l = askLatency(t, b, report.LatencyQuery{Query: asOf(10, false), By: []report.Dimension{report.ByHolder}})
	names := []string{}
	for _, g := range l.Groups {
		names = append(names, g.N.String())
	}
	require.Equal(t, []string{"74", "<10", "~30"}, names)
	require.Equal(t, "10+", l.Groups[2].Events.String(), "all of them ended, so their count would be that of all")
	require.InDelta(t, 1, float64(l.Groups[2].Ends[0].Final.Value), 1e-9)
	require.InDelta(t, 3, float64(l.Groups[2].Quantiles[1].Days.Value), 1e-9)
	require.Empty(t, l.Groups[1].Ends)

	exact := askLatency(t, b, report.LatencyQuery{Query: asOf(10, true), By: []report.Dimension{report.ByHolder}})
	require.Equal(t, []report.Count{74, 3, 30}, []report.Count{exact.Groups[0].N, exact.Groups[1].N, exact.Groups[2].N})
	require.Zero(t, exact.Withheld)
}

func TestPublishedTimesAreWholeDays(t *testing.T) {
	b := newBooks()
	for i := range 40 {
		b.add(told{end: ledger.Identified, ended: 2.3 + float64(i)/50, holder: "x"}, 10)
	}
	l := askLatency(t, b, report.LatencyQuery{Query: asOf(10, false)})
	require.InDelta(t, 3, float64(l.All.Quantiles[1].Days.Value), 0)
	for _, d := range l.All.Curve.Days {
		require.InDelta(t, float64(int(d)), float64(d), 0)
	}
	exact := askLatency(t, b, report.LatencyQuery{Query: asOf(10, true)})
	require.InDelta(t, 2.68, float64(exact.All.Quantiles[1].Days.Value), 1e-4)
}

func TestCountsAndFiguresSurviveJSON(t *testing.T) {
	for _, c := range []report.Count{0, 12, -290, report.Withheld, report.Covered} {
		raw, err := json.Marshal(c)
		require.NoError(t, err)
		var back report.Count
		require.NoError(t, json.Unmarshal(raw, &back))
		require.Equal(t, c, back)
	}
	raw, err := json.Marshal(report.Estimate{Value: 1.0 / 3})
	require.NoError(t, err)
	var back report.Estimate
	require.NoError(t, json.Unmarshal(raw, &back))
	require.InDelta(t, 1.0/3, float64(back.Value), 0)
	for _, wrong := range []string{`"few"`, `"290"`, `"~"`, `"~-10"`, `"~293"`} {
		require.ErrorContains(t, json.Unmarshal([]byte(wrong), new(report.Count)), "want a whole number", wrong)
	}
}
