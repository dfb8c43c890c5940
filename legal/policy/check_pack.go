package policy

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"writ/legal"
	"writ/legal/cite"
	"writ/legal/clock"
	"writ/legal/datafile"
)

// This file decides what a data file may say. The rule of all: a mistake that could
// let a use pass, leave an ending without a verdict or a figure without a source
// stops the load; nothing is repaired or guessed.

var holderForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checker collects the versions and the faults found on the way.
type checker struct {
	all    []*Policy
	faults []error
	seen   map[string]string // "id twitter-2016-11-22" -> the file that has it
}

func (c *checker) fault(name string, line int, format string, args ...any) {
	c.faults = append(c.faults, &legal.PackError{File: name, Line: line, Reason: fmt.Sprintf(format, args...)})
}

// finish returns the versions sorted by id, or everything that is wrong.
func (c *checker) finish() ([]*Policy, error) {
	if len(c.faults) > 0 {
		return nil, fmt.Errorf("policy: %w", errors.Join(c.faults...))
	}
	slices.SortFunc(c.all, func(x, y *Policy) int {
		return cmp.Or(cmp.Compare(x.Holder, y.Holder), cmp.Compare(x.From, y.From))
	})
	return c.all, nil
}

// policy checks one version and takes it over.
func (c *checker) policy(f file) {
	s, p := spot{c: c, f: f}, f.policy
	s.identity(p)
	s.text("title", p.Title)
	if len(p.Purposes) == 0 {
		s.in("purposes").refuse("no purposes: no contract could state one")
	}
	members(s.in("purposes"), "purpose", p.Purposes, Purposes())
	for n, r := range p.Forbids {
		s.in("forbids", n).forbidden(r, p)
	}
	s.everyShape(p)
	for n, r := range p.Received {
		s.in("received", n).received(r)
	}
	s.everyEnding(p)
	if p.Refusals.Count < 1 {
		s.in("refusals", "count").refuse("count %d: want at least 1 refused use", p.Refusals.Count)
	}
	s.in("refusals", "within").term(p.Refusals.Within)
	s.in("answer_request").term(p.AnswerRequest)
	s.in("review").term(p.Review)
	s.in("answer_protest").term(p.AnswerProtest)
	s.in("negotiation").term(p.Negotiation)
	s.sources(p.Sources)
	c.all = append(c.all, &p)
}

// identity checks by what the version is known: the holder, the first day, and the id
// that is made of both and names the file.
func (s spot) identity(p Policy) {
	if !holderForm.MatchString(string(p.Holder)) {
		s.in("holder").refuse("holder %q: want small letters, digits and hyphens, such as twitter", p.Holder)
	}
	if _, err := time.Parse(time.DateOnly, p.From); err != nil {
		s.in("from").refuse("from %q: want a date such as 2016-11-22", p.From)
	}
	if _, err := clock.Zone(p.Zone); err != nil {
		s.in("zone").refuse("%v", err)
	}
	want := fmt.Sprintf("%s-%s", p.Holder, p.From)
	if string(p.ID) != want {
		s.in("id").refuse("id %q: want %q, the holder and the first day", p.ID, want)
	}
	if s.f.name != "packs/"+want+".yaml" {
		s.in("id").refuse("version %s stands in another file than packs/%s.yaml", want, want)
	}
	s.in("id").once("id", string(p.ID))
	s.in("from").once("version of", want)
}

