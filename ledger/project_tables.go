package ledger

import "writ/casefile"

// This file has the tables by which rows of numbers are read: what package
// casefile says of names, asked once.

var (
	nobody = codeOf(PartyLabel, string(casefile.Nobody))

	workCase  = mustNumber(WorkOf, "Identification")
	workHop   = mustNumber(WorkOf, "Hop")
	workGuard = mustNumber(WorkOf, "Protection")

	stageEnded      = mustNumber(StageOf, casefile.StageEnded)
	stageValidating = mustNumber(StageOf, casefile.StageAwaitingValidation)
	stageApplying   = mustNumber(StageOf, casefile.StageAwaitingApplication)
	laneOrdinary    = mustNumber(LaneOf, casefile.LaneOrdinary)
	laneEmergency   = mustNumber(LaneOf, casefile.LaneEmergency)
	laneAccess      = mustNumber(LaneOf, casefile.LaneAccess)
	levelDeadEnd    = mustNumber(LevelOf, casefile.LevelDeadEnd)

	kindOpened    = mustNumber(KindOf, casefile.EvOpened)
	kindDetected  = mustNumber(KindOf, casefile.EvDetected)
	kindLead      = mustNumber(KindOf, casefile.EvLead)
	kindConcluded = mustNumber(KindOf, casefile.EvConcluded)
	kindCaseGone  = mustNumber(KindOf, casefile.EvCaseWithdrawn)
	kindQueued    = mustNumber(KindOf, casefile.EvHopQueued)
	kindStarted   = mustNumber(KindOf, casefile.EvHopStarted)
	kindServed    = mustNumber(KindOf, casefile.EvServed)
	kindDueMoved  = mustNumber(KindOf, casefile.EvDueMoved)
	kindReplanned = mustNumber(KindOf, casefile.EvReplanned)
)

func mustNumber[T ~string, N ~uint8](of func(T) (N, error), name T) N {
	n, err := of(name)
	if err != nil {
		panic(err) // the lists are in enum.go
	}
	return n
}

func codeOf(kind LabelKind, text string) Code {
	l, err := NewLabel(kind, text)
	if err != nil {
		panic(err) // the names are in package casefile
	}
	return l.Code
}

// asking are the kinds of events that say with which instrument a hop asks.
// Preservation and motions to compel run beside and are not counted, as in
// casefile.HopView.
var asking = kindSet(casefile.EvEmergencyAsked, casefile.EvApplied, casefile.EvServed, casefile.EvIssuedUnvalidated)

func kindSet(names ...casefile.EventKind) (set [256]bool) {
	for _, name := range names {
		set[mustNumber(KindOf, name)] = true
	}
	return set
}

// marksOf are the milestones that an event makes, as bits by [Mark].
type marksOf struct{ ofCase, ofStep uint16 }

// made is [casefile.MilestonesMade] by step kind and event kind; of conclusions,
// those with an identification stand in identifying.
var (
	made        [3][256]marksOf
	identifying marksOf
	// moves is [casefile.MoveOf] likewise.
	moves [3][256]casefile.MoveKind
)

var marks = map[casefile.MilestoneName]Mark{
	casefile.MilestoneDetected: MarkDetected, casefile.MilestoneOpened: MarkOpened,
	casefile.MilestoneQueued: MarkQueued, casefile.MilestoneStarted: MarkStarted,
	casefile.MilestoneFirstAsked: MarkFirstAsked, casefile.MilestoneFirstRefused: MarkFirstRefused,
	casefile.MilestoneOrdered: MarkOrdered, casefile.MilestoneServed: MarkServed,
	casefile.MilestoneDisclosed: MarkDisclosed, casefile.MilestoneIdentified: MarkIdentified,
	casefile.MilestoneEnded: MarkEnded,
}

func init() {
	steps := [3]casefile.StepID{casefile.CaseStep: casefile.StepCase, casefile.GuardStep: casefile.StepProtection, casefile.HopStep: "hop"}
	for step, id := range steps {
		for i, name := range kinds {
			e := casefile.Event{Step: id, Kind: name}
			made[step][i+1] = marksOfEvent(e)
			moves[step][i+1] = casefile.MoveOf(casefile.StepKind(step), name, "") //nolint:gosec // three kinds
		}
	}
	identifying = marksOfEvent(casefile.Event{Step: casefile.StepCase, Kind: casefile.EvConcluded, Level: casefile.LevelSubscriber})
}

