package report

// replicates are rows of counts, one count for each replicate, up to 2^32. Rows lie
// together in stretches, so that nothing is copied when more come.
type replicates struct {
	wide      int // counts in a row
	stretches []stretchOfRows
	rows      uint32
}

// stretchOfRows has the lower 16 bits of its counts and the upper ones. Most counts
// are small: so there are upper ones only where some count of the stretch came so
// far.
type stretchOfRows struct{ low, high []uint16 }

// rowsTogether is how many rows lie in a stretch.
const rowsTogether = 256

// held is how many bytes the rows take.
func (r *replicates) held() int { return int(r.rows) * r.wide * 2 }

// add makes a row of zeros, and says its number.
func (r *replicates) add() uint32 {
	if int(r.rows) == rowsTogether*len(r.stretches) {
		r.stretches = append(r.stretches, stretchOfRows{low: make([]uint16, rowsTogether*r.wide)})
	}
	r.rows++
	return r.rows - 1
}

// at is where a row lies: the stretch, and the first of its counts.
func (r *replicates) at(row uint32) (s *stretchOfRows, first int) {
	return &r.stretches[row/rowsTogether], int(row%rowsTogether) * r.wide
}

// of is a count.
func (r *replicates) of(row uint32, replicate int) int64 {
	s, first := r.at(row)
	n := int64(s.low[first+replicate])
	if s.high != nil {
		n |= int64(s.high[first+replicate]) << 16
	}
	return n
}

// draw adds to each count of a row.
func (r *replicates) draw(row uint32, weights []uint8) {
	s, first := r.at(row)
	low := s.low[first:][:len(weights)]
	for i, w := range weights {
		if low[i] += uint16(w); low[i] < uint16(w) {
			s.carry(first+i, 1)
		}
	}
}

// plus adds a row of others to a row, as far as this one goes.
func (r *replicates) plus(row uint32, o *replicates, other uint32) {
	s, first := r.at(row)
	t, start := o.at(other)
	low := s.low[first:][:r.wide]
	for i, n := range t.low[start:][:r.wide] {
		if low[i] += n; low[i] < n {
			s.carry(first+i, 1)
		}
	}
	if t.high != nil {
		for i, n := range t.high[start:][:r.wide] {
			s.carry(first+i, n)
		}
	}
}

// carry adds to the upper half of a count.
func (s *stretchOfRows) carry(at int, n uint16) {
	if n == 0 {
		return
	}
	if s.high == nil {
		s.high = make([]uint16, len(s.low))
	}
	s.high[at] += n
}

// reset leaves no rows, and the memory for others.
func (r *replicates) reset() {
	for i := range r.stretches {
		clear(r.stretches[i].low)
		r.stretches[i].high = nil
	}
	r.rows = 0
}

// narrow keeps the first counts of every row.
func (r *replicates) narrow(wide int) {
	for i, old := range r.stretches {
		r.stretches[i] = stretchOfRows{r.narrowed(old.low, wide), r.narrowed(old.high, wide)}
	}
	r.wide = wide
}

func (r *replicates) narrowed(old []uint16, wide int) []uint16 {
	if old == nil {
		return nil
	}
	kept := make([]uint16, rowsTogether*wide)
	for row := range rowsTogether {
		copy(kept[row*wide:][:wide], old[row*r.wide:])
	}
	return kept
}
