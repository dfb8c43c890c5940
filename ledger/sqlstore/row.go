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
	// Four sums side by side, since each step of one waits for the step before it.
	a, b, c, d := uint64(len(events)), uint64(0x9ae16a3b2f90404f), uint64(0xc3a5c85c97cb3127), uint64(0xb492b66fbe98f273)
	for i := range events {
		e := &events[i]
		a = stir(a, uint64(e.Case), uint64(e.Step))               //nolint:gosec // bits, here and below
		b = stir(b, uint64(e.Seq), uint64(e.Run))                 //nolint:gosec
		c = stir(c, uint64(e.Taken), uint64(e.At))                //nolint:gosec
		d = stir(d, uint64(e.Seen), uint64(e.Due))                //nolint:gosec
		a = stir(a, uint64(e.Until), uint64(e.By))                //nolint:gosec
		b = stir(b, uint64(e.Awaiting), uint64(e.Holder))         //nolint:gosec
		c = stir(c, uint64(e.Instrument), uint64(e.Jurisdiction)) //nolint:gosec
		d = stir(d, uint64(e.Cause), uint64(e.After))             //nolint:gosec
		small := uint64(e.Work) | uint64(e.Kind)<<8 | uint64(e.Stage)<<16 | uint64(e.Lane)<<24 | uint64(e.Level)<<32 | uint64(e.Flags)<<40
		a = stir(a, uint64(e.From), small) //nolint:gosec
		b = stir(b, uint64(e.Request), 0)  //nolint:gosec
	}
	return stir(stir(stir(a, 0, b), 0, c), 0, d)
}

// stir takes two values into a sum.
func stir(h, v, w uint64) uint64 {
	hi, lo := bits.Mul64(h^v, 0x9e3779b97f4a7c15)
	return bits.RotateLeft64(hi^lo^w*0xff51afd7ed558ccd, 23) + 0xd1b54a32d192ed03
}
