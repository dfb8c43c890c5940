package page

import (
	"bytes"
	_ "embed" // template and style sheet
	"fmt"
	"html/template"
	"io"
	"time"

	"writ/report"
	"writ/report/figure"
)

// Content is what a page shows. What is nil or empty is left out, and so is an answer
// about standing access that tells of none.
type Content struct {
	// Title is the heading; there is one for none.
	Title string
	// Ledger says whose ledger it is: "nypd".
	Ledger string
	// AsOf is the instant at which all of it was known.
	AsOf time.Time
	// Synthetic says, in a sentence, what the population is when its cases are not
	// real; it stands in a banner on top, and SYNTHETIC under every figure.
	Synthetic string
	// Version is that of the writ that wrote the page.
	Version string
	// Latency are answers about the same cases: the whole first, then by groups.
	Latency []*report.Latency
	Days    *report.Days
	Breach  *report.Breach
	Access  *report.Access
	Case    *report.Case
}

// Policy is the content policy of every page: nothing from anywhere but the
// styles inside it.
const Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

var (
	//go:embed page.html
	text string
	//go:embed page.css
	style string

	layout = template.Must(template.New("page").Parse(text))
)

// view is what the template shows.
type view struct {
	Content
	Policy, Day, Instant string
	Style                template.CSS
	Short                []string // the answers in a few sentences
	Sections             []section
	Terms                []term
	Sources              []string
}

// section is a part of the page with its figures and tables.
type section struct {
	ID, Title, Lead string
	Figures         []figure.Figure
	Tables          []table
}

// table is a result's table with the columns set flush right marked.
type table struct {
	report.Table
	ID string
}

// IsRight reports whether column i holds figures.
func (t table) IsRight(i int) bool {
	for _, r := range t.Right {
		if r == i {
			return true
		}
	}
	return false
}

// Write writes the page. It fails when w does, or when a result cannot be drawn.
func Write(w io.Writer, c Content) error {
	if c.Title == "" {
		c.Title = "How long it takes, and who held the days"
	}
	v := view{
		Content: c, Policy: Policy,
		Day: c.AsOf.UTC().Format(time.DateOnly), Instant: c.AsOf.UTC().Format("2006-01-02T15:04Z"),
		Style: template.CSS(figure.CSS + style),
		Short: short(c), Terms: terms, Sources: sources,
	}
	for _, make := range []func(Content) ([]section, error){latencySections, daysSections, breachSections, accessSections, caseSections} {
		made, err := make(c)
		if err != nil {
			return fmt.Errorf("page: %w", err)
		}
		v.Sections = append(v.Sections, made...)
	}
	var out bytes.Buffer // so that nothing is written of a page that fails
	if err := layout.Execute(&out, v); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	_, err := w.Write(out.Bytes())
	return err
}

// add draws a figure into the section.
func (s *section) add(d figure.Drawer) error {
	f, err := d.Draw()
	if err != nil {
		return err
	}
	s.Figures = append(s.Figures, f)
	return nil
}

// tables adds a result's own tables: all its numbers, as a terminal shows them.
func (s *section) tables(r any) {
	told, ok := r.(interface{ Tables() []report.Table })
	if !ok {
		return
	}
	for i, t := range told.Tables() {
		s.Tables = append(s.Tables, table{t, fmt.Sprintf("%s-table-%d", s.ID, i+1)})
	}
}
