package figure

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Beside is one case: each wait as a bar on the days since it began, its clock as
// a mark, and how slow it was among its peers.
type Beside struct {
	Words
	Axis  string
	Waits []Wait
}

// Wait is one bar.
type Wait struct {
	Name        string
	Start, Days float64 // days
	Due         float64 // length of its clock; not a number: none
	Open        bool    // it lasts
	Breached    bool
	// Slower is the share of the peers that were done sooner; not a number: not told.
	Slower  float64
	AtLeast bool
	Peers   string // how many, of which kind
}

// maxWaits is how many waits are drawn; the rest are in the table.
const maxWaits = 40

// Draw draws it.
func (f Beside) Draw() (Figure, error) {
	if err := f.check(); err != nil {
		return Figure{}, err
	}
	waits := f.Waits[:min(len(f.Waits), maxWaits)]
	if more := len(f.Waits) - len(waits); more > 0 {
		f.Summary += fmt.Sprintf(" %d more waits are in the table.", more)
	}
	height := func(s *sheet) float64 {
		if len(waits) == 0 {
			return 120
		}
		return float64(s.size)*5.2 + float64(len(waits))*waitPitch(s)
	}
	return draws(f.Words, f.table(), height, func(s *sheet) {
		if len(waits) == 0 {
			s.nothing("nobody was waited for in this case.")
			return
		}
		f.draw(s, waits)
	})
}

func waitPitch(s *sheet) float64 { return pick(s, 25.0, 38) }

func (f Beside) check() error {
	if err := f.Words.check(); err != nil {
		return err
	}
	for _, w := range f.Waits {
		if !finite(w.Start) || !finite(w.Days) || w.Start < 0 || w.Days < 0 {
			return fmt.Errorf("%s: %s is from day %g for %g days: want both from 0", f.ID, w.Name, w.Start, w.Days)
		}
	}
	return nil
}

func (f Beside) draw(s *sheet, waits []Wait) {
	left, right := edge(s), s.Max.X-edge(s)
	if !s.narrow {
		for _, w := range waits {
			left = max(left, width(s.style(Text), w.Name))
		}
		left, right = min(left, 290)+10, s.Max.X-150
		s.put(s.note(Muted), right+16, s.Max.Y-s.size*0.7, atStart, "slower than")
	}
	end := 0.0
	for _, w := range waits {
		end = max(end, w.Start+w.Days)
	}
	if end == 0 {
		end = 1
	}
	p := s.axes(end*1.02, 1, dayTicks(end, pick(s, 6, 4)), nil)
	p.Add(paint(func(c draw.Canvas, p *plot.Plot) {
		for i, w := range waits {
			f.wait(s, w, c, p, c.Max.Y-vg.Length(waitPitch(s)*(float64(i)+0.5)), right)
		}
	}))
	s.plot(p, s.crop(left, 0, right, s.Max.Y-s.size*1.6), f.Axis)
}

func (f Beside) wait(s *sheet, w Wait, c draw.Canvas, p *plot.Plot, y, right vg.Length) {
	if s.narrow {
		y -= 9
	}
	x := func(day float64) vg.Length { return c.X(p.X.Norm(day)) }
	from, to := x(w.Start), max(x(w.Start+w.Days), x(w.Start)+1.5)
	s.line(Grille, 1, nil, vg.Point{X: c.Min.X, Y: y}, vg.Point{X: c.Max.X, Y: y})
	due := w.Start + w.Due
	s.box(Blue, from, y-6, to, y+6)
	if w.Breached && finite(due) && x(due) < to {
		s.box(Alert, max(x(due), from), y-6, to, y+6)
	}
	if w.Open {
		s.line(Text, 1.5, nil, vg.Point{X: to + 1, Y: y + 4}, vg.Point{X: to + 5, Y: y}, vg.Point{X: to + 1, Y: y - 4})
	}
	if finite(due) && due <= p.X.Max {
		s.line(Text, 2, nil, vg.Point{X: x(due), Y: y - 9}, vg.Point{X: x(due), Y: y + 9})
	}
	if s.narrow {
		st, words := s.note(Muted), f.standing(w)
		s.put(st, c.Max.X, y+16, atEnd, words)
		s.put(s.style(Text), c.Min.X, y+16, atStart, fit(s.style(Text), w.Name, c.Max.X-c.Min.X-width(st, words)-8))
		return
	}
	s.put(s.style(Text), c.Min.X-8, y, atEnd, fit(s.style(Text), w.Name, c.Min.X-10))
	f.strip(s, w, right+16, y)
}

// strip is a line from 0 to 100 % of the peers with a dot where the wait stands.
func (f Beside) strip(s *sheet, w Wait, left, y vg.Length) {
	const length = 76
	if !finite(w.Slower) {
		s.put(s.note(Muted), left, y, atStart, "too few peers")
		return
	}
	s.line(Grille, 3, nil, vg.Point{X: left, Y: y}, vg.Point{X: left + length, Y: y})
	s.line(Line, 1, nil, vg.Point{X: left + length/2, Y: y - 4}, vg.Point{X: left + length/2, Y: y + 4})
	s.dot(Text, left+length*vg.Length(w.Slower), y, 3.5)
	s.put(s.note(Text), left+length+8, y, atStart, f.standing(w))
}

func (f Beside) standing(w Wait) string {
	switch {
	case !finite(w.Slower):
		return "too few peers"
	case w.AtLeast:
		return "≥" + thin + Percent(w.Slower)
	}
	return Percent(w.Slower)
}

func (f Beside) table() Table {
	t := Table{Columns: []string{"wait", "from day", "days", "clock, days", "slower than", "peers"}}
	for _, w := range f.Waits {
		days := Days(w.Days)
		if w.Open {
			days += ", open"
		}
		due := Days(w.Due)
		if w.Breached {
			due += ", missed"
		}
		t.Rows = append(t.Rows, []string{w.Name, Days(w.Start), days, due, f.standing(w), orDash(w.Peers)})
	}
	return t
}
