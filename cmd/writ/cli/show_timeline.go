package cli

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"writ/casefile"
)

// learnedLater is from what delay on the timeline says when the engine learned
// of an event.
const learnedLater = time.Minute

// writeTimeline prints what happened, in the order in which it was true.
func (v caseView) writeTimeline(p *page, t telling) {
	p.title("timeline, in the time of " + t.zone.String())
	events := slices.Clone(v.Record.Events)
	slices.SortStableFunc(events, func(a, b casefile.Event) int { return a.At.Compare(b.At) })
	var date string
	widths := t.widths(events)
	for _, e := range events {
		date = t.writeEvent(p, e, date, widths)
	}
}

// columns are the widths of the timeline's columns; no width, no column.
type columns struct{ step, by int }

func (t telling) widths(events []casefile.Event) columns {
	w := columns{step: 5, by: 4}
	for _, e := range events {
		w.step = max(w.step, len(t.step(e.Step)))
		w.by = max(w.by, len(e.By))
	}
	return w
}

// writeEvent prints one event, under a new date line when the date is another
// than that of the event before. It returns the event's date.
func (t telling) writeEvent(p *page, e casefile.Event, date string, w columns) string {
	today := e.At.In(t.zone).Format("Mon 2006-01-02")
	if today != date {
		p.line("  %s", p.tint(bold, today))
	}
	head := "    " + clockTime(e.At, t.zone) + "  "
	if w.step > 0 {
		head += pad(t.step(e.Step), w.step) + "  "
	}
	head += pad(string(e.By), w.by) + "  "
	p.hang(head, t.event(e), look(e.Kind))
	if e.Seen.Sub(e.At) > learnedLater {
		p.hang(strings.Repeat(" ", len(head)), "learned "+stamp(e.Seen, t.zone), faint)
	}
	return today
}

// look colours what went well and what did not.
func look(k casefile.EventKind) string {
	switch k {
	case casefile.EvDisclosed, casefile.EvGranted, casefile.EvNarrowed, casefile.EvConcluded,
		casefile.EvAccessGranted, casefile.EvUseAccepted, casefile.EvAccessReinstated:
		return green
	case casefile.EvRefused, casefile.EvDenied, casefile.EvInvalid, casefile.EvPerished, casefile.EvNotAvailable,
		casefile.EvNotPreserved, casefile.EvPreserveLapsing, casefile.EvPerishAlarm, casefile.EvExpired,
		casefile.EvEmergencyUnanswered, casefile.EvSecondNotice, casefile.EvNotValidated, casefile.EvObjected,
		casefile.EvRestricted, casefile.EvAccessRefused, casefile.EvUseRefused, casefile.EvAccessRestricted,
		casefile.EvAccessSuspended, casefile.EvAccessTerminated, casefile.EvThrownBack, casefile.EvNoneHeld:
		return red
	}
	return ""
}

// eventView is one event as "writ case watch" prints it.
type eventView struct {
	casefile.Event
	tell telling
	date *string // of the event printed before
	cols columns
}

func (v eventView) write(p *page) {
	*v.date = v.tell.writeEvent(p, v.Event, *v.date, v.cols)
}

// compareRows orders cases: open before ended, then newest first, then by id.
func compareRows(a, b row) int {
	if a.Open != b.Open {
		if a.Open {
			return -1
		}
		return 1
	}
	return cmp.Or(b.Started.Compare(a.Started), strings.Compare(a.ID, b.ID))
}
