package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"writ/ledger"
)

// Segment is a line of the manifest: one immutable file of sealed cases. The
// file's name follows from its id.
type Segment struct {
	ID                      int64
	Cases                   int64
	Events, Spells, Charges int64 // rows in the file
	FromDay, ToDay          int64 // first and last day of opening, in days since 1970-01-01 UTC
}

// SealedCase is a case as it was written to a segment: how many events held, and
// their [Digest].
type SealedCase struct {
	Case    ledger.Key
	Events  int64
	Digest  uint64
	Segment int64 // where it is; set by the store
}

// Voiding is the copy of a case in a segment that no longer counts.
type Voiding struct {
	Segment int64
	Case    ledger.Key
}

// SealedError says which cases of a batch are sealed. Nothing of the batch was
// taken: [SQLite.Unseal] them and append again.
type SealedError struct{ Cases []SealedCase }

// Error counts the cases.
func (e *SealedError) Error() string {
	return fmt.Sprintf("%v: %d of the batch, the first in segment %d", ErrSealed, len(e.Cases), e.Cases[0].Segment)
}

// Is lets errors.Is find [ErrSealed].
func (e *SealedError) Is(target error) bool { return target == ErrSealed }

// sealingTables are the manifest of segments, where each sealed case is, and
// which copies no longer count.
var sealingTables = []string{
	"CREATE TABLE segment (id BIG NOT NULL PRIMARY KEY, cases BIG NOT NULL, events BIG NOT NULL, spells BIG NOT NULL, charges BIG NOT NULL, from_day BIG NOT NULL, to_day BIG NOT NULL) CLUSTERED",
	// Packed integers, nothing else: see sealed.go.
	fmt.Sprintf("CREATE TABLE sealed (segment integer NOT NULL PRIMARY KEY, cases blob NOT NULL CHECK (length(cases) %% %d = 0)) STRICT", sealedBytes),
	"CREATE TABLE voided (segment BIG NOT NULL, case_key BIG NOT NULL, PRIMARY KEY (segment, case_key)) CLUSTERED",
}

// Seal lists a segment in the manifest, in one transaction with what follows
// from it: the events of its cases leave the database, which from then on only
// knows where they are. The segment's file must be complete and in its place.
//
// A case is sealed when the database has just those events of it, or has never
// heard of it: a past case goes straight into a segment. A case that changed in
// the meantime, or is sealed already, is skipped: it stays as it is, and its copy
// in this segment is voided. Of the others moved names those that were in the
// database. Cases come by ascending key, each once, and segments by ascending number.
func (s *SQLite) Seal(ctx context.Context, seg Segment, cases []SealedCase) (skipped, moved []ledger.Key, err error) {
	for i := 1; i < len(cases); i++ {
		if cases[i].Case <= cases[i-1].Case {
			return nil, nil, fmt.Errorf("segment %d: case %d comes after case %d: a segment has each case once, by ascending key", seg.ID, cases[i].Case, cases[i-1].Case)
		}
	}
	err = s.update(ctx, fmt.Sprintf("seal segment %d", seg.ID), func(tx *sql.Tx) error {
		if err := refuseListed(ctx, tx, seg.ID); err != nil {
			return err
		}
		var kept []SealedCase
		var err error
		if kept, skipped, moved, err = s.sealable(ctx, tx, cases); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO segment (id, cases, events, spells, charges, from_day, to_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			seg.ID, seg.Cases, seg.Events, seg.Spells, seg.Charges, seg.FromDay, seg.ToDay)
		if err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, "INSERT INTO sealed (segment, cases) VALUES (?1, ?2)", seg.ID, packSealed(kept)); err != nil {
			return err
		}
		voided := make([][]int64, len(skipped))
		for i, c := range skipped {
			voided[i] = []int64{seg.ID, int64(c)}
		}
		return sqliteInsert(ctx, tx, "voided", []string{"segment", "case_key"}, voided)
	})
	if err != nil {
		return nil, nil, err
	}
	return skipped, moved, nil
}

// sealable tells apart the cases that leave the database, or never were in it, and
// those that stay as they are.
func (s *SQLite) sealable(ctx context.Context, tx *sql.Tx, cases []SealedCase) (kept []SealedCase, skipped, moved []ledger.Key, err error) {
	keys := make([]ledger.Key, len(cases))
	for i, c := range cases {
		keys[i] = c.Case
	}
	elsewhere, err := s.dialect.sealed(ctx, tx, keys)
	if err != nil {
		return nil, nil, nil, err
	}
	known := map[ledger.Key]bool{}
	for _, c := range elsewhere {
		known[c.Case] = true
	}
	here, err := heldAmong(ctx, tx, keys)
	if err != nil {
		return nil, nil, nil, err
	}
	kept = make([]SealedCase, 0, len(cases))
	for _, c := range cases {
		ok := !known[c.Case]
		if ok && here[c.Case] {
			if ok, err = s.leave(ctx, tx, c); err != nil {
				return nil, nil, nil, err
			}
			if ok {
				moved = append(moved, c.Case)
			}
		}
		if ok {
			kept = append(kept, c)
		} else {
			skipped = append(skipped, c.Case)
		}
	}
	return kept, skipped, moved, nil
}

