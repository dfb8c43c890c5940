package report

// Survival is the estimators on a table that an analyst brought, nothing
// withheld: the table is the analyst's own.
type Survival struct {
	N      int             `json:"n"`
	Tau    Number          `json:"tau"` // common to all groups: the least of their longest times
	Groups []SurvivalGroup `json:"groups"`
	Test   *Test           `json:"logRank,omitempty"`
	// CauseTests compare the groups by one cause alone; its rivals are censored.
	CauseTests []CauseTest `json:"causeLogRank,omitempty"`
	// Conventions say what decides the digits.
	Conventions []string `json:"conventions"`

	interval string // the method of the pointwise intervals
}

// CauseTest is the log-rank test of one cause.
type CauseTest struct {
	Cause int `json:"cause"`
	Test
}

// SurvivalGroup is one group of the table; Name is empty where it has no groups.
type SurvivalGroup struct {
	Name      string          `json:"name"`
	N         int64           `json:"n"`
	Events    int64           `json:"events"`
	Censored  int64           `json:"censored"`
	Observed  Number          `json:"observed"` // the log-rank test's
	Expected  Number          `json:"expected"`
	Points    []SurvivalPoint `json:"survival"`
	Band      *BandStretch    `json:"band,omitempty"` // where one was asked for
	Quantiles []SurvivalTime  `json:"quantiles"`      // 25, 50, 75 %
	Mean      MeanTime        `json:"restrictedMean"`
	Causes    []CausePoints   `json:"causes,omitempty"` // Aalen-Johansen, where there are causes
}

// SurvivalPoint is the Kaplan-Meier estimate at one time at which somebody ended.
type SurvivalPoint struct {
	Time   Number `json:"time"`
	AtRisk int64  `json:"atRisk"`
	Events int64  `json:"events"`
	S      Number `json:"s"`
	SE     Number `json:"se"` // Greenwood
	Lower  Number `json:"lower"`
	Upper  Number `json:"upper"`
	H      Number `json:"cumulativeHazard"` // Nelson-Aalen
	// Band is a simultaneous band, where one was asked for and there is one.
	Band *BandLimits `json:"band,omitempty"`
}

// BandStretch is where a simultaneous band holds the whole curve with 95 %: from one
// end to another. From, To and Critical are NaN where too few ended.
type BandStretch struct {
	Kind     string `json:"kind"`
	From     Number `json:"from"`
	To       Number `json:"to"`
	Critical Number `json:"criticalValue"`
}

// BandLimits are a simultaneous band at one time, and up to the next.
type BandLimits struct {
	Lower Number `json:"lower"`
	Upper Number `json:"upper"`
}

// SurvivalTime is a quantile; Time or Upper is NaN where it is not reached.
type SurvivalTime struct {
	P     float64 `json:"p"`
	Time  Number  `json:"time"`
	Lower Number  `json:"lower"`
	Upper Number  `json:"upper"`
}

// MeanTime is the area under the curve up to Tau.
type MeanTime struct {
	Tau  Number `json:"tau"`
	Mean Number `json:"mean"`
	SE   Number `json:"se"`
}

// CausePoints are the cumulative incidence of one cause.
type CausePoints struct {
	Cause  int          `json:"cause"`
	Events int64        `json:"events"`
	Points []CausePoint `json:"points"`
	Lost   Number       `json:"restrictedTimeLost"` // the area under it up to Tau
}

// CausePoint is the cumulative incidence at one time.
type CausePoint struct {
	Time  Number `json:"time"`
	F     Number `json:"f"`
	SE    Number `json:"se"` // delta method
	Lower Number `json:"lower"`
	Upper Number `json:"upper"`
}
