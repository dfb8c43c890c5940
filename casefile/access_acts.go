package casefile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/legal"
	"writ/legal/policy"
)

// AccessAct is what every act on a standing access carries beside [Act].
type AccessAct struct {
	Act
	// NotBefore is the earliest instant at which it can have been true, where only
	// "reported by" is known: At is then when it was reported. Zero: At is the
	// instant itself.
	NotBefore time.Time `json:"notBefore,omitzero"`
	Reason    string    `json:"reason,omitempty"`
	// Source is where it was read, where it is not the actor's own word.
	Source string `json:"source,omitempty"`
}

// Validate refuses a malformed act: an interval without an end, or one that ends
// before it begins.
func (a AccessAct) Validate() error {
	if err := a.Act.Validate(); err != nil {
		return err
	}
	if err := a.short(); err != nil {
		return err
	}
	switch {
	case a.NotBefore.IsZero():
		return nil
	case a.At.IsZero():
		return fmt.Errorf("notBefore %s without at: an interval has both ends", a.NotBefore.Format(time.RFC3339))
	case a.NotBefore.After(a.At):
		return fmt.Errorf("notBefore %s lies after at %s", a.NotBefore.Format(time.RFC3339), a.At.Format(time.RFC3339))
	}
	return nil
}

// DeclareUse declares one use of an access. Its shape says what is looked at: one
// account or one incident, or what policies refuse: a topic, a list, a gathering.
type DeclareUse struct {
	AccessAct
	Purpose legal.Purpose `json:"purpose"`
	Shape   legal.Shape   `json:"shape"`
	// Target is what is looked at, as it is written: its shape is read from it too,
	// so that a list cannot be declared as one account. It is personal data. Empty
	// for an incident.
	Target string `json:"target,omitempty"`
}

// FindingKind says who found something about the use of an access.
type FindingKind string

// The kinds of findings.
const (
	FindingPress     FindingKind = "press"
	FindingAudit     FindingKind = "audit"
	FindingComplaint FindingKind = "complaint"
)

// FindingKinds lists them.
func FindingKinds() []FindingKind {
	return []FindingKind{FindingPress, FindingAudit, FindingComplaint}
}

// ReportFinding reports what was found about the use of an access. It opens a
// review.
type ReportFinding struct {
	AccessAct
	Kind FindingKind `json:"kind"`
	// Intermediary is whom the source names as the one in between, and Denies that
	// the source says it was not: contradicting sources stand side by side.
	Intermediary string `json:"intermediary,omitempty"`
	Denies       bool   `json:"denies,omitempty"`
	// Quiet: it is put on record and opens no review.
	Quiet bool `json:"quiet,omitempty"`
}

// Suspend stops an access for a while, Terminate for good; Reinstate gives it back,
// with the terms that it had or with others.
type (
	// SuspendAccess stops an access for a while.
	SuspendAccess struct{ AccessAct }
	// TerminateAccess ends an access. It can still be protested.
	TerminateAccess struct{ AccessAct }
)

// RestrictAccess takes purposes away: those that are named are forbidden from then
// on, the others stay.
type RestrictAccess struct {
	AccessAct
	Purposes []legal.Purpose `json:"purposes"` // taken away
}

// ReinstateAccess gives an access back.
type ReinstateAccess struct {
	AccessAct
	// Terms replace those that it had; nil leaves them.
	Terms *AccessTerms `json:"terms,omitempty"`
}

// MovePolicy moves a contract to another version of the platform's policy.
type MovePolicy struct {
	AccessAct
	Policy policy.ID `json:"policy"`
}

// Protest objects to what was decided about an access, and opens a negotiation.
type Protest struct{ AccessAct }

// ProposeTerms puts a position into a negotiation, of either side.
type ProposeTerms struct {
	AccessAct
	Terms AccessTerms `json:"terms"`
}

// AccessVerdict is an answer to what waits on an access.
type AccessVerdict string

// The answers: to a request, to a review, to a protest or to proposed terms.
const (
	AccessGrant    AccessVerdict = "grant"     // a request
	AccessDecline  AccessVerdict = "refuse"    // a request
	AccessClear    AccessVerdict = "clear"     // a review found nothing
	AccessGiveBack AccessVerdict = "give-back" // a protest: reinstated as it was
	AccessAgree    AccessVerdict = "agree"     // the other side's proposed terms hold
	AccessMaintain AccessVerdict = "maintain"  // a protest, or proposed terms: it stays as it is
)

// AccessVerdicts lists them.
func AccessVerdicts() []AccessVerdict {
	return []AccessVerdict{AccessGrant, AccessDecline, AccessClear, AccessGiveBack, AccessAgree, AccessMaintain}
}

