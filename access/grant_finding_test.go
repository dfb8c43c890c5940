package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// A finding without a time is of the instant at which it was reported.
func TestAFindingIsDated(t *testing.T) {
	g := grant(t)
	report(t, g, on(1))
	report(t, g, on(3), func(f *casefile.ReportFinding) { f.At, f.NotBefore = on(3).At, on(2).At })
	require.Equal(t, on(1).At, g.Findings[0].At)
	require.Equal(t, on(3).At, g.Findings[1].At)
	require.Equal(t, on(2).At, g.Findings[1].NotBefore)
}

// Whoever ends a review has seen what was refused until then: what opens the next one
// is counted anew.
func TestAClearedReviewCountsAnew(t *testing.T) {
	g := grant(t)
	march := func(day float64) {
		a := use("")
		a.Purpose = legal.TrackDemonstrators
		require.False(t, declare(t, g, a, on(day)).Accepted)
	}
	for _, day := range []float64{1, 1.1, 1.2} {
		march(day)
	}
	require.NotNil(t, g.Review)
	for _, day := range []float64{1.3, 1.4, 1.5} {
		march(day)
	}
	answer(t, g, g.Start.Desk.Party, casefile.AccessClear, on(2))
	march(2.1)
	march(2.2)
	require.Nil(t, g.Review)
	march(2.3)
	require.NotNil(t, g.Review)
	require.Equal(t, casefile.CodeRefusedUses, lastEvent(g).Code)
	require.Equal(t, 9, g.RefusedUses(), "each is counted in the end")
}
