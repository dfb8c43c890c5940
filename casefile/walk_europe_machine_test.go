package casefile_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal"
	"writ/legal/clock"
)

// Random walks under Regulation (EU) 2023/1543: papers issued before their
// validation, notified authorities, and a law that moves meanwhile.

type europeWalk struct {
	walk[casefile.HopMachine, *casefile.HopMachine]
}

func TestEuropeanHopWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := europeanHop(func(s *casefile.HopStart) {
			if rapid.IntRange(0, 3).Draw(t, "threat") > 0 {
				s.Threat = &threat
			}
			s.Office = rapid.SampledFrom([]legal.Role{legal.RoleAgency, legal.RoleAgency, legal.RoleProsecutor, ""}).Draw(t, "office")
		})
		w := europeWalk{walk[casefile.HopMachine, *casefile.HopMachine]{t: t, m: h, now: night}}
		for range 25 {
			w.pass()
			w.round()
			w.wellKept()
			w.standing()
		}
	})
}

// standing is what holds between any two steps.
func (w *europeWalk) standing() {
	h := w.m
	if h.Done() {
		require.Empty(w.t, h.Open)
		require.Nil(w.t, h.Validation)
		require.Nil(w.t, h.Window)
		return
	}
	require.False(w.t, h.Restricted, "a hop that delivered what may not be used has ended")
	for alarm, b := range map[casefile.AlarmName]*casefile.Beside{casefile.AlarmValidation: h.Validation, casefile.AlarmWindow: h.Window} {
		watched := slices.ContainsFunc(h.Alarms, func(a casefile.Alarm) bool { return a.Name == alarm })
		require.Equal(w.t, b != nil, watched, "%s is watched while it runs", alarm)
		if b != nil {
			require.NotEmpty(w.t, b.To)
			require.False(w.t, b.Due.IsZero())
		}
	}
	switch h.Stage {
	case casefile.StageSuspended:
		require.NotNil(w.t, h.Window)
		require.Equal(w.t, h.Window.To, h.Awaiting)
	case casefile.StageAwaitingValidation:
		require.True(w.t, h.Validation != nil || h.Window != nil)
		require.NotEmpty(w.t, h.Delivered)
		require.NotEmpty(w.t, h.Found)
	case casefile.StageAwaitingDisclosure:
		barred := h.Window != nil && h.Order != nil && h.Order.Suspends && h.Window.Order == h.Order.ID
		require.False(w.t, barred, "delivery waits while the bar stands")
	}
	_, err := h.Deadlines()
	require.NoError(w.t, err)
}

func (w *europeWalk) round() {
	delivered := len(w.m.Delivered)
	switch rapid.SampledFrom([]string{"ring", "ring", "apply", "apply", "apply", "answer", "answer", "answer", "decide", "decide", "decide", "hear", "law", "end"}).Draw(w.t, "what") {
	case "ring":
		w.ring()
	case "apply":
		w.apply()
	case "answer":
		w.answer()
		return
	case "decide":
		w.decide()
	case "hear":
		w.hear()
	case "law":
		w.law()
	case "end":
		if rapid.IntRange(0, 9).Draw(w.t, "really") == 0 {
			w.do(func(h *casefile.HopMachine) []casefile.Action {
				return h.EndCase(casefile.Ending{Code: casefile.CodeWithdrawn}, w.moment())
			})
		}
	}
	require.Len(w.t, w.m.Delivered, delivered, "only an answer delivers")
	require.False(w.t, w.added(casefile.EvDisclosed))
}

func (w *europeWalk) do(f func(*casefile.HopMachine) []casefile.Action) {
	w.take(func(h *casefile.HopMachine) (casefile.Receipt, []casefile.Action, error) {
		return casefile.Receipt{}, f(h), nil
	})
}

