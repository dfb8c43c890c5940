package clock

import (
	"fmt"
	"slices"
	"time"

	"writ/legal/cite"
)

// deadline is the account as it is handed out.
func (t *tally) deadline(due Due) Deadline {
	t.log.due(t, due)
	d := Deadline{
		At: due.At, LastDay: due.LastDay.String(), Nominal: due.Nominal.String(),
		Regime: t.Regime, Period: t.Period, Trigger: t.start, Zone: t.Zone, Calendar: "none",
		Steps: t.log.steps(), Cites: append([]cite.Source{}, slices.Concat(t.law.sources, t.log.used)...), // never nil
	}
	if !t.first.IsZero() {
		d.Period = t.first
	}
	if t.Calendar != nil {
		d.Calendar = t.Calendar.ID() + "@" + t.Calendar.Version()
	}
	return d
}

func (a *account) due(t *tally, due Due) {
	why, clause := "", t.law.ends
	switch {
	case due.At.Equal(t.start) && t.Back:
		why = "the event itself: nothing is extended beyond it"
	case t.endsInHours():
		why, clause = "the last hour has run", t.hourClause()
		if due.LastDay != due.Nominal {
			why = fmt.Sprintf("the last hour rolled from %s", due.Nominal)
		}
	case t.closes != (reading{}):
		why, clause = fmt.Sprintf("%s %s ends at %s", due.LastDay.Weekday(), due.LastDay, t.Closes), t.law.closes
		if readingOf(due.At) != t.closes {
			why += fmt.Sprintf(", a time over which the clock jumps to %s", due.At.Format("15:04"))
		}
	case readingOf(due.At) != (reading{}):
		why = fmt.Sprintf("%s %s ends here: the clock jumps over 00:00 of the next day", due.LastDay.Weekday(), due.LastDay)
	default:
		why = fmt.Sprintf("%s %s ends at 24:00, which is 00:00 of the next day", due.LastDay.Weekday(), due.LastDay)
	}
	a.add(line{first: due.LastDay, last: due.LastDay,
		Step: Step{On: instant(due.At), Did: didDue, Why: why + "; at this instant an act is late", Cite: clause}})
}

func (t *tally) endsInHours() bool {
	last := t.Period
	if len(t.more) > 0 {
		last = t.more[len(t.more)-1]
	}
	return last.Unit == Hour
}

// steps hands out the lines, with the turns after the days on which they fell.
func (a *account) steps() []Step {
	var steps []Step
	turns := a.turns
	for n, l := range a.lines {
		for len(turns) > 0 && (turns[0].first.Before(l.first) || n == len(a.lines)-1) {
			steps = append(steps, turns[0].Step)
			turns = turns[1:]
		}
		steps = append(steps, l.Step)
	}
	return steps
}

// logMonths moves d by months or years and writes one line for each stretch in
// which the clock ran.
func (t *tally) logMonths(d Date, p Period) (Date, error) {
	to, _ := d.Add(p, t.sign)
	why := fmt.Sprintf("%s, to the day of the same number, %s %s", p, to.Weekday(), to)
	if to.Day != d.Day {
		why = fmt.Sprintf("%s; the last month has no day %d, so it is its last day, %s %s", p, d.Day, to.Weekday(), to)
	}
	if err := t.known(d.AddDays(t.sign)); err != nil {
		return Date{}, err
	}
	from := d
	for ; t.next < len(t.stops) && t.stops[t.next].fromDay.Before(to); t.next++ {
		s := t.stops[t.next]
		if from.Before(s.fromDay) {
			t.log.months(t, from.AddDays(1), s.fromDay, "up to the pause", 0)
		}
		left := s.fromDay.DaysUntil(to)
		t.log.stopped(s)
		from, to = s.resumeOn, to.AddDays(s.days())
		why += fmt.Sprintf("; of it %d days remained on %s, so it is %s %s", left, s.fromDay, to.Weekday(), to)
	}
	t.log.months(t, from.AddDays(t.sign), to, why, p.N)
	return to, t.known(to)
}

func (a *account) months(t *tally, first, last Date, why string, n int) {
	on := first.String()
	if first != last {
		on = fmt.Sprintf("%s .. %s", first, last)
	}
	a.add(line{first: first, last: last, Step: Step{On: on, Did: didCounted, Why: why, Cite: t.law.months, N: n}})
}

