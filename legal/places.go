package legal

import (
	"maps"
	"slices"
	"strings"
)

// This file says what lies where: jurisdictions, areas, and what an edition
// keeps by jurisdiction.

// Words that stand where a jurisdiction may stand and are no country.
const (
	// Anywhere is every place, in lists of jurisdictions.
	Anywhere = "any"
	// Union is the European Union as a law-giver. As a place it is the area
	// "eu", its member States.
	Union = "EU"
	// International is the jurisdiction of what several States agreed by
	// treaty. As a place it is nowhere: such an instrument says whom it binds.
	International = "INT"
)

const unionArea = "eu"

// Areas returns all areas, sorted by id.
func (l *Law) Areas() []Area {
	return copies(slices.Sorted(maps.Keys(l.areas)), l.areas, Area.clone)
}

// Doors returns all doors, sorted by id.
func (l *Law) Doors() []Door {
	doors := make([]Door, len(l.doors))
	for n, d := range l.doors {
		doors[n] = d.clone()
	}
	return doors
}

// Within reports whether a place, an ISO 3166 code, lies in a jurisdiction
// (US-CA lies in US, not the other way round), in an area of this edition
// ("eu-production"), or in "any". A place may itself be an area; then every
// member must lie there. No place lies nowhere, and nothing lies in an area
// that is unknown.
func (l *Law) Within(place, where string) bool {
	if place == "" || where == "" {
		return false
	}
	if where == Anywhere || place == where {
		return true
	}
	if inner := l.members(place); inner != nil {
		return !slices.ContainsFunc(inner, func(m string) bool { return !l.Within(m, where) })
	}
	if outer := l.members(where); outer != nil {
		return slices.ContainsFunc(outer, func(m string) bool { return inCountry(place, m) })
	}
	return inCountry(place, where)
}

// WithinAny reports whether the place lies in one of the jurisdictions or
// areas.
func (l *Law) WithinAny(place string, where []string) bool {
	return slices.ContainsFunc(where, func(w string) bool { return l.Within(place, w) })
}

// members lists the countries of an area; nil for what is none.
func (l *Law) members(where string) []string {
	if where == Union {
		where = unionArea
	}
	return l.areas[where].Members
}

func inCountry(place, country string) bool {
	rest, ok := strings.CutPrefix(place, country)
	return ok && (rest == "" || rest[0] == '-')
}

// Ladder returns the escalation ladder of a jurisdiction, its rungs in the
// order in which they come due: its own, else that of its country (US for
// US-CA), else that of an area that contains it (no place has two of these).
func (l *Law) Ladder(jurisdiction string) (Ladder, bool) {
	country, _, _ := strings.Cut(jurisdiction, "-")
	for _, id := range []string{jurisdiction, country} {
		if ladder, ok := l.ladders[id]; ok {
			return ladder.clone(), true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.ladders)) {
		if l.members(id) != nil && l.Within(jurisdiction, id) {
			return l.ladders[id].clone(), true
		}
	}
	return Ladder{}, false
}

// LadderOf returns the ladder by which an order under the instrument is
// enforced against a holder in a jurisdiction: the one that compels by the same
// law (an order of the Union in France is not enforced by the French fine),
// else, where that law has none or another State's authority executes the
// paper, the ladder of the holder's jurisdiction.
func (l *Law) LadderOf(i Instrument, jurisdiction string) (Ladder, bool) {
	for _, id := range slices.Sorted(maps.Keys(l.ladders)) {
		by, compels := l.instruments[l.ladders[id].CompelWith]
		if compels && i.ExecutedBy == "" && (by.Jurisdiction == i.Jurisdiction || inCountry(i.Jurisdiction, by.Jurisdiction)) {
			return l.ladders[id].clone(), true
		}
	}
	return l.Ladder(jurisdiction)
}
