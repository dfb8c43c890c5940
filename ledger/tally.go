package ledger

import (
	"fmt"
	"time"

	"writ/latency"
)

// Tally counts spells into life tables. Tallies of parts of a ledger merge into
// that of the whole, bit for bit and in any order. It is not safe for use by
// several goroutines.
type Tally struct {
	query  LifeQuery
	asOf   int64
	bin    int64
	rivals [256]uint8 // cause by kind
	groups places[Group]
	causes int
	// dense has the counts of the first bins, by group and cause; cells and counts
	// those of the others.
	dense  [][]int64
	room   int // how many more counts may lie in dense
	cells  places[tallied]
	counts []int64 // by place of the cell
	plan   plan
}

const (
	denseBins = 4096
	denseRoom = 1 << 21
)

// tallied is a cell: in which group (by place), in which bin, by which cause.
type tallied struct {
	bin   int64
	group int32
	cause int32
}

// NewTally refuses a query without an as-of instant, with bins under a second,
// and more rivals than can be told apart.
func NewTally(q LifeQuery) (*Tally, error) {
	if q.AsOf.IsZero() {
		return nil, fmt.Errorf("life table: the as-of instant is missing: what is open is censored there")
	}
	if q.Bin < time.Second || q.Bin%time.Second != 0 {
		return nil, fmt.Errorf("life table: a bin of %s: want whole seconds, one at least", q.Bin)
	}
	const most = 200
	if len(q.Rivals) > most {
		return nil, fmt.Errorf("life table: %d rival ends: want at most %d", len(q.Rivals), most)
	}
	t := &Tally{query: q, asOf: q.AsOf.Unix(), bin: int64(q.Bin / time.Second), causes: len(q.Rivals) + 2, room: denseRoom}
	for k := range t.rivals {
		t.rivals[k] = uint8(len(q.Rivals) + 1) //nolint:gosec // at most 200
	}
	for i, k := range q.Rivals {
		t.rivals[k] = uint8(i + 1) //nolint:gosec // at most 200
	}
	t.groups.hash, t.cells.hash = hashGroup, hashTallied
	return t, nil
}

// Add counts a spell if the query takes it.
func (t *Tally) Add(s *Spell) {
	if !t.query.TakesSpell(s) {
		return
	}
	leave, cause := s.Leave, int32(t.rivals[s.Ended])
	if leave == 0 {
		leave, cause = t.asOf, int32(latency.Censored)
	}
	group := t.groups.of(GroupOf(t.query.By, s))
	t.count(tallied{max(leave-s.Enter, 0) / t.bin, group, cause}, 1)
}

func (t *Tally) count(c tallied, n int64) {
	at := int(c.group)*t.causes + int(c.cause)
	if at < len(t.dense) && c.bin < int64(len(t.dense[at])) {
		t.dense[at][c.bin] += n
		return
	}
	if c.bin < denseBins && t.room > 0 {
		t.widen(at, int(c.bin))
		t.dense[at][c.bin] += n
		return
	}
	place := t.cells.of(c)
	if int(place) == len(t.counts) {
		t.counts = append(t.counts, 0)
	}
	t.counts[place] += n
}

// widen makes room for the counts of a group's cause up to a bin.
func (t *Tally) widen(at, bin int) {
	for at >= len(t.dense) {
		t.dense = append(t.dense, nil)
	}
	const least = 64
	wide := max(least, len(t.dense[at]))
	for wide <= bin {
		wide *= 2
	}
	t.room -= wide - len(t.dense[at])
	t.dense[at] = append(t.dense[at], make([]int64, wide-len(t.dense[at]))...)
}

// each goes through all counts that are not 0.
func (t *Tally) each(do func(c tallied, n int64)) {
	for at, counts := range t.dense {
		for bin, n := range counts {
			if n != 0 {
				do(tallied{int64(bin), int32(at / t.causes), int32(at % t.causes)}, n) //nolint:gosec // few groups
			}
		}
	}
	for place, c := range t.cells.list {
		do(c, t.counts[place])
	}
}

// Merge adds the counts of another tally of the same query.
func (t *Tally) Merge(o *Tally) {
	o.each(func(c tallied, n int64) {
		c.group = t.groups.of(o.groups.list[c.group])
		t.count(c, n)
	})
}

// Tables are the life tables by group.
func (t *Tally) Tables() map[Group]*latency.Life {
	tables := make(map[Group]*latency.Life, len(t.groups.list))
	lives := make([]*latency.Life, len(t.groups.list))
	for i, g := range t.groups.list {
		lives[i] = &latency.Life{}
		tables[g] = lives[i]
	}
	t.each(func(c tallied, n int64) {
		lives[c.group].Add(float64(c.bin), latency.Cause(c.cause), n)
	})
	return tables
}

// GroupOf is the group of a spell.
func GroupOf(by By, s *Spell) Group {
	var g Group
	if by&ByHolder != 0 {
		g.Holder = s.Holder
	}
	if by&ByInstrument != 0 {
		g.Instrument = s.Instrument
	}
	if by&ByJurisdiction != 0 {
		g.Jurisdiction = s.Jurisdiction
	}
	if by&ByParty != 0 {
		g.Party = s.Party
	}
	if by&ByLane != 0 {
		g.Lane = s.Lane
	}
	if by&ByStage != 0 {
		g.Stage = s.Stage
	}
	if by&ByCohort != 0 {
		g.Cohort = CohortOf(s.Opened)
	}
	return g
}

// CohortOf is the month of an instant in UTC, counted since January 1970.
func CohortOf(second int64) int32 {
	t := time.Unix(second, 0).UTC()
	return int32((t.Year()-1970)*12 + int(t.Month()) - 1) //nolint:gosec // few months
}
