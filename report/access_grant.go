package report

import (
	"writ/casefile"
	"writ/latency"
	"writ/ledger"
)

// grantWalk reads the events of one standing access, in the order in which they were
// learned; intervals are from when they were true.
type grantWalk struct {
	found *accessFound
	side  *accessSide
	work  ledger.Work

	finding  *ledger.Event // the last that was reported
	ending   *ledger.Event // the last restriction, suspension or termination
	inReview bool
	first    *ledger.Event // the first finding of the review
	talk     *ledger.Event // the protest that opened it
	since    int64         // when that became true against which it protests
	overdue  bool
}

func (w *grantWalk) read(events []ledger.Event) {
	back := takenBack(events)
	for i := range events {
		if !back[i] {
			w.take(&events[i])
		}
	}
	w.side.grants++
	w.side.states[events[len(events)-1].Stage]++
	if w.first != nil {
		w.measure(findingToEnding, w.first.At, w.found.asOf, latency.Censored)
	}
	if w.talk == nil || !w.measure(endingToAnswer, w.since, w.found.asOf, latency.Censored) {
		return
	}
	if w.overdue {
		w.side.noResult++
	} else {
		w.side.running++
	}
}

// takenBack are the places of what a grantee put into a negotiation and its grantor
// did not take, as the grantee's ledger has it: a refusal by the other side takes back
// the last that was put. Letters go out one at a time.
func takenBack(events []ledger.Event) map[int]bool {
	back := map[int]bool{}
	var own []int // positions, of whoever protested
	var self ledger.Code
	for i := range events {
		switch e := &events[i]; {
		case e.Work != workSubscription:
			return nil
		case e.Kind == evProtested:
			self, own = e.By, append(own, i)
		case (e.Kind == evProposed || e.Kind == evAnswered) && e.By == self:
			own = append(own, i)
		case e.Kind == evNotTaken && len(own) > 0 && e.By != self && e.Cause != wrongParty:
			back[own[len(own)-1]] = true
			own = own[:len(own)-1]
		}
	}
	return back
}

func (w *grantWalk) take(e *ledger.Event) {
	switch e.Kind {
	case evUsed:
		w.side.uses++
	case evUseRefused:
		w.side.rules[e.Cause]++
	case evFinding:
		w.finding = e
		if w.inReview && w.first == nil {
			w.first = e
		}
	case evReview:
		w.side.openings[e.Cause]++
		w.inReview = true
		// A finding opens its review in the same act; one that was put on record
		// without opening any is another.
		if f := w.finding; f != nil && f.Seen == e.Seen && f.At == e.At {
			w.first = f
		}
	case evCleared:
		w.leaveReview(e, 2)
	case evRestricted, evSuspended, evTerminated:
		w.ending = e
		// What ended above decides nothing on the finding, nor does a purpose that goes
		// with a new version of the policy.
		if e.Cause != upstream && (e.Cause != policyMoved || e.Kind != evRestricted) {
			w.leaveReview(e, 1)
		}
	default:
		w.negotiate(e)
	}
}

// leaveReview ends a review.
func (w *grantWalk) leaveReview(e *ledger.Event, cause latency.Cause) {
	if w.first != nil {
		w.measure(findingToEnding, w.first.At, e.At, cause)
	}
	w.inReview, w.first, w.finding = false, nil, nil
}

// negotiate follows a protest to its result. Whoever protested may decline what was
// proposed to it, and the protest has no answer yet.
func (w *grantWalk) negotiate(e *ledger.Event) {
	switch {
	case e.Kind == evProtested && w.talk == nil:
		w.talk, w.since, w.overdue = e, e.At, false
		if w.ending != nil {
			w.since = w.ending.At
		}
	case e.Kind == evNoResult:
		w.overdue = w.talk != nil
	case e.Kind == evAnswered && w.talk != nil && (e.Cause != maintain || e.By != w.talk.By):
		if w.measure(endingToAnswer, w.since, e.At, 1) {
			w.side.results[e.Cause]++
		}
		w.talk = nil
	}
}

func (w *grantWalk) measure(f figure, from, to int64, cause latency.Cause) bool {
	return w.found.span(spanKey{f, w.work, 0}, from, to, cause)
}

// accessStates are the stages of a grant in the order of its life, by the words in
// which a report says them.
var accessStates = func() []struct {
	stage ledger.Stage
	name  string
} {
	var all []struct {
		stage ledger.Stage
		name  string
	}
	names := []string{"requested", "active", "under review", "restricted", "suspended", "terminated", "reinstated", "refused or withdrawn"}
	for i, s := range append(casefile.AccessStages(), casefile.StageEnded) {
		all = append(all, struct {
			stage ledger.Stage
			name  string
		}{numberOf(ledger.StageOf, s), names[i]})
	}
	return all
}()
