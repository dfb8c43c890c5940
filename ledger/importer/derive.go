package importer

import (
	"cmp"
	"slices"

	"writ/casefile"
)

// This file fills in what a sparse log does not say, where only one thing can be
// meant. A row that says it is taken at its word.
//
//   - The step follows from the kind for what happens to the case or its guard.
//   - Without numbers, events are counted in the order in which they were learned;
//     rows of one instant keep the order of the file.
//   - What has no instant of learning was learned when it was true, or with the
//     event before it where that was learned later.
//   - Stage, party awaited and who did it follow from the kind as [rules] has it.
//     An application without the authority awaited takes the one that decided; a
//     motion to compel that is granted moves nothing.
//   - Where no row of a step is marked as a turn, those are turns at which stage or
//     party awaited change.
//   - The holder of a hop is said once.

// derive fills in what the rows do not say.
func (d *draft) derive() {
	d.findRequester()
	for _, r := range d.rows {
		d.findStep(r)
	}
	if len(d.rejects) > 0 {
		return
	}
	for _, l := range d.lines {
		d.order(l)
		l.learned()
		d.holders(l)
		d.course(l)
		l.turns()
	}
}

// findRequester takes the requester from the opening, or the party that imports.
func (d *draft) findRequester() {
	d.requester = d.in.Party
	for _, r := range d.rows {
		if r.fact.Kind == casefile.EvOpened {
			d.requester = cmp.Or(r.fact.By, r.fact.Awaiting, d.requester)
		}
	}
	d.jurisdiction = cmp.Or(d.jurisdiction, d.in.Jurisdiction)
}

// findStep puts a row on the line of its step.
func (d *draft) findStep(r *row) {
	step := r.fact.Step
	switch of := rules[r.fact.Kind].of; {
	case of == inAccess:
		d.reject(r, colKind, "%q happens to a standing access: cases are imported, and nothing else", r.fact.Kind)
		return
	case of == inCase && step == "", of == anywhere && step == "":
		step = casefile.StepCase
	case of == inGuard && step == "":
		step = casefile.StepProtection
	case step == "":
		d.reject(r, colStep, "step is empty: name the hop to which this belongs")
		return
	case of == inCase && step != casefile.StepCase:
		d.reject(r, colStep, `%q happens to the case: want "case"`, r.fact.Kind)
		return
	case of == inGuard && step != casefile.StepProtection:
		d.reject(r, colStep, `%q happens to the guard: want "protection"`, r.fact.Kind)
		return
	case of == inHop && (step == casefile.StepCase || step == casefile.StepProtection):
		d.reject(r, colStep, "%q happens in a hop: name the hop", r.fact.Kind)
		return
	}
	r.fact.Step = step
	i := slices.IndexFunc(d.lines, func(l *line) bool { return l.step == step })
	if i < 0 {
		i = len(d.lines)
		d.lines = append(d.lines, &line{step: step})
	}
	d.lines[i].rows = append(d.lines[i].rows, r)
}

// order numbers the rows of a step, or puts them in the order of their numbers.
func (d *draft) order(l *line) {
	numbered := 0
	for _, r := range l.rows {
		if r.fact.Seq > 0 {
			numbered++
		}
	}
	if numbered > 0 {
		for _, r := range l.rows {
			if r.fact.Seq == 0 {
				d.reject(r, colSeq, "seq is empty, and other rows of this step have one: number all of them or none")
			}
		}
		slices.SortStableFunc(l.rows, func(a, b *row) int { return cmp.Compare(a.fact.Seq, b.fact.Seq) })
		return
	}
	slices.SortStableFunc(l.rows, func(a, b *row) int {
		x, y := a.fact, b.fact
		if x.Seen.IsZero() {
			x.Seen = x.At
		}
		if y.Seen.IsZero() {
			y.Seen = y.At
		}
		return x.Seen.Compare(y.Seen)
	})
	for i, r := range l.rows {
		r.fact.Seq = i + 1
	}
}

