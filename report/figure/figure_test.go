package figure_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/report/figure"
)

var nan = math.NaN()

func words(id string) figure.Words {
	return figure.Words{ID: id, Title: "Title of " + id, Summary: "What " + id + " shows.", Foot: []figure.Fact{{Name: "n", Value: "10"}}}
}

const hostile = `<script>alert("x")</script>&'`

// drawings are all kinds of figures: as usual, empty, of one, of all censored, of
// very many, and with hostile names.
func drawings() map[string]figure.Drawer {
	all := map[string]figure.Drawer{}
	for _, n := range []int{0, 1, 6, 200} {
		all[fmt.Sprintf("stack of %d", n)] = stackOf(n)
		all[fmt.Sprintf("survival of %d", n)] = survivalOf(n)
		all[fmt.Sprintf("bars of %d", n)] = barsOf(n)
		all[fmt.Sprintf("funnel of %d", n)] = funnelOf(n)
		all[fmt.Sprintf("beside of %d", n)] = besideOf(n)
		all[fmt.Sprintf("forest of %d", n)] = forestOf(n)
		all[fmt.Sprintf("trend of %d", n)] = figure.Trend{Words: words("trend"), Axis: "month of opening", Value: "share identified within 30 days", Centre: 0.4, Rows: forestOf(n).Rows}
	}
	censored := stackOf(3)
	for k := range censored.Ends {
		censored.Ends[k].Share = make([]float64, len(censored.Times))
	}
	all["stack, all censored"] = censored
	open := survivalOf(1)
	open.Panels[0].Curve = figure.Curve{Times: []float64{0}, Share: []float64{1}, Lower: []float64{nan}, Upper: []float64{nan}}
	all["survival, all censored"] = open
	one := stackOf(1)
	one.Times, one.Ends[0].Share = []float64{30}, []float64{1}
	all["stack of one point"] = one
	return all
}

func name(i int) string {
	return []string{"example-isp", "a holder with a very long name, longer than any place for it", hostile}[i%3] + strconv.Itoa(i)
}

func stackOf(n int) figure.Stack {
	f := figure.Stack{Words: words("stack"), Axis: "elapsed days since opened", Horizon: 180}
	for d := 0.0; d <= 180 && n > 0; d++ {
		f.Times = append(f.Times, d)
	}
	for k := range n {
		e := figure.End{Name: name(k), Ink: figure.Series[k%len(figure.Series)]}
		for _, d := range f.Times {
			e.Share = append(e.Share, 0.9/float64(n)*(1-math.Exp(-d/40)))
		}
		f.Ends = append(f.Ends, e)
	}
	for _, d := range []float64{0, 7, 14, 30, 60, 90, 180} {
		f.AtRisk = append(f.AtRisk, figure.AtRisk{Time: d, N: figure.Count(int64(123456 * math.Exp(-d/60)))})
	}
	return f
}

func survivalOf(n int) figure.Survival {
	f := figure.Survival{Words: words("survival"), Axis: "days waited"}
	for k := range n {
		p := figure.Panel{Title: name(k), Horizon: 60, Note: "n 12 345, ended 12 000, open 345", Deadline: 10 + 15*float64(k%5), Missed: "31 % still open"}
		for d := 0.0; d <= 80; d++ {
			s := math.Exp(-d / (10 + float64(k)))
			p.Curve.Times, p.Curve.Share = append(p.Curve.Times, d), append(p.Curve.Share, s)
			lower, upper := max(s-0.04, 0), min(s+0.04, 1)
			if d == 0 || d > 70 {
				lower, upper = nan, nan
			}
			p.Curve.Lower, p.Curve.Upper = append(p.Curve.Lower, lower), append(p.Curve.Upper, upper)
		}
		for _, d := range []float64{0, 7, 14, 30, 60} {
			p.AtRisk = append(p.AtRisk, figure.AtRisk{Time: d, N: "12 345"})
		}
		f.Panels = append(f.Panels, p)
	}
	return f
}

func barsOf(n int) figure.Bars {
	f := figure.Bars{Words: words("bars"), Horizon: 180}
	left := 180.0
	for k := range n {
		d := 90 / float64(n) * (1 + 0.5*math.Sin(float64(k)))
		f.Bars = append(f.Bars, figure.Bar{Name: name(k), Days: d, Lower: d * 0.9, Upper: d * 1.1})
		left -= d
	}
	if n > 0 {
		f.Bars = append(f.Bars, figure.Bar{Name: "identified", Days: left, Lower: nan, Upper: nan, After: true})
	}
	return f
}

