package importer

import (
	"errors"
	"slices"

	"writ/casefile"
	"writ/ledger"
)

// This file checks a whole case, beyond what the encoder checks of each fact:
//
//   - nothing is learned before it was true, nor lies in the future;
//   - events are numbered from 1 without gaps, and learned in that order;
//   - a case is opened exactly once, and begins with that or its detection;
//   - a hop begins by being queued or started, the guard by being posted;
//   - an end closes: nothing follows it in its step, and no hop stays open when its
//     case has ended;
//   - a hop names only hops of its own case as those that it came from.

// check rejects what cannot have happened.
func (d *draft) check() {
	i := slices.IndexFunc(d.lines, func(l *line) bool { return l.step == casefile.StepCase })
	if i < 0 || !d.lines[i].has(casefile.EvOpened) {
		d.reject(d.rows[0], colKind, "no row of this case says when it was opened: want one of kind %q", casefile.EvOpened)
	}
	for _, l := range d.lines {
		d.checkTimes(l)
		d.checkNumbers(l)
		d.checkBeginning(l)
		d.checkEnd(l)
		d.checkWork(l)
	}
}

func (l *line) has(kind casefile.EventKind) bool {
	return slices.ContainsFunc(l.rows, func(r *row) bool { return r.fact.Kind == kind })
}

func (d *draft) checkTimes(l *line) {
	var before casefile.Fact
	for _, r := range l.rows {
		f := r.fact
		switch {
		case f.At.After(d.in.Now):
			d.reject(r, colAt, "at lies in the future")
		case f.Seen.After(d.in.Now):
			d.reject(r, colSeen, "seen lies in the future")
		case f.Seen.Before(f.At):
			d.reject(r, colSeen, "seen lies before at: nothing is learned before it is true")
		case f.Seen.Before(before.Seen):
			d.reject(r, colSeen, "seen lies before that of the event before it: events are numbered in the order in which they were learned")
		}
		before = f
	}
}

func (d *draft) checkNumbers(l *line) {
	for i, r := range l.rows {
		if r.fact.Seq != i+1 {
			d.reject(r, colSeq, "want %d: the events of a step are numbered from 1, each once and without gaps", i+1)
			return
		}
	}
}

// checkBeginning looks at how a step begins, and that a case is opened once.
func (d *draft) checkBeginning(l *line) {
	first := l.rows[0]
	var want []casefile.EventKind
	switch l.step {
	case casefile.StepCase:
		want = []casefile.EventKind{casefile.EvDetected, casefile.EvOpened}
		d.once(l, casefile.EvDetected)
		d.once(l, casefile.EvOpened)
	case casefile.StepProtection:
		want = []casefile.EventKind{casefile.EvGuardPosted}
	default:
		want = []casefile.EventKind{casefile.EvHopQueued, casefile.EvHopStarted}
		for _, r := range l.rows {
			d.checkOrigin(r, colAfter, r.fact.After)
			d.checkOrigin(r, colFrom, r.fact.From)
		}
	}
	if !slices.Contains(want, first.fact.Kind) {
		d.reject(first, colKind, "a step of this sort begins with %q", want)
	}
}

func (d *draft) once(l *line, kind casefile.EventKind) {
	n := 0
	for _, r := range l.rows {
		if r.fact.Kind == kind {
			if n++; n > 1 {
				d.reject(r, colKind, "%q stands twice: it happens once in a case", kind)
			}
		}
	}
}

func (d *draft) checkOrigin(r *row, column int, hop casefile.HopID) {
	step := casefile.StepID(hop)
	if hop != "" && (step == r.fact.Step || !slices.ContainsFunc(d.lines, func(l *line) bool {
		return l.step == step && step != casefile.StepCase && step != casefile.StepProtection
	})) {
		d.reject(r, column, "names no other hop of this case")
	}
}

// checkEnd lets nothing follow the end of a step but an act that was refused.
func (d *draft) checkEnd(l *line) {
	ended := false
	for _, r := range l.rows {
		switch {
		case ended && r.fact.Kind != casefile.EvRefusedUpdate:
			d.reject(r, colKind, "comes after the end of its step: an end closes")
		case r.fact.Kind == casefile.EvNotAvailable:
		case (r.fact.Stage == casefile.StageEnded) != l.closedBy(r.fact.Kind) && !ended:
			d.reject(r, colStage, "a step is at the stage Ended from its end on, and not before")
		}
		ended = ended || l.closedBy(r.fact.Kind)
	}
	if last := l.rows[len(l.rows)-1]; !ended && d.ended() && l.step != casefile.StepProtection && !d.lost() {
		d.reject(last, colKind, "the case has ended and this hop has not: want a row of kind %q", casefile.EvHopEnded)
	}
}

// closedBy reports whether a kind ends the step.
func (l *line) closedBy(k casefile.EventKind) bool {
	switch l.step {
	case casefile.StepCase:
		return k == casefile.EvConcluded || k == casefile.EvCaseWithdrawn
	case casefile.StepProtection:
		return k == casefile.EvGuardLifted
	}
	return k == casefile.EvHopEnded
}

// ended reports whether the case has ended.
func (d *draft) ended() bool {
	return slices.ContainsFunc(d.lines, func(l *line) bool {
		return l.step == casefile.StepCase && (l.has(casefile.EvConcluded) || l.has(casefile.EvCaseWithdrawn))
	})
}

// lost reports whether the case lost a hop without hearing of its end.
func (d *draft) lost() bool {
	return slices.ContainsFunc(d.lines, func(l *line) bool { return l.step == casefile.StepCase && l.has(casefile.EvHopLost) })
}

func (d *draft) checkWork(l *line) {
	for _, r := range l.rows {
		if r.work != "" && r.work != l.work() {
			d.reject(r, colWork, "want %s, of which this step is", l.work())
		}
	}
}

// unfit rejects what the encoder does not take.
func (d *draft) unfit(l *line, err error) {
	var all []error
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		all = many.Unwrap()
	} else {
		all = []error{err}
	}
	for _, err := range all {
		r := l.rows[0]
		if f, ok := errors.AsType[*ledger.FactError](err); ok {
			if i := slices.IndexFunc(l.rows, func(r *row) bool { return r.fact.Seq == f.Seq }); i >= 0 {
				r = l.rows[i]
			}
		}
		d.reject(r, -1, "the ledger does not take it: its instants lie in the years 1970 to 2199, and its names are enumerated ones")
	}
}
