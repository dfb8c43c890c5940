package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"writ/ledger"
)

// defaultTau is the horizon in days where none is asked for.
const defaultTau = 180

const defaultResamples = 100

// ErrNoAccounts is the error for days in the ledger of a party that has no cases,
// only requests that it was sent.
var ErrNoAccounts = errors.New("accounts of days are of cases, which only a requester's ledger has")

// Days measures where the days went: the mean time in each state until a horizon,
// open cases counted, and the exact account of the closed ones.
func (r *Reporter) Days(ctx context.Context, q DaysQuery) (*Days, error) {
	c, err := r.course(ctx, q)
	if err != nil {
		return nil, err
	}
	tell := &teller{exact: q.Exact}
	d := &Days{Parties: []Stay{}, Stages: []Stay{}, States: []Stay{}}
	d.Provenance = c.about(tell)
	if c.n == 0 || d.N == Withheld {
		d.Withheld = tell.withheld
		return d, nil
	}
	stays, err := c.stays()
	if err != nil {
		return nil, err
	}
	d.Tau, d.Interval = Number(c.tau), fmt.Sprintf("bootstrap by case, 95 %%, percentiles of %d resamples of all %d cases, moves by day", len(stays.samples), c.n)
	if !d.N.Known() {
		d.Interval = fmt.Sprintf("bootstrap by case, 95 %%, percentiles of %d resamples of all cases, moves by day", len(stays.samples))
	}
	if len(stays.samples) == 0 {
		d.Interval = "none: too few cases to draw from"
	}
	d.Parties = stays.list(tell, c.parties)
	d.Stages = stays.list(tell, c.stages)
	d.States = stays.list(tell, c.states)
	d.Closed = c.closed(tell, d.Events)
	d.Differences = c.differences(tell, q.By)
	d.Withheld = tell.withheld
	return d, nil
}

// course is what all cases went through, added up; or those that one goroutine
// sees.
type course struct {
	scope
	groups grouping
	within bool    // the kinds that a mix is of are holders, not instruments
	tau    float64 // days
	places places

	n, closedN              int64
	parties, stages, states *visitors // of all cases
	account                 account   // of the closed ones
	moves                   *moves
	paces                   *tally[pace]
	stretches               []stretch // of the case at hand
}

// course reads the cases and what each was charged.
func (r *Reporter) course(ctx context.Context, q DaysQuery) (*course, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	s, err := r.scope(ctx, q.Query)
	if err != nil {
		return nil, err
	}
	groups, err := s.grouping(q.By)
	if err != nil {
		return nil, err
	}
	start := func() *course { return newCourse(s, groups, q) }
	subjects, charges := s.narrow, s.wide
	wanted := ledger.Scan{Subjects: &subjects, Charges: &charges, Columns: groups.columns() | ledger.ByParty}
	if len(q.By) > 0 {
		wanted.Columns |= ledger.ByHolder | ledger.ByInstrument
		wanted.Marks = []ledger.Mark{ledger.MarkDetected, ledger.MarkOpened, ledger.MarkQueued, ledger.MarkStarted}
	}
	whole, err := scan(ctx, r.source, wanted, start, (*course).take)
	if err != nil {
		return nil, err
	}
	if err := whole.places.check(); err != nil {
		return nil, err
	}
	whole.arrange()
	return whole, nil
}

func (q *DaysQuery) check() error {
	switch {
	case q.Work != "":
		return ErrNoAccounts
	case len(q.By) > 1:
		return &BadQuery{Field: "by", Value: joined(q.By), Want: "one dimension, whose groups are compared in pairs"}
	case !(q.Tau >= 0 && q.Tau <= 36_525):
		return &BadQuery{Field: "tau", Value: fmt.Sprint(q.Tau), Want: "days between 0 and 36525"}
	case !(q.Resamples >= 0 && q.Resamples <= 10_000):
		return &BadQuery{Field: "resamples", Value: fmt.Sprint(q.Resamples), Want: "draws between 0 and 10000; 0 is the default"}
	}
	return nil
}

