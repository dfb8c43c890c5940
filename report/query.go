package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/casefile"
	"writ/ledger"
)

// Clock is how time is counted.
type Clock string

// The clocks.
const (
	// Elapsed counts every second.
	Elapsed Clock = "elapsed"
	// Working counts the time on days that are open for the party that holds the
	// clock, in that party's zone and by its calendar.
	Working Clock = "working"
)

// Unit is what is counted.
type Unit string

// The units.
const (
	PerCase Unit = "case"
	PerHop  Unit = "hop"
)

// Dimension is what groups are made by.
type Dimension string

// The dimensions.
const (
	ByHolder       Dimension = "holder"
	ByInstrument   Dimension = "instrument"
	ByJurisdiction Dimension = "jurisdiction"
	ByLane         Dimension = "lane"
	ByCohort       Dimension = "cohort" // month of the case's opening
	ByYear         Dimension = "year"   // of the case's opening
)

// Dimensions lists the dimensions.
func Dimensions() []Dimension {
	return []Dimension{ByHolder, ByInstrument, ByJurisdiction, ByLane, ByCohort, ByYear}
}

// Query is what all questions share. Empty fields narrow nothing.
type Query struct {
	// AsOf must be set: what was known then is reported.
	AsOf time.Time
	// Work is the workflow type of what is counted, where it is not the cases of a
	// requester: the requests that another party's ledger knows.
	Work                 string
	Holder               string
	Instrument           string
	Jurisdiction         string
	Lane                 casefile.Lane
	OpenedFrom, OpenedTo time.Time // of the case; To is out
	// Synthetic is a sentence that says that the cases are made up; it stands first
	// among the notes of every result.
	Synthetic string
	// Exact tells every count and every second. It has to be asked for.
	Exact bool
}

// LatencyQuery asks how long from one milestone to another. The zero value, with
// an as-of instant, asks for days from opening to identification by case.
type LatencyQuery struct {
	Query
	From, To casefile.MilestoneName
	Unit     Unit
	By       []Dimension
	Clock    Clock
	Horizons []float64 // days; default [DefaultHorizons]
	Tau      float64   // days; 0: the last horizon
}

// DefaultHorizons are the days at which incidence is told.
func DefaultHorizons() []float64 { return []float64{7, 14, 30, 60, 90, 180} }

// DaysQuery asks where the days went.
type DaysQuery struct {
	Query
	// By of one dimension adds the differences between its groups.
	By  []Dimension
	Tau float64 // days; default 180
	// Resamples is how often cases are drawn again for the intervals; default 100.
	Resamples int
	Seed      uint64
}

// BreachQuery asks which gates miss their clocks.
type BreachQuery struct {
	Query
	Tau float64 // days over the clock that are counted at most; default 180
}

// CaseQuery asks for one case.
type CaseQuery struct {
	Query
	Case ledger.Key
	ID   string // as the result calls it
}

// WorkingTime is how many seconds between two instants lie on days that are open
// for a party. The caller builds it from directory and calendars.
type WorkingTime func(party ledger.Code, from, to int64) int64

var marks = []casefile.MilestoneName{
	ledger.MarkDetected:     casefile.MilestoneDetected,
	ledger.MarkOpened:       casefile.MilestoneOpened,
	ledger.MarkQueued:       casefile.MilestoneQueued,
	ledger.MarkStarted:      casefile.MilestoneStarted,
	ledger.MarkFirstAsked:   casefile.MilestoneFirstAsked,
	ledger.MarkFirstRefused: casefile.MilestoneFirstRefused,
	ledger.MarkOrdered:      casefile.MilestoneOrdered,
	ledger.MarkServed:       casefile.MilestoneServed,
	ledger.MarkDisclosed:    casefile.MilestoneDisclosed,
	ledger.MarkIdentified:   casefile.MilestoneIdentified,
	ledger.MarkEnded:        casefile.MilestoneEnded,
}

// MilestonesOf lists the milestones that a unit has.
func MilestonesOf(u Unit) []casefile.MilestoneName {
	only := []casefile.MilestoneName{casefile.MilestoneQueued, casefile.MilestoneStarted}
	if u == PerHop {
		only = []casefile.MilestoneName{casefile.MilestoneDetected, casefile.MilestoneOpened, casefile.MilestoneIdentified}
	}
	return slices.DeleteFunc(slices.Clone(marks), func(m casefile.MilestoneName) bool { return slices.Contains(only, m) })
}

func markOf(u Unit, what string, name casefile.MilestoneName) (ledger.Mark, error) {
	have := MilestonesOf(u)
	if !slices.Contains(have, name) {
		return 0, &BadQuery{Field: what, Value: string(name), Want: "for a " + string(u) + " one of " + joined(have)}
	}
	return ledger.Mark(slices.Index(marks, name)), nil
}

// BadQuery says which part of a question is wrong, and what would be right.
type BadQuery struct{ Field, Value, Want string }

// Error names field, value and what is wanted.
func (e *BadQuery) Error() string { return fmt.Sprintf("%s %q: want %s", e.Field, e.Value, e.Want) }

func joined[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}
