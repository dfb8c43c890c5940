package cli

import (
	"context"
	"time"

	"writ/casefile"
	"writ/ledger"
	"writ/legal"
	"writ/report"
)

// workingDays counts working time by the calendar of each party of the directory.
// What it cannot count is an error in the end, never a guess.
type workingDays struct {
	ctx   context.Context
	s     *session
	from  ledger.Source
	dict  ledger.Dict
	law   *legal.Law
	known map[ledger.Code]*report.Workdays
	err   error
}

func newWorkingDays(ctx context.Context, s *session, from ledger.Source) *workingDays {
	return &workingDays{ctx: ctx, s: s, from: from, known: map[ledger.Code]*report.Workdays{}}
}

// between is the report's WorkingTime.
func (w *workingDays) between(party ledger.Code, from, to int64) int64 {
	if w.err != nil {
		return 0
	}
	days, known := w.known[party]
	if !known {
		days = w.load(party)
		w.known[party] = days
	}
	if days == nil {
		return 0
	}
	if !days.Covers(from, to) {
		w.err = newFault("not-covered", "use --clock elapsed, or narrow by --opened-from",
			"the calendar of %s does not cover %s to %s", w.dict.Text(party), time.Unix(from, 0).UTC().Format(time.DateOnly), time.Unix(to, 0).UTC().Format(time.DateOnly))
		return 0
	}
	return days.Between(from, to)
}

// load makes the days of a party; nil where that cannot be done.
func (w *workingDays) load(party ledger.Code) *report.Workdays {
	if w.dict == nil {
		if w.dict, w.err = w.from.Dict(w.ctx); w.err != nil {
			return nil
		}
		if w.law, w.err = legal.Open(w.s.edition); w.err != nil {
			return nil
		}
	}
	name := w.dict.Text(party)
	p, ok := w.s.dir.Party(casefile.PartyID(name))
	if !ok {
		w.err = newFault("unknown-party", "set WRIT_DIRECTORY to the directory that names it, or use --clock elapsed",
			"the directory does not name %s, so its working days are not known", name)
		return nil
	}
	calendar, ok := w.law.CalendarAt(p.Seat())
	loc, err := time.LoadLocation(p.Zone)
	if !ok || err != nil {
		w.err = newFault("no-calendar", "name its calendar in the directory: writ clock calendars lists them",
			"%s has no calendar for zone %s", p.ID, p.Zone)
		return nil
	}
	return report.NewWorkdays(calendar, loc)
}

// problem is what could not be counted.
func (w *workingDays) problem() error { return w.err }
