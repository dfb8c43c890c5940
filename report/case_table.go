package report

import "fmt"

// Tables are the milestones, the account of days, and the waits.
func (c *Case) Tables() []Table {
	marks := Table{Title: fmt.Sprintf("Milestones of %s (%s)", c.ID, c.End), Columns: []string{"milestone", "at", "days"}, Right: []int{2}}
	for _, m := range c.Milestones {
		marks.Rows = append(marks.Rows, []string{m.Name, m.At.Format("2006-01-02 15:04 -07:00"), fixed(float64(m.Days), 1)})
	}
	marks.Notes = []string{"The whole case is " + c.Whole.sentence() + "."}
	account := Table{Title: "Account of days", Columns: []string{"party and stage", "time", "share"}, Right: []int{1, 2}}
	for _, p := range c.Parts {
		account.Rows = append(account.Rows, []string{p.Name, elapsed(p.Seconds), percent(p.Share)})
	}
	if len(c.Parts) > 0 {
		account.Rows = append(account.Rows, []string{"sum", elapsed(c.Total), percent(1)})
	}
	if c.Open {
		account.Notes = []string{"The case is open: a later fact may move days between parties."}
	}
	waits := Table{Title: "Waits beside those of other cases", Columns: []string{"step", "stage", "party", "from day", "days", "clock", "peers", "slower than"}, Right: []int{3, 4, 5, 6, 7}}
	for _, s := range c.Spells {
		length, clock := fixed(float64(s.Days), 1), days(s.Due)
		if s.Open {
			length += ", open"
		}
		if s.Breached {
			clock += ", missed"
		}
		waits.Rows = append(waits.Rows, []string{
			s.Step, s.Stage, s.Party, fixed(float64(s.Start), 1), length, clock, s.Peers.N.String(), s.Peers.share(),
		})
	}
	waits.Notes = c.Notes
	return []Table{marks, account, waits}
}

func (s Standing) share() string {
	if !s.Slower.Known() {
		return dash
	}
	text := fixed(100*float64(s.Slower), 0) + " %"
	if s.AtLeast {
		return "at least " + text
	}
	return "about " + text
}

// sentence says it in words.
func (s Standing) sentence() string {
	if !s.Slower.Known() {
		return fmt.Sprintf("not compared: there are %s peers", s.N)
	}
	return fmt.Sprintf("slower than %s of %s (%s)", s.share(), s.N, s.Peers)
}

// Records are the waits.
func (c *Case) Records() Table {
	t := Table{Title: "case", Columns: []string{"step", "stage", "party", "holder", "instrument", "start_day", "days", "open", "due_days", "breached", "peers", "slower_than", "at_least"}}
	for _, s := range c.Spells {
		t.Rows = append(t.Rows, []string{
			s.Step, s.Stage, s.Party, s.Holder, s.Instrument, full(s.Start), full(s.Days), fmt.Sprint(s.Open),
			full(s.Due), fmt.Sprint(s.Breached), s.Peers.N.String(), full(s.Peers.Slower), fmt.Sprint(s.Peers.AtLeast),
		})
	}
	return t
}
