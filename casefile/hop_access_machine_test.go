package casefile_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

func receive(more bool, ids ...casefile.Identifier) casefile.Receive {
	return casefile.Receive{Act: by(agent), Identifiers: ids, More: more}
}

// A hop by standing access needs no paper and asks for none, even where a threat is
// stated; the data is preserved all the same, and the days are the requester's.
func TestHopGoesByAccess(t *testing.T) {
	h := hop(byFeedHop, threatened)
	requireKinds(t, h, casefile.EvHopStarted, casefile.EvPreserveAsked)
	first := h.Events[0]
	require.Equal(t, casefile.StageThroughAccess, first.Stage)
	require.Equal(t, agent.Party, first.Awaiting)
	require.Equal(t, casefile.LaneAccess, first.Lane)
	require.Equal(t, feed.Grant, first.Grant)
	require.Equal(t, feed.Use, first.Use)
	require.Zero(t, h.InForce, "nothing was asked")
	for _, a := range h.Alarms {
		require.NotEqual(t, casefile.AlarmApply, a.Name)
	}
	deadlines, err := h.Deadlines()
	require.NoError(t, err)
	require.Empty(t, deadlines)
}

// What was read ends the hop, unless more is to come.
func TestReceive(t *testing.T) {
	for name, test := range map[string]struct {
		acts []casefile.Receive
		code casefile.Code
	}{
		"a lead":                    {[]casefile.Receive{receive(false, address)}, casefile.CodeLeads},
		"nothing":                   {[]casefile.Receive{receive(false)}, casefile.CodeFacts},
		"a lead, and then nothing":  {[]casefile.Receive{receive(true, address), receive(false)}, casefile.CodeLeads},
		"a lead with more to come":  {[]casefile.Receive{receive(true, address)}, ""},
		"nothing, and then nothing": {[]casefile.Receive{receive(true), receive(false)}, casefile.CodeFacts},
	} {
		t.Run(name, func(t *testing.T) {
			h := hop(byFeedHop)
			for i, r := range test.acts {
				_, _, err := h.Receive(r, after(time.Duration(i+1)*hour))
				require.NoError(t, err)
				e := lastOf(h, casefile.EvReceived)
				require.Equal(t, r.Identifiers, e.Identifiers)
				require.Equal(t, feed.Grant, e.Grant)
				require.Equal(t, feed.Use, e.Use)
				require.Equal(t, casefile.LaneAccess, e.Lane)
				require.False(t, e.Turn)
			}
			require.Equal(t, test.code, h.Outcome)
			require.Equal(t, test.code != "", h.Done())
			require.Empty(t, h.Delivered, "no holder delivered anything")
		})
	}
}

// lastOf is the last event of a kind.
func lastOf(m any, kind casefile.EventKind) casefile.Event {
	var last casefile.Event
	for _, e := range eventsOf(m) {
		if e.Kind == kind {
			last = e
		}
	}
	return last
}

// When the access ends the hop needs a paper from that instant on; its start stays.
func TestThrownBack(t *testing.T) {
	h := hop(byFeedHop)
	ended, known := opened.Add(2*day), opened.Add(3*day)
	n := notice(4, casefile.StageAccessSuspended, ended, func(n *casefile.AccessNotice) {
		n.Code, n.Reason, n.NotBefore = casefile.Code(policy.RuleUpstream), "the source of the data has ended", opened.Add(day)
	})
	require.Empty(t, h.AccessStands(n, casefile.Moment{At: ended, Seen: known}))
	e := lastEvent(h)
	require.Equal(t, casefile.EvThrownBack, e.Kind)
	require.True(t, e.Turn)
	require.Equal(t, ended, e.At)
	require.Equal(t, known, e.Seen)
	require.Equal(t, n.NotBefore, e.NotBefore)
	require.Equal(t, n.Code, e.Code)
	require.Equal(t, n.Reason, e.Reason)
	require.Equal(t, casefile.LaneOrdinary, e.Lane)
	require.Equal(t, feed.Grant, e.Grant)
	require.Equal(t, casefile.StageAwaitingApplication, e.Stage)
	require.Equal(t, agent.Party, e.Awaiting)
	require.True(t, e.Due.After(known), "a reminder to apply follows what was known")
	require.Equal(t, casefile.LaneOrdinary, h.Lane)
	require.Equal(t, opened, h.Start.At)

	_, _, err := h.Receive(receive(false, address), casefile.Moment{At: known.Add(hour), Seen: known.Add(hour)})
	require.Equal(t, "not-now", codeOf(err))
	_, acts, err := h.Apply(casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "threats were posted"}, casefile.Moment{At: known.Add(hour), Seen: known.Add(hour)})
	require.NoError(t, err)
	require.NotNil(t, acts[0].Send.Application)
}

// With a threat stated the emergency lane is tried at once.
func TestThrownBackUnderAThreat(t *testing.T) {
	h := hop(byFeedHop, threatened)
	acts := h.AccessStands(notice(2, casefile.StageAccessTerminated, after(hour).At), after(hour))
	require.Len(t, acts, 1)
	require.Equal(t, casefile.LaneEmergency, acts[0].Send.Demand.Lane)
	require.Equal(t, casefile.LaneEmergency, h.Lane)
	thrown := lastOf(h, casefile.EvThrownBack)
	require.Equal(t, casefile.StageAwaitingApplication, thrown.Stage)
	require.Equal(t, casefile.Code(casefile.StageAccessTerminated), thrown.Code, "without a code of its own the stage says why")
	require.Equal(t, casefile.EvEmergencyAsked, lastEvent(h).Kind)
}

