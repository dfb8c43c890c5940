// Package cite says where a rule, a figure or a calendar day was read, and how
// firmly it stands. Every figure of the law and of the calendars carries a
// [Source]; a figure that is only remembered or assumed carries that mark
// through to every output.
package cite

// Basis says how firmly a figure stands.
type Basis string

// The bases of figures, firmest first.
const (
	Statute     Basis = "statute"
	Case        Basis = "case" // a court's decision
	Policy      Basis = "policy"
	Reported    Basis = "reported" // press or research
	Unconfirmed Basis = "unconfirmed"
	Assumption  Basis = "assumption" // ours, no source: marked as such in every output
)

// Bases returns all bases, firmest first.
func Bases() []Basis {
	return []Basis{Statute, Case, Policy, Reported, Unconfirmed, Assumption}
}

// Source is where a rule or figure was read.
type Source struct {
	Cite  string `yaml:"cite" json:"cite"` // "18 USC 2703(f)" or an address without scheme
	Basis Basis  `yaml:"basis" json:"basis"`
	Note  string `yaml:"note,omitempty" json:"note,omitempty"`
}

// Doubtful reports whether the source leaves the figure open: known but not
// found in a source, or ours. Every output marks such a figure.
func (s Source) Doubtful() bool { return s.Basis == Unconfirmed || s.Basis == Assumption }
