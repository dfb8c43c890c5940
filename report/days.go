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

// place is where a case is: at a party and stage, or at its end.
type place struct {
	party ledger.Code
	stage ledger.Stage
	end   ledger.End
}

// member is one case of the question. There may be millions of them, so it is
// small; all else is added up as the cases pass.
type member struct {
	subject ledger.Key
	within  ledger.Code // what a mix is a mix of
	group   uint16      // place among the groups' names
	end     ledger.End
}

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

// course is what all cases went through, added up.
type course struct {
	scope
	groups grouping
	names  []ledger.Group // by member.group
	tau    float64        // days
	places []place
	index  map[place]int

	n, closedN              int64
	parties, stages, states *visitors // of all cases
	account                 account   // of the closed ones
	moves                   *moves
	paces                   map[pace]*paced
}

// course reads the cases, and then what each was charged, one after the other.
func (r *Reporter) course(ctx context.Context, q DaysQuery) (*course, error) {
	if q.Work != "" {
		return nil, ErrNoAccounts
	}
	if len(q.By) > 1 {
		return nil, &BadQuery{Field: "by", Value: joined(q.By), Want: "one dimension, whose groups are compared in pairs"}
	}
	if !(q.Tau >= 0 && q.Tau <= 36_525) {
		return nil, &BadQuery{Field: "tau", Value: fmt.Sprint(q.Tau), Want: "days between 0 and 36525"}
	}
	if !(q.Resamples >= 0 && q.Resamples <= 10_000) {
		return nil, &BadQuery{Field: "resamples", Value: fmt.Sprint(q.Resamples), Want: "draws between 0 and 10000; 0 is the default"}
	}
	s, err := r.scope(ctx, q.Query)
	if err != nil {
		return nil, err
	}
	c := &course{scope: s, index: map[place]int{}, tau: cmp.Or(q.Tau, defaultTau), paces: map[pace]*paced{}}
	c.parties = newVisitors(func(p place) place { return place{party: p.party, end: p.end} })
	c.stages = newVisitors(func(p place) place { return place{stage: p.stage, end: p.end} })
	c.states = newVisitors(func(p place) place { return p })
	c.account = account{visitors: newVisitors(func(p place) place { return place{party: p.party, stage: p.stage} })}
	c.moves = newMoves(c.tau, cmp.Or(q.Resamples, defaultResamples), q.Seed, s.Exact)
	if c.groups, err = s.grouping(q.By); err != nil {
		return nil, err
	}
	members, err := c.members(ctx, r.source, slices.Contains(q.By, ByInstrument))
	if err != nil {
		return nil, err
	}
	var stretches []stretch
	at := 0
	err = r.source.Charges(ctx, s.wide, func(batch []ledger.Charge) error {
		for i := range batch {
			b := &batch[i]
			for at < len(members) && members[at].subject < b.Case {
				c.count(&members[at], stretches)
				stretches = stretches[:0]
				at++
			}
			if at < len(members) && members[at].subject == b.Case {
				stretches = c.charge(stretches, b)
			}
		}
		return nil
	})
	if at < len(members) {
		c.count(&members[at], stretches)
	}
	return c, err
}

// members reads the cases by ascending key.
func (c *course) members(ctx context.Context, source ledger.Source, byInstrument bool) ([]member, error) {
	var all []member
	groups := map[ledger.Group]uint16{}
	err := source.Subjects(ctx, c.narrow, func(batch []ledger.Subject) error {
		for i := range batch {
			b := &batch[i]
			if c.isHop(b) {
				continue
			}
			m := member{subject: b.Case, within: b.Instrument, end: b.End}
			if byInstrument {
				m.within = b.Holder
			}
			g := c.groups.of(b)
			k, known := groups[g]
			if !known {
				if k = uint16(len(c.names)); int(k) < len(c.names) { //nolint:gosec // it is looked at
					return &BadQuery{Field: "by", Value: joined(c.groups.by), Want: "a dimension with fewer than 65536 groups"}
				}
				groups[g], c.names = k, append(c.names, g)
			}
			m.group = k
			all = append(all, m)
		}
		return nil
	})
	return all, err
}

// stretch is a stay of a case in a place, in seconds since its beginning.
type stretch struct {
	place    int // index into course.places
	from, to int64
}

// charge adds a stretch to those of a case. The charges of a case follow each
// other, so the first one begins it.
func (c *course) charge(to []stretch, g *ledger.Charge) []stretch {
	var passed int64
	if len(to) > 0 {
		passed = to[len(to)-1].to
	}
	return append(to, stretch{c.at(place{party: g.Party, stage: g.Stage}), passed, passed + g.To - g.From})
}

func (c *course) at(p place) int {
	i, ok := c.index[p]
	if !ok {
		i = len(c.places)
		c.index[p], c.places = i, append(c.places, p)
	}
	return i
}

// count adds a case to all tables. What has no account yet, because it lies after
// the as-of instant, is no case.
func (c *course) count(m *member, stretches []stretch) {
	if len(stretches) == 0 {
		return
	}
	total, end := stretches[len(stretches)-1].to, -1
	c.n++
	c.account.visitors.come()
	for _, v := range []*visitors{c.parties, c.stages, c.states} {
		v.come()
		for _, s := range stretches {
			v.visit(m.subject, c.places[s.place])
		}
	}
	if m.end != ledger.Open {
		c.closedN++
		end = c.at(place{end: m.end})
		for _, v := range []*visitors{c.parties, c.stages, c.states} {
			v.visit(m.subject, c.places[end])
		}
		c.account.add(c, m.subject, stretches, total)
	}
	c.moves.add(m.subject, stretches, total, end)
	if len(c.groups.by) > 0 {
		c.pace(m, total)
	}
}

func (c *course) about(tell *teller) Provenance {
	p := c.provenance(tell)
	p.From, p.To, p.Unit, p.Tau = "detected, or else opened", "the end, or the as-of instant while open", string(PerCase), Number(c.tau)
	sums, cells := tell.table([][]int64{{c.closedN, c.n - c.closedN}}, true)
	p.N, p.Events, p.Censored = sums[0], cells[0][0], cells[0][1]
	p.Notes = append(p.Notes, "Each instant is charged to one party along the critical path; the mean days of all rows sum to the horizon.")
	return p
}
