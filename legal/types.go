package legal

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

// Basis says how firmly a figure stands.
type Basis string

// The bases of figures, firmest first.
const (
	BasisStatute     Basis = "statute"
	BasisCase        Basis = "case" // a court's decision
	BasisPolicy      Basis = "policy"
	BasisReported    Basis = "reported" // press or research
	BasisUnconfirmed Basis = "unconfirmed"
	BasisAssumption  Basis = "assumption" // ours, no source: marked as such in every output
)

// Source is where a rule or figure was read.
type Source struct {
	Cite  string `yaml:"cite" json:"cite"` // "18 USC 2703(f)" or an address without scheme
	Basis Basis  `yaml:"basis" json:"basis"`
	Note  string `yaml:"note,omitempty" json:"note,omitempty"`
}

// Term is a length of time fixed by law, policy or assumption, with its source.
type Term struct {
	Period Period `yaml:"period" json:"period"`
	Source Source `yaml:"source" json:"source"`
}

// Regime names a way of counting a legal period. The statutory regimes with
// their holidays (FRCP 6(a), Regulation 1182/71, ...) have their place in
// clock.go; an unknown regime is refused when a pack is loaded.
type Regime string

// RegimeCivil counts civil days in the zone of the court or holder: the day of
// the trigger is out, the last day ends at 24:00, nothing rolls. Hours count
// from the trigger.
const RegimeCivil Regime = "CIVIL"

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

// Secrecy is what an instrument says about telling the account's user.
type Secrecy struct {
	// MaxTerm bounds one delay or gag; nil when the court sets the period it
	// deems fit.
	MaxTerm *Term  `yaml:"max_term,omitempty" json:"maxTerm,omitempty"`
	Grounds string `yaml:"grounds" json:"grounds"`
	Source  Source `yaml:"source" json:"source"`
}

// Instrument is one legal paper: who may issue it, on what standard, what it
// unlocks and which clocks it starts.
type Instrument struct {
	ID           InstrumentID `yaml:"id" json:"id"`
	Name         string       `yaml:"name" json:"name"`
	Jurisdiction string       `yaml:"jurisdiction" json:"jurisdiction"` // ISO 3166 code, "US"
	Nature       Nature       `yaml:"nature" json:"nature"`
	Issuers      []Role       `yaml:"issuers" json:"issuers"` // who may issue or, if voluntary, decide
	// ValidatedBy lists who must validate when a lower issuer signed; empty when
	// no validation is foreseen.
	ValidatedBy []Role     `yaml:"validated_by,omitempty" json:"validatedBy,omitempty"`
	Standard    string     `yaml:"standard" json:"standard"` // standard of proof, in words
	Unlocks     []Category `yaml:"unlocks,omitempty" json:"unlocks,omitempty"`
	// EmergencyOnly means that a stated threat to life is a condition.
	EmergencyOnly bool `yaml:"emergency_only,omitempty" json:"emergencyOnly,omitempty"`
	// OffenceThresholdYears is the least maximum sentence; 0 is refused, nil
	// means that every offence will do.
	OffenceThresholdYears *int     `yaml:"offence_threshold_years,omitempty" json:"offenceThresholdYears,omitempty"`
	Reply                 *Rule    `yaml:"reply,omitempty" json:"reply,omitempty"`                    // when the holder must have answered
	EmergencyReply        *Rule    `yaml:"emergency_reply,omitempty" json:"emergencyReply,omitempty"` // the same in an emergency
	ExPostValidation      *Rule    `yaml:"ex_post_validation,omitempty" json:"exPostValidation,omitempty"`
	Notification          string   `yaml:"notification,omitempty" json:"notification,omitempty"` // other authority to notify, in words
	Suspends              bool     `yaml:"suspends,omitempty" json:"suspends,omitempty"`         // that notification suspends delivery
	RefusalWindow         *Rule    `yaml:"refusal_window,omitempty" json:"refusalWindow,omitempty"`
	RefusalGrounds        []string `yaml:"refusal_grounds,omitempty" json:"refusalGrounds,omitempty"`
	Validity              *Term    `yaml:"validity,omitempty" json:"validity,omitempty"` // the order lapses after it
	Hold                  *Term    `yaml:"hold,omitempty" json:"hold,omitempty"`         // preservation: how long data is kept
	Renewals              []Term   `yaml:"renewals,omitempty" json:"renewals,omitempty"` // one entry per renewal allowed
	Secrecy               *Secrecy `yaml:"secrecy,omitempty" json:"secrecy,omitempty"`
	Penalties             []string `yaml:"penalties,omitempty" json:"penalties,omitempty"`
	Sources               []Source `yaml:"sources" json:"sources"`
}

