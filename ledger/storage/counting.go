package storage

import (
	"context"
	"reflect"
	"runtime"
	"slices"
	"sync"

	"writ/ledger"
	"writ/ledger/sqlstore"
)

// counting is a segment to be counted, without some cases.
type counting struct {
	id      int64
	without []ledger.Key // ascending
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
