package legal

import (
	"regexp"
	"slices"
	"strings"

	"writ/legal/datafile"
)

// This file decides what a pack may say of an instrument.

var (
	instrumentForm  = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{1,3})?\.[a-z0-9]+(-[a-z0-9]+)*$`)
	lawForm         = regexp.MustCompile(`^([A-Z]{2}(-[A-Z0-9]{1,3})?|` + International + `)$`)
	protectionWords = []Protection{JournalistSource, LawyerData}
)

func roles() []Role {
	return []Role{RoleHolder, RoleAgency, RoleProsecutor, RoleJudge, RoleAuthorisations,
		RoleInvestigating, RoleLiberty, RoleCommissioner, RoleCentral}
}

func natures() []Nature {
	return []Nature{NatureVoluntary, NatureCompulsory, NaturePreservation, NatureSecrecy, NatureEnforcement}
}

func (s spot) instrument(i Instrument) {
	s.form("id", string(i.ID), instrumentForm, "a jurisdiction and a name, such as us.subpoena or us-ca.search-warrant")
	s.text("name", i.Name)
	s.reach(i)
	member(s.in("nature"), "nature", i.Nature, natures())
	s.span("in_force", i.InForce)
	s.deciders(i)
	s.text("standard", i.Standard)
	members(s.in("unlocks"), "category", i.Unlocks, Categories())
	s.effects(i)
	s.thresholds(i)
	s.clocks(i)
	s.notification(i)
	s.lengths(i)
	s.words(i)
	s.sources(i.Sources)
	if s.once("instrument", string(i.ID), "duplicate id") {
		s.c.law.instruments[i.ID] = i
	}
}

// reach checks whose law it is, who may use it and whom it binds.
func (s spot) reach(i Instrument) {
	s.form("jurisdiction", i.Jurisdiction, lawForm, "an ISO 3166 code such as US or US-CA, or EU, or INT for a treaty")
	if of, _, _ := strings.Cut(string(i.ID), "."); !strings.EqualFold(of, i.Jurisdiction) {
		s.in("id").refuse("id %q: an instrument of %s begins with %q", i.ID, i.Jurisdiction, strings.ToLower(i.Jurisdiction)+".")
	}
	s.places("requesters", i.Requesters)
	s.places("binds", i.Binds)
	if i.ExecutedBy != "" {
		member(s.in("executed_by"), "role", i.ExecutedBy, roles())
		if !i.CrossBorder {
			s.in("executed_by").refuse("executed_by without cross_border: only another State's authority takes a paper on")
		}
	}
	if i.Jurisdiction != Union && i.Jurisdiction != International {
		return
	}
	// Neither is a State, so that nothing follows from the jurisdiction.
	if len(i.Requesters) == 0 {
		s.refuse("instrument of %s without requesters: want whose authorities may use it", i.Jurisdiction)
	}
	if len(i.Binds) == 0 {
		s.refuse("instrument of %s without binds: want where the holder's entity must be", i.Jurisdiction)
	}
}

// deciders checks who may issue, who validates, and who decides instead.
func (s spot) deciders(i Instrument) {
	if len(i.Issuers) == 0 {
		s.in("issuers").refuse("no issuers: want at least one of %s", list(roles()))
	}
	members(s.in("issuers"), "role", i.Issuers, roles())
	members(s.in("validated_by"), "role", i.ValidatedBy, roles())
	lower := func(r Role) bool { return !slices.Contains(i.ValidatedBy, r) }
	if len(i.Issuers) > 0 && len(i.ValidatedBy) > 0 && !slices.ContainsFunc(i.Issuers, lower) {
		s.in("validated_by").refuse("validated_by, but no issuer is of lower rank: each of %s signs alone", list(i.Issuers))
	}
	var protected []Protection
	for n, r := range i.Raised {
		at := s.in("raised", n)
		if len(r.Protects) == 0 {
			at.in("protects").refuse("raised decider that protects nobody: want at least one of %s", list(protectionWords))
		}
		members(at.in("protects"), "protection", r.Protects, protectionWords)
		for m, p := range r.Protects {
			if slices.Contains(protected, p) {
				at.in("protects", m).refuse("two deciders for one protection: %s is raised twice", p)
			}
		}
		protected = append(protected, r.Protects...)
		if len(r.Issuers) == 0 {
			at.in("issuers").refuse("raised decider without issuers: want at least one of %s", list(roles()))
		}
		members(at.in("issuers"), "role", r.Issuers, roles())
		members(at.in("validated_by"), "role", r.ValidatedBy, roles())
		at.in("source").source(r.Source)
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
	case !preserves && i.Hold != nil:
		s.in("hold").refuse("hold on an instrument of nature %s: only preservation keeps data", i.Nature)
	}
	if i.Nature == NatureSecrecy && i.Secrecy == nil {
		s.refuse("instrument of secrecy that says nothing of it: want secrecy")
	}
	if i.Nature != NatureVoluntary {
		return
	}
	s.stated("emergency_only")
	if i.Reply != nil || i.EmergencyReply != nil || i.Acknowledge != nil {
		s.refuse("reply clock on a voluntary instrument: nobody is late who need not answer")
	}
}

// thresholds checks the ways in which an offence is grave enough. Each must be
// one that an offence can meet and can miss.
func (s spot) thresholds(i Instrument) {
	for n, t := range i.Thresholds {
		at := s.in("thresholds", n)
		switch _, years := datafile.Child(at.node(), "years"); {
		case t.Years < 0 || t.Years == 0 && years != nil:
			at.in("years").refuse("threshold of %d years: want at least 1; leave thresholds out where every offence will do", t.Years)
		case t.Years == 0 && len(t.Offences) == 0:
			at.refuse("threshold without years or offences: every offence would meet it")
		case t.Years == 0 && t.OverNetwork:
			at.in("over_network").refuse("over_network without years: want the least maximum sentence that goes with it")
		}
		members(at.in("categories"), "category", t.Categories, Categories())
		for m, c := range t.Categories {
			if !slices.Contains(i.Unlocks, c) {
				at.in("categories", m).refuse("threshold for %s, which %s does not unlock", c, i.ID)
			}
		}
		for m, kind := range t.Offences {
			if !idForm.MatchString(kind) || slices.Index(t.Offences, kind) < m {
				at.in("offences", m).refuse("offence %q: want a kind of offence such as missing-person, once", kind)
			}
		}
		at.in("source").source(t.Source)
	}
}
