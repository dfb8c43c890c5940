package casefile_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal/policy"
)

// A case that reads by standing access says so at once, and its first hop goes by
// it.
func TestCaseLeansOnItsAccess(t *testing.T) {
	o := opening()
	byFeed(&o)
	c := must(casefile.NewCase(o))
	acts := c.Begin()
	require.Len(t, acts, 2)
	require.Equal(t, feed, *acts[0].Hop.Through)
	require.Equal(t, feed, *acts[0].Hop.Lead.Origin)
	require.Equal(t, casefile.Leaning{Grant: feed.Grant, Case: theCase, Use: feed.Use, Purpose: feed.Purpose, Data: o.Holder, At: opened}, *acts[1].Lean)
	require.Equal(t, casefile.StageThroughAccess, c.Hops[0].Stage)
	require.Equal(t, casefile.LaneAccess, c.Hops[0].Lane)
	require.Equal(t, feed, *lastEvent(c).Lead.Origin)

	plainCase := identification()
	require.Nil(t, plainCase.Hops[0].Through)
	require.Empty(t, plainCase.Accesses)
}

// The origin is checked at the door, and so is that of a lead.
func TestOriginsAreWhole(t *testing.T) {
	for name, change := range map[string]func(*casefile.Origin){
		"no grant":            func(o *casefile.Origin) { o.Grant = "" },
		"a grant with a name": func(o *casefile.Origin) { o.Grant = "the feed" },
		"no use":              func(o *casefile.Origin) { o.Use = "" },
		"a use with a name":   func(o *casefile.Origin) { o.Use = "somebody" },
		"no purpose":          func(o *casefile.Origin) { o.Purpose = "" },
	} {
		t.Run(name, func(t *testing.T) {
			origin := feed
			change(&origin)
			o := opening()
			o.Access = &origin
			require.ErrorContains(t, o.Validate(), "access: ")
			lead := casefile.AddLead{Act: by(agent), Identifier: address, Holder: "example-mail", Access: &origin}
			require.ErrorContains(t, lead.Validate(), "access: ")
		})
	}
	o := opening()
	byFeed(&o)
	require.NoError(t, o.Validate())
	require.NoError(t, casefile.AddLead{Act: by(agent), Identifier: address, Holder: "example-mail", Access: &feed}.Validate())
}

// What was received leads on as what was disclosed does, and says where it came
// from; what a holder delivers later in the same hop does not.
func TestReceivedLeadsCarryTheirOrigin(t *testing.T) {
	h := newHouse(t, byFeed)
	h.receive(0, after(hour), true, address, phone)
	require.Len(t, h.c.Hops, 2)
	require.Equal(t, feed, *h.c.Hops[1].Origin)
	require.Equal(t, h.c.Hops[0].ID, h.c.Hops[1].From)
	require.Nil(t, h.c.Hops[1].Through, "it needs a paper")
	require.Equal(t, feed, *h.c.Parked[0].Origin)
	require.Len(t, h.leans, 1, "it is told once")
	require.Equal(t, casefile.StageWaiting, h.c.Hops[1].Stage, "one by one in chain order")

	h.tell(notice(2, casefile.StageAccessSuspended, after(day).At))
	h.discloses(0, after(2*day), ip(opened))
	require.Equal(t, casefile.StageEnded, h.c.Hops[0].Stage)
	require.Nil(t, h.c.Hops[2].Origin)
	require.Equal(t, casefile.StageAwaitingApplication, h.c.Hops[1].Stage, "the end of the first let it begin")
}