func marksOfEvent(e casefile.Event) marksOf {
	set := func(names []casefile.MilestoneName) (bits uint16) {
		for _, n := range names {
			bits |= 1 << marks[n]
		}
		return bits
	}
	ofCase, ofStep := casefile.MilestonesMade(e)
	return marksOf{set(ofCase), set(ofStep)}
}

// identifies reports whether the event concludes a case with an identification.
func identifies(e *Event) bool {
	return e.Kind == kindConcluded && e.Level != 0 && e.Level != levelDeadEnd
}

func moveKind(step casefile.StepKind, e *Event) casefile.MoveKind {
	if step == casefile.CaseStep && identifies(e) {
		return casefile.MoveIdentifies
	}
	return moves[step][e.Kind]
}

func marksMade(step casefile.StepKind, e *Event) marksOf {
	if step == casefile.CaseStep && identifies(e) {
		return identifying
	}
	return made[step][e.Kind]
}

// endOfCode is how a case or a hop ended, by the code of its end. Whoever had
// the power to say no refused: a holder, or an authority that took the paper away.
// Codes that are not here are [OtherEnd]: no-record (data never was there, which
// tells nothing of time), foreign, error, superseded, and answers that may not
// be used (not-validated, objected, restricted).
var endOfCode = map[Code]End{
	codeOf(CauseLabel, string(casefile.CodeLeads)):      Identified, // the hop led on
	codeOf(CauseLabel, string(casefile.CodeSubscriber)): Identified,
	codeOf(CauseLabel, string(casefile.CodeFacts)):      Identified, // it disclosed, and leads nowhere
	codeOf(CauseLabel, string(casefile.CodeRefused)):    Refused,
	codeOf(CauseLabel, string(casefile.CodeQuashed)):    Refused,
	codeOf(CauseLabel, string(casefile.CodeDefective)):  Refused,
	codeOf(CauseLabel, string(casefile.CodeGone)):       Gone,
	codeOf(CauseLabel, string(casefile.CodeNotUnique)):  NotUnique,
	codeOf(CauseLabel, string(casefile.CodeAnonymised)): Anonymised,
	codeOf(CauseLabel, string(casefile.CodeWithdrawn)):  Withdrawn,
	codeOf(CauseLabel, string(casefile.CodeAbandoned)):  Withdrawn, // by its requester
}

// endOfKind is how the work of a desk ended, by the kind of its last event.
// Kinds that are not here end by their code.
var endOfKind = map[Kind]End{
	mustNumber(KindOf, casefile.EvGranted):          Identified,
	mustNumber(KindOf, casefile.EvNarrowed):         Identified, // given in part
	mustNumber(KindOf, casefile.EvValidated):        Identified,
	mustNumber(KindOf, casefile.EvNoObjection):      Identified,
	mustNumber(KindOf, casefile.EvDisclosed):        Identified,
	mustNumber(KindOf, casefile.EvPreserveLapsed):   Identified, // it was kept to its term
	mustNumber(KindOf, casefile.EvNoticeGiven):      Identified,
	mustNumber(KindOf, casefile.EvDenied):           Refused,
	mustNumber(KindOf, casefile.EvAccessRefused):    Refused, // it never began
	mustNumber(KindOf, casefile.EvRefused):          Refused,
	mustNumber(KindOf, casefile.EvInvalid):          Refused,
	mustNumber(KindOf, casefile.EvNotValidated):     Refused,
	mustNumber(KindOf, casefile.EvObjected):         Refused,
	mustNumber(KindOf, casefile.EvRequestWithdrawn): Withdrawn,
	mustNumber(KindOf, casefile.EvReturned):         OtherEnd, // nothing was decided on the merits
}

// endOf is how a step ended by the event that ended it.
func endOf(step casefile.StepKind, desk bool, e *Event) End {
	switch {
	case identifies(e):
		return Identified
	case step == casefile.CaseStep && e.Kind == kindCaseGone:
		return Withdrawn
	case step == casefile.CaseStep && e.Level != levelDeadEnd:
		return OtherEnd // it concluded and does not say with what
	}
	if end, ok := endOfKind[e.Kind]; desk && ok {
		return end
	}
	if end, ok := endOfCode[e.Cause]; ok {
		return end
	}
	return OtherEnd
}
