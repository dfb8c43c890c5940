package cli

import (
	"encoding/json"
	"strconv"
	"time"

	"writ/legal/cite"
	"writ/legal/clock"
)

// dueJSON is a due date for programs: the names are part of the command's
// contract.
type dueJSON struct {
	Due      time.Time `json:"due"` // exclusive
	LastDay  string    `json:"last_day"`
	Nominal  string    `json:"nominal_day"` // the last day before anything rolled
	Regime   string    `json:"regime"`
	Period   string    `json:"period"`
	Trigger  time.Time `json:"trigger"`
	Zone     string    `json:"zone"`
	Calendar string    `json:"calendar"`
}

func dueJSONOf(d clock.Deadline) dueJSON {
	return dueJSON{
		Due: d.At, LastDay: d.LastDay, Nominal: d.Nominal, Regime: string(d.Regime), Period: d.Period.String(),
		Trigger: d.Trigger, Zone: d.Zone, Calendar: d.Calendar,
	}
}

// dueView is what "writ clock due" prints.
type dueView struct{ clock.Deadline }

// MarshalJSON keeps to the names that programs rely on.
func (v dueView) MarshalJSON() ([]byte, error) { return json.Marshal(dueJSONOf(v.Deadline)) }

func (v dueView) write(p *page) {
	p.line("due %s", stamp(v.At, v.At.Location()))
	writeDeadline(p, v.Deadline)
}

func writeDeadline(p *page, d clock.Deadline) {
	last := dated(d.LastDay)
	if d.Nominal != d.LastDay {
		last += "; it would have been " + dated(d.Nominal)
	}
	p.field("last day", last)
	p.field("trigger", stamp(d.Trigger, d.Trigger.Location()))
	p.field("period", d.Period.String()+" by "+string(d.Regime))
	p.field("counted in", d.Zone+", calendar "+d.Calendar)
}

// explainView is what "writ clock explain" prints.
type explainView struct{ clock.Deadline }

// explainJSON is an explained due date for programs.
type explainJSON struct {
	dueJSON
	Steps []clock.Step  `json:"steps"`
	Cites []cite.Source `json:"cites"`
}

// MarshalJSON keeps to the names that programs rely on.
func (v explainView) MarshalJSON() ([]byte, error) {
	return json.Marshal(explainJSON{dueJSONOf(v.Deadline), v.Steps, v.Cites})
}

func (v explainView) write(p *page) {
	p.line("due %s", stamp(v.At, v.At.Location()))
	writeDeadline(p, v.Deadline)
	p.title("how it was counted")
	rows := make([][]string, len(v.Steps))
	for i, s := range v.Steps {
		n := ""
		if s.N > 0 {
			n = strconv.Itoa(s.N)
		}
		why := s.Why
		if s.Cite != "" {
			why += " [" + s.Cite + "]"
		}
		rows[i] = []string{dated(s.On), s.Did, n, why}
	}
	p.table("  ", rows, 2)
	if len(v.Cites) == 0 {
		return
	}
	p.title("by these rules")
	for _, c := range v.Cites {
		p.para("  ", sourced(c))
	}
}

// dated puts the day of the week before a day.
func dated(on string) string {
	if day, err := time.Parse(time.DateOnly, on); err == nil {
		return day.Format("Mon ") + on
	}
	return on
}

// sourced writes a source with the mark that it carries.
func sourced(s cite.Source) string {
	text := s.Cite
	switch {
	case s.Doubtful():
		text += " (" + string(s.Basis) + ")"
	case s.Basis != cite.Statute:
		text += ", " + string(s.Basis)
	}
	if s.Note != "" {
		text += ": " + s.Note
	}
	return text
}
