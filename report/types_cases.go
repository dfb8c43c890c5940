package report

import "time"

// Days is where the days went.
type Days struct {
	Provenance
	// Tau is the horizon in days: Parties, Stages and States each sum to it.
	Parties []Stay `json:"parties"`
	Stages  []Stay `json:"stages"`
	States  []Stay `json:"states"` // party and stage
	// Closed is the exact account of the closed cases, to the second.
	Closed *Account `json:"closed,omitempty"`
	// Differences compare groups or cohorts in pairs.
	Differences []Difference `json:"differences,omitempty"`
}

// Stay is the mean time per case in one state until the horizon, open cases
// counted.
type Stay struct {
	Name  string `json:"name"`
	Party string `json:"party,omitempty"`
	Stage string `json:"stage,omitempty"`
	// Ended marks the time after the end; the end's name is Stage.
	Ended bool     `json:"ended,omitempty"`
	N     Count    `json:"n"` // cases that were ever there
	Days  Estimate `json:"days"`
	Share Number   `json:"share"` // of the horizon
}

// Account is the sum of the accounts of days of closed cases: the parts are what
// the cases took together, never an average of them.
type Account struct {
	N     Count  `json:"n"`
	Total int64  `json:"totalSeconds"` // 0 where n is withheld
	Parts []Part `json:"parts"`
}

// Part is what one party had at one stage.
type Part struct {
	Name    string `json:"name"`
	Party   string `json:"party"`
	Stage   string `json:"stage"`
	N       Count  `json:"n"`
	Seconds int64  `json:"seconds"` // rounded to whole days unless exact
	Share   Number `json:"share"`
	// Variance is the share of the variance of the totals that goes with this
	// part; the shares sum to 1, and one may be negative.
	Variance Number `json:"varianceShare"`
}

// Difference splits the difference of two groups' mean days into what comes of
// another mix of cases and what of another pace within the same kind (Kitagawa).
type Difference struct {
	Dimension string `json:"dimension"` // what the groups differ in
	A         string `json:"a"`
	B         string `json:"b"`
	NA        Count  `json:"nA"`
	NB        Count  `json:"nB"`
	DaysA     Number `json:"daysA"` // restricted mean to the horizon, open cases counted
	DaysB     Number `json:"daysB"`
	Total     Number `json:"totalDays"` // B - A
	Mix       Number `json:"mixDays"`
	Rate      Number `json:"rateDays"`
	Within    string `json:"within"`  // what mix is a mix of: "instrument"
	Tau       Number `json:"tauDays"` // the longest to which both were followed
	// Sentence says it in words.
	Sentence string `json:"sentence"`
}

// Breach is which gates and holders miss their clocks. A gate is a wait of a hop,
// in a court's or holder's ledger of a request.
type Breach struct {
	Provenance
	// Gates are stage, holder and instrument; Holders only the holder. The ranked
	// stand first, the most certain breach first.
	Gates   []BreachRow `json:"gates"`
	Holders []BreachRow `json:"holders"`
	// Targets are the cases of a party against the target of the case itself, which
	// is no gate: they are neither ranked nor part of n and Overall.
	Targets []BreachRow `json:"targets"`
	// Stages are survival curves with their deadline.
	Stages []GateCurve `json:"stages"`
	// Grid is the median wait by holder and instrument.
	Grid []GridCell `json:"grid"`
	// Overall is the breach probability of all spells with a clock: the middle of
	// a funnel plot.
	Overall Estimate `json:"overall"`
}

// BreachRow is how a gate keeps its clock.
type BreachRow struct {
	Name       string `json:"name"`
	Stage      string `json:"stage,omitempty"`
	Party      string `json:"party,omitempty"`
	Holder     string `json:"holder,omitempty"`
	Instrument string `json:"instrument,omitempty"`
	// N spells had a clock. Breached are over it, of which OpenPastDue still are
	// open; Events ended; the rest are open within their clock.
	N           Count `json:"n"`
	Events      Count `json:"events"`
	Breached    Count `json:"breached"`
	OpenPastDue Count `json:"openPastDue"`
	// Probability of being open when the clock runs out, open clocks counted.
	Probability Estimate `json:"probability"`
	// Excess is the mean number of days over the clock, up to the horizon.
	Excess Estimate `json:"excessDays"`
	// Rank counts from 1; 0: too few to rank (under 30 spells or 10 events). Q is
	// the Benjamini-Hochberg q-value of the hypothesis that the gate breaches no
	// more often than all others do.
	Rank int    `json:"rank"`
	P    Number `json:"p"`
	Q    Number `json:"q"`

	undecided Count
	unserved  bool
}

// GateCurve is the share of spells at one stage that are still open.
type GateCurve struct {
	Stage    string `json:"stage"`
	N        Count  `json:"n"`
	Events   Count  `json:"events"`
	Censored Count  `json:"censored"`
	// Due is the median length of the clocks in days; NaN: no clock.
	Due    Number   `json:"dueDays"`
	Median Estimate `json:"medianDays"`
	// AtRisk stands at each of Horizons.
	Horizons []Number `json:"horizonsDays"`
	AtRisk   []Count  `json:"atRisk"`
	Curve    Curve    `json:"curve"` // Open, Lower and Upper; no Ends
}

// GridCell is the wait at one holder under one instrument.
type GridCell struct {
	Holder     string   `json:"holder"`
	Instrument string   `json:"instrument"`
	N          Count    `json:"n"`
	Events     Count    `json:"events"`
	Censored   Count    `json:"censored"`
	Median     Estimate `json:"medianDays"`
}

// Case is one case beside its peers. Its own figures are exact: whoever names it
// knows it. What is told of its peers is not.
type Case struct {
	Provenance
	ID         string     `json:"id"`  // as it was asked for
	End        string     `json:"end"` // "open" while it is
	Lane       string     `json:"lane"`
	Level      string     `json:"level,omitempty"`
	Milestones []CaseMark `json:"milestones"`
	// Total is the account of days in seconds; Parts sum to it.
	Total  int64       `json:"totalSeconds"`
	Open   bool        `json:"open"` // the account is provisional
	Parts  []Part      `json:"parts"`
	Spells []CaseSpell `json:"spells"`
	// Whole is the case among all cases.
	Whole Standing `json:"whole"`
}

// CaseMark is a milestone of a case.
type CaseMark struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`   // in UTC
	Days Number    `json:"days"` // since the first
}

// CaseSpell is one wait of the case.
type CaseSpell struct {
	Step       string   `json:"step"` // "case", "hop 2"
	Stage      string   `json:"stage"`
	Party      string   `json:"party"`
	Holder     string   `json:"holder,omitempty"`
	Instrument string   `json:"instrument,omitempty"`
	Start      Number   `json:"startDay"` // days since the first milestone
	Days       Number   `json:"days"`
	Open       bool     `json:"open"`
	Due        Number   `json:"dueDays"` // the clock's length; NaN: none
	Breached   bool     `json:"breached"`
	Peers      Standing `json:"peers"`
}

// Standing is where a wait lies among its peers.
type Standing struct {
	Peers string `json:"peers"` // who they are: "example-isp, us.subpoena"
	N     Count  `json:"n"`
	// Slower is the share of the peers, open ones counted, that were done sooner;
	// NaN where the peers are under 10.
	Slower Number `json:"slowerThan"`
	// AtLeast: the wait is open, so it will be slower than at least these.
	AtLeast bool `json:"atLeast,omitempty"`
}
