package protocol

import (
	"strings"

	"go.temporal.io/sdk/temporal"

	"writ/casefile"
)

// TaskQueue is the one task queue of a party in its namespace.
const TaskQueue = "writ"

// Workflow types.
const (
	Identification = "Identification"
	Hop            = "Hop"
	Protection     = "Protection"
	Authorisation  = "Authorisation"
	Review         = "Review"
	Disclosure     = "Disclosure"
	Preservation   = "Preservation"
	// Access is one standing access at its grantor; Subscription the same contract at
	// its grantee, with the cases and the onward grants that hang on it.
	Access       = "Access"
	Subscription = "Subscription"
)

// Updates. A person or a command moves a workflow by an update, not a signal,
// because the sender must learn at once whether it was accepted.
const (
	UpdateAddLead   = "add-lead"
	UpdateConclude  = "conclude"
	UpdateWithdraw  = "withdraw"
	UpdateApply     = "apply"
	UpdateAbandon   = "abandon"
	UpdateStandDown = "stand-down"

	UpdateDecide      = "decide"
	UpdateRule        = "rule"
	UpdateAcknowledge = "acknowledge"
	UpdateChallenge   = "challenge"
	UpdateGiveNotice  = "give-notice"

	// UpdateMoveLaw moves running work to another edition or calendar:
	// Identification and Disclosure.
	UpdateMoveLaw = "move-law"
	// UpdateCleared records, at a holder, that the notified authority raises no
	// ground for refusal.
	UpdateCleared = "cleared"

	// UpdateReceive records, in a hop, what was read by standing access.
	UpdateReceive = "receive"

	// The updates of a standing access. Access takes all of them; Subscription those
	// of a grantee (declare-use, protest, propose-terms, answer), and sends them on.
	UpdateDeclareUse    = "declare-use"
	UpdateReportFinding = "report-finding"
	UpdateSuspend       = "suspend"
	UpdateRestrict      = "restrict"
	UpdateTerminate     = "terminate"
	UpdateReinstate     = "reinstate"
	UpdateMovePolicy    = "move-policy"
	UpdateProtest       = "protest"
	UpdateProposeTerms  = "propose-terms"
	UpdateAnswer        = "answer"
)

// Signals. They run between workflows of one namespace and carry what has
// already happened: nobody waits for an answer.
const (
	SignalReport   = "report"   // hop or guard -> case
	SignalRelease  = "release"  // case -> hop: its turn has come
	SignalEnd      = "end"      // case -> hop: the case is over
	SignalProgress = "progress" // the Requester service -> hop
	SignalLaw      = "law"      // case -> hop: the law it stands under was moved

	SignalNotice = "notice" // the Grantee service -> Subscription: InformInput
	SignalLean   = "lean"   // case or onward Access -> Subscription: casefile.Leaning
	// SignalAccess tells how a standing access stands: Subscription -> case or onward
	// Access, case -> hop: casefile.AccessNotice.
	SignalAccess = "access"
)

// Queries.
const (
	QueryRecord = "record" // Identification: casefile.Record
	QueryTask   = "task"   // every other workflow: Task
)

// Search attributes, set in every namespace. They hold codes only.
var (
	AttrStage      = temporal.NewSearchAttributeKeyKeyword("WritStage")
	AttrAwaiting   = temporal.NewSearchAttributeKeyKeyword("WritAwaiting")
	AttrDue        = temporal.NewSearchAttributeKeyTime("WritDue")
	AttrLane       = temporal.NewSearchAttributeKeyKeyword("WritLane")
	AttrOutcome    = temporal.NewSearchAttributeKeyKeyword("WritOutcome")
	AttrInstrument = temporal.NewSearchAttributeKeyKeyword("WritInstrument")
	// AttrCase is the case UUID; set in the requester's namespace only, so that
	// no two other parties can link what they hold.
	AttrCase = temporal.NewSearchAttributeKeyKeyword("WritCase")
	// Of a standing access: the party on the other side, and how many declared uses
	// were refused.
	AttrGrantor     = temporal.NewSearchAttributeKeyKeyword("WritGrantor")
	AttrGrantee     = temporal.NewSearchAttributeKeyKeyword("WritGrantee")
	AttrRefusedUses = temporal.NewSearchAttributeKeyInt64("WritRefusedUses")
)

