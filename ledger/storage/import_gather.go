package storage

import (
	"context"
	"sync"

	"writ/ledger"
)

// importing is what the goroutines of an import share.
type importing struct {
	ledger *Ledger
	sizes  sizes
	spare  chan *chunk // to be used again
	seen   ledger.Dict // labels that came so far; only the gathering goroutine's
	mu     sync.Mutex
	taken  func(ledger.Batch, ledger.Appended, error)
}

// chunk is some cases on their way: their events one after the other, and the
// labels that came with them for the first time.
type chunk struct {
	events []ledger.Event
	ends   []int
	labels []ledger.Label
}

// gather copies cases into chunks, and hands these on.
func (i *importing) gather(ctx context.Context, cases func(yield func(ledger.Batch) bool), chunks chan<- *chunk) error {
	c := i.fresh()
	var err error
	hand := func() bool {
		// First, and by nobody else: whoever finds a code must find its word, and the
		// order of hops may hang on the words.
		if len(c.labels) > 0 {
			if _, err = i.ledger.Store.Append(ctx, ledger.Batch{Labels: c.labels}); err != nil {
				return false
			}
		}
		select {
		case chunks <- c:
			c = i.fresh()
			return true
		case <-ctx.Done():
			return false
		}
	}
	cases(func(b ledger.Batch) bool {
		c.events = append(c.events, b.Events...)
		c.ends = append(c.ends, len(c.events))
		for _, l := range b.Labels {
			if _, ok := i.seen[l.Code]; !ok {
				i.seen[l.Code] = l
				c.labels = append(c.labels, l)
			}
		}
		return len(c.ends) < i.sizes.imported || hand()
	})
	if len(c.ends) > 0 && err == nil {
		hand()
	}
	return err
}

func (i *importing) fresh() *chunk {
	select {
	case c := <-i.spare:
		c.events, c.ends, c.labels = c.events[:0], c.ends[:0], nil
		return c
	default:
		const eventsACase = 34 // more make the chunk grow once
		return &chunk{events: make([]ledger.Event, 0, i.sizes.imported*eventsACase), ends: make([]int, 0, i.sizes.imported)}
	}
}

func (i *importing) tell(b ledger.Batch, done ledger.Appended, err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.taken(b, done, err)
}