// hourStart says from when hours count.
func (a *account) hourStart(t *tally, from time.Time) {
	if a == nil || from.Equal(t.start) {
		return
	}
	a.lines[len(a.lines)-1].Why = "the hour of the trigger is out"
	early, late := t.start, from
	if t.Back {
		early, late = from, t.start
	}
	a.add(line{first: t.day0, last: t.day0, Step: Step{On: clockRun(early, late), Did: didSkipped,
		Why: fmt.Sprintf("the rest of the hour of the trigger: hours count from %s", from.Format("15:04")), Cite: t.law.hourStart}})
}

// hourRun counts the hours that the lines of one leg have completed.
type hourRun struct {
	n, completed int
	elapsed      time.Duration
	mark         int
}

// hours writes a line for each civil day between two instants, in the direction
// of the count.
func (a *account) hours(t *tally, run *hourRun, from, to time.Time) {
	if a == nil {
		return
	}
	for from != to && from.Before(to) == (t.sign > 0) {
		var day Date
		var cut time.Time
		if t.sign > 0 {
			day = DateOf(from)
			if cut = day.End(t.loc); cut.After(to) {
				cut = to
			}
		} else {
			day = dayBefore(from)
			// A clock that is set back over midnight shows a day, the next one
			// and the day again: then its end does not lie behind us.
			if cut = day.AddDays(-1).End(t.loc); cut.Before(to) || !cut.Before(from) {
				cut = to
			}
		}
		early, late := from, cut
		if t.sign < 0 {
			early, late = cut, from
		}
		run.elapsed += late.Sub(early)
		done := min(int(run.elapsed/time.Hour), run.n) - run.completed
		run.completed += done
		what, source := t.describe(day)
		a.add(line{first: day, last: day, run: true, off: t.shut(day, closed), Step: Step{
			On: clockRun(early, late), Did: didCounted, N: done, Cite: joinCites(t.hourClause(), source.Cite),
			Why: fmt.Sprintf("%s: %s, so far %s of %d h%s", what, span(late.Sub(early)), span(run.elapsed), run.n, setMeanwhile(early, late)),
		}})
		from = cut
	}
}

func (t *tally) hourClause() string {
	if t.law.hours != "" {
		return t.law.hours
	}
	return t.law.hourStart
}

// clockRun writes a stretch of one civil day, "2026-09-05 00:00 .. 24:00".
func clockRun(from, to time.Time) string {
	day := DateOf(from)
	end := to.Format(clockLayout(to))
	if DateOf(to) != day {
		end = "24:00"
	}
	return fmt.Sprintf("%s %s .. %s", day, from.Format(clockLayout(from)), end)
}

func clockLayout(t time.Time) string {
	if t.Second() != 0 || t.Nanosecond() != 0 {
		return time.TimeOnly
	}
	return "15:04"
}

func span(d time.Duration) string {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	if m == 0 {
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}

func setMeanwhile(from, to time.Time) string {
	moved := offset(to) - offset(from)
	if moved == 0 {
		return ""
	}
	return fmt.Sprintf("; the clock is set by %+g h meanwhile", moved.Hours())
}

// odd says that the clock jumps over a reading on that day or shows it twice.
func (a *account) odd(t *tally, d Date, r reading) {
	if a == nil {
		return
	}
	switch len(d.instants(r, t.loc)) {
	case 0:
		a.note("the clock jumps over that time: the instant of the jump")
	case 2:
		a.note("the clock shows that time twice: the earlier")
	}
}

// stopped writes that the clock stood still.
func (a *account) stopped(s stop) {
	if a == nil {
		return
	}
	a.add(line{first: s.fromDay, last: s.fromDay, Step: Step{On: instant(s.from), Did: didPaused, Why: s.why}})
	if s.days() > 0 {
		first := s.fromDay.AddDays(1)
		on := first.String()
		if s.days() > 1 {
			on = fmt.Sprintf("%s .. %s", first, s.resumeOn)
		}
		a.add(line{first: first, last: s.resumeOn, Step: Step{On: on, Did: didSkipped, Why: "the clock stood still; the day on which it was resumed is out"}})
	}
	a.add(line{first: s.resumeOn, last: s.resumeOn, Step: Step{On: instant(s.to), Did: didResumed, Why: s.whyResumed}})
}
