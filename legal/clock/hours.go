package clock

import "time"

// This file counts hours: elapsed ones, sixty minutes each, whatever the clock
// on the wall is set to meanwhile.

// hourEnd is where hours have run: the instant, exclusive, and the day of the
// last instant before it.
type hourEnd struct {
	at  time.Time
	day Date
}

// dayBefore is the day of the last instant before t.
func dayBefore(t time.Time) Date { return DateOf(t.Add(-1)) }

// on is the same clock time on day d. Hours that end at 24:00 do so there too.
func (e hourEnd) on(t *tally, d Date) hourEnd {
	if DateOf(e.at) != e.day {
		return hourEnd{d.End(t.loc), d}
	}
	r := readingOf(e.at)
	t.log.odd(t, d, r)
	return hourEnd{d.At(r, t.loc), d}
}

// hours runs n hours on from an instant; from none: from the trigger.
func (t *tally) hours(from time.Time, n int) (time.Time, error) {
	if from.IsZero() {
		from = t.start
		if t.law.nextHour {
			from = t.outOfHour()
		}
		t.log.hourStart(t, from)
	}
	end := from.Add(time.Duration(t.sign*n) * time.Hour)
	run := hourRun{n: n, mark: t.log.mark()}
	at := from
	for ; t.next < len(t.stops) && t.stops[t.next].from.Before(end); t.next++ {
		s := t.stops[t.next]
		end = end.Add(s.to.Sub(s.from))
		if s.from.After(at) {
			t.log.hours(t, &run, at, s.from)
		}
		t.log.stopped(s)
		at = s.to.In(t.loc)
	}
	t.log.hours(t, &run, at, end)
	t.log.compress(run.mark, Period{n, Hour})
	if err := t.known(DateOf(from)); err != nil {
		return time.Time{}, err
	}
	return end, t.known(dayBefore(end))
}

// outOfHour is the first instant that is not of the hour of the trigger.
func (t *tally) outOfHour() time.Time {
	into := time.Duration(t.start.Minute())*time.Minute +
		time.Duration(t.start.Second())*time.Second + time.Duration(t.start.Nanosecond())
	if t.Back {
		return t.start.Add(-into)
	}
	return t.start.Add(time.Hour - into)
}

// endHours settles the instant.
func (t *tally) endHours(e hourEnd) (Due, error) {
	for ; t.next < len(t.stops); t.next++ { // paused when every hour had run and the end rolled
		s := t.stops[t.next]
		t.log.stopped(s)
		if s.from.Equal(s.to) {
			continue
		}
		settled, err := t.law.lastHour(t.quietly(), e)
		if err != nil {
			return Due{}, err
		}
		e.at = s.to.Add(settled.at.Sub(s.from)).In(t.loc)
		e.day = dayBefore(e.at)
	}
	settled, err := t.law.lastHour(t, e)
	if err != nil {
		return Due{}, err
	}
	return t.notPast(Due{At: settled.at, LastDay: settled.day, Nominal: e.day}), nil
}

// quietly is the same tally without an account.
func (t *tally) quietly() *tally {
	q := *t
	q.log = nil
	return &q
}
