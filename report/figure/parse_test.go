package figure_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"writ/report/figure"
)

// said is a text of a drawing with the room it takes, in a font as wide as any
// that a browser may take.
type said struct {
	words          string
	x0, y0, x1, y1 float64
}

// drawn is what a drawing holds.
type drawn struct {
	width, height float64
	paths         int
	classes       map[string]int
	texts         []said
}

// parse reads a drawing as XML and refuses what no drawing may hold.
func parse(t *testing.T, svg figure.SVG) drawn {
	t.Helper()
	d := drawn{classes: map[string]int{}}
	dec := xml.NewDecoder(strings.NewReader(string(svg.HTML())))
	var open *said
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return d
		}
		require.NoError(t, err, "a drawing is XML")
		switch e := token.(type) {
		case xml.StartElement:
			require.Contains(t, []string{"svg", "title", "desc", "g", "path", "text"}, e.Name.Local)
			a := attributes(t, e)
			d.classes[a["class"]]++
			switch e.Name.Local {
			case "svg":
				require.Equal(t, "img", a["role"])
				_, err := fmt.Sscanf(a["viewBox"], "0 0 %f %f", &d.width, &d.height)
				require.NoError(t, err)
			case "path":
				d.paths++
			case "text":
				open = place(t, a, d.height)
			}
		case xml.CharData:
			if open != nil {
				open.words += string(e)
			}
		case xml.EndElement:
			if e.Name.Local == "text" {
				d.texts = append(d.texts, sized(*open))
				open = nil
			}
		}
	}
}

func attributes(t *testing.T, e xml.StartElement) map[string]string {
	t.Helper()
	a := map[string]string{}
	for _, attr := range e.Attr {
		require.NotContains(t, []string{"style", "href", "onload", "width"}, attr.Name.Local)
		require.NotRegexp(t, `NaN|Inf|e[+]\d`, attr.Value, "attribute %s of <%s>", attr.Name.Local, e.Name.Local)
		a[attr.Name.Local] = attr.Value
	}
	return a
}

func place(t *testing.T, a map[string]string, height float64) *said {
	t.Helper()
	number := func(name string) float64 {
		v, err := strconv.ParseFloat(a[name], 64)
		require.NoError(t, err, name)
		return v
	}
	size := number("font-size")
	// The drawing is turned upside down once, and each text back again.
	s := &said{x0: number("x"), y1: height + number("y")}
	s.y0, s.x1 = s.y1-0.72*size, size // room of the capitals; the size until the words are known
	if a["text-anchor"] == "middle" {
		s.x1 = -size
	}
	if a["text-anchor"] == "end" {
		s.x1 = -1000 - size
	}
	return s
}

// sized gives a text its width from its anchor.
func sized(s said) said {
	size, share := s.x1, 0.0
	switch {
	case size < -1000:
		size, share = -size-1000, 1
	case size < 0:
		size, share = -size, 0.5
	}
	st := text.Style{Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Length(size)}, Handler: plot.DefaultTextHandler}
	w := float64(st.Width(s.words)) * 1.1
	s.x0 -= share * w
	s.x1 = s.x0 + w
	return s
}

// apart fails where two texts overlap or one leaves the drawing.
func apart(t *testing.T, d drawn) {
	t.Helper()
	for i, a := range d.texts {
		require.GreaterOrEqual(t, a.x0, -0.5, "%q leaves the drawing on the left", a.words)
		require.LessOrEqual(t, a.x1, d.width+0.5, "%q leaves the drawing on the right", a.words)
		require.True(t, a.y0 >= -1 && a.y1 <= d.height+1, "%q leaves the drawing above or below", a.words)
		for _, b := range d.texts[i+1:] {
			over := a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
			require.False(t, over, "%q overlaps %q", a.words, b.words)
		}
	}
}
