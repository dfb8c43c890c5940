package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
)

// LabelKind says what a label names.
type LabelKind uint8

// The kinds of labels.
const (
	PartyLabel LabelKind = iota + 1
	HolderLabel
	InstrumentLabel
	JurisdictionLabel
	CauseLabel
)

var labelKinds = []string{"party", "holder", "instrument", "jurisdiction", "cause"}

// String is the kind's name.
func (k LabelKind) String() string { return named(labelKinds, k) }

// Label is an entry of the dictionary: the only text that a ledger holds.
type Label struct {
	Code Code
	Kind LabelKind
	Text string
}

// labelForm is what an enumerated name looks like: an id of the directory or of
// the law, never a sentence, an address or a file number.
var labelForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)*$`)

const longestLabel = 64

// NewLabel makes a label and its code: the first 63 bits of a SHA-256 over kind
// and text. It refuses what is no enumerated name.
func NewLabel(kind LabelKind, text string) (Label, error) {
	if len(text) > longestLabel || !labelForm.MatchString(text) {
		return Label{}, fmt.Errorf("%s %q is no enumerated name: letters, digits, dots and hyphens, at most %d", kind, text, longestLabel)
	}
	sum := sha256.Sum256([]byte(kind.String() + "/" + text))
	return Label{Code: Code(binary.BigEndian.Uint64(sum[:8]) >> 1), Kind: kind, Text: text}, nil
}

// Dict finds labels by their codes.
type Dict map[Code]Label

// Text is the label of a code; "-" for none and for one that the ledger lacks.
func (d Dict) Text(c Code) string {
	if l, ok := d[c]; ok {
		return l.Text
	}
	return "-"
}
