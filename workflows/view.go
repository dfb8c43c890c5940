package workflows

import (
	"fmt"
	"strconv"
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
	Grantor, Grantee                           string // of a standing access
	RefusedUses                                int64
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
	due, _ := set.GetTime(protocol.AttrDue)              // zero where it is not set
	refused, _ := set.GetInt64(protocol.AttrRefusedUses) // 0 where it is not set
	return view{
		Stage: word(protocol.AttrStage), Awaiting: word(protocol.AttrAwaiting), Lane: word(protocol.AttrLane),
		Outcome: word(protocol.AttrOutcome), Instrument: word(protocol.AttrInstrument),
		Case: casefile.CaseID(word(protocol.AttrCase)), Due: due,
		Grantor: word(protocol.AttrGrantor), Grantee: word(protocol.AttrGrantee), RefusedUses: refused,
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
	word(protocol.AttrGrantor, v.Grantor, before.Grantor)
	word(protocol.AttrGrantee, v.Grantee, before.Grantee)
	if v.RefusedUses != before.RefusedUses {
		set = append(set, protocol.AttrRefusedUses.ValueSet(v.RefusedUses))
	}
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
	casefile.StageThroughAccess:      "The requester reads by its standing access to the holder's data. If that ends, it needs a paper from there on.",

	casefile.StageAccessRequested:   "The grantee asks for access. Nothing is delivered before the grantor has answered.",
	casefile.StageAccessActive:      "Uses for the stated purposes are accepted, one by one.",
	casefile.StageAccessUnderReview: "The grantor looks into what was found. Access goes on meanwhile.",
	casefile.StageAccessRestricted:  "Some of the stated purposes were taken away. Uses for the others are accepted.",
	casefile.StageAccessSuspended:   "No use is accepted. The grantee may protest, and the grantor may give the access back.",
	casefile.StageAccessTerminated:  "No use is accepted any more. The grantee may still protest; that no result of that is known is no failure.",
	casefile.StageAccessReinstated:  "The access had ended and was given back. Uses for the purposes that are left are accepted.",
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
	row("Grantor", v.Grantor)
	row("Grantee", v.Grantee)
	if v.RefusedUses > 0 {
		row("Refused uses", strconv.FormatInt(v.RefusedUses, 10))
	}
	row("Outcome", v.Outcome)
	row("Means", stageMeans[casefile.Stage(v.Stage)])
	return strings.Join(rows, "\n")
}
