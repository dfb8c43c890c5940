package report

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"writ/ledger"
)

// crowd has cases that several goroutines read.
type crowd struct {
	ledger.Source
	readers, cases int
}

func (c crowd) Scan(ctx context.Context, _ ledger.Scan, start func() func(*ledger.CaseRows) error) error {
	work, ctx := errgroup.WithContext(ctx)
	for reader := range c.readers {
		work.Go(func() error {
			yield := start()
			for i := reader; i < c.cases && ctx.Err() == nil; i += c.readers {
				if err := yield(&ledger.CaseRows{Case: ledger.Key(i)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return work.Wait()
}

// heap counts cases by the remainder of their keys.
type heap struct {
	tally  *tally[int]
	merged int
}

func (h *heap) held() int { return h.tally.held() }

func (h *heap) merge(o *heap) {
	h.tally.merge(o.tally)
	h.merged++
}

// However little the parts may hold, the whole is the same.
func TestPartsAreAddedToTheWholeAsTheyGrow(t *testing.T) {
	const readers, cases, groups = 4, 3000, 7
	source := crowd{readers: readers, cases: cases}
	take := func(h *heap, rows *ledger.CaseRows) error {
		h.tally.add(h.tally.groups.of(int(rows.Case)%groups), int64(rows.Case)%100, 1)
		return nil
	}
	var want map[int]int64
	for _, most := range []int{1 << 30, 500, 0} {
		whole, err := scanBy(t.Context(), most, source, ledger.Scan{}, func() *heap { return &heap{tally: newTally[int](true)} }, take)
		require.NoError(t, err)
		switch most {
		case 0:
			require.Equal(t, cases+readers, whole.merged, "after each case, and in the end")
		case 500:
			require.Greater(t, whole.merged, 4*readers)
		default:
			require.Equal(t, readers, whole.merged)
		}
		got, all := map[int]int64{}, int64(0)
		for group, life := range whole.tally.lives() {
			for _, c := range life.Cells() {
				got[group*1000+int(c.Time*Day+0.5)] += c.N
				all += c.N
			}
		}
		require.EqualValues(t, cases, all)
		if want == nil {
			want = got
		}
		require.Equal(t, want, got)
	}
	refused := errors.New("refused")
	_, err := scan(t.Context(), source, ledger.Scan{}, func() *heap { return &heap{tally: newTally[int](true)} }, func(*heap, *ledger.CaseRows) error { return refused })
	require.ErrorIs(t, err, refused)
}
