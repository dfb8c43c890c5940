package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// What a hop begins with is the same whether or not it answers at once for what the
// holder does not have: a case puts it on record by itself, and one that began before
// must replay as it was.
func TestNoneHeldChangesNoBeginning(t *testing.T) {
	seen := 0
	for _, edition := range legal.Editions() {
		law := must(legal.Open(edition))
		for _, holder := range law.Holders() {
			for _, kind := range legal.IdentifierKinds() {
				begin := func(noneHeld bool) any {
					h := newHop(threatened, func(s *casefile.HopStart) {
						s.Edition, s.NoneHeld = edition, noneHeld
						s.Lead.Holder, s.Lead.Identifier = holder.ID, casefile.Identifier{Kind: kind, Value: "x"}
					})
					acts := h.Begin()
					return plain(t, map[string]any{"acts": acts, "events": h.Events, "stage": h.Stage})
				}
				require.Equal(t, begin(false), begin(true), "%s, %s, %s", edition, holder.ID, kind)
				if holder.Emergency != nil {
					seen++
				}
			}
		}
	}
	require.Positive(t, seen)
}
