package storage

import (
	"slices"

	"writ/ledger"
	"writ/ledger/segment"
)

// A case of which all was known at the as-of instant is taken as it is stored: no
// row of it depends on when one asks. A case of which only a part was known is
// projected from its events; so are the charges of a case that has not ended,
// which no segment has.

// rowPart is the rows of one kind of a segment, of the cases of which all was
// known at the as-of instant.
type rowPart[R, T any] struct {
	run[R]
	body   func(*R) *T
	take   func([]T) error
	bodies []T
}

// openParts opens what a query may want of a segment.
func openParts[R, T any](root string, id int64, k *kind[R, T], q *ledger.Query, voided []ledger.Key, take func([]T) error, project func(ledger.CaseEvents) error) ([]part, error) {
	asOf := q.AsOf.Unix()
	stream, err := k.open(root, id, segment.Scan{Keep: func(bounds bounds) bool { return wanted(q, bounds) }})
	if err != nil {
		return nil, err
	}
	r := run[R]{
		stream: stream, voided: voided,
		caseOf: func(r *R) ledger.Key { key, _ := k.head(r); return key },
		leave:  func(r *R) bool { _, last := k.head(r); return last > asOf },
	}
	parts, err := begin(&rowPart[R, T]{run: r, body: k.body, take: take})
	if err != nil {
		return nil, err
	}
	partly, err := partlyKnown(root, id, asOf, k.alsoOpen)
	if err != nil || len(partly) == 0 {
		return parts, err
	}
	more, err := openEvents(root, id, partly, voided, project)
	return slices.Concat(parts, more), err
}

func (p *rowPart[R, T]) skip() error { return p.next() }

func (p *rowPart[R, T]) use() error {
	p.bodies = p.bodies[:0]
	for i := range p.held {
		p.bodies = append(p.bodies, *p.body(&p.held[i]))
	}
	if err := p.take(p.bodies); err != nil {
		return err
	}
	return p.next()
}

// bounds are the least and the greatest value of a column.
type bounds = func(column string) (low, high int64)

// wanted looks whether the stored rows of a segment can be of use.
func wanted(q *ledger.Query, bounds bounds) bool {
	if firstSeen, _ := bounds("first_seen"); firstSeen > q.AsOf.Unix() {
		return false
	}
	low, high := bounds("case_opened")
	return (q.OpenedFrom == 0 || high >= q.OpenedFrom) && (q.OpenedTo == 0 || low < q.OpenedTo)
}

// partlyKnown are the cases of a segment of which a part was known at an instant,
// and, if that is asked, those that had not ended.
func partlyKnown(root string, id, asOf int64, alsoOpen bool) ([]ledger.Key, error) {
	columns := []string{"case_key", "first_seen", "last_seen"}
	if alsoOpen {
		columns = append(columns, "step_key", "ended_as")
	}
	s, err := segment.Subjects(root, id, segment.Scan{Columns: columns, Keep: func(bounds bounds) bool {
		first, _ := bounds("first_seen")
		_, last := bounds("last_seen")
		end, _ := bounds("ended_as")
		return first <= asOf && (asOf < last || alsoOpen && end == int64(ledger.Open))
	}})
	if err != nil {
		return nil, err
	}
	var keys []ledger.Key
	err = drain(s.Next, s.Close, func(rows []segment.SubjectRow) error {
		for i := range rows {
			r := &rows[i]
			open := alsoOpen && r.Step == ledger.StepCase && r.End == ledger.Open
			if r.FirstSeen <= asOf && (asOf < r.LastSeen || open) && (len(keys) == 0 || keys[len(keys)-1] != r.Case) {
				keys = append(keys, r.Case)
			}
		}
		return nil
	})
	return keys, err
}