func (w *europeWalk) apply() {
	a := rapid.SampledFrom([]casefile.Apply{
		issueFirst(), issueFirst(), issueFirst(func(a *casefile.Apply) { a.BeforeValidation = false }),
		heavy(), heavy(func(a *casefile.Apply) { a.Domestic = true }), heavy(func(a *casefile.Apply) { a.Enforcing = "" }),
		issueFirst(func(a *casefile.Apply) { a.Threat = &threat }),
	}).Draw(w.t, "paper")
	a.Act = w.act(rapid.SampledFrom([]casefile.Decider{police, police, police, prosecutor}).Draw(w.t, "who"))
	w.try(a.Act, func(h *casefile.HopMachine) (casefile.Receipt, []casefile.Action, error) {
		return h.Apply(a, w.moment())
	})
	require.False(w.t, w.added(givesAway...))
}

// open draws an open request of a kind, if there is one.
func (w *europeWalk) open(is func(casefile.Outgoing) bool) (casefile.Outgoing, bool) {
	var list []casefile.Outgoing
	for _, o := range w.m.Open {
		if is(o) {
			list = append(list, o)
		}
	}
	if len(list) == 0 {
		return casefile.Outgoing{}, false
	}
	return rapid.SampledFrom(list).Draw(w.t, "request"), true
}

func (w *europeWalk) answer() {
	o, ok := w.open(func(o casefile.Outgoing) bool { return o.Demand != nil })
	if !ok {
		return
	}
	a := casefile.Answer{At: w.now, Decider: forum, Status: rapid.SampledFrom([]casefile.Status{
		casefile.Disclosed, casefile.Disclosed, casefile.DisclosureNotAvailable, casefile.Rejected, casefile.Invalid, "disclosed",
	}).Draw(w.t, "status"), Delivered: []casefile.Identifier{address}, Code: casefile.CodeGone}
	pending := func(b *casefile.Beside) bool {
		return b != nil && o.Demand.Order != nil && b.Order == o.Demand.Order.ID
	}
	waits := pending(w.m.Validation) || pending(w.m.Window)
	w.do(func(h *casefile.HopMachine) []casefile.Action { return h.Answered(o.ID, a, w.moment()) })
	require.Equal(w.t, a.Status == casefile.Disclosed, w.added(casefile.EvDisclosed))
	if a.Status == casefile.Disclosed {
		require.Equal(w.t, waits, w.m.Stage == casefile.StageAwaitingValidation, "a hop ends when nothing is pending on its paper")
		require.False(w.t, w.m.Restricted)
	}
}

// decide answers an open application as the authority would, or in other words.
func (w *europeWalk) decide() {
	o, ok := w.open(func(o casefile.Outgoing) bool { return o.Application != nil })
	if !ok {
		return
	}
	who := map[casefile.PartyID]casefile.Decider{prosecutor.Party: prosecutor, parisJudge.Party: parisJudge, dublin.Party: dublin}[o.To]
	d := casefile.Decision{At: w.now, Decider: who, Reason: "as said", Verdict: rapid.SampledFrom([]casefile.Verdict{
		casefile.Granted, casefile.Granted, casefile.Granted, casefile.Denied, casefile.Returned, casefile.Withdrawn, "granted?", "",
	}).Draw(w.t, "verdict")}
	if rapid.IntRange(0, 5).Draw(w.t, "forged") == 0 {
		d.Decider.Party = "another"
	}
	a := o.Application
	switch {
	case a.Validates != nil:
		paper := *a.Validates
		paper.ValidatedBy = d.Decider.Role
		d.Order = &paper
	case a.Notifies == nil:
		d.Order = &casefile.Order{
			ID: a.ID, Instrument: a.Instrument, Issuer: d.Decider, Holder: a.Holder, Entity: a.Entity, Selector: a.Selector, Categories: a.Categories,
			Range: a.Range, Offence: a.Offence, Issued: w.now, ValidUntil: w.now.Add(30 * day), Compels: a.Compels, Requester: a.Jurisdiction,
		}
	}
	w.do(func(h *casefile.HopMachine) []casefile.Action { return h.Decided(o.ID, d, w.moment()) })
	yes := d.Verdict == casefile.Granted && d.Decider.Party == o.To
	require.Equal(w.t, yes && a.Validates != nil && w.now.Before(a.Due), w.added(casefile.EvValidated), "only the authority's own word in time validates")
	if a.Validates != nil && !w.added(casefile.EvValidated) {
		require.True(w.t, w.added(casefile.EvNotValidated))
	}
	require.Equal(w.t, yes && a.Notifies != nil, w.added(casefile.EvNoObjection))
	require.Equal(w.t, yes && a.Validates == nil && a.Notifies == nil, w.added(casefile.EvGranted))
}

