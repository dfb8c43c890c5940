package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"writ/ledger"
)

// Append implements ledger.Store. Errors that wrap ledger.ErrUnavailable leave
// open whether the batch was taken; appending it again is harmless. A
// [SealedError] names the cases of the batch that are sealed.
func (s *Store) Append(ctx context.Context, b ledger.Batch) (ledger.Appended, error) {
	var done ledger.Appended
	var added []ledger.Label
	if len(b.Events) == 0 && len(b.Labels) == 0 {
		return done, nil
	}
	steps := byStep(b.Events)
	err := s.update(ctx, "append", func(tx *sql.Tx) error {
		cases := casesOf(steps)
		if err := s.dialect.lock(ctx, tx, cases); err != nil {
			return err
		}
		if err := s.refuseSealed(ctx, tx, cases); err != nil {
			return err
		}
		var err error
		if added, err = s.addLabels(ctx, tx, b.Labels); err != nil {
			return err
		}
		done, err = s.addEvents(ctx, tx, steps, time.Now())
		return err
	})
	if err != nil {
		return ledger.Appended{}, err
	}
	for _, l := range added {
		s.labels.Store(l.Code, l)
	}
	return done, nil
}

// byStep sorts the rows of a batch to their steps.
func byStep(events []ledger.Event) map[stepKey][]ledger.Event {
	steps := map[stepKey][]ledger.Event{}
	for _, e := range events {
		k := stepKey{e.Case, e.Step}
		steps[k] = append(steps[k], e)
	}
	return steps
}

func casesOf(steps map[stepKey][]ledger.Event) []ledger.Key {
	var cases []ledger.Key
	for k := range steps {
		cases = append(cases, k.Case)
	}
	slices.Sort(cases)
	return slices.Compact(cases)
}

func (s *Store) refuseSealed(ctx context.Context, tx *sql.Tx, cases []ledger.Key) error {
	if s.dialect.sealed == nil {
		return nil
	}
	sealed, err := s.dialect.sealed(ctx, tx, cases)
	if err != nil || len(sealed) == 0 {
		return err
	}
	return &SealedError{Cases: sealed}
}

// addEvents merges the rows with what is kept of their steps, and writes what
// that changes.
func (s *Store) addEvents(ctx context.Context, tx *sql.Tx, batch map[stepKey][]ledger.Event, now time.Time) (ledger.Appended, error) {
	var done ledger.Appended
	keys := slices.SortedFunc(maps.Keys(batch), stepKey.compare)
	before, err := s.load(ctx, tx, keys)
	if err != nil {
		return done, err
	}
	var c changes
	for _, k := range keys {
		was := before[k]
		st := newStep(was)
		d := st.merge(batch[k], now)
		done.New += d.New
		done.Repeated += d.Repeated
		done.Superseded += d.Superseded
		done.Conflicts += d.Conflicts
		c.add(was, st)
	}
	return done, s.apply(ctx, tx, c)
}

// load reads all that is kept of the steps.
func (s *Store) load(ctx context.Context, tx *sql.Tx, keys []stepKey) (map[stepKey][]kept, error) {
	rows := map[stepKey][]kept{}
	for _, query := range []string{
		"SELECT " + columnList + ", 0, 0 FROM event",
		"SELECT " + columnList + ", place, found_s FROM aside",
	} {
		err := s.dialect.steps(ctx, tx, query, keys, func(r *sql.Rows) error {
			var k kept
			if err := r.Scan(append(fields(&k.Event), &k.place, &k.found)...); err != nil {
				return err
			}
			key := stepKey{k.Case, k.Step}
			rows[key] = append(rows[key], k)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// changes are what is to be written: numbers to be cleared and rows to be added,
// of the table of what holds and of the one of what does not.
type changes struct {
	clear, clearAside [][]int64
	event, aside      [][]int64
}

// add finds what changed under the numbers of a step that were touched.
func (c *changes) add(before []kept, after *step) {
	was := map[int64][]kept{}
	for _, k := range before {
		was[k.Seq] = append(was[k.Seq], k)
	}
	for _, n := range slices.Sorted(maps.Keys(after.touched)) {
		oldHeld, oldRest := split(was[n])
		newHeld, newRest := split(after.numbers[n])
		if !slices.Equal(oldHeld, newHeld) {
			for _, k := range oldHeld {
				c.clear = append(c.clear, values(&k.Event)[:3])
			}
			for _, k := range newHeld {
				c.event = append(c.event, values(&k.Event))
			}
		}
		if slices.Equal(oldRest, newRest) {
			continue
		}
		if len(oldRest) > 0 {
			c.clearAside = append(c.clearAside, values(&oldRest[0].Event)[:3])
		}
		for i, k := range newRest {
			c.aside = append(c.aside, append(values(&k.Event), int64(i), int64(k.place), k.found))
		}
	}
}

func split(rows []kept) (held, rest []kept) {
	for _, k := range rows {
		if k.place == holds {
			held = append(held, k)
		} else {
			rest = append(rest, k)
		}
	}
	return held, rest
}

var asideColumns = append(slices.Clone(columns), "nth", "place", "found_s")

func (s *Store) apply(ctx context.Context, tx *sql.Tx, c changes) error {
	for _, t := range []struct {
		table   string
		clear   [][]int64
		columns []string
		rows    [][]int64
	}{
		{"event", c.clear, columns, c.event},
		{"aside", c.clearAside, asideColumns, c.aside},
	} {
		clearing := s.dialect.query("DELETE FROM " + t.table + " WHERE case_key = ?1 AND step_key = ?2 AND seq = ?3")
		for _, k := range t.clear {
			if _, err := tx.ExecContext(ctx, clearing, k[0], k[1], k[2]); err != nil {
				return err
			}
		}
		if len(t.rows) == 0 {
			continue
		}
		if err := s.dialect.insert(ctx, tx, t.table, t.columns, t.rows); err != nil {
			return err
		}
	}
	return nil
}

// addLabels adds the labels that the ledger lacks, and returns them. A code that
// stands for two labels would make reports lie, so it is an error.
func (s *Store) addLabels(ctx context.Context, tx *sql.Tx, labels []ledger.Label) ([]ledger.Label, error) {
	var added []ledger.Label
	insert := s.dialect.query("INSERT INTO label (code, kind, label) VALUES (?1, ?2, ?3) ON CONFLICT (code) DO NOTHING")
	lookup := s.dialect.query("SELECT kind, label FROM label WHERE code = ?1")
	// In the order of codes, so that two writers never wait for each other.
	for _, l := range slices.SortedFunc(slices.Values(labels), func(a, b ledger.Label) int { return cmp.Compare(a.Code, b.Code) }) {
		is := ledger.Label{Code: l.Code}
		if known, ok := s.labels.Load(l.Code); ok {
			is = known.(ledger.Label)
		} else {
			if _, err := tx.ExecContext(ctx, insert, int64(l.Code), int64(l.Kind), l.Text); err != nil {
				return nil, err
			}
			if err := tx.QueryRowContext(ctx, lookup, int64(l.Code)).Scan(&is.Kind, &is.Text); err != nil {
				return nil, err
			}
			added = append(added, is)
		}
		if is != l {
			return nil, fmt.Errorf("code %d stands for the %s %q, and cannot stand for the %s %q too", l.Code, is.Kind, is.Text, l.Kind, l.Text)
		}
	}
	return added, nil
}
