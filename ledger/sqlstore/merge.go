package sqlstore

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"writ/ledger"
)

// place says where a row is kept.
type place uint8

const (
	holds    place = iota
	aside          // a later run took its number, or an earlier one of its step
	rejected       // the run that told it had told something else under its number
	witness        // a copy of a row that held when its case was sealed, for the incidents
)

// kept is a row as the database has it, or is to have it.
type kept struct {
	ledger.Event
	place place
	found int64 // when it was put aside or rejected, in Unix seconds
}

// claim is who took a number, and when. Later claims win; of two in the same
// millisecond the one of the larger run, so that the order is total.
type claim struct {
	taken int64
	run   ledger.Key
}

func (k *kept) claim() claim { return claim{k.Taken, k.Run} }

func (c claim) before(d claim) bool {
	return c.taken < d.taken || c.taken == d.taken && c.run < d.run
}

// stepKey names a step.
type stepKey struct{ Case, Step ledger.Key }

func (k stepKey) compare(o stepKey) int {
	return cmp.Or(cmp.Compare(k.Case, o.Case), cmp.Compare(k.Step, o.Step))
}

// step is all that is kept of one step, by number.
type step struct {
	numbers map[int64][]kept
	touched map[int64]bool
}

func newStep(rows []kept) *step {
	s := &step{numbers: map[int64][]kept{}, touched: map[int64]bool{}}
	for _, r := range rows {
		s.numbers[r.Seq] = append(s.numbers[r.Seq], r)
	}
	return s
}

// merge takes the rows of a batch for this step. It is a function of the rows
// that were ever told, not of their order, but for conflicts: of two contents
// that one run told under one number, the first to arrive is the one it told.
func (s *step) merge(batch []ledger.Event, now time.Time) ledger.Appended {
	var done ledger.Appended
	type fresh struct {
		seq  int64
		said ledger.Event
	}
	held := map[int64]ledger.Event{}
	for n := range s.numbers {
		if h := s.held(n); h != nil {
			held[n] = content(h.Event)
		}
	}
	var taken []fresh
	for _, e := range batch {
		switch s.take(e, now) {
		case told:
			done.Repeated++
		case contradicted:
			done.Conflicts++
		case news:
			taken = append(taken, fresh{e.Seq, content(e)})
		}
	}
	s.settle(now)
	for _, f := range taken {
		if h := s.held(f.seq); h != nil && content(h.Event) == f.said {
			done.New++
		} else {
			done.Superseded++
		}
	}
	for n, was := range held {
		if h := s.held(n); h == nil || content(h.Event) != was {
			done.Superseded++
		}
	}
	return done
}

// verdict is what a row is to what is kept under its number.
type verdict uint8

const (
	news         verdict = iota
	told                 // the same content is there
	contradicted         // the same run told something else
)

// take adds one row under its number.
func (s *step) take(e ledger.Event, now time.Time) verdict {
	rows := s.numbers[e.Seq]
	said := content(e)
	same, otherwise, before := -1, false, false
	for i := range rows {
		equal, own := content(rows[i].Event) == said, rows[i].Run == e.Run
		switch {
		case rows[i].place == rejected:
			before = before || equal && own
		case equal:
			same = i
		default:
			otherwise = otherwise || own
		}
	}
	switch {
	case otherwise && before:
		return contradicted
	case otherwise:
		s.put(kept{Event: e, place: rejected, found: now.Unix()})
		return contradicted
	case same < 0:
		s.put(kept{Event: e, place: aside, found: now.Unix()})
		return news
	}
	// The same fact told by a later run counts as that run's from now on: what
	// comes between the two must find the later one.
	again := kept{Event: e}
	if rows[same].claim().before(again.claim()) {
		rows[same].Run, rows[same].Taken = e.Run, e.Taken
		s.touched[e.Seq] = true
	}
	return told
}

func (s *step) put(k kept) {
	s.numbers[k.Seq] = append(s.numbers[k.Seq], k)
	s.touched[k.Seq] = true
}

// settle finds what holds. A number under which two contents were told was taken
// twice: its workflow was reset. The latest claim on it is when the timeline that
// counts went through this number, so whatever was claimed before that, under
// this number or a larger one, belongs to a timeline that was given up.
func (s *step) settle(now time.Time) {
	var cut claim
	for _, n := range slices.Sorted(maps.Keys(s.numbers)) {
		rows := s.numbers[n]
		latest, contents := -1, 0
		for i := range rows {
			if rows[i].place == rejected {
				continue
			}
			contents++
			if latest < 0 || rows[latest].claim().before(rows[i].claim()) {
				latest = i
			}
		}
		if latest < 0 {
			continue
		}
		if contents > 1 && cut.before(rows[latest].claim()) {
			cut = rows[latest].claim()
		}
		for i := range rows {
			if rows[i].place == rejected {
				continue
			}
			to := aside
			if i == latest && !rows[i].claim().before(cut) {
				to = holds
			}
			s.move(&rows[i], to, now)
		}
	}
}

func (s *step) move(k *kept, to place, now time.Time) {
	if k.place == to {
		return
	}
	k.place, k.found = to, 0
	if to == aside {
		k.found = now.Unix()
	}
	s.touched[k.Seq] = true
}

// held is the row that holds under a number, nil for none.
func (s *step) held(n int64) *kept {
	rows := s.numbers[n]
	for i := range rows {
		if rows[i].place == holds || rows[i].place == witness {
			return &rows[i]
		}
	}
	return nil
}

// incidents are what the rows of a step have to alarm about: every row that was
// rejected, and for each reset the first number that was taken again.
func (s *step) incidents() []ledger.Incident {
	var found []ledger.Incident
	type pair struct{ held, gone ledger.Key }
	seen := map[pair]bool{}
	for _, n := range slices.Sorted(maps.Keys(s.numbers)) {
		for _, k := range s.numbers[n] {
			var other *kept
			kind := ledger.Reset
			switch k.place {
			case holds, witness:
				continue
			case rejected:
				kind, other = ledger.Conflict, s.toldBy(n, k.Run)
			case aside:
				other = s.held(n)
				if other == nil || seen[pair{other.Run, k.Run}] {
					continue
				}
				seen[pair{other.Run, k.Run}] = true
			}
			found = append(found, ledger.Incident{
				Found: time.Unix(k.found, 0).UTC(), Kind: kind, Held: other.Event, Rejected: k.Event,
			})
		}
	}
	return found
}

// toldBy is what a run told under a number. When a later run told the same, the
// row is that run's now: then it is the one that holds, or else any.
func (s *step) toldBy(n int64, run ledger.Key) *kept {
	var other *kept
	for i := range s.numbers[n] {
		k := &s.numbers[n][i]
		if k.place == rejected {
			continue
		}
		if k.Run == run {
			return k
		}
		if other == nil || k.place == holds {
			other = k
		}
	}
	return other
}
