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

// gates are what the spells tell.
type gates struct {
	scope
	all     gate
	hourly  *latency.Life // the race of all, by hours
	gates   map[gateKey]*gate
	holders map[ledger.Code]*gate
	targets map[ledger.Code]*gate
	// How long spells last and how long their clocks run, by stage; and how long
	// holders take, by instrument.
	stages, clocks map[stageKey]*latency.Life
	grid           map[pair]*latency.Life
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
	numberOf(ledger.StageOf, casefile.StageThroughAccess):        true,
}

// standingWorks are the works of standing access, which is no gate and may last for
// years: [Reporter.Access] tells of it.
var standingWorks = map[ledger.Work]bool{
	numberOf(ledger.WorkOf, "Access"):       true,
	numberOf(ledger.WorkOf, "Subscription"): true,
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
	spells := s.narrow
	found, err := scan(ctx, r.source, ledger.Scan{Spells: &spells, Columns: ledger.ByParty | ledger.ByHolder | ledger.ByInstrument},
		func() *waits { return newWaits(&s) },
		func(w *waits, rows *ledger.CaseRows) error {
			w.take(rows.Spells)
			return nil
		})
	if err != nil {
		return nil, err
	}
	return found.tell().answer(cmp.Or(q.Tau, defaultTau))
}
