package storage

import (
	"context"

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
	var work []counting
	err = s.tallyCases(whole, names, &q, func(each func(ledger.CaseEvents) error) (err error) {
		work, err = s.unsealed(ctx, before, each)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.tallySegments(ctx, whole, names, &q, work); err != nil {
		return nil, err
	}
	return whole.Tables(), nil
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
	err = drain(rows.NextBlock, rows.Close, func(b *segment.Block[segment.SpellRow]) error {
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
	keys, err := c.partly(s.folder.segments, q.AsOf.Unix(), false)
	if err != nil {
		return err
	}
	return s.tallyCases(t, names, q, func(each func(ledger.CaseEvents) error) error {
		return c.events(s.folder.segments, keys, each)
	})
}

// lifeColumns are the columns that a life table needs: the case where some are left
// out, and when its last event was learned where not all was known at the as-of
// instant.
func lifeColumns(q *ledger.LifeQuery, byCase, whole bool) []string {
	columns := append([]string{"entered", "left_at", "ended_by"}, groupColumns(&q.Query, q.By)...)
	for _, c := range []struct {
		name string
		need bool
	}{
		{"stage", q.Stage != 0 || q.By&ledger.ByStage != 0},
		{"work", q.Work != 0},
		{"case_key", byCase},
		{"last_seen", !whole},
	} {
		if c.need {
			columns = append(columns, c.name)
		}
	}
	return columns
}
