package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// view is what an operator sees of a workflow in the Temporal UI. It never
// holds personal data.
type view struct {
	Stage, Awaiting, Lane, Outcome, Instrument string
	Case                                       casefile.CaseID
	Due                                        time.Time
	What                                       string // one line
}

// attributes are the search attributes that show the view. Whoever starts a
// workflow sets them, so that the work is visible before its first worker runs
// and costs no event to show.
func (v view) attributes() temporal.SearchAttributes {
	return temporal.NewSearchAttributes(v.changes(view{})...)
}

// viewAtStart is what an operator sees of a run that does nothing yet: what it
// was started with.
func viewAtStart(ctx workflow.Context) view {
	set := workflow.GetTypedSearchAttributes(ctx)
	word := func(key temporal.SearchAttributeKeyKeyword) string {
		w, _ := set.GetKeyword(key) // "" where it is not set
		return w
	}
	due, _ := set.GetTime(protocol.AttrDue) // zero where it is not set
	return view{
		Stage: word(protocol.AttrStage), Awaiting: word(protocol.AttrAwaiting), Lane: word(protocol.AttrLane),
		Outcome: word(protocol.AttrOutcome), Instrument: word(protocol.AttrInstrument),
		Case: casefile.CaseID(word(protocol.AttrCase)), Due: due,
	}
}

// changes are the search attributes that differ from before.
func (v view) changes(before view) []temporal.SearchAttributeUpdate {
	var set []temporal.SearchAttributeUpdate
	word := func(key temporal.SearchAttributeKeyKeyword, now, was string) {
		if now == was {
			return
		}
		if now == "" {
			set = append(set, key.ValueUnset())
			return
		}
		set = append(set, key.ValueSet(now))
	}
	word(protocol.AttrStage, v.Stage, before.Stage)
	word(protocol.AttrAwaiting, v.Awaiting, before.Awaiting)
	word(protocol.AttrLane, v.Lane, before.Lane)
	word(protocol.AttrOutcome, v.Outcome, before.Outcome)
	word(protocol.AttrInstrument, v.Instrument, before.Instrument)
	word(protocol.AttrCase, string(v.Case), string(before.Case))
	if !v.Due.Equal(before.Due) {
		if v.Due.IsZero() {
			set = append(set, protocol.AttrDue.ValueUnset())
		} else {
			set = append(set, protocol.AttrDue.ValueSet(v.Due))
		}
	}
	return set
}

// stageMeans explains the stages whose names do not say what may happen now.
var stageMeans = map[casefile.Stage]string{
	casefile.StageSuspended:          "Another authority was notified of the order. Nothing is delivered until it says that it raises no ground for refusal, or its time has passed.",
	casefile.StageAwaitingValidation: "The holder has delivered. The order is still to be validated, or may still be objected to; otherwise what was delivered may not be used.",
}

// markdown is the view as the UI shows it.
func (v view) markdown() string {
	rows := []string{"**" + v.What + "**", "", "| | |", "|---|---|"}
	row := func(k, val string) {
		if val != "" {
			rows = append(rows, fmt.Sprintf("| %s | %s |", k, val))
		}
	}
	row("Stage", v.Stage)
	row("Awaiting", v.Awaiting)
	if !v.Due.IsZero() {
		row("Due", v.Due.UTC().Format(time.RFC3339))
	}
	row("Lane", v.Lane)
	row("Instrument", v.Instrument)
	row("Outcome", v.Outcome)
	row("Means", stageMeans[casefile.Stage(v.Stage)])
	return strings.Join(rows, "\n")
}
