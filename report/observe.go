package report

import (
	"context"
	"slices"

	"writ/casefile"
	"writ/latency"
	"writ/ledger"
)

// ends are the names of how a subject ended, by ledger.End.
var ends = [ledger.NumEnds]string{
	ledger.Open: "open", ledger.Identified: "identified", ledger.Refused: "refused", ledger.Gone: "gone",
	ledger.NotUnique: "not unique", ledger.Anonymised: "anonymised", ledger.Withdrawn: "withdrawn", ledger.OtherEnd: "other end",
}

// endName is the name of an end. A hop that came to its end disclosed.
func endName(u Unit, e ledger.End) string {
	if e >= ledger.NumEnds {
		return ends[ledger.OtherEnd]
	}
	if e == ledger.Identified && u == PerHop {
		return "disclosed"
	}
	return ends[e]
}

// observation is one subject between two milestones.
type observation struct {
	step       ledger.Key
	group      ledger.Group
	instrument ledger.Code
	from, to   int64
	cause      latency.Cause // 0 open, 1 the wanted end, else 1 + the place among the rivals
}

// question is a LatencyQuery that was checked.
type question struct {
	scope
	ask              LatencyQuery // with what it left out filled in
	groups           grouping
	fromMark, toMark ledger.Mark
	work             ledger.Work
	ends             []string     // the wanted end, then its rivals
	rivals           []ledger.End // those of ends[1:]
}

// observed is what a question found, or one goroutine of those that look for it.
type observed struct {
	q       *question
	tally   *tally[stratum]
	before  int // never reached the beginning
	inverse int // the end lies before the beginning
}

// stratum is a group; where groups are compared within each instrument, one
// instrument of it.
type stratum struct {
	group      ledger.Group
	instrument ledger.Code
}

// observe collects the subjects that reached the beginning.
func (r *Reporter) observe(ctx context.Context, q *question) (*observed, error) {
	query := q.narrow
	if q.ask.Unit == PerHop {
		query.Work = q.work
	}
	s := ledger.Scan{Subjects: &query, Columns: q.groups.columns(), Marks: q.marksRead()}
	if q.stratified() {
		s.Columns |= ledger.ByInstrument
	}
	if q.ask.Clock == Working {
		s.Columns |= ledger.ByParty
		parts := q.wide
		if q.ask.Unit == PerCase {
			s.Charges = &parts
		} else {
			parts.Work, s.Spells = q.work, &parts
		}
	}
	return scan(ctx, r.source, s, func() *observed {
		return &observed{q: q, tally: newTally[stratum](q.Exact)}
	}, func(o *observed, rows *ledger.CaseRows) error {
		for i := range rows.Subjects {
			if b := &rows.Subjects[i]; q.ask.Unit == PerCase && !q.isHop(b) || q.ask.Unit == PerHop && b.N > 0 {
				o.take(r, b, rows)
			}
		}
		return nil
	})
}

func (f *observed) held() int { return f.tally.held() }

func (f *observed) merge(o *observed) {
	f.tally.merge(o.tally)
	f.before, f.inverse = f.before+o.before, f.inverse+o.inverse
	o.before, o.inverse = 0, 0
}

// marksRead are the milestones that a question looks at.
func (q *question) marksRead() []ledger.Mark {
	marks := []ledger.Mark{q.fromMark, q.toMark, ledger.MarkEnded}
	if slices.Contains(q.ask.By, ByCohort) || slices.Contains(q.ask.By, ByYear) {
		marks = append(marks, ledger.MarkOpened, ledger.MarkQueued, ledger.MarkStarted, ledger.MarkDetected)
	}
	slices.Sort(marks)
	return slices.Compact(marks)
}

func (f *observed) take(r *Reporter, s *ledger.Subject, rows *ledger.CaseRows) {
	q := f.q
	o := observation{step: s.Step, group: q.groups.of(s), from: s.Marks[q.fromMark], to: q.asOf}
	if q.stratified() {
		o.instrument = s.Instrument
	}
	reached, ended := s.Marks[q.toMark], s.Marks[ledger.MarkEnded]
	switch {
	case o.from == 0:
		f.before++
		return
	case reached != 0:
		o.to, o.cause = reached, 1
	case s.End != ledger.Open && ended != 0:
		o.to, o.cause = ended, q.rival(s.End)
	}
	// What happens later may have been known before: an act is dated back, but
	// never into the future. An as-of instant before the beginning leaves nothing.
	if o.to < o.from {
		f.inverse++
		return
	}
	lasted := o.to - o.from
	if q.ask.Clock == Working {
		lasted = r.measure(q, &o, rows)
	}
	f.tally.add(f.tally.groups.of(stratum{o.group, o.instrument}), lasted, o.cause)
}

// rival is the cause of an end that shut the wanted one out.
func (q *question) rival(e ledger.End) latency.Cause {
	i := slices.Index(q.rivals, e)
	if i < 0 {
		i = slices.Index(q.rivals, ledger.OtherEnd)
	}
	return latency.Cause(i + 2)
}

// setEnds names the ends between which the question decides. An end that is the
// wanted milestone itself has no rival of its own name.
func (q *question) setEnds() {
	q.ends = []string{string(q.ask.To)}
	for e := ledger.Identified; e < ledger.NumEnds; e++ {
		if q.ask.To == casefile.MilestoneIdentified && e == ledger.Identified || q.ask.To == casefile.MilestoneEnded {
			continue
		}
		name := endName(q.ask.Unit, e)
		if name == string(q.ask.To) {
			name += " otherwise"
		}
		q.rivals, q.ends = append(q.rivals, e), append(q.ends, name)
	}
}

// measure adds up working time. That of a case is charged from its account of
// days, that of a hop from its spells: at any instant the calendar of the party
// counts that holds the clock.
func (r *Reporter) measure(q *question, o *observation, rows *ledger.CaseRows) (working int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var reached int64
	add := func(party ledger.Code, from, to int64) {
		from, to = max(from, o.from, reached), min(to, o.to)
		if from < to {
			working += r.working(party, from, to)
		}
	}
	for i := range rows.Charges {
		c := &rows.Charges[i]
		add(c.Party, c.From, c.To)
	}
	// Spells of a hop may overlap when a second wait runs beside the first: each
	// instant counts once, for whom was awaited first.
	for i := range rows.Spells {
		s := &rows.Spells[i]
		if s.Step != o.step {
			continue
		}
		leave := s.Leave
		if leave == 0 {
			leave = q.asOf
		}
		add(s.Party, s.Enter, leave)
		if end := min(leave, o.to); max(s.Enter, o.from, reached) < end {
			reached = end
		}
	}
	return working
}
