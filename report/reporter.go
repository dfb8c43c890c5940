package report

import "writ/ledger"

// Reporter answers questions from a source.
type Reporter struct {
	source  ledger.Source
	working WorkingTime
}

// New makes a reporter. Without working, questions by working days are refused.
func New(source ledger.Source, working WorkingTime) *Reporter {
	return &Reporter{source: source, working: working}
}
