package clock

import (
	"slices"

	"writ/legal/cite"
)

// CalendarData is a calendar as a data file writes it, and as it travels when a
// calendar is published while cases run: yearly days as rules, the rest one by
// one. [CalendarData.Build] expands it over the years that it covers.
type CalendarData struct {
	ID           string `yaml:"id" json:"id"` // "us-federal"
	Name         string `yaml:"name" json:"name"`
	Jurisdiction string `yaml:"jurisdiction" json:"jurisdiction"` // ISO 3166: "US", "GB-SCT"
	// Version names this state of the data. Other days need another version.
	Version string   `yaml:"version" json:"version"`
	Zones   []string `yaml:"zones,omitempty" json:"zones,omitempty"` // whose default calendar this is
	From    int      `yaml:"from" json:"from"`                       // first year covered
	To      int      `yaml:"to" json:"to"`                           // last year covered
	// Extends is the id of a calendar that extends no other and whose closed
	// days and weekend this one has too, in whatever version it is.
	Extends string   `yaml:"extends,omitempty" json:"extends,omitempty"`
	Weekend []string `yaml:"weekend,omitempty" json:"weekend,omitempty"` // "saturday", "sunday"
	// Note says what the calendar leaves out and why.
	Note  string      `yaml:"note,omitempty" json:"note,omitempty"`
	Rules []YearlyDay `yaml:"rules,omitempty" json:"rules,omitempty"`
	Days  []SingleDay `yaml:"days,omitempty" json:"days,omitempty"`
}

// YearlyDay is a closed day that comes back each year. Where two meet on one
// date, the date has both names.
type YearlyDay struct {
	Name string `yaml:"name" json:"name"`
	Kind Kind   `yaml:"kind" json:"kind"`
	// When says on which date it falls, in one of these forms, or in several
	// with "else" between them, of which the first that gives a date counts:
	//
	//	07-04                      month and day; 02-29 in leap years only
	//	02-01 if friday            month and day, if it is that weekday
	//	first monday of september  also second, third, fourth, last
	//	tuesday from 11-02         the first such weekday on or after the day
	//	easter+1                   days from Easter Sunday; also easter, easter-2
	When string `yaml:"when" json:"when"`
	// Observed says which further day is closed when When falls on a weekend.
	Observed Observance  `yaml:"observed,omitempty" json:"observed,omitempty"`
	Since    int         `yaml:"since,omitempty" json:"since,omitempty"` // first year; 0: always
	Until    int         `yaml:"until,omitempty" json:"until,omitempty"` // last year; 0: still
	Every    int         `yaml:"every,omitempty" json:"every,omitempty"` // years from one to the next, from since; 0: each
	Moved    []MovedDay  `yaml:"moved,omitempty" json:"moved,omitempty"`
	Source   cite.Source `yaml:"source" json:"source"`
}

// MovedDay says that in the year of To a yearly day did not fall where its rule
// says, but on To. It is a special holiday, and nothing is observed for it.
type MovedDay struct {
	To     string      `yaml:"to" json:"to"` // "2020-05-08"
	Source cite.Source `yaml:"source" json:"source"`
}

// SingleDay is a closed day that comes once.
type SingleDay struct {
	On     string      `yaml:"on" json:"on"` // "2025-01-09"
	Name   string      `yaml:"name" json:"name"`
	Kind   Kind        `yaml:"kind" json:"kind"`
	Source cite.Source `yaml:"source" json:"source"`
}

// Observance says which day is closed too when a yearly day falls on a weekend.
// The empty one: none.
type Observance string

// The observances.
const (
	// NearestWeekday: Friday for Saturday, Monday for Sunday. 1 January on a
	// Saturday so closes the last day of the year before.
	NearestWeekday Observance = "nearest-weekday"
	// SundayToMonday: Monday for Sunday; nothing for Saturday.
	SundayToMonday Observance = "sunday-to-monday"
	// NextWorkingDay: the next day that is neither a weekend nor closed
	// already. Christmas and the day after it on a weekend so close Monday and
	// Tuesday.
	NextWorkingDay Observance = "next-working-day"
)

// Observances returns all observances that have a name.
func Observances() []Observance {
	return []Observance{NearestWeekday, SundayToMonday, NextWorkingDay}
}

func (d CalendarData) clone() CalendarData {
	d.Zones, d.Weekend = slices.Clone(d.Zones), slices.Clone(d.Weekend)
	d.Rules, d.Days = slices.Clone(d.Rules), slices.Clone(d.Days)
	for n := range d.Rules {
		d.Rules[n].Moved = slices.Clone(d.Rules[n].Moved)
	}
	return d
}