func funnelOf(n int) figure.Funnel {
	f := figure.Funnel{Words: words("funnel"), Axis: "waits with a clock", Value: "share of waits that missed their clock", Centre: 0.2}
	for k := range n {
		f.Points = append(f.Points, figure.Point{Name: name(k), N: int64(10 + k*k), Share: 0.2 + 0.2*math.Sin(float64(3*k))*math.Abs(math.Cos(float64(k)))})
	}
	return f
}

func besideOf(n int) figure.Beside {
	f := figure.Beside{Words: words("beside"), Axis: "days since detected"}
	for k := range n {
		w := figure.Wait{Name: name(k), Start: 10 * float64(k), Days: 12, Due: 8, Breached: true, Slower: 0.5, Peers: "640 of its kind"}
		switch k % 3 {
		case 1:
			w.Due, w.Breached, w.Slower = nan, false, nan
		case 2:
			w.Open, w.AtLeast = true, true
		}
		f.Waits = append(f.Waits, w)
	}
	return f
}

func forestOf(n int) figure.Forest {
	f := figure.Forest{Words: words("forest"), Axis: "share identified within 30 elapsed days", Centre: 0.4}
	for k := range n {
		v := 0.5 + 0.5*math.Sin(float64(k))
		f.Rows = append(f.Rows, figure.Row{Name: name(k), Value: v, Lower: v - 0.05, Upper: v + 0.05, N: "1 234"})
	}
	return f
}

// Each drawing is XML of a few elements, with numbers for places, all words inside
// it and none over another; the same each time; and beside it stand its numbers.
func TestDrawings(t *testing.T) {
	for what, d := range drawings() {
		t.Run(what, func(t *testing.T) {
			f, err := d.Draw()
			require.NoError(t, err)
			for kind, svg := range map[string]figure.SVG{"wide": f.Wide, "narrow": f.Narrow} {
				got := parse(t, svg)
				require.NotZero(t, got.paths, kind)
				require.NotEmpty(t, got.texts, kind)
				apart(t, got)
				require.NotContains(t, string(svg.HTML()), "<script", kind)
				require.Less(t, len(svg.HTML()), 80_000, "%s: a drawing stays small", kind)
			}
			again, err := d.Draw()
			require.NoError(t, err)
			require.Equal(t, f, again, "the same input gives the same drawing")
			for _, row := range f.Table.Rows {
				require.Len(t, row, len(f.Table.Columns))
			}
			if strings.HasSuffix(what, " of 0") {
				require.Contains(t, string(f.Wide.HTML()), "Nothing to draw")
				require.Contains(t, string(f.Narrow.HTML()), "Nothing to draw")
				require.Empty(t, f.Table.Rows)
			} else {
				require.NotEmpty(t, f.Table.Rows)
			}
		})
	}
}

// What is drawn is what was given: the areas, the deadline, the limits.
func TestDrawingsHoldTheirParts(t *testing.T) {
	draw := func(d figure.Drawer) drawn {
		f, err := d.Draw()
		require.NoError(t, err)
		return parse(t, f.Wide)
	}
	stack := draw(stackOf(6))
	for _, ink := range []string{"blue", "orange", "purple", "sky", "red", "yellow"} {
		require.Equal(t, 2, stack.classes["fig-f-"+ink], "an area and its swatch in %s", ink)
	}
	require.Equal(t, 2, stack.classes["fig-f-pale"], "what is open, on top")

	gates := survivalOf(2)
	gates.Panels[1].Deadline = nan
	panels := draw(gates)
	require.Equal(t, 2, panels.classes["fig-f-band"], "an interval each")
	require.Equal(t, 2, panels.classes["fig-s-blue"], "a curve each")
	require.Equal(t, 1, panels.classes["fig-s-alert"], "one deadline")

	funnel := figure.Funnel{Words: words("funnel"), Axis: "n", Value: "share", Centre: 0.2, Points: []figure.Point{
		{Name: "a", N: 100, Share: 0.2}, {Name: "b", N: 130, Share: 0.2}, {Name: "c", N: 170, Share: 0.2}, {Name: "d", N: 200, Share: 0.2},
		{Name: "e", N: 250, Share: 0.2}, {Name: "f", N: 300, Share: 0.2}, {Name: "g", N: 400, Share: 0.2}, {Name: "far above", N: 900, Share: 0.35}, {Name: "within", N: 900, Share: 0.21}, {Name: "far below", N: 900, Share: 0.05}, {Name: "small", N: 12, Share: 0.4}}}
	d := draw(funnel)
	var labels []string
	for _, s := range d.texts {
		labels = append(labels, s.words)
	}
	require.Subset(t, labels, []string{"far above", "far below"})
	require.NotContains(t, labels, "within")
	require.NotContains(t, labels, "small", "few may stray far")
	require.Equal(t, 4, d.classes["fig-s-muted"], "two pairs of limits")
	require.Equal(t, 1, d.classes["fig-f-alert"])
}

