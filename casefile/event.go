package casefile

import (
	"time"

	"writ/legal"
)

// Event is one thing that happened, as it stands in the record. The record of a
// case is its events in the order in which the engine learned of them.
type Event struct {
	// Seq counts events within their step, from 1 without gaps; a report that
	// repeats a number is ignored.
	Seq  int       `json:"seq"`
	Step StepID    `json:"step"`
	Kind EventKind `json:"kind"`
	At   time.Time `json:"at"`   // when it was true
	Seen time.Time `json:"seen"` // when the engine learned of it
	By   PartyID   `json:"by"`   // who did it

	// Awaiting is the party on whom the step waits from At on. Every event
	// carries it, so that each instant of a step is charged to exactly one party.
	Awaiting PartyID `json:"awaiting"`
	// Turn marks an event at which the stage or the party awaited changed. Only
	// these divide the days: a reminder that rang before an earlier decision
	// became known must not charge anybody.
	Turn  bool  `json:"turn,omitempty"`
	Stage Stage `json:"stage"` // of the step from At on
	// Due is until when the party awaited should act; zero when no clock runs.
	Due time.Time `json:"due,omitzero"`

	Lane       Lane               `json:"lane,omitempty"`
	Holder     legal.HolderID     `json:"holder,omitempty"`
	Instrument legal.InstrumentID `json:"instrument,omitempty"`
	Request    RequestID          `json:"request,omitempty"`
	Code       Code               `json:"code,omitempty"`
	Reason     string             `json:"reason,omitempty"`
	// Lead is set where a lead was found or its hop began.
	Lead *Lead `json:"lead,omitempty"`
	// Identifiers are what was disclosed.
	Identifiers []Identifier   `json:"identifiers,omitempty"`
	Order       *Order         `json:"order,omitempty"`
	Defects     []legal.Defect `json:"defects,omitempty"`
	// Until is the instant that the event fixes: preserved until, gag until,
	// perishes at, re-planned to, to be validated by, refused by.
	Until time.Time `json:"until,omitzero"`
	// Cause is the hop whose end let this one begin, in chain order.
	Cause HopID `json:"cause,omitempty"`
	// Level is that of a conclusion.
	Level Level `json:"level,omitempty"`
	// Was is the due instant before it was re-planned; Until is the one after.
	// Due is that too where the party awaited is the one whose clock it is.
	Was time.Time `json:"was,omitzero"`
	// Law says what of the law changed for a running case.
	Law *LawMove `json:"law,omitempty"`

	// NotBefore is set where only "reported by" is known: the fact became true at
	// some instant from NotBefore to At, and days are counted from At.
	NotBefore time.Time `json:"notBefore,omitzero"`
	// Grant is the standing access that the event is about, Use the use of it.
	Grant GrantID `json:"grant,omitempty"`
	Use   UseID   `json:"use,omitempty"`
	// Source is where the fact was read, where it is not the actor's own word.
	Source string `json:"source,omitempty"`
	// Decider is the person and the office behind an act on a standing access. It
	// stays with the party whose act it is.
	Decider *Decider `json:"decider,omitempty"`
}

// LawMove is an edition or a calendar that a running case was moved to.
type LawMove struct {
	From      string   `json:"from,omitempty"`      // edition before
	To        string   `json:"to,omitempty"`        // edition after; equal when only calendars changed
	Calendars []string `json:"calendars,omitempty"` // "gb-england-wales@2027-01"
}

// Stage is where a step stands.
type Stage string

