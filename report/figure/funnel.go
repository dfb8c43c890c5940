package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Funnel sets shares against how many they stand on, between the limits within
// which chance alone would keep them: few spells may stray far, many may not.
// A ranking of the same shares would mistake the smallest for the best and worst.
type Funnel struct {
	Words
	Axis   string // what n counts
	Value  string // what the share is of
	Centre float64
	Points []Point
}

// Point is one share.
type Point struct {
	Name  string
	N     int64
	Share float64
}

// Draw draws it.
func (f Funnel) Draw() (Figure, error) {
	if err := f.check(); err != nil {
		return Figure{}, err
	}
	return draws(f.Words, f.table(), func(s *sheet) float64 { return pick(s, 400.0, 380) }, func(s *sheet) {
		if len(f.Points) == 0 {
			s.nothing("no group is large enough to tell.")
			return
		}
		f.draw(s)
	})
}

func (f Funnel) check() error {
	if err := f.Words.check(); err != nil {
		return err
	}
	for _, p := range f.Points {
		if p.N <= 0 {
			return fmt.Errorf("%s: %s has n = %d: want 1 or more", f.ID, p.Name, p.N)
		}
		if err := shares(f.ID+": "+p.Name, []float64{p.Share}); err != nil {
			return err
		}
	}
	if len(f.Points) > 0 {
		return shares(f.ID+": centre", []float64{f.Centre})
	}
	return nil
}

// Limits are the control limits of a binomial share with n trials: between them
// lies what chance alone gives with the probability inside (0.95, 0.998). They are
// the exact quantiles, made smooth in n by interpolation between neighbouring
// counts: Spiegelhalter, Funnel plots for comparing institutional performance,
// Statistics in Medicine 24 (2005), A.1.1.
func Limits(n int64, centre, inside float64) (lower, upper float64) {
	if centre <= 0 || centre >= 1 {
		return centre, centre
	}
	at := func(p float64) float64 {
		b := distuv.Binomial{N: float64(n), P: centre}
		low, high := int64(-1), n // the smallest k with CDF(k) >= p
		for high-low > 1 {
			if mid := low + (high-low)/2; b.CDF(float64(mid)) >= p {
				high = mid
			} else {
				low = mid
			}
		}
		reached, before := b.CDF(float64(high)), 0.0
		if high > 0 {
			before = b.CDF(float64(high - 1))
		}
		return max(0, min(1, (float64(high)-(reached-p)/(reached-before))/float64(n)))
	}
	return at((1 - inside) / 2), at((1 + inside) / 2)
}

// rootScale gives small numbers more room and still begins at 0.
type rootScale struct{}

// Normalize is the place of x between 0 and 1.
func (rootScale) Normalize(_, end, x float64) float64 { return math.Sqrt(max(x, 0) / end) }

const insideWarn, insideAlarm = 0.95, 0.998

// fewPoints are few enough to be named all, not only those outside the limits.
const fewPoints = 10

func (f Funnel) draw(s *sheet) {
	var most int64
	top := f.Centre
	for _, p := range f.Points {
		most, top = max(most, p.N), max(top, p.Share)
	}
	xMax := float64(most) * 1.08
	yMax := min(1, math.Ceil(top*1.1*10)/10)
	p := s.axes(xMax, yMax, nil, evenTicks(yMax, 5, Percent))
	p.X.Scale = rootScale{}
	p.X.Tick.Marker = plot.ConstantTicks(rootTicks(xMax, float64(s.Max.X)-60, float64(pick(s, 52, 44))))
	p.Add(paint(func(c draw.Canvas, p *plot.Plot) { f.limits(s, c, p) }))
	p.Add(paint(func(c draw.Canvas, p *plot.Plot) { f.points(s, c, p) }))
	s.put(s.note(Muted), 0, s.Max.Y-s.size*0.6, atStart, fit(s.note(Muted), f.Value+"; all: "+Percent(f.Centre)+", the solid line", s.Max.X))
	s.plot(p, s.crop(yRoom, 0, s.Max.X-4, s.Max.Y-s.size*1.8), f.Axis+" (square-root scale)")
}

func rootTicks(end, width, apart float64) []plot.Tick {
	all := []plot.Tick{{Value: 0, Label: "0"}}
	last := 0.0
	for decade := 1.0; decade <= end; decade *= 10 {
		for _, f := range []float64{1, 2, 5} {
			at := math.Sqrt(decade*f/end) * width
			if decade*f <= end && at-last >= apart {
				all, last = append(all, plot.Tick{Value: decade * f, Label: Count(int64(decade * f))}), at
			}
		}
	}
	return all
}