// The case notes how its access stands when that changes; repeats, what is older,
// and other accesses change nothing.
func TestCaseIsToldHowItsAccessStands(t *testing.T) {
	h := newHouse(t, byFeed)
	h.tell(notice(3, casefile.StageAccessActive, opened.Add(-100*day), func(n *casefile.AccessNotice) { n.NotBefore = opened.Add(-120 * day) }))
	e := lastEvent(h.c)
	require.Zero(t, e.NotBefore, "an interval that was over by then is none")
	require.Equal(t, casefile.EvAccessStands, e.Kind)
	require.Equal(t, casefile.Code(casefile.StageAccessActive), e.Code)
	require.Equal(t, opened, e.At, "what was so before the case began is dated to its opening")
	require.Equal(t, feed.Use, e.Use)
	require.False(t, e.Turn)

	before := plain(t, h.c)
	other := notice(9, casefile.StageAccessSuspended, after(hour).At)
	other.Grant = casefile.NewGrantID()
	for name, n := range map[string]casefile.AccessNotice{
		"repeated":       notice(3, casefile.StageAccessSuspended, after(hour).At),
		"older":          notice(2, casefile.StageAccessSuspended, after(hour).At),
		"another access": other,
		"another use":    notice(9, casefile.StageAccessSuspended, after(hour).At, ofUse(feed2.Use)),
	} {
		require.Empty(t, h.c.AccessStands(n, after(hour)), name)
		require.Equal(t, before, plain(t, h.c), name)
	}
	require.Empty(t, h.c.AccessStands(notice(4, casefile.StageAccessActive, after(hour).At), after(hour)))
	require.Equal(t, e.Seq, lastEvent(h.c).Seq, "nothing changed")
	h.tell(notice(5, casefile.StageAccessUnderReview, after(2*hour).At))
	require.Equal(t, casefile.Code(casefile.StageAccessUnderReview), lastEvent(h.c).Code)
	require.Equal(t, casefile.StageThroughAccess, h.hop(0).Stage, "a review stops nothing")
	require.Empty(t, h.marks())
}

// When the access ends every lead that came from it is marked and the hop is thrown
// back; a later word that says the same marks nothing again.
func TestLeadsAreMarkedWhenTheAccessEnds(t *testing.T) {
	h := newHouse(t, byFeed)
	h.receive(0, after(hour), true, address, phone)
	h.tell(notice(1, casefile.StageAccessActive, opened))
	h.tell(notice(2, casefile.StageAccessSuspended, after(day).At, func(n *casefile.AccessNotice) { n.NotBefore = after(20 * hour).At }))
	require.Equal(t, []casefile.Code{"held", "held", "held"}, h.marks())
	require.Equal(t, after(20*hour).At, lastOf(h.c, casefile.EvAccessStands).NotBefore)
	require.Equal(t, casefile.StageAwaitingApplication, h.hop(0).Stage)
	require.Equal(t, casefile.LaneOrdinary, h.c.Hops[0].Lane)
	thrown := lastOf(h.c, casefile.EvThrownBack)
	require.Equal(t, after(day).At, thrown.At)

	h.tell(notice(3, casefile.StageAccessTerminated, after(2*day).At, becomes(policy.Held)))
	require.Len(t, h.marks(), 3, "the same verdict")
	require.Equal(t, casefile.Code(casefile.StageAccessTerminated), lastOf(h.c, casefile.EvAccessStands).Code)
	h.tell(notice(4, casefile.StageAccessTerminated, after(3*day).At, becomes(policy.MayBeUsed)))
	require.Equal(t, []casefile.Code{"may-be-used", "may-be-used", "may-be-used"}, h.marks()[3:])
	h.tell(notice(5, casefile.StageAccessReinstated, after(4*day).At))
	require.Len(t, h.marks(), 6)
	require.Equal(t, casefile.StageAwaitingApplication, h.hop(0).Stage, "a hop does not come back to the access")

	s := casefile.Fold(h.c.Whole())
	for _, l := range s.Leads {
		require.Equal(t, casefile.Code("may-be-used"), l.Marked)
		require.False(t, l.Restricted)
	}
	require.Equal(t, casefile.StageAccessReinstated, s.Access[0].Stage)
	require.Equal(t, after(4*day).At, s.Access[0].Since)
	require.Equal(t, feed, *s.Hops[0].Through)
	require.True(t, after(day).At.Equal(s.Hops[0].ThrownBack))
	require.Equal(t, []casefile.Identifier{address, phone}, s.Hops[0].Received)
	require.Empty(t, s.Hops[0].Disclosed)
	require.Equal(t, casefile.Code("may-be-used"), s.Hops[1].Marked)
}

