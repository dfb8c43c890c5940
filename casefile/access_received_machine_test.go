package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// leaning is a case whose feed gave an address; its mail provider gave an IP
// observation, and the line's provider named a subscriber.
func leaning(t require.TestingT, change ...func(*casefile.Opening)) *house {
	h := newHouse(t, append(change, byFeed)...)
	h.receive(0, after(hour), false, address)
	h.discloses(1, after(2*hour), ip(opened))
	h.discloses(2, after(3*hour), subscriber)
	return h
}

// What becomes of what was received decides whether a conclusion may rest on it.
func TestConclusionOnWhatWasReceived(t *testing.T) {
	for v, code := range map[policy.Verdict]string{policy.MayBeUsed: "", policy.Held: "held-data", policy.MayNotBeUsed: "restricted-data", "": "held-data"} {
		t.Run(string(v), func(t *testing.T) {
			h := leaning(t)
			h.tell(notice(2, casefile.StageAccessTerminated, after(day).At, becomes(v)))
			require.Equal(t, code, h.concludes(after(2*day)))
		})
	}
	h := leaning(t)
	require.Empty(t, h.concludes(after(2*day)), "while the access stands nothing is in the way")
}

// Held data is free again by another word, never by the access being given back.
func TestHeldUntilSomebodyDecides(t *testing.T) {
	h := leaning(t)
	h.tell(notice(2, casefile.StageAccessSuspended, after(day).At))
	h.tell(notice(3, casefile.StageAccessReinstated, after(2*day).At))
	require.Equal(t, "held-data", h.concludes(after(3*day)))
	h.tell(notice(4, casefile.StageAccessTerminated, after(4*day).At, becomes(policy.MayBeUsed)))
	require.Empty(t, h.concludes(after(5*day)))

	h = leaning(t)
	h.tell(notice(2, casefile.StageAccessSuspended, after(day).At))
	h.tell(notice(3, casefile.StageAccessTerminated, after(2*day).At))
	require.Equal(t, "restricted-data", h.concludes(after(3*day)), "and it may be barred")
}

// The account with which the case began is marked and nothing more: a case that
// goes on with a paper may name whom that leads to.
func TestTheOpeningsAccountIsOnlyMarked(t *testing.T) {
	for _, v := range []policy.Verdict{policy.Held, policy.MayNotBeUsed} {
		h := newHouse(t, byFeed)
		h.tell(notice(2, casefile.StageAccessTerminated, after(day).At, becomes(v)))
		require.Equal(t, []casefile.Code{casefile.Code(v)}, h.marks())
		h.discloses(0, after(2*day), address)
		h.discloses(1, after(3*day), subscriber)
		require.False(t, casefile.Fold(h.c.Whole()).Hops[1].Restricted)
		require.Empty(t, h.concludes(after(4*day)))
	}
}

// What may not be used is restricted with all that stands on it, hops that run are
// ended, and the chain goes on.
func TestReceivedDataIsBarred(t *testing.T) {
	h := newHouse(t, byFeed)
	h.receive(0, after(hour), false, address, phone, ip(opened))
	running, queued := h.hop(1), h.hop(2)
	h.discloses(1, after(2*hour), casefile.Identifier{Kind: address.Kind, Value: "other@mail.example"})
	require.Len(t, h.c.Hops, 4)
	h.tell(notice(2, casefile.StageAccessTerminated, after(day).At))
	require.Empty(t, h.c.Parked, "nobody follows it any more")
	for _, x := range h.c.Hops[1:] {
		require.True(t, x.Restricted)
	}
	require.False(t, h.c.Hops[0].Restricted)
	require.Equal(t, casefile.CodeLeads, running.Outcome, "it had ended")
	require.Equal(t, casefile.CodeRestricted, queued.Outcome)
	require.Equal(t, casefile.CodeRestricted, h.hop(3).Outcome)
	require.Equal(t, casefile.StageAwaitingConclusion, h.c.Stage)
	agree(t, h.c)
	s := casefile.Fold(h.c.Whole())
	for _, l := range s.Leads[1:] {
		require.True(t, l.Restricted, "%s", l.Lead.Identifier.Kind)
	}
	require.False(t, s.Leads[0].Restricted)

	// It does not come in by another hand; a report that comes late is not followed.
	for _, id := range []casefile.Identifier{address, phone} {
		_, _, err := h.c.AddLead(casefile.AddLead{Act: by(agent), Identifier: id, Holder: "example-mail"}, after(2*day))
		require.Equal(t, "restricted-data", codeOf(err))
	}
	step := casefile.StepID(h.c.Hops[0].ID)
	late := casefile.Event{Seq: h.c.Reported[step] + 1, Step: step, Kind: casefile.EvReceived, At: after(3 * hour).At, Seen: after(2 * day).At, Identifiers: []casefile.Identifier{{Kind: address.Kind, Value: "third@mail.example"}}}
	require.Len(t, h.c.Take(step, []casefile.Event{late}), 1)
	require.Empty(t, h.c.Found(late, late.Identifiers, []legal.HolderID{"example-mail"}))
	require.Len(t, h.c.Hops, 4)
	_, _, err := h.c.AddLead(casefile.AddLead{Act: by(agent), Identifier: late.Identifiers[0], Holder: "example-mail"}, after(2*day))
	require.Equal(t, "restricted-data", codeOf(err), "it stays on record, and nobody follows it")
}

