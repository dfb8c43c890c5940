package figure

import (
	"fmt"
	"html/template"
	"math"
	"regexp"
	"slices"
)

// Words are what a figure says beside its drawing.
type Words struct {
	// ID is unique on its page: letters, digits and hyphens, a letter first.
	ID    string
	Title string
	// Summary says what the drawing shows, for those who cannot see it and for
	// those in a hurry.
	Summary string
	// Foot are the facts under it: n, events, censored, as-of, which ends.
	Foot []Fact
}

// Fact is a name and its value.
type Fact struct{ Name, Value string }

// Figure is a drawing with all that belongs to it.
type Figure struct {
	Words
	Wide, Narrow SVG   // for screens of 560 px and more, and for others
	Grid         *Grid // in place of a drawing
	Table        Table // the numbers that were drawn
}

// Table is text in rows; the first column names the row.
type Table struct {
	Columns []string
	Rows    [][]string
}

// SVG is a drawing of this package; no other can make one.
type SVG struct{ text string }

// HTML is the drawing as part of a page. It is safe there: [CSS] says why.
func (s SVG) HTML() template.HTML { return template.HTML(s.text) }

// Drawer is a figure to be drawn.
type Drawer interface {
	// Draw fails when the numbers do not fit together, and says which.
	Draw() (Figure, error)
}

// AtRisk is how many were still under observation just before a time, as it is to
// be written.
type AtRisk struct {
	Time float64
	N    string
}

var idForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)

func (w Words) check() error {
	switch {
	case !idForm.MatchString(w.ID):
		return fmt.Errorf("figure id %q: letters, digits and hyphens, a letter first", w.ID)
	case w.Title == "" || w.Summary == "":
		return fmt.Errorf("figure %s: title and summary are for those who cannot see it: say both", w.ID)
	}
	return nil
}

// ascending says where times are not finite, negative or not in order.
func ascending(what string, times []float64) error {
	for i, t := range times {
		if !finite(t) || t < 0 || i > 0 && t < times[i-1] {
			return fmt.Errorf("%s: time %d is %g: times are finite, from 0 and in order", what, i, t)
		}
	}
	return nil
}

// shares says which value is no share of a whole.
func shares(what string, values []float64) error {
	i := slices.IndexFunc(values, func(v float64) bool { return !(v > -1e-9 && v < 1+1e-9) })
	if i >= 0 {
		return fmt.Errorf("%s: value %d is %g: a share is from 0 to 1", what, i, values[i])
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
