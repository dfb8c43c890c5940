package report

import (
	"writ/latency"
	"writ/ledger"
)

// waits count spells: all of a ledger, or those that one goroutine sees.
type waits struct {
	scope *scope
	spots map[spotKey]spot
	// How long spells last, and how long their clocks run; see [gates].
	stages, clocks *tally[stageKey]
	grid           *tally[pair]
	gates          *races[ownKey]
	targets        *races[ledger.Code]
}

// ownKey is a gate, and the holder where the holder itself is awaited at it.
type ownKey struct {
	gateKey
	holder ledger.Code
}

// spotKey is all that tells where a spell counts.
type spotKey struct {
	party, holder, instrument ledger.Code
	work                      ledger.Work
	stage                     ledger.Stage
}

// spot are the numbers of the groups in which a spell counts. Those with a clock are
// -1 until one comes with it.
type spot struct {
	key                      ownKey
	stage, cell, clock, gate int32
}

func newWaits(s *scope) *waits {
	return &waits{
		scope: s, spots: map[spotKey]spot{},
		stages: newTally[stageKey](s.Exact), clocks: newTally[stageKey](s.Exact), grid: newTally[pair](s.Exact),
		gates: newRaces[ownKey](s.Exact), targets: newRaces[ledger.Code](s.Exact),
	}
}

// take counts the spells of a case.
func (w *waits) take(spells []ledger.Spell) {
	var own target
	for i := range spells {
		switch s := &spells[i]; {
		case s.Work == workGuard || standingWorks[s.Work] || toTerm[s.Stage]:
		case s.Step == ledger.StepCase:
			own.wait(s, w.scope.asOf)
		default:
			w.count(s)
		}
	}
	own.count(w.targets)
}

// count counts a spell that is not that of a case itself.
func (w *waits) count(s *ledger.Spell) {
	end, cause := s.Leave, latency.Censored
	if end == 0 {
		end = w.scope.asOf
	} else if !quitting[s.Ended] {
		cause = 1
	}
	if end < s.Enter {
		return // it begins after the as-of instant
	}
	k := spotKey{s.Party, s.Holder, s.Instrument, s.Work, s.Stage}
	at, known := w.spots[k]
	if !known {
		at = w.spot(s)
		w.spots[k] = at
	}
	w.stages.add(at.stage, end-s.Enter, cause)
	if at.key.holder != 0 {
		w.grid.add(at.cell, end-s.Enter, cause)
	}
	if s.Due == 0 {
		return
	}
	if at.clock < 0 {
		at.clock, at.gate = w.clocks.groups.of(at.key.stageKey), w.gates.groups.of(at.key)
		w.spots[k] = at
	}
	w.clocks.add(at.clock, max(0, s.Due-s.Enter), 1)
	w.gates.observe(at.gate, race{allowed: s.Due - s.Enter, lasted: end - s.Enter, left: s.Leave != 0, answered: cause != latency.Censored})
}

// spot finds where a spell counts.
func (w *waits) spot(s *ledger.Spell) spot {
	own := s.Holder != 0 && w.scope.dict.Text(s.Party) == w.scope.dict.Text(s.Holder)
	k := stageKey{s.Stage, s.Stage == disclosing && s.Work == workHop && !own}
	at := spot{key: ownKey{gateKey{k, s.Party, s.Instrument}, 0}, stage: w.stages.groups.of(k), clock: -1}
	if own {
		at.key.holder = s.Holder
		at.cell = w.grid.groups.of(pair{s.Holder, s.Instrument})
	}
	return at
}

func (w *waits) held() int {
	return w.stages.held() + w.clocks.held() + w.grid.held() + w.gates.held() + w.targets.held()
}

func (w *waits) merge(o *waits) {
	w.stages.merge(o.stages)
	w.clocks.merge(o.clocks)
	w.grid.merge(o.grid)
	w.gates.merge(o.gates)
	w.targets.merge(o.targets)
}

// tell makes life tables of what was counted, which is gone from then on.
func (w *waits) tell() *gates {
	g := &gates{scope: *w.scope, stages: w.stages.lives(), clocks: w.clocks.lives(), grid: w.grid.lives()}
	g.gates, g.holders, g.targets = map[gateKey]*gate{}, map[ledger.Code]*gate{}, map[ledger.Code]*gate{}
	w.targets.tell(func(party ledger.Code) []*gate { return []*gate{gateOf(g.targets, party)} })
	w.gates.tell(func(k ownKey) []*gate {
		to := []*gate{gateOf(g.gates, k.gateKey)}
		if k.holder != 0 {
			to = append(to, gateOf(g.holders, k.holder))
		}
		return to
	})
	for _, one := range g.gates { // of all together only the race is asked for
		g.all.Race.Merge(&one.Race)
		g.all.pastDue += one.pastDue
	}
	return g
}
