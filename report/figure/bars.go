package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Bars is where the days went: the mean days of each state up to the horizon.
// They sum to it, and a strip on top shows that they do. The time after the end
// stands in the strip only.
type Bars struct {
	Words
	Horizon float64 // days
	Bars    []Bar
}

// Bar is one state. Bounds that are not numbers are not drawn.
type Bar struct {
	Name               string
	Days, Lower, Upper float64
	// After: the time after the end.
	After bool
}

// maxBars is how many states are drawn on their own; the rest are added up.
const maxBars = 16

// Draw draws it.
func (f Bars) Draw() (Figure, error) {
	if err := f.check(); err != nil {
		return Figure{}, err
	}
	bars := f.drawn()
	height := func(s *sheet) float64 {
		if len(f.Bars) == 0 {
			return 120
		}
		return stripHeight(s) + float64(len(bars))*barPitch(s) + float64(s.size)*3.4
	}
	return draws(f.Words, f.table(), height, func(s *sheet) {
		if len(f.Bars) == 0 {
			s.nothing("no case answers the question.")
			return
		}
		f.draw(s, bars)
	})
}

func stripHeight(s *sheet) float64 { return float64(s.size)*2.9 + 26 + 10 }

// barPitch is from one bar to the next; on a narrow sheet the name stands above.
func barPitch(s *sheet) float64 { return pick(s, 27.0, 37) }

func (f Bars) check() error {
	if err := f.Words.check(); err != nil {
		return err
	}
	if len(f.Bars) == 0 {
		return nil
	}
	var sum float64
	for _, b := range f.Bars {
		if !finite(b.Days) || b.Days < -1e-9 {
			return fmt.Errorf("%s: %s has %g days: want 0 or more", f.ID, b.Name, b.Days)
		}
		sum += b.Days
	}
	if !(f.Horizon > 0) || math.Abs(sum-f.Horizon) > 1e-6*f.Horizon+0.05 {
		return fmt.Errorf("%s: the days sum to %g: want the horizon, %g", f.ID, sum, f.Horizon)
	}
	return nil
}

// drawn are the waits by length, the smallest of very many added up.
func (f Bars) drawn() []Bar {
	bars := slices.DeleteFunc(slices.Clone(f.Bars), func(b Bar) bool { return b.After })
	slices.SortStableFunc(bars, func(a, b Bar) int {
		return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(a.Name, b.Name))
	})
	if len(bars) <= maxBars {
		return bars
	}
	rest := Bar{Name: fmt.Sprintf("others (%d)", len(bars)-maxBars+1), Lower: math.NaN(), Upper: math.NaN()}
	for _, b := range bars[maxBars-1:] {
		rest.Days += b.Days
	}
	return append(bars[:maxBars-1], rest)
}

// after is the time after the end, of all ends.
func (f Bars) after() float64 {
	var days float64
	for _, b := range f.Bars {
		days += b.Days * b2f(b.After)
	}
	return days
}

func (f Bars) draw(s *sheet, bars []Bar) {
	left := edge(s)
	if !s.narrow {
		for i, b := range bars {
			left = max(left, width(s.style(Text), b.numbered(i)))
		}
		left = min(left, 290) + 10
	}
	right := s.Max.X - pick(s, vg.Length(128), edge(s))
	f.strip(s, bars)
	if len(bars) == 0 {
		return
	}
	top := s.Max.Y - vg.Length(stripHeight(s))
	most := 0.1
	for _, b := range bars {
		most = max(most, b.Days)
		if finite(b.Upper) {
			most = max(most, b.Upper)
		}
	}
	p := s.axes(most*1.02, 1, dayTicks(most, pick(s, 6, 4)), nil)
	p.Add(paint(func(c draw.Canvas, p *plot.Plot) { f.bars(s, bars, c, p) }))
	s.plot(p, s.crop(left, 0, right, top), "mean days per case")
}

// strip sets all bars end to end over the whole width: the horizon.
func (f Bars) strip(s *sheet, bars []Bar) {
	st := s.note(Muted)
	s.put(st, 0, s.Max.Y-s.size*0.7, atStart, "all together: "+Days(f.Horizon)+" days")
	top := s.Max.Y - s.size*1.6
	across := func(days float64) vg.Length { return s.Max.X * vg.Length(days/f.Horizon) }
	x := vg.Length(0)
	for i, b := range bars {
		w := across(b.Days)
		s.box(inkAt(i), x, top-26, x+w-1, top)
		if label := fmt.Sprint(i + 1); w > width(st, label)+4 {
			s.put(st, x+w/2, top-26-s.size*0.8, atMiddle, label)
		}
		x += w
	}
	if w := across(f.after()); w > 0 {
		s.box(Pale, x, top-26, x+w, top)
		s.put(st, x+w/2, top-26-s.size*0.8, atMiddle, fit(st, "ended: "+Days(f.after())+thin+"d, "+Percent(f.after()/f.Horizon), w))
	}
}

// inkAt is the ink of the bar at a place. The smaller ones need none of their own.
func inkAt(i int) Ink {
	if i < len(Series) {
		return Series[i]
	}
	return Grey
}

// numbered is the bar's name after its number in the strip.
func (b Bar) numbered(i int) string { return fmt.Sprintf("%d%s%s", i+1, thin+thin, b.Name) }

func (f Bars) bars(s *sheet, bars []Bar, c draw.Canvas, p *plot.Plot) {
	pitch := vg.Length(barPitch(s))
	const thick = 15
	for i, b := range bars {
		y := c.Max.Y - pitch*vg.Length(i) - pitch/2
		if s.narrow {
			y -= 8
		}
		x := c.X(p.X.Norm(b.Days))
		s.box(inkAt(i), c.Min.X, y-thick/2, x, y+thick/2)
		end := x
		if finite(b.Lower) && finite(b.Upper) {
			lo, hi := c.X(p.X.Norm(max(b.Lower, 0))), c.X(p.X.Norm(b.Upper))
			s.line(Text, 1.25, nil, vg.Point{X: lo, Y: y}, vg.Point{X: hi, Y: y})
			for _, at := range []vg.Length{lo, hi} {
				s.line(Text, 1.25, nil, vg.Point{X: at, Y: y - 3.5}, vg.Point{X: at, Y: y + 3.5})
			}
			end = max(end, hi)
		}
		name := b.numbered(i)
		figure := Days(b.Days) + thin + "d, " + Percent(b.Days/f.Horizon)
		if s.narrow {
			w := width(s.style(Text), figure)
			s.put(s.style(Text), c.Min.X, y+thick/2+9, atStart, fit(s.style(Text), name, c.Max.X-c.Min.X-w-8))
			s.put(s.style(Text), c.Max.X, y+thick/2+9, atEnd, figure)
			continue
		}
		s.put(s.style(Text), c.Min.X-8, y, atEnd, fit(s.style(Text), name, c.Min.X-10))
		s.put(s.style(Text), end+8, y, atStart, figure)
	}
}

func (f Bars) table() Table {
	t := Table{Columns: []string{"state", "mean days", "95 % interval", "share of the horizon"}}
	var sum float64
	for _, b := range f.Bars {
		sum += b.Days
		t.Rows = append(t.Rows, []string{b.Name, Days(b.Days), orDash(interval(b.Lower, b.Upper, Days)), Percent(b.Days / f.Horizon)})
	}
	if len(f.Bars) > 0 {
		t.Rows = append(t.Rows, []string{"sum", Days(sum), "-", Percent(sum / f.Horizon)})
	}
	return t
}
