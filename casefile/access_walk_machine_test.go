package casefile_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal/policy"
)

// A case that reads by standing access under random acts: what is read, what holders
// deliver, what persons add, and notices of two uses in any order, repeated and late.
// At each step the view of the record says of every hop what the machine does, the
// days sum to the whole, a mark is never given twice in a row, nothing that is barred
// runs on, and a case that was written to JSON and read back does the same.
func TestLeaningCaseWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse(t, byFeed, func(o *casefile.Opening) {
			o.Strategy = rapid.SampledFrom([]casefile.Strategy{casefile.StrategyChain, casefile.StrategyParallel}).Draw(t, "strategy")
		})
		now := opened
		for i := range 14 {
			now = now.Add(rapid.SampledFrom([]time.Duration{0, hour, day, 9 * day}).Draw(t, "pass"))
			m := casefile.Moment{At: now, Seen: now}
			switch rapid.SampledFrom([]string{"receive", "disclose", "disclose", "notice", "notice", "lead"}).Draw(t, "what") {
			case "receive":
				if h.hop(0).Stage == casefile.StageThroughAccess {
					h.receive(0, m, rapid.IntRange(0, 3).Draw(t, "last") > 0, found(t)...)
				}
			case "disclose":
				if n := rapid.IntRange(0, len(h.c.Hops)-1).Draw(t, "hop"); h.hop(n).Stage == casefile.StageAwaitingApplication {
					h.discloses(n, m, found(t)...)
				}
			case "notice":
				h.hear(t, drawNotice(t, now), now)
			case "lead":
				a := casefile.AddLead{Act: casefile.Act{Key: string(rune('a' + i)), By: agent}, Identifier: found(t)[0]}
				a.Holder = h.holders[a.Identifier.Kind]
				if rapid.Bool().Draw(t, "cited") {
					o := rapid.SampledFrom([]casefile.Origin{feed, feed2}).Draw(t, "origin")
					a.Access = &o
				}
				if _, acts, err := h.c.AddLead(a, m); err == nil {
					h.do(acts)
				} else {
					require.Contains(t, []string{"known-lead", "restricted-data", "ended"}, codeOf(err))
				}
			}
			h.keeps(t, now)
		}
	})
}

// found draws what a holder or a feed may give.
func found(t *rapid.T) []casefile.Identifier {
	other := casefile.Identifier{Kind: address.Kind, Value: "other@mail.example"}
	return rapid.SampledFrom([][]casefile.Identifier{{address}, {other}, {address, other}, {ip(opened), phone}, {ip(opened)}}).Draw(t, "found")
}

func drawNotice(t *rapid.T, now time.Time) casefile.AccessNotice {
	stage := rapid.SampledFrom(casefile.AccessStages()).Draw(t, "stands")
	at := now.Add(-rapid.SampledFrom([]time.Duration{0, 0, hour, 40 * day}).Draw(t, "since"))
	return notice(rapid.IntRange(0, 5).Draw(t, "n"), stage, at, func(n *casefile.AccessNotice) {
		n.Use = rapid.SampledFrom([]casefile.UseID{"", feed.Use, feed2.Use}).Draw(t, "use")
		n.Received = rapid.SampledFrom([]policy.Verdict{policy.MayBeUsed, policy.Held, policy.MayNotBeUsed, ""}).Draw(t, "received")
	})
}

// hear hands the case a notice, and a copy of it the same: both must do the same.
func (h *house) hear(t *rapid.T, n casefile.AccessNotice, now time.Time) {
	var copied casefile.CaseMachine
	raw, err := json.Marshal(h.c)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &copied))
	require.NoError(t, copied.Bind())
	m := casefile.Moment{At: n.At, Seen: now}
	acts := h.c.AccessStands(n, m)
	same(t, acts, copied.AccessStands(n, m))
	same(t, h.c, &copied)
	h.do(acts)
	before := len(h.c.Record)
	require.Empty(t, h.c.AccessStands(n, m), "repeated")
	require.Len(t, h.c.Record, before)
}

// keeps checks what holds of the case at any time.
func (h *house) keeps(t *rapid.T, now time.Time) {
	agree(t, h.c)
	a, err := casefile.AccountOf(h.c.Whole(), now.Add(50*day))
	require.NoError(t, err)
	require.NoError(t, a.Check())
	marks := map[casefile.LeadID]casefile.Code{}
	for _, e := range h.c.Record {
		require.False(t, e.At.After(e.Seen), "%s was true at %s and known at %s", e.Kind, e.At, e.Seen)
		if e.Kind == casefile.EvLeadMarked {
			require.NotEqual(t, marks[e.Lead.ID], e.Code, "a mark that says nothing new")
			require.NotNil(t, e.Lead.Origin)
			require.False(t, e.At.Before(e.Lead.At))
			marks[e.Lead.ID] = e.Code
		}
	}
	for _, l := range casefile.Fold(h.c.Whole()).Leads {
		require.Equal(t, marks[l.Lead.ID], l.Marked)
	}
	for _, x := range h.c.Hops {
		require.True(t, !x.Restricted || h.hops[x.ID].Done(), "nothing that is barred runs on")
		require.Equal(t, h.hops[x.ID].Stage, x.Stage)
	}
	require.False(t, h.c.Hops[0].Restricted, "the account with which the case began")
	accesses := map[casefile.Origin]bool{}
	for _, l := range h.leans {
		o := casefile.Origin{Grant: l.Grant, Use: l.Use, Purpose: l.Purpose}
		require.False(t, accesses[o], "each use is leaned on once")
		accesses[o] = true
	}
}
