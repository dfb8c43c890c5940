package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"writ/ledger"
	"writ/ledger/segment"
	"writ/ledger/sqlstore"
)

// appendCases is how many cases are appended in one transaction.
const appendCases = 256

// ErrContradicts marks an imported case that says otherwise than the ledger.
var ErrContradicts = errors.New("the ledger holds other events under the same numbers; they stay")

// Import takes whole past cases, each in one batch, which it copies. Those of which
// no number is missing and the ledger knows nothing go straight into segments, by
// several goroutines; the others are appended. Importing again changes nothing.
//
// taken is told what became of each case, one at a time and in no certain order;
// the events that it is shown are by step and number, good during the call, and
// come without labels.
// Its error says why a case was not taken; a case that contradicts what the ledger
// holds is an incident, and its error wraps [ErrContradicts]. Import's own error
// ends it: what was taken by then stays taken.
func (l *Ledger) Import(ctx context.Context, cases func(yield func(ledger.Batch) bool), taken func(ledger.Batch, ledger.Appended, error)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	workers := max(2, runtime.GOMAXPROCS(0))
	i := &importing{ledger: l, sizes: usual, taken: taken, seen: ledger.Dict{}, spare: make(chan *chunk, workers+2)}
	if l.folder != nil {
		i.sizes = l.folder.sizes
	}
	chunks := make(chan *chunk)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			w := newImporter(i)
			for chunk := range chunks {
				if ctx.Err() == nil {
					if err := w.take(ctx, chunk); err != nil {
						cancel(err)
					}
				}
				i.spare <- chunk
			}
		})
	}
	if err := i.gather(ctx, cases, chunks); err != nil {
		cancel(err)
	}
	close(chunks)
	all.Wait()
	if err := errors.Join(context.Cause(ctx), i.publish(ctx)); err != nil {
		return err
	}
	_, err := l.Seal(ctx, SealFrom)
	return err
}

// publish lists for other tools what was sealed, once for a whole import.
func (i *importing) publish(ctx context.Context) error {
	if i.ledger.folder == nil {
		return nil
	}
	return i.ledger.folder.publish(context.WithoutCancel(ctx))
}

// importer is one goroutine of an import.
type importer struct {
	*importing
	names     ledger.Dict
	projector *ledger.Projector
	writer    *segment.Writer
	came      []ledger.Event   // of the case at hand, as they came
	steps     [][]ledger.Event // of these
}

func newImporter(i *importing) *importer {
	names := ledger.Dict{}
	return &importer{importing: i, names: names, projector: ledger.NewProjector(names), writer: segment.NewWriter()}
}

// candidate is a case that is to be taken, and its events as they came, put into
// the order of steps and numbers.
type candidate struct {
	sealable
	told []ledger.Event
}

func (c *candidate) batch() ledger.Batch { return ledger.Batch{Events: c.told} }

// take takes some cases, of which the labels are there.
func (w *importer) take(ctx context.Context, chunk *chunk) error {
	names, err := w.ledger.Dict(ctx)
	if err != nil {
		return err
	}
	maps.Copy(w.names, names)
	all := w.candidates(chunk)
	var whole []candidate
	rest := all
	if w.ledger.folder != nil {
		if whole, rest, err = w.sort(ctx, all); err != nil {
			return err
		}
	}
	if len(whole) < w.sizes.least {
		whole, rest = nil, append(rest, whole...)
	}
	skipped, err := w.seal(ctx, whole)
	if err != nil {
		return err
	}
	return w.appendAll(ctx, append(rest, skipped...))
}

// candidates are the cases by ascending key. What is no whole case is refused.
func (w *importer) candidates(chunk *chunk) []candidate {
	all := make([]candidate, 0, len(chunk.ends))
	from := 0
	for _, to := range chunk.ends {
		told := chunk.events[from:to:to]
		from = to
		c, err := w.caseIn(told)
		if err != nil {
			w.tell(ledger.Batch{Events: told}, ledger.Appended{}, err)
			continue
		}
		all = append(all, candidate{sealable{CaseEvents: c}, told})
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.Case, b.Case) })
	return all
}