// The stages of a hop and of a case.
const (
	StageWaiting             Stage = "Waiting" // its turn has not come
	StageAwaitingApplication Stage = "AwaitingApplication"
	StageAwaitingApproval    Stage = "AwaitingApproval"
	StageAwaitingDisclosure  Stage = "AwaitingDisclosure"
	StageUnderReview         Stage = "UnderReview"
	StageFollowing           Stage = "Following"          // a case whose hops run
	StageAwaitingConclusion  Stage = "AwaitingConclusion" // a case whose leads are spent
	StageGuarding            Stage = "Guarding"
	// StageSuspended: another authority was notified, and delivery waits for it.
	StageSuspended Stage = "Suspended"
	// StageAwaitingValidation: the holder has answered, and the paper on which it
	// did is still to be validated, or may still be objected to.
	StageAwaitingValidation Stage = "AwaitingValidation"
	// StageThroughAccess: the requester reads by its standing access to the
	// holder's data; no paper is needed until that ends.
	StageThroughAccess Stage = "ThroughAccess"
	StageEnded         Stage = "Ended"
)

// EventKind names what happened.
type EventKind string

// The kinds of events of a case.
const (
	EvDetected      EventKind = "detected" // the threat or offence came to notice
	EvOpened        EventKind = "opened"
	EvLead          EventKind = "lead"
	EvConcluded     EventKind = "concluded"
	EvLeadsSpent    EventKind = "leads-spent" // every hop has ended, nothing is left to follow
	EvCaseWithdrawn EventKind = "case-withdrawn"
	EvCaseTarget    EventKind = "case-target-passed"
	EvRefusedUpdate EventKind = "update-refused" // a person asked for what is not allowed

	EvHopQueued  EventKind = "hop-queued" // known, preserved, its turn not yet come
	EvHopStarted EventKind = "hop-started"
	EvHopLost    EventKind = "hop-lost" // its workflow was ended by an operator
	EvHopEnded   EventKind = "hop-ended"

	EvPreserveAsked   EventKind = "preservation-asked"
	EvPreserved       EventKind = "preserved"
	EvNotPreserved    EventKind = "not-preserved"
	EvPreserveLapsing EventKind = "preservation-lapsing" // and cannot be renewed
	EvPreserveLapsed  EventKind = "preservation-lapsed"
	EvPerishAlarm     EventKind = "perishes-soon"
	EvPerished        EventKind = "perished"

	EvEmergencyAsked      EventKind = "emergency-asked"
	EvEmergencyUnanswered EventKind = "emergency-unanswered"
	EvApplied             EventKind = "applied"
	EvGranted             EventKind = "granted"
	EvNarrowed            EventKind = "narrowed"
	EvReturned            EventKind = "returned"
	EvDenied              EventKind = "denied"
	EvServed              EventKind = "served"
	EvAcknowledged        EventKind = "acknowledged"
	EvNoticeGiven         EventKind = "notice-given"
	EvNoticeDeferred      EventKind = "notice-deferred"
	EvNoticeDue           EventKind = "notice-due"
	EvChallenged          EventKind = "challenged"
	EvRuled               EventKind = "ruled"
	EvDueMoved            EventKind = "due-moved"
	EvDisclosed           EventKind = "disclosed"
	EvNotAvailable        EventKind = "not-available"
	EvRefused             EventKind = "refused"
	EvInvalid             EventKind = "found-defective"
	EvExpired             EventKind = "order-expired"

	EvReminder         EventKind = "reminder"
	EvSecondNotice     EventKind = "second-notice"
	EvCompelMoved      EventKind = "motion-to-compel"
	EvRequestWithdrawn EventKind = "request-withdrawn"

	EvIssuedUnvalidated EventKind = "issued-unvalidated" // in an emergency, validation follows
	EvValidated         EventKind = "validated"
	EvNotValidated      EventKind = "not-validated" // refused, or the time for it ran out
	EvNotified          EventKind = "authority-notified"
	EvNoObjection       EventKind = "no-objection" // said, or the refusal window passed
	EvObjected          EventKind = "objected"
	EvRestricted        EventKind = "restricted" // what was delivered may not be used
	EvLawMoved          EventKind = "law-moved"
	EvReplanned         EventKind = "replanned" // a due instant, by a changed calendar or edition

	// Of a case that reads by a standing access.
	EvReceived     EventKind = "received"      // what the requester read by its access
	EvThrownBack   EventKind = "thrown-back"   // the access ended: the hop needs a paper from here on
	EvLeadMarked   EventKind = "lead-marked"   // what becomes of what came from the access, by the policy
	EvAccessStands EventKind = "access-stands" // how the access stands, as the case was told
	EvNoneHeld     EventKind = "none-of-category"

	EvGuardPosted EventKind = "guard-posted"
	EvGuardReview EventKind = "guard-review-due"
	EvGuardLifted EventKind = "guard-lifted"
)

