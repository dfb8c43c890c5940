package casefile

import (
	"slices"
	"testing"
	"time"

	"writ/legal"
)

// upTo is the record as it stood after n events.
func upTo(r Record, n int) Record { return Record{Opening: r.Opening, Events: r.Events[:n]} }

// through is the record up to and including the first event of a kind.
func through(t *testing.T, r Record, kind EventKind) Record {
	t.Helper()
	i := slices.IndexFunc(r.Events, func(e Event) bool { return e.Kind == kind })
	if i < 0 {
		t.Fatalf("no event of kind %s", kind)
	}
	return upTo(r, i+1)
}

func TestFoldOfLongacre(t *testing.T) {
	r := longacre(t).record
	tests := []struct {
		through  EventKind
		stage    Stage
		awaiting []PartyID
		lane     Lane
		due      string
		hopStage Stage
	}{
		{EvOpened, StageFollowing, []PartyID{nypd}, LaneOrdinary, "", ""},
		{EvHopStarted, StageFollowing, []PartyID{nypd}, LaneOrdinary, "", StageAwaitingApplication},
		{EvEmergencyAsked, StageFollowing, []PartyID{twitter}, LaneEmergency, "2012-08-04 23:55", StageAwaitingDisclosure},
		{EvRefused, StageFollowing, []PartyID{nypd}, LaneOrdinary, "", StageAwaitingApplication},
		{EvApplied, StageFollowing, []PartyID{court}, LaneOrdinary, "", StageAwaitingApproval},
		{EvServed, StageFollowing, []PartyID{twitter}, LaneOrdinary, "2012-08-17 00:00", StageAwaitingDisclosure},
		{EvHopEnded, StageAwaitingConclusion, []PartyID{nypd}, LaneOrdinary, "", StageEnded},
		{EvConcluded, StageEnded, []PartyID{}, LaneOrdinary, "", StageEnded},
	}
	for _, tt := range tests {
		t.Run(string(tt.through), func(t *testing.T) {
			s := Fold(through(t, r, tt.through))
			if s.Case != taleCase || s.Stage != tt.stage || !slices.Equal(s.Awaiting, tt.awaiting) || s.Awaiting == nil || s.Lane != tt.lane {
				t.Errorf("got %s %v %s, want %s %v %s", s.Stage, s.Awaiting, s.Lane, tt.stage, tt.awaiting, tt.lane)
			}
			if due := (time.Time{}); tt.due == "" && !s.Due.Equal(due) || tt.due != "" && !s.Due.Equal(instant(t, tt.due)) {
				t.Errorf("due %s, want %s", s.Due, tt.due)
			}
			if h, _ := s.Hop(HopID(hopTweets)); h.Stage != tt.hopStage {
				t.Errorf("hop at %s, want %s", h.Stage, tt.hopStage)
			}
		})
	}
	s := Fold(r)
	if !s.Concluded || s.Withdrawn || s.Level != LevelAccountOwner || s.DeadEnd != "" || !s.Ended.Equal(instant(t, "2012-08-08 12:00")) {
		t.Errorf("the end: %+v", s)
	}
	if g := s.Guard; g == nil || !g.Up || !g.Since.Equal(instant(t, "2012-08-03 23:40")) || !g.Due.Equal(instant(t, "2012-08-04 23:40")) {
		t.Errorf("the guard outlives the case: %+v", g)
	}
}

