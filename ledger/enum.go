package ledger

import (
	"fmt"
	"slices"

	"writ/casefile"
)

// The enumerations below are numbered by their place, from 1; 0 is none. Stored
// rows hold the numbers, so a list only ever grows at its end. A test fails when
// package casefile has a value that its list lacks.

// Kind is the number of a casefile.EventKind.
type Kind uint8

// Stage is the number of a casefile.Stage.
type Stage uint8

// Lane is the number of a casefile.Lane.
type Lane uint8

// Level is the number of a casefile.Level.
type Level uint8

// Work is the number of a workflow type.
type Work uint8

var kinds = []casefile.EventKind{
	casefile.EvDetected,
	casefile.EvOpened,
	casefile.EvLead,
	casefile.EvConcluded,
	casefile.EvLeadsSpent,
	casefile.EvCaseWithdrawn,
	casefile.EvCaseTarget,
	casefile.EvRefusedUpdate,
	casefile.EvHopQueued,
	casefile.EvHopStarted,
	casefile.EvHopLost,
	casefile.EvHopEnded,
	casefile.EvPreserveAsked,
	casefile.EvPreserved,
	casefile.EvNotPreserved,
	casefile.EvPreserveLapsing,
	casefile.EvPreserveLapsed,
	casefile.EvPerishAlarm,
	casefile.EvPerished,
	casefile.EvEmergencyAsked,
	casefile.EvEmergencyUnanswered,
	casefile.EvApplied,
	casefile.EvGranted,
	casefile.EvNarrowed,
	casefile.EvReturned,
	casefile.EvDenied,
	casefile.EvServed,
	casefile.EvAcknowledged,
	casefile.EvNoticeGiven,
	casefile.EvNoticeDeferred,
	casefile.EvNoticeDue,
	casefile.EvChallenged,
	casefile.EvRuled,
	casefile.EvDueMoved,
	casefile.EvDisclosed,
	casefile.EvNotAvailable,
	casefile.EvRefused,
	casefile.EvInvalid,
	casefile.EvExpired,
	casefile.EvReminder,
	casefile.EvSecondNotice,
	casefile.EvCompelMoved,
	casefile.EvRequestWithdrawn,
	casefile.EvIssuedUnvalidated,
	casefile.EvValidated,
	casefile.EvNotValidated,
	casefile.EvNotified,
	casefile.EvNoObjection,
	casefile.EvObjected,
	casefile.EvRestricted,
	casefile.EvLawMoved,
	casefile.EvReplanned,
	casefile.EvGuardPosted,
	casefile.EvGuardReview,
	casefile.EvGuardLifted,
	casefile.EvReceived,
	casefile.EvThrownBack,
	casefile.EvLeadMarked,
	casefile.EvAccessStands,
	casefile.EvNoneHeld,
	casefile.EvAccessRequested,
	casefile.EvAccessGranted,
	casefile.EvAccessRefused,
	casefile.EvUseDeclared,
	casefile.EvUseAccepted,
	casefile.EvUseRefused,
	casefile.EvFinding,
	casefile.EvReviewOpened,
	casefile.EvReviewCleared,
	casefile.EvAccessRestricted,
	casefile.EvAccessSuspended,
	casefile.EvAccessTerminated,
	casefile.EvAccessReinstated,
	casefile.EvPolicyMoved,
	casefile.EvProtested,
	casefile.EvTermsProposed,
	casefile.EvProtestAnswered,
	casefile.EvNoResult,
}

var stages = []casefile.Stage{
	casefile.StageWaiting,
	casefile.StageAwaitingApplication,
	casefile.StageAwaitingApproval,
	casefile.StageAwaitingDisclosure,
	casefile.StageUnderReview,
	casefile.StageFollowing,
	casefile.StageAwaitingConclusion,
	casefile.StageGuarding,
	casefile.StageSuspended,
	casefile.StageAwaitingValidation,
	casefile.StageEnded,
	casefile.StageNoticeDeferred,
	casefile.Stage(casefile.AwaitingPreservation),
	casefile.Stage(casefile.Preserved),
	casefile.StageThroughAccess,
	casefile.StageAccessRequested,
	casefile.StageAccessActive,
	casefile.StageAccessUnderReview,
	casefile.StageAccessRestricted,
	casefile.StageAccessSuspended,
	casefile.StageAccessTerminated,
	casefile.StageAccessReinstated,
}

var lanes = []casefile.Lane{casefile.LaneOrdinary, casefile.LaneEmergency, casefile.LaneAccess}

var levels = []casefile.Level{
	casefile.LevelSubscriber,
	casefile.LevelAccountOwner,
	casefile.LevelAuthor,
	casefile.LevelDeadEnd,
}

// works are the workflow types, as Temporal knows them.
var works = []string{"Identification", "Hop", "Protection", "Authorisation", "Review", "Disclosure", "Preservation", "Access", "Subscription"}

// number finds the number of a name; the empty name is 0.
func number[N ~uint8, T ~string](list []T, what string, name T) (N, error) {
	if name == "" {
		return 0, nil
	}
	if i := slices.Index(list, name); i >= 0 {
		return N(i + 1), nil
	}
	return 0, fmt.Errorf("%s %q is not known", what, string(name))
}

// named finds the name of a number; none for 0 and for what a newer writ wrote.
func named[N ~uint8, T ~string](list []T, n N) T {
	if n == 0 || int(n) > len(list) {
		return ""
	}
	return list[n-1]
}

// KindOf is the number of a kind.
func KindOf(k casefile.EventKind) (Kind, error) { return number[Kind](kinds, "kind", k) }

// Name is the kind's name.
func (k Kind) Name() casefile.EventKind { return named(kinds, k) }

// StageOf is the number of a stage.
func StageOf(s casefile.Stage) (Stage, error) { return number[Stage](stages, "stage", s) }

// Name is the stage's name.
func (s Stage) Name() casefile.Stage { return named(stages, s) }

// LaneOf is the number of a lane.
func LaneOf(l casefile.Lane) (Lane, error) { return number[Lane](lanes, "lane", l) }

// Name is the lane's name.
func (l Lane) Name() casefile.Lane { return named(lanes, l) }

// LevelOf is the number of a level.
func LevelOf(l casefile.Level) (Level, error) { return number[Level](levels, "level", l) }

// Name is the level's name.
func (l Level) Name() casefile.Level { return named(levels, l) }

// WorkOf is the number of a workflow type.
func WorkOf(w string) (Work, error) { return number[Work](works, "work", w) }

// Name is the workflow type.
func (w Work) Name() string { return named(works, w) }
