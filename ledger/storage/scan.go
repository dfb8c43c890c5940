package storage

import (
	"context"
	"errors"
	"math"

	"writ/ledger"
)

// Scan implements ledger.Source: a few columns of one segment after the other, by
// two goroutines or more, and the projected cases of the database. So no more than
// a few pages of some segments are in memory, however many there are.
func (s *source) Scan(ctx context.Context, q ledger.Scan, start func() func(*ledger.CaseRows) error) error {
	at, err := q.AsOf()
	if err != nil {
		return err
	}
	names, err := s.store.Dict(ctx)
	if err != nil {
		return err
	}
	begin := func() *scanner {
		return &scanner{source: s, q: &q, asOf: at.Unix(), projector: ledger.NewProjector(names), yield: start()}
	}
	before, err := s.manifest(ctx)
	if err != nil {
		return err
	}
	work, err := s.unsealed(ctx, before, begin().project)
	if err != nil {
		return err
	}
	return eachSegment(ctx, work, func() (func(context.Context, counting) error, error) {
		return begin().segment, nil
	})
}

// scanner is one goroutine of a scan.
type scanner struct {
	source    *source
	q         *ledger.Scan
	asOf      int64
	projector *ledger.Projector
	yield     func(*ledger.CaseRows) error
	rows      ledger.CaseRows // of the case at hand
}

// project hands on a case from its events.
func (x *scanner) project(c ledger.CaseEvents) error {
	p, err := x.projector.Project(c, x.asOf)
	if err != nil {
		return err
	}
	rows := x.q.Take(c.Case, &p)
	if rows.Empty() {
		return nil
	}
	return x.yield(&rows)
}

// segment hands on the cases of a segment: as they are stored, or from their events
// where only a part was known, and where charges are asked for that are not stored.
func (x *scanner) segment(ctx context.Context, c counting) error {
	root := x.source.folder.segments
	keys, err := c.partly(root, x.asOf, x.q.Charges != nil)
	if err != nil {
		return err
	}
	if err := x.stored(ctx, root, c.id, union(c.without, keys)); err != nil {
		return err
	}
	return c.events(root, keys, x.project)
}

// stored hands on the cases of a segment without some.
func (x *scanner) stored(ctx context.Context, root string, id int64, without []ledger.Key) (err error) {
	sides, err := x.sides(root, id, without)
	defer func() {
		for _, s := range sides {
			err = errors.Join(err, s.close())
		}
	}()
	if err != nil {
		return err
	}
	const look = 256 // cases between looks whether somebody still waits for them
	for n := 0; ; n++ {
		key := ledger.Key(math.MaxInt64)
		for _, s := range sides {
			key = min(key, s.key())
		}
		if key == math.MaxInt64 {
			return nil
		}
		if n%look == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		x.rows.Case = key
		x.rows.Subjects, x.rows.Spells, x.rows.Charges = x.rows.Subjects[:0], x.rows.Spells[:0], x.rows.Charges[:0]
		for _, s := range sides {
			if s.key() == key {
				if err := s.gather(&x.rows); err != nil {
					return err
				}
			}
		}
		if x.rows.Empty() {
			continue
		}
		if err := x.yield(&x.rows); err != nil {
			return err
		}
	}
}

// sides opens the tables of a segment that are asked for.
func (x *scanner) sides(root string, id int64, without []ledger.Key) (sides []side, err error) {
	add := func(s side, err error) error {
		if err == nil {
			sides = append(sides, s)
		}
		return err
	}
	if x.q.Subjects != nil {
		err = add(openSide(x, subjectKind, x.q.Subjects, root, id, without, func(r *ledger.CaseRows) *[]ledger.Subject { return &r.Subjects }))
	}
	if err == nil && x.q.Spells != nil {
		err = add(openSide(x, spellKind, x.q.Spells, root, id, without, func(r *ledger.CaseRows) *[]ledger.Spell { return &r.Spells }))
	}
	if err == nil && x.q.Charges != nil {
		err = add(openSide(x, chargeKind, x.q.Charges, root, id, without, func(r *ledger.CaseRows) *[]ledger.Charge { return &r.Charges }))
	}
	return sides, err
}
