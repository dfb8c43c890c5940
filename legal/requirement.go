package legal

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Requirement answers which instruments would open the categories asked for at
// the holder. Ways has every lawful way, lightest first:
//
//  1. voluntary disclosure, where a threat to life is stated and the holder has
//     a lane for it;
//  2. compulsory process that goes straight to the holder;
//  3. process that an authority of the holder's State executes (the European
//     Investigation Order);
//  4. process that a central authority executes (mutual assistance);
//
// within each by the heaviest category that the instrument may reach, which is
// also the order of the standards of proof (subpoena, 2703(d) order, search
// warrant), then by how many categories it may reach, then by id. The order
// depends on the instruments alone, not on the question.
//
// Each way opens all categories asked for, so that none needs to be combined.
// Excluded has every other instrument with the reasons against it, by id; where
// the paper cannot go from this requester to this house at all, the first such
// reason and nothing further. The same question always gives the same answer in
// the same order. A reason that rests on a doubtful source says so in its text.
//
// NotHeld is a fact, not an obstacle: the law may allow asking for what the
// holder does not have, so Ways still covers these categories. Leave them out
// of an application: a request for them only brings the answer "none held".
//
// An Ask that is incomplete or names something unknown is an error that says
// the field, the value and what would be right. An Ask without At is
// incomplete, since the law of no day can be told.
func (l *Law) Requirement(a Ask) (Requirement, error) {
	q, err := l.ask(a)
	if err != nil {
		return Requirement{}, err
	}
	answer := Requirement{
		Ways: make([]Way, 0, 8), Excluded: make([]Exclusion, 0, len(l.instrumentIDs)),
		NotHeld: q.notHeld(), Lacks: q.lacks(), NeedsRange: q.needsRange(q.categories),
	}
	for _, id := range l.instrumentIDs {
		i := l.instruments[id]
		u, against := q.try(&i)
		if len(against) > 0 {
			answer.Excluded = append(answer.Excluded, Exclusion{id, against})
			continue
		}
		answer.Ways = append(answer.Ways, u.way())
	}
	slices.SortStableFunc(answer.Ways, func(x, y Way) int { return byWeight(&x.Instrument, &y.Instrument) })
	answer.Split = q.split(answer)
	return answer, nil
}

// Applicable reports whether the instrument is one of the ways of
// [Law.Requirement] for this question, with the reasons for it, or else the
// reasons against it, all of them. It is the check before an application for access to data
// goes out; instruments that disclose nothing (preservation, secrecy,
// enforcement) are never applicable in this sense. It does not fail: an Ask
// that Requirement refuses gives false with the code [CodeMalformed].
func (l *Law) Applicable(a Ask, id InstrumentID) (ok bool, why []Reason) {
	q, err := l.ask(a)
	if err != nil {
		return false, []Reason{because(CodeMalformed, err.Error(), house)}
	}
	i, known := l.instruments[id]
	if !known {
		return false, []Reason{l.unknownInstrument(id)}
	}
	u := q.by(&i)
	if against := u.obstacles(); len(against) > 0 {
		return false, against
	}
	return true, u.merits()
}

// WayOf is the way of [Law.Requirement] by that instrument: who signs it, to
// whom it goes and which clocks it starts. It is false where [Law.Applicable]
// is.
func (l *Law) WayOf(a Ask, id InstrumentID) (Way, bool) {
	q, err := l.ask(a)
	if err != nil {
		return Way{}, false
	}
	i, known := l.instruments[id]
	if u := q.by(&i); known && len(u.obstacles()) == 0 {
		return u.way(), true
	}
	return Way{}, false
}

func (l *Law) unknownInstrument(id InstrumentID) Reason {
	return because(CodeInstrumentUnknown,
		fmt.Sprintf("instrument %q is unknown to edition %s: want one of %s", string(id), l.edition, list(l.instrumentIDs)), house)
}

var jurisdictionForm = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)

// isState reports whether the code is one of a country or of a part of one. The
// Union issues no papers: its States do.
func isState(code string) bool { return code != Union && jurisdictionForm.MatchString(code) }

// ask refuses a malformed question. Categories are sorted and each is asked
// once.
func (l *Law) ask(a Ask) (*question, error) {
	fail := func(field, value, want string) (*question, error) {
		return nil, fmt.Errorf("legal: %s %q: want %s", field, value, want)
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
	if !isState(a.Requester) {
		return fail("Ask.Requester", a.Requester, "the requester's jurisdiction as ISO 3166 code, such as US or US-NY")
	}
	if strings.TrimSpace(a.Offence.Name) == "" {
		return fail("Ask.Offence.Name", a.Offence.Name, "the offence under investigation: no request goes out without one")
	}
	for _, p := range a.Protected {
		if p != JournalistSource && p != LawyerData {
			return fail("Ask.Protected", string(p), fmt.Sprintf("one of %s, %s", JournalistSource, LawyerData))
		}
	}
	if a.At.IsZero() {
		return fail("Ask.At", "", "the instant of the question: which law is in force depends on it")
	}
	return &question{
		law: l, holder: &holder, companies: holder.Companies(), asked: a.Asked,
		categories: sortedCategories(a.Categories), requester: a.Requester, offence: a.Offence,
		emergency: a.Emergency, domestic: a.Domestic, protected: a.Protected, at: a.At,
	}, nil
}

// sortedCategories copies the list, lightest first, each category once.
func sortedCategories(list []Category) []Category {
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(x, y Category) int {
		return cmp.Or(cmp.Compare(x.Weight(), y.Weight()), cmp.Compare(x, y))
	})
	return slices.Compact(sorted)
}

func (q *question) notHeld() []Category {
	var missing []Category
	for _, c := range q.categories {
		held := slices.ContainsFunc(q.holder.Holdings, func(x Holding) bool { return x.Asked == q.asked && x.Category == c })
		if !held {
			missing = append(missing, c)
		}
	}
	return missing
}

// lacks is what the holder is known to have nothing of, among what is asked.
func (q *question) lacks() []Lack {
	var known []Lack
	for _, x := range q.holder.Lacks {
		if slices.Contains(q.categories, x.Category) {
			known = append(known, x)
		}
	}
	return known
}

// needsRange lists the categories for which the holder rejects a request
// without a range of dates.
func (q *question) needsRange(asked []Category) []Category {
	var ranged []Category
	for _, x := range q.holder.Holdings {
		if x.NeedsRange && x.Asked == q.asked && slices.Contains(asked, x.Category) {
			ranged = append(ranged, x.Category)
		}
	}
	return sortedCategories(ranged)
}

// byWeight orders instruments from the lightest gate to the heaviest, as
// [Law.Requirement] documents it.
func byWeight(x, y *Instrument) int {
	return cmp.Or(
		cmp.Compare(slowness(x), slowness(y)),
		cmp.Compare(reach(x), reach(y)),
		cmp.Compare(len(x.Unlocks), len(y.Unlocks)),
		cmp.Compare(x.ID, y.ID),
	)
}

// slowness is the place of the instrument's channel in the order of ways: how
// many stand between the requester's authority and the data.
func slowness(i *Instrument) int {
	switch {
	case i.Nature == NatureVoluntary:
		return 0
	case i.ExecutedBy == "":
		return 1
	case i.ExecutedBy != RoleCentral:
		return 2
	}
	return 3
}

// reach is the weight of the heaviest category that the instrument unlocks.
func reach(i *Instrument) int {
	heaviest := -1
	for _, c := range i.Unlocks {
		heaviest = max(heaviest, c.Weight())
	}
	return heaviest
}
