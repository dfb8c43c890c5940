package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/fr"

	"writ/legal"
	"writ/legal/clock"
)

// onlyLaw is the value of -only that leaves the server out.
const onlyLaw = "law"

// dueAim is how long a due date with its calendar may take, without
// explanation.
const dueAim = 2 * time.Microsecond

// Everything is measured in turns, in blocks so short that a noisy machine hits
// all alike.
const (
	lawRounds = 21
	lawBlock  = 30 * time.Millisecond
)

// lawRow is one function measured. The first row is the bare baseline, the
// second the library's.
type lawRow struct {
	name string
	due  bool // held to dueAim
	do   func()
	ns   []float64 // of each round
}

// benchLaw measures due dates and requirement look-ups beside the addition of
// working days in github.com/rickar/cal, and beside the bare addition of days in
// package time, which knows no holidays.
func benchLaw(w io.Writer) error {
	law, err := legal.Open(legal.CurrentEdition)
	if err != nil {
		return err
	}
	rows, err := lawRows(law)
	if err != nil {
		return err
	}
	for range lawRounds {
		for n := range rows {
			rows[n].ns = append(rows[n].ns, measure(rows[n].do))
		}
	}
	return printLaw(w, rows)
}

// measure is how many nanoseconds one call takes, over one block of calls.
func measure(do func()) float64 {
	const batch = 64 // calls between looks at the clock
	begun, calls, took := time.Now(), 0, time.Duration(0)
	for took < lawBlock {
		for range batch {
			do()
		}
		calls, took = calls+batch, time.Since(begun)
	}
	return float64(took.Nanoseconds()) / float64(calls)
}

// lawRows checks once that everything works, and that both libraries mean the
// same by ten working days.
func lawRows(law *legal.Law) ([]lawRow, error) {
	paris, err := clock.Zone("Europe/Paris")
	if err != nil {
		return nil, err
	}
	trigger := time.Date(2026, time.April, 2, 22, 0, 0, 0, paris) // before Easter and 1 May
	eu, err := count(law, clock.EU1182, "10d", trigger, "Europe/Paris")
	if err != nil {
		return nil, err
	}
	working, err := count(law, clock.EU1182, "10wd", trigger, "Europe/Paris")
	if err != nil {
		return nil, err
	}
	us, err := count(law, clock.FRCP6a, "3d", time.Date(2026, time.September, 4, 22, 0, 0, 0, time.UTC), "America/New_York")
	if err != nil {
		return nil, err
	}
	plain, cached := cal.NewBusinessCalendar(), cal.NewBusinessCalendar()
	plain.AddHoliday(fr.Holidays...)
	cached.AddHoliday(fr.Holidays...)
	cached.Cacheable = true
	due, _ := working.Due() // checked by count
	if theirs := clock.DateOf(plain.WorkdaysFrom(trigger, 10)); theirs != due.LastDay {
		return nil, fmt.Errorf("10 working days from %s: ours %s, rickar/cal %s", trigger, due.LastDay, theirs)
	}
	ask := legal.Ask{
		Holder: "twitter", Asked: legal.KindAccount, Requester: "US", At: trigger,
		Offence:    legal.Offence{Name: "threat", Law: "18 USC 875(c)", MaxYears: 5},
		Categories: []legal.Category{legal.SubscriberData, legal.UserIdentifyingData},
	}
	if _, err := law.Requirement(ask); err != nil {
		return nil, err
	}
	return []lawRow{
		{name: "time.Time.AddDate, 10 days", do: func() { _ = trigger.AddDate(0, 0, 10) }},
		{name: "rickar/cal WorkdaysFrom, 10 working days", do: func() { plain.WorkdaysFrom(trigger, 10) }},
		{name: "  the same, with its cache", do: func() { cached.WorkdaysFrom(trigger, 10) }},
		{name: "clock.Count EU1182, 10 working days", due: true, do: func() { _, _ = working.Due() }},
		{name: "clock.Count EU1182, 10 days", due: true, do: func() { _, _ = eu.Due() }},
		{name: "clock.Count FRCP6a, 3 days", due: true, do: func() { _, _ = us.Due() }},
		{name: "  the same, with legal.Law.CalendarAt", due: true, do: func() {
			us.Calendar, _ = law.CalendarAt(legal.Seat{Zone: us.Zone})
			_, _ = us.Due()
		}},
		{name: "legal.Law.Requirement", do: func() { _, _ = law.Requirement(ask) }},
	}, nil
}

// count is a period to be counted by the default calendar of its zone, and is
// known to be countable.
func count(law *legal.Law, r clock.Regime, period string, trigger time.Time, zone string) (clock.Count, error) {
	p, err := clock.ParsePeriod(period)
	if err != nil {
		return clock.Count{}, err
	}
	calendar, ok := law.CalendarAt(legal.Seat{Zone: zone})
	if !ok {
		return clock.Count{}, fmt.Errorf("no calendar for %s", zone)
	}
	c := clock.Count{Regime: r, Period: p, Trigger: trigger, Zone: zone, Calendar: calendar}
	_, err = c.Due()
	return c, err
}

func printLaw(w io.Writer, rows []lawRow) error {
	fmt.Fprintf(w, "medians of %d rounds in turns, one call at a time; a due date is to take less than %s\n", lawRounds, dueAim)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tns\tat best\tper second\ttimes the first\ttimes rickar/cal\taim\t")
	times := func(r, base lawRow) float64 {
		var all []float64
		for n := range r.ns {
			all = append(all, r.ns[n]/base.ns[n])
		}
		return median(all)
	}
	for _, r := range rows {
		ns, best := median(r.ns), slices.Min(r.ns)
		fmt.Fprintf(table, "%s\t%.0f\t%.0f\t%.0f\t%.2f\t%.2f\t%s\t\n",
			r.name, ns, best, 1e9/ns, times(r, rows[0]), times(r, rows[1]), r.aim(ns, best))
	}
	return table.Flush()
}

// aim says whether a due date was fast enough. On a busy machine only the best
// round may be.
func (r lawRow) aim(ns, best float64) string {
	limit := float64(dueAim.Nanoseconds())
	switch {
	case !r.due:
		return ""
	case ns < limit:
		return "met"
	case best < limit:
		return "met at best"
	}
	return "missed"
}
