package export

import (
	"fmt"

	"writ/ledger"
)

// FewestCases is how many cases a label, or a holder with an instrument, needs
// to be named in an export that is not exact.
const FewestCases = 10

// Other stands for what too few cases have.
const Other = "other"

// names turns codes into text, and hides what is rare. The counts are of cases,
// not of rows. A code that was not counted is hidden too: it reached the ledger
// after the count.
type names struct {
	dict  ledger.Dict
	exact bool
	// counts is what one table of the export shows of each case.
	labels map[ledger.Code]int
	cells  map[cell]int
	// of the case that is being counted
	caseLabels map[ledger.Code]bool
	caseCells  map[cell]bool
}

// cell is a holder with an instrument.
type cell struct{ holder, instrument ledger.Code }

func newNames(d ledger.Dict, exact bool) *names {
	return &names{
		dict: d, exact: exact,
		labels: map[ledger.Code]int{}, cells: map[cell]int{},
		caseLabels: map[ledger.Code]bool{}, caseCells: map[cell]bool{},
	}
}

// checkDict refuses a dictionary with an entry that no encoder can have made:
// whatever it is, it must not leave the house. The text is not repeated.
func checkDict(d ledger.Dict) error {
	for code, l := range d {
		made, err := ledger.NewLabel(l.Kind, l.Text)
		if err != nil || made.Code != code {
			return fmt.Errorf("the dictionary's %s label %d is no enumerated name of that code: the ledger was changed by other hands, and is not exported", l.Kind, code)
		}
	}
	return nil
}

// count takes what one row shows.
func (n *names) count(c cell, others ...ledger.Code) {
	for _, code := range append(others, c.holder, c.instrument) {
		if code != 0 {
			n.caseLabels[code] = true
		}
	}
	if c.holder != 0 && c.instrument != 0 {
		n.caseCells[c] = true
	}
}

// counted ends a case.
func (n *names) counted() {
	for code := range n.caseLabels {
		n.labels[code]++
	}
	for c := range n.caseCells {
		n.cells[c]++
	}
	clear(n.caseLabels)
	clear(n.caseCells)
}

// text is the label of a code, "" for none.
func (n *names) text(c ledger.Code) string {
	switch {
	case c == 0:
		return ""
	case !n.exact && n.labels[c] < FewestCases:
		return Other
	}
	return n.dict.Text(c)
}

// pair is the holder and the instrument of one row.
func (n *names) pair(c cell) (holder, instrument string) {
	if !n.exact && c.holder != 0 && c.instrument != 0 && n.cells[c] < FewestCases {
		return Other, Other
	}
	return n.text(c.holder), n.text(c.instrument)
}

// hidden counts the labels and the cells that are not named.
func (n *names) hidden() (labels, cells int) {
	if n.exact {
		return 0, 0
	}
	for _, cases := range n.labels {
		if cases < FewestCases {
			labels++
		}
	}
	for _, cases := range n.cells {
		if cases < FewestCases {
			cells++
		}
	}
	return labels, cells
}
