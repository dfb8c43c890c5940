package cli

import (
	"fmt"
	"strings"
	"time"

	"writ/casefile"
	"writ/legal/policy"
)

// plainAccess are the events of standing access, and of cases that read by it, that
// need nothing but words.
var plainAccess = map[casefile.EventKind]string{
	casefile.EvAccessRequested:  "access asked for",
	casefile.EvAccessGranted:    "access granted: it is active",
	casefile.EvAccessRefused:    "access refused",
	casefile.EvUseDeclared:      "use declared: sent to the grantor",
	casefile.EvUseAccepted:      "use accepted",
	casefile.EvUseRefused:       "use REFUSED",
	casefile.EvFinding:          "finding reported",
	casefile.EvReviewOpened:     "review opened, access goes on meanwhile",
	casefile.EvReviewCleared:    "review ended: it is as it was before",
	casefile.EvAccessRestricted: "access restricted: purposes were taken away",
	casefile.EvAccessSuspended:  "access suspended",
	casefile.EvAccessTerminated: "access terminated",
	casefile.EvAccessReinstated: "access reinstated",
	casefile.EvPolicyMoved:      "the contract moves to another version of the policy",
	casefile.EvProtested:        "protested: a negotiation is open",
	casefile.EvTermsProposed:    "terms proposed",
	casefile.EvProtestAnswered:  "position answered",
	casefile.EvNoResult:         "the time for the negotiation has passed: no result known; it stays open",

	casefile.EvReceived:   "read by standing access",
	casefile.EvThrownBack: "thrown back on legal process: the access by which it read has ended",
	casefile.EvLeadMarked: "what came from the access is marked",
	casefile.EvNoneHeld:   "holds nothing of this category",
}

// accessCodes says the codes of standing access in words: stages, rules, verdicts,
// and why something happened by itself.
var accessCodes = map[casefile.Code]string{
	casefile.Code(casefile.StageAccessRequested):   "requested, not active yet",
	casefile.Code(casefile.StageAccessActive):      "active",
	casefile.Code(casefile.StageAccessUnderReview): "under review; it goes on meanwhile",
	casefile.Code(casefile.StageAccessRestricted):  "restricted to some of its purposes",
	casefile.Code(casefile.StageAccessSuspended):   "suspended: it may not be used",
	casefile.Code(casefile.StageAccessTerminated):  "terminated: it may not be used",
	casefile.Code(casefile.StageAccessReinstated):  "reinstated: active again",

	casefile.Code(policy.RuleDemonstrators):  "no tracking of demonstrators",
	casefile.Code(policy.RuleTopic):          "no tracking of a topic",
	casefile.Code(policy.RuleList):           "no tracking of a list",
	casefile.Code(policy.RuleProfile):        "no profiling",
	casefile.Code(policy.RuleSurveillance):   "no surveillance",
	casefile.Code(policy.RuleArea):           "no tracking of an area",
	casefile.Code(policy.RuleNotStated):      "the purpose is not stated in the contract",
	casefile.Code(policy.RuleTakenAway):      "the purpose was taken away",
	casefile.Code(policy.RuleUnknownPurpose): "no such purpose is known",
	casefile.Code(policy.RuleUnknownShape):   "no such shape is known",
	casefile.Code(policy.RuleNotOneAccount):  "the target is not what was declared",
	casefile.Code(policy.RuleNotActive):      "the access may not be used",
	casefile.Code(policy.RuleDatedBack):      "dated to when the access could not be used",
	casefile.Code(policy.RuleKeyUsed):        "the key is that of another use",
	casefile.Code(policy.RuleUpstream):       "the source of the data has ended",

	casefile.Code(policy.MayBeUsed):    "what was received may be used",
	casefile.Code(policy.Held):         "what was received is held: kept, and not used until somebody decides",
	casefile.Code(policy.MayNotBeUsed): "what was received may NOT be used, and is to be deleted",

	casefile.Code(casefile.FindingPress):     "by the press",
	casefile.Code(casefile.FindingAudit):     "in an audit",
	casefile.Code(casefile.FindingComplaint): "by a complaint",

	casefile.Code(casefile.AccessGrant):    "granted",
	casefile.Code(casefile.AccessDecline):  "refused by the grantor",
	casefile.Code(casefile.AccessClear):    "nothing was found",
	casefile.Code(casefile.AccessGiveBack): "given back as it was",
	casefile.Code(casefile.AccessAgree):    "the proposed terms hold",
	casefile.Code(casefile.AccessMaintain): "it stays as it is",

	"use-not-accepted": "the use by which it was read was not accepted",
	"no-such-access":   "the requester holds no such access",
	"refused-uses":     "uses were refused again and again",
	"review-date":      "its date for a review has come",
	"finding":          "something was found about its use",
	"policy-moved":     "the contract was moved to another version of the policy",
	"never-active":     "refused or withdrawn",
	"undelivered":      "the letter did not reach the other side",
}

