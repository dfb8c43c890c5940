package report_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/latency"
	"writ/ledger"
	"writ/report"
)

// books is a source in memory: what a test says is in it, or the projection of
// events. Rows of cases may be added in any order.
type books struct {
	dict     ledger.Dict
	subjects []ledger.Subject
	spells   []ledger.Spell
	charges  []ledger.Charge
	events   []ledger.CaseEvents // projected as of each query, where there are any
	// batch is how many rows a scan hands over at once.
	batch int
}

func newBooks() *books { return &books{dict: ledger.Dict{}, batch: 3} }

// label is the code of a name, which the source then knows.
func (b *books) label(kind ledger.LabelKind, text string) ledger.Code {
	if text == "" {
		return 0
	}
	l, err := ledger.NewLabel(kind, text)
	if err != nil {
		panic(err)
	}
	b.dict[l.Code] = l
	return l.Code
}

func (b *books) holder(name string) ledger.Code { return b.label(ledger.HolderLabel, name) }
func (b *books) party(name string) ledger.Code  { return b.label(ledger.PartyLabel, name) }

func (b *books) Dict(context.Context) (ledger.Dict, error) { return b.dict, nil }

func (b *books) Life(context.Context, ledger.LifeQuery) (map[ledger.Group]*latency.Life, error) {
	return nil, errors.New("not asked")
}

// at is what is known as of a query.
func (b *books) at(q ledger.Query) (*books, error) {
	if q.AsOf.IsZero() {
		return nil, errors.New("as-of is not set")
	}
	if b.events == nil {
		return b, nil
	}
	now := &books{batch: b.batch}
	for _, c := range b.events {
		p, err := ledger.Project(c, q.AsOf.Unix(), b.dict)
		if err != nil {
			return nil, err
		}
		now.subjects = append(now.subjects, p.Subjects...)
		now.spells = append(now.spells, p.Spells...)
		now.charges = append(now.charges, p.Charges...)
	}
	return now, nil
}

func (b *books) Subjects(_ context.Context, q ledger.Query, yield func([]ledger.Subject) error) error {
	now, err := b.at(q)
	if err != nil {
		return err
	}
	identification, _ := ledger.WorkOf("Identification")
	work := cmp.Or(q.Work, identification)
	return scan(now.batch, now.subjects, func(s ledger.Subject) ledger.Key { return s.Case }, func(s ledger.Subject) bool {
		return s.Work == work && matches(q, s.Case, s.Lane, s.Holder, s.Instrument, s.Jurisdiction, s.Opened)
	}, yield)
}

func (b *books) Spells(_ context.Context, q ledger.Query, yield func([]ledger.Spell) error) error {
	now, err := b.at(q)
	if err != nil {
		return err
	}
	return scan(now.batch, now.spells, func(s ledger.Spell) ledger.Key { return s.Case }, func(s ledger.Spell) bool {
		return (q.Work == 0 || s.Work == q.Work) && matches(q, s.Case, s.Lane, s.Holder, s.Instrument, s.Jurisdiction, s.Opened)
	}, yield)
}

func (b *books) Charges(_ context.Context, q ledger.Query, yield func([]ledger.Charge) error) error {
	now, err := b.at(q)
	if err != nil {
		return err
	}
	return scan(now.batch, now.charges, func(c ledger.Charge) ledger.Key { return c.Case }, func(c ledger.Charge) bool {
		return matches(q, c.Case, c.Lane, c.Holder, c.Instrument, c.Jurisdiction, c.Opened)
	}, yield)
}

// Events hands over the cases in which something happened, those added last first.
func (b *books) Events(_ context.Context, q ledger.EventQuery, yield func(ledger.CaseEvents) error) error {
	if err := q.Check(); err != nil {
		return err
	}
	for _, c := range slices.Backward(b.events) {
		if known, ok := q.Take(c); ok {
			if err := yield(known); err != nil {
				return err
			}
		}
	}
	return nil
}

// Scan hands cases over in no order, to several takers by turns.
func (b *books) Scan(ctx context.Context, s ledger.Scan, start func() func(*ledger.CaseRows) error) error {
	if _, err := s.AsOf(); err != nil {
		return err
	}
	cases := map[ledger.Key]*ledger.CaseRows{}
	of := func(key ledger.Key) *ledger.CaseRows {
		if cases[key] == nil {
			cases[key] = &ledger.CaseRows{Case: key}
		}
		return cases[key]
	}
	var errs []error
	if s.Subjects != nil {
		errs = append(errs, b.Subjects(ctx, *s.Subjects, func(rows []ledger.Subject) error {
			for _, r := range rows {
				of(r.Case).Subjects = append(of(r.Case).Subjects, r)
			}
			return nil
		}))
	}
	if s.Spells != nil {
		errs = append(errs, b.Spells(ctx, *s.Spells, func(rows []ledger.Spell) error {
			for _, r := range rows {
				of(r.Case).Spells = append(of(r.Case).Spells, r)
			}
			return nil
		}))
	}
	if s.Charges != nil {
		errs = append(errs, b.Charges(ctx, *s.Charges, func(rows []ledger.Charge) error {
			for _, r := range rows {
				of(r.Case).Charges = append(of(r.Case).Charges, r)
			}
			return nil
		}))
	}
	takers := []func(*ledger.CaseRows) error{start(), start(), start()}
	n := 0
	for _, rows := range cases { // in the order of a map, which is none
		leaveOut(&s, rows)
		errs = append(errs, takers[n%len(takers)](rows))
		n++
	}
	return errors.Join(errs...)
}

