package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"writ/casefile"
	"writ/latency"
	"writ/ledger"
	"writ/legal/policy"
)

// The works and kinds of events that standing access is read from.
var (
	workAccess       = numberOf(ledger.WorkOf, "Access")
	workSubscription = numberOf(ledger.WorkOf, "Subscription")

	evRequested  = numberOf(ledger.KindOf, casefile.EvAccessRequested)
	evGranted    = numberOf(ledger.KindOf, casefile.EvAccessGranted)
	evUsed       = numberOf(ledger.KindOf, casefile.EvUseAccepted)
	evUseRefused = numberOf(ledger.KindOf, casefile.EvUseRefused)
	evFinding    = numberOf(ledger.KindOf, casefile.EvFinding)
	evReview     = numberOf(ledger.KindOf, casefile.EvReviewOpened)
	evCleared    = numberOf(ledger.KindOf, casefile.EvReviewCleared)
	evRestricted = numberOf(ledger.KindOf, casefile.EvAccessRestricted)
	evSuspended  = numberOf(ledger.KindOf, casefile.EvAccessSuspended)
	evTerminated = numberOf(ledger.KindOf, casefile.EvAccessTerminated)
	evProtested  = numberOf(ledger.KindOf, casefile.EvProtested)
	evAnswered   = numberOf(ledger.KindOf, casefile.EvProtestAnswered)
	evProposed   = numberOf(ledger.KindOf, casefile.EvTermsProposed)
	evNotTaken   = numberOf(ledger.KindOf, casefile.EvRefusedUpdate)
	evNoResult   = numberOf(ledger.KindOf, casefile.EvNoResult)
	evThrownBack = numberOf(ledger.KindOf, casefile.EvThrownBack)
	evDisclosed  = numberOf(ledger.KindOf, casefile.EvDisclosed)
	evHopEnded   = numberOf(ledger.KindOf, casefile.EvHopEnded)
	evOpened     = numberOf(ledger.KindOf, casefile.EvOpened)

	upstream = causeOf(string(policy.RuleUpstream))
	maintain = causeOf(string(casefile.AccessMaintain))
	// wrongParty is the code of an act that was not for its party to do.
	wrongParty = causeOf("wrong-party")
	// policyMoved is the code of a restriction that came with another version of the
	// policy.
	policyMoved = causeOf(string(casefile.EvPolicyMoved))
)

func causeOf(name string) ledger.Code {
	l, err := ledger.NewLabel(ledger.CauseLabel, name)
	if err != nil {
		panic(err) // the names are casefile's and policy's
	}
	return l.Code
}

// figure is one of the intervals that are measured.
type figure uint8

const (
	findingToEnding figure = iota
	endingToAnswer
	backToDisclosure
)

// intervals say what each interval is, and its ends, the wanted one first.
var intervals = [...]struct {
	name, title, from, to, unit string
	ends                        []string
}{
	findingToEnding: {
		"finding-to-ending", "Days from a finding to what followed it", "the first finding of a review", "the restriction, suspension or termination that followed", "review",
		[]string{"restricted, suspended or terminated", "cleared"},
	},
	endingToAnswer: {
		"ending-to-answer", "Days from an ending to the answer to the protest", "the restriction, suspension or termination that was protested", "the answer to the protest", "protest",
		[]string{"answered"},
	},
	backToDisclosure: {
		"thrown-back", "Hops thrown back on legal process, and the days that cost", "the end of the access", "the disclosure of the hop or its end", "hop",
		[]string{"disclosed or ended"},
	},
}

// spanKey is where an interval counts.
type spanKey struct {
	figure figure
	work   ledger.Work
	holder ledger.Code
}

