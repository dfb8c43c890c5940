// Package conformance tests an implementation of statutory periods, ours or
// another, against vectors with known answers: weekends, holidays, month ends,
// leap days, days on which the clock is set, periods counted back, cut-off
// hours, clocks that were paused or extended, under five ways of counting:
//
//   - FRCP6a: rule 6(a) of the US Federal Rules of Civil Procedure
//   - EU1182: Regulation (EEC, Euratom) No 1182/71
//   - CPC640: articles 640 to 642 of the French code of civil procedure
//   - CPR2.8: rule 2.8 of the Civil Procedure Rules of England and Wales
//   - CIVIL: civil days without holidays
//
// The file vectors.json holds everything: it can be used without Go. The
// calendars that the vectors name are in it, day by day, so that a failure is
// one of counting and not one of knowing the holidays. Calendars whose id begins
// with "example-" are invented to show a rule.
//
// A program in Go calls [Run] with a function that counts one vector:
//
//	for _, f := range conformance.Run(func(v conformance.Vector) (due, lastDay string, err error) {
//		return mine.Count(v.Regime, v.Zone, v.Trigger, v.Period, v.Back)
//	}) {
//		t.Error(f)
//	}
//
// Each vector says where its answer is from. Those that are published are worked
// examples of the rules themselves or of the notes on them. The others are
// derived from the text of the rule, with the derivation in words; where a text
// leaves a question open, the derivation says what is taken. Nothing was copied
// from the output of an implementation.
package conformance

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Vector is one period and when it runs out.
type Vector struct {
	ID       string `json:"id"`
	Regime   string `json:"regime"`
	Zone     string `json:"zone"`               // IANA name
	Calendar string `json:"calendar,omitempty"` // id of one of [Calendars]; empty: none
	// Trigger is a clock time in the zone, "2026-09-04T22:00", also with
	// seconds; a day of which no clock time is known, "2026-09-04"; or an
	// instant with its offset from UTC.
	Trigger string `json:"trigger"`
	Period  string `json:"period"`           // number and unit: h, d, wd (working days), mo, y
	Back    bool   `json:"back,omitempty"`   // counted back from the trigger
	Closes  string `json:"closes,omitempty"` // hour at which the last day ends; empty: 24:00
	Turns   []Turn `json:"turns,omitempty"`  // what was done to the clock, oldest first
	// Due is the first instant at which an act is late, RFC 3339; LastDay is
	// the last day on which it is in time.
	Due     string `json:"due"`
	LastDay string `json:"last_day"`
	// Source is "derived", or "published: " and where; Derivation says in words
	// how the answer comes about.
	Source     string `json:"source"`
	Derivation string `json:"derivation"`
}

// Turn is something done to a running clock: pause, resume, or extend by a
// period. At is written as a trigger is.
type Turn struct {
	Act string `json:"act"`
	At  string `json:"at"`
	By  string `json:"by,omitempty"`
}

// Calendar lists the closed days of some years, those on weekends included.
type Calendar struct {
	ID      string   `json:"id"`
	From    int      `json:"from"` // first year
	To      int      `json:"to"`   // last year
	Weekend []string `json:"weekend"`
	Days    []Day    `json:"days"`
}

// Day is a closed day. Kind is public-holiday; special-holiday: proclaimed
// once; regional-holiday: of a State or a part of the country; or
// office-closure: no holiday, but the office of the court is closed.
type Day struct {
	On   string `json:"on"`
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// File is the content of vectors.json.
type File struct {
	About     string     `json:"about"`
	Calendars []Calendar `json:"calendars"`
	Vectors   []Vector   `json:"vectors"`
}

//go:embed vectors.json
var data []byte

var load = sync.OnceValue(func() File {
	var f File
	if err := json.Unmarshal(data, &f); err != nil {
		panic(fmt.Sprintf("conformance: vectors.json: %v", err)) // the file is part of the package
	}
	return f
})

// Vectors returns all vectors in the order of the file.
func Vectors() []Vector {
	list := slices.Clone(load().Vectors)
	for n := range list {
		list[n].Turns = slices.Clone(list[n].Turns)
	}
	return list
}

// Calendars returns the calendars that the vectors name.
func Calendars() []Calendar {
	list := slices.Clone(load().Calendars)
	for n := range list {
		list[n].Weekend, list[n].Days = slices.Clone(list[n].Weekend), slices.Clone(list[n].Days)
	}
	return list
}

// Failure is a vector that an implementation counted otherwise.
type Failure struct {
	Vector  Vector
	Due     string // what the implementation gave
	LastDay string
	Err     error // what it failed with, or why its answer cannot be read
}

func (f Failure) String() string {
	got := fmt.Sprintf("due %s, last day %s", f.Due, f.LastDay)
	if f.Err != nil {
		got = "error: " + f.Err.Error()
	}
	return fmt.Sprintf("%s: %s, want due %s, last day %s (%s: %s)",
		f.Vector.ID, got, f.Vector.Due, f.Vector.LastDay, f.Vector.Source, f.Vector.Derivation)
}

// Run counts every vector by impl and returns those that it counts otherwise.
// The due instant is compared as an instant, whatever offset it is written with;
// an implementation that knows no last day may leave it empty.
func Run(impl func(Vector) (due, lastDay string, err error)) []Failure {
	var failures []Failure
	for _, v := range Vectors() {
		due, lastDay, err := impl(v)
		if err == nil {
			var same bool
			if same, err = sameInstant(due, v.Due); err == nil && same && (lastDay == "" || lastDay == v.LastDay) {
				continue
			}
		}
		failures = append(failures, Failure{Vector: v, Due: due, LastDay: lastDay, Err: err})
	}
	return failures
}

func sameInstant(got, want string) (bool, error) {
	g, err := time.Parse(time.RFC3339, got)
	if err != nil {
		return false, fmt.Errorf("due %q: want an instant such as %s", got, want)
	}
	w, err := time.Parse(time.RFC3339, want)
	return g.Equal(w), err
}
