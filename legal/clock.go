package legal

import (
	"fmt"
	"time"
)

// regime is a way of counting a legal period: a statute's rule for what day is
// out, what rolls over and when the last day ends. The statutory regimes and
// their court calendars join the table below, each with its tests; Due and the
// loading of packs know only what is in it.
type regime interface {
	// check refuses a period that the regime cannot count, with the reason.
	check(p Period) error
	// due counts p from the trigger, given in the zone of the court or holder.
	// It fills At, LastDay, Calendar and Steps.
	due(p Period, trigger time.Time) Deadline
}

var regimes = map[Regime]regime{RegimeCivil: civil{}}

// Due computes when the clock of r, started at the trigger, has run out in the
// IANA zone of the court or holder. Deadline.At is exclusive: an answer at that
// instant is late. The same arguments always give the same deadline.
//
// It is an error when the regime is unknown or cannot count the period, when
// there is no trigger, or when the zone is empty, "Local" or unknown.
func (l *Law) Due(r Rule, trigger time.Time, zone string) (Deadline, error) {
	fail := func(err error) (Deadline, error) {
		return Deadline{}, fmt.Errorf("legal: rule %q: %w", r.ID, err)
	}
	count, known := regimes[r.Regime]
	if !known {
		return fail(fmt.Errorf("regime %q is unknown: want %s", string(r.Regime), RegimeCivil))
	}
	if err := count.check(r.Term.Period); err != nil {
		return fail(err)
	}
	loc, err := zoneOf(zone)
	if err != nil {
		return fail(err)
	}
	if trigger.IsZero() {
		return fail(fmt.Errorf("no trigger: a clock that runs from %s needs its instant", r.From))
	}
	d := count.due(r.Term.Period, trigger.In(loc))
	d.Rule, d.Trigger, d.Zone = r, trigger.In(loc), zone
	return d, nil
}

// Add is the instant one term after from, for alarms, retention and the rungs
// of a ladder. Hours are exact. Days, months and years move the civil date in
// the zone and keep the local clock time; a month without such a day gives its
// last day, a clock time that is jumped over gives the instant of the jump, and
// one that comes twice gives the earlier. Unlike [Law.Due], nothing is rounded
// up to the end of a day.
//
// It is an error when the term states no period or counts working days, when
// from is the zero time, or when the zone is empty, "Local" or unknown.
func (l *Law) Add(t Term, from time.Time, zone string) (time.Time, error) {
	return shift(t, from, zone, 1)
}

// Before is the instant one term before from, counted as [Law.Add] counts. It
// fails as Add fails. For days and hours it undoes Add, except where the clock
// is set; a month back from 31 March is the end of February.
func (l *Law) Before(t Term, from time.Time, zone string) (time.Time, error) {
	return shift(t, from, zone, -1)
}

func shift(t Term, from time.Time, zone string, sign int) (time.Time, error) {
	if err := (civil{}).check(t.Period); err != nil {
		return time.Time{}, fmt.Errorf("legal: %w", err)
	}
	loc, err := zoneOf(zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("legal: %w", err)
	}
	if from.IsZero() {
		return time.Time{}, fmt.Errorf("legal: %s from no instant: want the instant from which it counts", t.Period)
	}
	from = from.In(loc)
	moved, dated := dateOf(from).add(t.Period, sign)
	if !dated {
		return from.Add(time.Duration(sign*t.Period.N) * time.Hour), nil
	}
	return moved.at(clockOf(from), loc), nil
}

// civil is the CIVIL regime.
type civil struct{}

func (civil) check(p Period) error {
	if p.Unit == WorkingDay {
		return fmt.Errorf("period %s: CIVIL has no holidays: "+
			"working days need a regime with a court calendar, and this release has none", p)
	}
	return p.Validate()
}

func (c civil) due(p Period, trigger time.Time) Deadline {
	d := Deadline{Calendar: "none"}
	if p.Unit == Hour {
		d.At = trigger.Add(time.Duration(p.N) * time.Hour)
		d.LastDay = dateOf(d.At.Add(-1)).String() // the day of the last instant in time
		d.Steps = explainHours(p, trigger, d.At)
		return d
	}
	last, _ := dateOf(trigger).add(p, 1) // check refused the units without dates
	d.At = last.end(trigger.Location())
	d.LastDay = last.String()
	d.Steps = explainDays(p, trigger, last, d.At)
	return d
}