// agree requires that case show marks as restricted what the machine does.
func agree(t require.TestingT, c *casefile.CaseMachine) {
	s := casefile.Fold(c.Whole())
	for _, x := range c.Hops {
		v, ok := s.Hop(x.ID)
		require.True(t, ok)
		require.Equal(t, x.Restricted, v.Restricted, "hop to %s", x.Holder)
		require.Equal(t, x.Through, v.Through)
	}
}

// What a holder delivered under a paper as well does not rest on the access, except
// where that paper stands on what was received.
func TestWhatAPaperBroughtAsWellStands(t *testing.T) {
	for _, v := range []policy.Verdict{policy.Held, policy.MayNotBeUsed} {
		h := newHouse(t, byFeed)
		h.receive(0, after(hour), true, address)
		h.tell(notice(1, casefile.StageAccessSuspended, after(2*hour).At, becomes(policy.Held)))
		h.discloses(0, after(day), address)
		require.Len(t, h.c.Hops, 2, "it is followed already")
		h.discloses(1, after(2*day), subscriber)
		h.tell(notice(2, casefile.StageAccessTerminated, after(3*day).At, becomes(v)))
		agree(t, h.c)
		require.Empty(t, h.concludes(after(4*day)), "the platform delivered the address under an order")
	}
	other := casefile.Identifier{Kind: address.Kind, Value: "other@mail.example"}
	for v, code := range map[policy.Verdict]string{policy.Held: "held-data", policy.MayNotBeUsed: "restricted-data"} {
		h := newHouse(t, byFeed)
		h.receive(0, after(hour), false, address, other)
		h.discloses(1, after(2*hour), other)
		h.discloses(2, after(3*hour), address, subscriber)
		h.tell(notice(2, casefile.StageAccessTerminated, after(day).At, becomes(v)))
		require.Equal(t, code, h.concludes(after(2*day)), "each was confirmed only by what the other led to")
		agree(t, h.c)
	}
}

// A lead that a person makes of what was received comes from there all the same.
func TestAddedLeadKeepsItsOrigin(t *testing.T) {
	h := newHouse(t, byFeed)
	h.receive(0, after(hour), false, phone)
	require.Len(t, h.c.Parked, 1)
	_, acts, err := h.c.AddLead(casefile.AddLead{Act: by(agent), Identifier: phone, Holder: "example-mail"}, after(2*hour))
	require.NoError(t, err)
	h.do(acts)
	require.Equal(t, feed, *h.c.Hops[1].Origin)
	require.Equal(t, h.c.Hops[0].ID, h.c.Hops[1].From)
	h.tell(notice(1, casefile.StageAccessTerminated, after(day).At))
	require.Equal(t, casefile.CodeRestricted, h.hop(1).Outcome)
	agree(t, h.c)

	// Once a holder has delivered it, it comes from there.
	h = newHouse(t, byFeed)
	h.receive(0, after(hour), true, phone)
	h.discloses(0, after(2*hour), phone)
	_, _, err = h.c.AddLead(casefile.AddLead{Act: by(agent), Identifier: phone, Holder: "example-mail"}, after(3*hour))
	require.NoError(t, err)
	require.Nil(t, h.c.Hops[1].Origin)
}

// A paper that falls confirms nothing any more: what it had brought beside the
// access is barred with it.
func TestWhatAFallenPaperConfirmedIsBarred(t *testing.T) {
	h := newHouse(t, byFeed, sideBySide)
	h.receive(0, after(hour), true, address, phone)
	step := casefile.StepID(h.c.Hops[0].ID)
	pending := casefile.Event{
		Seq: h.c.Reported[step] + 1, Step: step, Kind: casefile.EvDisclosed, At: after(2 * hour).At, Seen: after(2 * hour).At,
		By: desk.Party, Identifiers: []casefile.Identifier{address}, Stage: casefile.StageAwaitingValidation, Awaiting: judge.Party, Turn: true,
	}
	h.c.Take(step, []casefile.Event{pending})
	h.tell(notice(1, casefile.StageAccessTerminated, after(day).At))
	require.False(t, h.c.Hops[1].Restricted, "the platform delivered it under a paper")
	fallen := pending
	fallen.Seq, fallen.Kind, fallen.At, fallen.Seen, fallen.Identifiers = pending.Seq+1, casefile.EvRestricted, after(2*day).At, after(2*day).At, nil
	h.c.Take(step, []casefile.Event{fallen})
	require.True(t, h.c.Hops[1].Restricted)
	agree(t, h.c)

	// What was received stands on the access alone: while that may be used, a paper of
	// the same hop that falls takes nothing away.
	h = newHouse(t, byFeed, sideBySide)
	h.receive(0, after(hour), true, address, phone)
	h.tell(notice(1, casefile.StageAccessSuspended, after(2*hour).At, becomes(policy.MayBeUsed)))
	fallen.Seq = h.c.Reported[step] + 1
	h.c.Take(step, []casefile.Event{fallen})
	require.True(t, h.c.Hops[0].Restricted)
	require.False(t, h.c.Hops[1].Restricted)
	require.Len(t, h.c.Parked, 1)
	agree(t, h.c)
}
