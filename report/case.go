package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"writ/latency"
	"writ/ledger"
)

// ErrNoCase is the error for a case that the ledger does not have, or did not
// have at the as-of instant.
var ErrNoCase = errors.New("the ledger has no such case")

// peerKey says who the peers of a spell are: who waits at the same stage for the
// same party under the same paper.
type peerKey struct {
	stage                     ledger.Stage
	party, instrument, holder ledger.Code
}

func peersOf(s *ledger.Spell) peerKey { return peerKey{s.Stage, s.Party, s.Instrument, s.Holder} }

// Case tells of one case: its milestones, its account of days, and how each of its
// waits lies among those of other cases.
func (r *Reporter) Case(ctx context.Context, q CaseQuery) (*Case, error) {
	s, err := r.scope(ctx, q.Query)
	if err != nil {
		return nil, err
	}
	b := &beside{scope: s, key: q.Case, peers: map[peerKey]*latency.Life{}, whole: &latency.Life{}, steps: map[ledger.Key]string{}}
	if err := b.own(ctx, r.source); err != nil {
		return nil, err
	}
	if err := b.others(ctx, r.source); err != nil {
		return nil, err
	}
	return b.tell(cmp.Or(q.ID, "the case")), nil
}

// beside is a case and what it is held against.
type beside struct {
	scope
	key     ledger.Key
	subject *ledger.Subject
	steps   map[ledger.Key]string
	spells  []ledger.Spell
	charges []ledger.Charge
	peers   map[peerKey]*latency.Life
	whole   *latency.Life
}

// own reads the case itself.
func (b *beside) own(ctx context.Context, source ledger.Source) error {
	q := ledger.Query{AsOf: b.AsOf, Case: b.key, Work: b.wide.Work}
	subjects := func(batch []ledger.Subject) error {
		for i := range batch {
			s := batch[i]
			switch {
			case s.N > 0:
				b.steps[s.Step] = fmt.Sprintf("hop %d", s.N)
			case b.subject == nil && !b.isHop(&s):
				b.subject = &s
			}
		}
		return nil
	}
	if err := source.Subjects(ctx, q, subjects); err != nil {
		return err
	}
	if b.subject == nil {
		return ErrNoCase
	}
	if b.wide.Work == 0 {
		hops := q
		var err error
		if hops.Work, err = ledger.WorkOf("Hop"); err != nil {
			return err
		}
		if err := source.Subjects(ctx, hops, subjects); err != nil {
			return err
		}
	}
	if err := source.Spells(ctx, q, func(batch []ledger.Spell) error {
		b.spells = append(b.spells, batch...)
		return nil
	}); err != nil {
		return err
	}
	return source.Charges(ctx, q, func(batch []ledger.Charge) error {
		b.charges = append(b.charges, batch...)
		return nil
	})
}

// peers are how long the waits that the case's are held against lasted, and how long
// other cases took.
type peers struct {
	waits *tally[peerKey]
	whole *tally[struct{}]
}

func (p *peers) held() int { return p.waits.held() + p.whole.held() }

func (p *peers) merge(o *peers) {
	p.waits.merge(o.waits)
	p.whole.merge(o.whole)
}

