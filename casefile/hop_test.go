package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// Rules of a hop that a random walk does not name.

func actionsOf(acts []casefile.Action) (sent []casefile.Outgoing, cancelled []casefile.RequestID) {
	for _, a := range acts {
		if a.Send != nil {
			sent = append(sent, *a.Send)
		}
		if a.Cancel != "" {
			cancelled = append(cancelled, a.Cancel)
		}
	}
	return sent, cancelled
}

// alarm is the machine's next alarm of that name.
func alarm(t *testing.T, m any, name casefile.AlarmName) casefile.Alarm {
	t.Helper()
	for _, a := range journalOf(m).Alarms {
		if a.Name == name {
			return a
		}
	}
	t.Fatalf("no alarm %q among %v", name, journalOf(m).Alarms)
	return casefile.Alarm{}
}

// A decision known late is charged from when it was true; reminders that rang
// meanwhile turn nothing and do not stand in the way of the backdated act.
func TestApplicationDatedBeforeAReminder(t *testing.T) {
	h := hop()
	ring := alarm(t, h, casefile.AlarmApply)
	h.Ring(ring, ring.At)
	require.Equal(t, casefile.EvReminder, lastEvent(h).Kind)
	m := casefile.Moment{At: opened.Add(hour), Seen: opened.Add(2 * day)}
	_, _, err := h.Apply(casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "threats were posted"}, m)
	require.NoError(t, err)
	require.Equal(t, m.At, lastEvent(h).At)
	require.True(t, lastEvent(h).Turn)
}

// A second application names the one that was returned, also when the events
// between were dropped as reported; a decision on the merits is no return.
func TestReturnedApplicationIsNamedByTheNext(t *testing.T) {
	h := applied()
	first := h.Open[len(h.Open)-1].ID
	h.Decided(first, casefile.Decision{Verdict: casefile.Returned, Reason: "more facts", Decider: judge, At: opened.Add(2 * hour)}, after(2*hour))
	h.Untold()
	h.Trim()
	again := func(at casefile.Moment) *casefile.Application {
		_, acts, err := h.Apply(casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "more"}, at)
		require.NoError(t, err)
		sent, _ := actionsOf(acts)
		return sent[0].Application
	}
	second := again(after(3 * hour))
	require.Equal(t, first, second.Previous)
	h.Decided(second.ID, casefile.Decision{Verdict: casefile.Denied, Reason: "no nexus", Decider: judge, At: opened.Add(4 * hour)}, after(4*hour))
	require.Empty(t, again(after(5*hour)).Previous)
}

// An order that another authority is said to have issued is not served.
func TestOrderOfAnotherAuthorityIsNotServed(t *testing.T) {
	h := applied()
	id := h.Open[len(h.Open)-1].ID
	foreign := order(func(o *casefile.Order) { o.Issuer.Party = "another-court" })
	acts := h.Decided(id, casefile.Decision{Verdict: casefile.Granted, Order: foreign, Decider: judge, At: opened.Add(2 * hour)}, after(2*hour))
	require.Empty(t, acts)
	require.Equal(t, casefile.EvDenied, lastEvent(h).Kind)
	require.Equal(t, casefile.CodeDefective, lastEvent(h).Code)
	require.Equal(t, casefile.StageAwaitingApplication, h.Stage)
}

// A voluntary answer that comes late is accepted if it discloses; otherwise it
// does not disturb the process begun meanwhile.
func TestLateVoluntaryAnswer(t *testing.T) {
	inProcess := func() (*casefile.HopMachine, casefile.RequestID) {
		h := hop(threatened)
		asked := h.InForce
		ring := alarm(t, h, casefile.AlarmEmergency)
		h.Ring(ring, ring.At)
		require.Equal(t, casefile.EvEmergencyUnanswered, lastEvent(h).Kind)
		_, _, err := h.Apply(casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "threats"}, after(2*day))
		return must(h, err), asked
	}
	h, asked := inProcess()
	acts := h.Answered(asked, casefile.Answer{Status: casefile.Disclosed, Delivered: []casefile.Identifier{address}, Decider: desk, At: opened.Add(3 * day)}, after(3*day))
	_, cancelled := actionsOf(acts)
	require.True(t, h.Done())
	require.Equal(t, casefile.CodeLeads, h.Outcome)
	require.Len(t, cancelled, 2, "preservation request and application are withdrawn")

	for _, status := range []casefile.Status{casefile.Rejected, casefile.DisclosureNotAvailable} {
		h, asked = inProcess()
		require.Empty(t, h.Answered(asked, casefile.Answer{Status: status, Code: casefile.CodeNoRecord, Decider: desk, At: opened.Add(3 * day)}, after(3*day)))
		require.Equal(t, casefile.StageAwaitingApproval, h.Stage, "%s", status)
		require.Equal(t, judge.Party, h.Awaiting)
	}
}

