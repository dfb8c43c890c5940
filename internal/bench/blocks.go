package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// block is what one block of cases of a variant took.
type block struct {
	perSecond float64
	took      time.Duration // of one case, the median
	cpu       spent         // per case, with what the server did afterwards
}

// runBlock plays n cases, up to atOnce at a time.
func runBlock(ctx context.Context, s *stage, v variant, serverPID, n, atOnce int) (block, error) {
	quiet(ctx, serverPID)
	before, begun := cpu(serverPID), time.Now()
	took, err := playMany(ctx, s, v, n, atOnce)
	if err != nil {
		return block{}, err
	}
	all := time.Since(begun)
	quiet(ctx, serverPID)
	used := cpu(serverPID).minus(before)
	return block{
		perSecond: float64(n) / all.Seconds(),
		took:      median(took),
		cpu:       spent{used.server / time.Duration(n), used.self / time.Duration(n)},
	}, nil
}

func playMany(ctx context.Context, s *stage, v variant, n, atOnce int) ([]time.Duration, error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	turns := make(chan struct{}, n)
	for range n {
		turns <- struct{}{}
	}
	close(turns)
	for range atOnce {
		all.Go(func() {
			for range turns {
				begun := time.Now()
				err := s.play(ctx, v)
				mu.Lock()
				took = append(took, time.Since(begun))
				if failed == nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return took, failed
}

// alternate plays the variants block by block, ABAB, after one short block of
// each to warm up.
func alternate(ctx context.Context, s *stage, pid int, o options, chosen []variant) (map[string][]block, error) {
	results := map[string][]block{}
	for _, v := range chosen {
		if _, err := playMany(ctx, s, v, o.atOnce, o.atOnce); err != nil {
			return nil, err
		}
	}
	for round := range o.rounds {
		for _, v := range chosen {
			b, err := runBlock(ctx, s, v, pid, o.cases, o.atOnce)
			if err != nil {
				return nil, fmt.Errorf("round %d: %w", round+1, err)
			}
			results[v.name] = append(results[v.name], b)
		}
	}
	return results, nil
}

// median is the middle value, of an even number the upper of the two.
func median[T int | float64 | time.Duration](values []T) T {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// figure is one number of each block.
func figure[T any](blocks []block, of func(block) T) []T {
	var all []T
	for _, b := range blocks {
		all = append(all, of(b))
	}
	return all
}
