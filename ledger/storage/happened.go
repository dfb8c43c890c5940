package storage

import (
	"context"

	"writ/ledger"
	"writ/ledger/segment"
)

// Events implements ledger.Source: what lies in the database one case after the
// other, and of each segment two columns, by which it says which of its cases are
// read at all. One whose kinds cannot be among them is left out by its bounds.
func (s *source) Events(ctx context.Context, q ledger.EventQuery, yield func(ledger.CaseEvents) error) error {
	if err := q.Check(); err != nil || len(q.Kinds) == 0 {
		return err
	}
	each := func(c ledger.CaseEvents) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if known, ok := q.Take(c); ok {
			return yield(known)
		}
		return nil
	}
	before, err := s.manifest(ctx)
	if err != nil {
		return err
	}
	work, err := s.unsealed(ctx, before, each)
	if err != nil {
		return err
	}
	for _, c := range work {
		keys, err := c.happened(s.folder.segments, &q)
		if err != nil {
			return err
		}
		if err := c.events(s.folder.segments, keys, each); err != nil {
			return err
		}
	}
	return nil
}

// happened are the cases of the segment that a query takes, ascending.
func (c counting) happened(root string, q *ledger.EventQuery) ([]ledger.Key, error) {
	s, err := segment.Events(root, c.id, segment.Scan{
		Columns: []string{"case_key", "kind", "seen"},
		Keep:    func(bounds bounds) bool { return mayHave(q, bounds) },
	})
	if err != nil {
		return nil, err
	}
	var keys []ledger.Key
	err = drain(s.Next, s.Close, func(rows []ledger.Event) error {
		for i := range rows {
			e := &rows[i]
			last := len(keys) - 1
			if q.Wants(e) && !has(c.without, e.Case) && (last < 0 || keys[last] != e.Case) {
				keys = append(keys, e.Case)
			}
		}
		return nil
	})
	return keys, err
}

// mayHave looks whether one of the kinds may be among those of a segment.
func mayHave(q *ledger.EventQuery, bounds bounds) bool {
	if first, _ := bounds("seen"); first > q.AsOf.Unix() {
		return false
	}
	low, high := bounds("kind")
	for _, k := range q.Kinds {
		if low <= int64(k) && int64(k) <= high {
			return true
		}
	}
	return false
}
