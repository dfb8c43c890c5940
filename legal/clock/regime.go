package clock

import (
	"fmt"
	"slices"

	"writ/legal/cite"
)

// Regime names a statute's way of counting a period.
type Regime string

// The regimes.
const (
	// Civil counts civil days without a calendar: the day of the trigger is
	// out, the last day ends at 24:00, nothing rolls. Hours count from the
	// trigger.
	Civil Regime = "CIVIL"
	// FRCP6a is rule 6(a) of the US Federal Rules of Civil Procedure.
	FRCP6a Regime = "FRCP6a"
	// EU1182 is Regulation (EEC, Euratom) No 1182/71.
	EU1182 Regime = "EU1182"
	// CPC640 is articles 640 to 642 of the French code of civil procedure.
	CPC640 Regime = "CPC640"
	// CPR28 is rule 2.8 of the Civil Procedure Rules of England and Wales.
	CPR28 Regime = "CPR2.8"
)

// Regimes lists all regimes in the order in which they are documented.
func Regimes() []Regime { return []Regime{Civil, FRCP6a, EU1182, CPC640, CPR28} }

// Check refuses a period that the regime cannot count, with the reason.
func Check(r Regime, p Period) error {
	if !slices.Contains(Regimes(), r) {
		return fmt.Errorf("regime %q is unknown: want one of %v", string(r), Regimes())
	}
	if r == Civil && p.Unit == WorkingDay {
		return fmt.Errorf("period %s: CIVIL has no holidays: "+
			"working days need a regime with a calendar: want one of %v", p, Regimes()[1:])
	}
	return p.Validate()
}

// statute is what the text of a regime says where the regimes differ. Each
// stands in a file of its own beside the text.
type statute struct {
	sources []cite.Source

	// The clause that each kind of line of an explanation cites.
	dayOut      string // the day of the trigger does not count
	hourStart   string // where hours begin to count
	hours       string // every hour counts; empty: as hourStart
	days        string // every day counts
	workingDays string // only working days count
	months      string // months and years
	ends        string // the last day ends at 24:00
	closes      string // the last day ends at an hour of closing

	// off are the kinds of closed days that are no working day to the text,
	// counted forward and back.
	off, offBack kinds
	// shortest is the number of days up to which a period in days leaves out
	// the days that are off, by the clause short; 0: no such rule.
	shortest int
	short    string
	// clearBack means that in a period of days counted back the day of the act
	// does not count either, by the clause clear.
	clearBack bool
	clear     string
	// nextHour means that the hour of the trigger does not count.
	nextHour bool
	// hourReading is what the explanation adds where the text is silent on hours.
	hourReading string

	// lastDay finds the last day, given the last one that counts; lastHour
	// finds the instant, given the one at which the hours have run.
	lastDay  func(*tally, Date) (Date, error)
	lastHour func(*tally, hourEnd) (hourEnd, error)
}

func statuteOf(r Regime) *statute {
	switch r {
	case Civil:
		return &civil
	case FRCP6a:
		return &frcp6a
	case EU1182:
		return &eu1182
	case CPC640:
		return &cpc640
	case CPR28:
		return &cpr28
	}
	return nil
}

// kinds is a set of kinds of closed days.
type kinds uint8

const (
	public kinds = 1 << iota
	regional
	special
	closure

	holidays = public | regional | special
	closed   = holidays | closure
)

func setOf(k Kind) kinds {
	switch k {
	case RegionalHoliday:
		return regional
	case SpecialHoliday:
		return special
	case OfficeClosure:
		return closure
	}
	return public
}

func statuteText(cites ...string) []cite.Source {
	var list []cite.Source
	for _, c := range cites {
		list = append(list, cite.Source{Cite: c, Basis: cite.Statute})
	}
	return list
}

// staysDay and staysHour are for texts by which nothing rolls.
func staysDay(_ *tally, d Date) (Date, error)        { return d, nil }
func staysHour(_ *tally, e hourEnd) (hourEnd, error) { return e, nil }