func newCourse(s scope, groups grouping, q DaysQuery) *course {
	c := &course{scope: s, groups: groups, tau: cmp.Or(q.Tau, defaultTau), within: slices.Contains(q.By, ByInstrument)}
	c.parties = newVisitors(func(p place) place { return place{party: p.party, end: p.end} })
	c.stages = newVisitors(func(p place) place { return place{stage: p.stage, end: p.end} })
	c.states = newVisitors(func(p place) place { return p })
	c.account = account{visitors: newVisitors(func(p place) place { return place{party: p.party, stage: p.stage} })}
	c.moves = newMoves(c.tau, cmp.Or(q.Resamples, defaultResamples), q.Seed, s.Exact)
	c.paces = newTally[pace](s.Exact)
	return c
}

// stretch is a stay of a case in a place, in seconds since its beginning.
type stretch struct {
	place    int // number among course.places
	from, to int64
}

// take counts a case. Its charges follow each other, so the first one begins it.
// What has no account yet, because it lies after the as-of instant, is no case.
func (c *course) take(rows *ledger.CaseRows) error {
	i := slices.IndexFunc(rows.Subjects, func(s ledger.Subject) bool { return !c.isHop(&s) })
	if i < 0 || len(rows.Charges) == 0 {
		return nil
	}
	c.stretches = c.stretches[:0]
	var passed int64
	for j := range rows.Charges {
		g := &rows.Charges[j]
		to := passed + g.To - g.From
		c.stretches = append(c.stretches, stretch{c.places.of(place{party: g.Party, stage: g.Stage}, rows.Case, j), passed, to})
		passed = to
	}
	c.count(&rows.Subjects[i], passed)
	return c.places.check()
}

// count adds the case at hand to all tables.
func (c *course) count(s *ledger.Subject, total int64) {
	c.n++
	c.account.visitors.come()
	end := -1
	if s.End != ledger.Open {
		c.closedN++
		end = c.places.of(place{end: s.End}, s.Case, len(c.stretches))
		c.account.add(c.places.list, s.Case, c.stretches, total)
	}
	for _, v := range []*visitors{c.parties, c.stages, c.states} {
		v.come()
		for _, at := range c.stretches {
			v.visit(s.Case, at.place, c.places.list)
		}
		if end >= 0 {
			v.visit(s.Case, end, c.places.list)
		}
	}
	c.moves.add(s.Case, c.stretches, total, end)
	if len(c.groups.by) > 0 {
		c.pace(s, total)
	}
}

func (c *course) held() int { return c.moves.held() + c.paces.held() }

// merge adds what another goroutine saw.
func (c *course) merge(o *course) {
	numbers := c.places.merge(&o.places)
	c.n, c.closedN = c.n+o.n, c.closedN+o.closedN
	o.n, o.closedN = 0, 0
	c.parties.merge(o.parties)
	c.stages.merge(o.stages)
	c.states.merge(o.states)
	c.account.merge(&o.account, numbers)
	c.moves.merge(o.moves, numbers)
	c.paces.merge(o.paces)
}

// arrange numbers the places anew, so that results do not hang on which goroutine
// came first.
func (c *course) arrange() {
	numbers := c.places.arrange()
	c.account.renumber(numbers)
	c.moves.numbers = numbers
}

func (c *course) about(tell *teller) Provenance {
	p := c.provenance(tell)
	p.From, p.To, p.Unit, p.Tau = "detected, or else opened", "the end, or the as-of instant while open", string(PerCase), Number(c.tau)
	sums, cells := tell.table([][]int64{{c.closedN, c.n - c.closedN}}, true)
	p.N, p.Events, p.Censored = sums[0], cells[0][0], cells[0][1]
	p.Notes = append(p.Notes, "Each instant is charged to one party along the critical path; the mean days of all rows sum to the horizon.")
	return p
}
