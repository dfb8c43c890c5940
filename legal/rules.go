package legal

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// This file holds the rules that requester and holder share. Requirement and
// Verify must never disagree, so there is one list of obstacles and both ask
// it. Days are in inforce.go, offences in
// threshold.go, deciders in decider.go.

// question is what Requirement was asked, or what a paper that was received
// says; what a paper leaves open is empty.
type question struct {
	law        *Law
	holder     *Holder
	companies  []Entity
	asked      IdentifierKind
	categories []Category // sorted, each once
	requester  string     // empty: unknown, so that nothing is checked by it
	offence    Offence
	emergency  bool
	domestic   bool
	protected  []Protection
	at         time.Time // when the paper is or would be issued; zero: unknown
	days       []zoneDay // civil dates of at that were asked for already
}

// use is an instrument held against what it is to be used for. Make one with
// [question.by].
type use struct {
	*question
	instrument *Instrument
	// company is the number of the company to which the paper is addressed, -1
	// when nobody is bound.
	company int
}

func (q *question) by(i *Instrument) use {
	u := use{question: q, instrument: i}
	u.company = u.addressee()
	return u
}

// obstacles lists why the instrument does not open these categories at this
// holder; empty when it does.
func (u use) obstacles() []Reason {
	reasons := u.named(nil)
	reasons = u.usable(reasons)
	reasons = u.bound(reasons)
	reasons = u.inForce(reasons)
	return u.content(reasons)
}

// try is the use and the first obstacles to it, none where obstacles has none.
// Where the paper cannot go from this requester to this house at all it says
// why, and nothing further: what a law of elsewhere would ask for is no help.
func (q *question) try(i *Instrument) (use, []Reason) {
	u := use{question: q, instrument: i, company: -1}
	if reasons := u.usable(nil); len(reasons) > 0 {
		return u, reasons
	}
	u.company = u.addressee()
	if reasons := u.bound(nil); len(reasons) > 0 {
		return u, reasons
	}
	if reasons := u.inForce(u.named(nil)); len(reasons) > 0 {
		return u, reasons
	}
	return u, u.content(nil)
}

// content adds what stands against asking for this by this paper.
func (u use) content(reasons []Reason) []Reason {
	reasons = u.offenceThreshold(reasons)
	reasons = u.answered(reasons)
	if !u.discloses() {
		// That nothing is disclosed says all; that it unlocks nothing follows.
		return append(reasons, because(CodeDisclosesNothing,
			string(u.instrument.ID)+" is an instrument of "+string(u.instrument.Nature)+": nothing is disclosed under it", u.source()))
	}
	reasons = u.emergencyLane(reasons)
	reasons = u.unlocked(reasons)
	if _, ok := deciderOf(u.instrument, u.protected); !ok {
		reasons = append(reasons, noRaised(u.instrument, u.protected))
	}
	return reasons
}

func (u use) discloses() bool {
	return u.instrument.Nature == NatureCompulsory || u.instrument.Nature == NatureVoluntary
}

// source is the instrument's first source: loading makes sure that there is one.
func (u use) source() Source { return u.instrument.Sources[0] }

// requesters and binds are the instrument's lists, or what they mean when left
// out.
func (u use) requesters() []string { return orOwn(u.instrument.Requesters, &u.instrument.Jurisdiction) }
func (u use) binds() []string      { return orOwn(u.instrument.Binds, &u.instrument.Jurisdiction) }

func orOwn(places []string, own *string) []string {
	if len(places) > 0 {
		return places
	}
	return []string{*own}
}

// usable: a French investigator cannot apply for a US subpoena.
func (u use) usable(reasons []Reason) []Reason {
	if u.requester == "" || u.law.WithinAny(u.requester, u.requesters()) {
		return reasons
	}
	return append(reasons, because(CodeRequesterElsewhere,
		string(u.instrument.ID)+" may be used by authorities of "+list(u.requesters())+"; the requester is in "+u.requester, u.source()))
}

// addressee chooses, of the companies where the instrument binds, one that
// answers for users where the requester is, else the house's own, else the
// first. A cross-border instrument looks abroad first.
func (u use) addressee() int {
	chosen, best := -1, -1
	for n := range u.companies {
		e := &u.companies[n]
		if !u.law.WithinAny(e.Jurisdiction, u.binds()) {
			continue
		}
		rank := 0
		if n == 0 {
			rank = 1
		}
		if u.requester != "" && u.law.WithinAny(u.requester, e.Serves) {
			rank = 2
		}
		if !u.home(e) {
			rank += 3
		}
		if rank > best {
			chosen, best = n, rank
		}
	}
	return chosen
}

// entity is the company addressed; nil when nobody is bound.
func (u use) entity() *Entity {
	if u.company < 0 {
		return nil
	}
	return &u.companies[u.company]
}

// home reports whether a cross-border instrument would stay at home with this
// company.
func (u use) home(e *Entity) bool {
	return u.instrument.CrossBorder && u.requester != "" && state(e.Jurisdiction) == state(u.requester)
}

// state is the State of a jurisdiction: US for US-NY.
func state(jurisdiction string) string {
	country, _, _ := strings.Cut(jurisdiction, "-")
	return country
}

func (u use) bound(reasons []Reason) []Reason {
	switch e := u.entity(); {
	case e == nil:
		return append(reasons, because(CodeHolderNotBound,
			string(u.instrument.ID)+" binds in "+list(u.binds())+"; "+string(u.holder.ID)+" has "+u.house(), u.source()))
	case u.home(e):
		return append(reasons, because(CodeDomestic,
			string(u.instrument.ID)+" is for requests across a border; "+e.Name+" is in "+e.Jurisdiction+
				" and the requester in "+u.requester+": use national law", u.source()))
	}
	return reasons
}

// house lists the companies with their places.
func (u use) house() string {
	words := make([]string, len(u.companies))
	for n, e := range u.companies {
		words[n] = e.Name + " in " + e.Jurisdiction
	}
	return strings.Join(words, "; ")
}

func (u use) answered(reasons []Reason) []Reason {
	for n := range u.holder.Holdings {
		if u.holder.Holdings[n].Asked == u.asked {
			return reasons
		}
	}
	return append(reasons, because(CodeNotAnswered,
		fmt.Sprintf("%s does not answer a request that names an identifier of kind %q", u.holder.ID, u.asked),
		u.holder.Sources[0]))
}

func (u use) emergencyLane(reasons []Reason) []Reason {
	if !u.instrument.EmergencyOnly {
		return reasons
	}
	if !u.emergency {
		reasons = append(reasons, because(CodeNoEmergency,
			string(u.instrument.ID)+" needs a stated threat to life, and none is stated", u.source()))
	}
	// An urgent order binds a holder whether or not it has a lane of its own.
	if u.instrument.Nature == NatureVoluntary && u.holder.Emergency == nil {
		reasons = append(reasons, because(CodeNoEmergencyLane,
			string(u.holder.ID)+" has no lane for emergency requests", u.holder.Sources[0]))
	}
	return reasons
}

func (u use) unlocked(reasons []Reason) []Reason {
	for _, c := range u.categories {
		if !slices.Contains(u.instrument.Unlocks, c) {
			reasons = append(reasons, because(CodeNotUnlocked,
				string(u.instrument.ID)+" does not unlock "+string(c)+": it unlocks "+list(u.instrument.Unlocks), u.source()))
		}
	}
	return reasons
}

// list writes words with commas, "nothing" for none.
func list[T ~string](words []T) string {
	switch len(words) {
	case 0:
		return "nothing"
	case 1:
		return string(words[0])
	}
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(w))
	}
	return b.String()
}
