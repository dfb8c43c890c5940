package storage

import (
	"errors"
	"io"
	"math"

	"writ/ledger"
	"writ/ledger/segment"
)

// side is one table of a segment in a scan. It stands at a case; after the last, at
// the largest key.
type side interface {
	key() ledger.Key
	// gather adds the rows of the case that the query takes, and goes to the next.
	gather(to *ledger.CaseRows) error
	close() error
}

type tableSide[R, T any] struct {
	run[R]
	kind  *kind[R, T]
	query *ledger.Query
	into  func(*ledger.CaseRows) *[]T
}

// openSide opens a table of a segment, without some cases, and without those of
// which not all was known.
func openSide[R, T any](x *scanner, k *kind[R, T], q *ledger.Query, root string, id int64, without []ledger.Key, into func(*ledger.CaseRows) *[]T) (side, error) {
	stream, err := k.open(root, id, segment.Scan{
		Keep:   func(bounds bounds) bool { return wanted(q, bounds) },
		Refine: func(bounds bounds) []string { return k.columns(x.q, q, bounds) },
	})
	if err != nil {
		return nil, err
	}
	s := &tableSide[R, T]{kind: k, query: q, into: into}
	s.run = run[R]{
		stream: stream, voided: without,
		caseOf: func(r *R) ledger.Key { key, _ := k.head(r); return key },
		leave:  func(r *R) bool { _, last := k.head(r); return last > x.asOf },
	}
	if err := s.forward(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// forward goes to the next case.
func (s *tableSide[R, T]) forward() error {
	err := s.next()
	if errors.Is(err, io.EOF) {
		s.at, err = math.MaxInt64, nil
	}
	return err
}

func (s *tableSide[R, T]) gather(to *ledger.CaseRows) error {
	rows := s.into(to)
	for i := range s.held {
		if body := s.kind.body(&s.held[i]); s.kind.take(s.query, body) {
			*rows = append(*rows, *body)
		}
	}
	return s.forward()
}

// scanColumns are the columns of a table that a scan reads: some always, those that
// it names or narrows by, and when the last event of a case was learned, unless
// all of the file was known.
func scanColumns(always []string, s *ledger.Scan, q *ledger.Query, bounds bounds) []string {
	columns := append(always, groupColumns(q, s.Columns)...)
	if _, last := bounds("last_seen"); last > q.AsOf.Unix() {
		columns = append(columns, "last_seen")
	}
	return columns
}

// groupColumns are the columns that tell groups apart, and those by which a query
// narrows.
func groupColumns(q *ledger.Query, by ledger.By) (columns []string) {
	for _, c := range []struct {
		name    string
		by      ledger.By
		narrows bool
	}{
		{"holder", ledger.ByHolder, q.Holder != 0},
		{"instrument", ledger.ByInstrument, q.Instrument != 0},
		{"jurisdiction", ledger.ByJurisdiction, q.Jurisdiction != 0},
		{"party", ledger.ByParty, q.Party != 0},
		{"lane", ledger.ByLane, q.Lane != 0},
		{"case_opened", ledger.ByCohort, q.OpenedFrom != 0 || q.OpenedTo != 0},
	} {
		if c.narrows || by&c.by != 0 {
			columns = append(columns, c.name)
		}
	}
	return columns
}

func subjectColumns(s *ledger.Scan, q *ledger.Query, bounds bounds) []string {
	columns := scanColumns([]string{"case_key", "step_key", "n", "work", "ended_as"}, s, q, bounds)
	for _, m := range s.Marks {
		columns = append(columns, segment.MarkColumn(m))
	}
	return columns
}

func spellColumns(s *ledger.Scan, q *ledger.Query, bounds bounds) []string {
	return scanColumns([]string{"case_key", "step_key", "work", "stage", "ended_by", "entered", "left_at", "due"}, s, q, bounds)
}

func chargeColumns(s *ledger.Scan, q *ledger.Query, bounds bounds) []string {
	return scanColumns([]string{"case_key", "step_key", "stage", "from_at", "to_at"}, s, q, bounds)
}
