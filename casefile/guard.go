package casefile

import (
	"time"

	"writ/legal"
)

// AlarmReview is the alarm of a guard's next review.
const AlarmReview AlarmName = "review"

// GuardStart is what a guard begins with.
type GuardStart struct {
	Case      CaseID    `json:"case"`
	Requester PartyID   `json:"requester"`
	Zone      string    `json:"zone"`
	Edition   string    `json:"edition"`
	At        time.Time `json:"at"`
	Seen      time.Time `json:"seen"`
}

// GuardMachine keeps the protection that runs beside the chain: people on
// guard until somebody stands them down. It lives longer than the case if need
// be, and never ends by itself.
type GuardMachine struct {
	Start GuardStart `json:"start"`
	Journal

	law *legal.Law
}

// NewGuard makes the machine of a new guard.
func NewGuard(s GuardStart) (*GuardMachine, error) {
	g := &GuardMachine{Start: s, Journal: Journal{Step: StepProtection}}
	return g, g.Bind()
}

// Bind opens the law that the case is pinned to; call it after decoding.
func (g *GuardMachine) Bind() error {
	law, err := legal.Open(g.Start.Edition)
	g.law = law
	return err
}

// Begin posts the guard.
func (g *GuardMachine) Begin() []Action {
	m := Moment{At: g.Start.At, Seen: g.Start.Seen}
	g.Move(StageGuarding, g.Start.Requester, g.review(m.At))
	g.Note(m, Event{Kind: EvGuardPosted, By: g.Start.Requester})
	return nil
}

// Ring takes a review that has come due. A guard that nobody reviews stays.
func (g *GuardMachine) Ring(a Alarm, now time.Time) []Action {
	g.Alarms.Clear(a.Name, a.Ref)
	m := Moment{At: a.At, Seen: now}
	g.Move(StageGuarding, g.Start.Requester, g.review(a.At))
	g.Note(m, Event{Kind: EvGuardReview, By: g.Start.Requester})
	return []Action{{Remind: &Reminding{To: g.Start.Requester, Kind: EvGuardReview, Due: g.Due}}}
}

// review arms the next review and returns its instant.
func (g *GuardMachine) review(from time.Time) time.Time {
	at := addPractice(g.law, legal.PracticeReview, from, g.Start.Zone)
	g.Alarms.Set(AlarmReview, "", at)
	return at
}

// StandDown lifts the guard.
func (g *GuardMachine) StandDown(s StandDown, m Moment) (Receipt, error) {
	if err := ByParty(s.Act, g.Start.Requester); err != nil {
		return Receipt{}, err
	}
	if g.Done() {
		return Receipt{}, Refuse("ended", "", "the guard was lifted before")
	}
	if err := NotBefore(m.At, g.Start.At, "the guard was posted"); err != nil {
		return Receipt{}, err
	}
	g.Alarms = nil
	g.Move(StageEnded, Nobody, time.Time{})
	g.Note(m, Event{Kind: EvGuardLifted, By: g.Start.Requester, Reason: s.Reason})
	return g.Accept(s.Act, m, "guard lifted"), nil
}
