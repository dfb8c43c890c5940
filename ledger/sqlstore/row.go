package sqlstore

import (
	"math/bits"
	"strings"

	"writ/ledger"
)

// columns are the fields of an event as they stand in every table of events: the
// key, then the times and ids of eight bytes, then the enumerated codes of two.
var columns = []string{
	"case_key", "step_key", "seq",
	"run_key", "taken_ms", "at_s", "seen_s", "due_s", "until_s",
	"by_code", "awaiting_code", "holder_code", "instrument_code", "jurisdiction_code", "cause_code",
	"after_key", "from_key", "request_key",
	"work", "kind", "stage", "lane", "level", "flags",
}

// firstSmall is the place of the first column of two bytes.
const firstSmall = 18

var columnList = strings.Join(columns, ", ")

// values are the fields of an event in the order of the columns.
func values(e *ledger.Event) []int64 {
	return []int64{
		int64(e.Case), int64(e.Step), e.Seq,
		int64(e.Run), e.Taken, e.At, e.Seen, e.Due, e.Until,
		int64(e.By), int64(e.Awaiting), int64(e.Holder), int64(e.Instrument), int64(e.Jurisdiction), int64(e.Cause),
		int64(e.After), int64(e.From), int64(e.Request),
		int64(e.Work), int64(e.Kind), int64(e.Stage), int64(e.Lane), int64(e.Level), int64(e.Flags),
	}
}

// fields are where a row of the columns is scanned to.
func fields(e *ledger.Event) []any {
	return []any{
		&e.Case, &e.Step, &e.Seq,
		&e.Run, &e.Taken, &e.At, &e.Seen, &e.Due, &e.Until,
		&e.By, &e.Awaiting, &e.Holder, &e.Instrument, &e.Jurisdiction, &e.Cause,
		&e.After, &e.From, &e.Request,
		&e.Work, &e.Kind, &e.Stage, &e.Lane, &e.Level, &e.Flags,
	}
}

// content is what an event says, apart from who said it when: the same fact,
// told again by another run, has the same content.
func content(e ledger.Event) ledger.Event {
	e.Run, e.Taken = 0, 0
	return e
}

// Digest tells whether the events of a case are still what they were: it covers
// their order and every field, run and time of taking too. They are the events
// that hold, by step and number. It is no proof against forgery.
func Digest(events []ledger.Event) uint64 {
	h := uint64(len(events))
	for i := range events {
		for _, v := range values(&events[i]) {
			hi, lo := bits.Mul64(h^uint64(v), 0x9e3779b97f4a7c15)
			h = bits.RotateLeft64(hi^lo, 23) + 0xd1b54a32d192ed03
		}
	}
	return h
}
