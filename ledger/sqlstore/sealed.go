package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"writ/ledger"
)

// The cases of a segment stand in one row of the table sealed, packed: sorted by
// key, each three integers in sealedBytes bytes. A row for each case would be put
// into the middle of a tree as large as the ledger, since keys are as good as
// random: that took a fifth of an import. Which segment may have a case is looked
// up in memory, and then in that segment's row.

// sealedBytes is the length of a packed case: key and digest in eight bytes, the
// number of events in four, the highest first.
const sealedBytes = 8 + 4 + 8

// packSealed packs cases, which are by ascending key.
func packSealed(cases []SealedCase) []byte {
	packed := make([]byte, 0, len(cases)*sealedBytes)
	for _, c := range cases {
		packed = binary.BigEndian.AppendUint64(packed, uint64(c.Case))
		packed = binary.BigEndian.AppendUint32(packed, uint32(c.Events)) //nolint:gosec // a case has no 2^32 events
		packed = binary.BigEndian.AppendUint64(packed, c.Digest)
	}
	return packed
}

func sealedKey(packed []byte, i int) ledger.Key {
	return ledger.Key(binary.BigEndian.Uint64(packed[i*sealedBytes:])) //nolint:gosec // bits
}

// findSealed looks a case up among packed ones.
func findSealed(packed []byte, key ledger.Key) (SealedCase, bool) {
	low, high := 0, len(packed)/sealedBytes
	for low < high {
		middle := (low + high) / 2
		switch is := sealedKey(packed, middle); {
		case is < key:
			low = middle + 1
		case is > key:
			high = middle
		default:
			rest := packed[middle*sealedBytes+8:]
			return SealedCase{Case: key, Events: int64(binary.BigEndian.Uint32(rest)), Digest: binary.BigEndian.Uint64(rest[4:])}, true
		}
	}
	return SealedCase{}, false
}

// sealedIndex says which segments may have a case: an open table of hashes, each
// with the number of a segment. It takes some 16 bytes a sealed case, in processes
// that append or ask for single cases, which at first read all rows of sealed. What
// it says is looked up in the database, which alone knows what is listed and what is
// voided; a segment's row never changes. So it may know more than a transaction
// sees, or less than another process has listed, but never wrongly.
type sealedIndex struct {
	mu    sync.Mutex
	upTo  int64 // the last segment that is in it
	n     int
	slots []uint64 // the upper bits of a hash, the lower of a segment's number; 0 is free
}

// segmentBits are enough for sixteen million segments.
const segmentBits = 24

func sealedHash(key ledger.Key) uint64 {
	h := uint64(key) * 0x9E3779B97F4A7C15 //nolint:gosec // bits; 2^64 over the golden ratio
	return h ^ h>>32
}

func (x *sealedIndex) add(hash uint64, segment int64) {
	const leastSlots = 1 << 10
	if 4*x.n >= 3*len(x.slots) {
		before := x.slots
		x.slots = make([]uint64, max(leastSlots, 2*len(before)))
		for _, slot := range before {
			if slot != 0 {
				x.put(slot)
			}
		}
	}
	x.put(hash>>segmentBits<<segmentBits | uint64(segment)) //nolint:gosec // a number from 1
	x.n++
}

// put finds a place by the upper bits, which a slot keeps.
func (x *sealedIndex) put(slot uint64) {
	mask := len(x.slots) - 1
	at := int(slot>>segmentBits) & mask
	for x.slots[at] != 0 {
		at = (at + 1) & mask
	}
	x.slots[at] = slot
}

// segments are those that may have the case.
func (x *sealedIndex) segments(key ledger.Key, yield func(segment int64)) {
	if len(x.slots) == 0 {
		return
	}
	hash := sealedHash(key)
	mask := len(x.slots) - 1
	for at := int(hash>>segmentBits) & mask; x.slots[at] != 0; at = (at + 1) & mask {
		if slot := x.slots[at]; slot>>segmentBits == hash>>segmentBits {
			yield(int64(slot & (1<<segmentBits - 1))) //nolint:gosec // few bits
		}
	}
}

// catchUp takes in the segments that were listed since. It sees what the
// transaction sees, which must not have listed one itself.
func (x *sealedIndex) catchUp(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT segment, cases FROM sealed WHERE segment > ?1 ORDER BY segment", x.upTo)
	return each(rows, err, func(r *sql.Rows) error {
		var segment int64
		var packed sql.RawBytes
		if err := r.Scan(&segment, &packed); err != nil {
			return err
		}
		for i := range len(packed) / sealedBytes {
			x.add(sealedHash(sealedKey(packed, i)), segment)
		}
		x.upTo = segment
		return nil
	})
}

// bySegment are the cases by the segments that may have them.
func (x *sealedIndex) bySegment(ctx context.Context, tx *sql.Tx, cases []ledger.Key) (map[int64][]ledger.Key, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.catchUp(ctx, tx); err != nil {
		return nil, err
	}
	found := map[int64][]ledger.Key{}
	for _, key := range cases {
		x.segments(key, func(segment int64) { found[segment] = append(found[segment], key) })
	}
	return found, nil
}

// among are those of the cases that are sealed, by ascending key.
func (x *sealedIndex) among(ctx context.Context, tx *sql.Tx, cases []ledger.Key) ([]SealedCase, error) {
	maybe, err := x.bySegment(ctx, tx, cases)
	if err != nil {
		return nil, err
	}
	var found []SealedCase
	for segment, keys := range maybe {
		packed, voided, err := segmentsCases(ctx, tx, segment)
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			if c, ok := findSealed(packed, key); ok && !voided[key] {
				c.Segment = segment
				found = append(found, c)
			}
		}
	}
	slices.SortFunc(found, func(a, b SealedCase) int { return cmp.Compare(a.Case, b.Case) })
	return slices.Compact(found), nil
}

// segmentsCases are the packed cases of a segment, none where it is not listed, and
// those that are voided.
func segmentsCases(ctx context.Context, tx *sql.Tx, segment int64) (packed []byte, voided map[ledger.Key]bool, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT cases FROM sealed WHERE segment = ?1", segment)
	if err := each(rows, err, func(r *sql.Rows) error { return r.Scan(&packed) }); err != nil {
		return nil, nil, err
	}
	voided = map[ledger.Key]bool{}
	rows, err = tx.QueryContext(ctx, "SELECT case_key FROM voided WHERE segment = ?1", segment)
	return packed, voided, each(rows, err, func(r *sql.Rows) error {
		var key ledger.Key
		err := r.Scan(&key)
		voided[key] = true
		return err
	})
}

// refuseListed refuses the number of a segment that is listed, or of one before it:
// what was listed since is found by its number.
func refuseListed(ctx context.Context, tx *sql.Tx, segment int64) error {
	var last int64
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM segment").Scan(&last); err != nil {
		return err
	}
	if segment <= last || segment >= 1<<segmentBits {
		return fmt.Errorf("segment %d: want a number after %d, the last that is listed, and below %d", segment, last, 1<<segmentBits)
	}
	return nil
}
