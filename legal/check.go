package legal

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"writ/legal/clock"
	"writ/legal/datafile"
)

// The files check*.go decide what a pack may say. The rule of all: a mistake
// that could make a gate lighter, a clock silent or a figure sourceless stops
// the load; nothing is repaired, guessed or left for later.

// checker collects a Law and the faults found on the way.
type checker struct {
	law    *Law
	faults []error
	seen   map[string]string // "instrument us.subpoena" -> where it stands
	later  []func()          // references, checked when everything is known
	last   []func()          // what takes that the references are resolved
}

func newChecker(edition string) *checker {
	return &checker{
		law: &Law{
			edition:       edition,
			instruments:   map[InstrumentID]Instrument{},
			holders:       map[HolderID]Holder{},
			practices:     map[string]Term{},
			ladders:       map[string]Ladder{},
			areas:         map[string]Area{},
			calendars:     map[string]*clock.Calendar{},
			zoneCalendars: map[string]string{},
		},
		seen: map[string]string{},
	}
}

// file takes over what one file holds.
func (c *checker) file(f packFile) {
	top := spot{c: c, f: f}
	for n, a := range f.pack.Areas {
		top.in("areas", n).area(a)
	}
	for n, i := range f.pack.Instruments {
		top.in("instruments", n).instrument(i)
	}
	for n, l := range f.pack.Ladders {
		top.in("ladders", n).ladder(l)
	}
	for n, p := range f.pack.Practice {
		top.in("practice", n).practice(p)
	}
	for n, d := range f.pack.Doors {
		top.in("doors", n).door(d)
	}
	for n, h := range f.pack.Holders {
		at := top.in("holders", n)
		at.holder(h)
		c.last = append(c.last, func() { at.countable(h) })
	}
	for n, d := range f.pack.Calendars {
		top.in("calendars", n).calendar(d)
	}
}

// finish returns the finished Law, or everything that is wrong with the pack.
func (c *checker) finish() (*Law, error) {
	c.law.instrumentIDs = slices.Sorted(maps.Keys(c.law.instruments))
	for _, check := range slices.Concat(c.later, c.last) {
		check()
	}
	var missing []string
	for _, id := range practices() {
		if _, ok := c.law.practices[id]; !ok {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		c.faults = append(c.faults, &PackError{File: "packs/" + c.law.edition,
			Reason: "missing practice targets: " + strings.Join(missing, ", ")})
	}
	if len(c.faults) > 0 {
		return nil, fmt.Errorf("legal: edition %s: %w", c.law.edition, errors.Join(c.faults...))
	}
	c.law.holderIDs = slices.Sorted(maps.Keys(c.law.holders))
	slices.SortFunc(c.law.doors, func(x, y Door) int { return strings.Compare(x.ID, y.ID) })
	return c.law, nil
}

// spot is a place in a data file.
type spot struct {
	c    *checker
	f    packFile
	path []any // keys and indexes from the top
}

func (s spot) in(path ...any) spot {
	s.path = slices.Concat(s.path, path)
	return s
}

func (s spot) refuse(format string, args ...any) {
	s.c.faults = append(s.c.faults, &PackError{File: s.f.name, Line: s.line(), Reason: fmt.Sprintf(format, args...)})
}

// line is the line of the spot, or of the nearest thing around it that exists:
// a missing field is reported at its owner.
func (s spot) line() int {
	line, _ := s.find()
	return line
}

// node is the value at the spot, or the nearest around it that exists.
func (s spot) node() *yaml.Node {
	_, node := s.find()
	return node
}

func (s spot) find() (line int, node *yaml.Node) { return datafile.At(s.f.root, s.path...) }

// once refuses a second thing of the same kind and id; it reports whether this
// is the first.
func (s spot) once(kind, id, otherwise string) bool {
	key := kind + " " + id
	if where, again := s.c.seen[key]; again {
		s.refuse("%s %q: %s; the first stands in %s", kind, id, otherwise, where)
		return false
	}
	s.c.seen[key] = fmt.Sprintf("%s:%d", s.f.name, s.line())
	return true
}
