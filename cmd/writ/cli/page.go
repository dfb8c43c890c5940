package cli

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// page is text for people under construction: it wraps, aligns and, on a
// terminal, colours. Everything reads without colour.
type page struct {
	b      strings.Builder
	width  int
	colour bool
	// terminal: somebody looks at it now, so that a drawing in characters helps.
	terminal bool
}

// The few looks.
const (
	bold  = "1"
	faint = "2"
	red   = "31"
	green = "32"
)

// tint colours s where colours are on.
func (p *page) tint(look, s string) string {
	if !p.colour || look == "" || s == "" {
		return s
	}
	return "\x1b[" + look + "m" + s + "\x1b[0m"
}

// line writes one line as it is.
func (p *page) line(format string, args ...any) {
	fmt.Fprintf(&p.b, format, args...)
	p.b.WriteByte('\n')
}

// blank writes an empty line.
func (p *page) blank() { p.b.WriteByte('\n') }

// title opens a section.
func (p *page) title(s string) {
	if p.b.Len() > 0 {
		p.blank()
	}
	p.b.WriteString(p.tint(bold, s) + "\n")
}

// field writes "  name   value", the value wrapped under itself.
func (p *page) field(name, value string) {
	if value == "" {
		return
	}
	p.hang("  "+pad(name, 12), value, "")
}

// para writes wrapped text behind an indent.
func (p *page) para(indent, text string) { p.hang(indent, text, "") }

// hang writes head, then text wrapped with following lines indented to the end
// of head. The look colours the text.
func (p *page) hang(head, text, look string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(head))
	for i, l := range wrap(text, p.width-len(indent)) {
		if i > 0 {
			head = indent
		}
		if l == "" {
			p.b.WriteString(strings.TrimRight(head, " ") + "\n")
			continue
		}
		p.b.WriteString(head + p.tint(look, l) + "\n")
	}
}

// table writes rows in columns as wide as their widest cell; the last column
// wraps. Columns named in right are set flush right.
func (p *page) table(indent string, rows [][]string, right ...int) {
	widths := []int{}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = printable(cell)
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		head := indent
		for i, cell := range row[:len(row)-1] {
			head += align(cell, widths[i], right, i) + "  "
		}
		last := len(row) - 1
		p.hang(head, align(row[last], flushOnly(widths[last], right, last), right, last), "")
	}
}

// flushOnly keeps the width of the last column for figures only: words need no
// padding at the end of a line.
func flushOnly(width int, right []int, column int) int {
	for _, r := range right {
		if r == column {
			return width
		}
	}
	return 0
}

func align(cell string, width int, right []int, column int) string {
	for _, r := range right {
		if r == column {
			return strings.Repeat(" ", max(0, width-utf8.RuneCountInString(cell))) + cell
		}
	}
	return pad(cell, width)
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// stamped finds instants as stamp writes them; they are not broken.
var stamped = regexp.MustCompile(`(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d`)

const unbroken = "\u00a0"

// wrap breaks text at spaces so that no line is longer than width, except for
// words that are longer by themselves. Line ends in the text stay.
func wrap(text string, width int) []string {
	width = max(width, 24)
	var lines []string
	for _, part := range strings.Split(text, "\n") {
		part = printable(part)
		if utf8.RuneCountInString(part) <= width {
			lines = append(lines, strings.TrimRight(part, " "))
			continue
		}
		part = stamped.ReplaceAllStringFunc(part, func(s string) string { return strings.ReplaceAll(s, " ", unbroken) })
		lead := part[:len(part)-len(strings.TrimLeft(part, " "))]
		current := ""
		for _, word := range strings.FieldsFunc(part, func(r rune) bool { return r == ' ' }) {
			switch {
			case current == "":
				current = lead + word
			case utf8.RuneCountInString(current)+1+utf8.RuneCountInString(word) <= width:
				current += " " + word
			default:
				lines = append(lines, strings.ReplaceAll(current, unbroken, " "))
				current = lead + word
			}
		}
		lines = append(lines, strings.ReplaceAll(current, unbroken, " "))
	}
	return lines
}

// printable replaces control characters, so that what a party wrote cannot
// steer the reader's terminal or turn a line around. Tabs become spaces.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r < 0x20 || (r >= 0x7f && r < 0xa0) || r == 0x2028 || r == 0x2029,
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return '\uFFFD'
		}
		return r
	}, s)
}
