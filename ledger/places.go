package ledger

// places numbers values in the order in which they come, from 0. Go's own map
// takes several times as long for keys of this size.
type places[K comparable] struct {
	hash  func(K) uint64
	list  []K
	slots []int32 // place + 1; 0 is free
}

func (p *places[K]) of(k K) int32 {
	if 2*len(p.list) >= len(p.slots) {
		p.grow()
	}
	mask := uint64(len(p.slots) - 1) //nolint:gosec // a length
	for at := p.hash(k) & mask; ; at = (at + 1) & mask {
		switch place := p.slots[at]; {
		case place == 0:
			p.list = append(p.list, k)
			p.slots[at] = int32(len(p.list)) //nolint:gosec // fits memory
			return int32(len(p.list) - 1)    //nolint:gosec // fits memory
		case p.list[place-1] == k:
			return place - 1
		}
	}
}

func (p *places[K]) grow() {
	p.slots = make([]int32, max(64, 2*len(p.slots)))
	mask := uint64(len(p.slots) - 1) //nolint:gosec // a length
	for i := range p.list {
		at := p.hash(p.list[i]) & mask
		for p.slots[at] != 0 {
			at = (at + 1) & mask
		}
		p.slots[at] = int32(i + 1) //nolint:gosec // fits memory
	}
}

// mix folds a value into a hash: multiplication by an odd constant (2^64 over
// the golden ratio), and the high bits brought down.
func mix(h, v uint64) uint64 {
	h = (h ^ v) * 0x9E3779B97F4A7C15
	return h ^ h>>29
}

func hashGroup(g Group) uint64 {
	h := mix(uint64(g.Holder), uint64(g.Instrument)) //nolint:gosec // bits
	h = mix(h, uint64(g.Party))                      //nolint:gosec // bits
	h = mix(h, uint64(g.Jurisdiction))               //nolint:gosec // bits
	return mix(h, uint64(g.Lane)|uint64(g.Stage)<<8|uint64(uint32(g.Cohort))<<16)
}

func hashTallied(c tallied) uint64 {
	h := mix(0, uint64(c.bin)+1) //nolint:gosec // bits
	return mix(h, uint64(uint32(c.group))|uint64(uint32(c.cause))<<32)
}