// heldAmong are those of the cases of which events lie in the database. In an
// import there mostly are none at all.
func heldAmong(ctx context.Context, tx *sql.Tx, cases []ledger.Key) (map[ledger.Key]bool, error) {
	held := map[ledger.Key]bool{}
	var anything bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM event)").Scan(&anything); err != nil || !anything {
		return held, err
	}
	const atOnce = 1000
	for chunk := range slices.Chunk(cases, atOnce) {
		rows, err := tx.QueryContext(ctx, "SELECT value FROM json_each(?1) AS asked WHERE EXISTS (SELECT 1 FROM event WHERE case_key = asked.value)", keyList(chunk))
		err = each(rows, err, func(r *sql.Rows) error {
			var k ledger.Key
			err := r.Scan(&k)
			held[k] = true
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return held, nil
}

// keyList is a list of keys as SQLite's json_each takes it.
func keyList(list []ledger.Key) string {
	b := []byte{'['}
	for i, key := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(key), 10)
	}
	return string(append(b, ']'))
}

// leave takes the events of a case out of the database if they are what was
// sealed, and reports whether they were. Of numbers that were contradicted a copy
// stays beside what contradicted them, so that the incident can still be read.
func (s *SQLite) leave(ctx context.Context, tx *sql.Tx, c SealedCase) (bool, error) {
	var events []ledger.Event
	rows, err := tx.QueryContext(ctx, "SELECT "+columnList+" FROM event WHERE case_key = ?1 ORDER BY step_key, seq", int64(c.Case))
	err = each(rows, err, func(r *sql.Rows) error {
		var e ledger.Event
		err := r.Scan(fields(&e)...)
		events = append(events, e)
		return err
	})
	if err != nil || len(events) == 0 || int64(len(events)) != c.Events || Digest(events) != c.Digest {
		return false, err
	}
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO aside (%s, nth, place, found_s) SELECT %s, -1, %d, 0 FROM event AS held WHERE case_key = ?1
			AND EXISTS (SELECT 1 FROM aside AS other WHERE other.case_key = held.case_key AND other.step_key = held.step_key AND other.seq = held.seq)`,
			columnList, columnList, witness),
		"DELETE FROM event WHERE case_key = ?1",
	} {
		if _, err := tx.ExecContext(ctx, statement, int64(c.Case)); err != nil {
			return false, err
		}
	}
	return true, nil
}

// Segments is the manifest, by id.
func (s *SQLite) Segments(ctx context.Context) ([]Segment, error) {
	var list []Segment
	err := s.view(ctx, "read the manifest", "SELECT id, cases, events, spells, charges, from_day, to_day FROM segment ORDER BY id", func(r *sql.Rows) error {
		var g Segment
		err := r.Scan(&g.ID, &g.Cases, &g.Events, &g.Spells, &g.Charges, &g.FromDay, &g.ToDay)
		list = append(list, g)
		return err
	})
	return list, err
}

// Voided are the copies of cases in segments that no longer count. A reader takes
// this after [SQLite.Segments].
func (s *SQLite) Voided(ctx context.Context) (map[Voiding]bool, error) {
	list := map[Voiding]bool{}
	err := s.view(ctx, "read the manifest", "SELECT segment, case_key FROM voided", func(r *sql.Rows) error {
		var v Voiding
		err := r.Scan(&v.Segment, &v.Case)
		list[v] = true
		return err
	})
	return list, err
}

// Sealed are those of the cases that are sealed.
func (s *SQLite) Sealed(ctx context.Context, cases ...ledger.Key) (map[ledger.Key]SealedCase, error) {
	const doing = "read what is sealed"
	tx, err := s.read.BeginTx(ctx, nil) // all of it is of one moment
	if err != nil {
		return nil, s.fault(doing, err)
	}
	list, err := s.dialect.sealed(ctx, tx, cases)
	if err := errors.Join(err, tx.Rollback()); err != nil {
		return nil, s.fault(doing, err)
	}
	found := make(map[ledger.Key]SealedCase, len(list))
	for _, c := range list {
		found[c.Case] = c
	}
	return found, nil
}

// Unseal puts the events of a sealed case back, as its segment has them, and
// voids its copy there. They must be what was sealed. A case that is not sealed
// stays as it is: somebody else was first.
func (s *SQLite) Unseal(ctx context.Context, c ledger.Key, events []ledger.Event) error {
	return s.update(ctx, "unseal", func(tx *sql.Tx) error {
		sealed, err := s.dialect.sealed(ctx, tx, []ledger.Key{c})
		if err != nil || len(sealed) == 0 {
			return err
		}
		was := sealed[0]
		if int64(len(events)) != was.Events || Digest(events) != was.Digest {
			return errors.New("the events are not those that were sealed: does the segment's file belong to this ledger?")
		}
		for _, do := range []struct {
			statement string
			args      []any
		}{
			{"DELETE FROM aside WHERE case_key = ?1 AND place = ?2", []any{int64(c), int64(witness)}},
			{"INSERT INTO voided (segment, case_key) VALUES (?1, ?2)", []any{was.Segment, int64(c)}},
		} {
			if _, err := tx.ExecContext(ctx, do.statement, do.args...); err != nil {
				return err
			}
		}
		rows := make([][]int64, len(events))
		for i := range events {
			rows[i] = values(&events[i])
		}
		return sqliteInsert(ctx, tx, "event", columns, rows)
	})
}
