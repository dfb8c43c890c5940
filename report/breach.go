package report

import (
	"cmp"
	"context"
	"fmt"

	"writ/casefile"
	"writ/latency"
	"writ/ledger"
)

// What a gate must have before it is ranked: with fewer, its place would be a
// matter of chance.
const (
	fewestSpells = 30
	fewestEvents = 10
)

// gateKey is a gate: who is awaited at which stage for which paper.
type gateKey struct {
	stageKey
	party, instrument ledger.Code
}

// gate is what is counted at a gate.
type gate struct {
	latency.Deadlines
	pastDue int64 // still open, and over the clock
}

// stageKey is a stage. A hop that awaits disclosure first awaits that its order is
// served, which is the requester's to do, under the clock of the order's validity.
type stageKey struct {
	stage    ledger.Stage
	unserved bool
}

func (k stageKey) String() string {
	name := cmp.Or(string(k.stage.Name()), dash)
	if k.unserved {
		name += ", " + unserved
	}
	return name
}

const unserved = "not yet served"

// pair is a holder and an instrument.
type pair struct{ holder, instrument ledger.Code }

// gates are what one pass over the spells finds.
type gates struct {
	scope
	all     gate
	hourly  *latency.Life // the race of all, by hours
	gates   map[gateKey]*gate
	holders map[ledger.Code]*gate
	stages  map[stageKey]*waits
	grid    map[pair]*latency.Life
	isOwn   map[pair]bool // of party and holder: whether they are the same
	targets map[ledger.Code]*gate
	target  target // of the case at hand
}

// waits is how long spells at a stage last, and how long their clocks run.
type waits struct {
	life   latency.Life
	clocks latency.Life
}

// quitting are the kinds that end a spell without an answer: whoever was awaited
// would have answered later, nobody knows when.
var quitting = map[ledger.Kind]bool{
	numberOf(ledger.KindOf, casefile.EvRequestWithdrawn): true,
	numberOf(ledger.KindOf, casefile.EvCaseWithdrawn):    true,
	numberOf(ledger.KindOf, casefile.EvHopLost):          true,
}

var (
	workHop    = numberOf(ledger.WorkOf, "Hop")
	workGuard  = numberOf(ledger.WorkOf, "Protection")
	disclosing = numberOf(ledger.StageOf, casefile.StageAwaitingDisclosure)
)

// toTerm are the stages in which nobody is to answer: they last as long as they are
// meant to.
var toTerm = map[ledger.Stage]bool{
	numberOf(ledger.StageOf, casefile.StageNoticeDeferred):       true,
	numberOf(ledger.StageOf, casefile.Stage(casefile.Preserved)): true,
}

func numberOf[T ~string, N ~uint8](of func(T) (N, error), name T) N {
	n, err := of(name)
	if err != nil {
		panic(err) // the names are casefile's and ledger's
	}
	return n
}

// Breach measures which gates miss their clocks. A spell that is open past its due
// date has breached; one that is open within it is counted as far as it was seen.
func (r *Reporter) Breach(ctx context.Context, q BreachQuery) (*Breach, error) {
	if !(q.Tau >= 0 && q.Tau <= 36_525) {
		return nil, &BadQuery{Field: "tau", Value: fmt.Sprint(q.Tau), Want: "days between 0 and 36525"}
	}
	s, err := r.scope(ctx, q.Query)
	if err != nil {
		return nil, err
	}
	s.narrow.Work = 0 // all that a court or holder was asked, whatever its ledger is mostly about
	g := &gates{
		scope: s, gates: map[gateKey]*gate{}, holders: map[ledger.Code]*gate{},
		stages: map[stageKey]*waits{}, grid: map[pair]*latency.Life{}, isOwn: map[pair]bool{},
		targets: map[ledger.Code]*gate{},
	}
	err = r.source.Spells(ctx, s.narrow, func(batch []ledger.Spell) error {
		for i := range batch {
			switch s := &batch[i]; {
			case s.Work == workGuard || toTerm[s.Stage]:
			case s.Step == ledger.StepCase:
				g.wait(s)
			default:
				g.take(s)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	g.settle()
	for _, one := range g.gates {
		g.all.Merge(&one.Deadlines)
		g.all.pastDue += one.pastDue
	}
	return g.answer(cmp.Or(q.Tau, defaultTau))
}

// take counts a spell.
func (g *gates) take(s *ledger.Spell) {
	end, answered := s.Leave, s.Leave != 0 && !quitting[s.Ended]
	if end == 0 {
		end = g.asOf
	}
	if end < s.Enter {
		return // it begins after the as-of instant
	}
	lasted, cause := inDays(end-s.Enter, g.Exact), latency.Censored
	if answered {
		cause = 1
	}
	own := g.own(s)
	k := stageKey{s.Stage, s.Stage == disclosing && s.Work == workHop && !own}
	stage := g.stages[k]
	if stage == nil {
		stage = &waits{}
		g.stages[k] = stage
	}
	stage.life.Add(lasted, cause, 1)
	if own {
		lifeOf(g.grid, pair{s.Holder, s.Instrument}).Add(lasted, cause, 1)
	}
	if s.Due == 0 {
		return
	}
	stage.clocks.Add(max(0, inDays(s.Due-s.Enter, g.Exact)), 1, 1)
	g.observe(gateOf(g.gates, gateKey{k, s.Party, s.Instrument}), s.Enter, s.Due, end, s.Leave != 0, answered)
	if own {
		g.observe(gateOf(g.holders, s.Holder), s.Enter, s.Due, end, s.Leave != 0, answered)
	}
}

// observe counts a wait with a clock.
func (g *gates) observe(to *gate, enter, due, end int64, left, answered bool) {
	allowed, lasted := race(due-enter, end-enter, g.Exact)
	to.Observe(allowed, lasted, answered)
	if !left && end >= due {
		to.pastDue++
	}
}

// race is what was allowed and how long it lasted, in days. Unless exact they are
// taken to the minute, so that tables stay small; what was late stays late, and
// what was in time stays so.
func race(allowed, lasted int64, exact bool) (float64, float64) {
	const minute = 60
	if !exact {
		if lasted >= allowed {
			lasted += minute - 1
		}
		allowed, lasted = (allowed+minute-1)/minute*minute, lasted/minute*minute
	}
	return float64(allowed) / Day, float64(lasted) / Day
}

// own reports whether the holder itself is awaited.
func (g *gates) own(s *ledger.Spell) bool {
	p := pair{s.Party, s.Holder}
	own, known := g.isOwn[p]
	if !known {
		own = s.Holder != 0 && g.dict.Text(s.Party) == g.dict.Text(s.Holder)
		g.isOwn[p] = own
	}
	return own
}

func gateOf[K comparable](in map[K]*gate, k K) *gate {
	if in[k] == nil {
		in[k] = &gate{}
	}
	return in[k]
}
