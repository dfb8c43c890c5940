package clock

import "fmt"

// Replanned is a clock counted by two states of a calendar.
type Replanned struct {
	Before Deadline `json:"before"`
	After  Deadline `json:"after"`
	Moved  bool     `json:"moved"`
	// Days are the days that the two states see differently, between the trigger
	// and the later due instant: why it moved. Empty where it did not.
	Days []ChangedDay `json:"days,omitempty"`
}

// ChangedDay is a day that two states of a calendar see differently.
type ChangedDay struct {
	On  Date   `json:"on"`
	Was string `json:"was"` // "open", or the name and kind of the closed day
	Is  string `json:"is"`
}

// Replan counts a clock by the old and by the new state of its calendar. Both
// dates are handed back, so that a case can record them. It is an error to
// count by a calendar of another id.
func Replan(r Running, old, changed *Calendar) (Replanned, error) {
	for _, cal := range []*Calendar{old, changed} {
		if cal != nil && r.Calendar != "" && cal.ID() != r.Calendar {
			return Replanned{}, fmt.Errorf("calendar %s: the clock is counted by %s: want a state of that one", cal.ID(), r.Calendar)
		}
	}
	before, err := r.Explain(old)
	if err != nil {
		return Replanned{}, fmt.Errorf("by the old calendar: %w", err)
	}
	after, err := r.Explain(changed)
	if err != nil {
		return Replanned{}, fmt.Errorf("by the new calendar: %w", err)
	}
	p := Replanned{Before: before, After: after, Moved: !before.At.Equal(after.At)}
	if !p.Moved || old == nil || changed == nil {
		return p, nil
	}
	end := dayBefore(before.At)
	if later := dayBefore(after.At); end.Before(later) {
		end = later
	}
	for d := DateOf(before.Trigger); !end.Before(d); d = d.AddDays(1) {
		if was, is := status(old, d), status(changed, d); was != is {
			p.Days = append(p.Days, ChangedDay{On: d, Was: was, Is: is})
		}
	}
	return p, nil
}

// status says what a day is to a calendar.
func status(c *Calendar, d Date) string {
	if h, found := c.Holiday(d); found {
		return fmt.Sprintf("%s (%s)", h.Name, h.Kind)
	}
	if c.Weekend(d.Weekday()) {
		return "weekend"
	}
	return "open"
}
