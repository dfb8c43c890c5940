package exercise

import (
	"cmp"
	"fmt"
	"time"

	"writ/casefile"
	"writ/legal"
)

// Expected is a count of days between two milestones that the scenario must
// come to, for tests and for readers.
type Expected struct {
	Name string `yaml:"name"`
	// From and To name events by kind, and by hop or grant where they belong to one.
	From    EventRef `yaml:"from"`
	To      EventRef `yaml:"to"`
	Elapsed string   `yaml:"elapsed"` // a Go duration
	// DaysBetween is the difference of calendar dates in Zone; empty: the case's.
	DaysBetween *int   `yaml:"days_between"`
	Zone        string `yaml:"zone"`
	Source      string `yaml:"source"`
}

// EventRef names the first event of a kind in the record, in one hop of it, or at
// the grantor of one standing access.
type EventRef struct {
	Kind casefile.EventKind `yaml:"kind"`
	Hop  legal.HolderID     `yaml:"hop"`
	Lane casefile.Lane      `yaml:"lane"`
	// Instrument narrows to the events of one paper.
	Instrument legal.InstrumentID `yaml:"instrument"`
	// Grant names the standing access; empty: an event of the case.
	Grant string `yaml:"grant"`
	// Nth names a later one than the first: 2 is the second. 0 and 1 are the first.
	Nth int `yaml:"nth"`
}

// Check compares what was played with the counts of days that the scenario
// states, and returns one line for each that differs.
func (s Scenario) Check(p Played) []string {
	var wrong []string
	for _, want := range s.Figures {
		if err := want.check(p); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", want.Name, err))
		}
	}
	return wrong
}

func (want Expected) check(p Played) error {
	figure, err := want.Count(p)
	if err != nil {
		return err
	}
	if want.Elapsed != "" {
		expected, err := time.ParseDuration(want.Elapsed)
		if err != nil {
			return err
		}
		if figure.Elapsed != expected {
			return fmt.Errorf("elapsed %s, want %s", figure.Elapsed, expected)
		}
	}
	if want.DaysBetween != nil && figure.DaysBetween != *want.DaysBetween {
		return fmt.Errorf("%d days between the dates, want %d", figure.DaysBetween, *want.DaysBetween)
	}
	return nil
}

// Count counts the figure in what was played; an event that has not happened is an
// error.
func (want Expected) Count(p Played) (casefile.Figure, error) {
	from, err := want.From.find(p)
	if err != nil {
		return casefile.Figure{}, err
	}
	to, err := want.To.find(p)
	if err != nil {
		return casefile.Figure{}, err
	}
	return casefile.FigureBetween(want.From.milestone(from), want.To.milestone(to), cmp.Or(want.Zone, p.Record.Opening.Zone))
}

// find is the event that the reference names.
func (ref EventRef) find(p Played) (casefile.Event, error) {
	n := 0
	for _, e := range ref.among(p) {
		if e.Kind == ref.Kind && (ref.Hop == "" || e.Holder == ref.Hop) && (ref.Lane == "" || e.Lane == ref.Lane) &&
			(ref.Instrument == "" || e.Instrument == ref.Instrument) {
			if n++; n >= ref.Nth {
				return e, nil
			}
		}
	}
	return casefile.Event{}, fmt.Errorf("no event %s in the record", ref)
}

func (ref EventRef) milestone(e casefile.Event) casefile.Milestone {
	return casefile.Milestone{Name: casefile.MilestoneName(ref.String()), At: e.At}
}

// among are the events of the case, or of the grant that the reference names.
func (ref EventRef) among(p Played) []casefile.Event {
	if ref.Grant == "" {
		return p.Record.Events
	}
	for _, g := range p.Grants {
		if g.Grant.Name == ref.Grant {
			return g.Events()
		}
	}
	return nil
}

// String is the reference as a reader would name it.
func (ref EventRef) String() string {
	text := string(ref.Kind)
	if ref.Nth > 1 {
		text += fmt.Sprintf(" (%d)", ref.Nth)
	}
	if of := cmp.Or(ref.Grant, string(ref.Hop)); of != "" {
		text += " of " + of
	}
	return text
}
