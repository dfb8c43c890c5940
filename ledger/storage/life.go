package storage

import (
	"context"
	"errors"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync"

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
	counted := []ledger.Key{}
	err = s.tallyCases(whole, names, &q, func(each func(ledger.CaseEvents) error) error {
		for c, err := range s.store.Cases(ctx) {
			if err != nil {
				return err
			}
			counted = append(counted, c.Case)
			if err := each(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	work, err := s.parts(ctx, before, counted)
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

// counting is a segment to be counted, without some cases.
type counting struct {
	id      int64
	without []ledger.Key // ascending
}

// parts are the segments to be counted beside the cases that were counted in the
// database between two looks at the manifest. A case that was sealed in between
// was counted already. One that was unsealed in between counts from its segment,
// as the first look has it, unless it was met in the database.
func (s *source) parts(ctx context.Context, before manifest, counted []ledger.Key) ([]counting, error) {
	after, err := s.manifest(ctx)
	if err != nil {
		return nil, err
	}
	old := map[int64]bool{}
	for _, g := range before.segments {
		old[g.ID] = true
	}
	var list []counting
	for _, g := range after.segments {
		without := slices.Clone(before.voided[g.ID])
		for _, key := range after.voided[g.ID] {
			_, met := slices.BinarySearch(counted, key)
			if met || !old[g.ID] {
				without = append(without, key)
			}
		}
		if !old[g.ID] {
			without = append(without, counted...)
		}
		slices.Sort(without)
		list = append(list, counting{g.ID, slices.Compact(without)})
	}
	return list, nil
}

func (s *source) tallySegments(ctx context.Context, whole *ledger.Tally, names ledger.Dict, q *ledger.LifeQuery, work []counting) error {
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	queue := make(chan counting)
	for range min(max(2, runtime.GOMAXPROCS(0)), len(work)) {
		all.Go(func() {
			mine, err := ledger.NewTally(*q)
			for c := range queue {
				if err == nil {
					err = s.tallySegment(mine, names, q, c)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = err
				return
			}
			whole.Merge(mine)
		})
	}
	var err error
	for _, c := range work {
		select {
		case queue <- c:
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	close(queue)
	all.Wait()
	if failed != nil {
		return failed
	}
	return err
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