func matches(q ledger.Query, key ledger.Key, lane ledger.Lane, holder, instrument, jurisdiction ledger.Code, opened int64) bool {
	return (q.Case == 0 || q.Case == key) && (q.Lane == 0 || q.Lane == lane) && (q.Holder == 0 || q.Holder == holder) &&
		(q.Instrument == 0 || q.Instrument == instrument) && (q.Jurisdiction == 0 || q.Jurisdiction == jurisdiction) &&
		(q.OpenedFrom == 0 || opened >= q.OpenedFrom) && (q.OpenedTo == 0 || opened < q.OpenedTo)
}

// scan hands rows over case by case, in batches that are overwritten.
func scan[T any](batch int, rows []T, key func(T) ledger.Key, matches func(T) bool, yield func([]T) error) error {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	buffer := make([]T, 0, batch)
	for _, r := range rows {
		if !matches(r) {
			continue
		}
		if buffer = append(buffer, r); len(buffer) == batch {
			if err := yield(buffer); err != nil {
				return err
			}
			clear(buffer)
			buffer = buffer[:0]
		}
	}
	return yield(buffer)
}

// leaveOut sets to 0 what a scan did not ask for, as a store of columns leaves it.
func leaveOut(s *ledger.Scan, rows *ledger.CaseRows) {
	leave := func(q *ledger.Query, party, holder, instrument, jurisdiction *ledger.Code, lane *ledger.Lane, opened *int64) {
		for by, code := range map[ledger.By]*ledger.Code{
			ledger.ByParty: party, ledger.ByHolder: holder, ledger.ByInstrument: instrument, ledger.ByJurisdiction: jurisdiction,
		} {
			if s.Columns&by == 0 {
				*code = 0
			}
		}
		if s.Columns&ledger.ByLane == 0 {
			*lane = 0
		}
		if s.Columns&ledger.ByCohort == 0 && q.OpenedFrom == 0 && q.OpenedTo == 0 {
			*opened = 0
		}
	}
	for i := range rows.Subjects {
		r := &rows.Subjects[i]
		leave(s.Subjects, &r.Party, &r.Holder, &r.Instrument, &r.Jurisdiction, &r.Lane, &r.Opened)
		r.Level, r.Seen = 0, [ledger.NumMarks]int64{}
		for m := range ledger.NumMarks {
			if !slices.Contains(s.Marks, m) {
				r.Marks[m] = 0
			}
		}
	}
	for i := range rows.Spells {
		r := &rows.Spells[i]
		leave(s.Spells, &r.Party, &r.Holder, &r.Instrument, &r.Jurisdiction, &r.Lane, &r.Opened)
		r.Visit, r.EnterSeen, r.LeaveSeen = 0, 0, 0
	}
	for i := range rows.Charges {
		r := &rows.Charges[i]
		leave(s.Charges, &r.Party, &r.Holder, &r.Instrument, &r.Jurisdiction, &r.Lane, &r.Opened)
	}
}

const dayLength = 86_400

// zero is day 0 of the tests: 1 March 2026, a Sunday.
var zero = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func day(n float64) int64 { return zero.Unix() + int64(n*dayLength) }

func instant(n float64) time.Time { return time.Unix(day(n), 0).UTC() }

// told is a case in few words.
type told struct {
	opened             float64
	end                ledger.End
	ended              float64
	holder, instrument string
	lane               casefile.Lane
}

// add adds a case that court and holder had by halves, as of a day.
func (b *books) add(c told, asOf float64) ledger.Key {
	work, _ := ledger.WorkOf("Identification")
	lane, _ := ledger.LaneOf(cmp.Or(c.lane, casefile.LaneOrdinary))
	key := ledger.Key(len(b.subjects) + 10)
	s := ledger.Subject{
		Case: key, Step: ledger.StepCase, Work: work, End: c.end, Lane: lane, Opened: day(c.opened),
		Holder: b.holder(c.holder), Instrument: b.label(ledger.InstrumentLabel, c.instrument),
	}
	s.Marks[ledger.MarkOpened] = day(c.opened)
	to := asOf
	if c.end != ledger.Open {
		to = c.ended
		s.Marks[ledger.MarkEnded] = day(c.ended)
	}
	if c.end == ledger.Identified {
		s.Marks[ledger.MarkIdentified] = day(c.ended)
	}
	b.subjects = append(b.subjects, s)
	approving, _ := ledger.StageOf(casefile.StageAwaitingApproval)
	disclosing, _ := ledger.StageOf(casefile.StageAwaitingDisclosure)
	middle := (c.opened + to) / 2
	b.charges = append(b.charges,
		ledger.Charge{Case: key, Step: ledger.StepCase, Stage: approving, Party: b.party("court"), From: day(c.opened), To: day(middle), Opened: s.Opened},
		ledger.Charge{Case: key, Step: ledger.StepCase, Stage: disclosing, Party: b.party(c.holder), From: day(middle), To: day(to), Open: c.end == ledger.Open, Opened: s.Opened})
	return key
}

// asOf is a question as of a day.
func asOf(n float64, exact bool) report.Query { return report.Query{AsOf: instant(n), Exact: exact} }

func reporter(b *books) *report.Reporter { return report.New(b, nil) }

func askLatency(t *testing.T, b *books, q report.LatencyQuery) *report.Latency {
	t.Helper()
	l, err := reporter(b).Latency(t.Context(), q)
	require.NoError(t, err)
	return l
}
