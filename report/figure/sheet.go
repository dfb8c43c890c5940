package figure

import (
	"bytes"
	"fmt"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Widths of drawings in the units of their view box; about a CSS pixel each.
const (
	wideWidth   = 720
	narrowWidth = 340
)

// sheet is what one drawing is drawn on. Its origin is at the bottom left.
type sheet struct {
	draw.Canvas
	out    *vgsvg.Canvas
	narrow bool
	size   vg.Length // of text
}

func newSheet(narrow bool, height func(*sheet) float64) *sheet {
	s := &sheet{narrow: narrow, size: 12.5}
	across := vg.Length(wideWidth)
	if narrow {
		across, s.size = narrowWidth, 11.5
	}
	s.out = vgsvg.New(across, vg.Length(height(s)))
	s.Canvas = draw.New(s.out)
	return s
}

// pick is the first on a wide sheet, the second on a narrow one.
func pick[T any](s *sheet, wide, narrow T) T {
	if s.narrow {
		return narrow
	}
	return wide
}

func (s *sheet) svg(w Words) (SVG, error) {
	var raw bytes.Buffer
	if _, err := s.out.WriteTo(&raw); err != nil {
		return SVG{}, err
	}
	return rewrite(raw.Bytes(), w, pick(s, "wide", "narrow"))
}

// style is how text is set. Places are anchored, so that they hold in any font;
// widths are those of Liberation Sans, which Arial and Helvetica share.
func (s *sheet) style(ink Ink) text.Style {
	return text.Style{
		Color:   ink.colour(),
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Size: s.size},
		XAlign:  draw.XLeft,
		YAlign:  draw.YBottom,
		Handler: plot.DefaultTextHandler,
	}
}

// note is the style of smaller words.
func (s *sheet) note(ink Ink) text.Style {
	st := s.style(ink)
	st.Font.Size = s.size - 1
	return st
}

func (s *sheet) bold(ink Ink) text.Style {
	st := s.style(ink)
	st.Font.Weight = bold
	return st
}

// bold is golang.org/x/image/font.WeightBold.
const bold = 3

// wider is how much wider than Liberation Sans the fonts are that a browser may
// take in its place, DejaVu Sans the widest of those in use.
const wider = 1.17

// width is the room that words need in any of the fonts.
func width(st text.Style, words string) vg.Length { return st.Width(words) * wider }

// put writes text with its start, middle or end at x, and the middle of its
// capitals at y.
func (s *sheet) put(st text.Style, x, y vg.Length, at anchor, words string) {
	st.Color = anchored(st.Color, at)
	const capitals = 0.72 // of the size
	baseline := y - st.Font.Size*capitals/2
	s.FillText(st, vg.Point{X: x, Y: baseline + st.FontExtents().Ascent - st.Font.Size}, words)
}

// fit shortens text to a width, with an ellipsis in place of the rest.
func fit(st text.Style, words string, room vg.Length) string {
	if width(st, words) <= room {
		return words
	}
	for n := len([]rune(words)) - 1; n > 0; n-- {
		if short := Short(words, n); width(st, short) <= room {
			return short
		}
	}
	return ""
}

// wrap breaks text into lines of a width.
func wrap(st text.Style, words string, room vg.Length) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(words) {
		if next := strings.TrimSpace(line + " " + word); line == "" || width(st, next) <= room {
			line = next
			continue
		}
		lines, line = append(lines, line), word
	}
	return append(lines, line)
}

func (s *sheet) box(ink Ink, x0, y0, x1, y1 vg.Length) {
	if x1 <= x0 || y1 <= y0 {
		return
	}
	s.FillPolygon(ink.colour(), []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}})
}

func (s *sheet) line(ink Ink, width vg.Length, dashes []vg.Length, points ...vg.Point) {
	s.StrokeLines(stroke(ink, width, dashes...), points)
}

func stroke(ink Ink, width vg.Length, dashes ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: ink.colour(), Width: width, Dashes: dashes}
}

// dot draws a filled circle with a rim of the ground, so that dots which touch
// can be told apart.
func (s *sheet) dot(ink Ink, x, y, r vg.Length) {
	for _, d := range []struct {
		ink Ink
		r   vg.Length
	}{{Ground, r + 1}, {ink, r}} {
		s.DrawGlyph(draw.GlyphStyle{Color: d.ink.colour(), Radius: d.r, Shape: draw.CircleGlyph{}}, vg.Point{X: x, Y: y})
	}
}

// crop is a part of the sheet, by its edges from the left and the bottom.
func (s *sheet) crop(left, bottom, right, top vg.Length) draw.Canvas {
	return draw.Canvas{Canvas: s.Canvas.Canvas, Rectangle: vg.Rectangle{
		Min: vg.Point{X: left, Y: bottom}, Max: vg.Point{X: right, Y: top},
	}}
}

// nothing says that there is nothing to draw, in the place of the drawing.
func (s *sheet) nothing(why string) {
	s.line(Grille, 1, []vg.Length{3, 3}, s.Min, vg.Point{X: s.Min.X, Y: s.Max.Y}, s.Max, vg.Point{X: s.Max.X, Y: s.Min.Y}, s.Min)
	st := s.style(Muted)
	lines := wrap(st, "Nothing to draw: "+why, s.Max.X-40)
	for i, l := range lines {
		s.put(st, s.Center().X, s.Center().Y+s.size*1.4*(vg.Length(len(lines)-1)/2-vg.Length(i)), atMiddle, l)
	}
}

// draws makes both drawings by one function.
func draws(w Words, table Table, height func(*sheet) float64, draw func(*sheet)) (Figure, error) {
	fig := Figure{Words: w, Table: table}
	for _, narrow := range []bool{false, true} {
		s := newSheet(narrow, height)
		draw(s)
		svg, err := s.svg(w)
		if err != nil {
			return Figure{}, fmt.Errorf("figure %s: %w", w.ID, err)
		}
		if narrow {
			fig.Narrow = svg
		} else {
			fig.Wide = svg
		}
	}
	return fig, nil
}