// learned fills in when events were learned.
func (l *line) learned() {
	for i, r := range l.rows {
		if !r.fact.Seen.IsZero() {
			continue
		}
		r.fact.Seen = r.fact.At
		if i > 0 && l.rows[i-1].fact.Seen.After(r.fact.Seen) {
			r.fact.Seen = l.rows[i-1].fact.Seen
		}
	}
}

// holders gives each row of a hop the holder that one of them names.
func (d *draft) holders(l *line) {
	if l.step == casefile.StepCase || l.step == casefile.StepProtection {
		return
	}
	i := slices.IndexFunc(l.rows, func(r *row) bool { return r.fact.Holder != "" })
	if i < 0 {
		d.reject(l.rows[0], colHolder, "holder is empty in the whole hop: name it in the first row at least")
		return
	}
	for _, r := range l.rows {
		r.fact.Holder = cmp.Or(r.fact.Holder, l.rows[i].fact.Holder)
	}
}

// course fills in stage, party awaited and who did it.
func (d *draft) course(l *line) {
	var before casefile.Fact
	var decided casefile.PartyID // who decided last
	compels := false             // a motion to compel is pending
	for i, r := range l.rows {
		f, rule := &r.fact, rules[r.fact.Kind]
		if compels && (f.Kind == casefile.EvGranted || f.Kind == casefile.EvNarrowed) {
			rule = commanded
		}
		if f.Stage == "" {
			if rule.awaiting == mustSay {
				d.reject(r, colStage, "stage is empty, and %q can lead to several: say which", f.Kind)
				return
			}
			f.Stage = cmp.Or(rule.stage, before.Stage)
		}
		parties := map[who]casefile.PartyID{
			asBefore: before.Awaiting, requester: d.requester, holder: casefile.PartyID(f.Holder), nobodyElse: casefile.Nobody, authority: decided,
		}
		f.By = cmp.Or(f.By, parties[rule.by])
		if f.Awaiting == "" {
			if f.Kind == casefile.EvApplied {
				parties[authority] = decider(l.rows[i+1:])
			}
			if rule.stage == "" || f.Stage == rule.stage {
				f.Awaiting = parties[rule.awaiting]
			}
		}
		switch f.Kind {
		case casefile.EvGranted, casefile.EvNarrowed:
			decided, compels = f.By, false
		case casefile.EvCompelMoved:
			compels = true
		case casefile.EvApplied, casefile.EvReturned, casefile.EvDenied:
			compels = false
		}
		if !d.said(r) {
			return
		}
		before = *f
	}
}

// said rejects a row in which something could not be filled in.
func (d *draft) said(r *row) bool {
	f := r.fact
	switch {
	case f.Stage == "":
		d.reject(r, colStage, "stage is empty, and nothing before it in this step says how the step stands: a hop begins with %q or %q", casefile.EvHopQueued, casefile.EvHopStarted)
	case f.Awaiting == "" && f.Kind == casefile.EvApplied:
		d.reject(r, colAwaiting, "awaiting is empty, and no decision follows: name the authority applied to")
	case f.Awaiting == "":
		d.reject(r, colAwaiting, "awaiting is empty, and does not follow from %q here: name the party awaited from then on", f.Kind)
	case f.By == "":
		d.reject(r, colBy, "by is empty, and does not follow from %q here: name who did it", f.Kind)
	default:
		return true
	}
	return false
}

// decider is who decided first on an application among the rows after it.
func decider(after []*row) casefile.PartyID {
	for _, r := range after {
		switch r.fact.Kind {
		case casefile.EvGranted, casefile.EvNarrowed, casefile.EvReturned, casefile.EvDenied:
			return r.fact.By
		}
	}
	return ""
}

// turns marks them where no row of the step is marked.
func (l *line) turns() {
	if slices.ContainsFunc(l.rows, func(r *row) bool { return r.turn != "" }) {
		return
	}
	var before casefile.Fact
	for _, r := range l.rows {
		r.fact.Turn = r.fact.Stage != before.Stage || r.fact.Awaiting != before.Awaiting
		before = r.fact
	}
}
