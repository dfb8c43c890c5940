package legal

import "writ/legal/cite"

// InstrumentID names an instrument of a pack, for example "us.subpoena".
type InstrumentID string

// HolderID names a holder of the registry. It equals the holder's party id in
// the directory.
type HolderID string

// Role is the office of a person or body that may issue an instrument or
// decide on it.
type Role string

// The roles that packs may name.
const (
	RoleHolder         Role = "holder"     // the provider itself, where disclosure is voluntary
	RoleAgency         Role = "agency"     // any governmental entity, no judge
	RoleProsecutor     Role = "prosecutor" // prosecutor or grand jury
	RoleJudge          Role = "judge"      // a judge or magistrate
	RoleAuthorisations Role = "authorising-officer"
	RoleInvestigating  Role = "investigating-judge"
	RoleLiberty        Role = "liberty-judge"         // France: juge des libertés et de la détention
	RoleCommissioner   Role = "judicial-commissioner" // United Kingdom: Investigatory Powers Act 2016, s. 77
	RoleCentral        Role = "central-authority"     // sends and receives requests for mutual assistance
)

// Nature says what an instrument does.
type Nature string

// The natures of instruments.
const (
	NatureVoluntary    Nature = "voluntary"    // the holder may disclose, and need not
	NatureCompulsory   Nature = "compulsory"   // the holder must disclose
	NaturePreservation Nature = "preservation" // a snapshot is kept, nothing is disclosed
	NatureSecrecy      Nature = "secrecy"      // delays notice or forbids it (gag)
	NatureEnforcement  Nature = "enforcement"  // compels a late holder
)

// Basis says how firmly a figure stands, Source where it was read: see package
// cite.
type (
	Basis  = cite.Basis
	Source = cite.Source
)

// The bases of figures, firmest first.
const (
	BasisStatute     = cite.Statute
	BasisCase        = cite.Case
	BasisPolicy      = cite.Policy
	BasisReported    = cite.Reported
	BasisUnconfirmed = cite.Unconfirmed
	BasisAssumption  = cite.Assumption
)

// Statement is a rule or a fact in words, with its source.
type Statement struct {
	Text   string `yaml:"text" json:"text"`
	Source Source `yaml:"source" json:"source"`
}

// Span is when something is in force, by the date of the question: From is the
// first day, Until the last; empty: open.
type Span struct {
	From   string `yaml:"from,omitempty" json:"from,omitempty"`
	Until  string `yaml:"until,omitempty" json:"until,omitempty"`
	Source Source `yaml:"source" json:"source"`
}

// Area is a group of countries that one instrument binds together, such as the
// States that take part in Regulation (EU) 2023/1543. Packs name an area where
// they may name a jurisdiction.
type Area struct {
	ID      string   `yaml:"id" json:"id"` // "eu-production"
	Name    string   `yaml:"name" json:"name"`
	Members []string `yaml:"members" json:"members"` // ISO 3166 codes
	Source  Source   `yaml:"source" json:"source"`
}

// Term is a length of time fixed by law, policy or assumption, with its source.
type Term struct {
	Period Period `yaml:"period" json:"period"`
	Source Source `yaml:"source" json:"source"`
}

// Trigger says from which fact a clock runs.
type Trigger string

// The triggers.
const (
	FromService Trigger = "service" // the holder received it
	FromRuling  Trigger = "ruling"  // it was decided
	FromEvent   Trigger = "event"   // the fact itself: a log-in, a preservation
)

// Rule is a clock of the law: how long, from what, counted how.
type Rule struct {
	ID     string  `yaml:"id" json:"id"`
	Regime Regime  `yaml:"regime" json:"regime"`
	From   Trigger `yaml:"from" json:"from"`
	Term   Term    `yaml:"term" json:"term"`
}

// LadderStep is one rung of the escalation ladder: what happens when a reply is
// late by so much. A rung never discloses and never grants.
type LadderStep struct {
	Action LadderAction `yaml:"action" json:"action"`
	After  Term         `yaml:"after" json:"after"` // after the due instant
}

// LadderAction is what a rung does.
type LadderAction string

// The rungs.
const (
	Remind       LadderAction = "reminder"
	SecondNotice LadderAction = "second-notice"
	Compel       LadderAction = "motion-to-compel"
)

// Ladder is the escalation ladder of a jurisdiction.
type Ladder struct {
	Jurisdiction string       `yaml:"jurisdiction" json:"jurisdiction"`
	Steps        []LadderStep `yaml:"steps" json:"steps"`
	CompelWith   InstrumentID `yaml:"compel_with" json:"compelWith"`
}

// Practice is a working target that no law fixes, such as "remind the
// investigator to apply after 24 h".
type Practice struct {
	ID   string `yaml:"id" json:"id"`
	Term Term   `yaml:"term" json:"term"`
}

// The working targets that every edition has.
const (
	PracticeApplyReminder   = "apply-reminder"      // requester has a gate to open and has not applied
	PracticeDecisionTarget  = "decision-target"     // an authority's application
	PracticeHearingTarget   = "hearing-target"      // an authority's review of a challenge
	PracticePreserveReply   = "preservation-answer" // a holder's answer to a preservation request
	PracticeRenewalAlarm    = "renewal-alarm"       // before a preservation lapses
	PracticeReview          = "protection-review"   // a guard is reviewed
	PracticeCaseTarget      = "case-target"         // identification
	PracticePerishAlarm     = "perish-alarm"        // before a lead's data perishes
	PracticeReplyDefault    = "reply-default"       // where the instrument sets no reply clock
	PracticeValidityDefault = "validity-default"    // where the instrument sets no validity
)
