package legal

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"writ/legal/cite"
	"writ/legal/clock"
	"writ/legal/datafile"
)

// This file checks single values: words, places, dates, sources and figures.

var (
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	idForm      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

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
		if _, at = datafile.Child(at, step); at == nil {
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

// places checks a list of jurisdictions: ISO 3166 codes and areas, or "any"
// alone. Empty is for the caller to judge.
func (s spot) places(field string, values []string) {
	for n, v := range values {
		at := s.in(field, n)
		switch {
		case slices.Index(values, v) < n:
			at.refuse("%s %q is listed twice", field, v)
		case v == Anywhere && len(values) > 1:
			at.refuse("%s %q beside others: it is every place already", field, v)
		case v != Anywhere:
			at.place(field, v)
		}
	}
}

// place checks that a word names a jurisdiction or an area. Areas may stand in
// any file, so that they are looked up when all are known.
func (s spot) place(field, value string) {
	if value != Union && jurisdictionForm.MatchString(value) {
		return
	}
	if value != Union && !idForm.MatchString(value) {
		s.refuse("%s %q: want an ISO 3166 code such as US or US-CA, or the id of an area", field, value)
		return
	}
	s.c.later = append(s.c.later, func() {
		if s.c.law.members(value) == nil {
			s.refuse("dangling reference: no area %q", value)
		}
	})
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
	err := clock.Check(counted, t.Period)
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
	member(s.in("regime"), "regime", r.Regime, clock.Regimes())
	member(s.in("from"), "trigger", r.From, []Trigger{FromService, FromRuling, FromEvent})
	s.in("term").term(r.Term, r.Regime)
}

func (s spot) day(field, value string) {
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		s.in(field).refuse("%s %q: want a date such as 2026-11-30", field, value)
	}
}

// span checks when something is in force.
func (s spot) span(field string, v *Span) {
	if v == nil {
		return
	}
	s = s.in(field)
	s.in("source").source(v.Source)
	if v.From == "" && v.Until == "" {
		s.refuse("%s says neither from nor until: leave it out where no end is known", field)
	}
	if v.From != "" {
		s.day("from", v.From)
	}
	if v.Until != "" {
		s.day("until", v.Until)
	}
	if v.From != "" && v.Until != "" && v.From > v.Until { // dates in ISO form sort as text
		s.in("until").refuse("%s ends on %s, before it begins on %s", field, v.Until, v.From)
	}
}

// statement checks a rule or a fact in words.
func (s spot) statement(v Statement) {
	s.text("text", v.Text)
	s.in("source").source(v.Source)
}

func (s spot) statements(field string, list []Statement) {
	for n, v := range list {
		s.in(field, n).statement(v)
	}
}

// longer reports whether the first term is longer than the second. Both begin
// on one day, in one zone: any other would show the same, save for a month
// beside its number of days. Working days are not compared.
func longer(x, y Term) bool {
	probe := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	first, err1 := shift(x, probe, "UTC", 1)
	second, err2 := shift(y, probe, "UTC", 1)
	return err1 == nil && err2 == nil && first.After(second)
}

func bases() []Basis { return cite.Bases() }
