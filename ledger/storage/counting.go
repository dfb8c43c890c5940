package storage

import (
	"context"
	"reflect"
	"runtime"
	"slices"
	"sync"

	"writ/ledger"
	"writ/ledger/segment"
	"writ/ledger/sqlstore"
)

// counting is a segment to be counted, without some cases.
type counting struct {
	id      int64
	without []ledger.Key // ascending
}

// partly are the cases of the segment of which only a part was known at an instant,
// and, if that is asked, those that had not ended.
func (c counting) partly(root string, asOf int64, alsoOpen bool) ([]ledger.Key, error) {
	keys, err := partlyKnown(root, c.id, asOf, alsoOpen)
	return slices.DeleteFunc(keys, func(k ledger.Key) bool { return has(c.without, k) }), err
}

// projected are the columns of events of which a projection is made: all but who
// wrote a row and when, and what it is about beside its own step.
var projected = []string{
	"case_key", "step_key", "seq", "at", "seen", "due", "work", "kind", "stage", "lane", "level", "flags",
	"by", "awaiting", "holder", "instrument", "jurisdiction", "cause", "after_key", "from_key",
}

// events hands on some cases of the segment as what a projection is made of.
func (c counting) events(root string, cases []ledger.Key, each func(ledger.CaseEvents) error) error {
	if len(cases) == 0 {
		return nil
	}
	s, err := segment.Events(root, c.id, segment.Scan{Cases: cases, Columns: projected})
	if err != nil {
		return err
	}
	r := &run[ledger.Event]{stream: s, caseOf: caseOfEvent}
	return drain(func() (ledger.CaseEvents, error) {
		err := r.next()
		return ledger.CaseEvents{Case: r.at, Events: r.held}, err
	}, r.close, each)
}

// unsealed hands on the cases that lie in the database, and says which segments have
// the others. The look at the manifest was before that.
func (s *source) unsealed(ctx context.Context, before manifest, each func(ledger.CaseEvents) error) ([]counting, error) {
	counted := []ledger.Key{}
	for c, err := range s.store.Cases(ctx) {
		if err == nil {
			counted = append(counted, c.Case)
			err = each(c)
		}
		if err != nil {
			return nil, err
		}
	}
	work, missed, err := s.parts(ctx, before, counted)
	if err != nil {
		return nil, err
	}
	return work, s.someCases(ctx, missed, each)
}

// parts are the segments to be counted beside the cases that were counted in the
// database, ascending, between two looks at the manifest, and single cases that
// were missed there: each case counts once, wherever it went in between.
func (s *source) parts(ctx context.Context, before manifest, counted []ledger.Key) (list []counting, missed []ledger.Key, err error) {
	after, err := s.manifest(ctx)
	for err == nil {
		list, missed = divide(before, after, counted)
		if len(missed) == 0 {
			return list, nil, nil
		}
		// What is sealed is in one of these segments, if nothing has moved since.
		var sealed map[ledger.Key]sqlstore.SealedCase
		if sealed, err = s.folder.Sealed(ctx, missed...); err != nil {
			break
		}
		looked := after
		if after, err = s.manifest(ctx); err == nil && reflect.DeepEqual(looked, after) {
			return list, slices.DeleteFunc(missed, func(k ledger.Key) bool { _, is := sealed[k]; return is }), nil
		}
	}
	return nil, nil, err
}

// divide says which cases each segment is counted without. A case that was sealed
// between the two looks was counted already. One that was unsealed counts from its
// segment, as the first look has it, unless it was met in the database; so it does
// not count from a segment to which it went on. One that was sealed before it was
// met, and has left that segment too, may be missed.
func divide(before, after manifest, counted []ledger.Key) (list []counting, missed []ledger.Key) {
	known := slices.Clone(counted) // what no segment that was listed since may count
	for _, g := range before.segments {
		without := slices.Clone(before.voided[g.ID])
		for _, key := range after.voided[g.ID] {
			if has(before.voided[g.ID], key) {
				continue
			}
			if has(counted, key) {
				without = append(without, key)
			} else {
				known = append(known, key)
			}
		}
		slices.Sort(without)
		list = append(list, counting{g.ID, without})
	}
	slices.Sort(known)
	for _, g := range after.segments[len(before.segments):] { // they are by number, and none ever leaves
		list = append(list, counting{g.ID, union(known, after.voided[g.ID])})
		for _, key := range after.voided[g.ID] {
			if !has(known, key) {
				missed = append(missed, key)
			}
		}
	}
	return list, missed
}

func has(ascending []ledger.Key, key ledger.Key) bool {
	_, found := slices.BinarySearch(ascending, key)
	return found
}

// union are the keys of two ascending lists.
func union(a, b []ledger.Key) []ledger.Key {
	all := slices.Concat(a, b)
	if len(a) > 0 && len(b) > 0 {
		slices.Sort(all)
	}
	return slices.Compact(all)
}

// eachSegment hands segments out to several goroutines, for each of which start
// makes what takes them, one after the other. The first error stops all.
func eachSegment(ctx context.Context, work []counting, start func() (func(context.Context, counting) error, error)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan counting)
	var all sync.WaitGroup
	for range min(max(2, runtime.GOMAXPROCS(0)), len(work)) {
		take, err := start()
		if err != nil {
			stop(err)
			break
		}
		all.Go(func() {
			for c := range queue {
				if err := take(ctx, c); err != nil {
					stop(err)
					return
				}
			}
		})
	}
	for _, c := range work {
		select {
		case queue <- c:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(queue)
	all.Wait()
	return context.Cause(ctx)
}
