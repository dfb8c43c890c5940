package figure

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Survival is, for each of several gates, the share still open by day, with its
// pointwise interval and the deadline as an upright line: small multiples, each up
// to a horizon of its own, as gates last hours or months.
type Survival struct {
	Words
	Axis   string
	Panels []Panel
}

// Panel is one gate.
type Panel struct {
	Title string
	// Note stands under the title: n, events, censored.
	Note    string
	Horizon float64 // days
	Curve   Curve
	// Deadline in days; 0 or not a number: none. Beside it stands how many miss it.
	Deadline float64
	Missed   string
	AtRisk   []AtRisk
}

// Curve is a step function: from Times[i] on it is Share[i], with an interval
// where both bounds are known. Before the first time it is 1.
type Curve struct {
	Times, Share, Lower, Upper []float64
	// End is the last day that anybody was followed, where the curve ends; 0: the
	// horizon.
	End float64
}

// maxPanels is how many gates are drawn; the rest are in the table.
const maxPanels = 12

// Draw draws it.
func (f Survival) Draw() (Figure, error) {
	if err := f.check(); err != nil {
		return Figure{}, err
	}
	panels := f.Panels[:min(len(f.Panels), maxPanels)]
	if more := len(f.Panels) - len(panels); more > 0 {
		f.Summary += fmt.Sprintf(" %d more gates are in the table.", more)
	}
	columns := func(s *sheet) int {
		if s.narrow || len(panels) == 1 {
			return 1
		}
		return 2
	}
	height := func(s *sheet) float64 {
		rows := (len(panels) + columns(s) - 1) / columns(s)
		return float64(max(rows, 1)) * panelHeight(s)
	}
	return draws(f.Words, f.table(), height, func(s *sheet) {
		if len(panels) == 0 {
			s.nothing("no gate has spells enough to tell.")
			return
		}
		n := columns(s)
		const gutter = 24
		width := (s.Max.X - vg.Length(n-1)*gutter) / vg.Length(n)
		for i, p := range panels {
			left := vg.Length(i%n) * (width + gutter)
			top := s.Max.Y - vg.Length(float64(i/n)*panelHeight(s))
			f.panel(s, p, s.crop(left, top-vg.Length(panelHeight(s))+14, left+width, top))
		}
	})
}

func panelHeight(s *sheet) float64 { return pick(s, 272.0, 258) }

func (f Survival) check() error {
	if err := f.Words.check(); err != nil {
		return err
	}
	for _, p := range f.Panels {
		where, c := f.ID+": "+p.Title, p.Curve
		if !(p.Horizon > 0 && finite(p.Horizon)) {
			return fmt.Errorf("%s: horizon is %g: want days over 0", where, p.Horizon)
		}
		if n := len(c.Times); len(c.Share) != n || len(c.Lower) != n || len(c.Upper) != n {
			return fmt.Errorf("%s: %d times, %d shares, %d lower and %d upper bounds: want as many of each", where, n, len(c.Share), len(c.Lower), len(c.Upper))
		}
		if err := ascending(where, c.Times); err != nil {
			return err
		}
		if err := shares(where, c.Share); err != nil {
			return err
		}
	}
	return nil
}

func (f Survival) panel(s *sheet, q Panel, area draw.Canvas) {
	s.put(s.bold(Text), area.Min.X, area.Max.Y-s.size*0.7, atStart, fit(s.bold(Text), q.Title, area.Max.X-area.Min.X))
	s.put(s.note(Muted), area.Min.X, area.Max.Y-s.size*2, atStart, fit(s.note(Muted), q.Note, area.Max.X-area.Min.X))
	foot := s.size * 1.3
	p := s.axes(q.Horizon, 1, s.riskTicks(q.Horizon, q.AtRisk, area.Max.X-area.Min.X-50, 4), percentTicks())
	p.Add(paint(func(c draw.Canvas, p *plot.Plot) { f.curve(s, q, c, p) }))
	c := s.crop(area.Min.X+yRoom, area.Min.Y+foot, area.Max.X-8, area.Max.Y-s.size*3.8)
	inner := s.plot(p, c, f.Axis)
	if len(q.AtRisk) > 0 {
		y := area.Min.Y + foot*0.5
		s.put(s.note(Muted), area.Min.X, y, atStart, "n")
		s.atRisk(inner, p, y, q.AtRisk)
	}
}

