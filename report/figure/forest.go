package figure

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Forest sets groups beside each other: a share each, with its interval, and the
// share of all as an upright line.
type Forest struct {
	Words
	Axis   string
	Centre float64 // of all; not a number: none
	Rows   []Row
}

// Row is one group.
type Row struct {
	Name                string
	Value, Lower, Upper float64
	N                   string
}

// maxRows is how many groups are drawn; the rest are in the table.
const maxRows = 40

// Draw draws it, the largest share first.
func (f Forest) Draw() (Figure, error) {
	if err := f.check(); err != nil {
		return Figure{}, err
	}
	rows := slices.Clone(f.Rows)
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.Name, b.Name))
	})
	drawn := rows[:min(len(rows), maxRows)]
	height := func(s *sheet) float64 {
		if len(drawn) == 0 {
			return 120
		}
		return float64(s.size)*5.2 + float64(len(drawn))*rowPitch(s)
	}
	if more := len(rows) - len(drawn); more > 0 {
		f.Axis += fmt.Sprintf("; %d more are in the table", more)
	}
	return draws(f.Words, rowTable("group", rows, f.Centre), height, func(s *sheet) {
		if len(drawn) == 0 {
			s.nothing("no group is large enough to tell.")
			return
		}
		f.draw(s, drawn)
	})
}

func rowPitch(s *sheet) float64 { return pick(s, 24.0, 36) }

func (f Forest) check() error {
	if err := f.Words.check(); err != nil {
		return err
	}
	for _, r := range f.Rows {
		if err := shares(f.ID+": "+r.Name, []float64{r.Value}); err != nil {
			return err
		}
	}
	return nil
}

func (f Forest) draw(s *sheet, rows []Row) {
	left, right := edge(s), s.Max.X-edge(s)
	if !s.narrow {
		for _, r := range rows {
			left = max(left, width(s.style(Text), r.Name))
		}
		left, right = min(left, 250)+10, s.Max.X-130
		s.put(s.note(Muted), right+12, s.Max.Y-s.size*0.7, atStart, "share, n")
	}
	p := s.axes(1, 1, percentTicks(), nil)
	p.Add(paint(func(c draw.Canvas, p *plot.Plot) {
		x, _ := p.Transforms(&c)
		if finite(f.Centre) && f.Centre >= 0 && f.Centre <= 1 {
			at := x(f.Centre)
			s.line(Line, 1.25, []vg.Length{4, 3}, vg.Point{X: at, Y: c.Min.Y}, vg.Point{X: at, Y: c.Max.Y})
			words := "all: " + Percent(f.Centre)
			half := width(s.note(Muted), words) / 2
			s.put(s.note(Muted), max(c.Min.X+half, min(c.Max.X-half, at)), c.Max.Y+s.size*0.7, atMiddle, words)
		}
		for i, r := range rows {
			f.row(s, r, c, x, c.Max.Y-vg.Length(rowPitch(s)*(float64(i)+0.5)), right)
		}
	}))
	s.plot(p, s.crop(left, 0, right, s.Max.Y-s.size*1.6), f.Axis)
}

func (f Forest) row(s *sheet, r Row, c draw.Canvas, x func(float64) vg.Length, y, right vg.Length) {
	figure := fmt.Sprintf("%s, n%s%s", Percent(r.Value), thin, r.N)
	if s.narrow {
		y -= 8
		w := width(s.note(Muted), figure)
		s.put(s.style(Text), c.Min.X, y+14, atStart, fit(s.style(Text), r.Name, c.Max.X-c.Min.X-w-8))
		s.put(s.note(Muted), c.Max.X, y+14, atEnd, figure)
	} else {
		s.put(s.style(Text), c.Min.X-8, y, atEnd, fit(s.style(Text), r.Name, c.Min.X-10))
		s.put(s.style(Text), right+12, y, atStart, figure)
	}
	s.line(Grille, 1, nil, vg.Point{X: c.Min.X, Y: y}, vg.Point{X: c.Max.X, Y: y})
	if finite(r.Lower) && finite(r.Upper) {
		s.line(Blue, 2, nil, vg.Point{X: x(max(r.Lower, 0)), Y: y}, vg.Point{X: x(min(r.Upper, 1)), Y: y})
	}
	s.dot(Blue, x(r.Value), y, 4)
}

// rowTable lists rows with the share of all as the last.
func rowTable(what string, rows []Row, centre float64) Table {
	t := Table{Columns: []string{what, "share", "95 % interval", "n"}}
	for _, r := range rows {
		t.Rows = append(t.Rows, []string{r.Name, Percent(r.Value), orDash(interval(r.Lower, r.Upper, Percent)), r.N})
	}
	if finite(centre) && len(rows) > 0 {
		t.Rows = append(t.Rows, []string{"all", Percent(centre), "-", "-"})
	}
	return t
}
