package clock

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Unit is the unit in which a legal period is counted. A day is a civil day in
// some zone, never 24 hours; a month is a civil month, never 30 days.
type Unit string

// The units, as written after the number in a period's text form.
const (
	Hour       Unit = "h"
	Day        Unit = "d"
	WorkingDay Unit = "wd" // needs a regime with a calendar: CIVIL has none
	Month      Unit = "mo"
	Year       Unit = "y"
)

// longest bounds each unit to about a hundred years. No legal period is longer,
// and within the bound no date arithmetic can overflow.
var longest = map[Unit]int{Hour: 876_600, Day: 36_525, WorkingDay: 26_100, Month: 1_200, Year: 100}

// Period is a length of time as a law or policy writes it: N units, N at least
// 1. It is not a duration: how long it lasts depends on where on the calendar
// it begins. The zero Period means "none stated" and is refused wherever a
// period is counted.
type Period struct {
	N    int
	Unit Unit
}

// ParsePeriod reads the text form of a period: a positive whole number without
// sign or leading zero and a unit, as in "72h", "90d", "5wd", "1mo", "2y".
// Anything else, and a period of more than about a hundred years, is an error
// that says what would be right.
func ParsePeriod(s string) (Period, error) {
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.Atoi(digits)
	if err != nil || strconv.Itoa(n) != digits {
		return Period{}, fmt.Errorf("period %q: want a whole number and a unit (h, d, wd, mo, y), such as 90d", s)
	}
	p := Period{N: n, Unit: Unit(s[len(digits):])}
	if err := p.Validate(); err != nil {
		return Period{}, err
	}
	return p, nil
}

// Validate refuses a period that is not at least one of a known unit, or that
// is longer than about a hundred years.
func (p Period) Validate() error {
	most, known := longest[p.Unit]
	switch {
	case p.IsZero():
		return fmt.Errorf("no period is stated: want a number and a unit, such as 90d")
	case !known:
		return fmt.Errorf("period %q: unit %q is unknown: want one of h, d, wd, mo, y", p.String(), string(p.Unit))
	case p.N < 1:
		return fmt.Errorf("period %q: want at least 1%s: a period of nothing or less is none", p.String(), p.Unit)
	case p.N > most:
		return fmt.Errorf("period %q: want at most %d%s (about a hundred years)", p.String(), most, p.Unit)
	}
	return nil
}

// IsZero reports whether no period is stated.
func (p Period) IsZero() bool { return p == Period{} }

// String is the text form that [ParsePeriod] reads; empty for the zero Period.
func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	return strconv.Itoa(p.N) + string(p.Unit)
}

// MarshalText writes the text form. The zero Period is written as the empty
// text, so that a value with a period not yet stated can be stored.
func (p Period) MarshalText() ([]byte, error) {
	if p.IsZero() {
		return []byte{}, nil
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads what MarshalText wrote; the empty text is the zero
// Period, everything else must pass [ParsePeriod].
func (p *Period) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Period{}
		return nil
	}
	read, err := ParsePeriod(string(text))
	if err != nil {
		return err
	}
	*p = read
	return nil
}

// UnmarshalYAML reads a period from a data file, where, unlike in stored
// values, an empty one is a mistake. It exists for the line number in the
// error, which UnmarshalText cannot know.
func (p *Period) UnmarshalYAML(node *yaml.Node) error {
	read, err := ParsePeriod(node.Value)
	if err != nil {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %v", node.Line, err)}}
	}
	*p = read
	return nil
}
