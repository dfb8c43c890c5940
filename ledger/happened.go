package ledger

import (
	"fmt"
	"time"
)

// EventQuery asks for the cases in which something happened, whole: what a report
// counts that is neither a milestone nor a wait.
type EventQuery struct {
	// AsOf leaves out what was learned later. It must be set.
	AsOf time.Time
	// Kinds: an event of one of them was known. None takes no case.
	Kinds []Kind
}

// Check refuses a query without an as-of instant.
func (q *EventQuery) Check() error {
	if q.AsOf.IsZero() {
		return fmt.Errorf("events: the as-of instant is missing: what was learned later is left out")
	}
	return nil
}

// Wants reports whether an event is of one of the kinds, and was known.
func (q *EventQuery) Wants(e *Event) bool {
	if e.Seen > q.AsOf.Unix() {
		return false
	}
	for _, k := range q.Kinds {
		if e.Kind == k {
			return true
		}
	}
	return false
}

// Take keeps of a case what was known, in the order in which its events stand; ok is
// false where the query does not take the case. What is kept may share the memory of
// the case.
func (q *EventQuery) Take(c CaseEvents) (known CaseEvents, ok bool) {
	late := false
	for i := range c.Events {
		ok = ok || q.Wants(&c.Events[i])
		late = late || c.Events[i].Seen > q.AsOf.Unix()
	}
	if !ok || !late {
		return c, ok
	}
	known.Case = c.Case
	for i := range c.Events {
		if c.Events[i].Seen <= q.AsOf.Unix() {
			known.Events = append(known.Events, c.Events[i])
		}
	}
	return known, true
}
