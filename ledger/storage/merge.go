package storage

import (
	"container/heap"
	"context"
	"errors"
	"io"
	"math"

	"writ/ledger"
	"writ/ledger/segment"
	"writ/ledger/sqlstore"
)

// part is a segment in a merge: it stands at a case.
type part interface {
	key() ledger.Key
	// use hands on what the part has of the case, and goes to the next; skip only
	// goes on. Both answer io.EOF after the last.
	use() error
	skip() error
	close() error
}

// parts are a heap by key.
type parts []part

func (p parts) Len() int           { return len(p) }
func (p parts) Less(i, j int) bool { return p[i].key() < p[j].key() }
func (p parts) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *parts) Push(x any)        { *p = append(*p, x.(part)) } //nolint:forcetypeassert // only parts are pushed
func (p *parts) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// merger goes through segments and database by ascending key. Cases may be sealed
// and unsealed meanwhile: the database is read some cases ahead, and the manifest
// after that, so that a case that had left the database is found in a segment that
// joins; of a case that both have, the database's is used.
type merger struct {
	source *source
	open   opener
	parts  parts
	joined map[int64]bool
	last   ledger.Key // the last case that was handed on
}

// opener opens a segment, of which some copies are voided; it may come in several
// parts, which have no case in common.
type opener func(g sqlstore.Segment, voided []ledger.Key) ([]part, error)

func merge(ctx context.Context, s *source, open opener, each func(ledger.CaseEvents) error) (err error) {
	m := &merger{source: s, open: open, joined: map[int64]bool{}}
	defer func() {
		for _, p := range m.parts {
			err = errors.Join(err, p.close())
		}
	}()
	l := newLive(s.store.Cases(ctx), func() error { return m.join(ctx) })
	defer l.stop()
	for {
		c, err := l.peek()
		if err != nil {
			return err
		}
		at := ledger.Key(math.MaxInt64)
		if c != nil {
			at = c.Case
		}
		if err := m.upTo(ctx, at); err != nil || c == nil {
			return err
		}
		if err := each(*c); err != nil {
			return err
		}
		m.last = c.Case
		l.ahead = l.ahead[1:]
	}
}

// join opens the segments that were listed since the last look, from the case on
// that comes next.
func (m *merger) join(ctx context.Context) error {
	if m.source.folder == nil {
		return nil
	}
	now, err := m.source.folder.manifest(ctx)
	if err != nil {
		return err
	}
	for _, g := range now.segments {
		if m.joined[g.ID] {
			continue
		}
		m.joined[g.ID] = true
		opened, err := m.open(g, now.voided[g.ID])
		for _, p := range opened {
			heap.Push(&m.parts, p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// upTo hands on the cases of segments before a key, and skips that key.
func (m *merger) upTo(ctx context.Context, at ledger.Key) error {
	for len(m.parts) > 0 && m.parts[0].key() <= at {
		p := m.parts[0]
		step := p.use
		if key := p.key(); key <= m.last || key == at {
			step = p.skip
		} else {
			m.last = key
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		switch err := step(); {
		case errors.Is(err, io.EOF):
			heap.Pop(&m.parts)
			if err := p.close(); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			heap.Fix(&m.parts, 0)
		}
	}
	return nil
}

// run reads the rows of a file case by case.
type run[R any] struct {
	stream *segment.Stream[R]
	caseOf func(*R) ledger.Key
	voided []ledger.Key
	// leave leaves out a case by one of its rows; nil takes all.
	leave func(*R) bool
	rows  []R // what is left of the batch
	held  []R // of the case at hand
	kept  []R // those of it that an earlier batch had
	at    ledger.Key
}

func (r *run[R]) key() ledger.Key { return r.at }

func (r *run[R]) close() error { return r.stream.Close() }

// next reads the rows of the next case that is neither voided nor left out.
func (r *run[R]) next() error {
	for {
		if err := r.read(); err != nil {
			return err
		}
		for len(r.voided) > 0 && r.voided[0] < r.at {
			r.voided = r.voided[1:]
		}
		voided := len(r.voided) > 0 && r.voided[0] == r.at
		if !voided && (r.leave == nil || !r.leave(&r.held[0])) {
			return nil
		}
	}
}

func (r *run[R]) read() error {
	r.kept = r.kept[:0]
	for {
		if len(r.rows) == 0 {
			rows, err := r.stream.Next()
			if errors.Is(err, io.EOF) && len(r.kept) > 0 {
				r.held = r.kept
				return nil
			}
			if err != nil {
				return err
			}
			r.rows = rows
		}
		if len(r.kept) == 0 {
			r.at = r.caseOf(&r.rows[0])
		}
		n := 0
		for n < len(r.rows) && r.caseOf(&r.rows[n]) == r.at {
			n++
		}
		some := r.rows[:n]
		r.rows = r.rows[n:]
		if len(r.rows) > 0 && len(r.kept) == 0 {
			r.held = some // all in one batch: no need to copy
			return nil
		}
		r.kept = append(r.kept, some...)
		if len(r.rows) > 0 {
			r.held = r.kept
			return nil
		}
	}
}

// begin goes to the first case; none for a file without any.
func begin(p interface {
	part
	next() error
}) ([]part, error) {
	err := p.next()
	if errors.Is(err, io.EOF) {
		return nil, p.close()
	}
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return []part{p}, nil
}

// eventPart is the events of a segment, or of some of its cases.
type eventPart struct {
	run[ledger.Event]
	each func(ledger.CaseEvents) error
}

func openEvents(root string, id int64, only, voided []ledger.Key, each func(ledger.CaseEvents) error) ([]part, error) {
	s, err := segment.Events(root, id, segment.Scan{Cases: only})
	if err != nil {
		return nil, err
	}
	return begin(&eventPart{run[ledger.Event]{stream: s, voided: voided, caseOf: caseOfEvent}, each})
}

func caseOfEvent(e *ledger.Event) ledger.Key { return e.Case }

func (p *eventPart) use() error {
	if err := p.each(ledger.CaseEvents{Case: p.at, Events: p.held}); err != nil {
		return err
	}
	return p.next()
}

func (p *eventPart) skip() error { return p.next() }
