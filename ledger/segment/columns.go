package segment

import (
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"writ/ledger"
)

// column is one column of a table with rows of T: how a row gives its value, and
// takes it back.
type column[T any] struct {
	name string
	how  how
	get  func(*T) int64
	set  func(*T, int64)
}

// how a column is encoded.
type how uint8

const (
	byWord   how = iota // few distinct values, or the same all through a case: by dictionary
	byDelta             // instants
	sparsely            // instants that are mostly missing: compressed besides
)

// table is a kind of file.
type table[T any] struct {
	name    string
	columns []column[T]
	schema  *parquet.Schema
	leaf    []int // place of each column in the file
	inFile  []int // the columns by their places in the file
	about   format.FileMetaData
	keyOf   func(*T) ledger.Key
}

func newTable[T any](name string, key func(*T) ledger.Key, columns ...[]column[T]) *table[T] {
	t := &table[T]{name: name, keyOf: key}
	group := parquet.Group{}
	for _, some := range columns {
		for _, c := range some {
			node := parquet.Encoded(parquet.Int(64), &parquet.DeltaBinaryPacked)
			if c.how == byWord {
				node = parquet.Encoded(parquet.Int(64), &parquet.RLEDictionary)
			}
			group[c.name] = node
			t.columns = append(t.columns, c)
		}
	}
	t.schema = parquet.NewSchema(name, group)
	t.inFile = make([]int, len(t.columns))
	for i, c := range t.columns {
		leaf, _ := t.schema.Lookup(c.name) // it was just put there
		t.leaf = append(t.leaf, leaf.ColumnIndex)
		t.inFile[leaf.ColumnIndex] = i
	}
	var err error
	if t.about, err = aboutOf(t.schema); err != nil {
		panic("segment: " + err.Error()) // the columns are below
	}
	return t
}

// coded, plain and sparse make a column from a field.
func coded[T any, N ~int16 | ~uint8 | ~int64](name string, field func(*T) *N) column[T] {
	return column[T]{name, byWord, func(r *T) int64 { return int64(*field(r)) }, func(r *T, v int64) { *field(r) = N(v) }}
}

func plain[T any](name string, field func(*T) *int64) column[T] {
	return column[T]{name, byDelta, func(r *T) int64 { return *field(r) }, func(r *T, v int64) { *field(r) = v }}
}

func sparse[T any](name string, field func(*T) *int64) column[T] {
	c := plain(name, field)
	c.how = sparsely
	return c
}

var eventTable = newTable("events", func(e *ledger.Event) ledger.Key { return e.Case }, []column[ledger.Event]{
	coded("case_key", func(e *ledger.Event) *ledger.Key { return &e.Case }),
	coded("step_key", func(e *ledger.Event) *ledger.Key { return &e.Step }),
	coded("seq", func(e *ledger.Event) *int64 { return &e.Seq }),
	coded("run_key", func(e *ledger.Event) *ledger.Key { return &e.Run }),
	coded("taken_ms", func(e *ledger.Event) *int64 { return &e.Taken }),
	plain("at", func(e *ledger.Event) *int64 { return &e.At }),
	plain("seen", func(e *ledger.Event) *int64 { return &e.Seen }),
	sparse("due", func(e *ledger.Event) *int64 { return &e.Due }),
	sparse("until", func(e *ledger.Event) *int64 { return &e.Until }),
	coded("work", func(e *ledger.Event) *ledger.Work { return &e.Work }),
	coded("kind", func(e *ledger.Event) *ledger.Kind { return &e.Kind }),
	coded("stage", func(e *ledger.Event) *ledger.Stage { return &e.Stage }),
	coded("lane", func(e *ledger.Event) *ledger.Lane { return &e.Lane }),
	coded("level", func(e *ledger.Event) *ledger.Level { return &e.Level }),
	coded("flags", func(e *ledger.Event) *ledger.Flags { return &e.Flags }),
	coded("by", func(e *ledger.Event) *ledger.Code { return &e.By }),
	coded("awaiting", func(e *ledger.Event) *ledger.Code { return &e.Awaiting }),
	coded("holder", func(e *ledger.Event) *ledger.Code { return &e.Holder }),
	coded("instrument", func(e *ledger.Event) *ledger.Code { return &e.Instrument }),
	coded("jurisdiction", func(e *ledger.Event) *ledger.Code { return &e.Jurisdiction }),
	coded("cause", func(e *ledger.Event) *ledger.Code { return &e.Cause }),
	coded("after_key", func(e *ledger.Event) *ledger.Key { return &e.After }),
	coded("from_key", func(e *ledger.Event) *ledger.Key { return &e.From }),
	coded("request_key", func(e *ledger.Event) *ledger.Key { return &e.Request }),
})

