package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Trend sets one share per period beside each other in the order of time, each
// with its interval, and the share of all as a level line.
type Trend struct {
	Words
	Axis   string  // what the periods are: "month of opening"
	Value  string  // what the share is of
	Centre float64 // of all; not a number: none
	Rows   []Row   // a period each, in the order of time
}

// Draw draws it.
func (f Trend) Draw() (Figure, error) {
	if err := (Forest{Words: f.Words, Rows: f.Rows}).check(); err != nil {
		return Figure{}, err
	}
	return draws(f.Words, rowTable("period", f.Rows, f.Centre), func(s *sheet) float64 { return pick(s, 300.0, 280) }, func(s *sheet) {
		if len(f.Rows) == 0 {
			s.nothing("no period has cases enough to tell.")
			return
		}
		f.draw(s)
	})
}

func (f Trend) draw(s *sheet) {
	top := 0.1
	for _, r := range f.Rows {
		top = max(top, r.Value)
		if finite(r.Upper) {
			top = max(top, min(r.Upper, 1))
		}
	}
	yMax := math.Ceil(top*10) / 10
	p := s.axes(float64(len(f.Rows)), yMax, f.ticks(s), evenTicks(yMax, 5, Percent))
	p.Add(paint(func(c draw.Canvas, p *plot.Plot) {
		x, y := p.Transforms(&c)
		if finite(f.Centre) && f.Centre >= 0 && f.Centre <= yMax {
			s.line(Line, 1.25, []vg.Length{4, 3}, vg.Point{X: c.Min.X, Y: y(f.Centre)}, vg.Point{X: c.Max.X, Y: y(f.Centre)})
		}
		r := max(1.5, min(4, (c.Max.X-c.Min.X)/vg.Length(3*len(f.Rows))))
		for i, row := range f.Rows {
			at := x(float64(i) + 0.5)
			if finite(row.Lower) && finite(row.Upper) {
				s.line(Blue, 1.5, nil, vg.Point{X: at, Y: y(max(row.Lower, 0))}, vg.Point{X: at, Y: y(min(row.Upper, 1))})
			}
			s.dot(Blue, at, y(row.Value), r)
		}
	}))
	words := f.Value
	if finite(f.Centre) {
		words += fmt.Sprintf("; all: %s, the dashed line", Percent(f.Centre))
	}
	s.put(s.note(Muted), 0, s.Max.Y-s.size*0.6, atStart, fit(s.note(Muted), words, s.Max.X))
	s.plot(p, s.crop(yRoom, 0, s.Max.X-4, s.Max.Y-s.size*1.8), f.Axis)
}

// ticks name every period, or every second, third, ... as there is room.
func (f Trend) ticks(s *sheet) []plot.Tick {
	widest := vg.Length(0)
	for _, r := range f.Rows {
		widest = max(widest, width(s.note(Muted), r.Name)+8)
	}
	each := (s.Max.X - 70) / vg.Length(len(f.Rows))
	step := max(int(math.Ceil(float64(widest/each))), 1)
	var all []plot.Tick
	for i := 0; i < len(f.Rows); i += step {
		all = append(all, plot.Tick{Value: float64(i) + 0.5, Label: Short(f.Rows[i].Name, 20)})
	}
	return all
}
