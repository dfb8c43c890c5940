package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"writ/ledger"
	"writ/ledger/segment"
	"writ/ledger/sqlstore"
)

// source answers questions over a ledger: over segments by their columns, over
// what lies in the database by projecting its events.
type source struct {
	store  ledger.Store // the database alone
	folder *folder      // nil without segments
}

// kind says how rows of a segment are read, and what they are in a projection.
type kind[R, T any] struct {
	open func(root string, id int64, s segment.Scan) (*segment.Stream[R], error)
	// head is the case of a row, and when the last event of the case was learned.
	head func(*R) (key ledger.Key, last int64)
	body func(*R) *T
	of   func(*ledger.Projection) []T
	take func(*ledger.Query, *T) bool
	// columns are those that a scan reads, by the bounds of what the file has.
	columns func(*ledger.Scan, *ledger.Query, bounds) []string
	// alsoOpen: of cases that have not ended no rows are stored.
	alsoOpen bool
}

var subjectKind = &kind[segment.SubjectRow, ledger.Subject]{
	open: segment.Subjects,
	head: func(r *segment.SubjectRow) (ledger.Key, int64) { return r.Case, r.LastSeen },
	body: func(r *segment.SubjectRow) *ledger.Subject { return &r.Subject },
	of:   func(p *ledger.Projection) []ledger.Subject { return p.Subjects },
	take: (*ledger.Query).TakesSubject, columns: subjectColumns,
}

var spellKind = &kind[segment.SpellRow, ledger.Spell]{
	open: segment.Spells,
	head: func(r *segment.SpellRow) (ledger.Key, int64) { return r.Case, r.LastSeen },
	body: func(r *segment.SpellRow) *ledger.Spell { return &r.Spell },
	of:   func(p *ledger.Projection) []ledger.Spell { return p.Spells },
	take: (*ledger.Query).TakesSpell, columns: spellColumns,
}

var chargeKind = &kind[segment.ChargeRow, ledger.Charge]{
	open: segment.Charges,
	head: func(r *segment.ChargeRow) (ledger.Key, int64) { return r.Case, r.LastSeen },
	body: func(r *segment.ChargeRow) *ledger.Charge { return &r.Charge },
	of:   func(p *ledger.Projection) []ledger.Charge { return p.Charges },
	take: (*ledger.Query).TakesCharge, columns: chargeColumns, alsoOpen: true,
}

// Subjects implements ledger.Source.
func (s *source) Subjects(ctx context.Context, q ledger.Query, yield func([]ledger.Subject) error) error {
	return stream(ctx, s, subjectKind, q, yield)
}

// Spells implements ledger.Source.
func (s *source) Spells(ctx context.Context, q ledger.Query, yield func([]ledger.Spell) error) error {
	return stream(ctx, s, spellKind, q, yield)
}

// Charges implements ledger.Source.
func (s *source) Charges(ctx context.Context, q ledger.Query, yield func([]ledger.Charge) error) error {
	return stream(ctx, s, chargeKind, q, yield)
}

// Dict implements ledger.Source.
func (s *source) Dict(ctx context.Context) (ledger.Dict, error) { return s.store.Dict(ctx) }

// batchRows is about how many rows are yielded at once.
const batchRows = 2048

var errAsOf = errors.New("query: the as-of instant is missing: what is open is censored there")

// stream yields the rows that a query takes, case after case.
func stream[R, T any](ctx context.Context, s *source, k *kind[R, T], q ledger.Query, yield func([]T) error) error {
	if q.AsOf.IsZero() {
		return errAsOf
	}
	names, err := s.store.Dict(ctx)
	if err != nil {
		return err
	}
	batch := make([]T, 0, 2*batchRows)
	take := func(rows []T) error {
		for i := range rows {
			if k.take(&q, &rows[i]) {
				batch = append(batch, rows[i])
			}
		}
		if len(batch) < batchRows {
			return nil
		}
		err := yield(batch)
		batch = batch[:0]
		return err
	}
	projector, asOf := ledger.NewProjector(names), q.AsOf.Unix()
	project := func(c ledger.CaseEvents) error {
		p, err := projector.Project(c, asOf)
		if err != nil {
			return err
		}
		return take(k.of(&p))
	}
	if q.Case != 0 {
		err = s.someCases(ctx, []ledger.Key{q.Case}, project)
	} else {
		err = merge(ctx, s, func(g sqlstore.Segment, voided []ledger.Key) ([]part, error) {
			return openParts(s.folder.segments, g.ID, k, &q, voided, take, project)
		}, project)
	}
	if err == nil && len(batch) > 0 {
		err = yield(batch)
	}
	return err
}

// someCases reads named cases from wherever they lie, by ascending key.
func (s *source) someCases(ctx context.Context, only []ledger.Key, each func(ledger.CaseEvents) error) error {
	for _, key := range slices.Compact(slices.Sorted(slices.Values(only))) {
		events, err := s.oneCase(ctx, key)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			continue
		}
		if err := each(ledger.CaseEvents{Case: key, Events: events}); err != nil {
			return err
		}
	}
	return nil
}

// oneCase reads a case. It may move into a segment, or out of it, between two
// looks; then it is found at the next.
func (s *source) oneCase(ctx context.Context, key ledger.Key) ([]ledger.Event, error) {
	const looks = 3
	for range looks {
		for c, err := range s.store.Cases(ctx, key) {
			return c.Events, err
		}
		if s.folder == nil {
			return nil, nil
		}
		sealed, err := s.folder.Sealed(ctx, key)
		if err != nil {
			return nil, err
		}
		if c, ok := sealed[key]; ok {
			return s.folder.sealedEvents(c)
		}
	}
	return nil, nil
}

// allCases reads all cases by ascending key.
func (s *source) allCases(ctx context.Context, each func(ledger.CaseEvents) error) error {
	return merge(ctx, s, func(g sqlstore.Segment, voided []ledger.Key) ([]part, error) {
		return openEvents(s.folder.segments, g.ID, nil, voided, func(c ledger.CaseEvents) error {
			c.Events = slices.Clone(c.Events) // the reader's own, as those of the database are
			return each(c)
		})
	}, each)
}

// drain reads something to its end and closes it.
func drain[T any](next func() (T, error), end func() error, each func(T) error) error {
	for {
		some, err := next()
		if errors.Is(err, io.EOF) {
			return end()
		}
		if err == nil {
			err = each(some)
		}
		if err != nil {
			return errors.Join(err, end())
		}
	}
}

// live reads the cases of the database ahead, some at a time.
type live struct {
	next   func() (ledger.CaseEvents, error, bool)
	stop   func()
	ahead  []ledger.CaseEvents
	ended  bool
	looked func() error // after each reading ahead, before any of it is used
}

func newLive(cases iter.Seq2[ledger.CaseEvents, error], looked func() error) *live {
	l := &live{looked: looked}
	l.next, l.stop = iter.Pull2(cases)
	return l
}

// peek is the next case.
func (l *live) peek() (*ledger.CaseEvents, error) {
	const aheadCases = 512
	if len(l.ahead) == 0 && !l.ended {
		for len(l.ahead) < aheadCases {
			c, err, ok := l.next()
			if err != nil {
				return nil, fmt.Errorf("ledger: %w", err)
			}
			if !ok {
				l.ended = true
				break
			}
			l.ahead = append(l.ahead, c)
		}
		if err := l.looked(); err != nil {
			return nil, err
		}
	}
	if len(l.ahead) == 0 {
		return nil, nil
	}
	return &l.ahead[0], nil
}
