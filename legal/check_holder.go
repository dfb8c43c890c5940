package legal

import (
	"slices"
	"strings"
)

// This file decides what a pack may say of a holder: who it is, what it asks
// for, what it has and lacks, and how long it keeps things. References to
// calendars and areas are checked when all files are known.

func (s spot) holder(h Holder) {
	s.form("id", string(h.ID), idForm, "small letters, digits and hyphens, such as example-mail")
	s.text("name", h.Name)
	member(s.in("kind"), "kind", h.Kind, []HolderKind{Platform, EmailProvider, ISP})
	s.company("entity", Entity{Name: h.Entity, Jurisdiction: h.Jurisdiction, Zone: h.Zone, Calendar: h.Calendar})
	for n, e := range h.Entities {
		s.in("entities", n).entity(e, h.Entity, h.Entities[:n])
	}
	s.day("policy_date", h.PolicyDate)
	s.span("in_force", h.InForce)
	s.lines("must_contain", h.MustContain)
	s.answers(h)
	s.holdingsOf(h)
	if h.Preservation != nil {
		s.in("preservation").keeps(*h.Preservation)
	}
	s.statements("known", h.Known)
	s.sources(h.Sources)
	if s.once("holder", string(h.ID), "duplicate id") {
		s.c.law.holders[h.ID] = h
	}
}

// company checks what a paper and a clock need to know of a company; its name
// stands in the field given.
func (s spot) company(field string, e Entity) {
	s.text(field, e.Name)
	s.jurisdiction(e.Jurisdiction)
	if _, err := zoneOf(e.Zone); err != nil {
		s.in("zone").refuse("%v", err)
	}
	if e.Calendar != "" {
		s.c.later = append(s.c.later, func() { s.in("calendar").knownCalendar(e.Calendar) })
	}
}

func (s spot) knownCalendar(id string) {
	// Not in law.calendars: one that extends another is built only after all
	// files are read, perhaps after this check.
	if _, known := s.c.seen["calendar "+id]; !known {
		s.refuse("dangling reference: no calendar %q", id)
	}
}

// entity checks a further company of the house against its own company and
// those before it: a paper names one of them, so no two may share a name.
func (s spot) entity(e Entity, own string, before []Entity) {
	s.company("name", e)
	s.in("source").source(e.Source)
	if e.Name == own || slices.ContainsFunc(before, func(b Entity) bool { return b.Name == e.Name }) {
		s.in("name").refuse("entity %q is listed twice: the house has one company of a name", e.Name)
	}
	s.places("serves", e.Serves)
}

// lines refuses empty and repeated lines of a list in words.
func (s spot) lines(field string, values []string) {
	for n, v := range values {
		if strings.TrimSpace(v) == "" {
			s.in(field, n).refuse("%s: the line is empty", field)
		}
		if slices.Index(values, v) < n {
			s.in(field, n).refuse("%s: %q is listed twice", field, v)
		}
	}
}

// answers checks how the holder answers in an emergency and whether it tells
// the user.
func (s spot) answers(h Holder) {
	if h.Emergency != nil {
		s.in("emergency").text("test", h.Emergency.Test)
		s.in("emergency", "source").source(h.Emergency.Source)
		s.in("emergency", "expect").term(h.Emergency.Expect, RegimeCivil)
	}
	if h.Notice != nil {
		s.in("notice").stated("before_disclosure")
		members(s.in("notice", "exceptions"), "exception", h.Notice.Exceptions, []string{ExceptGag, ExceptThreatToLife})
		s.in("notice", "source").source(h.Notice.Source)
	}
}

// holdingsOf checks what the holder has and what it lacks. A holder may have
// some content and lack the encrypted part of it, so the same category may
// stand in both lists.
func (s spot) holdingsOf(h Holder) {
	if len(h.Holdings) == 0 && len(h.Lacks) == 0 {
		s.in("holdings").refuse("no holdings: a holder that has nothing says so under lacks")
	}
	for n, x := range h.Holdings {
		s.in("holdings", n).holding(x, h.Holdings[:n])
	}
	for n, x := range h.Lacks {
		at := s.in("lacks", n)
		member(at.in("category"), "category", x.Category, Categories())
		at.text("what", x.What)
		at.in("source").source(x.Source)
		if slices.ContainsFunc(h.Lacks[:n], func(b Lack) bool { return b.Category == x.Category && b.What == x.What }) {
			at.refuse("lacks: %s, %q is listed twice", x.Category, x.What)
		}
	}
}

// holding checks one entry against those before it: the same data under the
// same question must not be kept for two lengths of time.
func (s spot) holding(h Holding, before []Holding) {
	member(s.in("asked"), "identifier kind", h.Asked, IdentifierKinds())
	member(s.in("category"), "category", h.Category, Categories())
	members(s.in("yields"), "identifier kind", h.Yields, IdentifierKinds())
	s.optional("retention", h.Retention)
	if h.NeedsRange {
		s.in("needs_range").ranged(h)
	}
	for _, b := range before {
		shared := slices.ContainsFunc(h.Yields, func(k IdentifierKind) bool { return slices.Contains(b.Yields, k) })
		if b.Asked == h.Asked && b.Category == h.Category && (shared || len(h.Yields)+len(b.Yields) == 0) {
			s.refuse("two clocks for one act: %s asked by %s is held twice", h.Category, h.Asked)
		}
	}
}

// ranged refuses a range of dates where none can be given, since a request
// would then be defective for want of it for ever.
func (s spot) ranged(h Holding) {
	switch {
	case h.Asked == KindIP:
		s.refuse("needs_range on data asked by ip: the instant is part of the identifier")
	case h.Category == SubscriberData:
		s.refuse("needs_range on %s: who an account belongs to has no range of dates", h.Category)
	}
}

// keeps checks the holder's own terms of preservation: each with its source,
// and none that hangs on a term which is not stated.
func (s spot) keeps(p Preservation) {
	s.in("source").source(p.Source)
	s.optional("hold", p.Hold)
	s.optional("ask_before", p.AskBefore)
	s.optional("foreign", p.Foreign)
	for n, t := range p.Renewals {
		s.in("renewals", n).term(t, RegimeCivil)
	}
	for n, t := range p.ForeignRenewals {
		s.in("foreign_renewals", n).term(t, RegimeCivil)
	}
	if len(p.Renewals) > 0 && p.Hold == nil {
		s.in("renewals").refuse("renewals without hold: want how long the data is kept first")
	}
	if len(p.ForeignRenewals) > 0 && p.Foreign == nil {
		s.in("foreign_renewals").refuse("foreign_renewals without foreign: want how long the data is kept first")
	}
	switch {
	case p.AskBefore == nil:
	case p.Hold == nil:
		s.in("ask_before").refuse("ask_before without hold: want before the end of what")
	case !longer(*p.Hold, *p.AskBefore):
		s.in("ask_before").refuse("ask_before %s is not shorter than hold %s", p.AskBefore.Period, p.Hold.Period)
	}
}
