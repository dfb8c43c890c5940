package export

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file says what an object-centric log (OCEL 2.0) has of a case. Its
// objects are the case, its gates (a hop, or the work on a request), its
// requests, and the holders, which cases share. No object is a person, an
// account or an address.

// The types of objects.
const (
	caseObject    = "case"
	gateObject    = "gate"
	requestObject = "request"
	holderObject  = "holder"
)

// The qualifiers of relations. An event has its case, its gate, its request and
// its addressee, which is the holder.
const (
	qualifiesCase      = "case"
	qualifiesGate      = "gate"
	qualifiesRequest   = "request"
	qualifiesAddressee = "addressee"
	qualifiesFollows   = "follows" // the gate whose end let this one open
	qualifiesLedBy     = "led by"  // the gate whose answer held this one's lead
)

// objectType is a type of objects and the names of its attributes.
type objectType struct {
	name       string
	attributes []string
}

var objectTypes = []objectType{
	{caseObject, []string{"work", "jurisdiction"}},
	{gateObject, []string{"name"}},
	{requestObject, []string{"instrument"}},
	{holderObject, []string{"label"}},
}

// eventAttributes are those of every type of event.
var eventAttributes = []field{
	{"activity", stringField, func(r *Row) string { return r.Activity }},
	{"transition", stringField, func(r *Row) string { return string(r.Transition) }},
	{"instance", stringField, func(r *Row) string { return r.Instance }},
	{"party", stringField, func(r *Row) string { return r.Resource }},
	{"instrument", stringField, func(r *Row) string { return r.Instrument }},
	{"jurisdiction", stringField, func(r *Row) string { return r.Jurisdiction }},
	{"due", stringField, func(r *Row) string { return instantText(r.Due) }},
	{"cause", stringField, func(r *Row) string { return r.Cause }},
	{"level", stringField, func(r *Row) string { return r.Level }},
	{"lane", stringField, func(r *Row) string { return r.Lane }},
	{"seq", stringField, func(r *Row) string { return strconv.FormatInt(r.Seq, 10) }},
}

// object is an object with the values of its type's attributes, in their order.
type object struct {
	id, kind  string
	values    []string
	relations []relation
}

// relation points to an object.
type relation struct{ to, qualifier string }

// The ids of objects: unique over all types.
func caseID(t *trace) string         { return "case/" + t.Case }
func gateID(t *trace, i int) string  { return "gate/" + t.Case + "/" + t.Gates[i].Name }
func holderID(label string) string   { return "holder/" + label }
func eventID(t *trace, i int) string { return "event/" + t.Case + "/" + strconv.Itoa(i+1) }
func requestID(t *trace, i int) string {
	return "request/" + t.Case + "/" + strconv.Itoa(i+1)
}

// objectsOf lists the objects that only this case has, the case first.
func objectsOf(t *trace) []object {
	objects := []object{{id: caseID(t), kind: caseObject, values: []string{t.Work, t.Jurisdiction}}}
	for i, g := range t.Gates {
		o := object{id: gateID(t, i), kind: gateObject, values: []string{g.Name}, relations: []relation{{caseID(t), qualifiesCase}}}
		if g.Holder != "" {
			o.relations = append(o.relations, relation{holderID(g.Holder), qualifiesAddressee})
		}
		if g.After >= 0 {
			o.relations = append(o.relations, relation{gateID(t, g.After), qualifiesFollows})
		}
		if g.From >= 0 {
			o.relations = append(o.relations, relation{gateID(t, g.From), qualifiesLedBy})
		}
		objects = append(objects, o)
	}
	for i, r := range t.Requests {
		o := object{id: requestID(t, i), kind: requestObject, values: []string{r.Instrument}, relations: []relation{{caseID(t), qualifiesCase}}}
		if r.Gate >= 0 {
			o.relations = append(o.relations, relation{gateID(t, r.Gate), qualifiesGate})
		}
		objects = append(objects, o)
	}
	return objects
}

// relationsOf lists the objects of an event.
func relationsOf(t *trace, i int) []relation {
	relations := []relation{{caseID(t), qualifiesCase}}
	if g := t.about[i].gate; g >= 0 {
		relations = append(relations, relation{gateID(t, g), qualifiesGate})
	}
	if r := t.about[i].request; r >= 0 {
		relations = append(relations, relation{requestID(t, r), qualifiesRequest})
	}
	if h := t.Rows[i].Holder; h != "" {
		relations = append(relations, relation{holderID(h), qualifiesAddressee})
	}
	return relations
}

// holders are the holders that were named so far.
type holders map[string]bool

func (h holders) add(t *trace) {
	for i := range t.Rows {
		h.name(t.Rows[i].Holder)
	}
	for _, g := range t.Gates {
		h.name(g.Holder)
	}
}

func (h holders) name(label string) {
	if label != "" {
		h[label] = true
	}
}

func (h holders) objects() []object {
	var objects []object
	for _, label := range slices.Sorted(maps.Keys(h)) {
		objects = append(objects, object{id: holderID(label), kind: holderObject, values: []string{label}})
	}
	return objects
}

// tableName is the name of a type in the names of tables: "gate opened" is
// GateOpened.
func tableName(kind string) string {
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(kind, func(r rune) bool { return r == ' ' || r == '-' }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// Instants in an object-centric log: JSON has RFC 3339, SQLite naive UTC. What
// objects are from the beginning is dated 1970.
const (
	sqliteTime      = "2006-01-02 15:04:05"
	beginningJSON   = "1970-01-01T00:00:00Z"
	beginningSQLite = "1970-01-01 00:00:00"
)

func sqliteInstant(micros int64) string { return time.UnixMicro(micros).UTC().Format(sqliteTime) }