// The kinds of events of a standing access, at its grantor and at its grantee.
const (
	EvAccessRequested  EventKind = "access-requested"
	EvAccessGranted    EventKind = "access-granted" // it is active from here on
	EvAccessRefused    EventKind = "access-refused"
	EvUseDeclared      EventKind = "use-declared" // at the grantee: sent to the grantor
	EvUseAccepted      EventKind = "use-accepted"
	EvUseRefused       EventKind = "use-refused" // its code is the rule
	EvFinding          EventKind = "finding"     // its code is the kind of the finding
	EvReviewOpened     EventKind = "access-review-opened"
	EvReviewCleared    EventKind = "access-review-cleared"
	EvAccessRestricted EventKind = "access-restricted"
	EvAccessSuspended  EventKind = "access-suspended"
	EvAccessTerminated EventKind = "access-terminated"
	EvAccessReinstated EventKind = "access-reinstated"
	EvPolicyMoved      EventKind = "policy-moved" // to another version
	EvProtested        EventKind = "access-protested"
	EvTermsProposed    EventKind = "terms-proposed"
	EvProtestAnswered  EventKind = "protest-answered" // its code is the verdict
	// EvNoResult: the time in which a negotiation was to end has passed, and no
	// result is known. It stays open: that is no failure.
	EvNoResult EventKind = "no-result-known"
)

// Level is how far a conclusion goes. Subscriber, account owner and author are
// three different conclusions.
type Level string

// The levels, weakest first.
const (
	LevelSubscriber   Level = "subscriber"
	LevelAccountOwner Level = "account-owner"
	LevelAuthor       Level = "author"
	LevelDeadEnd      Level = "dead-end" // nobody was identified
)

// Strategy is the order in which leads are followed.
type Strategy string

// The strategies.
const (
	StrategyChain    Strategy = "chain"    // one hop after the other
	StrategyParallel Strategy = "parallel" // side by side
)

// Opening is what a case begins with.
type Opening struct {
	Case      CaseID         `json:"case"`
	Requester PartyID        `json:"requester"`
	Account   Identifier     `json:"account"`
	Holder    legal.HolderID `json:"holder"`
	Offence   legal.Offence  `json:"offence"`
	Threat    *Threat        `json:"threat,omitempty"`
	// Guard asks for protection beside the chain, from the first minute.
	Guard    bool     `json:"guard,omitempty"`
	Strategy Strategy `json:"strategy"`
	// Detected is when the threat or offence came to notice; At is when the case
	// was opened; Seen when the engine learned of it.
	Detected time.Time `json:"detected"`
	At       time.Time `json:"at"`
	Seen     time.Time `json:"seen"`
	// Zone is the requester's zone, in which its dates are counted.
	Zone string `json:"zone"`
	// Jurisdiction is the requester's.
	Jurisdiction string `json:"jurisdiction"`
	// Authority is where applications go unless they name another.
	Authority PartyID `json:"authority"`
	// Edition pins the law under which the case began.
	Edition string  `json:"edition"`
	By      Decider `json:"by"`
	// Purpose is what the case is for; empty: to identify the author of one
	// offence. Protected says whose protected data it may touch.
	Purpose   legal.Purpose      `json:"purpose,omitempty"`
	Protected []legal.Protection `json:"protected,omitempty"`
	// Office is the requester's own, in which it may issue papers.
	Office legal.Role `json:"office,omitempty"`
	// Access is set where the account came to notice by standing access: the first
	// hop goes by it until it ends.
	Access *Origin `json:"access,omitempty"`
}

// Record is the whole record of one case.
type Record struct {
	Opening Opening `json:"opening"`
	Events  []Event `json:"events"`
}
