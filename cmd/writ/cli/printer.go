package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// outputMode is how results are printed.
type outputMode string

// The modes.
const (
	textMode outputMode = "text"
	jsonMode outputMode = "json"
	// These two are for commands that print tables: see [tabular].
	csvMode      outputMode = "csv"
	markdownMode outputMode = "markdown"
)

// String and Set make the mode a flag that refuses unknown values.
func (m *outputMode) String() string { return string(*m) }

// Set refuses unknown modes.
func (m *outputMode) Set(s string) error {
	switch outputMode(s) {
	case textMode, jsonMode, csvMode, markdownMode:
		*m = outputMode(s)
		return nil
	}
	return fmt.Errorf("want text or json, or csv or markdown of a table")
}

const tablesMark = "tables"

// tabular marks a command that prints tables. Any other refuses csv and markdown
// before it does anything.
func tabular(cmd *cobra.Command) *cobra.Command {
	cmd.Annotations = map[string]string{tablesMark: "yes"}
	return cmd
}

// refuseTables says that a command cannot print in this mode.
func (m outputMode) refuseTables(cmd *cobra.Command) error {
	if m == textMode || m == jsonMode || cmd.Annotations[tablesMark] != "" {
		return nil
	}
	return usageFault("--output %s: %s prints no table; want text or json", m, cmd.CommandPath())
}

// Type names the flag's values in help.
func (m *outputMode) Type() string { return "text|json|csv|markdown" }

// view is a result: its JSON form is the value itself, its text form what
// write puts on the page.
type view interface {
	write(p *page)
}

// tablesView is a view that is tables: that of a [tabular] command.
type tablesView interface {
	view
	writeCSV(io.Writer) error
	writeMarkdown(io.Writer) error
}

// printer prints views in the one mode of this call.
type printer struct {
	mode   outputMode
	out    io.Writer
	width  int
	colour bool
	// terminal: somebody looks at it now.
	terminal bool
}

// defaultWidth is the width of text that goes to a file or a pipe.
const defaultWidth = 100

// newPrinter takes the width of the terminal, within reason, and colours only
// there and only if NO_COLOR is not set.
func newPrinter(mode outputMode, out io.Writer, getenv func(string) string) printer {
	p := printer{mode: mode, out: out, width: defaultWidth}
	if width, ok := terminalWidth(out); ok {
		p.width, p.terminal = min(max(width, 72), 120), true
		p.colour = getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
	}
	return p
}

// terminalWidth reports how wide the terminal behind w is; ok is false when w
// is no terminal.
func terminalWidth(w io.Writer) (width int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width == 0 {
		width = defaultWidth
	}
	return width, true
}

// print writes a result: a page, an indented JSON value, or tables.
func (p printer) print(v view) error {
	if t, ok := v.(tablesView); ok && p.mode == csvMode {
		return t.writeCSV(p.out)
	} else if ok && p.mode == markdownMode {
		return t.writeMarkdown(p.out)
	}
	if p.mode == jsonMode {
		enc := json.NewEncoder(p.out)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	}
	return p.page(v.write)
}

// stream writes one of many results: its text, or one line of JSON.
func (p printer) stream(v view) error {
	if p.mode == jsonMode {
		return json.NewEncoder(p.out).Encode(v)
	}
	return p.page(v.write)
}

func (p printer) page(write func(*page)) error {
	page := &page{width: p.width, colour: p.colour, terminal: p.terminal}
	write(page)
	_, err := io.WriteString(p.out, page.b.String())
	return err
}

// note tells people what is going on; programs get results only.
func (p printer) note(line string) { p.notes([]string{line}) }

func (p printer) notes(lines []string) {
	if p.mode != textMode {
		return
	}
	for _, line := range lines {
		fmt.Fprintln(p.out, line)
	}
}
