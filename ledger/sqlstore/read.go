package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"iter"
	"maps"
	"slices"

	"writ/ledger"
)

// pageRows is how many rows are read at once. Between pages nothing is open, so
// that a slow reader holds up no writer and no log grows behind it.
const pageRows = 8192

// Cases implements ledger.Store. Each case is read at one instant; a case that
// changes while others are read is seen before or after, but never in between.
func (s *Store) Cases(ctx context.Context, only ...ledger.Key) iter.Seq2[ledger.CaseEvents, error] {
	return func(yield func(ledger.CaseEvents, error) bool) {
		if len(only) > 0 {
			s.some(ctx, only, yield)
			return
		}
		limit := s.page
		for from := ledger.Key(0); ; {
			events, err := s.events(ctx, `WHERE case_key >= ?1 ORDER BY case_key, step_key, seq LIMIT ?2`, int64(from), limit)
			if err != nil {
				yield(ledger.CaseEvents{}, err)
				return
			}
			full := len(events) == limit
			if full {
				// The last case may go on: it opens the next page.
				last := events[len(events)-1].Case
				first, _ := slices.BinarySearchFunc(events, last, func(e ledger.Event, k ledger.Key) int { return cmp.Compare(e.Case, k) })
				if events, from = events[:first], last; first == 0 {
					limit *= 2
					continue
				}
				limit = s.page
			}
			if !cases(events, yield) || !full {
				return
			}
		}
	}
}

// some streams the named cases.
func (s *Store) some(ctx context.Context, only []ledger.Key, yield func(ledger.CaseEvents, error) bool) {
	only = slices.Compact(slices.Sorted(slices.Values(only)))
	for _, k := range only {
		events, err := s.events(ctx, `WHERE case_key = ?1 ORDER BY case_key, step_key, seq`, int64(k))
		if err != nil {
			yield(ledger.CaseEvents{}, err)
			return
		}
		if !cases(events, yield) {
			return
		}
	}
}

// cases yields sorted events case by case.
func cases(events []ledger.Event, yield func(ledger.CaseEvents, error) bool) bool {
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].Case == events[0].Case {
			n++
		}
		if !yield(ledger.CaseEvents{Case: events[0].Case, Events: events[:n:n]}, nil) {
			return false
		}
		events = events[n:]
	}
	return true
}

func (s *Store) events(ctx context.Context, where string, args ...any) ([]ledger.Event, error) {
	var events []ledger.Event
	var e ledger.Event
	into := fields(&e)
	err := s.view(ctx, "read events", "SELECT "+columnList+" FROM event "+where, func(r *sql.Rows) error {
		if err := r.Scan(into...); err != nil {
			return err
		}
		events = append(events, e)
		return nil
	}, args...)
	return events, err
}

// Dict implements ledger.Store.
func (s *Store) Dict(ctx context.Context) (ledger.Dict, error) {
	d := ledger.Dict{}
	err := s.view(ctx, "read labels", "SELECT code, kind, label FROM label", func(r *sql.Rows) error {
		var l ledger.Label
		err := r.Scan(&l.Code, &l.Kind, &l.Text)
		d[l.Code] = l
		return err
	})
	return d, err
}

// Incidents implements ledger.Store: each row that contradicts its own run, and
// for each reset of a step the first number that was taken again. They are
// ordered by case, step and number.
func (s *Store) Incidents(ctx context.Context) ([]ledger.Incident, error) {
	rows := map[stepKey][]kept{}
	err := s.view(ctx, "read incidents", "SELECT "+columnList+", place, found_s FROM aside", func(r *sql.Rows) error {
		var k kept
		err := r.Scan(append(fields(&k.Event), &k.place, &k.found)...)
		key := stepKey{k.Case, k.Step}
		rows[key] = append(rows[key], k)
		return err
	})
	if err != nil {
		return nil, err
	}
	var found []ledger.Incident
	for _, key := range slices.SortedFunc(maps.Keys(rows), stepKey.compare) {
		held, err := s.events(ctx, "WHERE case_key = ?1 AND step_key = ?2", int64(key.Case), int64(key.Step))
		if err != nil {
			return nil, err
		}
		for _, e := range held {
			rows[key] = append(rows[key], kept{Event: e})
		}
		found = append(found, newStep(rows[key]).incidents()...)
	}
	return found, nil
}

// Counts implements ledger.Store. It counts what is in the database's table of
// events: sealed cases are not.
func (s *Store) Counts(ctx context.Context) (ledger.Counts, error) {
	var c ledger.Counts
	err := s.view(ctx, "count", `SELECT (SELECT count(*) FROM (SELECT DISTINCT case_key FROM event) AS cases), (SELECT count(*) FROM event)`,
		func(r *sql.Rows) error { return r.Scan(&c.Cases, &c.Events) })
	if err != nil {
		return c, err
	}
	incidents, err := s.Incidents(ctx)
	c.Incidents = int64(len(incidents))
	return c, err
}