// HolderKind is a holder's place in the chain.
type HolderKind string

// The kinds of holders, in chain order.
const (
	Platform      HolderKind = "platform"
	EmailProvider HolderKind = "email-provider"
	ISP           HolderKind = "isp"
)

// IdentifierKind names a kind of identifier. What an identifier is made of is
// package casefile's business; the law only needs the name.
type IdentifierKind string

// The kinds of identifiers.
const (
	KindAccount    IdentifierKind = "account"    // a handle, URL or numeric id at a platform
	KindEmail      IdentifierKind = "email"      // an e-mail address
	KindPhone      IdentifierKind = "phone"      // a telephone number
	KindIP         IdentifierKind = "ip"         // an address with port, instant, precision and zone
	KindSubscriber IdentifierKind = "subscriber" // who a line or contract is registered to
)

// IdentifierKinds returns all kinds, in chain order.
func IdentifierKinds() []IdentifierKind {
	return []IdentifierKind{KindAccount, KindEmail, KindPhone, KindIP, KindSubscriber}
}

// Holding is one kind of data that a holder has, how it is asked for and how
// long it lasts.
type Holding struct {
	Asked     IdentifierKind   `yaml:"asked" json:"asked"` // the identifier that the request must name
	Category  Category         `yaml:"category" json:"category"`
	Yields    []IdentifierKind `yaml:"yields" json:"yields"`
	Retention *Term            `yaml:"retention,omitempty" json:"retention,omitempty"` // nil: kept while the account exists
}

// Holder is an entry of the holder registry.
type Holder struct {
	ID           HolderID   `yaml:"id" json:"id"`
	Name         string     `yaml:"name" json:"name"`
	Entity       string     `yaml:"entity" json:"entity"` // the company that must be named in the order
	Kind         HolderKind `yaml:"kind" json:"kind"`
	Jurisdiction string     `yaml:"jurisdiction" json:"jurisdiction"`
	Zone         string     `yaml:"zone" json:"zone"` // IANA zone in which its clocks are counted
	PolicyDate   string     `yaml:"policy_date" json:"policyDate"`
	Channel      string     `yaml:"channel,omitempty" json:"channel,omitempty"`
	// Illustrative marks an entry that no source documents as part of a case.
	Illustrative bool      `yaml:"illustrative,omitempty" json:"illustrative,omitempty"`
	MustContain  []string  `yaml:"must_contain,omitempty" json:"mustContain,omitempty"`
	Emergency    *Standard `yaml:"emergency,omitempty" json:"emergency,omitempty"` // nil: no emergency lane
	Holdings     []Holding `yaml:"holdings" json:"holdings"`
	Notice       *Notice   `yaml:"notice,omitempty" json:"notice,omitempty"`
	Sources      []Source  `yaml:"sources" json:"sources"`
}

// Standard is a holder's own test for emergency disclosure.
type Standard struct {
	Test   string `yaml:"test" json:"test"`
	Source Source `yaml:"source" json:"source"`
	// Expect is how long an answer is waited for before compulsory process is
	// begun beside it. No law fixes it.
	Expect Term `yaml:"expect" json:"expect"`
}

// Notice is a holder's policy of telling the account's user.
type Notice struct {
	BeforeDisclosure bool     `yaml:"before_disclosure" json:"beforeDisclosure"`
	Exceptions       []string `yaml:"exceptions,omitempty" json:"exceptions,omitempty"` // codes: "gag", "threat-to-life"
	Source           Source   `yaml:"source" json:"source"`
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
