package legal

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// This file and check_pack.go decide what a pack may say. The rule of both: a
// mistake that could make a gate lighter, a clock silent or a figure sourceless
// stops the load; nothing is repaired, guessed or left for later.

// checker collects a Law and the faults found on the way.
type checker struct {
	law    *Law
	faults []error
	seen   map[string]string // "instrument us.subpoena" -> where it stands
	later  []func()          // references, checked when everything is known
}

func newChecker(edition string) *checker {
	return &checker{
		law: &Law{
			edition:     edition,
			instruments: map[InstrumentID]Instrument{},
			holders:     map[HolderID]Holder{},
			practices:   map[string]Term{},
			ladders:     map[string]Ladder{},
		},
		seen: map[string]string{},
	}
}

// file takes over what one file holds.
func (c *checker) file(f packFile) {
	top := spot{c: c, f: f}
	for n, i := range f.pack.Instruments {
		top.in("instruments", n).instrument(i)
	}
	for n, l := range f.pack.Ladders {
		top.in("ladders", n).ladder(l)
	}
	for n, p := range f.pack.Practice {
		top.in("practice", n).practice(p)
	}
	for n, h := range f.pack.Holders {
		top.in("holders", n).holder(h)
	}
}

// finish returns the finished Law, or everything that is wrong with the pack.
func (c *checker) finish() (*Law, error) {
	for _, check := range c.later {
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
	c.law.instrumentIDs = slices.Sorted(maps.Keys(c.law.instruments))
	c.law.holderIDs = slices.Sorted(maps.Keys(c.law.holders))
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
	node := s.f.root.Content[0] // the document's only value
	line := node.Line
	for _, step := range s.path {
		key, next := child(node, step)
		if next == nil {
			break
		}
		node, line = next, key.Line
	}
	return line
}

// child is the key node and the value node of one step down.
func child(node *yaml.Node, step any) (key, value *yaml.Node) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if n, ok := step.(int); ok {
		if node.Kind == yaml.SequenceNode && n < len(node.Content) {
			return node.Content[n], node.Content[n]
		}
		return nil, nil
	}
	for i := 0; node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == step {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}

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

// text refuses an empty field.
func (s spot) text(field, value string) {
	if strings.TrimSpace(value) == "" {
		s.in(field).refuse("%s is empty", field)
	}
}

// stated refuses a field that is left out although leaving it out would decide
// something: a switch that is off by omission.
func (s spot) stated(field string) {
	at := s.f.root.Content[0]
	for _, step := range append(slices.Clone(s.path), field) {
		if _, at = child(at, step); at == nil {
			s.refuse("%s is not stated: write true or false", field)
			return
		}
	}
}

// form refuses a field that is not written as it must be.
func (s spot) form(field, value string, form *regexp.Regexp, want string) {
	if !form.MatchString(value) {
		s.in(field).refuse("%s %q: want %s", field, value, want)
	}
}

func (s spot) jurisdiction(value string) {
	s.form("jurisdiction", value, jurisdictionForm, "an ISO 3166 code such as US or US-CA")
}

// member refuses a value that is not of its kind.
func member[T ~string](s spot, what string, value T, known []T) {
	if !slices.Contains(known, value) {
		s.refuse("%s %q is unknown: want one of %s", what, string(value), list(known))
	}
}

// members refuses unknown and repeated values.
func members[T ~string](s spot, what string, values, known []T) {
	for n, v := range values {
		member(s.in(n), what, v, known)
		if slices.Index(values, v) < n {
			s.in(n).refuse("%s %q is listed twice", what, string(v))
		}
	}
}

func (s spot) source(src Source) {
	if strings.TrimSpace(src.Cite) == "" {
		s.refuse("figure or rule without source: cite is empty")
	}
	if strings.Contains(src.Cite, "://") {
		s.in("cite").refuse("cite %q: want the address without scheme", src.Cite)
	}
	if src.Basis == "" {
		s.refuse("source without basis: want one of %s", list(bases()))
		return
	}
	member(s.in("basis"), "basis", src.Basis, bases())
}

func (s spot) sources(list []Source) {
	if len(list) == 0 {
		s.in("sources").refuse("no sources: want at least one")
	}
	for n, src := range list {
		s.in("sources", n).source(src)
	}
}

// term checks a figure. counted says by which regime.
func (s spot) term(t Term, counted Regime) {
	s.in("source").source(t.Source)
	var err error
	if r, known := regimes[counted]; known {
		err = r.check(t.Period)
	} else {
		err = t.Period.Validate() // the unknown regime itself is reported by rule
	}
	if err != nil {
		s.in("period").refuse("%v", err)
	}
}

func (s spot) optional(field string, t *Term) {
	if t != nil {
		s.in(field).term(*t, RegimeCivil)
	}
}

// rule checks a clock. Its id is the clock's name in every record, so two
// clocks may not share it.
func (s spot) rule(field string, r *Rule) {
	if r == nil {
		return
	}
	s = s.in(field)
	s.text("id", r.ID)
	s.in("id").once("rule", r.ID, "two clocks for one act")
	member(s.in("regime"), "regime", r.Regime, slices.Sorted(maps.Keys(regimes)))
	member(s.in("from"), "trigger", r.From, []Trigger{FromService, FromRuling, FromEvent})
	s.in("term").term(r.Term, r.Regime)
}

func (s spot) day(field, value string) {
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		s.in(field).refuse("%s %q: want a date such as 2026-11-30", field, value)
	}
}

func bases() []Basis {
	return []Basis{BasisStatute, BasisCase, BasisPolicy, BasisReported, BasisUnconfirmed, BasisAssumption}
}
