package casefile

import (
	"slices"
	"testing"
)

func milestoneNames(ms []Milestone) []MilestoneName {
	names := []MilestoneName{}
	for _, m := range ms {
		names = append(names, m.Name)
	}
	return names
}

func TestMilestonesOfLongacre(t *testing.T) {
	r := longacre(t).record
	want := map[MilestoneName]string{
		MilestoneDetected: "2012-08-03 22:30", MilestoneOpened: "2012-08-03 23:40", MilestoneFirstAsked: "2012-08-03 23:55",
		MilestoneFirstRefused: "2012-08-04 02:15", MilestoneOrdered: "2012-08-07 09:30", MilestoneServed: "2012-08-07 09:30",
		MilestoneDisclosed: "2012-08-07 21:00", MilestoneIdentified: "2012-08-08 12:00", MilestoneEnded: "2012-08-08 12:00",
	}
	got := Milestones(r)
	order := []MilestoneName{
		MilestoneDetected, MilestoneOpened, MilestoneFirstAsked, MilestoneFirstRefused, MilestoneOrdered,
		MilestoneServed, MilestoneDisclosed, MilestoneIdentified, MilestoneEnded,
	}
	if names := milestoneNames(got); !slices.Equal(names, order) {
		t.Errorf("milestones %v, want %v", names, order)
	}
	for _, m := range got {
		if !m.At.Equal(instant(t, want[m.Name])) {
			t.Errorf("%s at %s, want %s", m.Name, m.At, want[m.Name])
		}
	}
	hop := milestoneNames(MilestonesOf(r, hopTweets))
	if want := []MilestoneName{MilestoneStarted, MilestoneFirstAsked, MilestoneFirstRefused, MilestoneOrdered, MilestoneServed, MilestoneDisclosed, MilestoneEnded}; !slices.Equal(hop, want) {
		t.Errorf("hop: %v, want %v", hop, want)
	}
	if guard := milestoneNames(MilestonesOf(r, StepProtection)); !slices.Equal(guard, []MilestoneName{MilestoneStarted}) {
		t.Errorf("guard: %v", guard)
	}
	if none := MilestonesOf(r, "no-such-step"); none == nil || len(none) != 0 {
		t.Errorf("unknown step: %v, want an empty list", none)
	}
}

func TestMilestones(t *testing.T) {
	begin := []MilestoneName{MilestoneDetected, MilestoneOpened}
	tests := []struct {
		name string
		tell func(*tale)
		want []MilestoneName
	}{
		{"nothing but the opening", func(w *tale) { w.record.Events = nil }, nil},
		{"preservation asks for no data", func(w *tale) {
			w.tell(hopTweets, EvPreserveAsked, "2012-08-03 23:41", nypd, StageAwaitingApplication)
		}, nil},
		{"a dead end identifies nobody", func(w *tale) {
			w.tell(StepCase, EvConcluded, "2012-08-09 12:00", Nobody, StageEnded, withLevel(LevelDeadEnd), withCode(CodeGone))
		}, []MilestoneName{MilestoneEnded}},
		{"a withdrawal ends the case", func(w *tale) {
			w.tell(StepCase, EvCaseWithdrawn, "2012-08-09 12:00", Nobody, StageEnded)
		}, []MilestoneName{MilestoneEnded}},
		{"a denial is no refusal", func(w *tale) {
			w.tell(hopTweets, EvApplied, "2012-08-06 10:00", court, StageAwaitingApproval)
			w.tell(hopTweets, EvDenied, "2012-08-06 12:00", nypd, StageAwaitingApplication)
		}, []MilestoneName{MilestoneFirstAsked}},
		{"narrowed is ordered", func(w *tale) {
			w.tell(hopTweets, EvNarrowed, "2012-08-06 12:00", nypd, StageAwaitingDisclosure)
		}, []MilestoneName{MilestoneOrdered}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newTale(t, "2012-08-03 22:30", "2012-08-03 23:40")
			tt.tell(w)
			if got, want := milestoneNames(Milestones(w.record)), slices.Concat(begin, tt.want); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	if got := Milestones(Record{}); len(got) != 0 {
		t.Errorf("an empty record has milestones %v", got)
	}
}

// What was learned late counts from when it was true.
func TestMilestoneIsTheEarliestFact(t *testing.T) {
	w := newTale(t, "2012-08-03 22:30", "2012-08-03 23:40")
	w.tell(hopMail, EvDisclosed, "2012-08-09 10:00", nypd, StageAwaitingDisclosure)
	w.tell(hopTweets, EvDisclosed, "2012-08-07 10:00", nypd, StageAwaitingDisclosure, func(e *Event) {
		e.Seen = instant(t, "2012-08-10 09:00")
	})
	m, ok := findMilestone(Milestones(w.record), MilestoneDisclosed)
	if !ok || m.Step != hopTweets || !m.Seen.Equal(instant(t, "2012-08-10 09:00")) {
		t.Errorf("got %+v", m)
	}
}
