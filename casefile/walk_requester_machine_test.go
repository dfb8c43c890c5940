package casefile_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal"
)

type hopWalk struct {
	walk[casefile.HopMachine, *casefile.HopMachine]
	sent map[casefile.RequestID]bool
}

// A hop under random acts of everybody, with silence in between: it discloses
// only what a holder's answer with the status Disclosed delivered, and is granted
// something only by a decision that says so. Words that this side does not know
// are refusals.
func TestHopWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHop(func(s *casefile.HopStart) {
			s.Wait = rapid.Bool().Draw(t, "wait")
			if rapid.Bool().Draw(t, "threat") {
				s.Threat = &threat
			}
			if rapid.Bool().Draw(t, "through") {
				byFeedHop(s)
			}
		})
		w := hopWalk{walk[casefile.HopMachine, *casefile.HopMachine]{t: t, m: h, now: opened}, map[casefile.RequestID]bool{}}
		w.do(func(h *casefile.HopMachine) []casefile.Action { return h.Begin() })
		for range 30 {
			w.pass()
			w.round()
			w.wellKept()
		}
	})
}

func (w *hopWalk) round() {
	kinds := []string{"ring", "ring", "person", "person", "answer", "answer", "answer", "answer", "hear", "release", "notice"}
	if !w.m.Done() && len(eventsOf(w.m)) > 12 {
		kinds = append(kinds, "end")
	}
	delivered, byAccess := len(w.m.Delivered), w.m.Stage == casefile.StageThroughAccess
	switch rapid.SampledFrom(kinds).Draw(w.t, "what") {
	case "ring":
		w.ring()
		w.nothingGivenAway(delivered)
	case "person":
		w.person()
		w.nothingGivenAway(delivered)
	case "hear":
		w.hear()
		w.nothingGivenAway(delivered)
	case "answer":
		w.answer()
	case "notice":
		w.notice()
		w.nothingGivenAway(delivered)
	case "release":
		w.do(func(h *casefile.HopMachine) []casefile.Action {
			return h.Release(casefile.Turn{Hop: h.Start.Hop}, w.moment())
		})
	case "end":
		w.do(func(h *casefile.HopMachine) []casefile.Action {
			return h.EndCase(casefile.Ending{Code: casefile.CodeWithdrawn}, w.moment())
		})
		require.Empty(w.t, w.m.Open)
	}
	require.False(w.t, !byAccess && w.m.Stage == casefile.StageThroughAccess, "a hop does not come back to its access")
}

func (w *hopWalk) nothingGivenAway(delivered int) {
	require.False(w.t, w.added(givesAway...), "%v", w.new())
	require.Len(w.t, w.m.Delivered, delivered)
}

// do takes a step without a receipt, and sees that no request is sent twice.
func (w *hopWalk) do(f func(*casefile.HopMachine) []casefile.Action) {
	_, actions, _ := w.take(func(h *casefile.HopMachine) (casefile.Receipt, []casefile.Action, error) {
		return casefile.Receipt{}, f(h), nil
	})
	for _, a := range actions {
		if a.Send != nil {
			require.False(w.t, w.sent[a.Send.ID], "a request id is used once")
			w.sent[a.Send.ID] = true
		}
	}
}

func (w *hopWalk) person() {
	who := rapid.SampledFrom([]casefile.Decider{agent, agent, agent, judge, desk}).Draw(w.t, "who")
	m := w.moment()
	m.At = m.At.Add(-rapid.SampledFrom([]time.Duration{0, 0, hour, 30 * day}).Draw(w.t, "backdated"))
	if rapid.IntRange(0, 12).Draw(w.t, "abandon") == 0 {
		a := casefile.Withdraw{Act: w.act(who), Code: rapid.SampledFrom(append(casefile.DeadEnds(), "", "nonsense")).Draw(w.t, "code")}
		w.try(a.Act, func(h *casefile.HopMachine) (casefile.Receipt, []casefile.Action, error) { return h.Abandon(a, m) })
		return
	}
	if rapid.IntRange(0, 4).Draw(w.t, "receive") == 0 {
		a := casefile.Receive{Act: w.act(who), More: rapid.Bool().Draw(w.t, "more"), Identifiers: []casefile.Identifier{address}}
		byAccess := w.m.Stage == casefile.StageThroughAccess
		accepted := w.try(a.Act, func(h *casefile.HopMachine) (casefile.Receipt, []casefile.Action, error) { return h.Receive(a, m) })
		require.False(w.t, accepted && !byAccess, "only a hop that goes by its access receives")
		return
	}
	a := casefile.Apply{Act: w.act(who), Facts: "threats were posted", Instrument: rapid.SampledFrom([]legal.InstrumentID{
		"us.2703d-order", "us.2703d-order", "us.search-warrant", "us.subpoena", "us.emergency-disclosure", "us.letter",
	}).Draw(w.t, "instrument")}
	if rapid.Bool().Draw(w.t, "threat") {
		a.Threat = &threat
	}
	w.try(a.Act, func(h *casefile.HopMachine) (casefile.Receipt, []casefile.Action, error) { return h.Apply(a, m) })
}

