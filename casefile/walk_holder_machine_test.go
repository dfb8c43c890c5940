package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal"
)

type demandWalk struct {
	walk[casefile.DemandMachine, *casefile.DemandMachine]
}

// A demand under random acts of everybody, with silence in between. It is
// disclosed only by a decision of the holder's own party with the status
// Disclosed, within what was asked, after the notice that is owed, and never
// while the order is under review.
func TestDemandWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var changes []func(*casefile.Demand)
		switch rapid.SampledFrom([]string{"order", "gag", "emergency", "light", "defect"}).Draw(t, "demand") {
		case "gag":
			changes = append(changes, gagged)
		case "emergency":
			changes = append(changes, emergency)
		case "light":
			changes = append(changes, func(d *casefile.Demand) { d.Categories, d.Order.Categories = light, light })
		case "defect":
			changes = append(changes, func(d *casefile.Demand) { d.Order.ValidUntil = opened })
		}
		w := demandWalk{walk[casefile.DemandMachine, *casefile.DemandMachine]{t: t, m: demand(changes...), now: opened}}
		for range 15 {
			w.pass()
			w.round()
			w.wellKept()
		}
		if rest, ok := w.m.DeferNotice(); ok {
			later := demandWalk{walk[casefile.DemandMachine, *casefile.DemandMachine]{t: t, m: rest, now: w.now}}
			for range 6 {
				later.pass()
				later.round()
				require.False(t, later.added(casefile.EvDisclosed), "it was disclosed before")
			}
		}
	})
}

func (w *demandWalk) round() {
	switch rapid.SampledFrom([]string{"ring", "acknowledge", "notice", "challenge", "rule", "decide", "decide", "withdraw"}).Draw(w.t, "what") {
	case "ring":
		w.ring()
	case "acknowledge":
		a := w.act(w.somebody())
		w.try(a, func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
			return x.Acknowledge(a, w.moment())
		})
	case "notice":
		w.notice()
	case "challenge":
		c := casefile.MakeChallenge{Act: w.act(w.somebody()), Grounds: "too broad"}
		w.try(c.Act, func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
			return x.Challenge(c, w.moment())
		})
	case "rule":
		w.rule()
	case "decide":
		w.decide()
		return
	case "withdraw":
		if rapid.IntRange(0, 5).Draw(w.t, "really") == 0 {
			w.take(func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
				return casefile.Receipt{}, x.Withdraw(w.moment()), nil
			})
		}
	}
	require.False(w.t, w.added(givesAway...), "only a decision discloses")
}

func (w *demandWalk) somebody() casefile.Decider {
	return rapid.SampledFrom([]casefile.Decider{desk, desk, desk, agent, judge}).Draw(w.t, "who")
}

func (w *demandWalk) notice() {
	a := w.act(w.somebody())
	gag := w.m.Demand.Order != nil && w.m.Demand.Order.Gag != nil && w.now.Before(w.m.Demand.Order.Gag.Until)
	told := w.try(a, func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
		return x.GiveNotice(a, w.moment())
	})
	require.False(w.t, told && gag, "a gag was broken")
}

func (w *demandWalk) rule() {
	id := casefile.RequestID("no challenge")
	if w.m.Pending != nil {
		id = w.m.Pending.ID
	}
	r := casefile.Ruling{Decider: judge, At: w.now, Reason: "as said", Verdict: rapid.SampledFrom([]casefile.RulingVerdict{
		casefile.Upheld, casefile.RulingNarrowed, casefile.Quashed, casefile.NotRuled, "disclose",
	}).Draw(w.t, "verdict")}
	if r.Verdict == casefile.RulingNarrowed && w.m.Demand.Order != nil {
		o := *w.m.Demand.Order
		o.Categories = light
		r.Order = &o
	}
	w.take(func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
		return casefile.Receipt{}, x.Ruled(id, r, w.moment()), nil
	})
}

