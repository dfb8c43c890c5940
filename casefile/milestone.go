package casefile

import (
	"slices"
	"time"
)

// MilestoneName names an instant that figures count from and to.
type MilestoneName string

// The milestones of a case, in the order in which they are listed. Those from
// first-asked to disclosed are also milestones of a hop.
const (
	MilestoneDetected MilestoneName = "detected" // the threat or offence came to notice
	MilestoneOpened   MilestoneName = "opened"
	// MilestoneFirstAsked is the first request for data or for an instrument:
	// emergency request, application or service. Preservation asks for no data.
	MilestoneFirstAsked MilestoneName = "first-asked"
	// MilestoneFirstRefused is the first refusal by a holder, in either lane. An
	// authority denies, which is not counted here.
	MilestoneFirstRefused MilestoneName = "first-refused"
	MilestoneOrdered      MilestoneName = "ordered" // first instrument granted or narrowed, or issued in an emergency
	MilestoneServed       MilestoneName = "served"
	MilestoneDisclosed    MilestoneName = "disclosed"
	// MilestoneIdentified is a conclusion with a level other than dead-end.
	MilestoneIdentified MilestoneName = "identified"
	MilestoneEnded      MilestoneName = "ended"
)

// The milestones that only a hop or the guard has, and the end of an account
// that is still open.
const (
	MilestoneQueued  MilestoneName = "queued"  // the hop was known and its turn had not come
	MilestoneStarted MilestoneName = "started" // the hop's turn came; the guard was posted
	MilestoneNow     MilestoneName = "now"     // nothing happened: the instant of asking
)

// Milestone is a named instant of a case or of one step.
type Milestone struct {
	Name MilestoneName `json:"name"`
	At   time.Time     `json:"at"`   // when it was true
	Seen time.Time     `json:"seen"` // when the engine learned of it; zero for now
	Step StepID        `json:"step"`
}

// mark says which events make a milestone.
type mark struct {
	name MilestoneName
	is   func(*Event) bool
}

func ofKind(kinds ...EventKind) func(*Event) bool {
	return func(e *Event) bool { return slices.Contains(kinds, e.Kind) }
}

// chainMarks are the milestones that cases and hops share.
var chainMarks = []mark{
	{MilestoneFirstAsked, ofKind(EvEmergencyAsked, EvApplied, EvServed)},
	{MilestoneFirstRefused, ofKind(EvRefused)},
	{MilestoneOrdered, ofKind(EvGranted, EvNarrowed, EvIssuedUnvalidated)},
	{MilestoneServed, ofKind(EvServed)},
	{MilestoneDisclosed, ofKind(EvDisclosed)},
}

var caseMarks = slices.Concat(
	[]mark{{MilestoneDetected, ofKind(EvDetected)}, {MilestoneOpened, ofKind(EvOpened)}},
	chainMarks,
	[]mark{
		{MilestoneIdentified, func(e *Event) bool {
			return e.Kind == EvConcluded && e.Level != "" && e.Level != LevelDeadEnd
		}},
		{MilestoneEnded, ofKind(EvConcluded, EvCaseWithdrawn)},
	},
)

var stepMarks = slices.Concat(
	[]mark{{MilestoneQueued, ofKind(EvHopQueued)}, {MilestoneStarted, ofKind(EvHopStarted, EvGuardPosted)}},
	chainMarks,
	[]mark{{MilestoneEnded, ofKind(EvHopEnded, EvGuardLifted)}},
)

// Milestones lists the milestones of a case that have happened, always in the
// same order of names, each at the earliest event that makes it. Where the
// record has no event for them, detected and opened are taken from the opening.
func Milestones(r Record) []Milestone {
	return milestonesOfCase(timelinesOf(r), r.Opening)
}

func milestonesOfCase(lines timelines, o Opening) []Milestone {
	found := milestonesIn(allEvents(lines), caseMarks)
	for i, m := range []Milestone{
		{MilestoneDetected, o.Detected, o.Seen, StepCase},
		{MilestoneOpened, o.At, o.Seen, StepCase},
	} {
		if _, ok := findMilestone(found, m.Name); !ok && !m.At.IsZero() {
			found = slices.Insert(found, min(i, len(found)), m)
		}
	}
	return found
}

// MilestonesOf lists the milestones of one step that have happened. For the
// case itself they are those of its own events and opening; for a hop and the
// guard they begin with queued and started.
func MilestonesOf(r Record, step StepID) []Milestone {
	line, _ := timelinesOf(r).of(step)
	if step == StepCase {
		return milestonesOfCase(timelines{steps: []timeline{line}}, r.Opening)
	}
	return milestonesIn(line.events, stepMarks)
}

// milestonesIn finds, for each mark, the first of the events that makes it.
func milestonesIn(events []*Event, marks []mark) []Milestone {
	found := []Milestone{}
	for _, m := range marks {
		if i := slices.IndexFunc(events, m.is); i >= 0 {
			e := events[i]
			found = append(found, Milestone{Name: m.name, At: e.At, Seen: e.Seen, Step: e.Step})
		}
	}
	return found
}

// allEvents lists the events of all steps by when they were true.
func allEvents(lines timelines) []*Event {
	var events []*Event
	for _, l := range lines.steps {
		events = append(events, l.events...)
	}
	slices.SortFunc(events, compareAcrossSteps)
	return events
}

// MilestonesMade names the milestones that an event of a step makes where no
// earlier event does: those of its case and those of the step by itself.
func MilestonesMade(e Event) (ofCase, ofStep []MilestoneName) {
	for _, m := range caseMarks {
		if m.is(&e) {
			ofCase = append(ofCase, m.name)
		}
	}
	marks := stepMarks
	if e.Step == StepCase {
		marks = caseMarks
	}
	for _, m := range marks {
		if m.is(&e) {
			ofStep = append(ofStep, m.name)
		}
	}
	return ofCase, ofStep
}

func findMilestone(in []Milestone, name MilestoneName) (Milestone, bool) {
	i := slices.IndexFunc(in, func(m Milestone) bool { return m.Name == name })
	if i < 0 {
		return Milestone{}, false
	}
	return in[i], true
}
