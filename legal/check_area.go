package legal

// This file decides what a pack may say of areas and of doors.

// area checks a group of countries. Its members are countries, never parts of
// them or other areas, so that everybody can read off who is bound.
func (s spot) area(a Area) {
	s.form("id", a.ID, idForm, "small letters, digits and hyphens, such as eu-production")
	if a.ID == Anywhere {
		s.in("id").refuse("id %q is every place already", a.ID)
	}
	s.text("name", a.Name)
	if len(a.Members) == 0 {
		s.in("members").refuse("no members: an area without countries binds nobody")
	}
	seen := map[string]bool{}
	for n, m := range a.Members {
		switch at := s.in("members", n); {
		case !countryForm.MatchString(m) || m == Union:
			at.refuse("member %q: want the ISO 3166 code of a country, such as IE", m)
		case seen[m]:
			at.refuse("member %q is listed twice", m)
		}
		seen[m] = true
	}
	s.in("source").source(a.Source)
	if s.once("area", a.ID, "duplicate id") {
		s.c.law.areas[a.ID] = a
	}
}

func shapes() []Shape { return []Shape{OneAccount, ListShape, TopicShape, AreaShape, GroupShape} }

func purposes() []Purpose {
	return []Purpose{IdentifyAuthor, ProtectPerson, TrackDemonstrators, TrackTopic, Profile, Surveillance}
}

// door checks a rule of refusal. What every lawful request has, no door may
// refuse, and what a door refuses has one rule, which the refusal names.
func (s spot) door(d Door) {
	s.form("id", d.ID, idForm, "small letters, digits and hyphens, such as track-topic")
	switch n, m := len(d.Shapes), len(d.Purposes); {
	case n == 0 && m == 0:
		s.refuse("door that refuses nothing: want shapes or purposes")
	case n > 0 && m > 0:
		s.refuse("door with shapes and purposes: want one or the other, one rule each")
	}
	members(s.in("shapes"), "shape", d.Shapes, shapes())
	for n, shape := range d.Shapes {
		at := s.in("shapes", n)
		if shape == OneAccount {
			at.refuse("shape %q: every lawful request has it, so that the door would refuse everything", shape)
		}
		at.once("shape", string(shape), "two doors for one shape")
	}
	members(s.in("purposes"), "purpose", d.Purposes, purposes())
	for n, purpose := range d.Purposes {
		at := s.in("purposes", n)
		if purpose == IdentifyAuthor || purpose == ProtectPerson {
			at.refuse("purpose %q: it is what lawful requests are for, so that the door would refuse everything", purpose)
		}
		at.once("purpose", string(purpose), "two doors for one purpose")
	}
	s.text("text", d.Text)
	s.sources(d.Sources)
	if s.once("door", d.ID, "duplicate id") {
		s.c.law.doors = append(s.c.law.doors, d)
	}
}
