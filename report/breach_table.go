package report

import (
	"slices"
	"strconv"
	"strings"
)

// Tables are the gates, the holders, the cases against their own target, the waits
// by stage, and by holder and instrument.
func (b *Breach) Tables() []Table {
	gates := Table{
		Title:   "Gates that miss their clocks",
		Columns: slices.Concat([]string{"rank", "awaited", "instrument", "for"}, figuresOfBreach, []string{"q"}),
		Right:   []int{0, 4, 5, 6, 7, 8, 9}, Under: []int{2},
	}
	for _, r := range b.Gates {
		gates.Rows = append(gates.Rows, slices.Concat([]string{rankOf(r), r.Party, r.Instrument, r.waited()}, r.figures(), []string{probability(r.Q)}))
	}
	gates.Notes = b.notes()
	if b.Overall.Value.Known() {
		gates.Notes = append(gates.Notes, "Of all spells with a clock "+percents(b.Overall)+" are still open when it runs out.")
	}
	holders := Table{
		Title: "Holders that miss their clocks", Columns: slices.Concat([]string{"rank", "holder"}, figuresOfBreach, []string{"q"}),
		Right: []int{0, 2, 3, 4, 5, 6, 7},
	}
	for _, r := range b.Holders {
		holders.Rows = append(holders.Rows, slices.Concat([]string{rankOf(r), r.Name}, r.figures(), []string{probability(r.Q)}))
	}
	tables := []Table{gates}
	if len(b.Holders) > 0 {
		tables = append(tables, holders)
	}
	if len(b.Targets) > 0 {
		targets := Table{
			Title: "Cases that missed their own target", Columns: append([]string{"cases"}, figuresOfBreach...), Right: []int{1, 2, 3, 4, 5},
			Notes: []string{"The target of a case runs from its opening to its conclusion, through the waits for all others, so it is no gate and is not ranked among them. n are cases with a target."},
		}
		for _, r := range b.Targets {
			targets.Rows = append(targets.Rows, append([]string{r.Name}, r.figures()...))
		}
		tables = append(tables, targets)
	}
	tables = append(tables, b.stages())
	if len(b.Grid) > 0 {
		tables = append(tables, b.grid())
	}
	return tables
}

// figuresOfBreach are the columns of [BreachRow.figures].
var figuresOfBreach = []string{"n", "breached", "past due", "share", "days over"}

func (r BreachRow) figures() []string {
	return []string{r.N.String(), r.Breached.String(), r.OpenPastDue.String(), percents(r.Probability), spans(r.Excess)}
}

// rankOf is the rank of a row, nothing of one that is too small to be ranked.
func rankOf(r BreachRow) string {
	if r.Rank == 0 {
		return dash
	}
	return strconv.Itoa(r.Rank)
}

// waited is what is waited for, in one word where the stage's name says it:
// "AwaitingDisclosure" is "disclosure", unless nobody was served yet.
func (r BreachRow) waited() string {
	what, awaiting := strings.CutPrefix(r.Stage, "Awaiting")
	switch {
	case r.unserved:
		return "service"
	case awaiting:
		return strings.ToLower(what)
	}
	return what
}

func (b *Breach) stages() Table {
	t := Table{Title: "Waits by stage", Columns: []string{"stage", "n", "ended", "open", "median days", "median clock"}, Right: []int{1, 2, 3, 4, 5}}
	for _, s := range b.Stages {
		t.Rows = append(t.Rows, []string{s.Stage, s.N.String(), s.Events.String(), s.Censored.String(), medianOf(s.N, s.Events, s.Median), days(s.Due)})
	}
	return t
}

func (b *Breach) grid() Table {
	t := Table{Title: "Waits on holders by instrument", Columns: []string{"holder", "instrument", "n", "ended", "open", "median days"}, Right: []int{2, 3, 4, 5}}
	for _, c := range b.Grid {
		t.Rows = append(t.Rows, []string{c.Holder, c.Instrument, c.N.String(), c.Events.String(), c.Censored.String(), medianOf(c.N, c.Events, c.Median)})
	}
	return t
}

// medianOf writes a median; that of too few is not called not reached.
func medianOf(n, events Count, e Estimate) string {
	if n == Withheld || events == Withheld {
		return dash
	}
	return reached(e)
}

// Records are the gates, the holders and the targets, then the cells of the grid.
func (b *Breach) Records() Table {
	t := Table{Title: "breach", Columns: []string{
		"figure", "stage", "party", "holder", "instrument", "n", "events", "breached", "open_past_due",
		"value", "lower", "upper", "excess_days", "excess_lower", "excess_upper", "rank", "p", "q",
	}}
	for _, part := range []struct {
		what string
		rows []BreachRow
	}{{"gate_breach", b.Gates}, {"holder_breach", b.Holders}, {"target_breach", b.Targets}} {
		for _, r := range part.rows {
			row := []string{part.what, r.Stage, r.Party, r.Holder, r.Instrument, r.N.String(), r.Events.String(), r.Breached.String(), r.OpenPastDue.String()}
			row = append(append(row, fulls(r.Probability)...), fulls(r.Excess)...)
			t.Rows = append(t.Rows, append(row, strconv.Itoa(r.Rank), full(r.P), full(r.Q)))
		}
	}
	for _, c := range b.Grid {
		row := []string{"median_days", "", c.Holder, c.Holder, c.Instrument, c.N.String(), c.Events.String(), "", ""}
		t.Rows = append(t.Rows, append(append(row, fulls(c.Median)...), "", "", "", "", "", ""))
	}
	return t
}
