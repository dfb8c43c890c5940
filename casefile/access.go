package casefile

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"writ/legal"
	"writ/legal/policy"
)

// This file says what standing access is made of: the words that its grantor, its
// grantee and the cases that lean on it share. Its machines live in package access.

// GrantID is the opaque id of one standing access: one contract between a grantor
// and a grantee, one link of a chain. Both sides know it, and nobody else does.
type GrantID string

// UseID is the opaque id of one declared use of an access.
type UseID string

// NewGrantID returns a random grant id.
func NewGrantID() GrantID { return GrantID(uuid.NewString()) }

// Validate refuses what is not a UUID.
func (id GrantID) Validate() error {
	if _, err := uuid.Parse(string(id)); err != nil {
		return fmt.Errorf("grant id %q is not a UUID, for example 3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d", string(id))
	}
	return nil
}

// UseIDFor is the id of the use that was declared under a key: declaring it again
// under that key is the same use.
func UseIDFor(g GrantID, key string) UseID { return UseID(derive(string(g), "use/"+key)) }

// LetterIDFor is the id of the nth letter that a side of an access sends the other,
// counted from 1.
func LetterIDFor(g GrantID, from PartyID, n int) RequestID {
	return RequestID(derive(string(g), fmt.Sprintf("letter/%s/%d", from, n)))
}

// The stages of a standing access, at its grantor and at its grantee.
const (
	StageAccessRequested   Stage = "AccessRequested"
	StageAccessActive      Stage = "AccessActive"
	StageAccessUnderReview Stage = "AccessUnderReview" // it goes on, and is looked into
	StageAccessRestricted  Stage = "AccessRestricted"  // to some of its purposes
	StageAccessSuspended   Stage = "AccessSuspended"
	StageAccessTerminated  Stage = "AccessTerminated"
	StageAccessReinstated  Stage = "AccessReinstated" // active again after it had ended
	// An access that was refused or withdrawn before it was ever active is Ended.
)

// AccessStages are the stages of a standing access in the order of its life.
func AccessStages() []Stage {
	return []Stage{
		StageAccessRequested, StageAccessActive, StageAccessUnderReview, StageAccessRestricted,
		StageAccessSuspended, StageAccessTerminated, StageAccessReinstated,
	}
}

// AccessUsable reports whether at this stage uses may be accepted, within the
// purposes that are left. A stage that is not known is not usable.
func AccessUsable(s Stage) bool {
	return slices.Contains([]Stage{StageAccessActive, StageAccessUnderReview, StageAccessRestricted, StageAccessReinstated}, s)
}

// AccessTerms are what a standing access is for.
type AccessTerms struct {
	// Purposes are the stated ones: a use for any other is refused.
	Purposes []legal.Purpose `json:"purposes"`
	// Scope says in words what is delivered: "public posts, near real time".
	Scope string `json:"scope,omitempty"`
	// Conditions are others, in words.
	Conditions []string `json:"conditions,omitempty"`
}

// AccessOpening is what a standing access begins with, as both sides know it.
type AccessOpening struct {
	Grant   GrantID `json:"grant"`
	Grantor PartyID `json:"grantor"`
	Grantee PartyID `json:"grantee"`
	// Contract tells this one from others between the same two: "news alerts".
	Contract string `json:"contract"`
	// Data is whose data it is; the grantor's own, or what a reseller passes on.
	Data legal.HolderID `json:"data"`
	// Policy is the version of the platform's policy under which it is used.
	Policy policy.ID   `json:"policy"`
	Terms  AccessTerms `json:"terms"`
	// ReviewAt are the dates at which the grantor looks into it.
	ReviewAt []time.Time `json:"reviewAt,omitempty"`
	// Requested means that the grantee asks for it, and the grantor has not
	// answered yet.
	Requested bool      `json:"requested,omitempty"`
	At        time.Time `json:"at"`
	NotBefore time.Time `json:"notBefore,omitzero"`
	Seen      time.Time `json:"seen"`
	By        Decider   `json:"by"`
	Source    string    `json:"source,omitempty"`
}

// Origin says of a lead, or of a hop, that it came from standing access, or goes by
// it.
type Origin struct {
	Grant GrantID `json:"grant"`
	// Use is the accepted use of the access in which it was read.
	Use     UseID         `json:"use"`
	Purpose legal.Purpose `json:"purpose"`
}

// Validate refuses an origin that names no grant, no use or no purpose.
func (o Origin) Validate() error {
	if err := o.Grant.Validate(); err != nil {
		return err
	}
	if _, err := uuid.Parse(string(o.Use)); err != nil {
		return fmt.Errorf("use %q is not the id of an accepted use: want the UUID that its receipt gave", string(o.Use))
	}
	if o.Purpose == "" {
		return fmt.Errorf("purpose is empty: a use of standing access has one")
	}
	return nil
}