// Motion to compel: only what the authority left of the order is served anew, its
// validity counts from the command, and the old order's alarms are gone.
func TestCompelledAnew(t *testing.T) {
	compelled := func(verdict casefile.Verdict, categories []legal.Category) (*casefile.HopMachine, casefile.RequestID, []casefile.Action) {
		h := served()
		late := h.Demand.ID
		for h.Rung < 3 {
			ring := alarm(t, h, casefile.AlarmLadder)
			h.Ring(ring, ring.At)
		}
		require.Equal(t, casefile.EvCompelMoved, lastEvent(h).Kind)
		motion := h.Open[len(h.Open)-1]
		require.Equal(t, late, motion.Application.Compels)
		at := after(30 * day)
		command := order(func(o *casefile.Order) {
			o.ID, o.Instrument, o.Compels, o.Categories = motion.ID, motion.Application.Instrument, late, categories
			o.Issued, o.ValidUntil, o.ReplyBy = at.At, at.At.Add(30*day), at.At.Add(3*day)
		})
		return h, late, h.Decided(motion.ID, casefile.Decision{Verdict: verdict, Order: command, Reason: "as said", Decider: judge, At: at.At}, at)
	}
	h, late, acts := compelled(casefile.Narrowed, light)
	sent, cancelled := actionsOf(acts)
	require.Equal(t, []casefile.RequestID{late}, cancelled)
	require.Equal(t, light, sent[0].Demand.Categories)
	require.Equal(t, late, sent[0].Demand.Order.Compels)
	require.Equal(t, legal.InstrumentID("us.2703d-order"), sent[0].Demand.Order.Instrument)
	require.Equal(t, opened.Add(30*day), sent[0].Demand.Order.Issued)
	require.Equal(t, opened.Add(33*day), sent[0].Demand.Due)
	require.Equal(t, 0, h.Rung, "the ladder stands again")
	for _, a := range h.Alarms {
		require.NotEqual(t, late, a.Ref)
	}

	for verdict, kind := range map[casefile.Verdict]casefile.EventKind{
		casefile.Denied: casefile.EvDenied, casefile.Returned: casefile.EvReturned, casefile.Withdrawn: casefile.EvRequestWithdrawn, "allowed": casefile.EvDenied,
	} {
		h, late, acts = compelled(verdict, both)
		require.Empty(t, acts)
		require.Equal(t, kind, lastEvent(h).Kind)
		require.Equal(t, casefile.StageAwaitingApplication, h.Stage, "the ladder is spent: the requester chooses another way")
		require.Equal(t, casefile.PartyID("nypd"), h.Awaiting)
		require.True(t, slices.ContainsFunc(h.Open, func(o casefile.Outgoing) bool { return o.ID == late }), "the old request stays open")
		h.Answered(late, casefile.Answer{Status: casefile.Disclosed, Delivered: []casefile.Identifier{{Kind: legal.KindEmail, Value: "someone@mail.example"}}, Decider: desk, At: opened.Add(31 * day)}, after(31*day))
		require.Equal(t, casefile.CodeLeads, h.Outcome, "a late answer is welcome")
	}
}

// Preserved data outlives its holder's retention; when the preservation lapses it
// is gone after all. A renewal that is refused is warned of.
func TestPreservedDataPerishesWhenThePreservationLapses(t *testing.T) {
	h := hop()
	asked := h.Kept.Request
	until := opened.Add(90 * day)
	h.Held(asked, casefile.HoldAnswer{Status: casefile.Preserved, Until: until, At: opened.Add(hour)}, after(hour))
	for _, name := range []casefile.AlarmName{casefile.AlarmPerishSoon, casefile.AlarmPerish} {
		events := len(h.Events)
		ring := alarm(t, h, name)
		h.Ring(ring, ring.At)
		require.Len(t, h.Events, events, "preserved in time")
	}
	ring := alarm(t, h, casefile.AlarmRenewal)
	sent, _ := actionsOf(h.Ring(ring, ring.At))
	require.Equal(t, asked, sent[0].Hold.Renews)
	require.Equal(t, 1, sent[0].Hold.Round)
	acts := h.Held(sent[0].ID, casefile.HoldAnswer{Status: casefile.Rejected, At: ring.At.Add(day)}, after(84*day))
	require.Equal(t, casefile.EvPreserveLapsing, lastEvent(h).Kind)
	require.NotNil(t, acts[0].Remind)

	ring = alarm(t, h, casefile.AlarmPerish)
	require.Equal(t, until, ring.At)
	h.Ring(ring, ring.At)
	require.Equal(t, casefile.EvPerished, lastEvent(h).Kind)
}

