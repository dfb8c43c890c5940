package report_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/report"
)

// A case whose wait took 8 days beside 20 peers, who took 1 to 20 days, the last
// of them open: 8 of them were done by then.
func TestACaseBesideItsPeers(t *testing.T) {
	b := newBooks()
	key := b.add(told{end: ledger.Identified, ended: 12, holder: "x"}, 30)
	own := b.wait(wait{"x", 2, 5, 8, casefile.EvDisclosed})
	require.Equal(t, key, own.Case)
	for i := range 20 {
		w := wait{"x", 0, 5, float64(i + 1), casefile.EvDisclosed}
		if i == 19 {
			w.lasts = 0
		}
		b.wait(w)
	}
	b.wait(wait{"y", 0, 5, 1, casefile.EvDisclosed}) // no peer: another holder
	c, err := reporter(b).Case(t.Context(), report.CaseQuery{Query: asOf(30, false), Case: key, ID: "3f0c"})
	require.NoError(t, err)
	require.Equal(t, "identified", c.End)
	require.Equal(t, int64(12*dayLength), c.Total)
	require.Equal(t, c.Total, c.Parts[0].Seconds+c.Parts[1].Seconds)
	require.Equal(t, []string{"opened", "identified", "ended"}, []string{c.Milestones[0].Name, c.Milestones[1].Name, c.Milestones[2].Name})
	require.Len(t, c.Spells, 1)
	s := c.Spells[0]
	require.True(t, s.Breached)
	require.Equal(t, report.Count(20), s.Peers.N)
	require.InDelta(t, 0.4, float64(s.Peers.Slower), 1e-9)
	require.False(t, s.Peers.AtLeast)
	require.Zero(t, c.Whole.N, "there is no other case")
	require.Contains(t, c.Tables()[2].Rows[0], "about 40 %")

	few, err := reporter(b).Case(t.Context(), report.CaseQuery{Query: report.Query{AsOf: instant(30), OpenedFrom: instant(1)}, Case: key})
	require.NoError(t, err)
	require.Zero(t, few.Spells[0].Peers.N, "the peers were opened before")

	_, err = reporter(b).Case(t.Context(), report.CaseQuery{Query: asOf(30, false), Case: 5})
	require.ErrorIs(t, err, report.ErrNoCase)
}

func TestFewPeersAreNotCompared(t *testing.T) {
	b := newBooks()
	key := b.add(told{holder: "x"}, 30)
	b.wait(wait{"x", 0, 5, 0, ""})
	for range 9 {
		b.wait(wait{"x", 0, 5, 3, casefile.EvDisclosed})
	}
	ask := func(exact bool) report.Standing {
		c, err := reporter(b).Case(t.Context(), report.CaseQuery{Query: asOf(10, exact), Case: key})
		require.NoError(t, err)
		return c.Spells[0].Peers
	}
	require.Equal(t, report.Withheld, ask(false).N)
	require.False(t, ask(false).Slower.Known())
	require.InDelta(t, 1, float64(ask(true).Slower), 1e-9)
	require.True(t, ask(true).AtLeast, "it is still open")
}