// AccessNotice tells how a standing access stands: the grantor its grantee, by
// letter, and the grantee's subscription the cases and the onward grants that hang
// on it. It says nothing of any other contract.
type AccessNotice struct {
	Grant GrantID `json:"grant"`
	// Use is set in what a case is told: it stands so for this use of the access. A
	// case that leans on several uses is told of each. Empty: for all.
	Use UseID `json:"use,omitempty"`
	// N counts the notices of one grantor on one grant, from 1: repeats, and what is
	// older than what is known, are ignored.
	N int `json:"n"`
	// Kind is what happened.
	Kind EventKind `json:"kind"`
	// Stage is how the access stands from At on, and Usable the purposes for which it
	// may be used from then on; none where it may not be used at all.
	Stage  Stage           `json:"stage"`
	Usable []legal.Purpose `json:"usable"`
	// Code and Reason say why, as the grantee is to read it.
	Code   Code   `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Received is what may become of what was received before: a verdict of the
	// policy; empty where nothing ended.
	Received policy.Verdict `json:"received,omitempty"`
	// Terms are the new or the proposed ones, where the notice is about terms.
	Terms *AccessTerms `json:"terms,omitempty"`
	// Policy is the version that holds from then on, where it was moved.
	Policy policy.ID `json:"policy,omitempty"`
	// Opening comes with the first notice.
	Opening *AccessOpening `json:"opening,omitempty"`
	// Talks counts the negotiations that the grantor knew of when it wrote: a notice
	// ends none that the grantee began later. Where the latest of them is open, Awaiting
	// and Due say who has to act next.
	Talks     int       `json:"talks,omitempty"`
	Awaiting  PartyID   `json:"awaiting,omitempty"`
	Due       time.Time `json:"due,omitzero"`
	At        time.Time `json:"at"`
	NotBefore time.Time `json:"notBefore,omitzero"`
	// Written is when the grantor wrote the letter. A number that is known, in a letter
	// that was written later, comes from a record that was set back meanwhile.
	Written time.Time `json:"written,omitzero"`
}

// Permits reports whether the access may be used for a purpose as the notice has
// it.
func (n AccessNotice) Permits(p legal.Purpose) bool {
	return AccessUsable(n.Stage) && slices.Contains(n.Usable, p)
}

// AccessSubmission is what a grantee sends its grantor: exactly one act is set. The
// grantor's answer is the letter's own.
type AccessSubmission struct {
	Grant   GrantID        `json:"grant"`
	Opening *AccessOpening `json:"opening,omitempty"` // a request
	Use     *DeclareUse    `json:"use,omitempty"`
	Protest *Protest       `json:"protest,omitempty"`
	Terms   *ProposeTerms  `json:"terms,omitempty"`
	Answer  *AnswerAccess  `json:"answer,omitempty"`
}

// LetterAnswer is what comes back for a letter.
type LetterAnswer struct {
	// Delivered is false where there is no channel, or nobody takes the letter any
	// more: Reason says which.
	Delivered bool   `json:"delivered"`
	Reason    string `json:"reason,omitempty"`
	// Of a submission: the receipt of what was accepted, or why it was not.
	Receipt *Receipt `json:"receipt,omitempty"`
	Refusal *Refusal `json:"refusal,omitempty"`
	// At is when the other side answered. In earnest it is left zero, which means the
	// sender's own now: it has the answer in the same moment, and no other clock than
	// its own counts. In an exercise it is the letter's own instant.
	At time.Time `json:"at"`
}

// UseVerdict is what was decided on a declared use. A refusal names the rule.
type UseVerdict struct {
	Use      UseID       `json:"use"`
	Accepted bool        `json:"accepted"`
	Rule     policy.Rule `json:"rule,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	At       time.Time   `json:"at"`
}

// Leaning tells a subscription that a case, or an onward grant, hangs on it. Exactly
// one of Case and Onward is set.
type Leaning struct {
	Grant   GrantID       `json:"grant"` // that is leaned on
	Case    CaseID        `json:"case,omitempty"`
	Onward  GrantID       `json:"onward,omitempty"`
	Use     UseID         `json:"use,omitempty"`     // of a case
	Purpose legal.Purpose `json:"purpose,omitempty"` // of a case
	// Data is whose data is passed on, or read: an access to data of another holder is
	// none. Empty where a lead that was read points elsewhere.
	Data legal.HolderID `json:"data,omitempty"`
	// Exercise: what hangs here is played. In earnest nothing hangs on what is played,
	// nor the other way round.
	Exercise bool      `json:"exercise,omitempty"`
	At       time.Time `json:"at"`
}

// Passing hands a notice on to what hangs on a subscription, or a case to its hops.
// Exactly one of Case, Onward and Hop is set.
type Passing struct {
	Case   CaseID       `json:"case,omitempty"`
	Onward GrantID      `json:"onward,omitempty"`
	Hop    HopID        `json:"hop,omitempty"`
	Notice AccessNotice `json:"notice"`
}
