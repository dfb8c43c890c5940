package access

import (
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// The alarms of a grant.
const (
	AlarmRequest     casefile.AlarmName = "access-request" // a request waits for an answer
	AlarmReviewDate  casefile.AlarmName = "access-review-date"
	AlarmReviewDue   casefile.AlarmName = "access-review-due"  // a review has no result yet
	AlarmAnswer      casefile.AlarmName = "protest-answer-due" // a position waits for an answer
	AlarmNegotiation casefile.AlarmName = "negotiation"        // it was to end by now
)

// GrantStart is what a grant begins with at its grantor.
type GrantStart struct {
	Opening casefile.AccessOpening `json:"opening"`
	// Desk is the grantor's, in whose zone its clocks are counted.
	Desk casefile.Desk `json:"desk"`
	// Under is the grantor's own subscription that this grant passes on; empty where
	// the data is its own, and while a request for another's data waits for its
	// answer, which names it. The grantee does not learn of it.
	Under casefile.GrantID `json:"under,omitempty"`
}

// GrantMachine is one standing access at its grantor.
type GrantMachine struct {
	Start GrantStart `json:"start"`
	casefile.Journal
	// Policy is the version under which it is used now; the one at the start is in
	// the opening.
	Policy policy.ID `json:"policy"`
	// Own is how it stands by the grantor's own decisions; the journal's Stage is the
	// worse of that and of what Above allows.
	Own   casefile.Stage       `json:"own"`
	Terms casefile.AccessTerms `json:"terms"`           // as they hold now
	Taken []legal.Purpose      `json:"taken,omitempty"` // by restrictions
	// Received is what may become of what was received, while something of the access
	// is gone.
	Received policy.Verdict `json:"received,omitempty"`
	// Decided is when the grantor last decided, or first granted: what it decides
	// next cannot have been true before.
	Decided time.Time `json:"decided,omitzero"`
	// RequestDue is by when a request is to be answered.
	RequestDue time.Time `json:"requestDue,omitzero"`
	// Review is the one that is open.
	Review *Review `json:"review,omitempty"`
	// Above is how the subscription stands on which it hangs.
	Above *casefile.AccessNotice `json:"above,omitempty"`
	// Courses tell from when on it stood how, in the order in which that was learned:
	// a use is judged both at the instant to which it is dated and now.
	Courses []Course `json:"courses"`
	// Uses are the latest declared uses in full, at most usesKept of them; Spent are
	// marks of the keys of those before, at most keysKept.
	Uses  []Use    `json:"uses,omitempty"`
	Spent []string `json:"spent,omitempty"`
	// Accepted and Refused count all declared uses, the refused ones by rule.
	Accepted int                 `json:"accepted,omitempty"`
	Refused  map[policy.Rule]int `json:"refused,omitempty"`
	// Lately are when the latest uses were refused, as far as they count towards a
	// review.
	Lately   []time.Time `json:"lately,omitempty"`
	Findings []Finding   `json:"findings,omitempty"`
	Talks    []Talk      `json:"talks,omitempty"`
	Notices  int         `json:"notices"` // written to the grantee
	// Unopened: the opening did not arrive, and goes with the next notice.
	Unopened bool `json:"unopened,omitempty"`
	Letters  int  `json:"letters"` // sent, so that each has its own id
	// Outbox are letters that were not delivered yet, in order; the first is under
	// way.
	Outbox Outbox `json:"outbox,omitempty"`

	policy *policy.Policy
}

// Course is how an access stood from an instant on: by the grantor's own decisions,
// or by what its own source allowed. It stood at the worse of the two.
type Course struct {
	Above     bool            `json:"above,omitempty"` // by the source
	Stage     casefile.Stage  `json:"stage"`
	Usable    []legal.Purpose `json:"usable,omitempty"`
	At        time.Time       `json:"at"`
	NotBefore time.Time       `json:"notBefore,omitzero"`
	Seen      time.Time       `json:"seen"`
}

// Use is a declared use and what was decided on it.
type Use struct {
	casefile.DeclareUse
	Verdict casefile.UseVerdict `json:"verdict"`
	// Receipt is what was answered, and is answered again to a repeat. Its At is the
	// instant to which the use is dated.
	Receipt casefile.Receipt `json:"receipt"`
	Seen    time.Time        `json:"seen"`
	// Overtaken is when it was learned that the access had ended by the time of an
	// accepted use, or may have. The use stays accepted.
	Overtaken time.Time `json:"overtaken,omitzero"`
}

// Review looks into how an access is used, while it goes on.
type Review struct {
	// Was is the stage to which a review that finds nothing goes back.
	Was   casefile.Stage `json:"was"`
	Began time.Time      `json:"began"`
	Due   time.Time      `json:"due,omitzero"`
}

// Finding is what was found about the use of an access.
type Finding struct {
	casefile.ReportFinding
	Seen time.Time `json:"seen"`
}

// Talk is a negotiation: it begins with a protest, and ends with a result or stays
// open.
type Talk struct {
	Began     time.Time        `json:"began"`
	Positions []Position       `json:"positions"`
	Awaiting  casefile.PartyID `json:"awaiting"`
	Due       time.Time        `json:"due,omitzero"` // of the next answer
	Until     time.Time        `json:"until"`        // by when it was to end
	// Overdue: Until has passed and no result is known. It stays open.
	Overdue bool `json:"overdue,omitempty"`
	// Result is empty while it is open: give-back, agree or maintain.
	Result casefile.AccessVerdict `json:"result,omitempty"`
	Ended  time.Time              `json:"ended,omitzero"`
}

// Position is what one side said in a negotiation.
type Position struct {
	By     casefile.Decider      `json:"by"`
	Kind   casefile.EventKind    `json:"kind"` // protested, terms proposed, answered
	Reason string                `json:"reason,omitempty"`
	Terms  *casefile.AccessTerms `json:"terms,omitempty"`
	// Fallen: the grantor has decided anew since it offered these terms. They stay on
	// record, and cannot be agreed to.
	Fallen bool      `json:"fallen,omitempty"`
	At     time.Time `json:"at"`
	Seen   time.Time `json:"seen"`
}
