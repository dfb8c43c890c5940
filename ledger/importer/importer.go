// Package importer reads past cases from files, so that a ledger can begin with
// what was written down before there was one.
//
// A file is CSV (RFC 4180, with a header) or JSON Lines, of one row per event;
// a name that ends in .gz is unpacked. [Columns] documents what a row may say.
// The rows of a case follow each other. Nothing else may stand in a file: a column
// that is not known is refused, because it could hold what no ledger may.
//
// Imported cases pass the checks of live ones (ledger.Encoder) and, since nobody
// watched them happen, more: see check.go. A case with one bad row is left out
// whole and the others go on; each bad row is told as a [Reject], with its number
// and what would be right, and never with what could name a person: see [Reject].
//
// What a sparse log does not say is filled in where only one thing can be meant,
// as derive.go has it. A row that says everything is taken as it is, so that facts
// exported from a ledger and imported again are the same facts.
//
// The id of a case is turned into its pseudonym at once and is not kept. The same
// file gives the same rows, so that importing it again changes nothing.
package importer

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"writ/casefile"
	"writ/ledger"
)

// Options say how a file is read.
type Options struct {
	Keys ledger.Keyring
	// Party is the requester whose cases these are, where rows do not say it.
	Party casefile.PartyID
	// Jurisdiction is that of the requester, where rows do not say it.
	Jurisdiction string
	// Now is the instant of the import: nothing lies after it.
	Now time.Time
	// Known reports whether a name is one of the directory, the law or the codes.
	// Nil takes every name that a ledger can hold.
	Known func(kind ledger.LabelKind, text string) bool
	// Rejected is told of each bad row. Its error stops the import.
	Rejected func(Reject) error
}

// Case is one case of the file.
type Case struct {
	Batch ledger.Batch // empty when the case was rejected
	Rows  int          // of the file
	Open  bool         // the case has not ended
	// Bad is how many of its rows were rejected.
	Bad int
}

// ErrApart means that the rows of a case do not follow each other.
var ErrApart = errors.New("the rows of a case do not follow each other")

// mostRows bounds one case, which is held in memory whole. No case has so many: a
// file with one has no ids of cases.
const mostRows = 100_000

// Cases reads the cases of a file, one after the other; only one is held at a
// time. An error of the file itself ends the sequence.
func Cases(r io.Reader, f Format, o Options) iter.Seq2[Case, error] {
	return func(yield func(Case, error) bool) {
		rows, err := f.open(r, false)
		if err != nil {
			yield(Case{}, err)
			return
		}
		in := &reading{Options: o, encoder: ledger.NewEncoder(o.Keys), names: map[name]verdict{}}
		var g group
		for {
			rec, err := rows.next()
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Case{}, err)
				return
			}
			end := err != nil
			if len(g.records) > 0 && (end || !g.takes(rec)) {
				if c, err := in.take(&g); !yield(c, err) || err != nil {
					return
				}
				g.reset()
			}
			if end {
				return
			}
			if len(g.records) == mostRows {
				yield(Case{}, fmt.Errorf("row %d: the case has more than %d rows, and no case has: is the case column that of the cases' ids?", rec.row, mostRows))
				return
			}
			g.add(rec)
		}
	}
}

// reading is one import.
type reading struct {
	Options
	encoder *ledger.Encoder
	names   map[name]verdict // those that were looked at before
}

type name struct {
	kind ledger.LabelKind
	text string
}

// verdict says whether a ledger takes a name.
type verdict uint8

const (
	taken verdict = iota + 1
	notEnumerated
	unknown
)

// mostNames bounds what is remembered of a file that has a new name in each row.
const mostNames = 10_000

func (in *reading) judge(kind ledger.LabelKind, text string) verdict {
	n := name{kind, text}
	if v, ok := in.names[n]; ok {
		return v
	}
	v := taken
	if _, err := ledger.NewLabel(kind, text); err != nil {
		v = notEnumerated
	} else if in.Known != nil && !in.Known(kind, text) {
		v = unknown
	}
	if len(in.names) < mostNames {
		in.names[n] = v
	}
	return v
}

// group is the rows of one case.
type group struct {
	id      string
	records []record
}

func (g *group) reset() { g.id, g.records = "", g.records[:0] }

// takes reports whether a row is of this case. A row that cannot be read, or names
// no case, is taken to be of the one in which it stands.
func (g *group) takes(r record) bool {
	id := r.text[colCase]
	return r.fault != nil || id == "" || g.id == "" || id == g.id
}

func (g *group) add(r record) {
	if r.fault == nil && g.id == "" {
		g.id = r.text[colCase]
	}
	g.records = append(g.records, r)
}

// take makes one case of its rows.
func (in *reading) take(g *group) (Case, error) {
	c := Case{Rows: len(g.records)}
	d := draft{in: in, id: g.id}
	for _, r := range g.records {
		d.add(r)
	}
	if len(d.rejects) == 0 {
		d.derive()
	}
	if len(d.rejects) == 0 {
		d.check()
	}
	if len(d.rejects) == 0 {
		c.Open = !d.ended()
		c.Batch = d.encode()
	}
	bad := map[int]bool{}
	for _, r := range d.rejects {
		bad[r.Row] = true
		if in.Rejected == nil {
			continue
		}
		if err := in.Rejected(r); err != nil {
			return Case{}, err
		}
	}
	if c.Bad = len(bad); c.Bad > 0 {
		c.Batch = ledger.Batch{}
	}
	return c, nil
}