// forbidden checks a rule.
func (s spot) forbidden(r Forbidden, p Policy) {
	if !slices.Contains(fileRules(), r.Rule) {
		s.in("rule").refuse("rule %q is unknown, or is none that stands in files: want one of %s", r.Rule, list(fileRules()))
	}
	if slices.IndexFunc(p.Forbids, func(x Forbidden) bool { return x.Rule == r.Rule }) < s.path[1].(int) {
		s.in("rule").refuse("rule %q stands twice: write what it forbids in one place", r.Rule)
	}
	if len(r.Purposes)+len(r.Shapes) == 0 {
		s.refuse("rule %q forbids nothing: want purposes or shapes", r.Rule)
	}
	members(s.in("purposes"), "purpose", r.Purposes, Purposes())
	members(s.in("shapes"), "shape", r.Shapes, Shapes())
	for n, purpose := range r.Purposes {
		if slices.Contains(p.Purposes, purpose) {
			s.in("purposes", n).refuse("purpose %q is forbidden here and allowed above", purpose)
		}
	}
	s.text("text", r.Text)
	s.sources(r.Sources)
}

// everyShape refuses a version that leaves open what becomes of a use that looks at
// more than one account or one incident.
func (s spot) everyShape(p Policy) {
	for _, shape := range Shapes() {
		ruled := slices.ContainsFunc(p.Forbids, func(r Forbidden) bool { return slices.Contains(r.Shapes, shape) })
		if !ruled && shape != legal.OneAccount && shape != Incident {
			s.in("forbids").refuse("no rule forbids the shape %q: access looks at one account or one incident", shape)
		}
	}
}

func (s spot) received(r Received) {
	members(s.in("after"), "ending", []Ending{r.After}, endings())
	members(s.in("verdict"), "verdict", []Verdict{r.Verdict}, verdicts())
	s.text("text", r.Text)
	s.sources(r.Sources)
}

// everyEnding refuses endings without a verdict, or with two.
func (s spot) everyEnding(p Policy) {
	for _, e := range endings() {
		n := 0
		for _, r := range p.Received {
			if r.After == e {
				n++
			}
		}
		if n != 1 {
			s.in("received").refuse("%d entries for access that was %s: want one", n, e)
		}
	}
}

// term checks a figure, which is counted by civil dates.
func (s spot) term(t legal.Term) {
	if err := clock.Check(clock.Civil, t.Period); err != nil {
		s.in("period").refuse("%v", err)
	}
	s.in("source").source(t.Source)
}

func (s spot) sources(sources []cite.Source) {
	if len(sources) == 0 {
		s.in("sources").refuse("no sources: want at least one")
	}
	for n, src := range sources {
		s.in("sources", n).source(src)
	}
}

func (s spot) source(src cite.Source) {
	if strings.TrimSpace(src.Cite) == "" {
		s.refuse("figure or rule without source: cite is empty")
	}
	if strings.Contains(src.Cite, "://") {
		s.in("cite").refuse("cite %q: want the address without scheme", src.Cite)
	}
	members(s.in("basis"), "basis", []cite.Basis{src.Basis}, cite.Bases())
}

// spot is a place in a data file.
type spot struct {
	c    *checker
	f    file
	path []any // keys and indexes from the top
}

func (s spot) in(path ...any) spot {
	s.path = slices.Concat(s.path, path)
	return s
}

func (s spot) refuse(format string, args ...any) { s.c.fault(s.f.name, s.line(), format, args...) }

func (s spot) text(field, value string) {
	if strings.TrimSpace(value) == "" {
		s.in(field).refuse("%s is empty", field)
	}
}

// once refuses what an earlier file has.
func (s spot) once(kind, id string) {
	if where, again := s.c.seen[kind+" "+id]; again {
		s.refuse("%s %q: %s has it already", kind, id, where)
		return
	}
	s.c.seen[kind+" "+id] = s.f.name
}

// members refuses unknown and repeated values.
func members[T ~string](s spot, what string, values, known []T) {
	for n, v := range values {
		if !slices.Contains(known, v) {
			s.in(n).refuse("%s %q is unknown: want one of %s", what, string(v), list(known))
		}
		if slices.Index(values, v) < n {
			s.in(n).refuse("%s %q is listed twice", what, string(v))
		}
	}
}

// line is the line of the spot, or of the nearest thing around it that exists: a
// missing field is reported at its owner.
func (s spot) line() int {
	line, _ := datafile.At(s.f.root, s.path...)
	return line
}