// AnswerAccess answers what waits: see [AccessVerdict].
type AnswerAccess struct {
	AccessAct
	Verdict AccessVerdict `json:"verdict"`
	// Under is, where a request for another's data is granted, the grantor's own
	// subscription that it passes on. The grantee does not learn of it.
	Under GrantID `json:"under,omitempty"`
}

// Receive records what the requester read by its standing access. It ends the hop
// unless more is to come.
type Receive struct {
	Act
	Identifiers []Identifier `json:"identifiers,omitempty"`
	More        bool         `json:"more,omitempty"`
}

// Validate refuses a use without purpose or shape.
func (a DeclareUse) Validate() error {
	if err := a.AccessAct.Validate(); err != nil {
		return err
	}
	switch {
	case a.Purpose == "":
		return fmt.Errorf("purpose is empty: a use is declared for a purpose")
	case a.Shape == "":
		return fmt.Errorf("shape is empty: say what is looked at, for example %s", legal.OneAccount)
	}
	return short(text{"purpose", string(a.Purpose), wordMost}, text{"shape", string(a.Shape), wordMost}, text{"target", a.Target, reasonMost})
}

// Validate refuses a finding of no kind, without a reason or a source.
func (a ReportFinding) Validate() error {
	if err := a.AccessAct.Validate(); err != nil {
		return err
	}
	switch {
	case !slices.Contains(FindingKinds(), a.Kind):
		return fmt.Errorf("kind %q: want one of %s", a.Kind, words(FindingKinds()))
	case strings.TrimSpace(a.Reason) == "":
		return fmt.Errorf("reason is empty: a finding says what was found")
	case a.Kind == FindingPress && a.Source == "":
		return fmt.Errorf("source is empty: a finding of the press names where it was read")
	case a.Denies && a.Intermediary == "":
		return fmt.Errorf("denies without intermediary: say of whom the source says that it was not")
	}
	return nil
}

// Validate refuses terms without a purpose, and purposes that no policy knows: what is
// refused later is refused in words that operators read, and a purpose is repeated in
// them.
func (t AccessTerms) Validate() error {
	if len(t.Purposes) == 0 {
		return fmt.Errorf("purposes are empty: an access is for stated purposes")
	}
	for i, p := range t.Purposes {
		switch {
		case p == "" || slices.Contains(t.Purposes[:i], p):
			return fmt.Errorf("purposes: %q stands twice or is empty", p)
		case !slices.Contains(policy.Purposes(), p):
			return fmt.Errorf("purposes: %q is unknown: want one of %s", p, words(policy.Purposes()))
		}
	}
	return t.short()
}

// Validate refuses a policy that this build does not have.
func (a MovePolicy) Validate() error {
	if err := a.AccessAct.Validate(); err != nil {
		return err
	}
	_, err := policy.Open(a.Policy)
	return err
}

// Validate refuses a restriction of nothing.
func (a RestrictAccess) Validate() error {
	if err := a.AccessAct.Validate(); err != nil {
		return err
	}
	return AccessTerms{Purposes: a.Purposes}.Validate()
}

// Validate refuses terms that are none.
func (a ProposeTerms) Validate() error {
	if err := a.AccessAct.Validate(); err != nil {
		return err
	}
	return a.Terms.Validate()
}

// Validate refuses new terms that are none.
func (a ReinstateAccess) Validate() error {
	if err := a.AccessAct.Validate(); err != nil || a.Terms == nil {
		return err
	}
	return a.Terms.Validate()
}

// Validate refuses a verdict that is none, and a subscription that nothing is granted
// from.
func (a AnswerAccess) Validate() error {
	if err := a.AccessAct.Validate(); err != nil {
		return err
	}
	switch {
	case !slices.Contains(AccessVerdicts(), a.Verdict):
		return fmt.Errorf("verdict %q: want one of %s", a.Verdict, words(AccessVerdicts()))
	case a.Under == "":
		return nil
	case a.Verdict != AccessGrant:
		return fmt.Errorf("under %q with verdict %q: only what is granted is passed on, want verdict %s or no under", a.Under, a.Verdict, AccessGrant)
	}
	if err := a.Under.Validate(); err != nil {
		return fmt.Errorf("under: %w", err)
	}
	return nil
}

// Validate refuses malformed identifiers, and a subscriber: no feed names one.
func (a Receive) Validate() error {
	if err := a.Act.Validate(); err != nil {
		return err
	}
	for i, id := range a.Identifiers {
		if err := id.Validate(); err != nil {
			return fmt.Errorf("identifiers[%d]: %w", i, err)
		}
		if id.Kind == legal.KindSubscriber {
			return fmt.Errorf("identifiers[%d]: a subscriber is named by a holder under legal process, never by standing access", i)
		}
	}
	return nil
}