var subjectTable = newTable("subjects", func(s *SubjectRow) ledger.Key { return s.Case }, []column[SubjectRow]{
	coded("case_key", func(s *SubjectRow) *ledger.Key { return &s.Case }),
	coded("step_key", func(s *SubjectRow) *ledger.Key { return &s.Step }),
	coded("n", func(s *SubjectRow) *int16 { return &s.N }),
	coded("work", func(s *SubjectRow) *ledger.Work { return &s.Work }),
	coded("lane", func(s *SubjectRow) *ledger.Lane { return &s.Lane }),
	coded("level", func(s *SubjectRow) *ledger.Level { return &s.Level }),
	coded("ended_as", func(s *SubjectRow) *ledger.End { return &s.End }),
	coded("party", func(s *SubjectRow) *ledger.Code { return &s.Party }),
	coded("holder", func(s *SubjectRow) *ledger.Code { return &s.Holder }),
	coded("instrument", func(s *SubjectRow) *ledger.Code { return &s.Instrument }),
	coded("jurisdiction", func(s *SubjectRow) *ledger.Code { return &s.Jurisdiction }),
	coded("case_opened", func(s *SubjectRow) *int64 { return &s.Opened }),
	coded("first_seen", func(s *SubjectRow) *int64 { return &s.FirstSeen }),
	coded("last_seen", func(s *SubjectRow) *int64 { return &s.LastSeen }),
}, markColumns())

// markNames are the milestones' columns, by [ledger.Mark].
var markNames = [ledger.NumMarks]string{
	"detected", "opened", "queued", "started", "first_asked", "first_refused", "ordered", "served", "disclosed", "identified", "ended",
}

func markColumns() []column[SubjectRow] {
	var all []column[SubjectRow]
	for m := range ledger.NumMarks {
		all = append(all,
			sparse(markNames[m], func(s *SubjectRow) *int64 { return &s.Marks[m] }),
			sparse(markNames[m]+"_seen", func(s *SubjectRow) *int64 { return &s.Seen[m] }))
	}
	return all
}

var spellTable = newTable("spells", func(s *SpellRow) ledger.Key { return s.Case }, []column[SpellRow]{
	coded("case_key", func(s *SpellRow) *ledger.Key { return &s.Case }),
	coded("step_key", func(s *SpellRow) *ledger.Key { return &s.Step }),
	coded("visit", func(s *SpellRow) *int16 { return &s.Visit }),
	coded("work", func(s *SpellRow) *ledger.Work { return &s.Work }),
	coded("stage", func(s *SpellRow) *ledger.Stage { return &s.Stage }),
	coded("lane", func(s *SpellRow) *ledger.Lane { return &s.Lane }),
	coded("ended_by", func(s *SpellRow) *ledger.Kind { return &s.Ended }),
	coded("party", func(s *SpellRow) *ledger.Code { return &s.Party }),
	coded("holder", func(s *SpellRow) *ledger.Code { return &s.Holder }),
	coded("instrument", func(s *SpellRow) *ledger.Code { return &s.Instrument }),
	coded("jurisdiction", func(s *SpellRow) *ledger.Code { return &s.Jurisdiction }),
	plain("entered", func(s *SpellRow) *int64 { return &s.Enter }),
	plain("left_at", func(s *SpellRow) *int64 { return &s.Leave }),
	plain("due", func(s *SpellRow) *int64 { return &s.Due }),
	plain("entered_seen", func(s *SpellRow) *int64 { return &s.EnterSeen }),
	plain("left_seen", func(s *SpellRow) *int64 { return &s.LeaveSeen }),
	coded("case_opened", func(s *SpellRow) *int64 { return &s.Opened }),
	coded("first_seen", func(s *SpellRow) *int64 { return &s.FirstSeen }),
	coded("last_seen", func(s *SpellRow) *int64 { return &s.LastSeen }),
})

var chargeTable = newTable("charges", func(c *ChargeRow) ledger.Key { return c.Case }, []column[ChargeRow]{
	coded("case_key", func(c *ChargeRow) *ledger.Key { return &c.Case }),
	coded("step_key", func(c *ChargeRow) *ledger.Key { return &c.Step }),
	coded("stage", func(c *ChargeRow) *ledger.Stage { return &c.Stage }),
	coded("lane", func(c *ChargeRow) *ledger.Lane { return &c.Lane }),
	coded("party", func(c *ChargeRow) *ledger.Code { return &c.Party }),
	coded("holder", func(c *ChargeRow) *ledger.Code { return &c.Holder }),
	coded("instrument", func(c *ChargeRow) *ledger.Code { return &c.Instrument }),
	coded("jurisdiction", func(c *ChargeRow) *ledger.Code { return &c.Jurisdiction }),
	plain("from_at", func(c *ChargeRow) *int64 { return &c.From }),
	plain("to_at", func(c *ChargeRow) *int64 { return &c.To }),
	coded("case_opened", func(c *ChargeRow) *int64 { return &c.Opened }),
	coded("first_seen", func(c *ChargeRow) *int64 { return &c.FirstSeen }),
	coded("last_seen", func(c *ChargeRow) *int64 { return &c.LastSeen }),
})
