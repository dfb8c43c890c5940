package segment

import (
	"encoding/binary"
	"math/bits"
)

// This file writes places in a dictionary as Parquet has them: a byte with the
// width in bits, then stretches that are either a run, one number and how often it
// comes, or packed, groups of eight numbers in so many bits each. See "RLE" in
// Encodings.md of apache/parquet-format. Columns of a ledger stay the same all
// through a step or a case, and the encoder of the library packs most of what
// could be a run.

// groupOf is how many numbers are packed together.
const groupOf = 8

// run is a place and how many rows in succession have it.
type run struct {
	place int32
	n     int32
}

// appendRuns encodes places that are not negative. No run has the place of the one
// before it. packed is memory that is used again.
func appendRuns(to []byte, runs []run, packed []int32) []byte {
	var all uint32
	for _, r := range runs {
		all |= uint32(r.place) //nolint:gosec // not negative
	}
	width := bits.Len32(all)
	to = append(to, byte(width))
	packed = packed[:0]
	for _, r := range runs {
		if r.n == 1 { // mostly
			packed = append(packed, r.place)
			continue
		}
		n := int(r.n)
		fill := -len(packed) & (groupOf - 1) // of the run that complete the group before
		if n-fill >= groupOf {
			for range fill {
				packed = append(packed, r.place)
			}
			to = appendPacked(to, packed, width)
			to = appendRun(to, r.place, n-fill, width)
			packed = packed[:0]
			continue
		}
		for range n {
			packed = append(packed, r.place)
		}
	}
	return appendPacked(to, packed, width)
}

func appendRun(to []byte, place int32, n, width int) []byte {
	to = binary.AppendUvarint(to, uint64(n)<<1) //nolint:gosec // a count
	for ; width > 0; width -= 8 {
		to = append(to, byte(place))
		place >>= 8
	}
	return to
}

// appendPacked fills the last group up with zeros, which a reader drops.
func appendPacked(to []byte, places []int32, width int) []byte {
	if len(places) == 0 {
		return to
	}
	groups := (len(places) + groupOf - 1) / groupOf
	to = binary.AppendUvarint(to, uint64(groups)<<1|1) //nolint:gosec // a count
	end := len(to) + groups*width
	var held uint64
	var n int
	for _, p := range places {
		held |= uint64(uint32(p)) << n //nolint:gosec // not negative
		if n += width; n >= 32 {
			to = binary.LittleEndian.AppendUint32(to, uint32(held)) //nolint:gosec // the low half
			held, n = held>>32, n-32
		}
	}
	for ; n > 0; n -= 8 {
		to = append(to, byte(held))
		held >>= 8
	}
	for len(to) < end {
		to = append(to, 0)
	}
	return to
}

// dictionary numbers the values of a column in the order in which they come.
type dictionary struct {
	words []int64
	small [256]int32 // of the numbers of enumerations, without hashing; as slots
	slots []int32    // place + 1; 0 is free
}

func (d *dictionary) reset() {
	d.words = d.words[:0]
	d.small = [256]int32{}
	clear(d.slots)
}

// recentWords is among how many words a value is looked for that a case has for
// itself.
const recentWords = 16

// recent looks a value up among the words of late, or takes it in. A value that
// comes again after more than that is a second word, which Parquet allows. Looking
// for each among all the cases of a segment takes the time to fetch it from far
// memory, and was a tenth of an import.
func (d *dictionary) recent(v int64) int32 {
	if uint64(v) < uint64(len(d.small)) { //nolint:gosec // negative ones are large then
		return d.ofSmall(v)
	}
	least := max(0, len(d.words)-recentWords)
	for i := len(d.words) - 1; i >= least; i-- {
		if d.words[i] == v {
			return int32(i) //nolint:gosec // fits memory
		}
	}
	d.words = append(d.words, v)
	return int32(len(d.words) - 1) //nolint:gosec // fits memory
}

func (d *dictionary) ofSmall(v int64) int32 {
	if d.small[v] == 0 {
		d.words = append(d.words, v)
		d.small[v] = int32(len(d.words)) //nolint:gosec // fits memory
	}
	return d.small[v] - 1
}

// of looks a value up, or takes it in.
func (d *dictionary) of(v int64) int32 {
	if uint64(v) < uint64(len(d.small)) { //nolint:gosec // negative ones are large then
		return d.ofSmall(v)
	}
	if 2*len(d.words) >= len(d.slots) {
		d.grow()
	}
	mask := uint64(len(d.slots) - 1) //nolint:gosec // a length
	for at := slotOf(v) & mask; ; at = (at + 1) & mask {
		switch place := d.slots[at]; {
		case place == 0:
			d.words = append(d.words, v)
			d.slots[at] = int32(len(d.words)) //nolint:gosec // fits memory
			return int32(len(d.words) - 1)    //nolint:gosec // fits memory
		case d.words[place-1] == v:
			return place - 1
		}
	}
}

func (d *dictionary) grow() {
	d.slots = make([]int32, max(64, 2*len(d.slots)))
	mask := uint64(len(d.slots) - 1) //nolint:gosec // a length
	for i, v := range d.words {      // small ones too, which nobody looks for there
		at := slotOf(v) & mask
		for d.slots[at] != 0 {
			at = (at + 1) & mask
		}
		d.slots[at] = int32(i + 1) //nolint:gosec // fits memory
	}
}

// slotOf spreads values: multiplication by 2^64 over the golden ratio, and the
// high bits brought down.
func slotOf(v int64) uint64 {
	h := uint64(v) * 0x9E3779B97F4A7C15 //nolint:gosec // bits
	return h ^ h>>32
}