// Attributes maps each search attribute's name to its type for provisioning.
func Attributes() []temporal.SearchAttributeKey {
	return []temporal.SearchAttributeKey{
		AttrStage, AttrAwaiting, AttrDue, AttrLane, AttrOutcome, AttrInstrument, AttrCase,
		AttrGrantor, AttrGrantee, AttrRefusedUses,
	}
}

// Workflow ids. Each begins with a word that says what it is and goes on with
// an opaque UUID: ids are visible to everybody who may see the namespace.

// CaseWorkflowID is the id of the case's Identification.
func CaseWorkflowID(c casefile.CaseID) string { return "case-" + string(c) }

// HopWorkflowID is the id of a Hop.
func HopWorkflowID(h casefile.HopID) string { return "hop-" + string(h) }

// ProtectionWorkflowID is the id of the case's Protection.
func ProtectionWorkflowID(c casefile.CaseID) string { return "protection-" + string(c) }

// AuthorisationWorkflowID is the id of the work on one application.
func AuthorisationWorkflowID(r casefile.RequestID) string { return "authorisation-" + string(r) }

// ReviewWorkflowID is the id of the work on one challenge.
func ReviewWorkflowID(r casefile.RequestID) string { return "review-" + string(r) }

// DisclosureWorkflowID is the id of the work on one demand.
func DisclosureWorkflowID(r casefile.RequestID) string { return "disclosure-" + string(r) }

// NoticeWorkflowID is the id of what is left of a Disclosure after its answer:
// the notice to the user that a gag deferred.
func NoticeWorkflowID(r casefile.RequestID) string { return "notice-" + string(r) }

// PreservationWorkflowID is the id of the decision on one preservation request.
func PreservationWorkflowID(r casefile.RequestID) string { return "preservation-" + string(r) }

// CustodyWorkflowID is the id of what is left of a Preservation after its
// answer: the data held until a date.
func CustodyWorkflowID(r casefile.RequestID) string { return "custody-" + string(r) }

// AccessWorkflowID is the id of a standing access at its grantor.
func AccessWorkflowID(g casefile.GrantID) string { return "access-" + string(g) }

// SubscriptionWorkflowID is the id of a standing access at its grantee.
func SubscriptionWorkflowID(g casefile.GrantID) string { return "subscription-" + string(g) }

// Endpoint is the name of the Nexus endpoint through which caller reaches
// callee. Each relation has its own, because the server sets the endpoint of a
// call and a caller cannot forge it.
func Endpoint(caller, callee casefile.PartyID) string {
	return "writ-" + string(caller) + "--" + string(callee)
}

// EndpointParties reads back what [Endpoint] wrote.
func EndpointParties(endpoint string) (caller, callee casefile.PartyID, ok bool) {
	rest, ok := strings.CutPrefix(endpoint, "writ-")
	if !ok {
		return "", "", false
	}
	from, to, ok := strings.Cut(rest, "--")
	return casefile.PartyID(from), casefile.PartyID(to), ok && from != "" && to != ""
}

// Activities: side effects behind narrow ports. Workflows call them by these
// names and never import the code.
const (
	// ActivityLocate asks the directory which holders keep the data that
	// identifiers point to: Locate -> Located.
	ActivityLocate = "locate"
	// ActivityReach asks the directory whether one party may call another:
	// Reach -> Reached. A call through an endpoint that does not exist would stop
	// the whole workflow.
	ActivityReach = "reach"
	// ActivityRemind brings a piece of work to the attention of a party's people:
	// Reminder -> nothing.
	ActivityRemind = "remind"
)
