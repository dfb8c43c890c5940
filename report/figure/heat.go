package figure

import (
	"fmt"
	"math"
)

// Heat is a table of medians, the longer the darker: one row for each holder, one
// column for each instrument.
type Heat struct {
	Words
	Corner        string // what rows and columns are: "holder, instrument"
	Rows, Columns []string
	Cells         [][]HeatCell // by row, then column
}

// HeatCell is one median with its interval.
type HeatCell struct {
	Median, Lower, Upper float64 // days; not a number: not reached
	N                    string  // how many; empty: none
	Withheld             bool    // too few to tell
	Untold               bool    // how many is told, the median is not
}

// Grid is a table to look at: each cell with a shade.
type Grid struct {
	Corner  string
	Columns []string
	Rows    []GridRow
	Scale   []GridCell // what the shades mean
}

// GridRow is a row of a grid.
type GridRow struct {
	Name  string
	Cells []GridCell
}

// GridCell is a cell of a grid: its main words, those below, and its shade from 1
// to [Shades]; 0 is none.
type GridCell struct {
	Main, Below string
	Shade       int
}

// Shades is how many shades [CSS] has.
const Shades = 5

// shadeEdges are the days at which the next shade begins.
var shadeEdges = [Shades - 1]float64{3, 10, 30, 90}

// Draw makes the grid; there is no drawing.
func (f Heat) Draw() (Figure, error) {
	if err := f.check(); err != nil {
		return Figure{}, err
	}
	g := &Grid{Corner: f.Corner, Columns: f.Columns}
	table := Table{Columns: []string{"row", "column", "median days", "95 % interval", "n"}}
	for i, name := range f.Rows {
		row := GridRow{Name: name}
		for j, c := range f.Cells[i] {
			row.Cells = append(row.Cells, c.cell())
			if c.N != "" || c.Withheld {
				table.Rows = append(table.Rows, []string{name, f.Columns[j], c.median(), orDash(interval(c.Lower, c.Upper, wait)), c.n()})
			}
		}
		g.Rows = append(g.Rows, row)
	}
	g.Scale = scale()
	return Figure{Words: f.Words, Grid: g, Table: table}, nil
}

func (f Heat) check() error {
	if err := f.Words.check(); err != nil {
		return err
	}
	if len(f.Cells) != len(f.Rows) {
		return fmt.Errorf("%s: %d rows of cells for %d rows", f.ID, len(f.Cells), len(f.Rows))
	}
	for i, row := range f.Cells {
		if len(row) != len(f.Columns) {
			return fmt.Errorf("%s: row %s has %d cells for %d columns", f.ID, f.Rows[i], len(row), len(f.Columns))
		}
	}
	return nil
}

func (c HeatCell) n() string {
	if c.Withheld {
		return "<10"
	}
	return c.N
}

func (c HeatCell) median() string {
	switch {
	case c.Withheld, c.N == "":
		return "-"
	case c.Untold:
		return "too few ended"
	case math.IsNaN(c.Median):
		return "not reached"
	}
	return wait(c.Median)
}

// wait writes days; 0 of them, where times are whole days, are fewer than one.
func wait(days float64) string {
	if days == 0 {
		return "<" + thin + "1"
	}
	return Days(days)
}

func (c HeatCell) cell() GridCell {
	switch {
	case c.Withheld:
		return GridCell{Main: "-", Below: "n" + thin + "<" + thin + "10"}
	case c.N == "":
		return GridCell{Main: "-"}
	}
	out := GridCell{Main: c.median(), Below: "n" + thin + "=" + thin + c.N}
	if c.Untold {
		return out
	}
	out.Shade = shade(c.Median)
	if words := interval(c.Lower, c.Upper, wait); words != "" && words != out.Main {
		out.Below = words + ", " + out.Below
	}
	return out
}

// shade is the step of the scale; what is not reached is the longest.
func shade(days float64) int {
	for i, edge := range shadeEdges {
		if days < edge {
			return i + 1
		}
	}
	return Shades
}

func scale() []GridCell {
	var all []GridCell
	for i := range Shades {
		words := "under " + Days(shadeEdges[0]) + " days"
		switch {
		case i == Shades-1:
			words = Days(shadeEdges[i-1]) + " and more, or not reached"
		case i > 0:
			words = Days(shadeEdges[i-1]) + " to " + Days(shadeEdges[i])
		}
		all = append(all, GridCell{Main: words, Shade: i + 1})
	}
	return all
}
