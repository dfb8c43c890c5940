package clock

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/legal/cite"
)

// This file writes the explanation of a deadline: a line for every day or hour
// between the trigger and the due instant.

// The words of Step.Did.
const (
	didTrigger  = "trigger"
	didCounted  = "counted"
	didSkipped  = "skipped"
	didRolled   = "rolled"
	didPaused   = "paused"
	didResumed  = "resumed"
	didExtended = "extended"
	didDue      = "due"
)

// fewLines is how many lines a period may take that is explained day by day; of
// a longer one the first and the last stand alone and the rest is one line.
const fewLines = 400

// account is the explanation as it grows. Every method does nothing on a nil
// account, so that a count need not ask whether one is kept.
type account struct {
	lines []line
	used  []cite.Source // of the closed days that moved something
	turns []line        // what was done to the clock where no line of the count says it
}

type line struct {
	Step
	first, last Date
	run         bool // of a stretch that may be made one line
	off         bool // a weekend or closed day
}

func (a *account) add(l line) { a.lines = append(a.lines, l) }

func (a *account) mark() int {
	if a == nil {
		return 0
	}
	return len(a.lines)
}

// note adds to what the last line says; cites are added to its rule.
func (a *account) note(why string, cites ...string) {
	if a == nil || len(a.lines) == 0 {
		return
	}
	l := &a.lines[len(a.lines)-1]
	l.Why += "; " + why
	l.Cite = joinCites(append([]string{l.Cite}, cites...)...)
}

