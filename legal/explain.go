package legal

import (
	"fmt"
	"time"
)

// This file writes the explanation of a deadline: every day or hour between the
// trigger and the due instant is covered by exactly one line.

// The words of Step.Did.
const (
	didTrigger = "trigger"
	didCounted = "counted"
	didDue     = "due"
)

// fewDays is the longest run of days that is explained one by one; of a longer
// one the first and the last day stand alone and the rest is one line.
const fewDays = 10

func explainHours(p Period, trigger, due time.Time) []Step {
	why := fmt.Sprintf("%d h run without a break, at night and on holidays too", p.N)
	if moved := offset(due) - offset(trigger); moved != 0 {
		why += fmt.Sprintf("; the clock was set by %+g h meanwhile, so it shows %s", moved.Hours(), due.Format("15:04"))
	}
	return []Step{
		{instant(trigger), didTrigger, "hours count from this instant"},
		{instant(trigger) + " .. " + instant(due), didCounted, why},
		{instant(due), didDue, "at this instant the answer is late"},
	}
}

func explainDays(p Period, trigger time.Time, last date, due time.Time) []Step {
	day := dateOf(trigger)
	steps := []Step{{instant(trigger), didTrigger, fmt.Sprintf("the day of the trigger, %s, is out", day)}}
	if p.Unit == Day {
		steps = append(steps, explainRun(day, p.N, trigger.Location())...)
	} else {
		steps = append(steps, Step{
			fmt.Sprintf("%s .. %s", day.addDays(1), last), didCounted, explainMonths(p, day, last),
		})
	}
	why := fmt.Sprintf("%s ends at 24:00, which is 00:00 of the next day", last)
	if clockOf(due) != (clock{}) {
		why = fmt.Sprintf("%s ends here: the clock jumps over 00:00 of the next day", last)
	}
	return append(steps, Step{instant(due), didDue, why + "; at this instant the answer is late"})
}

// explainRun has a line for each of the n days after day, or, where these are
// many, for the first, those between and the last.
func explainRun(day date, n int, loc *time.Location) []Step {
	var steps []Step
	one := func(i int) {
		on := day.addDays(i)
		steps = append(steps, Step{on.String(), didCounted, fmt.Sprintf("day %d of %d%s", i, n, odd(on, loc))})
	}
	if n <= fewDays {
		for i := 1; i <= n; i++ {
			one(i)
		}
		return steps
	}
	one(1)
	steps = append(steps, Step{
		fmt.Sprintf("%s .. %s", day.addDays(2), day.addDays(n-1)), didCounted,
		fmt.Sprintf("days 2 to %d of %d, weekends and holidays included%s", n-1, n,
			clockChanges(day.addDays(1).end(loc), day.addDays(n-1).end(loc))),
	})
	one(n)
	return steps
}

// odd says how long a day is on which the clock is set; it counts as one day
// all the same.
func odd(d date, loc *time.Location) string {
	length := d.end(loc).Sub(d.addDays(-1).end(loc))
	if length == 24*time.Hour {
		return ""
	}
	return fmt.Sprintf(" (%g hours long: the clock is set; it counts as one day)", length.Hours())
}

// clockChanges names the days in a run on which the clock is set, or only their
// number where they are many.
func clockChanges(from, to time.Time) string {
	var days []string
	for _, t := range clockSettings(from, to, 24*time.Hour) { // a step of the search, not a day
		days = append(days, dateOf(t.Add(-1)).String())
	}
	switch {
	case len(days) == 0:
		return ""
	case len(days) > 4:
		return fmt.Sprintf("; the clock is set %d times meanwhile, each day counts as one", len(days))
	}
	return fmt.Sprintf("; the clock is set on %s, which counts as one day", list(days))
}

func explainMonths(p Period, from, last date) string {
	if from.day != last.day {
		return fmt.Sprintf("%s; the last month has no day %d, so its last day is taken", p, from.day)
	}
	return fmt.Sprintf("%s, to the day of the same number", p)
}

func instant(t time.Time) string { return t.Format(time.RFC3339) }
