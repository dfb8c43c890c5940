package report

import "writ/ledger"

// A case has a clock of its own: its target. It runs while the case waits for its
// hops and while it waits for a conclusion, so it is no gate, and no gate is to
// blame for it.

// target is the clock of a case, as its spells tell it.
type target struct {
	party           ledger.Code
	enter, due, end int64
	known           bool
	left, concluded bool
}

// wait takes a spell of the case itself. The last one that tells a target tells the
// one that holds.
func (t *target) wait(s *ledger.Spell, asOf int64) {
	if !t.known {
		*t = target{party: s.Party, enter: s.Enter, known: true}
	}
	if s.Due != 0 {
		t.due = s.Due
	}
	t.end, t.left, t.concluded = s.Leave, s.Leave != 0, s.Leave != 0 && !quitting[s.Ended]
	if !t.left {
		t.end = asOf
	}
}

// count counts the case.
func (t *target) count(to *races[ledger.Code]) {
	if t.known && t.due != 0 && t.end >= t.enter {
		to.observe(to.groups.of(t.party), race{allowed: t.due - t.enter, lasted: t.end - t.enter, left: t.left, answered: t.concluded})
	}
}
