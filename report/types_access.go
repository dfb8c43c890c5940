package report

// AccessQuery asks what became of standing access: the grants of a party, the uses
// declared under them, and the cases that were thrown back on legal process.
type AccessQuery struct {
	Query
	Horizons []float64 // days; default [AccessHorizons]
	Tau      float64   // days; 0: the last horizon
}

// AccessHorizons are the days at which shares are told: a review, a protest and a
// talk last longer than a case's gates do.
func AccessHorizons() []float64 { return []float64{7, 30, 90, 180, 365} }

// Access is what became of standing access.
type Access struct {
	// Provenance is that of the grants: of n, those whose access was refused or was
	// terminated are the events, and the others are censored.
	Provenance
	Horizons []Number `json:"horizonsDays"`
	// Sides are what the party grants and what it is granted; a reseller has both, a
	// party without standing access neither.
	Sides []AccessSide `json:"sides"`
	// ThrownBack are the hops of the party's cases that went by an access until it
	// ended; nil where there is none.
	ThrownBack *AccessSpan `json:"thrownBack,omitempty"`
}

// The sides of a standing access on which a party is.
const (
	SideGranted    = "granted"    // to others
	SideSubscribed = "subscribed" // from others
)

// AccessSide is a party's standing access on one side.
type AccessSide struct {
	Side string `json:"side"`
	N    Count  `json:"n"` // grants
	// States sum to N: how each stood at the as-of instant.
	States []AccessCount `json:"states"`
	// Uses are those that were decided, Accepted and Refused their parts, and Rules
	// the parts of Refused.
	Uses     Count         `json:"uses"`
	Accepted Count         `json:"accepted"`
	Refused  Count         `json:"refused"`
	Rules    []AccessCount `json:"rules"`
	// Reviews were opened; Openings are their parts, by what opened them: a finding,
	// a review date, repeated refusals.
	Reviews  Count         `json:"reviews"`
	Openings []AccessCount `json:"openings"`
	// Talks are negotiations, each begun by a protest. Results are the parts of those
	// that were answered; NoResult and Running those of the open ones.
	Talks    Count         `json:"talks"`
	Answered Count         `json:"answered"`
	Open     Count         `json:"open"`
	Results  []AccessCount `json:"results"`
	NoResult Count         `json:"noResult"` // the time for it has passed, and none is known
	Running  Count         `json:"running"`
	// Spans are how long it took: from finding to ending, from ending to answer.
	Spans []AccessSpan `json:"spans"`
}

// AccessCount is how many there are of a name.
type AccessCount struct {
	Name string `json:"name"`
	N    Count  `json:"n"`
}

// AccessSpan is how long it took from one event to another, open ones censored.
type AccessSpan struct {
	Provenance
	// Name is finding-to-ending, ending-to-answer or thrown-back; Title says it.
	Name  string       `json:"name"`
	Title string       `json:"title"`
	All   LatencyGroup `json:"all"`
	// Groups are by holder, where it is told by holder.
	Groups []LatencyGroup `json:"groups"`
}
