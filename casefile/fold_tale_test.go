package casefile

import (
	"testing"
	"time"

	"writ/legal"
)

// A tale writes records for tests as the machines write them: events of a step
// are numbered in the order of telling, and an event is a turn when stage or
// party awaited change.
type tale struct {
	t      *testing.T
	record Record
	last   map[StepID]Event
}

const (
	taleCase  CaseID  = "6b0f7c1e-2f0b-4a7e-9a53-0d9a6d1f4c11"
	hopTweets StepID  = "hop-1"
	hopMail   StepID  = "hop-2"
	hopLine   StepID  = "hop-3"
	nypd      PartyID = "nypd"
	twitter   PartyID = "twitter"
	court     PartyID = "manhattan-court"
	gmail     PartyID = "gmail"
	isp       PartyID = "frontier"
)

// newTale opens a case in New York.
func newTale(t *testing.T, detected, opened string) *tale {
	t.Helper()
	w := &tale{t: t, last: map[StepID]Event{}}
	w.record.Opening = Opening{
		Case: taleCase, Requester: nypd, Strategy: StrategyChain, Zone: "America/New_York",
		Detected: instant(t, detected), At: instant(t, opened), Seen: instant(t, opened),
	}
	w.tell(StepCase, EvDetected, detected, nypd, StageFollowing)
	w.tell(StepCase, EvOpened, opened, nypd, StageFollowing)
	return w
}

// tell records an event; at is wall-clock time in New York.
func (w *tale) tell(step StepID, kind EventKind, at string, awaiting PartyID, stage Stage, more ...func(*Event)) {
	w.t.Helper()
	e := Event{Step: step, Kind: kind, At: instant(w.t, at), By: awaiting, Awaiting: awaiting, Stage: stage}
	e.Seen = e.At
	before, told := w.last[step]
	e.Seq = before.Seq + 1
	e.Turn = !told || before.Awaiting != awaiting || before.Stage != stage
	for _, change := range more {
		change(&e)
	}
	w.last[step] = e
	w.record.Events = append(w.record.Events, e)
}

func withLead(id LeadID, kind legal.IdentifierKind, from StepID) func(*Event) {
	return func(e *Event) {
		e.Lead = &Lead{ID: id, Identifier: Identifier{Kind: kind, Value: string(id)}, Holder: "h-" + legal.HolderID(id), From: HopID(from), At: e.At, Seen: e.At}
	}
}

func withCause(hop StepID) func(*Event) { return func(e *Event) { e.Cause = HopID(hop) } }
func withCode(c Code) func(*Event)      { return func(e *Event) { e.Code = c } }
func withLane(l Lane) func(*Event)      { return func(e *Event) { e.Lane = l } }
func withLevel(l Level) func(*Event)    { return func(e *Event) { e.Level = l } }
func withReason(r string) func(*Event)  { return func(e *Event) { e.Reason = r } }

func withDue(t *testing.T, due string) func(*Event) {
	t.Helper()
	at := instant(t, due)
	return func(e *Event) { e.Due = at }
}

func withUntil(t *testing.T, until string) func(*Event) {
	t.Helper()
	at := instant(t, until)
	return func(e *Event) { e.Until = at }
}

func withSubscriber() func(*Event) {
	return func(e *Event) {
		e.Identifiers = []Identifier{{Kind: legal.KindSubscriber, Subscriber: &Subscriber{Name: "A. Sample"}}}
	}
}

// instant reads wall-clock time in New York.
func instant(t *testing.T, s string) time.Time {
	t.Helper()
	return instantIn(t, "America/New_York", s)
}

func instantIn(t *testing.T, zone, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// longacre is the case of the Longacre Theatre, New York 2012, up to the naming
// of the account's owner. The times of the court are invented; those of request
// and refusal are the sources'.
func longacre(t *testing.T) *tale {
	t.Helper()
	w := newTale(t, "2012-08-03 22:30", "2012-08-03 23:40")
	w.tell(StepProtection, EvGuardPosted, "2012-08-03 23:40", nypd, StageGuarding, withDue(t, "2012-08-04 23:40"))
	w.tell(StepCase, EvLead, "2012-08-03 23:40", nypd, StageFollowing, withLead("l1", legal.KindAccount, ""))
	w.tell(hopTweets, EvHopStarted, "2012-08-03 23:40", nypd, StageAwaitingApplication, withLead("l1", legal.KindAccount, ""))
	w.tell(hopTweets, EvPreserveAsked, "2012-08-03 23:40", nypd, StageAwaitingApplication)
	w.tell(hopTweets, EvEmergencyAsked, "2012-08-03 23:55", twitter, StageAwaitingDisclosure, withLane(LaneEmergency), withDue(t, "2012-08-04 23:55"))
	w.tell(hopTweets, EvRefused, "2012-08-04 02:15", nypd, StageAwaitingApplication, withLane(LaneEmergency), withCode(CodeRefused), withReason("not present, specific and immediate"))
	w.tell(hopTweets, EvPreserved, "2012-08-04 11:00", nypd, StageAwaitingApplication, withUntil(t, "2012-11-02 00:00"))
	w.tell(hopTweets, EvApplied, "2012-08-06 10:00", court, StageAwaitingApproval, withLane(LaneOrdinary))
	w.tell(hopTweets, EvGranted, "2012-08-07 09:30", nypd, StageAwaitingDisclosure)
	w.tell(hopTweets, EvServed, "2012-08-07 09:30", twitter, StageAwaitingDisclosure, withLane(LaneOrdinary), withDue(t, "2012-08-17 00:00"))
	w.tell(hopTweets, EvDisclosed, "2012-08-07 21:00", nypd, StageAwaitingDisclosure, withSubscriber())
	w.tell(hopTweets, EvHopEnded, "2012-08-07 21:00", Nobody, StageEnded, withCode(CodeSubscriber))
	w.tell(StepCase, EvLeadsSpent, "2012-08-07 21:00", nypd, StageAwaitingConclusion)
	w.tell(StepCase, EvConcluded, "2012-08-08 12:00", Nobody, StageEnded, withLevel(LevelAccountOwner))
	return w
}