func TestFoldHop(t *testing.T) {
	w := longacre(t)
	h, ok := Fold(w.record).Hop(HopID(hopTweets))
	if !ok || h.N != 1 || h.Lead.ID != "l1" || h.Holder != "h-l1" || h.Outcome != CodeSubscriber || len(h.Disclosed) != 1 || h.Open() {
		t.Errorf("%+v", h)
	}
	if h.Reason != "not present, specific and immediate" || !h.PreservedUntil.Equal(instant(t, "2012-11-02 00:00")) {
		t.Errorf("reason %q, preserved until %s", h.Reason, h.PreservedUntil)
	}
	if !h.Started.Equal(instant(t, "2012-08-03 23:40")) || !h.Ended.Equal(instant(t, "2012-08-07 21:00")) || h.Awaiting != Nobody {
		t.Errorf("from %s to %s, awaiting %s", h.Started, h.Ended, h.Awaiting)
	}
	if _, ok := Fold(w.record).Hop("none"); ok {
		t.Error("found a hop that is not there")
	}
}

// What runs beside a request does not replace it.
func TestFoldHopKeepsItsRequest(t *testing.T) {
	w := newTale(t, "2012-08-01 08:00", "2012-08-01 09:00")
	asked := func(in legal.InstrumentID, id RequestID) func(*Event) {
		return func(e *Event) { e.Instrument, e.Request = in, id }
	}
	w.tell(hopLine, EvHopStarted, "2012-08-01 09:00", nypd, StageAwaitingApplication, withUntil(t, "2012-09-01 00:00"))
	w.tell(hopLine, EvServed, "2012-08-02 09:00", isp, StageAwaitingDisclosure, asked("us.subpoena", "r2"), withDue(t, "2012-08-12 00:00"))
	w.tell(hopLine, EvPreserveAsked, "2012-08-02 10:00", isp, StageAwaitingDisclosure, asked("us.preservation", "r1"), withDue(t, "2012-08-12 00:00"))
	w.tell(hopLine, EvPerishAlarm, "2012-08-20 00:00", isp, StageAwaitingDisclosure)
	w.tell(hopLine, EvCompelMoved, "2012-08-20 10:00", isp, StageAwaitingDisclosure, asked("us.motion", "r3"))
	w.tell(hopLine, EvDueMoved, "2012-08-20 11:00", isp, StageAwaitingDisclosure, withDue(t, "2012-08-30 00:00"))
	w.tell(hopLine, EventKind("something-new"), "2012-08-20 12:00", isp, StageAwaitingDisclosure, asked("x", "r9"), withDue(t, "2012-08-30 00:00"), withCode("x"), withReason("x"))
	s := Fold(w.record)
	h, _ := s.Hop(HopID(hopLine))
	if h.Instrument != "us.subpoena" || h.Request != "r2" || h.Reason != "" || h.Outcome != "" {
		t.Errorf("%+v", h)
	}
	if !h.Since.Equal(instant(t, "2012-08-02 09:00")) || !h.Due.Equal(instant(t, "2012-08-30 00:00")) || !s.Due.Equal(h.Due) {
		t.Errorf("since %s, due %s and %s", h.Since, h.Due, s.Due)
	}
	if !h.PerishesAt.Equal(instant(t, "2012-09-01 00:00")) || h.Perished {
		t.Errorf("perishes at %s", h.PerishesAt)
	}
	w.tell(hopLine, EvPerished, "2012-09-01 00:00", isp, StageAwaitingDisclosure)
	if h, _ := Fold(w.record).Hop(HopID(hopLine)); !h.Perished {
		t.Error("it perished")
	}
}

