package export

import (
	"slices"

	"writ/casefile"
	"writ/ledger"
)

// Transition is the lifecycle:transition of an event: its place in the life of
// an activity instance, in the words of the XES lifecycle extension.
type Transition string

// The transitions. An activity without duration has one event, which completes it.
const (
	Start    Transition = "start"
	Complete Transition = "complete"
)

// Activities are what lasts: an event starts one and another completes it.
const (
	actCase         = "case"
	actWaiting      = "wait for turn"
	actHop          = "hop"
	actPreservation = "preservation"
	actApplication  = "application"
	actValidation   = "validation"
	actObjection    = "objection window"
	actDisclosure   = "disclosure"
	actReview       = "review"
	actCompel       = "motion to compel"
	actGuard        = "guard"
	actAccess       = "standing access"
	actAccessReview = "access review"
	actNegotiation  = "negotiation"
)

// Meaning is what a kind of event is in an event log.
type Meaning struct {
	Kind casefile.EventKind
	// Transition says whether the event starts or completes an activity.
	Transition Transition
	// Activities are what the event starts, or what it may complete: the one that
	// is open for the same request, else the one started last. Where none is open
	// the event is an instance of the first by itself.
	Activities []string
	// Event is the event's type in an object-centric log.
	Event string
}

// Meanings is the mapping of every kind of event. A refusal, for one, completes
// the disclosure that was started by serving a request or by asking in an
// emergency.
var Meanings = []Meaning{
	once(casefile.EvDetected, "detection", "offence detected"),
	starts(casefile.EvOpened, actCase, "case opened"),
	once(casefile.EvLead, "lead", "lead found"),
	ends(casefile.EvConcluded, "case concluded", actCase),
	once(casefile.EvLeadsSpent, "leads spent", "leads spent"),
	ends(casefile.EvCaseWithdrawn, "case withdrawn", actCase),
	once(casefile.EvCaseTarget, "case target passed", "case target passed"),
	once(casefile.EvRefusedUpdate, "refused act", "act refused"),

	starts(casefile.EvHopQueued, actWaiting, "gate queued"),
	starts(casefile.EvHopStarted, actHop, "gate opened"),
	ends(casefile.EvHopLost, "gate lost", actHop),
	ends(casefile.EvHopEnded, "gate closed", actHop, actWaiting),

	starts(casefile.EvPreserveAsked, actPreservation, "preservation requested"),
	ends(casefile.EvPreserved, "data preserved", actPreservation),
	ends(casefile.EvNotPreserved, "data not preserved", actPreservation),
	once(casefile.EvPreserveLapsing, "preservation lapsing", "preservation lapsing"),
	once(casefile.EvPreserveLapsed, "preservation lapsed", "preservation lapsed"),
	once(casefile.EvPerishAlarm, "data perishing", "data perishing soon"),
	once(casefile.EvPerished, "data perished", "data perished"),

	starts(casefile.EvEmergencyAsked, actDisclosure, "emergency disclosure requested"),
	ends(casefile.EvEmergencyUnanswered, "emergency unanswered", actDisclosure),
	starts(casefile.EvApplied, actApplication, "process requested"),
	ends(casefile.EvGranted, "process issued", actApplication, actCompel),
	ends(casefile.EvNarrowed, "process issued narrower", actApplication, actCompel),
	ends(casefile.EvReturned, "application returned", actApplication, actCompel),
	ends(casefile.EvDenied, "application denied", actApplication, actCompel),
	starts(casefile.EvServed, actDisclosure, "process served"),
	once(casefile.EvAcknowledged, "acknowledgement", "service acknowledged"),
	once(casefile.EvNoticeGiven, "notice", "notice given"),
	once(casefile.EvNoticeDeferred, "notice deferred", "notice deferred"),
	once(casefile.EvNoticeDue, "notice due", "notice due"),
	starts(casefile.EvChallenged, actReview, "process challenged"),
	ends(casefile.EvRuled, "challenge ruled", actReview),
	once(casefile.EvDueMoved, "due date moved", "due date moved"),
	ends(casefile.EvDisclosed, "data delivered", actDisclosure),
	ends(casefile.EvNotAvailable, "data not available", actDisclosure),
	ends(casefile.EvRefused, "disclosure refused", actDisclosure),
	ends(casefile.EvInvalid, "process found defective", actDisclosure, actApplication),
	ends(casefile.EvExpired, "process expired", actDisclosure, actApplication),

	once(casefile.EvReminder, "reminder", "reminder sent"),
	once(casefile.EvSecondNotice, "second notice", "second notice sent"),
	starts(casefile.EvCompelMoved, actCompel, "motion to compel made"),
	ends(casefile.EvRequestWithdrawn, "request withdrawn", actDisclosure, actApplication, actCompel, actPreservation, actReview, actValidation, actObjection),

	starts(casefile.EvIssuedUnvalidated, actValidation, "process issued unvalidated"),
	ends(casefile.EvValidated, "process validated", actValidation, actApplication),
	ends(casefile.EvNotValidated, "process not validated", actValidation, actApplication),
	starts(casefile.EvNotified, actObjection, "authority notified"),
	ends(casefile.EvNoObjection, "no objection raised", actObjection, actApplication),
	ends(casefile.EvObjected, "objection raised", actObjection, actApplication),
	once(casefile.EvRestricted, "restriction", "data restricted"),
	once(casefile.EvLawMoved, "law moved", "law moved"),
	once(casefile.EvReplanned, "re-planning", "due date re-planned"),

	starts(casefile.EvGuardPosted, actGuard, "guard posted"),
	once(casefile.EvGuardReview, "guard review due", "guard review due"),
	ends(casefile.EvGuardLifted, "guard lifted", actGuard),

	once(casefile.EvReceived, "receipt by access", "received by access"),
	once(casefile.EvThrownBack, "thrown back", "thrown back on legal process"),
	once(casefile.EvLeadMarked, "lead marked", "lead marked"),
	once(casefile.EvAccessStands, "access heard of", "access stands"),
	once(casefile.EvNoneHeld, "none of category", "none of category held"),

	once(casefile.EvAccessRequested, "access request", "access requested"),
	starts(casefile.EvAccessGranted, actAccess, "access granted"),
	once(casefile.EvAccessRefused, "access refusal", "access refused"),
	once(casefile.EvUseDeclared, "use declaration", "use declared"),
	once(casefile.EvUseAccepted, "use", "use accepted"),
	once(casefile.EvUseRefused, "use refusal", "use refused"),
	once(casefile.EvFinding, "finding", "finding reported"),
	starts(casefile.EvReviewOpened, actAccessReview, "access review opened"),
	ends(casefile.EvReviewCleared, "access review cleared", actAccessReview),
	once(casefile.EvAccessRestricted, "access restriction", "access restricted"),
	ends(casefile.EvAccessSuspended, "access suspended", actAccess),
	ends(casefile.EvAccessTerminated, "access terminated", actAccess),
	starts(casefile.EvAccessReinstated, actAccess, "access reinstated"),
	once(casefile.EvPolicyMoved, "policy moved", "policy moved"),
	starts(casefile.EvProtested, actNegotiation, "access protested"),
	once(casefile.EvTermsProposed, "terms proposed", "terms proposed"),
	ends(casefile.EvProtestAnswered, "protest answered", actNegotiation),
	once(casefile.EvNoResult, "no result known", "no result known"),
}