// An access that had ended before the hop began throws it back at its beginning.
func TestThrownBackAtTheBeginning(t *testing.T) {
	h := hop(byFeedHop)
	n := notice(9, casefile.StageAccessTerminated, opened.Add(-30*day))
	n.NotBefore = opened.Add(-40 * day)
	h.AccessStands(n, casefile.Moment{At: n.At, Seen: n.At})
	e := lastEvent(h)
	require.Zero(t, e.NotBefore, "it had ended by then, and not within an interval up to then")
	require.Equal(t, casefile.EvThrownBack, e.Kind)
	require.Equal(t, opened, e.At)
	require.Equal(t, opened, e.Seen)
}

// Notices that do not concern the hop change nothing.
func TestNoticesThatChangeNothingForAHop(t *testing.T) {
	active := func() *casefile.HopMachine { return hop(byFeedHop) }
	applied := func() *casefile.HopMachine {
		h := active()
		_, _, err := h.Apply(casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "threats were posted"}, after(hour))
		return must(h, err)
	}
	thrown := func() *casefile.HopMachine {
		h := active()
		h.AccessStands(notice(2, casefile.StageAccessSuspended, after(hour).At), after(hour))
		return h
	}
	ended := func() *casefile.HopMachine {
		h := active()
		_, _, err := h.Receive(receive(false), after(hour))
		return must(h, err)
	}
	suspended := notice(3, casefile.StageAccessSuspended, after(2*hour).At)
	for name, test := range map[string]struct {
		hop *casefile.HopMachine
		n   casefile.AccessNotice
	}{
		"it stands":                    {active(), notice(3, casefile.StageAccessActive, after(2*hour).At)},
		"it is looked into":            {active(), notice(3, casefile.StageAccessUnderReview, after(2*hour).At)},
		"it is given back":             {active(), notice(3, casefile.StageAccessReinstated, after(2*hour).At)},
		"another access":               {active(), func() casefile.AccessNotice { n := suspended; n.Grant = casefile.NewGrantID(); return n }()},
		"another use":                  {active(), notice(3, casefile.StageAccessSuspended, after(2*hour).At, ofUse(feed2.Use))},
		"a hop that needs a paper":     {hop(), suspended},
		"a hop that waits":             {hop(byFeedHop, func(s *casefile.HopStart) { s.Wait = true }), suspended},
		"a hop that applied":           {applied(), suspended},
		"a hop that was thrown back":   {thrown(), suspended},
		"given back after thrown back": {thrown(), notice(3, casefile.StageAccessReinstated, after(2*hour).At)},
		"a hop that has ended":         {ended(), suspended},
		"a restriction of another use": {active(), notice(3, casefile.StageAccessRestricted, after(2*hour).At, func(n *casefile.AccessNotice) { n.Usable = []legal.Purpose{policy.PublicSafety} })},
		"told for its own use":         {active(), notice(3, casefile.StageAccessActive, after(2*hour).At, ofUse(feed.Use))},
	} {
		t.Run(name, func(t *testing.T) {
			before := plain(t, test.hop)
			require.Empty(t, test.hop.AccessStands(test.n, after(2*hour)))
			require.Equal(t, before, plain(t, test.hop))
		})
	}
	h := active()
	h.AccessStands(notice(3, "AccessSomehow", after(2*hour).At, func(n *casefile.AccessNotice) { n.Usable = []legal.Purpose{policy.PublicSafety} }), after(2*hour))
	require.Equal(t, casefile.EvThrownBack, lastEvent(h).Kind, "a stage that is not known is not usable")
	h = active()
	h.AccessStands(notice(3, casefile.StageAccessRestricted, after(2*hour).At), after(2*hour))
	require.Equal(t, casefile.EvThrownBack, lastEvent(h).Kind, "its purpose was taken away")
}

// Whoever applies leaves the access for good: a denial leads to legal process.
func TestApplyingLeavesTheAccess(t *testing.T) {
	h := hop(byFeedHop)
	_, acts, err := h.Apply(casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "threats were posted"}, after(hour))
	require.NoError(t, err)
	require.Equal(t, casefile.LaneOrdinary, lastEvent(h).Lane)
	h.Decided(acts[0].Send.ID, casefile.Decision{Verdict: casefile.Denied, Decider: judge, At: after(day).At}, after(day))
	require.Equal(t, casefile.StageAwaitingApplication, h.Stage)
	require.Equal(t, casefile.LaneOrdinary, h.Lane)

	h = hop(byFeedHop, threatened)
	_, acts, err = h.Apply(casefile.Apply{Act: by(agent), Instrument: "us.emergency-disclosure", Facts: "tonight"}, after(hour))
	require.NoError(t, err)
	require.Equal(t, casefile.LaneEmergency, acts[0].Send.Demand.Lane)
	require.Equal(t, casefile.LaneEmergency, h.Lane)
}

// A hop that had to wait needs a paper once its turn comes.
func TestReleasedHopNeedsAPaper(t *testing.T) {
	h := hop(byFeedHop, func(s *casefile.HopStart) { s.Wait = true })
	require.Equal(t, casefile.StageWaiting, h.Stage)
	h.Release(casefile.Turn{Hop: h.Start.Hop}, after(day))
	require.Equal(t, casefile.StageAwaitingApplication, h.Stage)
	require.Equal(t, casefile.LaneOrdinary, h.Lane)
}
