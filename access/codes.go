package access

import (
	"slices"

	"writ/casefile"
	"writ/legal/policy"
)

// The codes of events of a standing access that are neither refusals of acts nor rules
// of the use gate, and that only its own machines give. Those that a case is told too
// are in package casefile.
const (
	// CodeFinding: why a review was opened.
	CodeFinding casefile.Code = "finding"
	// CodePolicyMoved: purposes were taken away because the policy was moved.
	CodePolicyMoved casefile.Code = "policy-moved"
)

// refusals are the codes of acts on a standing access that are refused on record.
var refusals = []casefile.Code{
	"ended", "letters-wait", "no-reason", "no-source", "no-talk", "no-terms", "not-now", "not-stated", "nothing-changes", "nothing-left",
	"nothing-to-protest", "older-policy", "other-source", "talk-open", "terms-not-allowed", "too-early", "under-review", "unknown-policy",
	"unknown-verdict", "wrong-party",
}

// Codes lists every code that an event of a standing access may carry, sorted: those of
// refused acts, of reviews and letters, the kinds of findings, the verdicts, the rules
// of the use gate and the versions of the policies.
func Codes() []casefile.Code {
	all := append(slices.Clone(refusals), CodeFinding, CodePolicyMoved, CodeUndelivered,
		casefile.CodeReviewDate, casefile.CodeRefusedUses, casefile.CodeUseNotAccepted, casefile.CodeNoSuchAccess,
		casefile.CodeWithdrawn, casefile.CodeRefused, "future", "error")
	for _, k := range casefile.FindingKinds() {
		all = append(all, casefile.Code(k))
	}
	for _, v := range casefile.AccessVerdicts() {
		all = append(all, casefile.Code(v))
	}
	for _, r := range policy.Rules() {
		all = append(all, casefile.Code(r))
	}
	for _, id := range policy.IDs() {
		all = append(all, casefile.Code(id))
	}
	slices.Sort(all)
	return slices.Compact(all)
}