// A challenge keeps what remained of the reply clock, not more, not less.
func TestChallengeKeepsWhatRemainedOfTheClock(t *testing.T) {
	h := underReview()
	due := h.Demand.Due
	h.Hear(casefile.Progress{Request: h.Demand.ID, N: 2, Kind: casefile.Ruled, Awaiting: judge.Party, Code: "upheld", At: opened.Add(8 * day)}, after(8*day))
	require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage)
	require.Equal(t, due.Add(8*day-3*hour).UTC(), h.Demand.Due.UTC())
	require.Equal(t, h.Demand.Due.Add(hour).UTC(), alarm(t, h, casefile.AlarmLadder).At.UTC())

	before := plain(t, h)
	h.Hear(casefile.Progress{Request: h.Demand.ID, N: 2, Kind: casefile.Ruled, Awaiting: judge.Party, At: opened.Add(9 * day)}, after(9*day))
	require.Equal(t, before, plain(t, h), "progress that comes twice changes nothing")
}

// What was sent stays as it was sent, whatever becomes of the demand in force: a
// continued run sends it again.
func TestOpenRequestStaysAsItWasSent(t *testing.T) {
	h := served()
	sent := plain(t, h.Open)
	due := h.Demand.Due
	h.Hear(casefile.Progress{Request: h.Demand.ID, N: 1, Kind: casefile.Challenged, At: opened.Add(day)}, after(day))
	h.Hear(casefile.Progress{Request: h.Demand.ID, N: 2, Kind: casefile.Ruled, Awaiting: judge.Party, At: opened.Add(5 * day)}, after(5*day))
	require.Equal(t, due.Add(4*day), h.Demand.Due)
	require.Equal(t, sent, plain(t, h.Open))
}

// A holder's word moves neither its own deadline nor the party that reviews its
// challenge.
func TestHolderDoesNotSetItsOwnDeadline(t *testing.T) {
	h := served()
	due, ladder := h.Demand.Due, alarm(t, h, casefile.AlarmLadder)
	h.Hear(casefile.Progress{Request: h.Demand.ID, N: 1, Kind: casefile.DueMoved, Due: opened.Add(900 * day), At: opened.Add(day)}, after(day))
	require.Equal(t, opened.Add(900*day), lastEvent(h).Until, "it is on record")
	require.Equal(t, due, h.Demand.Due)
	require.Equal(t, due, h.Due)
	require.Equal(t, ladder, alarm(t, h, casefile.AlarmLadder))
	h.Hear(casefile.Progress{Request: h.Demand.ID, N: 2, Kind: casefile.Challenged, Awaiting: "nypd", Due: opened.Add(900 * day), At: opened.Add(2 * day)}, after(2*day))
	require.Equal(t, judge.Party, h.Awaiting, "who issued the order reviews it")
	require.True(t, h.Due.Before(opened.Add(30*day)))
	hearing := alarm(t, h, casefile.AlarmDecision)
	acts := h.Ring(hearing, hearing.At)
	require.Equal(t, judge.Party, acts[0].Remind.To)
}

// The end of the case ends the hop and withdraws what is open; a hop that has
// ended stays as it ended.
func TestEndOfCaseEndsTheHop(t *testing.T) {
	h := served()
	_, cancelled := actionsOf(h.EndCase(casefile.Ending{Code: casefile.CodeWithdrawn}, after(3*day)))
	require.Len(t, cancelled, 2)
	require.Equal(t, casefile.CodeWithdrawn, h.Outcome)
	before := plain(t, h)
	require.Empty(t, h.EndCase(casefile.Ending{Code: casefile.CodeGone}, after(4*day)))
	require.Equal(t, before, plain(t, h))
}

// The requirement names what would open the gate, lightest first.
func TestHopNamesWhatOpensItsGate(t *testing.T) {
	requirement, err := hop(threatened).Requirement(opened)
	require.NoError(t, err)
	var ways []legal.InstrumentID
	for _, w := range requirement.Ways {
		ways = append(ways, w.Instrument.ID)
	}
	require.Equal(t, []legal.InstrumentID{"us.emergency-disclosure", "us.subpoena", "us.2703d-order", "us.search-warrant"}, ways)
}
