package clock

import (
	"fmt"
	"time"
)

// tally is a count under way. It does the same steps whether or not anybody
// asks why: log is nil where nobody does.
type tally struct {
	Count
	law    *statute
	loc    *time.Location
	start  time.Time // the trigger, in loc
	day0   Date      // its civil date
	sign   int       // 1 forward, -1 back
	closes reading   // the zero reading: 24:00

	// Of a running clock: what it was first set to, what it was extended by in
	// other units, and when it stood still, oldest first.
	first Period
	more  []Period
	stops []stop
	next  int // the first stop that was not reached yet
	log   *account
}

// stop is a stretch during which a clock stood still: of days those after the
// day of the pause, up to the day on which it was resumed, which is out as the
// day of a trigger is.
type stop struct {
	from, to          time.Time
	fromDay, resumeOn Date
	why, whyResumed   string
}

func (s stop) days() int { return s.fromDay.DaysUntil(s.resumeOn) }

// count counts one leg after the other, then settles where the last one ends.
func (t *tally) count() (Due, error) {
	if t.log != nil {
		t.log.begin(t)
	}
	day, at := t.day0, time.Time{} // at: where hours have run; zero: to the end of day
	var err error
	for n := -1; n < len(t.more); n++ {
		leg := t.Period
		if n >= 0 {
			leg = t.more[n]
		}
		if leg.Unit == Hour {
			if n >= 0 && at.IsZero() {
				at = day.End(t.loc)
			}
			at, err = t.hours(at, leg.N)
			day = dayBefore(at)
		} else {
			at = time.Time{}
			day, err = t.days(day, leg)
		}
		if err != nil {
			return Due{}, err
		}
	}
	if !at.IsZero() {
		return t.endHours(hourEnd{at, day})
	}
	return t.endDays(day)
}

// days moves d by a leg of days or longer units.
func (t *tally) days(d Date, p Period) (Date, error) {
	if t.log != nil && (p.Unit == Month || p.Unit == Year) {
		return t.logMonths(d, p)
	}
	if p.Unit == WorkingDay || p.Unit == Day && (t.log != nil || t.isShort()) {
		return t.walk(d, p)
	}
	to, _ := d.Add(p, t.sign)
	for ; t.next < len(t.stops) && t.stops[t.next].fromDay.Before(to); t.next++ {
		to = to.AddDays(t.stops[t.next].days())
	}
	if err := t.known(d.AddDays(t.sign)); err != nil {
		return Date{}, err
	}
	return to, t.known(to)
}

// isShort reports whether the period is so short that its text leaves out the
// days that are off. An extension does not change how a period is counted.
func (t *tally) isShort() bool {
	p := t.Period
	if !t.first.IsZero() {
		p = t.first
	}
	return p.Unit == Day && p.N <= t.law.shortest
}

// walk moves d by p day by day.
func (t *tally) walk(d Date, p Period) (Date, error) {
	var off kinds
	if p.Unit == WorkingDay || t.isShort() {
		off = t.law.off
		if t.Back {
			off = t.law.offBack
		}
	}
	mark := t.log.mark()
	for n := 0; n < p.N; {
		d = d.AddDays(t.sign)
		if t.next < len(t.stops) {
			if s, stopped := t.stop(d); stopped {
				t.log.stopped(s)
				d = s.resumeOn
				continue
			}
		}
		if err := t.known(d); err != nil {
			return Date{}, err
		}
		if off != 0 && t.shut(d, off) {
			t.log.skipped(t, d, p)
			continue
		}
		n++
		t.log.counted(t, d, p, n)
	}
	t.log.compress(mark, p)
	return d, nil
}

// stop is the next stop, if d lies in it.
func (t *tally) stop(d Date) (stop, bool) {
	for ; t.next < len(t.stops); t.next++ {
		s := t.stops[t.next]
		if !s.fromDay.Before(d) {
			return stop{}, false
		}
		if s.fromDay != s.resumeOn {
			t.next++
			return s, true
		}
		t.log.stopped(s) // within one day: nothing changes
	}
	return stop{}, false
}

// endDays settles the last day and the instant at which it ends.
func (t *tally) endDays(nominal Date) (Due, error) {
	if t.Back && t.law.clearBack && t.Period.Unit != Month && t.Period.Unit != Year {
		nominal = nominal.AddDays(-1)
		t.log.clear(t, nominal)
	}
	for ; t.next < len(t.stops); t.next++ { // paused when every day had run and the last one rolled
		s := t.stops[t.next]
		t.log.stopped(s)
		if s.fromDay != s.resumeOn {
			nominal = s.resumeOn
		}
	}
	last, err := t.law.lastDay(t, nominal)
	if err != nil {
		return Due{}, err
	}
	if err := t.known(last); err != nil {
		return Due{}, err
	}
	due := Due{At: last.End(t.loc), LastDay: last, Nominal: nominal}
	if t.closes != (reading{}) {
		due.At = last.At(t.closes, t.loc)
	}
	return t.notPast(due), nil
}

// notPast keeps a period that is counted back before the event, which an
// extension may reach.
func (t *tally) notPast(due Due) Due {
	if t.Back && !t.DayOnly && due.At.After(t.start) {
		due.At = t.start
	}
	return due
}

// known refuses a day of which the calendar knows nothing.
func (t *tally) known(d Date) error {
	if t.Calendar == nil {
		return nil
	}
	if from, to := t.Calendar.Covers(); d.Year < from || d.Year > to {
		return fmt.Errorf("calendar %s: the count reaches %s, and the calendar covers %d to %d: want one that covers it",
			t.Calendar.ID(), d, from, to)
	}
	return nil
}

// shut reports whether d is a weekend or a closed day of one of the kinds.
func (t *tally) shut(d Date, set kinds) bool {
	if t.Calendar == nil || t.Calendar.Open(d) {
		return false
	}
	if t.Calendar.Weekend(d.Weekday()) {
		return true
	}
	h, found := t.Calendar.Holiday(d)
	return found && setOf(h.Kind)&set != 0
}

// rolling says how a last day moves.
type rolling struct {
	shut    kinds  // the days on which the period cannot end, beside weekends
	step    int    // 1 forward, -1 back
	clause  string // by which it moves
	closure string // by which it moves over an office closure
	until   Date   // it moves no further; zero: no bound
}

// roll moves the last day d until the period can end on it.
func (t *tally) roll(d Date, r rolling) (Date, error) {
	from := d
	for {
		if err := t.known(d); err != nil {
			return Date{}, err
		}
		if d == r.until || !t.shut(d, r.shut) {
			break
		}
		t.log.over(t, d, r, d == from)
		d = d.AddDays(r.step)
	}
	if d != from {
		t.log.onto(t, d, r)
	}
	return d, nil
}

// atLeast moves the last day until n working days lie in the period.
func (t *tally) atLeast(n int, last Date, clause string) (Date, error) {
	found := 0
	for d := t.day0; d != last; {
		d = d.AddDays(t.sign)
		if !t.shut(d, holidays) && !t.stoodStill(d) {
			if found++; found == n {
				return last, nil
			}
		}
	}
	for found < n {
		last = last.AddDays(t.sign)
		if err := t.known(last); err != nil {
			return Date{}, err
		}
		open := !t.shut(last, holidays)
		if open {
			found++
		}
		t.log.extended(t, last, open, found, n, clause)
	}
	return last, nil
}

func (t *tally) stoodStill(d Date) bool {
	for _, s := range t.stops {
		if s.fromDay.Before(d) && !s.resumeOn.Before(d) {
			return true
		}
	}
	return false
}
