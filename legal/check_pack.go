package legal

import (
	"regexp"
	"slices"
	"time"
)

var (
	instrumentForm = regexp.MustCompile(`^[a-z]{2}\.[a-z0-9]+(-[a-z0-9]+)*$`)
	idForm         = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// practices lists the working targets that every edition has.
func practices() []string {
	return []string{
		PracticeApplyReminder, PracticeDecisionTarget, PracticeHearingTarget, PracticePreserveReply,
		PracticeRenewalAlarm, PracticeReview, PracticeCaseTarget, PracticePerishAlarm,
		PracticeReplyDefault, PracticeValidityDefault,
	}
}

func roles() []Role {
	return []Role{RoleHolder, RoleAgency, RoleProsecutor, RoleJudge, RoleAuthorisations}
}

func natures() []Nature {
	return []Nature{NatureVoluntary, NatureCompulsory, NaturePreservation, NatureSecrecy, NatureEnforcement}
}

func (s spot) instrument(i Instrument) {
	s.form("id", string(i.ID), instrumentForm, "a country and a name, such as us.subpoena")
	s.text("name", i.Name)
	s.jurisdiction(i.Jurisdiction)
	member(s.in("nature"), "nature", i.Nature, natures())
	if len(i.Issuers) == 0 {
		s.in("issuers").refuse("no issuers: want at least one of %s", list(roles()))
	}
	members(s.in("issuers"), "role", i.Issuers, roles())
	members(s.in("validated_by"), "role", i.ValidatedBy, roles())
	s.text("standard", i.Standard)
	members(s.in("unlocks"), "category", i.Unlocks, Categories())
	if t := i.OffenceThresholdYears; t != nil && *t < 1 {
		s.in("offence_threshold_years").refuse("threshold %d: want at least 1, or leave it out where every offence will do", *t)
	}
	s.effects(i)
	s.clocks(i)
	s.sources(i.Sources)
	if s.once("instrument", string(i.ID), "duplicate id") {
		s.c.law.instruments[i.ID] = i
	}
}

// effects checks that an instrument does what its nature says, and only that.
func (s spot) effects(i Instrument) {
	discloses := i.Nature == NatureCompulsory || i.Nature == NatureVoluntary
	if discloses && len(i.Unlocks) == 0 {
		s.refuse("%s instrument that unlocks nothing", i.Nature)
	}
	if !discloses && len(i.Unlocks) > 0 {
		s.in("unlocks").refuse("an instrument of %s discloses nothing, so it unlocks nothing", i.Nature)
	}
	switch preserves := i.Nature == NaturePreservation; {
	case preserves && i.Hold == nil:
		s.refuse("preservation without hold: want how long the data is kept")
	case !preserves && (i.Hold != nil || len(i.Renewals) > 0):
		s.refuse("hold or renewals on an instrument of nature %s: only preservation keeps data", i.Nature)
	}
	if i.Nature == NatureSecrecy && i.Secrecy == nil {
		s.refuse("instrument of secrecy that says nothing of it: want secrecy")
	}
	if i.Suspends && i.Notification == "" {
		s.in("suspends").refuse("suspends delivery without a notification that could")
	}
	if i.ExPostValidation != nil && len(i.ValidatedBy) == 0 {
		s.in("ex_post_validation").refuse("validation afterwards without validated_by")
	}
	if i.Nature == NatureVoluntary {
		s.stated("emergency_only")
	}
	if i.Nature == NatureVoluntary && (i.Reply != nil || i.EmergencyReply != nil) {
		s.refuse("reply clock on a voluntary instrument: nobody is late who need not answer")
	}
}

func (s spot) clocks(i Instrument) {
	s.rule("reply", i.Reply)
	s.rule("emergency_reply", i.EmergencyReply)
	s.rule("ex_post_validation", i.ExPostValidation)
	s.rule("refusal_window", i.RefusalWindow)
	s.optional("validity", i.Validity)
	s.optional("hold", i.Hold)
	for n, t := range i.Renewals {
		s.in("renewals", n).term(t, RegimeCivil)
	}
	if i.Secrecy != nil {
		s.in("secrecy").text("grounds", i.Secrecy.Grounds)
		s.in("secrecy", "source").source(i.Secrecy.Source)
		s.in("secrecy").optional("max_term", i.Secrecy.MaxTerm)
	}
}

func (s spot) holder(h Holder) {
	s.form("id", string(h.ID), idForm, "small letters, digits and hyphens, such as example-mail")
	s.text("name", h.Name)
	s.text("entity", h.Entity)
	member(s.in("kind"), "kind", h.Kind, []HolderKind{Platform, EmailProvider, ISP})
	s.jurisdiction(h.Jurisdiction)
	if _, err := zoneOf(h.Zone); err != nil {
		s.in("zone").refuse("%v", err)
	}
	s.day("policy_date", h.PolicyDate)
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
	if len(h.Holdings) == 0 {
		s.in("holdings").refuse("no holdings: a holder that has nothing is none")
	}
	for n, x := range h.Holdings {
		s.in("holdings", n).holding(x, h.Holdings[:n])
	}
	s.sources(h.Sources)
	if s.once("holder", string(h.ID), "duplicate id") {
		s.c.law.holders[h.ID] = h
	}
}

// holding checks one entry against those before it: the same data under the
// same question must not be kept for two lengths of time.
func (s spot) holding(h Holding, before []Holding) {
	member(s.in("asked"), "identifier kind", h.Asked, IdentifierKinds())
	member(s.in("category"), "category", h.Category, Categories())
	members(s.in("yields"), "identifier kind", h.Yields, IdentifierKinds())
	s.optional("retention", h.Retention)
	for _, b := range before {
		shared := slices.ContainsFunc(h.Yields, func(k IdentifierKind) bool { return slices.Contains(b.Yields, k) })
		if b.Asked == h.Asked && b.Category == h.Category && (shared || len(h.Yields)+len(b.Yields) == 0) {
			s.refuse("two clocks for one act: %s asked by %s is held twice", h.Category, h.Asked)
		}
	}
}

func (s spot) practice(p Practice) {
	member(s.in("id"), "practice", p.ID, practices())
	s.in("term").term(p.Term, RegimeCivil)
	if s.once("practice", p.ID, "two clocks for one act") {
		s.c.law.practices[p.ID] = p.Term
	}
}

func (s spot) ladder(l Ladder) {
	s.jurisdiction(l.Jurisdiction)
	if len(l.Steps) == 0 {
		s.in("steps").refuse("ladder without steps")
	}
	var compels bool
	for n, step := range l.Steps {
		at := s.in("steps", n)
		member(at.in("action"), "action", step.Action, []LadderAction{Remind, SecondNotice, Compel})
		at.in("after").term(step.After, RegimeCivil)
		compels = compels || step.Action == Compel
		if n > 0 {
			at.rung(step, l.Steps[:n])
		}
	}
	switch {
	case compels && l.CompelWith == "":
		s.refuse("ladder compels, but compel_with names no instrument")
	case compels || l.CompelWith != "":
		s.c.later = append(s.c.later, func() { s.in("compel_with").compelWith(l) })
	}
	if s.once("ladder", l.Jurisdiction, "two clocks for one act") {
		s.c.law.ladders[l.Jurisdiction] = l
	}
}

// rung checks one step against those before it: each action once, each later
// than the last. Any trigger in any zone would show a wrong order, so one will
// do.
func (s spot) rung(step LadderStep, before []LadderStep) {
	for _, b := range before {
		if b.Action == step.Action {
			s.in("action").refuse("two clocks for one act: %s comes twice", step.Action)
		}
	}
	probe := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	this, err1 := shift(step.After, probe, "UTC", 1)
	last, err2 := shift(before[len(before)-1].After, probe, "UTC", 1)
	if err1 == nil && err2 == nil && !this.After(last) {
		s.in("after").refuse("%s comes after %s, not later than the step before it", step.Action, step.After.Period)
	}
}

func (s spot) compelWith(l Ladder) {
	i, known := s.c.law.instruments[l.CompelWith]
	switch {
	case !known:
		s.refuse("dangling reference: no instrument %q", l.CompelWith)
	case i.Nature != NatureEnforcement:
		s.refuse("%s is an instrument of %s: want one of enforcement", i.ID, i.Nature)
	case !within(l.Jurisdiction, i.Jurisdiction):
		s.refuse("%s is an instrument of %s, the ladder is of %s", i.ID, i.Jurisdiction, l.Jurisdiction)
	}
}