// notice tells how the access stands; the hop stays with it only while that permits
// its purpose.
func (w *hopWalk) notice() {
	stage := rapid.SampledFrom(append(casefile.AccessStages(), "AccessSomehow")).Draw(w.t, "stands")
	n := notice(rapid.IntRange(1, 5).Draw(w.t, "n"), stage, w.now.Add(-rapid.SampledFrom([]time.Duration{0, hour, 30 * day}).Draw(w.t, "learned late")))
	byAccess := w.m.Stage == casefile.StageThroughAccess
	w.do(func(h *casefile.HopMachine) []casefile.Action {
		return h.AccessStands(n, casefile.Moment{At: n.At, Seen: w.now})
	})
	thrown := byAccess && !n.Permits(feed.Purpose)
	require.Equal(w.t, thrown, w.added(casefile.EvThrownBack))
	if !thrown {
		require.Empty(w.t, w.new())
	}
}

func (w *hopWalk) hear() {
	if len(w.m.Open) == 0 {
		return
	}
	p := casefile.Progress{
		Request: rapid.SampledFrom(w.m.Open).Draw(w.t, "request").ID, N: rapid.IntRange(1, 6).Draw(w.t, "n"),
		Kind: rapid.SampledFrom([]casefile.ProgressKind{
			casefile.Acknowledged, casefile.NoticeGiven, casefile.Challenged, casefile.Ruled, casefile.DueMoved, "disclosed",
		}).Draw(w.t, "kind"),
		Awaiting: judge.Party, Due: w.now.Add(5 * day), At: w.now,
	}
	w.do(func(h *casefile.HopMachine) []casefile.Action { return h.Hear(p, w.moment()) })
}

// answer answers an open request, sometimes one that was never made, sometimes in
// words that nobody knows.
func (w *hopWalk) answer() {
	if len(w.m.Open) == 0 {
		return
	}
	o := rapid.SampledFrom(w.m.Open).Draw(w.t, "request")
	done, delivered := w.m.Done(), len(w.m.Delivered)
	switch {
	case o.Application != nil:
		w.decided(o)
		require.Len(w.t, w.m.Delivered, delivered, "a decision delivers nothing")
	case o.Hold != nil:
		a := casefile.HoldAnswer{At: w.now, Status: rapid.SampledFrom([]casefile.Status{
			casefile.Preserved, casefile.Rejected, casefile.Disclosed, "kept",
		}).Draw(w.t, "status")}
		if a.Status == casefile.Preserved {
			a.Until = w.now.Add(90 * day)
		}
		w.do(func(h *casefile.HopMachine) []casefile.Action { return h.Held(o.ID, a, w.moment()) })
		require.Equal(w.t, a.Status == casefile.Preserved, w.added(casefile.EvPreserved))
		require.False(w.t, w.added(casefile.EvDisclosed, casefile.EvGranted, casefile.EvNarrowed))
	case o.Demand != nil:
		a := casefile.Answer{At: w.now, Decider: desk, Status: rapid.SampledFrom([]casefile.Status{
			casefile.Disclosed, casefile.DisclosureNotAvailable, casefile.Rejected, casefile.Invalid, casefile.Cancelled,
			casefile.StatusError, casefile.Preserved, "disclosed", "Delivered", "",
		}).Draw(w.t, "status"), Delivered: []casefile.Identifier{address}}
		if a.Status == casefile.DisclosureNotAvailable {
			a.Code = casefile.CodeGone
		}
		w.do(func(h *casefile.HopMachine) []casefile.Action { return h.Answered(o.ID, a, w.moment()) })
		require.Equal(w.t, !done && a.Status == casefile.Disclosed, w.added(casefile.EvDisclosed), "status %q", a.Status)
		if a.Status != casefile.Disclosed {
			require.Len(w.t, w.m.Delivered, delivered)
		}
		require.False(w.t, w.added(casefile.EvGranted, casefile.EvNarrowed, casefile.EvPreserved))
	}
}

func (w *hopWalk) decided(o casefile.Outgoing) {
	d := casefile.Decision{At: w.now, Decider: judge, Reason: "as said", Verdict: rapid.SampledFrom([]casefile.Verdict{
		casefile.Granted, casefile.Granted, casefile.Narrowed, casefile.Returned, casefile.Denied, casefile.Withdrawn, "GRANTED", "allowed", "",
	}).Draw(w.t, "verdict")}
	issuer := rapid.SampledFrom([]casefile.PartyID{judge.Party, judge.Party, judge.Party, "another-court", ""}).Draw(w.t, "issuer")
	if issuer != "" {
		d.Order = order(func(x *casefile.Order) {
			x.ID, x.Instrument, x.Issuer.Party = o.ID, o.Application.Instrument, issuer
			x.Issued, x.ValidUntil, x.ReplyBy = w.now, w.now.Add(30*day), w.now.Add(10*day)
			if d.Verdict == casefile.Narrowed {
				x.Categories = light
			}
		})
	}
	w.do(func(h *casefile.HopMachine) []casefile.Action { return h.Decided(o.ID, d, w.moment()) })
	lawful := (d.Verdict == casefile.Granted || d.Verdict == casefile.Narrowed) && issuer == judge.Party
	require.Equal(w.t, lawful, w.added(casefile.EvGranted, casefile.EvNarrowed), "verdict %q of %q", d.Verdict, issuer)
	if lawful && w.m.Demand != nil && w.added(casefile.EvServed) {
		require.Equal(w.t, d.Order.Categories, w.m.Demand.Categories, "what was granted is what is asked")
	}
	require.False(w.t, w.added(casefile.EvDisclosed))
}