// caseIn puts the events of a case in order, where they lie, and gives back each
// once. Events that contradict each other stay, so that the store can say so.
func (w *importer) caseIn(told []ledger.Event) (ledger.CaseEvents, error) {
	if len(told) == 0 {
		return ledger.CaseEvents{}, errors.New("the case has no events")
	}
	c := ledger.CaseEvents{Case: told[0].Case, Events: told}
	for i := range told {
		if told[i].Case != c.Case {
			return c, fmt.Errorf("events of the cases %d and %d are in one batch: want one case each", c.Case, told[i].Case)
		}
	}
	w.order(told)
	if contradictory(told) {
		// Equal ones may stand apart, with another of their number in between.
		c.Events = slices.Clone(told)
		slices.SortStableFunc(c.Events, func(x, y ledger.Event) int {
			return cmp.Or(compareEvents(&x, &y), cmp.Compare(sqlstore.Digest([]ledger.Event{x}), sqlstore.Digest([]ledger.Event{y})))
		})
		c.Events = slices.Compact(c.Events)
	}
	return c, nil
}

func compareEvents(x, y *ledger.Event) int {
	if x.Step != y.Step {
		return cmp.Compare(x.Step, y.Step)
	}
	return cmp.Compare(x.Seq, y.Seq)
}

// order puts events by step and number; of one number they stay as they came. They
// mostly come step after step, so that it is enough to put whole steps in order.
func (w *importer) order(told []ledger.Event) {
	w.steps = w.steps[:0]
	w.came = append(w.came[:0], told...)
	from := 0
	for i := 1; i <= len(w.came); i++ {
		if i == len(w.came) || w.came[i].Step != w.came[i-1].Step {
			w.steps = append(w.steps, w.came[from:i])
			from = i
		}
	}
	slices.SortStableFunc(w.steps, func(x, y []ledger.Event) int { return cmp.Compare(x[0].Step, y[0].Step) })
	at := 0
	for _, s := range w.steps {
		at += copy(told[at:], s)
	}
	for i := 1; i < len(told); i++ {
		if compareEvents(&told[i-1], &told[i]) > 0 {
			slices.SortStableFunc(told, func(x, y ledger.Event) int { return compareEvents(&x, &y) })
			break
		}
	}
}

// sort tells apart the cases that can be sealed at once, and the others; those
// that are sealed just so are told.
func (w *importer) sort(ctx context.Context, all []candidate) (whole, rest []candidate, err error) {
	keys := make([]ledger.Key, len(all))
	for i := range all {
		keys[i] = all[i].Case
	}
	known, err := w.ledger.folder.Sealed(ctx, keys...)
	if err != nil {
		return nil, nil, err
	}
	for i, c := range all {
		c.digest = sqlstore.Digest(c.Events)
		was, sealed := known[c.Case]
		twice := i > 0 && all[i-1].Case == c.Case
		switch {
		case sealed && was.Events == int64(len(c.Events)) && was.Digest == c.digest:
			w.tell(c.batch(), ledger.Appended{Repeated: len(c.told)}, nil)
		case sealed, twice, !ledger.Whole(c.Events):
			rest = append(rest, c)
		default:
			whole = append(whole, c)
		}
	}
	return whole, rest, nil
}

// contradictory reports whether a number stands twice; the events are in order.
func contradictory(events []ledger.Event) bool {
	for i := 1; i < len(events); i++ {
		if events[i].Step == events[i-1].Step && events[i].Seq == events[i-1].Seq {
			return true
		}
	}
	return false
}

// seal puts cases into a segment, and returns those that the ledger knew.
func (w *importer) seal(ctx context.Context, whole []candidate) ([]candidate, error) {
	cases := make([]sealable, len(whole))
	for i := range whole {
		cases[i] = whole[i].sealable
	}
	skipped, moved, err := w.ledger.folder.sealCases(ctx, w.writer, w.projector, cases)
	if err != nil {
		return nil, err
	}
	var left []candidate
	for _, c := range whole {
		if _, found := slices.BinarySearch(skipped, c.Case); found {
			left = append(left, c)
			continue
		}
		done := ledger.Appended{New: len(c.Events), Repeated: len(c.told) - len(c.Events)}
		if _, found := slices.BinarySearch(moved, c.Case); found {
			done = ledger.Appended{Repeated: len(c.told)} // it was told before, in just these events
		}
		w.tell(c.batch(), done, nil)
	}
	return left, nil
}
