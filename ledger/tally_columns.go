package ledger

import "slices"

// This file counts spells that come column by column, as a columnar store has
// them: what a dictionary's word means for the query is found out once for each
// word, and not for each spell.

// Coded is a column by its dictionary: spell i has Words[Places[i]].
type Coded struct {
	Words  []int64
	Places []int32
}

// Columns are spells column by column. Columns that the query neither narrows nor
// groups by may be missing; Ended, Enter and Leave may not. See [Spell].
type Columns struct {
	Work, Stage, Lane, Party, Holder, Instrument, Jurisdiction, Opened Coded
	Ended                                                              Coded
	Enter, Leave                                                       []int64
	// Only are the spells that count, ascending; nil is all.
	Only []int32
}

// plan is what the dictionaries at hand mean for the query.
type plan struct {
	words   [9][]int64 // of the columns, to know the dictionaries again
	passes  []pass
	terms   []term
	groups  []int32 // by the sum of the terms: place of the group + 1; 0 is not known yet
	causes  []int32 // by word of Ended
	unusual bool    // too many groups to look up: spell by spell
	chosen  []int32
	keys    []int32
}

// pass is a column by which the query narrows: which words it takes.
type pass struct {
	column int
	takes  []bool
}

// term is a column by which the query groups: what each word adds to a sum that
// tells the groups apart.
type term struct {
	column int
	stride int32
}

// The columns by their places in [plan.words].
const (
	colWork = iota
	colStage
	colLane
	colParty
	colHolder
	colInstrument
	colJurisdiction
	colOpened
	colEnded
)

func (c *Columns) coded(column int) *Coded {
	return [...]*Coded{&c.Work, &c.Stage, &c.Lane, &c.Party, &c.Holder, &c.Instrument, &c.Jurisdiction, &c.Opened, &c.Ended}[column]
}

// AddColumns counts spells as [Tally.Add] does.
func (t *Tally) AddColumns(c *Columns) {
	if !t.plan.fits(c) {
		t.lay(c)
	}
	p := &t.plan
	chosen := p.choose(c)
	if p.unusual {
		for _, i := range chosen {
			s := c.spell(int(i))
			t.Add(&s)
		}
		return
	}
	keys := p.sum(c, chosen)
	ended := c.Ended.Places
	for n, i := range chosen {
		group := p.groups[keys[n]] - 1
		if group < 0 {
			s := c.spell(int(i))
			group = t.groups.of(GroupOf(t.query.By, &s))
			p.groups[keys[n]] = group + 1
		}
		leave, cause := c.Leave[i], int32(0)
		if leave == 0 {
			leave = t.asOf
		} else {
			cause = p.causes[ended[i]]
		}
		bin := t.binOf(max(leave-c.Enter[i], 0))
		if at := int(group)*t.causes + int(cause); at < len(t.dense) && bin < int64(len(t.dense[at])) {
			t.dense[at][bin]++
			continue
		}
		t.count(tallied{bin, group, cause}, 1)
	}
}

// binOf divides 32 bits where that is enough, which takes a third of the time.
func (t *Tally) binOf(lasted int64) int64 {
	if uint64(lasted|t.bin)>>32 == 0 { //nolint:gosec // not negative
		return int64(uint32(lasted) / uint32(t.bin)) //nolint:gosec // just looked
	}
	return lasted / t.bin
}

// fits reports whether the plan was made for these dictionaries.
func (p *plan) fits(c *Columns) bool {
	if p.causes == nil {
		return false
	}
	for column, was := range p.words {
		if !slices.Equal(c.coded(column).Words, was) {
			return false
		}
	}
	return true
}

// lay makes the plan for the dictionaries at hand.
func (t *Tally) lay(c *Columns) {
	p := &t.plan
	p.passes, p.terms = p.passes[:0], p.terms[:0]
	for column := range p.words {
		p.words[column] = append(p.words[column][:0], c.coded(column).Words...) // the reader may use its memory again
	}
	q := &t.query
	for column, want := range [...]int64{int64(q.Work), int64(q.Stage), int64(q.Lane), int64(q.Party), int64(q.Holder), int64(q.Instrument), int64(q.Jurisdiction)} {
		if want != 0 {
			p.passes = append(p.passes, passOf(column, p.words[column], func(w int64) bool { return w == want }))
		}
	}
	if q.OpenedFrom != 0 || q.OpenedTo != 0 {
		p.passes = append(p.passes, passOf(colOpened, p.words[colOpened], func(w int64) bool { return q.TakesCase(q.Case, w) }))
	}
	p.causes = make([]int32, len(p.words[colEnded]))
	for i, w := range p.words[colEnded] {
		p.causes[i] = int32(t.rivals[uint8(w)]) //nolint:gosec // a kind
	}
	p.divide(q.By)
}

func passOf(column int, words []int64, takes func(int64) bool) pass {
	p := pass{column, make([]bool, len(words))}
	for i, w := range words {
		p.takes[i] = takes(w)
	}
	return p
}

// divide numbers the groups that the words can make.
func (p *plan) divide(by By) {
	const most = 1 << 16
	sums := 1
	p.unusual = false
	for column, flag := range [...]By{0, ByStage, ByLane, ByParty, ByHolder, ByInstrument, ByJurisdiction, ByCohort} {
		if by&flag == 0 {
			continue
		}
		p.terms = append(p.terms, term{column, int32(sums)}) //nolint:gosec // at most 2^16
		if sums *= max(1, len(p.words[column])); sums > most {
			p.unusual = true
			return
		}
	}
	p.groups = make([]int32, sums)
}

// choose are the spells that the query takes.
func (p *plan) choose(c *Columns) []int32 {
	chosen := c.Only
	if chosen == nil {
		p.chosen = p.chosen[:0]
		for i := range c.Enter {
			p.chosen = append(p.chosen, int32(i)) //nolint:gosec // a block
		}
		chosen = p.chosen
	}
	for _, pass := range p.passes {
		places := c.coded(pass.column).Places
		if cap(p.chosen) < len(chosen) {
			p.chosen = make([]int32, len(chosen))
		}
		taken := p.chosen[:len(chosen)] // may be chosen itself: it is read ahead of what is written
		n := 0
		for _, i := range chosen {
			taken[n] = i
			if pass.takes[places[i]] {
				n++
			}
		}
		chosen = taken[:n]
	}
	return chosen
}

// sum tells the groups of spells apart by a number.
func (p *plan) sum(c *Columns, chosen []int32) []int32 {
	if cap(p.keys) < len(chosen) {
		p.keys = make([]int32, len(chosen))
	}
	keys := p.keys[:len(chosen)]
	clear(keys)
	for _, t := range p.terms {
		places := c.coded(t.column).Places
		for n, i := range chosen {
			keys[n] += t.stride * places[i]
		}
	}
	return keys
}

// spell is a spell, as far as its columns are there.
func (c *Columns) spell(i int) Spell {
	at := func(x *Coded) int64 {
		if len(x.Places) == 0 {
			return 0
		}
		return x.Words[x.Places[i]]
	}
	return Spell{
		Work: Work(at(&c.Work)), Stage: Stage(at(&c.Stage)), Lane: Lane(at(&c.Lane)), Ended: Kind(at(&c.Ended)), //nolint:gosec // they were
		Party: Code(at(&c.Party)), Holder: Code(at(&c.Holder)), Instrument: Code(at(&c.Instrument)), Jurisdiction: Code(at(&c.Jurisdiction)),
		Enter: c.Enter[i], Leave: c.Leave[i], Opened: at(&c.Opened),
	}
}
