package latency

import "slices"

// restless is how many cells are added to a table before they are first put in
// order.
const restless = 256

// restlessAt says whether so many cells, of which the first ones are in order, are
// now to be put in order: when as many came since. So adding costs no more than
// sorting does.
func restlessAt(cells, settled int) bool { return cells-settled >= max(restless, settled) }

// settle puts cells in order, of which the first ones are so already, and adds
// those that are equal.
func settle[C any](cells []C, settled int, compare func(a, b C) int, add func(to *C, from C)) []C {
	inOrder := true
	for i := max(settled, 1); i < len(cells) && inOrder; i++ {
		inOrder = compare(cells[i-1], cells[i]) < 0
	}
	if inOrder {
		return cells
	}
	old, fresh := slices.Clone(cells[:settled]), slices.Clone(cells[settled:])
	slices.SortFunc(fresh, compare)
	out := cells[:0]
	put := func(c C) {
		if last := len(out) - 1; last >= 0 && compare(out[last], c) == 0 {
			add(&out[last], c)
			return
		}
		out = append(out, c)
	}
	for len(old) > 0 && len(fresh) > 0 {
		if compare(old[0], fresh[0]) <= 0 {
			put(old[0])
			old = old[1:]
		} else {
			put(fresh[0])
			fresh = fresh[1:]
		}
	}
	for _, c := range old {
		put(c)
	}
	for _, c := range fresh {
		put(c)
	}
	return out
}
