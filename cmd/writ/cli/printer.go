package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// outputMode is how results are printed.
type outputMode string

// The modes.
const (
	textMode outputMode = "text"
	jsonMode outputMode = "json"
)

// String and Set make the mode a flag that refuses unknown values.
func (m *outputMode) String() string { return string(*m) }

// Set refuses what is neither text nor json.
func (m *outputMode) Set(s string) error {
	switch outputMode(s) {
	case textMode, jsonMode:
		*m = outputMode(s)
		return nil
	}
	return fmt.Errorf("want text or json")
}

// Type names the flag's values in help.
func (m *outputMode) Type() string { return "text|json" }

// view is a result: its JSON form is the value itself, its text form what
// write puts on the page.
type view interface {
	write(p *page)
}

// printer prints views in the one mode of this call.
type printer struct {
	mode   outputMode
	out    io.Writer
	width  int
	colour bool
}

// defaultWidth is the width of text that goes to a file or a pipe.
const defaultWidth = 100

// newPrinter takes the width of the terminal, within reason, and colours only
// there and only if NO_COLOR is not set.
func newPrinter(mode outputMode, out io.Writer, getenv func(string) string) printer {
	p := printer{mode: mode, out: out, width: defaultWidth}
	if width, ok := terminalWidth(out); ok {
		p.width = min(max(width, 72), 120)
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

// print writes a result: a page, or an indented JSON value.
func (p printer) print(v view) error {
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
	page := &page{width: p.width, colour: p.colour}
	write(page)
	_, err := io.WriteString(p.out, page.b.String())
	return err
}

// note tells people what is going on; programs get results only.
func (p printer) note(line string) { p.notes([]string{line}) }

func (p printer) notes(lines []string) {
	if p.mode == jsonMode {
		return
	}
	for _, line := range lines {
		fmt.Fprintln(p.out, line)
	}
}
