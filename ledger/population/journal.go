package population

import (
	"slices"

	"writ/casefile"
	"writ/ledger"
)

// This file writes the events of one step by the rules of casefile.Journal: an
// event carries the stage, party and due instant that hold from then on, and is a
// turn where stage or party changed. Here they are numbers, so that a million
// cases take seconds.

// moment is when something was true, and when it was learned.
type moment struct{ at, seen int64 }

// then is the moment of what is done because of it.
func (m moment) then() moment { return moment{m.seen, m.seen} }

// act is one event.
type act struct {
	at, seen, due, until int64
	kind                 ledger.Kind
	stage                ledger.Stage
	lane                 ledger.Lane
	level                ledger.Level
	turn, subscriber     bool
	by, awaiting         party
	holder               holder
	instrument           instrument
	code                 cause
	request              uint16 // 0: none
	after, from          uint8  // number of a hop from 1; 0: none
}

// journal is one step.
type journal struct {
	acts     []act
	stage    ledger.Stage
	awaiting party
	due      int64
	turned   bool
	last     int64 // when it learned last
	alarms   []alarm
	police   party
	holder   holder
	asked    uint16 // counts requests
	kept     int64  // preserved until
	perished bool
	kinds    *numbers
}

// alarm is something that is to happen unless it is cleared before.
type alarm struct {
	moment
	act act // what is noted
	id  alarmID
}

type alarmID uint8

const (
	onApply alarmID = iota + 1
	onDecision
	onLadder
	onValidity
	onHold
	onHeld
	onRenewal
	onPerishSoon
	onPerish
)

func (j *journal) reset(police party, h holder) {
	*j = journal{acts: j.acts[:0], alarms: j.alarms[:0], police: police, holder: h, kinds: &known}
}

// turn moves the step to a stage in which a party is awaited.
func (j *journal) turn(stage ledger.Stage, awaiting party, due int64) {
	j.turned = j.turned || stage != j.stage || awaiting != j.awaiting
	j.stage, j.awaiting, j.due = stage, awaiting, due
}

// note writes an event as the step stands.
func (j *journal) note(m moment, a act) {
	a.at, a.seen, a.stage, a.awaiting, a.due = m.at, m.seen, j.stage, j.awaiting, j.due
	a.turn, j.turned = j.turned, false
	if a.by == 0 {
		a.by = j.police
	}
	if a.holder == 0 {
		a.holder = j.holder
	}
	j.acts = append(j.acts, a)
	j.last = m.seen
}

// meet lets alarms ring until something is learned. Call it before the step is
// moved by that.
func (j *journal) meet(m moment) moment {
	m.seen = max(m.seen, m.at, j.last)
	for {
		next := -1
		for i, a := range j.alarms {
			if a.seen < m.seen && (next < 0 || a.seen < j.alarms[next].seen) {
				next = i
			}
		}
		if next < 0 {
			return m
		}
		a := j.alarms[next]
		j.alarms = slices.Delete(j.alarms, next, next+1)
		a.seen = max(a.seen, j.last)
		j.ring(a)
	}
}

func (j *journal) set(id alarmID, at int64, a act) { j.arrive(id, moment{at, at}, a) }

func (j *journal) arrive(id alarmID, m moment, a act) {
	j.alarms = append(j.alarms, alarm{m, a, id})
}

func (j *journal) clear(ids ...alarmID) {
	j.alarms = slices.DeleteFunc(j.alarms, func(a alarm) bool { return slices.Contains(ids, a.id) })
}

// ring takes an alarm.
func (j *journal) ring(a alarm) {
	k := j.kinds
	switch a.id {
	case onPerishSoon:
		if j.kept > a.at {
			return
		}
	case onPerish:
		if j.kept > a.at {
			j.set(onPerish, j.kept, a.act)
			return
		}
		j.perished = true
	case onHeld:
		j.clear(onHold)
		if a.act.until > 0 {
			j.kept = a.act.until
		}
	case onRenewal:
		if a.act.kind == k.preserveAsked {
			j.asked++
			a.act.request = j.asked
			until := j.kept + 90*day
			j.arrive(onHeld, moment{a.at + 3*hour, a.at + 3*hour}, act{
				kind: k.preserved, by: j.holder.party(), instrument: a.act.instrument, request: j.asked, until: until,
			})
			j.set(onRenewal, until-7*day, act{kind: k.preserveLapsing, until: until})
		}
	}
	j.note(a.moment, a.act)
}