func once(k casefile.EventKind, activity, event string) Meaning {
	return Meaning{Kind: k, Transition: Complete, Activities: []string{activity}, Event: event}
}

func starts(k casefile.EventKind, activity, event string) Meaning {
	return Meaning{Kind: k, Transition: Start, Activities: []string{activity}, Event: event}
}

func ends(k casefile.EventKind, event string, activities ...string) Meaning {
	return Meaning{Kind: k, Transition: Complete, Activities: activities, Event: event}
}

// meaningOf finds the meaning of a kind; ok is false for what a newer writ wrote.
var meaningOf = func() func(ledger.Kind) (*Meaning, bool) {
	of := map[ledger.Kind]*Meaning{}
	for i := range Meanings {
		k, err := ledger.KindOf(Meanings[i].Kind)
		if err != nil {
			panic(err) // a test looks at every kind
		}
		of[k] = &Meanings[i]
	}
	return func(k ledger.Kind) (*Meaning, bool) {
		m, ok := of[k]
		return m, ok
	}
}()

// instances gives the activity instances of one case their numbers, as its
// events pass by in order.
type instances struct {
	last int
	open []instance
}

type instance struct {
	n        int
	activity string
	step     ledger.Key
	request  ledger.Key
}

// reset begins a case.
func (x *instances) reset() { x.last, x.open = 0, x.open[:0] }

// of is the activity of an event and the number of its instance in the case.
func (x *instances) of(e *ledger.Event, m *Meaning) (activity string, n int) {
	if m.Transition == Complete {
		if i := x.find(e, m); i >= 0 {
			found := x.open[i]
			x.open = slices.Delete(x.open, i, i+1)
			return found.activity, found.n
		}
	}
	x.last++
	activity = m.Activities[0]
	if m.Transition == Start {
		x.open = append(x.open, instance{x.last, activity, e.Step, e.Request})
	}
	return activity, x.last
}

// find is the open instance that an event completes, -1 for none. A hop that
// starts or ends also ends its wait, so requests only tell instances apart where
// both sides name one.
func (x *instances) find(e *ledger.Event, m *Meaning) int {
	best := -1
	for i, o := range slices.Backward(x.open) {
		if o.step != e.Step || !slices.Contains(m.Activities, o.activity) {
			continue
		}
		if o.request == e.Request {
			return i
		}
		if best < 0 && (o.request == ledger.StepNone || e.Request == ledger.StepNone) {
			best = i
		}
	}
	return best
}