// accessStage says in words how an access stands.
func accessStage(s casefile.Stage) string {
	if s == casefile.StageEnded {
		return "ended: refused or withdrawn"
	}
	return codeWords(casefile.Code(s))
}

// requestedWords tells a request from a grant that waits for its own source.
func requestedWords(e casefile.Event) string {
	if e.Awaiting == casefile.Nobody {
		return "granted; not active before it is known how the grantor's own access stands"
	}
	return plainAccess[e.Kind]
}

// markedWords says what is marked of a lead. The account with which a case began can be
// read by anybody, and the paper asks about it: its name stays, whatever becomes of what
// was read.
func (t telling) markedWords(e casefile.Event) string {
	if e.Lead != nil && begunWith(*e.Lead, t.opening) {
		return fmt.Sprintf("the name %s stays, as anybody can read it in public; what was read of it by the access is marked", e.Lead.Identifier)
	}
	return plainAccess[e.Kind] + leadWords(e.Lead)
}

// begunWith reports whether a lead is the account with which the case began.
func begunWith(l casefile.Lead, o casefile.Opening) bool {
	return l.Holder == o.Holder && l.Identifier.Equal(o.Account)
}

// standsWords says how an access stands that a case was told of.
func standsWords(e casefile.Event) string {
	return "standing access is now " + codeWords(e.Code)
}

// between says an instant of which only an interval is known.
func between(notBefore, at time.Time, zone *time.Location) string {
	return fmt.Sprintf("between %s and %s (reported)", stamp(notBefore, zone), stamp(at, zone))
}

// since is an instant, or the interval that is known of it.
func since(notBefore, at time.Time, zone *time.Location) string {
	if notBefore.IsZero() {
		return "since " + stamp(at, zone)
	}
	return "since an instant " + between(notBefore, at, zone)
}

// proven adds to an event of what interval it is, where it was read, and of which
// use or access it is.
func (t telling) proven(e casefile.Event) []string {
	var parts []string
	if !e.NotBefore.IsZero() {
		parts = append(parts, between(e.NotBefore, e.At, t.zone))
	}
	if e.Source != "" {
		parts = append(parts, "source: "+e.Source)
	}
	if e.Use != "" {
		parts = append(parts, "use "+shortID(string(e.Use)))
	}
	return parts
}

// ruleLine names a rule by its code, which statistics count, and in words.
func ruleLine(r policy.Rule) string {
	words := codeWords(casefile.Code(r))
	if words == strings.ReplaceAll(string(r), "-", " ") || words == string(r) {
		return string(r)
	}
	return string(r) + ": " + words
}

// receivedWords says what may become of what was received.
func receivedWords(v policy.Verdict) string { return codeWords(casefile.Code(v)) }

// termsWords says terms in a line.
func termsWords(t casefile.AccessTerms) string {
	parts := []string{"for " + joined(t.Purposes)}
	if t.Scope != "" {
		parts = append(parts, t.Scope)
	}
	return strings.Join(append(parts, t.Conditions...), "; ")
}
