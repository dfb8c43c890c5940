package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/ledger"
)

// scope is a query in the ledger's terms.
type scope struct {
	Query
	dict ledger.Dict
	// narrow is the whole query, for subjects and spells. wide leaves out what
	// would cut a case apart: it is for the parts of the cases that narrow found.
	narrow, wide ledger.Query
	asOf         int64
}

func (r *Reporter) scope(ctx context.Context, q Query) (scope, error) {
	if q.AsOf.IsZero() {
		return scope{}, &BadQuery{Field: "as-of", Value: "", Want: "the instant at which it was known"}
	}
	if !q.OpenedTo.IsZero() && !q.OpenedTo.After(q.OpenedFrom) {
		return scope{}, &BadQuery{Field: "opened-to", Value: q.OpenedTo.Format(time.RFC3339), Want: "an instant after opened-from"}
	}
	dict, err := r.source.Dict(ctx)
	if err != nil {
		return scope{}, err
	}
	s := scope{Query: q, dict: dict, asOf: q.AsOf.Unix()}
	s.wide = ledger.Query{AsOf: q.AsOf, OpenedFrom: second(q.OpenedFrom), OpenedTo: second(q.OpenedTo)}
	if s.wide.Work, err = ledger.WorkOf(q.Work); err != nil {
		return scope{}, &BadQuery{Field: "work", Value: q.Work, Want: "a workflow type"}
	}
	s.narrow = s.wide
	if s.narrow.Lane, err = ledger.LaneOf(q.Lane); err != nil {
		return scope{}, &BadQuery{Field: "lane", Value: string(q.Lane), Want: "ordinary, emergency or access"}
	}
	for _, f := range []struct {
		field string
		kind  ledger.LabelKind
		text  string
		into  *ledger.Code
	}{
		{"holder", ledger.HolderLabel, q.Holder, &s.narrow.Holder},
		{"instrument", ledger.InstrumentLabel, q.Instrument, &s.narrow.Instrument},
		{"jurisdiction", ledger.JurisdictionLabel, q.Jurisdiction, &s.narrow.Jurisdiction},
	} {
		if *f.into, err = s.code(f.field, f.kind, f.text); err != nil {
			return scope{}, err
		}
	}
	return s, nil
}

// code finds the code of a name that the ledger knows.
func (s scope) code(field string, kind ledger.LabelKind, text string) (ledger.Code, error) {
	if text == "" {
		return 0, nil
	}
	l, err := ledger.NewLabel(kind, text)
	if _, known := s.dict[l.Code]; err != nil || !known {
		want := "one of " + strings.Join(s.names(kind), ", ")
		if len(s.names(kind)) == 0 {
			want = "nothing: the ledger knows no " + field + " yet"
		}
		return 0, &BadQuery{Field: field, Value: text, Want: want}
	}
	return l.Code, nil
}

func (s scope) names(kind ledger.LabelKind) []string {
	var names []string
	for _, l := range s.dict {
		if l.Kind == kind {
			names = append(names, l.Text)
		}
	}
	slices.Sort(names)
	return names
}

// isHop reports whether a subject is a part of a case. Of other work than
// identification every subject stands by itself.
func (s scope) isHop(b *ledger.Subject) bool {
	return s.narrow.Work == 0 && b.Step != ledger.StepCase
}

// filters says in words what was looked at.
func (s scope) filters() []string {
	said := []string{}
	for _, f := range []struct{ name, value string }{
		{"holder", s.Holder}, {"instrument", s.Instrument}, {"jurisdiction", s.Jurisdiction}, {"lane", string(s.Lane)},
		{"opened from", dated(s.OpenedFrom)}, {"opened before", dated(s.OpenedTo)},
	} {
		if f.value != "" {
			said = append(said, f.name+" "+f.value)
		}
	}
	return said
}

func dated(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func second(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// grouping makes groups by dimensions.
type grouping struct {
	by   []Dimension
	dict ledger.Dict
}

func (s scope) grouping(by []Dimension) (grouping, error) {
	for i, d := range by {
		if !slices.Contains(Dimensions(), d) {
			return grouping{}, &BadQuery{Field: "by", Value: string(d), Want: "one of " + joined(Dimensions())}
		}
		if slices.Contains(by[:i], d) {
			return grouping{}, &BadQuery{Field: "by", Value: string(d), Want: "each dimension once"}
		}
	}
	return grouping{by, s.dict}, nil
}

// columns are those by which subjects are grouped.
func (g grouping) columns() (all ledger.By) {
	for _, d := range g.by {
		all |= map[Dimension]ledger.By{
			ByHolder: ledger.ByHolder, ByInstrument: ledger.ByInstrument, ByJurisdiction: ledger.ByJurisdiction,
			ByLane: ledger.ByLane, ByCohort: ledger.ByCohort, ByYear: ledger.ByCohort,
		}[d]
	}
	return all
}

// of is the group of a subject, with 0 in place of what is not grouped by.
func (g grouping) of(s *ledger.Subject) ledger.Group {
	var k ledger.Group
	for _, d := range g.by {
		switch d {
		case ByHolder:
			k.Holder = s.Holder
		case ByInstrument:
			k.Instrument = s.Instrument
		case ByJurisdiction:
			k.Jurisdiction = s.Jurisdiction
		case ByLane:
			k.Lane = s.Lane
		case ByCohort:
			k.Cohort = monthOf(firstOf(s))
		case ByYear:
			k.Cohort = yearOf(firstOf(s))
		}
	}
	return k
}

// firstOf is when the case was opened; where that is not known, when the subject
// came to be.
func firstOf(s *ledger.Subject) int64 {
	return cmp.Or(s.Opened, s.Marks[ledger.MarkOpened], s.Marks[ledger.MarkQueued], s.Marks[ledger.MarkStarted], s.Marks[ledger.MarkDetected])
}

// monthOf counts months since January 1970, in UTC.
func monthOf(at int64) int32 {
	y, m, _ := time.Unix(at, 0).UTC().Date()
	return int32((y-1970)*12 + int(m) - 1)
}

// yearOf counts the months since January 1970 up to January of the year, in UTC.
func yearOf(at int64) int32 {
	return int32(time.Unix(at, 0).UTC().Year()-1970) * 12
}

// key writes a group's values in the order of the dimensions.
func (g grouping) key(k ledger.Group) []string {
	key := []string{}
	for _, d := range g.by {
		switch d {
		case ByHolder:
			key = append(key, g.dict.Text(k.Holder))
		case ByInstrument:
			key = append(key, g.dict.Text(k.Instrument))
		case ByJurisdiction:
			key = append(key, g.dict.Text(k.Jurisdiction))
		case ByLane:
			key = append(key, cmp.Or(string(k.Lane.Name()), "-"))
		case ByYear:
			key = append(key, fmt.Sprintf("%04d", 1970+k.Cohort/12))
		case ByCohort:
			key = append(key, fmt.Sprintf("%04d-%02d", 1970+k.Cohort/12, 1+k.Cohort%12))
		}
	}
	return key
}

// sorted lists groups by their names.
func sortedGroups[T any](g grouping, groups map[ledger.Group]T) []ledger.Group {
	keys := make([]ledger.Group, 0, len(groups))
	for k := range groups {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b ledger.Group) int { return slices.Compare(g.key(a), g.key(b)) })
	return keys
}
