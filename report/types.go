package report

import (
	"time"
)

// Day is the unit of all durations in results: 86 400 seconds. Working days are
// such days too: an open day counts whole, whatever the office hours.
const Day = 86_400

// Number is a figure. NaN says that there is none (not reached, not estimable,
// not told) and is null in JSON.
type Number float64

// Count is how many there are. One below 0 is not told to the last one: -290 is
// about 290, "~290" in text and in JSON; or it is one of the marks below.
type Count int64

// Counts that are not told.
const (
	// Withheld stands for 1 to 9: "<10".
	Withheld Count = -1
	// Covered stands for 10 or more: "10+". A withheld count could be computed from it.
	Covered Count = -2
)

// Estimate is a figure with its interval. Where there is no interval, Lower and
// Upper are NaN.
type Estimate struct {
	Value Number `json:"value"`
	Lower Number `json:"lower"`
	Upper Number `json:"upper"`
}

// Provenance says what a result stands on.
type Provenance struct {
	// From and To name the two ends between which it is counted; "the as-of
	// instant" is the end of what is open.
	From string `json:"from"`
	To   string `json:"to"`
	// Unit is what n counts: case, hop, request or spell. Clock is elapsed or working.
	Unit  string `json:"unit"`
	Clock Clock  `json:"clock"`
	// AsOf is the instant at which it was known; what was open then is censored.
	AsOf     time.Time `json:"asOf"`
	N        Count     `json:"n"`
	Events   Count     `json:"events"`
	Censored Count     `json:"censored"`
	// Tau is the horizon in days up to which areas and curves reach; NaN: none.
	Tau Number `json:"tauDays"`
	// Interval names the method of the intervals.
	Interval string `json:"interval"`
	// Filters say what was looked at, "holder twitter".
	Filters []string `json:"filters"`
	// Exact: nothing was withheld or coarsened. Else Withheld is how many cells
	// are not told.
	Exact    bool `json:"exact"`
	Withheld int  `json:"withheldCells"`
	// Notes are what a reader has to know, in whole sentences.
	Notes []string `json:"notes"`
}

// Table is a result for people: text, Markdown and CSV are made of it.
type Table struct {
	Title   string     `json:"title"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
	// Right lists the columns, from 0, that hold figures and are set flush right.
	Right []int `json:"right"`
	// Under lists columns that may stand below the one before where there is no room.
	Under []int    `json:"under,omitempty"`
	Notes []string `json:"notes"`
}

// Result is what every question is answered with.
type Result interface {
	// Tables are for people.
	Tables() []Table
	// Records are one flat table for programs that read no JSON: all digits, a row
	// for each figure, no units in the cells.
	Records() Table
	// About is what the result stands on.
	About() Provenance
}

// Quantile is the time at which a share is reached: 0.25 or 0.5. Days.Value is
// NaN where it is not reached, Days.Upper where the interval has no upper end.
type Quantile struct {
	P    float64  `json:"p"`
	Days Estimate `json:"days"`
}

// Test is a log-rank test over groups.
type Test struct {
	ChiSquared Number `json:"chiSquared"`
	DF         int    `json:"df"`
	P          Number `json:"p"`
	Strata     string `json:"strata,omitempty"` // the dimension by which it is stratified
	Groups     int    `json:"groups"`
}

// Latency is how long from one milestone to another.
type Latency struct {
	Provenance
	By       []string       `json:"by"`
	Horizons []Number       `json:"horizonsDays"`
	All      LatencyGroup   `json:"all"`
	Groups   []LatencyGroup `json:"groups"` // by name; empty when not grouped
	Test     *Test          `json:"logRank,omitempty"`
}

// LatencyGroup is the latency of one group.
type LatencyGroup struct {
	// Key holds a value for each dimension of By; Name joins them; "all" for all.
	Key  []string `json:"key"`
	Name string   `json:"name"`
	// N, Events of the wanted end and Censored. Where N is withheld, the rest of
	// the group is empty.
	N        Count `json:"n"`
	Events   Count `json:"events"`
	Censored Count `json:"censored"`
	// Ends are the wanted end first, then its rivals.
	Ends []EndFigures `json:"ends"`
	// Quantiles are the times at which 25 % and 50 % of all reached the wanted end.
	Quantiles []Quantile `json:"quantiles"`
	AtRisk    []Count    `json:"atRisk"` // at each horizon: neither ended nor censored before it
	Curve     Curve      `json:"curve"`
}

// EndFigures are the cumulative incidence of one end.
type EndFigures struct {
	End   string     `json:"end"` // "identified", "refused", ...
	N     Count      `json:"n"`
	At    []Estimate `json:"at"`    // one for each horizon
	Final Estimate   `json:"final"` // at the last instant that anybody was followed
}

// Curve is steps for a plot: from Days[i] on the values are those at i. Days[0]
// is 0. Unless exact, a step stands for ten ends at least, and lies on a whole
// day. An end that is not told is NaN throughout: what is missing between the
// ends that are told and 1 - Open is those that are not.
type Curve struct {
	Days []Number `json:"days"`
	// Open is the share that has not ended: 1 - the sum of all Ends.
	Open  []Number   `json:"open"`
	Ends  [][]Number `json:"ends"`  // cumulative incidence, in the order of the group's Ends
	Lower []Number   `json:"lower"` // of the first end (of Open where there are no Ends)
	Upper []Number   `json:"upper"`
}
