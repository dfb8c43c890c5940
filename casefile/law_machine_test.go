package casefile_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/clock"
)

// The law moves while a case runs: to another edition, or to calendars that were
// published late.

func move(who casefile.Decider, calendars ...clock.CalendarData) casefile.MoveLaw {
	return casefile.MoveLaw{Act: casefile.Act{Key: "move", By: who}, Calendars: calendars, Reason: "proclaimed"}
}

// servedInEurope is a hop whose order was served on Saturday at 02:00 in Dublin:
// ten days end on Tuesday, 20 October, at 24:00.
func servedInEurope() *casefile.HopMachine {
	return granted(europeanHop(), issueFirst(func(a *casefile.Apply) { a.BeforeValidation = false }), prosecutor, at(hour))
}

func TestAHolidayAddedLateReplansOpenCases(t *testing.T) {
	h := servedInEurope()
	x := received(t, h)
	was := h.Demand.Due
	require.Equal(t, "2026-10-20T23:00:00Z", was.UTC().Format(time.RFC3339))
	require.Equal(t, was, x.Demand.Due)
	sent := plain(t, h.Open)
	data := mourning(t, "2026-10-20")

	acts := h.MoveLaw(casefile.LawTurn{Hop: h.Start.Hop, Edition: legal.CurrentEdition, Calendars: []clock.CalendarData{data}}, at(day))
	require.Len(t, acts, 1)
	require.NotNil(t, acts[0].Remind)
	e := lastEvent(h)
	require.Equal(t, casefile.EvReplanned, e.Kind)
	require.True(t, was.Equal(e.Was))
	require.Equal(t, was.Add(day), e.Until)
	require.Equal(t, e.Until, e.Due, "the holder is the one awaited")
	require.Contains(t, e.Reason, "2026-10-20")
	require.False(t, e.Turn, "nobody else is awaited for that")
	require.Equal(t, was.Add(day), h.Demand.Due)
	require.Equal(t, was.Add(day+hour).UTC(), alarm(t, h, casefile.AlarmLadder).At.UTC())
	require.Equal(t, sent, plain(t, h.Open), "what was sent stays as it was sent")

	_, acts, err := x.MoveLaw(move(forum, data), at(day))
	require.NoError(t, err)
	require.Equal(t, h.Demand.Due, x.Demand.Due, "both sides count the same")
	require.Equal(t, x.Demand.Due, alarm(t, x, casefile.AlarmReply).At)
	require.Equal(t, casefile.DueMoved, acts[0].Tell.Kind)
	kinds := kindsOf(x)
	require.Equal(t, []casefile.EventKind{casefile.EvLawMoved, casefile.EvReplanned}, kinds[len(kinds)-2:])

	// A continued run stands under what was published.
	raw, err := json.Marshal(h)
	require.NoError(t, err)
	var back casefile.HopMachine
	require.NoError(t, json.Unmarshal(raw, &back))
	require.NoError(t, back.Bind())
	open, err := back.Deadlines()
	require.NoError(t, err)
	require.Len(t, open, 1)
	require.Equal(t, casefile.DeadlineReply, open[0].Name)
	require.True(t, back.Demand.Due.Equal(open[0].Explained.At))
	require.Contains(t, open[0].Explained.Calendar, data.Version)
}

// A day that changes no due instant leaves no trace on the hop's record.
func TestACalendarThatMovesNothingIsSilent(t *testing.T) {
	h := servedInEurope()
	last := h.Last
	require.Empty(t, h.MoveLaw(casefile.LawTurn{Edition: legal.CurrentEdition, Calendars: []clock.CalendarData{mourning(t, "2026-12-01")}}, at(day)))
	require.Equal(t, last, h.Last)
}

// The window of a notified authority is counted anew too, on both sides.
func TestTheWindowIsReplanned(t *testing.T) {
	h := suspended()
	x := received(t, h)
	was := h.Window.Due
	data := mourning(t, "2026-10-20")
	h.MoveLaw(casefile.LawTurn{Edition: legal.CurrentEdition, Calendars: []clock.CalendarData{data}}, at(day))
	require.Equal(t, was.Add(day), h.Window.Due)
	require.Equal(t, h.Window.Due, alarm(t, h, casefile.AlarmWindow).At)
	require.Equal(t, h.Window.Due, h.Due)
	_, _, err := x.MoveLaw(move(forum, data), at(day))
	require.NoError(t, err)
	require.Equal(t, h.Window.Due, alarm(t, x, casefile.AlarmWindow).At)
	require.Equal(t, h.Window.Due, x.Due)
}

// What was paused stays paused, and keeps what remained.
func TestAPausedClockIsReplanned(t *testing.T) {
	h := servedInEurope()
	x := received(t, h)
	_, _, err := x.Challenge(casefile.MakeChallenge{Act: by(forum), Grounds: "too broad"}, at(2*day))
	require.NoError(t, err)
	h.Hear(casefile.Progress{Request: h.InForce, N: 1, Kind: casefile.Challenged, At: night.Add(2 * day)}, at(2*day))
	require.True(t, h.Reply.Paused())
	require.Zero(t, h.Remaining)
	data := mourning(t, "2026-10-20")
	h.MoveLaw(casefile.LawTurn{Edition: legal.CurrentEdition, Calendars: []clock.CalendarData{data}}, at(3*day))
	_, _, err = x.MoveLaw(move(forum, data), at(3*day))
	require.NoError(t, err)
	require.Equal(t, casefile.StageUnderReview, h.Stage)
	h.Hear(casefile.Progress{Request: h.InForce, N: 2, Kind: casefile.Ruled, Awaiting: prosecutor.Party, At: night.Add(6 * day)}, at(6*day))
	x.Ruled(x.Pending.ID, casefile.Ruling{Verdict: casefile.Upheld, Decider: prosecutor, At: night.Add(6 * day)}, at(6*day))
	require.False(t, h.Reply.Paused())
	require.Equal(t, h.Demand.Due, x.Demand.Due, "both sides count the same")
	require.True(t, h.Demand.Due.After(night.Add(12*day)))
}

