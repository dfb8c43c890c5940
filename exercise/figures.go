package exercise

import (
	"fmt"
	"time"

	"writ/casefile"
)

// Check compares a played record with the counts of days that the scenario
// states, and returns one line for each that differs.
func (s Scenario) Check(r casefile.Record) []string {
	var wrong []string
	for _, want := range s.Figures {
		if err := want.check(r); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", want.Name, err))
		}
	}
	return wrong
}

func (want Expected) check(r casefile.Record) error {
	from, err := want.From.find(r)
	if err != nil {
		return err
	}
	to, err := want.To.find(r)
	if err != nil {
		return err
	}
	if elapsed := to.At.Sub(from.At); want.Elapsed != "" {
		expected, err := time.ParseDuration(want.Elapsed)
		if err != nil {
			return err
		}
		if elapsed != expected {
			return fmt.Errorf("elapsed %s, want %s", elapsed, expected)
		}
	}
	if want.DaysBetween == nil {
		return nil
	}
	figure, err := casefile.FigureBetween(casefile.Milestone{At: from.At}, casefile.Milestone{At: to.At}, r.Opening.Zone)
	if err != nil {
		return err
	}
	if figure.DaysBetween != *want.DaysBetween {
		return fmt.Errorf("%d days between the dates, want %d", figure.DaysBetween, *want.DaysBetween)
	}
	return nil
}

// find is the first event that the reference names.
func (ref EventRef) find(r casefile.Record) (casefile.Event, error) {
	for _, e := range r.Events {
		if e.Kind == ref.Kind && (ref.Hop == "" || e.Holder == ref.Hop) && (ref.Lane == "" || e.Lane == ref.Lane) &&
			(ref.Instrument == "" || e.Instrument == ref.Instrument) {
			return e, nil
		}
	}
	return casefile.Event{}, fmt.Errorf("no event %s %s in the record", ref.Kind, ref.Hop)
}