// A notice that ended something and does not say what becomes of what was received,
// or in words that are not known, leaves it held.
func TestUnknownVerdictIsHeld(t *testing.T) {
	for _, v := range []policy.Verdict{"", "as-you-like"} {
		h := newHouse(t, byFeed)
		h.tell(notice(1, casefile.StageAccessTerminated, after(day).At, becomes(v)))
		require.Equal(t, []casefile.Code{"held"}, h.marks())
	}
}

// A case that has ended is told nothing any more.
func TestNoticeAfterTheEnd(t *testing.T) {
	h := newHouse(t, byFeed)
	_, _, err := h.c.Withdraw(casefile.Withdraw{Act: by(agent)}, after(hour))
	require.NoError(t, err)
	before := plain(t, h.c)
	require.Empty(t, h.c.AccessStands(notice(1, casefile.StageAccessTerminated, after(day).At), after(day)))
	require.Equal(t, before, plain(t, h.c))
}

// A case may lean on several grants and uses, each told by itself.
func TestCaseLeansOnSeveralAccesses(t *testing.T) {
	h := newHouse(t, byFeed, sideBySide)
	elsewhere := casefile.Origin{Grant: casefile.NewGrantID(), Use: casefile.UseID(casefile.NewGrantID()), Purpose: policy.BreakingNews}
	add := func(key string, id casefile.Identifier, o casefile.Origin) casefile.HopID {
		r, acts, err := h.c.AddLead(casefile.AddLead{Act: casefile.Act{Key: key, By: agent}, Identifier: id, Holder: "example-mail", Access: &o}, after(hour))
		require.NoError(t, err)
		h.do(acts)
		return r.Hop
	}
	second, third := add("second", address, feed2), add("third", phone, elsewhere)
	add("fourth", ip(opened), feed2)
	require.Len(t, h.leans, 3, "once for each use")
	require.Equal(t, elsewhere.Purpose, h.leans[2].Purpose)

	h.tell(notice(1, casefile.StageAccessSuspended, after(day).At, ofUse(feed2.Use), becomes(policy.MayNotBeUsed)))
	require.Len(t, h.marks(), 2)
	require.Equal(t, casefile.StageThroughAccess, h.hop(0).Stage, "the opening's own use stands")
	require.Equal(t, casefile.CodeRestricted, h.hops[second].Outcome)
	require.False(t, h.hops[third].Done())
	h.tell(notice(2, casefile.StageAccessSuspended, after(2*day).At))
	require.Equal(t, casefile.StageAwaitingApplication, h.hop(0).Stage)
	require.Equal(t, []casefile.Code{"may-not-be-used", "may-not-be-used", "held", "held", "held"}, h.marks(), "a milder word marks anew, and gives nothing back")
	require.Equal(t, casefile.CodeRestricted, h.hops[second].Outcome)
}

// A lead that a person adds from an access that has ended is marked at once: by the
// answer where the case leans on it for the first time, else by what is known.
func TestLeadFromAnEndedAccess(t *testing.T) {
	h := newHouse(t, sideBySide)
	lead := func(key string, id casefile.Identifier) casefile.AddLead {
		return casefile.AddLead{Act: casefile.Act{Key: key, By: agent}, Identifier: id, Holder: "example-mail", Access: &feed}
	}
	_, acts, err := h.c.AddLead(lead("first", address), after(hour))
	require.NoError(t, err)
	require.NotNil(t, acts[1].Lean)
	h.do(acts)
	h.tell(notice(7, casefile.StageAccessSuspended, opened.Add(-day)))
	mark := lastOf(h.c, casefile.EvLeadMarked)
	require.Equal(t, address, mark.Lead.Identifier)
	require.Equal(t, after(hour).At, mark.At, "not before the lead was found")

	_, acts, err = h.c.AddLead(lead("second", phone), after(2*hour))
	require.NoError(t, err)
	require.Len(t, acts, 1, "it leans on it already")
	require.Equal(t, phone, lastOf(h.c, casefile.EvLeadMarked).Lead.Identifier)

	// What is read after the access was given back bears no mark.
	h.tell(notice(8, casefile.StageAccessReinstated, after(day).At))
	_, acts, err = h.c.AddLead(lead("third", ip(opened)), after(2*day))
	require.NoError(t, err)
	h.do(acts)
	require.Len(t, h.marks(), 2)
}

