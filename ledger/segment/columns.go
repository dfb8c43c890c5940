package segment

import (
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"writ/ledger"
)

// column is one column of a table with rows of T, and how a row takes its value.
type column[T any] struct {
	name string
	how  how
	set  func(*T, int64)
}

// how a column is encoded.
type how uint8

const (
	byWord   how = iota // few distinct values: by dictionary
	byCase              // those of a case in no other case, and few of them: by dictionary too
	byDelta             // instants
	sparsely            // instants that are mostly missing: compressed besides
)

// coded reports whether a column has a dictionary.
func (h how) coded() bool { return h <= byCase }

// table is a kind of file.
type table[T any] struct {
	name    string
	columns []column[T] // those with a dictionary first
	words   int         // how many these are
	// values are those of a row by the places of the columns. A function per table
	// takes a fifth of the time of one per column.
	values func(row *T, into []int64)
	schema *parquet.Schema
	leaf   []int // place of each column in the file
	inFile []int // the columns by their places in the file
	about  format.FileMetaData
	keyOf  func(*T) ledger.Key
}

// newTable makes a table of columns with a dictionary and of others.
func newTable[T any](name string, key func(*T) ledger.Key, values func(*T, []int64), words, others []column[T]) *table[T] {
	t := &table[T]{name: name, keyOf: key, values: values, columns: slices.Concat(words, others), words: len(words)}
	group := parquet.Group{}
	for i, c := range t.columns {
		node := parquet.Encoded(parquet.Int(64), &parquet.DeltaBinaryPacked)
		if c.how.coded() {
			node = parquet.Encoded(parquet.Int(64), &parquet.RLEDictionary)
		}
		if c.how.coded() != (i < t.words) {
			panic("segment: columns with a dictionary come first: " + c.name) // they are below
		}
		group[c.name] = node
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

// coded, own, plain and sparse make a column from a field.
func coded[T any, N ~int16 | ~uint8 | ~int64](name string, field func(*T) *N) column[T] {
	return column[T]{name, byWord, func(r *T, v int64) { *field(r) = N(v) }}
}

func own[T any, N ~int64](name string, field func(*T) *N) column[T] {
	c := coded(name, field)
	c.how = byCase
	return c
}

func plain[T any](name string, field func(*T) *int64) column[T] {
	return column[T]{name, byDelta, func(r *T, v int64) { *field(r) = v }}
}

func sparse[T any](name string, field func(*T) *int64) column[T] {
	c := plain(name, field)
	c.how = sparsely
	return c
}

var eventTable = newTable("events", func(e *ledger.Event) ledger.Key { return e.Case }, eventValues, []column[ledger.Event]{
	own("case_key", func(e *ledger.Event) *ledger.Key { return &e.Case }),
	own("step_key", func(e *ledger.Event) *ledger.Key { return &e.Step }),
	own("run_key", func(e *ledger.Event) *ledger.Key { return &e.Run }),
	own("taken_ms", func(e *ledger.Event) *int64 { return &e.Taken }),
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
	own("after_key", func(e *ledger.Event) *ledger.Key { return &e.After }),
	own("from_key", func(e *ledger.Event) *ledger.Key { return &e.From }),
	own("request_key", func(e *ledger.Event) *ledger.Key { return &e.Request }),
}, []column[ledger.Event]{
	plain("seq", func(e *ledger.Event) *int64 { return &e.Seq }),
	plain("at", func(e *ledger.Event) *int64 { return &e.At }),
	plain("seen", func(e *ledger.Event) *int64 { return &e.Seen }),
	sparse("due", func(e *ledger.Event) *int64 { return &e.Due }),
	sparse("until", func(e *ledger.Event) *int64 { return &e.Until }),
})

func eventValues(e *ledger.Event, v []int64) {
	_ = v[23] // once for all
	v[0], v[1], v[2], v[3], v[4], v[5] = int64(e.Case), int64(e.Step), int64(e.Run), e.Taken, int64(e.Work), int64(e.Kind)
	v[6], v[7], v[8], v[9], v[10], v[11] = int64(e.Stage), int64(e.Lane), int64(e.Level), int64(e.Flags), int64(e.By), int64(e.Awaiting)
	v[12], v[13], v[14], v[15], v[16], v[17] = int64(e.Holder), int64(e.Instrument), int64(e.Jurisdiction), int64(e.Cause), int64(e.After), int64(e.From)
	v[18], v[19], v[20], v[21], v[22], v[23] = int64(e.Request), e.Seq, e.At, e.Seen, e.Due, e.Until
}

var subjectTable = newTable("subjects", func(s *SubjectRow) ledger.Key { return s.Case }, subjectValues, []column[SubjectRow]{
	own("case_key", func(s *SubjectRow) *ledger.Key { return &s.Case }),
	own("step_key", func(s *SubjectRow) *ledger.Key { return &s.Step }),
	coded("n", func(s *SubjectRow) *int16 { return &s.N }),
	coded("work", func(s *SubjectRow) *ledger.Work { return &s.Work }),
	coded("lane", func(s *SubjectRow) *ledger.Lane { return &s.Lane }),
	coded("level", func(s *SubjectRow) *ledger.Level { return &s.Level }),
	coded("ended_as", func(s *SubjectRow) *ledger.End { return &s.End }),
	coded("party", func(s *SubjectRow) *ledger.Code { return &s.Party }),
	coded("holder", func(s *SubjectRow) *ledger.Code { return &s.Holder }),
	coded("instrument", func(s *SubjectRow) *ledger.Code { return &s.Instrument }),
	coded("jurisdiction", func(s *SubjectRow) *ledger.Code { return &s.Jurisdiction }),
	own("case_opened", func(s *SubjectRow) *int64 { return &s.Opened }),
	own("first_seen", func(s *SubjectRow) *int64 { return &s.FirstSeen }),
	own("last_seen", func(s *SubjectRow) *int64 { return &s.LastSeen }),
}, markColumns())

func subjectValues(s *SubjectRow, v []int64) {
	_ = v[13] // once for all
	v[0], v[1], v[2], v[3], v[4], v[5] = int64(s.Case), int64(s.Step), int64(s.N), int64(s.Work), int64(s.Lane), int64(s.Level)
	v[6], v[7], v[8], v[9], v[10], v[11] = int64(s.End), int64(s.Party), int64(s.Holder), int64(s.Instrument), int64(s.Jurisdiction), s.Opened
	v[12], v[13] = s.FirstSeen, s.LastSeen
	for m := range ledger.NumMarks {
		v[14+2*m], v[14+2*m+1] = s.Marks[m], s.Seen[m]
	}
}

// markNames are the milestones' columns, by [ledger.Mark].
var markNames = [ledger.NumMarks]string{
	"detected", "opened", "queued", "started", "first_asked", "first_refused", "ordered", "served", "disclosed", "identified", "ended",
}

// MarkColumn is the name of the column with the instant of a milestone.
func MarkColumn(m ledger.Mark) string { return markNames[m] }

func markColumns() []column[SubjectRow] {
	var all []column[SubjectRow]
	for m := range ledger.NumMarks {
		all = append(all,
			sparse(markNames[m], func(s *SubjectRow) *int64 { return &s.Marks[m] }),
			sparse(markNames[m]+"_seen", func(s *SubjectRow) *int64 { return &s.Seen[m] }))
	}
	return all
}

var spellTable = newTable("spells", func(s *SpellRow) ledger.Key { return s.Case }, spellValues, []column[SpellRow]{
	own("case_key", func(s *SpellRow) *ledger.Key { return &s.Case }),
	own("step_key", func(s *SpellRow) *ledger.Key { return &s.Step }),
	coded("visit", func(s *SpellRow) *int16 { return &s.Visit }),
	coded("work", func(s *SpellRow) *ledger.Work { return &s.Work }),
	coded("stage", func(s *SpellRow) *ledger.Stage { return &s.Stage }),
	coded("lane", func(s *SpellRow) *ledger.Lane { return &s.Lane }),
	coded("ended_by", func(s *SpellRow) *ledger.Kind { return &s.Ended }),
	coded("party", func(s *SpellRow) *ledger.Code { return &s.Party }),
	coded("holder", func(s *SpellRow) *ledger.Code { return &s.Holder }),
	coded("instrument", func(s *SpellRow) *ledger.Code { return &s.Instrument }),
	coded("jurisdiction", func(s *SpellRow) *ledger.Code { return &s.Jurisdiction }),
	own("case_opened", func(s *SpellRow) *int64 { return &s.Opened }),
	own("first_seen", func(s *SpellRow) *int64 { return &s.FirstSeen }),
	own("last_seen", func(s *SpellRow) *int64 { return &s.LastSeen }),
}, []column[SpellRow]{
	plain("entered", func(s *SpellRow) *int64 { return &s.Enter }),
	plain("left_at", func(s *SpellRow) *int64 { return &s.Leave }),
	plain("due", func(s *SpellRow) *int64 { return &s.Due }),
	plain("entered_seen", func(s *SpellRow) *int64 { return &s.EnterSeen }),
	plain("left_seen", func(s *SpellRow) *int64 { return &s.LeaveSeen }),
})

func spellValues(s *SpellRow, v []int64) {
	_ = v[18] // once for all
	v[0], v[1], v[2], v[3], v[4], v[5] = int64(s.Case), int64(s.Step), int64(s.Visit), int64(s.Work), int64(s.Stage), int64(s.Lane)
	v[6], v[7], v[8], v[9], v[10], v[11] = int64(s.Ended), int64(s.Party), int64(s.Holder), int64(s.Instrument), int64(s.Jurisdiction), s.Opened
	v[12], v[13], v[14], v[15], v[16], v[17] = s.FirstSeen, s.LastSeen, s.Enter, s.Leave, s.Due, s.EnterSeen
	v[18] = s.LeaveSeen
}

var chargeTable = newTable("charges", func(c *ChargeRow) ledger.Key { return c.Case }, chargeValues, []column[ChargeRow]{
	own("case_key", func(c *ChargeRow) *ledger.Key { return &c.Case }),
	own("step_key", func(c *ChargeRow) *ledger.Key { return &c.Step }),
	coded("stage", func(c *ChargeRow) *ledger.Stage { return &c.Stage }),
	coded("lane", func(c *ChargeRow) *ledger.Lane { return &c.Lane }),
	coded("party", func(c *ChargeRow) *ledger.Code { return &c.Party }),
	coded("holder", func(c *ChargeRow) *ledger.Code { return &c.Holder }),
	coded("instrument", func(c *ChargeRow) *ledger.Code { return &c.Instrument }),
	coded("jurisdiction", func(c *ChargeRow) *ledger.Code { return &c.Jurisdiction }),
	own("case_opened", func(c *ChargeRow) *int64 { return &c.Opened }),
	own("first_seen", func(c *ChargeRow) *int64 { return &c.FirstSeen }),
	own("last_seen", func(c *ChargeRow) *int64 { return &c.LastSeen }),
}, []column[ChargeRow]{
	plain("from_at", func(c *ChargeRow) *int64 { return &c.From }),
	plain("to_at", func(c *ChargeRow) *int64 { return &c.To }),
})

func chargeValues(c *ChargeRow, v []int64) {
	_ = v[12] // once for all
	v[0], v[1], v[2], v[3], v[4], v[5] = int64(c.Case), int64(c.Step), int64(c.Stage), int64(c.Lane), int64(c.Party), int64(c.Holder)
	v[6], v[7], v[8], v[9], v[10], v[11] = int64(c.Instrument), int64(c.Jurisdiction), c.Opened, c.FirstSeen, c.LastSeen, c.From
	v[12] = c.To
}