// Access tells what became of standing access: of what a party grants, of what it is
// granted, and of the cases that leaned on it. It is told by holder and jurisdiction;
// a lane or an instrument, which no grant has, is refused with a [BadQuery].
func (r *Reporter) Access(ctx context.Context, aq AccessQuery) (*Access, error) {
	for _, f := range []struct{ field, value string }{{"lane", string(aq.Lane)}, {"instrument", aq.Instrument}} {
		if f.value != "" {
			return nil, &BadQuery{Field: f.field, Value: f.value, Want: "nothing: a standing access has no " + f.field}
		}
	}
	if len(aq.Horizons) == 0 {
		aq.Horizons = AccessHorizons()
	}
	aq.Horizons = slices.Sorted(slices.Values(aq.Horizons))
	for _, h := range append(slices.Clone(aq.Horizons), aq.Tau) {
		if !(h >= 0 && h <= 36_525) {
			return nil, &BadQuery{Field: "horizon", Value: fmt.Sprint(h), Want: "days between 0 and 36525"}
		}
	}
	aq.Tau = cmp.Or(aq.Tau, aq.Horizons[len(aq.Horizons)-1])
	s, err := r.scope(ctx, aq.Query)
	if err != nil {
		return nil, err
	}
	found := newAccessFound(&s)
	err = r.source.Events(ctx, ledger.EventQuery{AsOf: aq.AsOf, Kinds: []ledger.Kind{evRequested, evGranted, evThrownBack}}, found.take)
	if err != nil {
		return nil, err
	}
	return found.answer(aq)
}

// accessFound is what was counted, without memory for each grant.
type accessFound struct {
	*scope
	sides   map[ledger.Work]*accessSide
	tally   *tally[spanKey]
	inverse map[spanKey]int // without holder
}

// accessSide counts one side.
type accessSide struct {
	grants   int64
	states   map[ledger.Stage]int64
	uses     int64 // accepted
	rules    map[ledger.Code]int64
	openings map[ledger.Code]int64
	results  map[ledger.Code]int64
	noResult int64
	running  int64
}

func newAccessFound(s *scope) *accessFound {
	f := &accessFound{scope: s, sides: map[ledger.Work]*accessSide{}, tally: newTally[spanKey](s.Exact), inverse: map[spanKey]int{}}
	for _, w := range []ledger.Work{workAccess, workSubscription} {
		f.sides[w] = &accessSide{
			states: map[ledger.Stage]int64{}, rules: map[ledger.Code]int64{},
			openings: map[ledger.Code]int64{}, results: map[ledger.Code]int64{},
		}
	}
	return f
}

// take reads the steps of a case, or a grant.
func (f *accessFound) take(c ledger.CaseEvents) error {
	var opened int64
	for i := range c.Events {
		if e := &c.Events[i]; e.Step == ledger.StepCase && e.Kind == evOpened && opened == 0 {
			opened = e.At
		}
	}
	for from := 0; from < len(c.Events); {
		to := from + 1
		for to < len(c.Events) && c.Events[to].Step == c.Events[from].Step {
			to++
		}
		f.step(c.Events[from:to], opened)
		from = to
	}
	return nil
}

// step reads one step, of a case that was opened at an instant.
func (f *accessFound) step(events []ledger.Event, opened int64) {
	first := &events[0]
	var holder ledger.Code
	for i := range events {
		holder = cmp.Or(holder, events[i].Holder)
	}
	side, standing := f.sides[first.Work]
	if standing {
		opened = first.At
	}
	if f.narrow.Holder != 0 && f.narrow.Holder != holder || f.narrow.Jurisdiction != 0 && f.narrow.Jurisdiction != first.Jurisdiction {
		return
	}
	if !f.narrow.TakesCase(first.Case, opened) {
		return
	}
	if standing {
		(&grantWalk{found: f, side: side, work: first.Work}).read(events)
		return
	}
	f.thrownBack(events, holder)
}

// thrownBack measures a hop that went by an access until it ended.
func (f *accessFound) thrownBack(events []ledger.Event, holder ledger.Code) {
	var back *ledger.Event
	for i := range events {
		switch e := &events[i]; {
		case back == nil && e.Kind == evThrownBack:
			back = e
		case back != nil && (e.Kind == evDisclosed || e.Kind == evHopEnded):
			f.span(spanKey{backToDisclosure, workHop, holder}, back.At, e.At, 1)
			return
		}
	}
	if back != nil {
		f.span(spanKey{backToDisclosure, workHop, holder}, back.At, f.asOf, latency.Censored)
	}
}

// span counts an interval, and reports whether it did: one whose end lies before its
// beginning is told apart.
func (f *accessFound) span(k spanKey, from, to int64, cause latency.Cause) bool {
	if to < from {
		k.holder = 0
		f.inverse[k]++
		return false
	}
	f.tally.add(f.tally.groups.of(k), to-from, cause)
	return true
}