// numbers are the enumerations by name.
type numbers struct {
	detected, opened, lead, leadsSpent, concluded, caseWithdrawn, caseTarget    ledger.Kind
	hopQueued, hopStarted, hopEnded                                             ledger.Kind
	preserveAsked, preserved, notPreserved, preserveLapsing, perishAlarm        ledger.Kind
	perished, emergencyAsked, emergencyUnanswered                               ledger.Kind
	applied, granted, narrowed, returned, denied                                ledger.Kind
	served, acknowledged, noticeGiven, challenged, ruled, notified, noObjection ledger.Kind
	disclosed, notAvailable, refused, defective, expired                        ledger.Kind
	reminder, secondNotice, compelMoved, requestWithdrawn                       ledger.Kind
	guardPosted, guardReview, guardLifted                                       ledger.Kind
	waiting, awaitingApplication, awaitingApproval, awaitingDisclosure          ledger.Stage
	underReview, following, awaitingConclusion, guarding, suspended, ended      ledger.Stage
	ordinary, emergency                                                         ledger.Lane
	levelSubscriber, levelOwner, levelAuthor, levelDeadEnd                      ledger.Level
	workCase, workHop, workGuard                                                ledger.Work
}

// known are the numbers; a name that the ledger does not know ends the program
// at its start, which every test would notice.
var known = func() numbers {
	k, s := must(ledger.KindOf), must(ledger.StageOf)
	lane, level, work := must(ledger.LaneOf), must(ledger.LevelOf), must(ledger.WorkOf)
	return numbers{
		detected: k(casefile.EvDetected), opened: k(casefile.EvOpened), lead: k(casefile.EvLead), leadsSpent: k(casefile.EvLeadsSpent),
		concluded: k(casefile.EvConcluded), caseWithdrawn: k(casefile.EvCaseWithdrawn), caseTarget: k(casefile.EvCaseTarget),
		hopQueued: k(casefile.EvHopQueued), hopStarted: k(casefile.EvHopStarted), hopEnded: k(casefile.EvHopEnded),
		preserveAsked: k(casefile.EvPreserveAsked), preserved: k(casefile.EvPreserved), notPreserved: k(casefile.EvNotPreserved),
		preserveLapsing: k(casefile.EvPreserveLapsing), perishAlarm: k(casefile.EvPerishAlarm), perished: k(casefile.EvPerished),
		emergencyAsked: k(casefile.EvEmergencyAsked), emergencyUnanswered: k(casefile.EvEmergencyUnanswered),
		applied: k(casefile.EvApplied), granted: k(casefile.EvGranted), narrowed: k(casefile.EvNarrowed), returned: k(casefile.EvReturned), denied: k(casefile.EvDenied),
		served: k(casefile.EvServed), acknowledged: k(casefile.EvAcknowledged), noticeGiven: k(casefile.EvNoticeGiven),
		challenged: k(casefile.EvChallenged), ruled: k(casefile.EvRuled), notified: k(casefile.EvNotified), noObjection: k(casefile.EvNoObjection),
		disclosed: k(casefile.EvDisclosed), notAvailable: k(casefile.EvNotAvailable), refused: k(casefile.EvRefused), defective: k(casefile.EvInvalid),
		expired: k(casefile.EvExpired), reminder: k(casefile.EvReminder), secondNotice: k(casefile.EvSecondNotice),
		compelMoved: k(casefile.EvCompelMoved), requestWithdrawn: k(casefile.EvRequestWithdrawn),
		guardPosted: k(casefile.EvGuardPosted), guardReview: k(casefile.EvGuardReview), guardLifted: k(casefile.EvGuardLifted),
		waiting: s(casefile.StageWaiting), awaitingApplication: s(casefile.StageAwaitingApplication), awaitingApproval: s(casefile.StageAwaitingApproval),
		awaitingDisclosure: s(casefile.StageAwaitingDisclosure), underReview: s(casefile.StageUnderReview), following: s(casefile.StageFollowing),
		awaitingConclusion: s(casefile.StageAwaitingConclusion), guarding: s(casefile.StageGuarding), suspended: s(casefile.StageSuspended), ended: s(casefile.StageEnded),
		ordinary: lane(casefile.LaneOrdinary), emergency: lane(casefile.LaneEmergency),
		levelSubscriber: level(casefile.LevelSubscriber), levelOwner: level(casefile.LevelAccountOwner), levelAuthor: level(casefile.LevelAuthor), levelDeadEnd: level(casefile.LevelDeadEnd),
		workCase: work("Identification"), workHop: work("Hop"), workGuard: work("Protection"),
	}
}()

func must[T, N any](numberOf func(T) (N, error)) func(T) N {
	return func(name T) N {
		n, err := numberOf(name)
		if err != nil {
			panic("ledger/population: " + err.Error())
		}
		return n
	}
}
