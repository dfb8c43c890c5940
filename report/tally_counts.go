package report

import (
	"cmp"
	"math/bits"
	"slices"
)

// counts is a hash table with 16 bytes a slot; a slot without a count is free. A
// cell counts up to 2^32. It is made of small tables, which grow one at a time: so
// the memory of the old one, that is copied, is never much.
type counts struct {
	tables [1 << tableBits]table
	used   int
}

const tableBits = 5

type table struct {
	slots []slot
	used  int
}

type slot struct {
	cell
	n uint32
}

// slotBytes is the size of a slot.
const slotBytes = 16

// held is how many bytes the cells that are counted take.
func (c *counts) held() int { return c.used * slotBytes }

func (c *counts) add(k cell, n uint32) { c.slot(k).n += n }

// slot is that of a cell. The caller must count something in it.
func (c *counts) slot(k cell) *slot {
	const first = 1 << 6
	h := k.hash()
	t := &c.tables[h>>(64-tableBits)]
	if 4*t.used >= 3*len(t.slots) {
		t.resize(max(first, len(t.slots)+len(t.slots)/2))
	}
	s := t.find(k, h)
	if s.n == 0 {
		s.cell = k
		t.used++
		c.used++
	}
	return s
}

func (k cell) hash() uint64 {
	const golden = 0x9e3779b97f4a7c15 // 2^64 over the golden ratio
	return (k.time*golden ^ uint64(k.who)) * golden
}

// find is the slot of a cell, or the free one that is to be its own.
func (t *table) find(k cell, hash uint64) *slot {
	at, _ := bits.Mul64(hash<<tableBits, uint64(len(t.slots))) // the same part of the way as the hash is
	for {
		if s := &t.slots[at]; s.n == 0 || s.cell == k {
			return s
		}
		if at++; at == uint64(len(t.slots)) {
			at = 0
		}
	}
}

// resize makes room for so many slots.
func (t *table) resize(slots int) {
	old := t.slots
	if len(old) == slots {
		return
	}
	t.slots = make([]slot, slots)
	for _, s := range old {
		if s.n > 0 {
			*t.find(s.cell, s.hash()) = s
		}
	}
}

// merge adds other counts, whose groups have other numbers.
func (c *counts) merge(o *counts, numbers []int32) {
	c.take(o, func(k cell) cell { return cell{k.time, who(numbers[k.group()], k.cause())} })
}

// take adds other counts, under other names; they are gone from then on.
func (c *counts) take(o *counts, as func(cell) cell) {
	c.drain(o, func(s slot) { c.add(as(s.cell), s.n) })
}

// drain hands on the slots of another table, which is empty from then on, for this
// one. Its tables are made as large as the other's first: in one that is smaller,
// cells that come in the order of their hashes would lie in one long row.
func (c *counts) drain(o *counts, each func(slot)) {
	for i := range o.tables {
		c.tables[i].resize(max(len(c.tables[i].slots), len(o.tables[i].slots)))
	}
	for i := range o.tables {
		t := &o.tables[i]
		for _, s := range t.slots {
			if s.n > 0 {
				each(s)
			}
		}
		clear(t.slots)
		t.used = 0
	}
	o.used = 0
}

// sorted lists the counts by time, cause and group. They are gone from then on.
func (c *counts) sorted() []slot {
	list := c.list()
	slices.SortFunc(list, func(a, b slot) int {
		if a.time != b.time {
			return cmp.Compare(a.time, b.time)
		}
		return cmp.Compare(bits.RotateLeft32(a.who, -causeBits), bits.RotateLeft32(b.who, -causeBits))
	})
	return list
}

// list lists the counts, which are gone from then on.
func (c *counts) list() []slot {
	list := make([]slot, 0, c.used)
	for i := range c.tables {
		for _, s := range c.tables[i].slots {
			if s.n > 0 {
				list = append(list, s)
			}
		}
		c.tables[i] = table{}
	}
	c.used = 0
	return list
}
