package export

import (
	"strconv"
	"time"
)

// What may be missing is a pointer in the rows below: parquet-go v0.32.0 now and
// then writes a missing number at the end of a batch as a number 0 when the
// column is a plain integer, marked optional.

// Row is one event of a flat log. The columns with a colon are those of the XES
// extensions, by which PM4Py and bupaR know them.
type Row struct {
	Case       string     `parquet:"case:concept:name,delta"` // pseudonym of the case, in decimal
	Activity   string     `parquet:"concept:name,dict"`
	Time       int64      `parquet:"time:timestamp,timestamp(microsecond:utc)"` // Unix microseconds
	Transition Transition `parquet:"lifecycle:transition,dict"`
	Instance   string     `parquet:"concept:instance,delta"` // of the activity; unique in the log
	Resource   string     `parquet:"org:resource,dict"`      // the party that acted
	Event      string     `parquet:"event,dict"`             // the kind, in the ledger's own word
	Gate       string     `parquet:"gate,dict"`              // case, guard, hop-1, hop-2, ...
	Holder     string     `parquet:"holder,dict"`
	Instrument string     `parquet:"instrument,dict"`
	// Jurisdiction is the requester's.
	Jurisdiction string `parquet:"jurisdiction,dict"`
	Due          *int64 `parquet:"due,optional,timestamp(microsecond:utc)"` // nil: no clock runs
	Cause        string `parquet:"cause,dict"`
	Level        string `parquet:"level,dict"` // of a conclusion
	Lane         string `parquet:"lane,dict"`
	Seq          int64  `parquet:"seq"` // place in the case, from 1
}

// SpellRow is a stretch in which one party was awaited. Leave and seconds are
// missing while it lasts: how long it has lasted depends on when one asks.
type SpellRow struct {
	Case         string `parquet:"case,delta"`
	Gate         string `parquet:"gate,dict"`
	Visit        int32  `parquet:"visit"` // counts the spells of the gate from 0
	Work         string `parquet:"work,dict"`
	Stage        string `parquet:"stage,dict"`
	Lane         string `parquet:"lane,dict"`
	Party        string `parquet:"party,dict"` // who was awaited
	Holder       string `parquet:"holder,dict"`
	Instrument   string `parquet:"instrument,dict"`
	Jurisdiction string `parquet:"jurisdiction,dict"`
	Enter        int64  `parquet:"enter,timestamp(microsecond:utc)"`
	Leave        *int64 `parquet:"leave,optional,timestamp(microsecond:utc)"`
	Due          *int64 `parquet:"due,optional,timestamp(microsecond:utc)"`
	Seconds      *int64 `parquet:"seconds,optional"` // leave - enter
	Ended        string `parquet:"ended,dict"`       // the kind of the event that ended it
}

// LabelRow says in how many of the exported cases a label stands.
type LabelRow struct {
	Kind  string `parquet:"kind,dict"`
	Label string `parquet:"label"`
	Cases int64  `parquet:"cases"`
}

// field is a column of the flat log as text; times are RFC 3339 in UTC, nothing
// is "".
type field struct {
	name string
	kind fieldKind
	text func(*Row) string
}

// fieldKind is the type of an attribute in XES and OCEL.
type fieldKind string

const (
	stringField  fieldKind = "string"
	dateField    fieldKind = "date"
	integerField fieldKind = "int"
)

// fields are the columns of the flat log, in order.
var fields = []field{
	{"case:concept:name", stringField, func(r *Row) string { return r.Case }},
	{"concept:name", stringField, func(r *Row) string { return r.Activity }},
	{"time:timestamp", dateField, func(r *Row) string { return instantText(&r.Time) }},
	{"lifecycle:transition", stringField, func(r *Row) string { return string(r.Transition) }},
	{"concept:instance", stringField, func(r *Row) string { return r.Instance }},
	{"org:resource", stringField, func(r *Row) string { return r.Resource }},
	{"event", stringField, func(r *Row) string { return r.Event }},
	{"gate", stringField, func(r *Row) string { return r.Gate }},
	{"holder", stringField, func(r *Row) string { return r.Holder }},
	{"instrument", stringField, func(r *Row) string { return r.Instrument }},
	{"jurisdiction", stringField, func(r *Row) string { return r.Jurisdiction }},
	{"due", dateField, func(r *Row) string { return instantText(r.Due) }},
	{"cause", stringField, func(r *Row) string { return r.Cause }},
	{"level", stringField, func(r *Row) string { return r.Level }},
	{"lane", stringField, func(r *Row) string { return r.Lane }},
	{"seq", integerField, func(r *Row) string { return strconv.FormatInt(r.Seq, 10) }},
}

// instantText writes Unix microseconds, "" for none.
func instantText(micros *int64) string {
	if micros == nil {
		return ""
	}
	return time.UnixMicro(*micros).UTC().Format(time.RFC3339)
}
