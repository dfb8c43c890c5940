package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Account is the account of days: it charges every instant from one milestone
// to another to exactly one party, at one stage of one step. The parts sum to
// the whole, to the nanosecond.
type Account struct {
	From Milestone `json:"from"`
	To   Milestone `json:"to"`
	// Total is the time from From to To, in nanoseconds in JSON, as are all
	// elapsed times here.
	Total time.Duration `json:"total"`
	// Provisional means that what is counted has not ended: To is the instant of
	// asking, and a later fact may move the path along which days are charged.
	Provisional bool   `json:"provisional"`
	Zone        string `json:"zone"` // IANA zone of the requester, in which dates are read
	// Spans follow each other without gap or overlap, in the account's zone.
	Spans   []Span       `json:"spans"`
	ByParty []PartyShare `json:"byParty"` // longest first, then by name
	BySteps []StepShare  `json:"bySteps"` // longest first, then by name
	// DatesTouched and DaysBetween are those of [Figure].
	DatesTouched int `json:"datesTouched"`
	DaysBetween  int `json:"daysBetween"`
}

// Span is a stretch of time that one party held. From is in, To is out.
type Span struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Party PartyID   `json:"party"`
	Step  StepID    `json:"step"`
	Stage Stage     `json:"stage"`
}

// PartyShare is how long a party was awaited.
type PartyShare struct {
	Party   PartyID       `json:"party"`
	Elapsed time.Duration `json:"elapsed"`
}

// StepShare is how long the account ran in a step.
type StepShare struct {
	Step    StepID        `json:"step"`
	Elapsed time.Duration `json:"elapsed"`
}

// AccountOf charges the whole case, from when it was detected (or else opened)
// to its end, or to now while it is open. Hops may run side by side; the days
// are charged along the critical path, as days_path.go says. Now is case time.
func AccountOf(r Record, now time.Time) (Account, error) {
	lines := timelinesOf(r)
	marks := milestonesOfCase(lines, r.Opening)
	from, ok := findMilestone(marks, MilestoneDetected)
	if !ok {
		from, ok = findMilestone(marks, MilestoneOpened)
	}
	if !ok {
		return Account{}, fmt.Errorf("account of case %s: the record says neither when it was detected nor when it was opened", r.Opening.Case)
	}
	if opened, ok := findMilestone(marks, MilestoneOpened); ok {
		lines.course.Opened = opened.At
	}
	line, _ := lines.of(StepCase)
	end, ended := line.closing()
	to := milestoneOr(end, ended, StepCase, now)
	return lines.close(lines.course.Charge(from.At, to.At), from, to, !ended, r.Opening.Zone)
}

// AccountOfStep charges one step by itself: a hop from its start, the guard
// from its posting, to their end, or to now while they are open; for the case
// it charges only what the case step itself says, whatever its hops do. A hop
// that is still queued has no account.
func AccountOfStep(r Record, step StepID, now time.Time) (Account, error) {
	lines := timelinesOf(r)
	line, _ := lines.of(step)
	marks := MilestonesOf(r, step)
	from, ok := findMilestone(marks, MilestoneStarted)
	if step == StepCase {
		from, ok = findMilestone(marks, MilestoneDetected)
		if opened, found := findMilestone(marks, MilestoneOpened); found {
			lines.course.Opened = opened.At
			if !ok {
				from, ok = opened, true
			}
		}
	}
	if !ok {
		return Account{}, fmt.Errorf("account of step %s: it has not begun", step)
	}
	end, ended := line.closing()
	to := milestoneOr(end, ended, step, now)
	return lines.close(lines.course.ChargeStep(line.place, from.At, to.At), from, to, !ended, r.Opening.Zone)
}

// milestoneOr is the milestone of a step's end, or now where it has none.
func milestoneOr(end *Event, ended bool, step StepID, now time.Time) Milestone {
	if ended {
		return Milestone{Name: MilestoneEnded, At: end.At, Seen: end.Seen, Step: step}
	}
	return Milestone{Name: MilestoneNow, At: now.Round(0), Step: step} // Round drops the machine's own clock
}

// close turns the charges of a course into an account.
func (ls timelines) close(charged []Stretch, from, to Milestone, provisional bool, zone string) (Account, error) {
	figure, err := FigureBetween(from, to, zone)
	if err != nil {
		return Account{}, fmt.Errorf("account: %w", err)
	}
	loc, err := zoneNamed(zone)
	if err != nil {
		return Account{}, fmt.Errorf("account: %w", err)
	}
	a := Account{
		From: from, To: to, Total: figure.Elapsed, Provisional: provisional, Zone: zone,
		Spans:        ls.spans(charged, loc),
		DatesTouched: figure.DatesTouched, DaysBetween: figure.DaysBetween,
	}
	a.ByParty, a.BySteps = sharesOf(a.Spans)
	return a, nil
}

// spans gives stretches their names, and their instants a zone.
func (ls timelines) spans(charged []Stretch, loc *time.Location) []Span {
	spans := make([]Span, 0, len(charged))
	for _, c := range charged {
		s := Span{
			From: c.From.In(loc), To: c.To.In(loc), Step: StepCase,
			Party: PartyID(ls.parties.of(c.Party)), Stage: Stage(ls.stages.of(int64(c.Stage))),
		}
		if c.Step >= 0 {
			s.Step = ls.steps[c.Step].step
		}
		spans = append(spans, s)
	}
	return spans
}

// sharesOf sums spans by party and by step.
func sharesOf(spans []Span) ([]PartyShare, []StepShare) {
	party, step := map[PartyID]time.Duration{}, map[StepID]time.Duration{}
	for _, s := range spans {
		d := s.To.Sub(s.From)
		party[s.Party] += d
		step[s.Step] += d
	}
	byParty, bySteps := make([]PartyShare, 0, len(party)), make([]StepShare, 0, len(step))
	for p, d := range party {
		byParty = append(byParty, PartyShare{p, d})
	}
	for s, d := range step {
		bySteps = append(bySteps, StepShare{s, d})
	}
	slices.SortFunc(byParty, func(a, b PartyShare) int {
		return cmp.Or(cmp.Compare(b.Elapsed, a.Elapsed), strings.Compare(string(a.Party), string(b.Party)))
	})
	slices.SortFunc(bySteps, func(a, b StepShare) int {
		return cmp.Or(cmp.Compare(b.Elapsed, a.Elapsed), strings.Compare(string(a.Step), string(b.Step)))
	})
	return byParty, bySteps
}
