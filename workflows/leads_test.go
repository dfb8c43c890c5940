package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// Leads: one after the other, side by side, from a person, and without a holder.

// fromTwitter makes the platform disclose, an hour after it was asked, what is
// given; the other holders answer by themselves.
func (w *world) fromTwitter(others func(casefile.Demand), delivered ...casefile.Identifier) {
	w.isThreat()
	w.onDisclose = func(d casefile.Demand) {
		if d.Holder == "twitter" {
			w.answer(d, hour, casefile.Disclosed, "", delivered...)
			return
		}
		others(d)
	}
}

func TestLeadsSideBySide(t *testing.T) {
	w := newWorld(t)
	w.opening.Strategy = casefile.StrategyParallel
	w.fromTwitter(func(d casefile.Demand) {
		switch d.Holder {
		case "example-mail":
			w.answer(d, 10*hour, casefile.DisclosureNotAvailable, casefile.CodeNoRecord)
		case "example-isp":
			w.answer(d, 5*hour, casefile.Disclosed, "", owner)
		}
	}, email, ipAt("198.51.100.7", caseStart.Add(-hour)))
	w.conclude(20*hour, casefile.LevelSubscriber, "")
	r := w.play()
	require.Empty(t, w.refused)
	mail, isp := w.event(r, 2, casefile.EvEmergencyAsked), w.event(r, 3, casefile.EvEmergencyAsked)
	require.True(t, mail.At.Equal(isp.At), "both are asked at once")
	require.Equal(t, casefile.CodeSubscriber, w.event(r, 3, casefile.EvHopEnded).Code)
	require.Equal(t, casefile.CodeNoRecord, w.event(r, 2, casefile.EvHopEnded).Code)
	require.Equal(t, 1, count(r, casefile.EvLeadsSpent))
	w.sound(r)
}

// In chain order the second lead is preserved at once and asked in its turn.
func TestLeadsOneByOne(t *testing.T) {
	w := newWorld(t)
	w.fromTwitter(func(d casefile.Demand) {
		if d.Holder == "example-mail" {
			w.answer(d, 10*hour, casefile.DisclosureNotAvailable, casefile.CodeNoRecord)
			return
		}
		w.answer(d, hour, casefile.Disclosed, "", owner)
		w.conclude(2*hour, casefile.LevelSubscriber, "")
	}, email, ipAt("198.51.100.7", caseStart.Add(-hour)))
	r := w.play()
	require.Empty(t, w.refused)
	require.True(t, w.event(r, 3, casefile.EvPreserveAsked).At.Equal(caseStart.Add(hour)), "preserved at once")
	started := w.event(r, 3, casefile.EvHopStarted)
	require.True(t, started.At.Equal(caseStart.Add(11*hour)), "asked in its turn")
	require.Equal(t, casefile.HopID(w.step(2)), started.Cause)
	w.sound(r)
}

// A telephone number whose holder nobody knows is parked; a person names one.
func TestParkedLeadAndPersonWhoKnows(t *testing.T) {
	w := newWorld(t)
	w.fromTwitter(func(d casefile.Demand) {
		w.answer(d, hour, casefile.Disclosed, "", owner)
		w.conclude(2*hour, casefile.LevelSubscriber, "")
	}, phone)
	w.at(day, func() { require.Equal(t, casefile.StageAwaitingConclusion, casefile.Fold(w.record()).Stage) })
	twice := w.addLead(2*day, casefile.Identifier{Kind: legal.KindAccount, Value: "@somebody"}, "twitter")
	nowhere := w.addLead(2*day, phone, "somebody")
	added := w.addLead(2*day+hour, email, "example-mail")
	r := w.play()
	require.Equal(t, "known-lead", w.refusal(twice))
	require.Equal(t, "unknown-holder", w.refusal(nowhere))
	require.Equal(t, casefile.HopID(w.step(3)), w.accepted[added].Hop)
	refused := 0
	for _, e := range r.Events {
		if e.Step == casefile.StepCase && e.Kind == casefile.EvRefusedUpdate {
			refused++
		}
	}
	require.Equal(t, 2, refused, "the case's refusals are on its record")
	require.Equal(t, casefile.LevelSubscriber, casefile.Fold(r).Level)
	w.sound(r)
}

// The same identifier from two holders is followed once.
func TestDuplicateLeadsAreFollowedOnce(t *testing.T) {
	w := newWorld(t)
	w.fromTwitter(func(d casefile.Demand) {
		w.answer(d, hour, casefile.Disclosed, "", email, casefile.Identifier{Kind: legal.KindAccount, Value: "@somebody"})
		w.conclude(2*hour, casefile.LevelDeadEnd, casefile.CodeAnonymised)
	}, email, email)
	r := w.play()
	require.Len(t, casefile.Fold(r).Hops, 2)
	w.sound(r)
}

func count(r casefile.Record, kind casefile.EventKind) int {
	n := 0
	for _, e := range r.Events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}