func (w *demandWalk) decide() {
	d := casefile.DecideDisclosure{Act: w.act(w.somebody()), Reason: "as said", Status: rapid.SampledFrom([]casefile.Status{
		casefile.Disclosed, casefile.Disclosed, casefile.DisclosureNotAvailable, casefile.Rejected, casefile.Cancelled, casefile.Preserved, "disclosed", "",
	}).Draw(w.t, "status"), Delivered: rapid.SampledFrom([][]casefile.Identifier{nil, {address}, {address, ip(opened.Add(-day))}}).Draw(w.t, "delivered")}
	if d.Status == casefile.DisclosureNotAvailable {
		d.Code = casefile.CodeNoRecord
	}
	owed, _ := w.m.NoticeRequired(w.now)
	open := w.m.Pending == nil && w.m.Status == casefile.AwaitingDisclosure
	tooWide := len(d.Delivered) == 2 && len(w.m.Demand.Categories) == 1 && w.m.Demand.Categories[0] == legal.SubscriberData
	w.try(d.Act, func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
		return x.Decide(d, w.moment())
	})
	if w.added(casefile.EvDisclosed) {
		require.Equal(w.t, casefile.Disclosed, d.Status)
		require.Equal(w.t, desk.Party, d.By.Party, "only the holder itself discloses")
		require.True(w.t, open, "not twice, not under review")
		require.False(w.t, owed, "notice comes first")
		require.False(w.t, tooWide, "within what was asked")
		require.NotEmpty(w.t, d.Delivered)
	} else if w.m.Answer == nil || w.m.Status != casefile.Disclosed {
		require.NotEqual(w.t, casefile.Disclosed, w.m.Status)
	}
}

// A preservation request and a review under random acts: the same rules.
func TestHoldWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := walk[casefile.HoldMachine, *casefile.HoldMachine]{t: t, m: hold(rapid.IntRange(0, 2).Draw(t, "round")), now: opened}
		for range 8 {
			w.pass()
			if rapid.Bool().Draw(t, "ring") {
				w.ring()
				require.False(t, w.added(givesAway...))
				continue
			}
			d := casefile.DecidePreservation{
				Act:    w.act(rapid.SampledFrom([]casefile.Decider{desk, desk, agent}).Draw(t, "who")),
				Status: rapid.SampledFrom([]casefile.Status{casefile.Preserved, casefile.PreservationNotAvailable, casefile.Rejected, "kept"}).Draw(t, "status"),
				Reason: rapid.SampledFrom([]string{"", "as said"}).Draw(t, "reason"),
			}
			w.try(d.Act, func(x *casefile.HoldMachine) (casefile.Receipt, []casefile.Action, error) {
				r, err := x.Decide(d, w.moment())
				return r, nil, err
			})
			if w.added(casefile.EvPreserved) {
				require.Equal(t, casefile.Preserved, d.Status)
				require.Equal(t, desk.Party, d.By.Party)
			}
			w.wellKept()
		}
	})
}

func TestAuthorityWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		who := rapid.SampledFrom([]casefile.Decider{judge, judge, agent, desk})
		reason := rapid.SampledFrom([]string{"", "as said"})
		x := walk[casefile.ApplicationMachine, *casefile.ApplicationMachine]{t: t, m: application(), now: opened}
		y := walk[casefile.ReviewMachine, *casefile.ReviewMachine]{t: t, m: review(), now: opened}
		for range 8 {
			x.pass()
			y.settle()
			y.now = x.now
			if rapid.Bool().Draw(t, "ring") {
				x.ring()
				y.ring()
				require.False(t, x.added(givesAway...) || y.added(casefile.EvRuled))
				continue
			}
			d := casefile.DecideApplication{Act: x.act(who.Draw(t, "who")), Reason: reason.Draw(t, "reason"), Verdict: rapid.SampledFrom([]casefile.Verdict{
				casefile.Granted, casefile.Narrowed, casefile.Returned, casefile.Denied, "allowed",
			}).Draw(t, "verdict")}
			if d.Verdict == casefile.Narrowed {
				d.Categories = light
			}
			x.try(d.Act, func(x *casefile.ApplicationMachine) (casefile.Receipt, []casefile.Action, error) {
				r, err := x.Decide(d, casefile.Moment{At: y.now, Seen: y.now})
				return r, nil, err
			})
			if x.added(casefile.EvGranted, casefile.EvNarrowed) {
				require.Equal(t, judge, d.By)
			}
			r := casefile.Rule{Act: y.act(d.By), Reason: d.Reason, Verdict: rapid.SampledFrom([]casefile.RulingVerdict{
				casefile.Upheld, casefile.RulingNarrowed, casefile.Quashed, "sustained",
			}).Draw(t, "ruling"), Categories: light}
			y.try(r.Act, func(x *casefile.ReviewMachine) (casefile.Receipt, []casefile.Action, error) {
				receipt, err := x.Rule(r, y.moment())
				return receipt, nil, err
			})
			x.wellKept()
			y.wellKept()
		}
	})
}