// limits draws the centre and both pairs of limits, each named at its right end.
func (f Funnel) limits(s *sheet, c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	centre := y(f.Centre)
	s.line(Line, 1.25, nil, vg.Point{X: c.Min.X, Y: centre}, vg.Point{X: c.Max.X, Y: centre})
	for _, l := range []struct {
		inside float64
		dashes []vg.Length
	}{{insideWarn, []vg.Length{2, 3}}, {insideAlarm, []vg.Length{7, 3}}} {
		var lower, upper []vg.Point
		before := int64(0)
		for i := 1; i <= 90; i++ {
			n := int64(math.Ceil(p.X.Max * float64(i) * float64(i) / (90 * 90)))
			if n == before {
				continue
			}
			before = n
			lo, hi := Limits(n, f.Centre, l.inside)
			at := min(x(float64(n)), c.Max.X)
			lower = append(lower, vg.Point{X: at, Y: y(lo)})
			upper = append(upper, vg.Point{X: at, Y: min(y(hi), c.Max.Y)})
		}
		s.line(Muted, 1.25, l.dashes, lower...)
		s.line(Muted, 1.25, l.dashes, afterTop(upper, c.Max.Y)...)
	}
}

// afterTop drops the points of a falling line that stand at the top edge.
func afterTop(points []vg.Point, top vg.Length) []vg.Point {
	i := slices.IndexFunc(points, func(p vg.Point) bool { return p.Y < top-0.01 })
	if i < 0 {
		return nil
	}
	return points[max(i-1, 0):]
}

// verdict is how far a point is out: 0 within, 1 outside 95 %, 2 outside 99.8 %;
// negative below.
func (f Funnel) verdict(p Point) int {
	out := 0
	for i, inside := range []float64{insideWarn, insideAlarm} {
		switch lo, hi := Limits(p.N, f.Centre, inside); {
		case p.Share > hi:
			out = i + 1
		case p.Share < lo:
			out = -i - 1
		}
	}
	return out
}

func (f Funnel) points(s *sheet, c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	inks := map[int]Ink{2: Alert, 1: Orange, 0: Grey, -1: Sky, -2: Blue}
	place := placer{area: c.Rectangle}
	type out struct {
		Point
		x, y    vg.Length
		verdict int
		far     float64
	}
	var outs []out
	for _, q := range f.Points {
		v := f.verdict(q)
		r := vg.Length(3)
		if v == 2 || v == -2 {
			r = 4.5
		}
		o := out{q, x(float64(q.N)), y(q.Share), v, math.Abs(q.Share-f.Centre) / math.Sqrt(max(f.Centre*(1-f.Centre), 1e-9)/float64(q.N))}
		s.dot(inks[v], o.x, o.y, r)
		place.block(o.x-r-1, o.y-r-1, o.x+r+1, o.y+r+1)
		if v != 0 || len(f.Points) <= fewPoints {
			outs = append(outs, o)
		}
	}
	slices.SortStableFunc(outs, func(a, b out) int { return cmp.Compare(b.far, a.far) })
	st := s.note(Text)
	for _, o := range outs[:min(len(outs), pick(s, 14, 7))] {
		name := fit(st, o.Name, pick(s, vg.Length(230), 150))
		if at, ok := place.find(o.x, o.y, width(st, name), s.size); ok {
			s.put(st, at.X, at.Y, atStart, name)
		}
	}
}

func (f Funnel) table() Table {
	t := Table{Columns: []string{"group", "n", "share", "95 % limits", "99.8 % limits", "reading"}}
	words := map[int]string{2: "far above what chance gives", 1: "above", 0: "within", -1: "below", -2: "far below what chance gives"}
	type judged struct {
		Point
		verdict int
	}
	var points []judged
	for _, p := range f.Points {
		points = append(points, judged{p, f.verdict(p)})
	}
	slices.SortStableFunc(points, func(a, b judged) int {
		return cmp.Or(cmp.Compare(b.verdict, a.verdict), cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name))
	})
	for _, p := range points {
		lo, hi := Limits(p.N, f.Centre, insideWarn)
		lo2, hi2 := Limits(p.N, f.Centre, insideAlarm)
		t.Rows = append(t.Rows, []string{p.Name, Count(p.N), Percent(p.Share), interval(lo, hi, Percent), interval(lo2, hi2, Percent), words[p.verdict]})
	}
	return t
}