func TestHeat(t *testing.T) {
	f, err := figure.Heat{Words: words("heat"), Corner: "holder", Rows: []string{"a", "b"}, Columns: []string{"x", "y", "z"}, Cells: [][]figure.HeatCell{
		{{Median: 2, Lower: 1, Upper: 3, N: "40"}, {Median: nan, Lower: 95, Upper: nan, N: "30"}, {N: "60"}},
		{{Median: nan, Lower: nan, Upper: nan, Withheld: true}, {Median: nan, Lower: nan, Upper: nan}, {Median: nan, Lower: nan, Upper: nan, N: "50", Untold: true}},
	}}.Draw()
	require.NoError(t, err)
	require.Equal(t, figure.GridCell{Main: "2", Below: "1 to 3, n\u202f=\u202f40", Shade: 1}, f.Grid.Rows[0].Cells[0])
	require.Equal(t, figure.GridCell{Main: "not reached", Below: "95 or more, n\u202f=\u202f30", Shade: figure.Shades}, f.Grid.Rows[0].Cells[1])
	require.Equal(t, figure.GridCell{Main: "-", Below: "n\u202f<\u202f10"}, f.Grid.Rows[1].Cells[0])
	require.Equal(t, figure.GridCell{Main: "-"}, f.Grid.Rows[1].Cells[1])
	require.Equal(t, figure.GridCell{Main: "too few ended", Below: "n\u202f=\u202f50"}, f.Grid.Rows[1].Cells[2], "what is not told is not called not reached")
	require.Equal(t, figure.GridCell{Main: "<\u202f1", Below: "n\u202f=\u202f60", Shade: 1}, f.Grid.Rows[0].Cells[2])
	require.Len(t, f.Grid.Scale, figure.Shades)
	require.Equal(t, []string{"b", "x", "-", "-", "<10"}, f.Table.Rows[3])
}

// What does not fit together is refused, by name.
func TestRefused(t *testing.T) {
	short := stackOf(2)
	short.Ends[1].Share = short.Ends[1].Share[1:]
	over := stackOf(1)
	over.Ends = append(over.Ends, over.Ends[0])
	sum := barsOf(3)
	sum.Bars[0].Days += 2
	late := survivalOf(1)
	late.Panels[0].Curve.Times[3] = 1
	lost := survivalOf(1)
	lost.Panels[0].Curve.Share[3] = nan
	for want, d := range map[string]figure.Drawer{
		"has 180 shares for 181 times":        short,
		"rival ends sum to 1 at most":         over,
		"want the horizon, 180":               sum,
		"times are finite, from 0 and in":     late,
		"a share is from 0 to 1":              lost,
		"want 1 or more":                      figure.Funnel{Words: words("f"), Points: []figure.Point{{Name: "x"}}},
		"letters, digits and hyphens":         figure.Funnel{Words: words("1 2")},
		"for those who cannot see it":         figure.Forest{Words: figure.Words{ID: "f"}},
		"want both from 0":                    figure.Beside{Words: words("b"), Waits: []figure.Wait{{Days: nan}}},
		"row a has 0 cells for 1 columns":     figure.Heat{Words: words("h"), Rows: []string{"a"}, Columns: []string{"x"}, Cells: [][]figure.HeatCell{{}}},
		"1 times, 0 shares, 0 lower and 0 up": figure.Survival{Words: words("s"), Panels: []figure.Panel{{Horizon: 1, Curve: figure.Curve{Times: []float64{0}}}}},
	} {
		_, err := d.Draw()
		require.ErrorContains(t, err, want)
	}
}
