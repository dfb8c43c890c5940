package storage

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"

	"writ/latency"
	"writ/ledger"
	"writ/ledger/segment"
)

// Life implements ledger.Source: a scan of a few columns of the spells of all
// segments, by two goroutines or more, and of the projected spells of the cases
// that lie in the database.
func (s *source) Life(ctx context.Context, q ledger.LifeQuery) (map[ledger.Group]*latency.Life, error) {
	whole, err := ledger.NewTally(q)
	if err != nil {
		return nil, err
	}
	names, err := s.store.Dict(ctx)
	if err != nil {
		return nil, err
	}
	if q.Case != 0 {
		err := s.tallyCases(whole, names, &q, func(each func(ledger.CaseEvents) error) error {
			return s.someCases(ctx, []ledger.Key{q.Case}, each)
		})
		return whole.Tables(), err
	}
	before, err := s.manifest(ctx)
	if err != nil {
		return nil, err
	}
	counted, err := s.tallyDatabase(ctx, whole, names, &q)
	if err != nil {
		return nil, err
	}
	work, missed, err := s.parts(ctx, before, counted)
	if err == nil {
		err = s.tallyCases(whole, names, &q, func(each func(ledger.CaseEvents) error) error { return s.someCases(ctx, missed, each) })
	}
	if err != nil {
		return nil, err
	}
	if err := s.tallySegments(ctx, whole, names, &q, work); err != nil {
		return nil, err
	}
	return whole.Tables(), nil
}

// tallyDatabase counts the cases that lie in the database, and says which they are.
func (s *source) tallyDatabase(ctx context.Context, whole *ledger.Tally, names ledger.Dict, q *ledger.LifeQuery) (counted []ledger.Key, err error) {
	err = s.tallyCases(whole, names, q, func(each func(ledger.CaseEvents) error) error {
		for c, err := range s.store.Cases(ctx) {
			if err == nil {
				counted = append(counted, c.Case)
				err = each(c)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return counted, err
}

func (s *source) manifest(ctx context.Context) (manifest, error) {
	if s.folder == nil {
		return manifest{}, nil
	}
	return s.folder.manifest(ctx)
}

func (s *source) tallyCases(t *ledger.Tally, names ledger.Dict, q *ledger.LifeQuery, cases func(func(ledger.CaseEvents) error) error) error {
	projector := ledger.NewProjector(names)
	return cases(func(c ledger.CaseEvents) error {
		p, err := projector.Project(c, q.AsOf.Unix())
		for i := range p.Spells {
			t.Add(&p.Spells[i])
		}
		return err
	})
}

func (s *source) tallySegments(ctx context.Context, whole *ledger.Tally, names ledger.Dict, q *ledger.LifeQuery, work []counting) error {
	var all []*ledger.Tally
	err := eachSegment(ctx, work, func() (func(context.Context, counting) error, error) {
		mine, err := ledger.NewTally(*q)
		all = append(all, mine)
		return func(_ context.Context, c counting) error { return s.tallySegment(mine, names, q, c) }, err
	})
	if err != nil {
		return err
	}
	for _, t := range all {
		whole.Merge(t)
	}
	return nil
}

// tallySegment counts the spells of a segment.
func (s *source) tallySegment(t *ledger.Tally, names ledger.Dict, q *ledger.LifeQuery, c counting) error {
	asOf := q.AsOf.Unix()
	whole := true
	rows, err := segment.Spells(s.folder.segments, c.id, segment.Scan{
		Keep: func(bounds bounds) bool {
			_, last := bounds("last_seen")
			whole = whole && last <= asOf
			return wanted(&q.Query, bounds)
		},
		Refine: func(bounds) []string { return lifeColumns(q, len(c.without) > 0, whole) },
	})
	if err != nil {
		return err
	}
	x := &excluding{without: c.without, asOf: asOf}
	err = eachBlock(rows, func(b *segment.Block[segment.SpellRow]) error {
		if !whole {
			x.partly = true
		}
		t.AddColumns(x.columns(b))
		return nil
	})
	if err != nil || whole {
		return err
	}
	return s.tallyPartly(t, names, q, c)
}

// tallyPartly counts the cases of which a part was known at the as-of instant.
func (s *source) tallyPartly(t *ledger.Tally, names ledger.Dict, q *ledger.LifeQuery, c counting) error {
	keys, err := partlyKnown(s.folder.segments, c.id, q.AsOf.Unix(), false)
	if err != nil {
		return err
	}
	keys = slices.DeleteFunc(keys, func(k ledger.Key) bool { _, out := slices.BinarySearch(c.without, k); return out })
	if len(keys) == 0 {
		return nil
	}
	return s.tallyCases(t, names, q, func(each func(ledger.CaseEvents) error) error {
		rows, err := segment.Events(s.folder.segments, c.id, segment.Scan{Cases: keys})
		if err != nil {
			return err
		}
		r := &run[ledger.Event]{stream: rows, caseOf: caseOfEvent}
		return drainRun(r, each)
	})
}

// lifeColumns are the columns that a life table needs: the case where some are left
// out, and when its last event was learned where not all was known at the as-of
// instant.
func lifeColumns(q *ledger.LifeQuery, byCase, whole bool) []string {
	needed := map[string]bool{
		"entered": true, "left_at": true, "ended_by": true,
		"stage":        q.Stage != 0 || q.By&ledger.ByStage != 0,
		"work":         q.Work != 0,
		"lane":         q.Lane != 0 || q.By&ledger.ByLane != 0,
		"party":        q.Party != 0 || q.By&ledger.ByParty != 0,
		"holder":       q.Holder != 0 || q.By&ledger.ByHolder != 0,
		"instrument":   q.Instrument != 0 || q.By&ledger.ByInstrument != 0,
		"jurisdiction": q.Jurisdiction != 0 || q.By&ledger.ByJurisdiction != 0,
		"case_opened":  q.OpenedFrom != 0 || q.OpenedTo != 0 || q.By&ledger.ByCohort != 0,
		"case_key":     byCase,
		"last_seen":    !whole,
	}
	maps.DeleteFunc(needed, func(_ string, need bool) bool { return !need })
	return slices.Sorted(maps.Keys(needed))
}

// drainRun reads a file case by case to its end and closes it.
func drainRun(r *run[ledger.Event], each func(ledger.CaseEvents) error) error {
	for {
		err := r.next()
		if errors.Is(err, io.EOF) {
			return r.close()
		}
		if err == nil {
			err = each(ledger.CaseEvents{Case: r.at, Events: r.held})
		}
		if err != nil {
			return errors.Join(err, r.close())
		}
	}
}