// An access that the party does not have is told without a number.
func TestNoSuchAccess(t *testing.T) {
	h := newHouse(t, byFeed)
	h.tell(notice(0, casefile.StageAccessTerminated, after(hour).At, ofUse(feed.Use), becomes(""), func(n *casefile.AccessNotice) { n.Code = casefile.CodeNoSuchAccess }))
	require.Equal(t, []casefile.Code{"held"}, h.marks())
	require.Equal(t, casefile.CodeNoSuchAccess, lastOf(h.c, casefile.EvThrownBack).Code)
	h.tell(notice(0, casefile.StageAccessActive, after(2*hour).At))
	require.Equal(t, casefile.Code(casefile.StageAccessTerminated), lastOf(h.c, casefile.EvAccessStands).Code, "repeated")
}

// The state of a case that leans goes through JSON and on as it was.
func TestLeaningCaseRoundTrip(t *testing.T) {
	h := newHouse(t, byFeed)
	h.receive(0, after(hour), true, address)
	h.tell(notice(1, casefile.StageAccessActive, opened))
	var back casefile.CaseMachine
	raw, err := json.Marshal(h.c)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &back))
	require.NoError(t, back.Bind())
	require.Empty(t, back.AccessStands(notice(1, casefile.StageAccessTerminated, after(day).At), after(day)), "it knows what it was told")
	n := notice(2, casefile.StageAccessTerminated, after(day).At)
	require.Equal(t, plain(t, h.c.AccessStands(n, after(day))), plain(t, back.AccessStands(n, after(day))))
	require.Equal(t, plain(t, h.c), plain(t, &back))

	var hop casefile.HopMachine
	raw, err = json.Marshal(h.hop(0))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &hop))
	require.NoError(t, hop.Bind())
	require.Equal(t, plain(t, h.hop(0).AccessStands(n, after(day))), plain(t, hop.AccessStands(n, after(day))))
	require.Equal(t, plain(t, h.hop(0)), plain(t, &hop))
}

// The days of a case that is thrown back sum to the whole, and count from when it
// was detected.
func TestDaysOfACaseThrownBack(t *testing.T) {
	h := newHouse(t, byFeed)
	h.tell(notice(2, casefile.StageAccessTerminated, after(10*day).At))
	h.discloses(0, after(30*day), subscriber)
	require.Empty(t, h.concludes(after(30*day)))
	a, err := casefile.AccountOf(h.c.Whole(), after(31*day).At)
	require.NoError(t, err)
	require.NoError(t, a.Check())
	require.Equal(t, 30*day+hour, a.Total)
	stages := map[casefile.Stage]time.Duration{}
	for _, s := range a.Spans {
		require.Equal(t, agent.Party, s.Party, "by the access and after it the requester is awaited")
		stages[s.Stage] += s.To.Sub(s.From)
	}
	require.Equal(t, map[casefile.Stage]time.Duration{
		casefile.StageFollowing: hour, casefile.StageThroughAccess: 10 * day, casefile.StageAwaitingApplication: 20 * day,
	}, stages)
	require.Equal(t, casefile.LaneAccess, casefile.Fold(casefile.Record{Opening: h.c.Opening, Events: h.c.Record[:5]}).Lane)
}
