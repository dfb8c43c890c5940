// Package policy is what platforms let their data be used for by those to whom they
// grant standing access: agencies and resellers with a data feed.
//
// A policy is no law. It is a platform's own text, which changes on its own days: so
// each version is a data file of its own under packs/, with its sources, and a
// contract pins the version under which it was made. A version that was published
// never changes.
//
// [Policy.Check] is the use gate: whether a declared use keeps to the policy and to
// the purposes stated in the contract. Whatever is unknown is refused. The rules that
// no file can lift ([RuleNotStated], [RuleUnknownPurpose], [RuleUnknownShape]) are in
// check.go; the others have their text and their source in the file.
package policy

import (
	"writ/legal"
	"writ/legal/cite"
)

// ID names one version of a platform's policy: "twitter-2016-11-22".
type ID string

// Incident is the shape of a use that looks at one incident, such as a threat to a
// place, and at no account in particular.
const Incident legal.Shape = "incident"

// The purposes of standing access that policies know beside those of package legal.
// Whatever is no purpose here is refused.
const (
	BreakingNews legal.Purpose = "breaking-news" // alerts on what is happening
	PublicSafety legal.Purpose = "public-safety" // alerts on danger to people at a place
	TrackList    legal.Purpose = "track-list"    // follow the accounts of a list
)

// Rule is the code of a rule that a use broke. It is stable: records and statistics
// compare it.
type Rule string

// The rules. Those above the line stand in the files, with text and source.
const (
	RuleDemonstrators Rule = "no-tracking-of-demonstrators"
	RuleTopic         Rule = "no-tracking-of-a-topic"
	RuleList          Rule = "no-tracking-of-a-list"
	RuleProfile       Rule = "no-profiling"
	RuleSurveillance  Rule = "no-surveillance"
	RuleArea          Rule = "no-tracking-of-an-area"

	RuleNotStated      Rule = "purpose-not-stated" // in the contract
	RuleTakenAway      Rule = "purpose-taken-away" // by a restriction
	RuleUnknownPurpose Rule = "purpose-unknown"
	RuleUnknownShape   Rule = "shape-unknown"
	RuleNotOneAccount  Rule = "target-not-as-declared" // the target has another shape than was declared
	// Of the access itself: it may not be used at all now, or could not at the
	// instant to which the use is dated.
	RuleNotActive Rule = "access-not-active"
	RuleDatedBack Rule = "dated-before-it-was-active"
	RuleKeyUsed   Rule = "key-of-another-use"
	RuleUpstream  Rule = "source-has-ended" // what the grantor itself has from elsewhere
)

// Rules lists every rule, for programs that must know all codes.
func Rules() []Rule {
	return []Rule{
		RuleDemonstrators, RuleTopic, RuleList, RuleProfile, RuleSurveillance, RuleArea,
		RuleNotStated, RuleTakenAway, RuleUnknownPurpose, RuleUnknownShape, RuleNotOneAccount,
		RuleNotActive, RuleDatedBack, RuleKeyUsed, RuleUpstream,
	}
}

// Ending is how a standing access, or a part of it, ended.
type Ending string

// The endings.
const (
	Restricted Ending = "restricted"
	Suspended  Ending = "suspended"
	Terminated Ending = "terminated"
)

// Verdict says what may become of what was received before access ended.
type Verdict string

// The verdicts, the mildest first. Where a file says nothing it is [Held].
const (
	MayBeUsed    Verdict = "may-be-used"
	Held         Verdict = "held"            // kept, and not used until somebody decides
	MayNotBeUsed Verdict = "may-not-be-used" // to be deleted
)

// Policy is one version of one platform's policy. Nothing of it changes after it was
// read; what it hands out are copies.
type Policy struct {
	ID     ID             `yaml:"id" json:"id"`
	Holder legal.HolderID `yaml:"holder" json:"holder"`
	Title  string         `yaml:"title" json:"title"`
	// From is the first day on which it held, in Zone: it held until the From of the
	// holder's next version.
	From     string          `yaml:"from" json:"from"`
	Zone     string          `yaml:"zone" json:"zone"`         // the platform's
	Purposes []legal.Purpose `yaml:"purposes" json:"purposes"` // that a contract may state
	Forbids  []Forbidden     `yaml:"forbids" json:"forbids"`
	Received []Received      `yaml:"received" json:"received"`
	// Refusals is how many refused uses within how long open a review by
	// themselves.
	Refusals Refusals `yaml:"refusals" json:"refusals"`
	// The grantor's working targets; they never decide anything.
	AnswerRequest legal.Term `yaml:"answer_request" json:"answerRequest"` // to a request for access
	Review        legal.Term `yaml:"review" json:"review"`                // until a review has a result
	AnswerProtest legal.Term `yaml:"answer_protest" json:"answerProtest"` // to a protest or to proposed terms
	// Negotiation is how long a negotiation may go on before it is put on record that
	// no result is known.
	Negotiation legal.Term    `yaml:"negotiation" json:"negotiation"`
	Sources     []cite.Source `yaml:"sources" json:"sources"`
}

// Forbidden is a rule of the file: uses for one of its purposes, or of one of its
// shapes, break it.
type Forbidden struct {
	Rule     Rule            `yaml:"rule" json:"rule"`
	Purposes []legal.Purpose `yaml:"purposes,omitempty" json:"purposes,omitempty"`
	Shapes   []legal.Shape   `yaml:"shapes,omitempty" json:"shapes,omitempty"`
	Text     string          `yaml:"text" json:"text"`
	Sources  []cite.Source   `yaml:"sources" json:"sources"`
}

// Received says what becomes of what was received once access has ended in a way.
type Received struct {
	After   Ending        `yaml:"after" json:"after"`
	Verdict Verdict       `yaml:"verdict" json:"verdict"`
	Text    string        `yaml:"text" json:"text"`
	Sources []cite.Source `yaml:"sources" json:"sources"`
}

// Refusals is a number of refused uses within a time.
type Refusals struct {
	Count  int        `yaml:"count" json:"count"`
	Within legal.Term `yaml:"within" json:"within"`
}

// Use is a declared use.
type Use struct {
	Purpose legal.Purpose
	Shape   legal.Shape
	Target  string // as it is written; empty for an incident
}

// Breach is a rule that a use breaks.
type Breach struct {
	Rule    Rule          `json:"rule"`
	Text    string        `json:"text"`
	Sources []cite.Source `json:"sources,omitempty"`
}
