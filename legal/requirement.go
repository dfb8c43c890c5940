package legal

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Requirement answers which instruments would open the categories asked for at
// the holder. Ways has every lawful way, lightest first: voluntary emergency
// disclosure where a threat to life is stated and the holder has a lane for it,
// then compulsory process by the heaviest category that it may reach (which is
// also the order of the standards of proof: subpoena, 2703(d) order, search
// warrant). Each way opens all categories asked for, so that none needs to be
// combined. Excluded has every other instrument with the reasons against it, by
// id. The same question always gives the same answer in the same order.
//
// NotHeld is a fact, not an obstacle: the law may allow asking for what the
// holder does not have, so Ways still covers these categories. Leave them out
// of an application: a request for them only brings the answer "none held".
//
// An Ask that is incomplete or names something unknown is an error that says
// the field, the value and what would be right. Ask.At is not used by this
// edition.
func (l *Law) Requirement(a Ask) (Requirement, error) {
	a, holder, err := l.check(a)
	if err != nil {
		return Requirement{}, err
	}
	answer := Requirement{Ways: []Way{}, Excluded: []Exclusion{}, NotHeld: notHeld(holder, a)}
	for _, i := range l.Instruments() {
		u := use{i, holder, a.Asked, a.Categories, a.Offence, a.Emergency}
		if against := slices.Concat(elsewhere(a, i), u.obstacles()); len(against) > 0 {
			answer.Excluded = append(answer.Excluded, Exclusion{i.ID, against})
			continue
		}
		answer.Ways = append(answer.Ways, Way{i, u.merits()})
	}
	slices.SortStableFunc(answer.Ways, func(x, y Way) int { return byWeight(x.Instrument, y.Instrument) })
	return answer, nil
}

// Applicable reports whether the instrument is one of the ways of
// [Law.Requirement] for this question, with the reasons for it, or else the
// reasons against it. It is the check before an application for access to data
// goes out; instruments that disclose nothing (preservation, secrecy,
// enforcement) are never applicable in this sense. It does not fail: an Ask
// that Requirement refuses gives false with the code [CodeMalformed].
func (l *Law) Applicable(a Ask, id InstrumentID) (ok bool, why []Reason) {
	answer, err := l.Requirement(a)
	if err != nil {
		return false, []Reason{{CodeMalformed, err.Error(), house}}
	}
	for _, w := range answer.Ways {
		if w.Instrument.ID == id {
			return true, w.Reasons
		}
	}
	for _, x := range answer.Excluded {
		if x.Instrument == id {
			return false, x.Reasons
		}
	}
	return false, []Reason{l.unknownInstrument(id)}
}

func (l *Law) unknownInstrument(id InstrumentID) Reason {
	return Reason{CodeInstrumentUnknown,
		fmt.Sprintf("instrument %q is unknown to edition %s: want one of %s", string(id), l.edition, list(l.instrumentIDs)), house}
}

var jurisdictionForm = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)

// check refuses a malformed question; the Ask that it returns has its
// categories sorted and without repetition.
func (l *Law) check(a Ask) (Ask, Holder, error) {
	fail := func(field, value, want string) (Ask, Holder, error) {
		return Ask{}, Holder{}, fmt.Errorf("legal: %s %q: want %s", field, value, want)
	}
	holder, known := l.holders[a.Holder]
	if !known {
		return fail("Ask.Holder", string(a.Holder), "one of "+list(l.holderIDs))
	}
	if !slices.Contains(IdentifierKinds(), a.Asked) {
		return fail("Ask.Asked", string(a.Asked), "one of "+list(IdentifierKinds()))
	}
	if len(a.Categories) == 0 {
		return fail("Ask.Categories", "", "at least one of "+list(Categories()))
	}
	for _, c := range a.Categories {
		if c.Validate() != nil {
			return fail("Ask.Categories", string(c), "one of "+list(Categories()))
		}
	}
	if !jurisdictionForm.MatchString(a.Requester) {
		return fail("Ask.Requester", a.Requester, "the requester's jurisdiction as ISO 3166 code, such as US or US-NY")
	}
	if strings.TrimSpace(a.Offence.Name) == "" {
		return fail("Ask.Offence.Name", a.Offence.Name, "the offence under investigation: no request goes out without one")
	}
	a.Categories = sortedCategories(a.Categories)
	return a, holder.clone(), nil
}

// sortedCategories copies the list, lightest first, each category once.
func sortedCategories(list []Category) []Category {
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(x, y Category) int {
		return cmp.Or(cmp.Compare(x.Weight(), y.Weight()), cmp.Compare(x, y))
	})
	return slices.Compact(sorted)
}

// elsewhere excludes instruments that the requester's jurisdiction does not
// know: a French investigator cannot apply for a US subpoena.
func elsewhere(a Ask, i Instrument) []Reason {
	if within(a.Requester, i.Jurisdiction) {
		return nil
	}
	return []Reason{{CodeRequesterElsewhere,
		fmt.Sprintf("%s is an instrument of %s; the requester is in %s", i.ID, i.Jurisdiction, a.Requester),
		i.Sources[0]}}
}

func notHeld(h Holder, a Ask) []Category {
	var missing []Category
	for _, c := range a.Categories {
		held := slices.ContainsFunc(h.Holdings, func(x Holding) bool { return x.Asked == a.Asked && x.Category == c })
		if !held {
			missing = append(missing, c)
		}
	}
	return missing
}

// byWeight orders instruments from the lightest gate to the heaviest. What an
// instrument may reach says how much must be shown to get it.
func byWeight(x, y Instrument) int {
	return cmp.Or(
		cmp.Compare(natureWeight(x), natureWeight(y)),
		cmp.Compare(reach(x), reach(y)),
		cmp.Compare(len(x.Unlocks), len(y.Unlocks)),
		cmp.Compare(x.ID, y.ID),
	)
}

func natureWeight(i Instrument) int {
	if i.Nature == NatureVoluntary {
		return 0
	}
	return 1
}

// reach is the weight of the heaviest category that the instrument unlocks.
func reach(i Instrument) int {
	heaviest := -1
	for _, c := range i.Unlocks {
		heaviest = max(heaviest, c.Weight())
	}
	return heaviest
}