// others reads the waits of other cases.
func (b *beside) others(ctx context.Context, source ledger.Source) error {
	known := map[peerKey]bool{}
	for i := range b.spells {
		known[peersOf(&b.spells[i])] = true
	}
	subjects, spells := b.narrow, b.narrow
	found, err := scan(ctx, source, ledger.Scan{
		Subjects: &subjects, Spells: &spells, Columns: ledger.ByParty | ledger.ByHolder | ledger.ByInstrument | ledger.ByCohort,
		Marks: []ledger.Mark{ledger.MarkDetected, ledger.MarkOpened, ledger.MarkQueued, ledger.MarkStarted, ledger.MarkEnded},
	}, func() *peers {
		return &peers{newTally[peerKey](b.Exact), newTally[struct{}](b.Exact)}
	}, func(p *peers, rows *ledger.CaseRows) error {
		if rows.Case != b.key {
			b.count(p, rows, known)
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.peers = found.waits.lives()
	for k := range known {
		lifeOf(b.peers, k) // of nobody, where there is none
	}
	b.whole = lifeOf(found.whole.lives(), struct{}{})
	return nil
}

// count counts the waits of another case, and the case.
func (b *beside) count(to *peers, rows *ledger.CaseRows, known map[peerKey]bool) {
	for i := range rows.Spells {
		s := &rows.Spells[i]
		k := peersOf(s)
		lasted, _ := b.lasted(s)
		if lasted < 0 || !known[k] {
			continue
		}
		cause := latency.Censored
		if s.Leave != 0 && !quitting[s.Ended] {
			cause = 1
		}
		to.waits.add(to.waits.groups.of(k), lasted, cause)
	}
	for i := range rows.Subjects {
		s := &rows.Subjects[i]
		if b.isHop(s) {
			continue
		}
		if lasted, open := b.duration(s); lasted >= 0 {
			cause := latency.Cause(1)
			if open {
				cause = latency.Censored
			}
			to.whole.add(to.whole.groups.of(struct{}{}), lasted, cause)
		}
	}
}

// lasted is how long a spell has lasted, in seconds.
func (b *beside) lasted(s *ledger.Spell) (seconds int64, open bool) {
	if s.Leave == 0 {
		return b.asOf - s.Enter, true
	}
	return s.Leave - s.Enter, false
}

// duration is how long a case has lasted since it came to notice.
func (b *beside) duration(s *ledger.Subject) (seconds int64, open bool) {
	from := cmp.Or(s.Marks[ledger.MarkDetected], firstOf(s))
	if end := s.Marks[ledger.MarkEnded]; s.End != ledger.Open && end != 0 {
		return end - from, false
	}
	return b.asOf - from, true
}

func (b *beside) tell(id string) *Case {
	tell := &teller{exact: b.Exact}
	s := b.subject
	c := &Case{
		ID: id, End: endName(PerCase, s.End), Lane: string(s.Lane.Name()), Level: string(s.Level.Name()),
		Milestones: []CaseMark{}, Parts: []Part{}, Spells: []CaseSpell{},
	}
	first := b.milestones(c)
	b.account(c)
	for i := range b.spells {
		c.Spells = append(c.Spells, b.spell(tell, &b.spells[i], first))
	}
	slices.SortStableFunc(c.Spells, func(x, y CaseSpell) int { return cmp.Compare(x.Start, y.Start) })
	lasted, open := b.duration(s)
	c.Whole = standing(tell, b.whole, float64(lasted)/Day, open, "all cases")
	c.Provenance = b.scope.provenance(tell)
	c.From, c.To, c.Unit, c.Interval = "detected, or else opened", "the end, or the as-of instant while open", string(PerCase), ""
	c.N, c.Events = 1, 1
	if open {
		c.Events, c.Censored = 0, 1
	}
	c.Notes = append(c.Notes, "Slower than: the share of the peers that were done sooner, those still open counted. Peers waited at the same stage for the same party under the same paper.")
	return c
}

// milestones lists what has happened by time, and says when the first was.
func (b *beside) milestones(c *Case) (first int64) {
	for m, at := range b.subject.Marks {
		if at != 0 {
			c.Milestones = append(c.Milestones, CaseMark{Name: string(marks[m]), At: time.Unix(at, 0).UTC()})
		}
	}
	slices.SortStableFunc(c.Milestones, func(x, y CaseMark) int { return x.At.Compare(y.At) })
	if len(c.Milestones) == 0 {
		return firstOf(b.subject)
	}
	first = c.Milestones[0].At.Unix()
	for i := range c.Milestones {
		c.Milestones[i].Days = Number(float64(c.Milestones[i].At.Unix()-first) / Day)
	}
	return first
}

// account sums the charges by party and stage.
func (b *beside) account(c *Case) {
	index := map[place]int{}
	for _, g := range b.charges {
		k := place{party: g.Party, stage: g.Stage}
		i, ok := index[k]
		if !ok {
			i = len(c.Parts)
			index[k] = i
			p := Part{Party: b.partyName(g.Party), Stage: string(g.Stage.Name()), N: 1, Variance: none}
			p.Name = named(slices.DeleteFunc([]string{p.Party, p.Stage}, func(s string) bool { return s == "" }))
			c.Parts = append(c.Parts, p)
		}
		c.Parts[i].Seconds += g.To - g.From
		c.Total += g.To - g.From
		c.Open = c.Open || g.Open
	}
	for i := range c.Parts {
		c.Parts[i].Share = Number(float64(c.Parts[i].Seconds) / float64(max(1, c.Total)))
	}
	slices.SortStableFunc(c.Parts, func(x, y Part) int {
		return cmp.Or(cmp.Compare(y.Seconds, x.Seconds), cmp.Compare(x.Name, y.Name))
	})
}

func (b *beside) spell(tell *teller, s *ledger.Spell, first int64) CaseSpell {
	lasted, open := b.lasted(s)
	c := CaseSpell{
		Step: b.stepName(s.Step), Stage: string(s.Stage.Name()), Party: b.dict.Text(s.Party),
		Holder: b.partyName(s.Holder), Instrument: b.partyName(s.Instrument),
		Start: Number(float64(s.Enter-first) / Day), Days: Number(float64(lasted) / Day), Open: open, Due: none,
	}
	if s.Due != 0 {
		c.Due, c.Breached = Number(float64(s.Due-s.Enter)/Day), s.Enter+lasted >= s.Due
	}
	who := named(slices.DeleteFunc([]string{c.Party, c.Stage, c.Instrument}, func(s string) bool { return s == "" }))
	c.Peers = standing(tell, b.peers[peersOf(s)], float64(c.Days), open, who)
	return c
}

func (b *beside) stepName(k ledger.Key) string {
	switch k {
	case ledger.StepCase:
		return "case"
	case ledger.StepGuard:
		return "guard"
	}
	return cmp.Or(b.steps[k], dash)
}

// standing is where a wait lies among its peers. Of peers that were followed for a
// shorter time, the share that was done by then is the least that can be said.
func standing(tell *teller, peers *latency.Life, lasted float64, open bool, who string) Standing {
	s := latency.KaplanMeier(peers)
	st := Standing{Peers: who, N: tell.count(s.N), Slower: none, AtLeast: open}
	if s.N == 0 || !st.N.Known() {
		return st
	}
	at := s.At(lasted)
	if math.IsNaN(at.Value) { // nobody was followed so long
		at, st.AtLeast = s.At(s.Last), true
	}
	st.Slower = Number(1 - at.Value)
	return st
}
