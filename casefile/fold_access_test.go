package casefile

import (
	"slices"
	"testing"

	"writ/legal"
	"writ/legal/policy"
)

var taleFeed = Origin{Grant: "2d1e0a51-55c7-4b0e-8a3c-1f0e6a9d2b01", Use: "2d1e0a51-55c7-4b0e-8a3c-1f0e6a9d2b02", Purpose: policy.PublicSafety}

func withOrigin() func(*Event) {
	return func(e *Event) { o := taleFeed; e.Lead.Origin = &o }
}

// byFeedTale is a case whose first hop went by a feed, was thrown back, and then
// asked under a paper.
func byFeedTale(t *testing.T) *tale {
	t.Helper()
	w := newTale(t, "2016-05-01 08:00", "2016-05-01 09:00")
	about := func(e *Event) { e.Grant, e.Use = taleFeed.Grant, taleFeed.Use }
	received := func(e *Event) { e.Identifiers = []Identifier{{Kind: legal.KindEmail, Value: "l2"}} }
	w.tell(hopTweets, EvHopStarted, "2016-05-01 09:00", nypd, StageThroughAccess, withLead("l1", legal.KindAccount, ""), withOrigin(), withLane(LaneAccess))
	w.tell(StepCase, EvAccessStands, "2016-05-01 09:00", nypd, StageFollowing, about, withCode(Code(StageAccessActive)))
	w.tell(hopTweets, EvReceived, "2016-05-02 09:00", nypd, StageThroughAccess, received)
	w.tell(hopTweets, EvReceived, "2016-05-02 10:00", nypd, StageThroughAccess, received)
	w.tell(hopMail, EvHopQueued, "2016-05-02 09:00", nypd, StageWaiting, withLead("l2", legal.KindEmail, hopTweets), withOrigin())
	w.tell(StepCase, EvAccessStands, "2016-05-10 09:00", nypd, StageFollowing, about, withCode(Code(StageAccessTerminated)), withReason("ended"))
	w.tell(StepCase, EvAccessStands, "2016-05-08 09:00", nypd, StageFollowing, about, withCode(Code(StageAccessReinstated))) // true earlier, learned last
	w.tell(StepCase, EvLeadMarked, "2016-05-10 09:00", nypd, StageFollowing, withLead("l1", legal.KindAccount, ""), withCode("may-not-be-used"))
	w.tell(StepCase, EvLeadMarked, "2016-05-10 09:00", nypd, StageFollowing, withLead("l2", legal.KindEmail, hopTweets), withCode("held"))
	w.tell(StepCase, EvLeadMarked, "2016-05-10 09:00", nypd, StageFollowing, withLead("l2", legal.KindEmail, hopTweets), withCode("may-not-be-used"))
	w.tell(StepCase, EvRestricted, "2016-05-10 09:00", nypd, StageFollowing, withLead("l2", legal.KindEmail, hopTweets), withCode(CodeRestricted))
	w.tell(hopTweets, EvThrownBack, "2016-05-10 09:00", nypd, StageAwaitingApplication, withLane(LaneOrdinary))
	w.tell(hopTweets, EvServed, "2016-05-20 09:00", twitter, StageAwaitingDisclosure, withLane(LaneOrdinary))
	return w
}

func TestFoldOfStandingAccess(t *testing.T) {
	w := byFeedTale(t)
	s := Fold(w.record)
	if len(s.Access) != 1 || s.Access[0].Stage != StageAccessReinstated || s.Access[0].Use != taleFeed.Use || !s.Access[0].Since.Equal(instant(t, "2016-05-08 09:00")) {
		t.Errorf("what was learned last counts: %+v", s.Access)
	}
	h, _ := s.Hop(HopID(hopTweets))
	if h.Through == nil || *h.Through != taleFeed || !h.ThrownBack.Equal(instant(t, "2016-05-10 09:00")) || len(h.Received) != 1 || len(h.Disclosed) != 0 {
		t.Errorf("%+v", h)
	}
	if h.Lane != LaneOrdinary || !h.Started.Equal(instant(t, "2016-05-01 09:00")) || h.Marked != "may-not-be-used" || h.Restricted {
		t.Errorf("%+v", h)
	}
	if m, _ := s.Hop(HopID(hopMail)); !m.Restricted || m.Marked != "may-not-be-used" || m.Through != nil {
		t.Errorf("%+v", m)
	}
	if s.Leads[0].Restricted || !s.Leads[1].Restricted || s.Leads[1].Marked != "may-not-be-used" {
		t.Errorf("%+v", s.Leads)
	}
	backwards := Record{Opening: w.record.Opening, Events: slices.Clone(w.record.Events)}
	slices.Reverse(backwards.Events)
	if again := Fold(backwards); again.Access[0] != s.Access[0] || again.Leads[1].Marked != s.Leads[1].Marked {
		t.Error("the order in which a record is written says nothing")
	}
}

// The lane of a case is access while all open hops go by it.
func TestLaneOfACase(t *testing.T) {
	w := byFeedTale(t)
	for events, lane := range map[int]Lane{2: LaneOrdinary, 3: LaneAccess, 13: LaneAccess, 14: LaneOrdinary, 15: LaneOrdinary} {
		if s := Fold(upTo(w.record, events)); s.Lane != lane {
			t.Errorf("after %d events the lane is %s, want %s", events, s.Lane, lane)
		}
	}
	open := upTo(w.record, 3)
	open.Events = slices.Clone(open.Events)
	tell := func(step StepID, kind EventKind, lane Lane) {
		at := instant(t, "2016-05-01 12:00")
		open.Events = append(open.Events, Event{Seq: 1, Step: step, Kind: kind, At: at, Seen: at, Awaiting: nypd, Stage: StageAwaitingDisclosure, Lane: lane, Turn: true})
	}
	tell(hopMail, EvHopStarted, "")
	if s := Fold(open); s.Lane != LaneOrdinary {
		t.Errorf("beside a hop that needs a paper: %s", s.Lane)
	}
	tell(hopLine, EvHopStarted, LaneEmergency)
	if s := Fold(open); s.Lane != LaneEmergency {
		t.Errorf("beside an emergency: %s", s.Lane)
	}
}

// What events about standing access carry as a code is listed.
func TestCodesListWhatAccessCarries(t *testing.T) {
	known := Codes()
	for _, stage := range AccessStages() {
		if !slices.Contains(known, Code(stage)) {
			t.Errorf("Codes lacks %s", stage)
		}
	}
	for _, rule := range policy.Rules() {
		if !slices.Contains(known, Code(rule)) {
			t.Errorf("Codes lacks %s", rule)
		}
	}
	for _, c := range []Code{"held", "may-be-used", "may-not-be-used", "press", "audit", "complaint", "give-back", "maintain", "clear", "Ended"} {
		if !slices.Contains(known, c) {
			t.Errorf("Codes lacks %s", c)
		}
	}
}