func (f Survival) curve(s *sheet, q Panel, c draw.Canvas, p *plot.Plot) {
	end := q.Horizon
	if q.Curve.End > 0 && q.Curve.End < end {
		end = q.Curve.End
	}
	for _, run := range known(q.Curve, end) {
		lower := stairFrom(c, p, q.Curve.Times[run[0]:run[1]], q.Curve.Lower[run[0]:run[1]], stop(q.Curve, run[1], end))
		upper := stairFrom(c, p, q.Curve.Times[run[0]:run[1]], q.Curve.Upper[run[0]:run[1]], stop(q.Curve, run[1], end))
		c.FillPolygon(Band.colour(), between(lower, upper))
	}
	c.StrokeLines(stroke(Blue, 2), stair(c, p, q.Curve.Times, q.Curve.Share, 1, end))
	if q.Deadline > 0 && finite(q.Deadline) {
		f.deadline(s, q, c, p)
	}
}

// deadline is an upright dashed line with its day, and the share that misses it.
func (f Survival) deadline(s *sheet, q Panel, c draw.Canvas, p *plot.Plot) {
	words := "due " + Days(q.Deadline) + thin + "d"
	if q.Missed != "" {
		words += ", " + q.Missed
	}
	st := s.note(Alert)
	st.Font.Weight = bold
	at := q.Deadline
	if at > q.Horizon {
		s.put(st, c.Max.X, c.Max.Y+s.size*0.95, atEnd, words+" →")
		return
	}
	x := c.X(p.X.Norm(at))
	s.line(Alert, 1.5, []vg.Length{5, 3}, vg.Point{X: x, Y: c.Min.Y}, vg.Point{X: x, Y: c.Max.Y + 4})
	half := width(st, words) / 2
	middle := max(min(x, c.Max.X-half), c.Min.X+half+4)
	s.put(st, middle, c.Max.Y+s.size*0.95, atMiddle, words)
}

// known are the runs of times at which both bounds are known, before the end.
func known(c Curve, end float64) (runs [][2]int) {
	from := -1
	for i := range c.Times {
		ok := c.Times[i] <= end && finite(c.Lower[i]) && finite(c.Upper[i])
		switch {
		case ok && from < 0:
			from = i
		case !ok && from >= 0:
			runs, from = append(runs, [2]int{from, i}), -1
		}
	}
	if from >= 0 {
		runs = append(runs, [2]int{from, len(c.Times)})
	}
	return runs
}

// stop is where a run that ends before place i is drawn to.
func stop(c Curve, i int, end float64) float64 {
	if i < len(c.Times) {
		return min(c.Times[i], end)
	}
	return end
}

// stairFrom is a stair that begins at its first time.
func stairFrom(c draw.Canvas, p *plot.Plot, times, values []float64, end float64) []vg.Point {
	points := stair(c, p, times, values, values[0], end)
	x, _ := p.Transforms(&c)
	points[0].X = x(times[0])
	return points
}

func (f Survival) table() Table {
	t := Table{Columns: []string{"gate", "day", "still open", "95 % interval"}}
	for _, p := range f.Panels {
		for _, i := range sample(p.Curve.Times, p.Horizon, 8) {
			t.Rows = append(t.Rows, []string{p.Title, Days(p.Curve.Times[i]), Percent(p.Curve.Share[i]),
				orDash(interval(p.Curve.Lower[i], p.Curve.Upper[i], Percent))})
		}
		if p.Deadline > 0 {
			t.Rows = append(t.Rows, []string{p.Title, Days(p.Deadline), "deadline", orDash(p.Missed)})
		}
	}
	return t
}
