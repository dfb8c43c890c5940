package legal

import (
	"fmt"
	"slices"
	"strings"
)

// Refused is a refusal at the door. It names the rule.
type Refused struct {
	Door    string   `json:"door"` // id of the edition's door, or of one of this house
	Text    string   `json:"text"`
	Sources []Source `json:"sources"`
}

// The doors of this house, which every edition has: what no data file opens.
const (
	DoorOneAccount = "one-account" // not exactly one account
	DoorOneOffence = "one-offence" // no offence
	DoorShape      = "unknown-shape"
	DoorPurpose    = "unknown-purpose" // not one of the purposes that are let in
)

// houseDoor is the source of the house's own doors.
var houseDoor = []Source{house, {
	Cite:  "Regulation (EU) 2022/2065, Article 10",
	Basis: BasisStatute,
	Note: "an information order gives its legal basis, the identifier of the account and the reasons of " +
		"necessity and proportionality; read at cms-digitallaws.com/?p=1239",
}}

// AtTheDoor lists why a request is refused before anything is asked of anybody:
// the doors of the edition that its shape or its purpose meets, and the doors
// of this house: a request names exactly one account and one offence, and is
// for the identification of an author or the protection of a person. A shape
// or purpose that is unknown is refused, never let through; no purpose at all
// counts as [IdentifyAuthor], since older cases state none. The house's doors
// come first, then the edition's by id; nil lets the request in.
func (l *Law) AtTheDoor(p Petition) []Refused {
	if p.Purpose == "" {
		p.Purpose = IdentifyAuthor
	}
	var house, edition []Refused
	var shape, purpose bool // met by a door of the edition
	for _, d := range l.Doors() {
		byShape, byPurpose := slices.Contains(d.Shapes, p.Shape), slices.Contains(d.Purposes, p.Purpose)
		if byShape || byPurpose {
			edition = append(edition, Refused{d.ID, refusal(d), d.Sources})
		}
		shape, purpose = shape || byShape, purpose || byPurpose
	}
	refuse := func(door, text string) {
		house = append(house, Refused{door, text + doubt(houseDoor[0]), slices.Clone(houseDoor)})
	}
	switch {
	case !slices.Contains(shapes(), p.Shape):
		refuse(DoorShape, fmt.Sprintf("shape %q is unknown: a request names one account", p.Shape))
	case p.Shape != OneAccount && !shape:
		refuse(DoorOneAccount, fmt.Sprintf("the target has the shape of a %s: a request names one account", p.Shape))
	case p.Shape == OneAccount && p.Accounts != 1:
		refuse(DoorOneAccount, fmt.Sprintf("the request names %d accounts: want exactly one", p.Accounts))
	}
	if strings.TrimSpace(p.Offence.Name) == "" {
		refuse(DoorOneOffence, "the request names no offence: a case is for one")
	}
	if p.Purpose != IdentifyAuthor && p.Purpose != ProtectPerson && !purpose {
		refuse(DoorPurpose, fmt.Sprintf("purpose %q is not one that is let in: want %s or %s", p.Purpose, IdentifyAuthor, ProtectPerson))
	}
	return slices.Concat(house, edition)
}

// refusal is the door's text with the mark of its firmest source: it is
// doubtful when nothing firm stands behind it.
func refusal(d Door) string {
	for _, s := range d.Sources {
		if !s.Doubtful() {
			return d.Text
		}
	}
	return d.Text + doubt(d.Sources[0])
}
