package figure

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// paint is a plotter that is one function.
type paint func(draw.Canvas, *plot.Plot)

// Plot draws.
func (f paint) Plot(c draw.Canvas, p *plot.Plot) { f(c, p) }

// axes makes a plot from 0 to the two ends, with light grid lines behind it.
func (s *sheet) axes(xMax, yMax float64, xTicks, yTicks []plot.Tick) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, xMax, 0, yMax
	for _, a := range []struct {
		axis  *plot.Axis
		ticks []plot.Tick
		at    anchor
	}{{&p.X, xTicks, atMiddle}, {&p.Y, yTicks, atEnd}} {
		ax := a.axis
		ax.Padding = 0
		ax.LineStyle = stroke(Line, 1)
		ax.Tick.LineStyle = stroke(Line, 1)
		ax.Tick.Length = 4
		ax.Tick.Marker = plot.ConstantTicks(a.ticks)
		was := ax.Tick.Label.YAlign
		ax.Tick.Label = s.note(Muted)
		ax.Tick.Label.YAlign = was
		ax.Tick.Label.Color = anchored(ax.Tick.Label.Color, a.at)
	}
	p.Y.LineStyle.Width, p.Y.Tick.LineStyle.Width = 0, 0
	p.Y.Tick.Length = 0

	grid := plotter.NewGrid()
	grid.Vertical.Width = 0
	grid.Horizontal = stroke(Grille, 1)
	p.Add(grid)
	return p
}

// plot draws a plot with what its level axis counts written under it, and returns
// where its data lie.
func (s *sheet) plot(p *plot.Plot, area draw.Canvas, axis string) draw.Canvas {
	foot := s.size * 1.3
	area.Min.Y += foot
	p.Draw(area)
	inner := p.DataCanvas(area)
	half := width(s.note(Muted), axis) / 2
	middle := max(min(inner.Center().X, s.Max.X-half), s.Min.X+half)
	s.put(s.note(Muted), middle, area.Min.Y-foot*0.55, atMiddle, fit(s.note(Muted), axis, s.Max.X))
	return inner
}

// steps between the ticks of an axis of days that people count in.
var daySteps = []float64{0.1, 0.2, 0.5, 1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650, 36500}

// dayTicks are at most n steps to the end of an axis.
func dayTicks(end float64, n int) []plot.Tick {
	step := daySteps[len(daySteps)-1]
	for _, d := range daySteps {
		if end/d <= float64(n) {
			step = d
			break
		}
	}
	return ticks(end, step, decimal)
}

// evenTicks are at most n round steps to the end of an axis.
func evenTicks(end float64, n int, write func(float64) string) []plot.Tick {
	step := math.Pow(10, math.Floor(math.Log10(end/float64(n))))
	for _, f := range []float64{1, 2, 2.5, 5, 10} {
		if end/(step*f) <= float64(n)+1e-9 {
			step *= f
			break
		}
	}
	return ticks(end, step, write)
}

func ticks(end, step float64, write func(float64) string) []plot.Tick {
	var all []plot.Tick
	for i := range 1000 {
		v := math.Round(float64(i)*step*1e6) / 1e6
		if v > end*(1+1e-9) {
			break
		}
		all = append(all, plot.Tick{Value: v, Label: write(v)})
	}
	return all
}

// yRoom is what the figures of an upright axis may need more than they are
// measured.
const yRoom = 8

// edge is what the first and last figures of a level axis stick out by, where
// nothing else stands beside it.
func edge(s *sheet) vg.Length { return pick(s, vg.Length(0), 14) }

func percentTicks() []plot.Tick {
	return ticks(1, 0.25, Percent)
}

// riskTicks puts the ticks of days where the numbers at risk are known, so that
// each number stands under its day: the last one first, then down as there is
// room. Without such numbers the ticks are even.
func (s *sheet) riskTicks(end float64, rows []AtRisk, across vg.Length, n int) []plot.Tick {
	if len(rows) == 0 {
		return dayTicks(end, n)
	}
	at := func(r AtRisk) vg.Length { return vg.Length(r.Time/end) * across }
	room := func(r AtRisk) vg.Length {
		return max(width(s.note(Muted), r.N), width(s.note(Muted), Days(r.Time)))/2 + 5
	}
	var kept []AtRisk
	rows = slices.DeleteFunc(slices.Clone(rows), func(r AtRisk) bool { return r.Time > end })
	slices.SortStableFunc(rows, func(a, b AtRisk) int {
		return cmp.Or(cmp.Compare(b2f(b.Time == 0), b2f(a.Time == 0)), cmp.Compare(b.Time, a.Time))
	})
	if len(rows) < 4 {
		for _, t := range dayTicks(end, n) { // too few to read an axis by
			rows = append(rows, AtRisk{Time: t.Value})
		}
	}
	for _, r := range rows {
		if !slices.ContainsFunc(kept, func(k AtRisk) bool {
			return at(k)-room(k) < at(r)+room(r) && at(r)-room(r) < at(k)+room(k)
		}) {
			kept = append(kept, r)
		}
	}
	var all []plot.Tick
	for _, r := range kept {
		all = append(all, plot.Tick{Value: r.Time, Label: decimal(r.Time)})
	}
	slices.SortFunc(all, func(a, b plot.Tick) int { return cmp.Compare(a.Value, b.Value) })
	return all
}

// atRisk writes the numbers at risk, each under its tick.
func (s *sheet) atRisk(c draw.Canvas, p *plot.Plot, y vg.Length, rows []AtRisk) {
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if i := slices.IndexFunc(rows, func(r AtRisk) bool { return r.Time == t.Value }); i >= 0 {
			s.put(s.note(Muted), c.X(p.X.Norm(t.Value)), y, atMiddle, rows[i].N)
		}
	}
}

// stair is a step function on a canvas: from (0, first) it keeps its value until
// the next time. Steps closer than half a unit are drawn as one.
func stair(c draw.Canvas, p *plot.Plot, times, values []float64, first, end float64) []vg.Point {
	x, y := p.Transforms(&c)
	points := []vg.Point{{X: x(0), Y: y(first)}}
	last := y(first)
	for i, t := range times {
		if t > end {
			break
		}
		if i+1 < len(times) && times[i+1] <= end && x(times[i+1])-points[len(points)-1].X < 0.5 {
			continue
		}
		at := y(values[i])
		if at == last {
			continue
		}
		points = append(points, vg.Point{X: x(t), Y: last}, vg.Point{X: x(t), Y: at})
		last = at
	}
	return append(points, vg.Point{X: x(end), Y: last})
}

// between is the area between two stairs.
func between(lower, upper []vg.Point) []vg.Point {
	back := slices.Clone(lower)
	slices.Reverse(back)
	return append(slices.Clone(upper), back...)
}