// A challenge after the due instant gains nothing.
func TestALateClockGainsNothingFromAPause(t *testing.T) {
	h := servedInEurope()
	due := h.Demand.Due
	h.Hear(casefile.Progress{Request: h.InForce, N: 1, Kind: casefile.Challenged, At: due}, casefile.Moment{At: due, Seen: due})
	h.Hear(casefile.Progress{Request: h.InForce, N: 2, Kind: casefile.Ruled, Awaiting: prosecutor.Party, At: due.Add(5 * day)}, casefile.Moment{At: due.Add(5 * day), Seen: due.Add(5 * day)})
	require.Equal(t, due, h.Demand.Due)
}

// The case keeps the law for the hops that begin later, and moves those that run;
// its opening keeps saying under which law it began.
func TestTheCaseMovesItsHops(t *testing.T) {
	c := europeanCase(t)
	onward(c, pendingIn(c, 0, at(6*hour), address), "example-mail-de")
	data := mourning(t, "2026-10-20")
	receipt, acts, err := c.MoveLaw(move(police, data), at(day))
	require.NoError(t, err)
	require.Len(t, acts, 2, "also the hop that waits for its validation has a clock")
	require.Equal(t, casefile.LawTurn{Hop: c.Hops[0].ID, Edition: legal.CurrentEdition, Calendars: []clock.CalendarData{data}, At: at(day).At}, *acts[0].Law)
	require.Contains(t, receipt.Note, "ie@"+data.Version)
	e := lastEvent(c)
	require.Equal(t, casefile.EvLawMoved, e.Kind)
	require.Equal(t, &casefile.LawMove{From: legal.CurrentEdition, To: legal.CurrentEdition, Calendars: []string{"ie@" + data.Version}}, e.Law)
	require.Equal(t, "proclaimed", e.Reason)
	require.Equal(t, legal.CurrentEdition, c.Opening.Edition)

	acts = onward(c, disclosedBy(c, 1, at(2*day), ip(night)), "example-isp-fr")
	require.Equal(t, []clock.CalendarData{data}, acts[0].Hop.Calendars)
	require.Equal(t, legal.CurrentEdition, acts[0].Hop.Edition)
}

// From an older edition to the current one, and what an older law had no clock
// for stays as it was.
func TestMovedToANewEdition(t *testing.T) {
	o := opening()
	o.Edition = "2026-11"
	c := must(casefile.NewCase(o))
	acts := c.Begin()
	h := must(casefile.NewHop(*acts[0].Hop))
	h.Begin()
	granted2703(h)
	due := h.Demand.Due
	_, acts, err := c.MoveLaw(casefile.MoveLaw{Act: by(agent), Edition: legal.CurrentEdition, Reason: "the clerk asked for it"}, after(day))
	require.NoError(t, err)
	require.Equal(t, legal.CurrentEdition, c.Edition)
	require.Equal(t, "2026-11", c.Opening.Edition)
	require.Equal(t, "2026-11", lastEvent(c).Law.From)
	require.Empty(t, h.MoveLaw(*acts[0].Law, after(day)))
	require.Equal(t, due, h.Demand.Due)
	require.Equal(t, legal.CurrentEdition, h.Edition)
	require.NoError(t, h.Bind())
}

func granted2703(h *casefile.HopMachine) {
	_, _, err := h.Apply(casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "threats were posted"}, after(hour))
	must(h, err)
	h.Decided(h.Open[len(h.Open)-1].ID, casefile.Decision{Verdict: casefile.Granted, Order: order(), Decider: judge, At: opened.Add(2 * hour)}, after(2*hour))
}

// A hop does not follow to a law under which it cannot stand; it records that.
func TestAHopStaysWhereItCannotFollow(t *testing.T) {
	h := servedInEurope()
	before := h.Demand.Due
	require.Empty(t, h.MoveLaw(casefile.LawTurn{Edition: "2026-11"}, at(day)))
	require.Equal(t, casefile.EvRefusedUpdate, lastEvent(h).Kind)
	require.Equal(t, casefile.CodeLawNotMoved, lastEvent(h).Code)
	require.Equal(t, before, h.Demand.Due)
	require.NoError(t, h.Bind())
	require.Empty(t, h.Edition)
}

func TestMalformedMovesOfTheLaw(t *testing.T) {
	bad := mourning(t, "2026-10-20")
	bad.From, bad.To = 2030, 2020
	for name, row := range map[string]struct {
		move casefile.MoveLaw
		says string
	}{
		"by nobody":        {casefile.MoveLaw{Edition: legal.CurrentEdition, Reason: "x"}, "key"},
		"for no reason":    {casefile.MoveLaw{Act: by(police), Edition: legal.CurrentEdition}, "reason"},
		"to nothing":       {casefile.MoveLaw{Act: by(police), Reason: "x"}, "empty"},
		"to no calendar":   {move(police, bad), "calendars[0]"},
		"to one and again": {move(police, mourning(t, "2026-10-20"), mourning(t, "2026-10-21")), "twice"},
	} {
		require.ErrorContains(t, row.move.Validate(), row.says, name)
	}
	require.NoError(t, move(police, mourning(t, "2026-10-20")).Validate())
}
