package report

import "writ/ledger"

// A case has a clock of its own: its target. It runs while the case waits for its
// hops and while it waits for a conclusion, so it is no gate, and no gate is to
// blame for it.

// target is the clock of the case at hand, as its spells tell it.
type target struct {
	subject         ledger.Key
	party           ledger.Code
	enter, due, end int64
	known           bool
	left, concluded bool
}

// wait takes a spell of a case itself. The spells of a case come one after the
// other; the last one that tells a target tells the one that holds.
func (g *gates) wait(s *ledger.Spell) {
	if !g.target.known || g.target.subject != s.Case {
		g.settle()
		g.target = target{subject: s.Case, party: s.Party, enter: s.Enter, known: true}
	}
	t := &g.target
	if s.Due != 0 {
		t.due = s.Due
	}
	t.end, t.left, t.concluded = s.Leave, s.Leave != 0, s.Leave != 0 && !quitting[s.Ended]
	if !t.left {
		t.end = g.asOf
	}
}

// settle counts the case at hand.
func (g *gates) settle() {
	if t := g.target; t.known && t.due != 0 && t.end >= t.enter {
		g.observe(gateOf(g.targets, t.party), t.enter, t.due, t.end, t.left, t.concluded)
	}
	g.target = target{}
}
