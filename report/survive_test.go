package report_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/latency"
	"writ/report"
)

// rows lists observations of a group with one cause.
func rows(group string, cause int, times ...float64) []report.Observed {
	list := make([]report.Observed, len(times))
	for i, t := range times {
		list[i] = report.Observed{Time: t, Cause: cause, Group: group}
	}
	return list
}

// Remission times of Freireich et al. 1963, Blood 21:699-716, in weeks, with the
// estimates that R's survival package gives.
func TestSurvivalOfAPublishedTrial(t *testing.T) {
	data := append(rows("6-MP", 1, 6, 6, 6, 7, 10, 13, 16, 22, 23), rows("6-MP", 0, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)...)
	data = append(data, rows("placebo", 1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)...)
	s, err := report.Survive(report.SurvivalQuery{Rows: data})
	require.NoError(t, err)
	require.Equal(t, "6-MP", s.Groups[0].Name)
	for i, want := range [][]float64{ // time, at risk, S, SE, lower, upper
		{6, 21, .857143, .0763604, .619718, .951552}, {7, 17, .806723, .0869353, .563147, .922809},
		{10, 15, .752941, .0963497, .503200, .889362}, {13, 12, .690196, .1068147, .431610, .849066},
		{16, 11, .627451, .1140539, .367511, .804912}, {22, 7, .537815, .1282338, .267779, .746791},
		{23, 6, .448179, .1345915, .188052, .680143},
	} {
		p := s.Groups[0].Points[i]
		got := []float64{float64(p.Time), float64(p.AtRisk), float64(p.S), float64(p.SE), float64(p.Lower), float64(p.Upper)}
		require.InDeltaSlice(t, want, got, 1e-6)
	}
	require.InDelta(t, 35, float64(s.Tau), 0, "placebo ended whole, so it is known for ever")
	require.InDelta(t, 23.287394958, float64(s.Groups[0].Mean.Mean), 1e-8)
	require.InDelta(t, 2.827467623, float64(s.Groups[0].Mean.SE), 1e-8)
	require.InDelta(t, 8.666666667, float64(s.Groups[1].Mean.Mean), 1e-8)
	require.InDelta(t, 16.79294099, float64(s.Test.ChiSquared), 1e-7)
	require.InDelta(t, 4.168809109e-05, float64(s.Test.P), 1e-12)
	require.InDelta(t, 19.25050095, float64(s.Groups[0].Expected), 1e-7)
	median := s.Groups[0].Quantiles[1]
	require.Equal(t, []report.Number{23, 13}, []report.Number{median.Time, median.Lower})
	require.False(t, median.Upper.Known(), "not reached")
	require.Nil(t, s.CauseTests)

	shorter, err := report.Survive(report.SurvivalQuery{Rows: data, Tau: 20, CI: latency.Log})
	require.NoError(t, err)
	require.InDelta(t, 16.116526611, float64(shorter.Groups[0].Mean.Mean), 1e-8)
	require.InDelta(t, .719817, float64(shorter.Groups[0].Points[0].Lower), 1e-6)
}

