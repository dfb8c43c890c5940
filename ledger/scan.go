package ledger

import (
	"fmt"
	"time"
)

// Scan says what a scan of all cases hands on. Its queries have one as-of instant.
type Scan struct {
	// Subjects, Spells and Charges say which rows are wanted; nil: none of the kind.
	Subjects, Spells, Charges *Query
	// Columns are the codes and the opening ([ByCohort]) that are read of every row,
	// and Marks the milestones, without the instants at which they were learned.
	// Other fields of these may be 0, as may Subject.Level, Spell.Visit and
	// instants at which something was learned.
	Columns By
	Marks   []Mark
}

// CaseRows are the rows of one case that a scan takes, in the order of a
// [Projection]. They are good only during the call, and never all empty.
type CaseRows struct {
	Case     Key
	Subjects []Subject
	Spells   []Spell
	Charges  []Charge
}

// Take keeps of a projection what the scan wants. The rows keep their memory.
func (s *Scan) Take(of Key, p *Projection) CaseRows {
	return CaseRows{
		of, takeRows(s.Subjects, p.Subjects, (*Query).TakesSubject),
		takeRows(s.Spells, p.Spells, (*Query).TakesSpell), takeRows(s.Charges, p.Charges, (*Query).TakesCharge),
	}
}

func takeRows[T any](q *Query, rows []T, takes func(*Query, *T) bool) []T {
	if q == nil {
		return nil
	}
	kept := rows[:0]
	for i := range rows {
		if takes(q, &rows[i]) {
			kept = append(kept, rows[i])
		}
	}
	return kept
}

// Empty reports whether there is nothing.
func (r *CaseRows) Empty() bool { return len(r.Subjects)+len(r.Spells)+len(r.Charges) == 0 }

// AsOf is the as-of instant of the queries; an error where it is missing, or where
// they differ.
func (s *Scan) AsOf() (time.Time, error) {
	var at time.Time
	for _, q := range []*Query{s.Subjects, s.Spells, s.Charges} {
		switch {
		case q == nil:
		case q.AsOf.IsZero():
			return at, fmt.Errorf("scan: the as-of instant is missing: what is open is censored there")
		case !at.IsZero() && !q.AsOf.Equal(at):
			return at, fmt.Errorf("scan: as of %s and as of %s at once", at, q.AsOf)
		default:
			at = q.AsOf
		}
	}
	if at.IsZero() {
		return at, fmt.Errorf("scan: nothing is asked for")
	}
	return at, nil
}