func joinCites(cites ...string) string {
	var list []string
	for _, joined := range cites {
		for c := range strings.SplitSeq(joined, "; ") {
			if c != "" && !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return strings.Join(list, "; ")
}

// begin writes the line of the trigger.
func (a *account) begin(t *tally) {
	l := line{first: t.day0, last: t.day0, Step: Step{On: instant(t.start), Did: didTrigger}}
	if t.DayOnly {
		l.On = t.day0.String()
	}
	if t.Period.Unit == Hour {
		l.Why, l.Cite = "hours count from this instant"+t.law.hourReading, t.law.hourStart
	} else {
		l.Why, l.Cite = fmt.Sprintf("the day of the trigger, %s %s, is out", t.day0.Weekday(), t.day0), t.law.dayOut
		if t.Back {
			l.Why += "; the count goes back from it"
		}
	}
	a.add(l)
}

func (a *account) day(d Date, did, why, cite string, n int, off bool) {
	a.add(line{first: d, last: d, run: true, off: off, Step: Step{On: d.String(), Did: did, Why: why, Cite: cite, N: n}})
}

func (a *account) counted(t *tally, d Date, p Period, n int) {
	if a == nil {
		return
	}
	what, source := t.describe(d)
	unit, clause := "day", t.law.days
	if p.Unit == WorkingDay {
		unit, clause = "working day", t.law.workingDays
	} else if t.isShort() {
		clause = t.law.short
	}
	why := fmt.Sprintf("%s %d of %d, %s%s", unit, n, p.N, what, t.length(d))
	off := t.shut(d, closed)
	if off {
		why += ": it counts"
	}
	a.day(d, didCounted, why, joinCites(clause, source.Cite), 1, off)
}

func (a *account) skipped(t *tally, d Date, p Period) {
	if a == nil {
		return
	}
	what, source := t.describe(d)
	clause := t.law.workingDays
	if p.Unit == Day {
		clause = t.law.short
	}
	a.use(source)
	a.day(d, didSkipped, what+": it does not count", joinCites(clause, source.Cite), 0, true)
}

func (a *account) use(s cite.Source) {
	if s.Cite != "" && !slices.Contains(a.used, s) {
		a.used = append(a.used, s)
	}
}

// clear writes the line of the day that lies before the clear days counted back.
func (a *account) clear(t *tally, d Date) {
	if a == nil {
		return
	}
	a.add(line{first: d, last: d, Step: Step{On: d.String(), Did: didSkipped, Cite: t.law.clear,
		Why: fmt.Sprintf("%s: the day of the act, on which the period begins, is out of the clear days", d.Weekday())}})
}

// over writes that the period cannot end on d; the first such day, which is
// already accounted for, is only noted.
func (a *account) over(t *tally, d Date, r rolling, nominal bool) {
	if a == nil {
		return
	}
	what, source := t.describe(d)
	clause := r.clause
	if h, found := t.Calendar.Holiday(d); found && h.Kind == OfficeClosure && !t.Calendar.Weekend(d.Weekday()) {
		clause = r.closure
	}
	a.use(source)
	if nominal {
		if last := a.lines[len(a.lines)-1]; last.first == last.last {
			what = "it"
		}
		a.note("the period cannot end on "+what, clause, source.Cite)
		return
	}
	a.add(line{first: d, last: d, Step: Step{On: d.String(), Did: didRolled,
		Why: what + ": the period cannot end on it", Cite: joinCites(clause, source.Cite)}})
}

// onto writes on which day the period ends instead.
func (a *account) onto(t *tally, d Date, r rolling) {
	if a == nil {
		return
	}
	next := "next"
	if r.step < 0 {
		next = "previous"
	}
	why := fmt.Sprintf("%s: the %s day on which the period can end", d.Weekday(), next)
	if d == r.until {
		why = fmt.Sprintf("%s: the day of the event, beyond which nothing is extended", d.Weekday())
	}
	a.add(line{first: d, last: d, Step: Step{On: d.String(), Did: didRolled, Why: why, Cite: joinCites(r.clause)}})
}

// extended writes a day by which a minimum of working days prolongs the period.
func (a *account) extended(t *tally, d Date, open bool, found, want int, clause string) {
	if a == nil {
		return
	}
	what, source := t.describe(d)
	why := what + ": no working day, so the period runs on"
	if open {
		why = fmt.Sprintf("%s: working day %d of the %d that the period must include", what, found, want)
	} else {
		a.use(source)
	}
	a.add(line{first: d, last: d, Step: Step{On: d.String(), Did: didRolled, Why: why, Cite: joinCites(clause, source.Cite)}})
}

// compress makes the stretches since mark one line each where there are many.
func (a *account) compress(mark int, p Period) {
	if a == nil || len(a.lines)-mark <= fewLines {
		return
	}
	lines := append([]line(nil), a.lines[mark:]...)
	a.lines = a.lines[:mark]
	for len(lines) > 0 {
		n := 0
		for n < len(lines) && lines[n].run {
			n++
		}
		if n <= 3 {
			n = max(n, 1)
			a.lines = append(a.lines, lines[:n]...)
		} else {
			a.lines = append(a.lines, lines[0], oneLine(lines[1:n-1], p), lines[n-1])
		}
		lines = lines[n:]
	}
}

func oneLine(lines []line, p Period) line {
	l := lines[0]
	l.Did, l.N = didCounted, 0
	off, skipped := 0, 0
	for _, one := range lines {
		l.N += one.N
		if one.off {
			off++
		}
		if one.Did == didSkipped {
			skipped++
		} else {
			l.Cite = one.Cite
		}
	}
	l.last = lines[len(lines)-1].last
	l.On = fmt.Sprintf("%s .. %s", l.first, l.last)
	l.Cite, _, _ = strings.Cut(l.Cite, "; ")
	l.Why = fmt.Sprintf("%d of %s", l.N, p)
	switch {
	case skipped > 0:
		l.Why += fmt.Sprintf(": %d weekend days and closed days among them do not count", skipped)
	case off > 0:
		l.Why += fmt.Sprintf(": %d weekend days and closed days among them count", off)
	}
	return l
}

// describe names a day: its weekday, and what it is if it is a closed day.
func (t *tally) describe(d Date) (string, cite.Source) {
	if t.Calendar == nil {
		return d.Weekday().String(), cite.Source{}
	}
	h, found := t.Calendar.Holiday(d)
	if !found {
		return d.Weekday().String(), cite.Source{}
	}
	return fmt.Sprintf("%s, %s (%s)", d.Weekday(), h.Name, strings.ReplaceAll(string(h.Kind), "-", " ")), h.Source
}

// length says how long a day is on which the clock is set; it counts as one day
// all the same.
func (t *tally) length(d Date) string {
	long := d.End(t.loc).Sub(d.AddDays(-1).End(t.loc))
	if long == 24*time.Hour {
		return ""
	}
	return fmt.Sprintf(" (%g hours long: the clock is set; it counts as one day)", long.Hours())
}

func instant(t time.Time) string { return t.Format(time.RFC3339) }