func TestFoldHopsAndLeads(t *testing.T) {
	w := chainOfThree(t)
	w.tell(StepCase, EvLead, "2012-08-05 09:00", nypd, StageFollowing, withLead("l4", legal.KindPhone, hopLine))
	s := Fold(upTo(w.record, len(w.record.Events)-2)) // the line still waits
	want := []struct {
		hop   StepID
		lead  LeadID
		stage Stage
	}{{hopTweets, "l1", StageEnded}, {hopMail, "l2", StageEnded}, {hopLine, "l3", StageWaiting}}
	if len(s.Hops) != len(want) || len(s.Leads) != len(want) {
		t.Fatalf("%d hops and %d leads", len(s.Hops), len(s.Leads))
	}
	for i, x := range want {
		if h := s.Hops[i]; h.ID != HopID(x.hop) || h.N != i+1 || h.Stage != x.stage {
			t.Errorf("hop %d: %+v", i+1, h)
		}
		if l := s.Leads[i]; l.Lead.ID != x.lead || l.Hop != HopID(x.hop) || l.Followed != (x.stage != StageWaiting) {
			t.Errorf("lead %d: %+v", i+1, l)
		}
	}
	if s.Stage != StageFollowing || !slices.Equal(s.Awaiting, []PartyID{nypd}) {
		t.Errorf("between two hops the requester is awaited: %s %v", s.Stage, s.Awaiting)
	}
	if s = Fold(w.record); len(s.Leads) != 4 || s.Leads[3].Hop != "" || s.Leads[3].Followed {
		t.Errorf("a lead that no hop follows: %+v", s.Leads)
	}
}

func TestFoldAwaitsAllOpenHops(t *testing.T) {
	w := sideBySide(t)
	if s := Fold(w.record); !slices.Equal(s.Awaiting, []PartyID{isp, gmail}) {
		t.Errorf("awaiting %v", s.Awaiting)
	}
	// The leads were spent, then a person added one.
	w.tell(StepCase, EvLeadsSpent, "2012-08-02 12:00", nypd, StageAwaitingConclusion)
	if s := Fold(w.record); s.Stage != StageFollowing {
		t.Errorf("a case with open hops is at %s", s.Stage)
	}
}

func TestFoldEnds(t *testing.T) {
	tests := []struct {
		name                 string
		kind                 EventKind
		level                Level
		code                 Code
		concluded, withdrawn bool
		deadEnd              Code
	}{
		{"identified", EvConcluded, LevelAuthor, "", true, false, ""},
		{"dead end", EvConcluded, LevelDeadEnd, CodeGone, true, false, CodeGone},
		{"withdrawn", EvCaseWithdrawn, "", "", false, true, CodeWithdrawn},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := sideBySide(t)
			w.tell(StepProtection, EvGuardPosted, "2012-08-01 09:00", nypd, StageGuarding)
			w.tell(StepProtection, EvGuardLifted, "2012-08-05 09:00", Nobody, StageEnded)
			w.tell(StepCase, tt.kind, "2012-08-06 09:00", Nobody, StageEnded, withLevel(tt.level), withCode(tt.code))
			w.tell(StepCase, EvRefusedUpdate, "2012-08-07 09:00", nypd, StageFollowing) // nothing reopens a case
			s := Fold(w.record)
			if s.Stage != StageEnded || s.Concluded != tt.concluded || s.Withdrawn != tt.withdrawn || s.Level != tt.level || s.DeadEnd != tt.deadEnd {
				t.Errorf("%+v", s)
			}
			if len(s.Awaiting) != 0 || !s.Due.IsZero() || !s.Ended.Equal(instant(t, "2012-08-06 09:00")) {
				t.Errorf("awaiting %v until %s, ended %s", s.Awaiting, s.Due, s.Ended)
			}
			if s.Guard == nil || s.Guard.Up || !s.Guard.Until.Equal(instant(t, "2012-08-05 09:00")) {
				t.Errorf("guard %+v", s.Guard)
			}
		})
	}
}

func TestFoldIsTotal(t *testing.T) {
	if s := Fold(Record{}); s.Awaiting == nil || s.Hops == nil || s.Leads == nil || s.Guard != nil {
		t.Errorf("an empty record: %+v", s)
	}
	w := longacre(t)
	w.record.Events = append(w.record.Events, Event{
		Seq: 3, Step: hopTweets, Kind: EvDenied, At: instant(t, "2012-08-07 20:00"), Reason: "a number repeated",
	})
	if h, _ := Fold(w.record).Hop(HopID(hopTweets)); h.Reason == "a number repeated" {
		t.Error("a repeated number was not ignored")
	}
}