// Beside the intervals stands a band where one is asked for, and where enough ended.
func TestBandsBesideTheIntervals(t *testing.T) {
	data := append(rows("6-MP", 1, 6, 6, 6, 7, 10, 13, 16, 22, 23), rows("6-MP", 0, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)...)
	data = append(data, rows("few", 1, 3, 4)...)
	data = append(data, rows("few", 0, 5)...)
	plain, err := report.Survive(report.SurvivalQuery{Rows: data})
	require.NoError(t, err)
	for kind, want := range map[latency.Band]struct {
		name                   string
		critical, lower, upper float64
		few                    int // points of the small group with a band
	}{
		latency.EqualPrecision: {"equal-precision", 2.866308, .445795, .971016, 0},
		latency.HallWellner:    {"hall-wellner", 1.337456, .245707, .983213, 2},
	} {
		s, err := report.Survive(report.SurvivalQuery{Rows: data, Band: &kind})
		require.NoError(t, err)
		require.Len(t, s.Conventions, len(plain.Conventions)+1)
		trial, few := s.Groups[0], s.Groups[1]
		require.Equal(t, want.name, trial.Band.Kind)
		require.Equal(t, []report.Number{6, 23}, []report.Number{trial.Band.From, trial.Band.To})
		require.InDelta(t, want.critical, float64(trial.Band.Critical), 1e-6)
		require.InDelta(t, want.lower, float64(trial.Points[0].Band.Lower), 1e-6)
		require.InDelta(t, want.upper, float64(trial.Points[0].Band.Upper), 1e-6)
		require.Equal(t, plain.Groups[0].Points[0].Lower, trial.Points[0].Lower, "the interval stays")
		with := 0
		for _, p := range few.Points {
			if p.Band != nil {
				with++
			}
		}
		require.Equal(t, want.few, with)
		require.Equal(t, want.few > 0, few.Band.Critical.Known())
		for _, table := range append(s.Tables(), s.Records()) {
			for _, row := range table.Rows {
				require.Len(t, row, len(table.Columns), table.Title)
			}
		}
	}
	require.Nil(t, plain.Groups[0].Band)
	require.Equal(t, "pointwise 95 %, log-log", plain.About().Interval)
}

// Bone marrow transplants of Klein and Moeschberger 1997, the group ALL, in days:
// 1 relapse, 2 death in remission.
func TestRivalCausesOfAPublishedStudy(t *testing.T) {
	data := append(rows("ALL", 0, 226, 530, 996, 1111, 1167, 1182, 1199, 1330, 1377, 1433, 1462, 1496, 1602, 2081),
		rows("ALL", 1, 55, 74, 104, 109, 110, 122, 129, 192, 230, 383, 609, 662)...)
	data = append(data, rows("ALL", 2, 1, 86, 107, 122, 172, 194, 276, 332, 418, 466, 487, 526)...)
	s, err := report.Survive(report.SurvivalQuery{Rows: data, Causes: true, Tau: 730})
	require.NoError(t, err)
	require.Nil(t, s.Test, "one group")
	g := s.Groups[0]
	require.InDelta(t, 422.2459954, float64(g.Mean.Mean), 1e-6)
	require.InDelta(t, 44.5852925, float64(g.Mean.SE), 1e-6)
	relapse, death := g.Causes[0], g.Causes[1]
	last := relapse.Points[len(relapse.Points)-1]
	require.InDelta(t, 662, float64(last.Time), 0)
	require.InDelta(t, .32428898, float64(last.F), 1e-8)
	require.InDelta(t, .07727943, float64(last.SE), 1e-8)
	require.InDelta(t, 158.9508009, float64(relapse.Lost), 1e-6)
	require.InDelta(t, 148.8032037, float64(death.Lost), 1e-6)
	require.InDelta(t, 730, float64(g.Mean.Mean+relapse.Lost+death.Lost), 1e-9)
}

func TestSurvivalOfLittle(t *testing.T) {
	_, err := report.Survive(report.SurvivalQuery{})
	require.ErrorContains(t, err, "at least one row")
	for _, c := range []struct {
		row  report.Observed
		want string
	}{
		{report.Observed{Time: -1, Cause: 1}, "time of row 1"}, {report.Observed{Time: 1, Cause: -1}, "cause of row 1"},
	} {
		_, err := report.Survive(report.SurvivalQuery{Rows: []report.Observed{c.row}})
		require.ErrorContains(t, err, c.want)
	}
	censored, err := report.Survive(report.SurvivalQuery{Rows: append(rows("a", 0, 3, 5), rows("10", 1, 4)...)})
	require.NoError(t, err)
	for _, table := range append(censored.Tables(), censored.Records()) {
		for _, row := range table.Rows {
			require.Len(t, row, len(table.Columns))
		}
	}
	numbered, err := report.Survive(report.SurvivalQuery{Rows: append(rows("10", 1, 3), rows("9", 1, 4)...)})
	require.NoError(t, err)
	require.Equal(t, "9", numbered.Groups[0].Name, "numbers are in the order of numbers")
}
