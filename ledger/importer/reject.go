package importer

import (
	"fmt"
	"regexp"
	"strings"

	"writ/casefile"
	"writ/ledger"
)

// Reject says why a row was not taken.
type Reject struct {
	Row    int    `json:"row"` // line of the file, the header is line 1 of a CSV file
	Column string `json:"column,omitempty"`
	// Value is what was typed, where it is a code that is known there, a number or an
	// instant by its form. Else it could be anybody's name: of one word the first
	// character is told and the length, "S*****", and of more nothing. It is empty in
	// the columns that hold parties, ids and reasons.
	Value  string `json:"value,omitempty"`
	Reason string `json:"reason"`
}

// Error says it in one line.
func (r Reject) Error() string {
	if r.Column == "" {
		return fmt.Sprintf("row %d: %s", r.Row, r.Reason)
	}
	return fmt.Sprintf("row %d, %s: %s", r.Row, r.Column, r.Reason)
}

// reject notes what is wrong with a row. column is -1 where it is about the whole.
func (d *draft) reject(r *row, column int, format string, args ...any) {
	out := Reject{Row: r.number, Reason: fmt.Sprintf(format, args...)}
	if column >= 0 {
		out.Column, out.Value = columns[column].Name, d.in.told(column, r.raw[column])
	}
	d.rejects = append(d.rejects, out)
}

// oneWord is what a name of a thing looks like, and a name of a person may.
var oneWord = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:+-]{0,39}$`)

// told is what a reject says of what was typed.
func (in *reading) told(column int, text string) string {
	switch {
	case !columns[column].named || !oneWord.MatchString(text):
		return ""
	case in.harmless(column, text):
		return text
	}
	return text[:1] + strings.Repeat("*", len(text)-1)
}

// What numbers and instants look like, those too that are none. Where digits could go
// on, a telephone number would look like an instant.
var (
	numberLike  = regexp.MustCompile(`^[0-9]{1,6}$`)
	instantLike = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(T[0-9]{1,2}(:[0-9]{1,2}){0,2}(\.[0-9]{1,9})?(Z|[+-][0-9]{1,2}:?[0-9]{0,2})?)?$`)
)

// harmless reports whether a word can name no person in its column.
func (in *reading) harmless(column int, text string) bool {
	switch column {
	case colSeq:
		return numberLike.MatchString(text)
	case colAt, colSeen, colDue, colUntil:
		return instantLike.MatchString(text)
	case colKind:
		return known(ledger.KindOf, casefile.EventKind(text)) == nil
	case colStage:
		return known(ledger.StageOf, casefile.Stage(text)) == nil
	case colLane:
		return known(ledger.LaneOf, casefile.Lane(text)) == nil
	case colLevel:
		return known(ledger.LevelOf, casefile.Level(text)) == nil
	case colWork:
		return known(ledger.WorkOf, text) == nil
	case colHolder:
		return in.lists(ledger.HolderLabel, text)
	case colInstrument:
		return in.lists(ledger.InstrumentLabel, text)
	case colJurisdiction:
		return in.lists(ledger.JurisdictionLabel, text)
	}
	return false
}

// lists reports whether directory or law have a name. Where every name is taken,
// none is known.
func (in *reading) lists(kind ledger.LabelKind, text string) bool {
	return in.Known != nil && in.Known(kind, text)
}