func (w *europeWalk) hear() {
	o, ok := w.open(func(o casefile.Outgoing) bool { return o.Demand != nil })
	if !ok {
		return
	}
	p := casefile.Progress{
		Request: o.ID, N: rapid.IntRange(1, 6).Draw(w.t, "n"), Awaiting: prosecutor.Party, At: w.now,
		Kind: rapid.SampledFrom([]casefile.ProgressKind{casefile.Acknowledged, casefile.Challenged, casefile.Ruled}).Draw(w.t, "kind"),
	}
	w.do(func(h *casefile.HopMachine) []casefile.Action { return h.Hear(p, w.moment()) })
}

func (w *europeWalk) law() {
	on := rapid.SampledFrom([]string{"2026-10-20", "2026-10-12", "2026-11-04", "2027-02-03"}).Draw(w.t, "holiday")
	turn := casefile.LawTurn{Edition: legal.CurrentEdition, Calendars: []clock.CalendarData{mourning(w.t, on)}, At: w.now}
	open := plain(w.t, w.m.Open)
	w.do(func(h *casefile.HopMachine) []casefile.Action { return h.MoveLaw(turn, w.moment()) })
	require.Equal(w.t, open, plain(w.t, w.m.Open), "what was sent stays as it was sent")
	for _, e := range w.new() {
		require.Equal(w.t, casefile.EvReplanned, e.Kind)
		require.False(w.t, e.Was.Equal(e.Until))
		require.NotEmpty(w.t, e.Reason)
		require.False(w.t, e.Turn)
	}
}

// A demand that waits for the notified authority, under random acts: nothing is
// disclosed before the bar has fallen.
func TestBarredDemandWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := demandWalk{walk[casefile.DemandMachine, *casefile.DemandMachine]{t: t, m: received(t, suspended()), now: night.Add(hour)}}
		window := alarm2(w.m, casefile.AlarmWindow)
		var lifted time.Time
		for range 15 {
			w.pass()
			who := rapid.SampledFrom([]casefile.Decider{forum, forum, forum, police}).Draw(t, "who")
			a := w.act(who)
			switch rapid.SampledFrom([]string{"ring", "cleared", "notice", "challenge", "rule", "law", "decide", "decide"}).Draw(t, "what") {
			case "ring":
				w.ring()
			case "cleared":
				if rapid.IntRange(0, 3).Draw(t, "really") == 0 {
					w.try(a, func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
						return x.Cleared(a, w.moment())
					})
				}
			case "notice":
				w.try(a, func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
					return x.GiveNotice(a, w.moment())
				})
			case "challenge":
				c := casefile.MakeChallenge{Act: a, Grounds: "immunity"}
				w.try(a, func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
					return x.Challenge(c, w.moment())
				})
			case "rule":
				w.rule()
			case "law":
				mv := move(who, mourning(t, "2026-10-20"))
				mv.Act = a
				w.try(a, func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
					return x.MoveLaw(mv, w.moment())
				})
			case "decide":
				d := casefile.DecideDisclosure{Act: a, Status: casefile.Disclosed, Delivered: []casefile.Identifier{ip(lastDay.To)}}
				w.try(a, func(x *casefile.DemandMachine) (casefile.Receipt, []casefile.Action, error) {
					return x.Decide(d, w.moment())
				})
				if w.added(casefile.EvDisclosed) {
					require.False(t, lifted.IsZero(), "the bar stood still")
					require.False(t, w.now.Before(lifted))
				}
			}
			if w.added(casefile.EvNoObjection) && lifted.IsZero() {
				lifted = lastEvent(w.m).At
				require.True(t, lastEvent(w.m).By == forum.Party || !lifted.Before(window.At), "it falls by itself at its end, else by the desk's record")
			}
			w.wellKept()
		}
	})
}

func alarm2(m any, name casefile.AlarmName) casefile.Alarm {
	alarms := journalOf(m).Alarms
	return alarms[slices.IndexFunc(alarms, func(a casefile.Alarm) bool { return a.Name == name })]
}
