package storage

import (
	"slices"

	"writ/ledger"
	"writ/ledger/segment"
)

// excluding hands on the spells of a segment column by column, without those of
// some cases, and of cases of which only a part was known at an instant.
type excluding struct {
	without []ledger.Key // ascending
	partly  bool         // look whether all was known
	asOf    int64
	only    []int32
	leave   map[string]*left
	places  []int32
}

// left is which words of a dictionary are left out.
type left struct {
	words []int64
	out   []bool
}

func (x *excluding) columns(b *segment.Block[segment.SpellRow]) *ledger.Columns {
	coded := func(name string) ledger.Coded { return x.coded(b.Column(name)) }
	c := &ledger.Columns{
		Work: coded("work"), Stage: coded("stage"), Lane: coded("lane"), Party: coded("party"), Holder: coded("holder"),
		Instrument: coded("instrument"), Jurisdiction: coded("jurisdiction"), Opened: coded("case_opened"), Ended: coded("ended_by"),
		Enter: b.Column("entered").Values, Leave: b.Column("left_at").Values,
	}
	if len(x.without) > 0 {
		x.exclude(c, "case_key", coded("case_key"), func(w int64) bool {
			_, out := slices.BinarySearch(x.without, ledger.Key(w))
			return out
		})
	}
	if x.partly {
		x.exclude(c, "last_seen", coded("last_seen"), func(w int64) bool { return w > x.asOf })
	}
	return c
}

// coded is a column by its dictionary; one that has none is its own.
func (x *excluding) coded(v segment.Vector) ledger.Coded {
	if v.Places != nil || v.Values == nil {
		return ledger.Coded{Words: v.Words, Places: v.Places}
	}
	for len(x.places) < len(v.Values) {
		x.places = append(x.places, int32(len(x.places))) //nolint:gosec // a block
	}
	return ledger.Coded{Words: v.Values, Places: x.places[:len(v.Values)]}
}

// exclude leaves out the spells that have certain words in a column.
func (x *excluding) exclude(c *ledger.Columns, name string, column ledger.Coded, out func(int64) bool) {
	l := x.leave[name]
	if l == nil || !slices.Equal(l.words, column.Words) {
		l = &left{words: slices.Clone(column.Words), out: make([]bool, len(column.Words))}
		for i, w := range column.Words {
			l.out[i] = out(w)
		}
		if x.leave == nil {
			x.leave = map[string]*left{}
		}
		x.leave[name] = l
	}
	if c.Only == nil {
		x.only = x.only[:0]
		for i := range column.Places {
			x.only = append(x.only, int32(i)) //nolint:gosec // a block
		}
		c.Only = x.only
	}
	c.Only = slices.DeleteFunc(c.Only, func(i int32) bool { return l.out[column.Places[i]] })
}
