package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"writ/ledger"
)

// appendAll appends cases: those that the ledger does not know many at a time,
// the others one by one, so that it is known what became of each.
func (w *importer) appendAll(ctx context.Context, rest []candidate) error {
	for some := range slices.Chunk(rest, appendCases) {
		known, err := w.known(ctx, some)
		if err != nil {
			return err
		}
		var together ledger.Batch
		var fresh []candidate
		for _, c := range some {
			if known[c.Case] || contradictory(c.Events) {
				if err := w.appendOne(ctx, c); err != nil {
					return err
				}
				continue
			}
			known[c.Case] = true
			fresh = append(fresh, c)
			together.Events = append(together.Events, c.told...)
		}
		if err := w.appendFresh(ctx, fresh, together); err != nil {
			return err
		}
	}
	return nil
}

// appendFresh appends cases in one transaction. If somebody else told something
// contrary in between, each is appended again by itself, to learn which it is.
func (w *importer) appendFresh(ctx context.Context, fresh []candidate, together ledger.Batch) error {
	if len(fresh) == 0 {
		return nil
	}
	done, err := w.ledger.Store.Append(ctx, together)
	if err != nil {
		return err
	}
	for _, c := range fresh {
		if done.Conflicts == 0 {
			w.tell(c.batch(), ledger.Appended{New: len(c.Events), Repeated: len(c.told) - len(c.Events)}, nil)
			continue
		}
		if err := w.appendOne(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (w *importer) appendOne(ctx context.Context, c candidate) error {
	done, err := w.ledger.Store.Append(ctx, c.batch())
	if errors.Is(err, ledger.ErrUnavailable) {
		return err
	}
	if err == nil && done.Conflicts > 0 {
		err = fmt.Errorf("case %d: %d events: %w", c.Case, done.Conflicts, ErrContradicts)
	}
	w.tell(c.batch(), done, err)
	return nil
}

// known are those of the cases of which the ledger has anything.
func (w *importer) known(ctx context.Context, some []candidate) (map[ledger.Key]bool, error) {
	keys := make([]ledger.Key, len(some))
	for i := range some {
		keys[i] = some[i].Case
	}
	known := map[ledger.Key]bool{}
	for c, err := range w.ledger.Cases(ctx, keys...) {
		if err != nil {
			return nil, err
		}
		known[c.Case] = true
	}
	return known, nil
}
