package report

import (
	"context"
	"sync"

	"writ/ledger"
)

// Reporter answers questions from a source.
type Reporter struct {
	source  ledger.Source
	mu      sync.Mutex // held while working counts
	working WorkingTime
}

// New makes a reporter. Without working, questions by working days are refused;
// two goroutines never call it at once.
func New(source ledger.Source, working WorkingTime) *Reporter {
	return &Reporter{source: source, working: working}
}

// part is what one goroutine of a scan counted, or several together.
type part[P any] interface {
	// held is about how many bytes it counts in.
	held() int
	// merge adds another part, which has nothing from then on and may go on counting.
	merge(P)
}

// mostHeld is how many bytes a goroutine counts in before it adds them to the whole.
// The parts have most of their counts in common: so all parts and the whole take
// little more memory than the whole.
const mostHeld = 4 << 20

// scan lets several goroutines look at all cases, each with what start makes for
// it, and is the whole of what they counted.
func scan[P part[P]](ctx context.Context, source ledger.Source, s ledger.Scan, start func() P, take func(P, *ledger.CaseRows) error) (P, error) {
	return scanBy(ctx, mostHeld, source, s, start, take)
}

// scanBy is scan, with parts of so many bytes at most.
func scanBy[P part[P]](ctx context.Context, most int, source ledger.Source, s ledger.Scan, start func() P, take func(P, *ledger.CaseRows) error) (P, error) {
	var mu sync.Mutex // held while the whole or the list of parts changes
	var all []P
	whole := start()
	err := source.Scan(ctx, s, func() func(*ledger.CaseRows) error {
		mine := start()
		mu.Lock()
		defer mu.Unlock()
		all = append(all, mine)
		return func(rows *ledger.CaseRows) error {
			err := take(mine, rows)
			if mine.held() > most {
				mu.Lock()
				defer mu.Unlock()
				whole.merge(mine)
			}
			return err
		}
	})
	if err == nil {
		for _, p := range all {
			whole.merge(p)
		}
	}
	return whole, err
}
