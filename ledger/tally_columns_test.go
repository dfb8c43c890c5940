package ledger

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/latency"
)

// Counted column by column or one by one, in one piece or in several that are
// merged, spells come to the same tables.
func TestColumnsCountAsSpellsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		words := rapid.SampledFrom([]int64{2, 5, 60}).Draw(t, "words") // 60 to the fourth are too many groups to look up
		maybe := func() int64 { return max(0, random.Int64N(words+3)-3) }
		q := LifeQuery{
			Query: Query{
				AsOf: time.Unix(1_000_000, 0), Work: Work(maybe() % 3), Stage: Stage(maybe()), Lane: Lane(maybe() % 3), Holder: Code(maybe() % 2),
				OpenedFrom: random.Int64N(2) * 300_000, OpenedTo: random.Int64N(2) * 800_000,
			},
			By: By(random.IntN(1 << 7)), Bin: rapid.SampledFrom([]time.Duration{time.Second, time.Hour, 24 * time.Hour, 1 << 33 * time.Second}).Draw(t, "bin"),
			Rivals: []Kind{3, 1},
		}
		one, err := NewTally(q)
		require.NoError(t, err)
		whole, err := NewTally(q)
		require.NoError(t, err)
		for range rapid.IntRange(1, 4).Draw(t, "blocks") {
			part, err := NewTally(q)
			require.NoError(t, err)
			spells := someSpells(random, rapid.IntRange(0, 200).Draw(t, "spells"), words)
			c := columnsOf(spells)
			if random.IntN(2) == 0 {
				c.Only = []int32{}
				for i := range spells {
					if random.IntN(3) > 0 {
						c.Only = append(c.Only, int32(i))
					}
				}
			}
			for i := range spells {
				if c.Only == nil {
					one.Add(&spells[i])
				}
			}
			for _, i := range c.Only {
				one.Add(&spells[i])
			}
			to := []*Tally{part, whole}[random.IntN(2)]
			to.AddColumns(c)
			whole.Merge(part)
		}
		require.Equal(t, cellsOf(one), cellsOf(whole))
	})
}

func someSpells(random *rand.Rand, n int, words int64) []Spell {
	spells := make([]Spell, n)
	code := func() Code { return Code(random.Int64N(words)) }
	for i := range spells {
		s := &spells[i]
		*s = Spell{
			Work: Work(code() % 3), Stage: Stage(code()), Lane: Lane(code() % 3), Ended: Kind(1 + code()%5),
			Party: code(), Holder: code(), Instrument: code(), Jurisdiction: code(),
			Enter: random.Int64N(1_000_000), Opened: random.Int64N(words) * 1_000_000 / words,
		}
		if random.IntN(5) > 0 {
			s.Leave = s.Enter + random.Int64N(1<<(1+random.IntN(40)))
		} else {
			s.Ended = 0
		}
	}
	return spells
}

// columnsOf lays spells out by columns.
func columnsOf(spells []Spell) *Columns {
	coded := func(of func(*Spell) int64) Coded {
		c, at := Coded{Places: make([]int32, len(spells))}, map[int64]int32{}
		for i := range spells {
			w := of(&spells[i])
			if _, ok := at[w]; !ok {
				at[w] = int32(len(c.Words))
				c.Words = append(c.Words, w)
			}
			c.Places[i] = at[w]
		}
		return c
	}
	c := &Columns{
		Work: coded(func(s *Spell) int64 { return int64(s.Work) }), Stage: coded(func(s *Spell) int64 { return int64(s.Stage) }),
		Lane: coded(func(s *Spell) int64 { return int64(s.Lane) }), Ended: coded(func(s *Spell) int64 { return int64(s.Ended) }),
		Party: coded(func(s *Spell) int64 { return int64(s.Party) }), Holder: coded(func(s *Spell) int64 { return int64(s.Holder) }),
		Instrument: coded(func(s *Spell) int64 { return int64(s.Instrument) }), Jurisdiction: coded(func(s *Spell) int64 { return int64(s.Jurisdiction) }),
		Opened: coded(func(s *Spell) int64 { return s.Opened }),
	}
	for _, s := range spells {
		c.Enter, c.Leave = append(c.Enter, s.Enter), append(c.Leave, s.Leave)
	}
	return c
}

func cellsOf(t *Tally) map[Group][]latency.Cell {
	all := map[Group][]latency.Cell{}
	for g, life := range t.Tables() {
		all[g] = life.Cells()
	}
	return all
}
