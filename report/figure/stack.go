package figure

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Stack is the cumulative incidence of rival ends: how large a share had come to
// which end by which day, one on the other, with what is open on top, up to 1.
type Stack struct {
	Words
	Axis    string // what the time counts: "days since opened"
	Horizon float64
	Times   []float64
	Ends    []End // the lowest first
	AtRisk  []AtRisk
}

// End is one of the rival ends, with its share from each time on.
type End struct {
	Name  string
	Ink   Ink
	Share []float64
}

// Draw draws it.
func (f Stack) Draw() (Figure, error) {
	if err := f.check(); err != nil {
		return Figure{}, err
	}
	table := f.table()
	f.Ends = f.drawn()
	return draws(f.Words, table, func(s *sheet) float64 { return pick(s, 400.0, 360) }, func(s *sheet) {
		if len(f.Times) == 0 {
			s.nothing("no case answers the question.")
			return
		}
		f.draw(s)
	})
}

func (f Stack) check() error {
	if err := f.Words.check(); err != nil {
		return err
	}
	if err := ascending(f.ID, f.Times); err != nil {
		return err
	}
	if len(f.Times) > 0 && !(f.Horizon > 0 && finite(f.Horizon)) {
		return fmt.Errorf("%s: horizon is %g: want days over 0", f.ID, f.Horizon)
	}
	for _, e := range f.Ends {
		if len(e.Share) != len(f.Times) {
			return fmt.Errorf("%s: %s has %d shares for %d times", f.ID, e.Name, len(e.Share), len(f.Times))
		}
		if err := shares(f.ID+": "+e.Name, e.Share); err != nil {
			return err
		}
	}
	for i := range f.Times {
		if sum := f.upTo(len(f.Ends), i); sum > 1+1e-6 {
			return fmt.Errorf("%s: on day %g the ends sum to %g: rival ends sum to 1 at most", f.ID, f.Times[i], sum)
		}
	}
	return nil
}

// maxEnds is how many ends are drawn on their own; the rest are added up.
const maxEnds = 10

func (f Stack) drawn() []End {
	if len(f.Ends) <= maxEnds {
		return f.Ends
	}
	rest := End{Name: fmt.Sprintf("%d other ends", len(f.Ends)-maxEnds+1), Ink: Grey, Share: make([]float64, len(f.Times))}
	for _, e := range f.Ends[maxEnds-1:] {
		for i, s := range e.Share {
			rest.Share[i] += s
		}
	}
	return append(f.Ends[:maxEnds-1:maxEnds-1], rest)
}

// upTo sums the first k ends at time i.
func (f Stack) upTo(k, i int) float64 {
	var sum float64
	for _, e := range f.Ends[:k] {
		sum += e.Share[i]
	}
	return sum
}

// last is the place of the last time within the horizon.
func (f Stack) last() int {
	at := 0
	for i, t := range f.Times {
		if t <= f.Horizon {
			at = i
		}
	}
	return at
}

func (f Stack) draw(s *sheet) {
	right := s.Max.X - f.labelRoom(s)
	foot := vg.Length(0)
	if len(f.AtRisk) > 0 {
		foot = s.size * 3
	}
	p := s.axes(f.Horizon, 1, s.riskTicks(f.Horizon, f.AtRisk, right-60, pick(s, 7, 4)), percentTicks())
	p.Add(paint(f.areas))
	c := s.crop(yRoom, foot, right, s.Max.Y-s.size)
	inner := s.plot(p, c, f.Axis)
	f.label(s, inner)
	if foot > 0 {
		s.put(s.note(Muted), 0, s.size*2.2, atStart, "still open and followed:")
		s.atRisk(inner, p, s.size*0.8, f.AtRisk)
	}
}

// areas paints each end between the sum of those below it and its own sum.
func (f Stack) areas(c draw.Canvas, p *plot.Plot) {
	edge := func(k int) []vg.Point {
		sums := make([]float64, len(f.Times))
		for i := range sums {
			sums[i] = min(f.upTo(k, i), 1)
		}
		return stair(c, p, f.Times, sums, sums[0]*b2f(f.Times[0] == 0), f.Horizon)
	}
	x, y := p.Transforms(&c)
	c.FillPolygon(Pale.colour(), []vg.Point{{X: x(0), Y: y(0)}, {X: x(f.Horizon), Y: y(0)}, {X: x(f.Horizon), Y: y(1)}, {X: x(0), Y: y(1)}})
	// From the top down, each over the whole that it is a part of.
	for k := len(f.Ends) - 1; k >= 0; k-- {
		upper := edge(k + 1)
		c.FillPolygon(f.Ends[k].Ink.colour(), append([]vg.Point{{X: x(0), Y: y(0)}}, append(upper, vg.Point{X: x(f.Horizon), Y: y(0)})...))
	}
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// labelRoom is what the names need beside the areas.
func (f Stack) labelRoom(s *sheet) vg.Length {
	room := width(s.style(Text), "open 100 %")
	for _, e := range f.Ends {
		room = max(room, width(s.style(Text), e.Name+" "+Percent(e.Share[f.last()])))
	}
	return min(room, pick(s, vg.Length(180), 110)) + 30
}

// label names each end beside its area, with its share at the horizon.
func (f Stack) label(s *sheet, inner draw.Canvas) {
	at := f.last()
	name := func(k int) (string, Ink, float64) {
		if k == len(f.Ends) {
			return "open", Pale, 1 - f.upTo(k, at)
		}
		return f.Ends[k].Name, f.Ends[k].Ink, f.Ends[k].Share[at]
	}
	var tags []tag
	for k := range len(f.Ends) + 1 {
		_, _, share := name(k)
		if share < 0.0005 {
			continue
		}
		below := f.upTo(k, at)
		tags = append(tags, tag{want: inner.Y(below + share/2), size: share, index: k})
	}
	st := s.style(Text)
	x := inner.Max.X + 6
	for _, t := range spread(tags, inner.Min.Y+s.size*0.6, inner.Max.Y-s.size*0.6, s.size*1.35) {
		words, ink, share := name(t.index)
		s.line(Line, 0.75, nil, vg.Point{X: inner.Max.X, Y: t.want}, vg.Point{X: x + 2, Y: t.at}, vg.Point{X: x + 5, Y: t.at})
		s.box(ink, x+6, t.at-4.5, x+15, t.at+4.5)
		figure := " " + Percent(share)
		left := x + 20
		words = fit(st, words, s.Max.X-left-width(st, figure))
		s.put(st, left, t.at, atStart, words+figure)
	}
}

// table lists at most sixteen days.
func (f Stack) table() Table {
	t := Table{Columns: []string{"day"}}
	for _, e := range f.Ends {
		t.Columns = append(t.Columns, e.Name)
	}
	t.Columns = append(t.Columns, "open")
	for _, i := range sample(f.Times, f.Horizon, 16) {
		row := []string{Days(f.Times[i])}
		for _, e := range f.Ends {
			row = append(row, Percent(e.Share[i]))
		}
		t.Rows = append(t.Rows, append(row, Percent(max(1-f.upTo(len(f.Ends), i), 0))))
	}
	return t
}
