package report

import (
	"context"
	"slices"

	"writ/casefile"
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

// observation is one subject between two milestones. While it is collected,
// Working adds up the working seconds.
type observation struct {
	subject    ledger.Key
	step       ledger.Key
	group      ledger.Group
	instrument ledger.Code
	from, to   int64
	cause      int // 0 open, 1 the wanted end, else 1 + the place among the rivals
	working    int64
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

// observed is what a question found.
type observed struct {
	tallies tallies
	all     []observation // only those whose working time is still to be measured
	before  int           // never reached the beginning
	inverse int           // the end lies before the beginning
}

// observe collects the subjects that reached the beginning, by ascending case.
func (r *Reporter) observe(ctx context.Context, q *question) (observed, error) {
	found := observed{tallies: newTallies()}
	query := q.narrow
	if q.ask.Unit == PerHop {
		query.Work = q.work
	}
	err := r.source.Subjects(ctx, query, func(batch []ledger.Subject) error {
		for i := range batch {
			b := &batch[i]
			if q.ask.Unit == PerCase && !q.isHop(b) || q.ask.Unit == PerHop && b.N > 0 {
				found.take(q, b)
			}
		}
		return nil
	})
	if err == nil && q.ask.Clock == Working {
		err = r.measure(ctx, q, found.all)
		for i := range found.all {
			found.tallies.count(q, &found.all[i])
		}
	}
	return found, err
}

func (f *observed) take(q *question, s *ledger.Subject) {
	o := observation{subject: s.Case, step: s.Step, group: q.groups.of(s), instrument: s.Instrument, from: s.Marks[q.fromMark], to: q.asOf}
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
	if q.ask.Clock == Working {
		f.all = append(f.all, o)
		return
	}
	f.tallies.count(q, &o)
}

// rival is the cause of an end that shut the wanted one out.
func (q *question) rival(e ledger.End) int {
	i := slices.Index(q.rivals, e)
	if i < 0 {
		i = slices.Index(q.rivals, ledger.OtherEnd)
	}
	return i + 2
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

// measure adds up working time. The observations of a case are charged from its
// account of days, those of a hop from its spells: at any instant the calendar
// of the party counts that holds the clock.
func (r *Reporter) measure(ctx context.Context, q *question, all []observation) error {
	if q.ask.Unit == PerCase {
		m := meter{all: all, working: r.working, perCase: true}
		return r.source.Charges(ctx, q.wide, func(batch []ledger.Charge) error {
			for i := range batch {
				c := &batch[i]
				m.add(c.Case, c.Step, c.Party, c.From, c.To)
			}
			return nil
		})
	}
	// Spells of a hop may overlap when a second wait runs beside the first: each
	// instant counts once, for whom was awaited first.
	m := meter{all: all, working: r.working, reached: map[int]int64{}}
	query := q.wide
	query.Work = q.work
	return r.source.Spells(ctx, query, func(batch []ledger.Spell) error {
		for i := range batch {
			s := &batch[i]
			leave := s.Leave
			if leave == 0 {
				leave = q.asOf
			}
			m.add(s.Case, s.Step, s.Party, s.Enter, leave)
		}
		return nil
	})
}

// meter adds stretches of time to observations. Both come by ascending case, so
// it never looks back beyond a case.
type meter struct {
	all     []observation
	working WorkingTime
	perCase bool
	at      int           // the first observation of the case at hand
	reached map[int]int64 // of a hop: up to where it is counted
}

func (m *meter) add(subject, step ledger.Key, party ledger.Code, from, to int64) {
	for m.at < len(m.all) && m.all[m.at].subject < subject {
		m.at++
	}
	for i := m.at; i < len(m.all) && m.all[i].subject == subject; i++ {
		o := &m.all[i]
		if !m.perCase && o.step != step {
			continue
		}
		begin, end := max(from, o.from, m.reached[i]), min(to, o.to)
		if begin >= end {
			continue
		}
		o.working += m.working(party, begin, end)
		if !m.perCase {
			m.reached[i] = end
		}
	}
}
