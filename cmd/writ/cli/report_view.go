package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/guptarohit/asciigraph"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"writ/report"
)

// resultView is the answer to a question. Its JSON is the result itself.
type resultView struct{ report.Result }

// MarshalJSON writes the result, with all digits.
func (v resultView) MarshalJSON() ([]byte, error) { return json.Marshal(v.Result) }

func (v resultView) write(p *page) {
	for _, t := range v.Tables() {
		p.title(t.Title)
		if len(t.Rows) == 0 {
			p.line("  nothing to show")
		} else {
			p.b.WriteString(textTable(t, p))
		}
		for _, n := range t.Notes {
			p.para("  ", n)
		}
	}
	if l, ok := v.Result.(*report.Latency); ok && p.terminal {
		writeCurves(p, l)
	}
}

// writeCSV writes the flat table for programs.
func (v resultView) writeCSV(w io.Writer) error {
	t := v.Records()
	out := csv.NewWriter(w)
	if err := out.Write(t.Columns); err != nil {
		return err
	}
	return out.WriteAll(t.Rows)
}

// writeMarkdown writes what people read in text.
func (v resultView) writeMarkdown(w io.Writer) error {
	for i, t := range v.Tables() {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "## %s\n\n", t.Title)
		if len(t.Rows) > 0 {
			fmt.Fprintln(w, made(t, t.Rows).RenderMarkdown())
		}
		for _, n := range t.Notes {
			fmt.Fprintf(w, "\n%s\n", n)
		}
	}
	return nil
}

func made(t report.Table, rows [][]string) table.Writer {
	w := table.NewWriter()
	w.AppendHeader(tableRow(t.Columns))
	for _, r := range rows {
		w.AppendRow(tableRow(r))
	}
	var columns []table.ColumnConfig
	for _, i := range t.Right {
		columns = append(columns, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	w.SetColumnConfigs(columns)
	return w
}

func tableRow(cells []string) table.Row {
	row := make(table.Row, len(cells))
	for i, c := range cells {
		lines := strings.Split(c, "\n")
		for j, l := range lines {
			lines[j] = printable(l)
		}
		row[i] = strings.Join(lines, "\n")
	}
	return row
}

// textTable sets a table in columns. One that is too wide has its intervals on
// lines of their own; if that is not enough, also the columns that may stand under
// others.
func textTable(t report.Table, p *page) string {
	render := func() string {
		w := made(t, t.Rows)
		style := table.StyleLight
		style.Options = table.Options{SeparateHeader: true}
		style.Format.Header = text.FormatDefault
		style.Box.PaddingLeft, style.Box.PaddingRight = "  ", ""
		w.SetStyle(style)
		return w.Render()
	}
	out := render()
	for _, narrow := range []func(report.Table) report.Table{folded, stacked} {
		if widest(out) > p.width {
			t = narrow(t)
			out = render()
		}
	}
	lines := strings.Split(out, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func widest(s string) int {
	width := 0
	for l := range strings.Lines(s) {
		width = max(width, utf8.RuneCountInString(strings.TrimRight(l, " \n")))
	}
	return width
}

// folded puts the interval of each cell, "61.2 % (58.0-64.1)", below its figure.
func folded(t report.Table) report.Table {
	rows := make([][]string, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = slices.Clone(r)
		for j, c := range r {
			if figure, interval, ok := strings.Cut(c, " ("); ok && strings.HasSuffix(interval, ")") {
				rows[i][j] = figure + "\n" + strings.TrimSuffix(interval, ")")
			}
		}
	}
	t.Rows = rows
	return t
}

// stacked puts the columns that may stand under the one before there.
func stacked(t report.Table) report.Table {
	for _, at := range slices.Backward(t.Under) {
		join := func(cells []string) []string {
			below := cells[at]
			cells = slices.Delete(slices.Clone(cells), at, at+1)
			if below != "" {
				cells[at-1] += "\n" + below
			}
			return cells
		}
		rows := make([][]string, len(t.Rows))
		for i, r := range t.Rows {
			rows[i] = join(r)
		}
		right := []int{}
		for _, i := range t.Right {
			if i > at {
				i--
			}
			right = append(right, i)
		}
		t.Columns, t.Rows, t.Right = join(t.Columns), rows, right
	}
	return t
}

// mostCurves is how many groups are drawn one above the other.
const mostCurves = 4

// writeCurves draws how the wanted end comes about.
func writeCurves(p *page, l *report.Latency) {
	groups := l.Groups
	if len(groups) == 0 {
		groups = []report.LatencyGroup{l.All}
	}
	for i, g := range groups {
		if i == mostCurves {
			p.line("  %d more groups are not drawn.", len(groups)-i)
			return
		}
		points := sampled(g.Curve, float64(l.Tau), p.width-16)
		if points == nil {
			continue
		}
		p.title(fmt.Sprintf("%s: share %s, day 0 to %g", g.Name, l.To, float64(l.Tau)))
		p.line("%s", asciigraph.Plot(points, asciigraph.Height(8), asciigraph.LowerBound(0), asciigraph.UpperBound(100), asciigraph.Precision(0)))
	}
}

// sampled reads a curve in percent at evenly spaced days; nil where there is none.
func sampled(c report.Curve, tau float64, width int) []float64 {
	if len(c.Ends) == 0 || len(c.Days) < 2 || !c.Ends[0][0].Known() {
		return nil
	}
	points, at := make([]float64, max(width, 2)), 0
	for i := range points {
		day := tau * float64(i) / float64(len(points)-1)
		for at+1 < len(c.Days) && float64(c.Days[at+1]) <= day {
			at++
		}
		points[i] = math.Round(1000*float64(c.Ends[0][at])) / 10
	}
	return points
}
