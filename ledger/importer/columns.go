package importer

import (
	"slices"
	"strings"
)

// Column is one thing that a row may say.
type Column struct {
	Name string `json:"name"`
	// Needed: without it a row is rejected. Other columns may be left out, or be
	// empty where they do not apply.
	Needed bool   `json:"needed"`
	Help   string `json:"help"`
	// named: its values are codes, numbers or instants that name no person. A reject
	// repeats those that are, and masks others.
	named bool
}

// The columns, by their places in the list below.
const (
	colCase = iota
	colStep
	colSeq
	colKind
	colAt
	colSeen
	colBy
	colAwaiting
	colTurn
	colStage
	colDue
	colUntil
	colLane
	colHolder
	colInstrument
	colRequest
	colCode
	colLevel
	colAfter
	colFrom
	colSubscriber
	colJurisdiction
	colWork
	numColumns
)

var columns = [numColumns]Column{
	colCase:         {"case", true, "id of the case, whatever it is at home; only a pseudonym of it is kept", false},
	colStep:         {"step", false, `"case", "protection", or any name of the hop that is its own within the case; may be empty for what happens to the case or its guard`, false},
	colSeq:          {"seq", false, "number of the event in its step, from 1 without gaps; left out, events are counted in the order in which they were learned", true},
	colKind:         {"kind", true, `what happened, by its name: "opened", "applied", "granted", "served", "disclosed", ...`, true},
	colAt:           {"at", true, "when it was true: RFC 3339 with its zone, 2026-09-04T22:00:00-04:00", true},
	colSeen:         {"seen", false, "when it was learned; left out, it was learned when it was true", true},
	colBy:           {"by", false, "party that did it, by its id; left out, the one that does such things in this step", false},
	colAwaiting:     {"awaiting", false, "party awaited from then on; left out where it follows from the kind; an application names its authority", false},
	colTurn:         {"turn", false, "true where stage or party awaited changed; left out in a whole step, where they differ from those before", true},
	colStage:        {"stage", false, "stage of the step from then on; left out where it follows from the kind", true},
	colDue:          {"due", false, "until when the party awaited should act", true},
	colUntil:        {"until", false, "the instant that the event fixes, such as preserved until", true},
	colLane:         {"lane", false, "ordinary, emergency, or access for what goes by standing access", true},
	colHolder:       {"holder", false, "holder of the data, by its id in the law; once in a hop is enough", true},
	colInstrument:   {"instrument", false, "paper, by its id in the law", true},
	colRequest:      {"request", false, "id of the request that the event is about; only a pseudonym of it is kept", false},
	colCode:         {"code", false, `public reason, or the name of an end: "refused", "gone", "subscriber", ...`, false},
	colLevel:        {"level", false, "level of a conclusion: subscriber, account-owner, author or dead-end", true},
	colAfter:        {"after", false, "hop whose end let this one begin", false},
	colFrom:         {"from", false, "hop whose answer held the lead of this one", false},
	colSubscriber:   {"subscriber", false, "true where a subscriber was disclosed", true},
	colJurisdiction: {"jurisdiction", false, "of the requester; the same in the whole case", true},
	colWork:         {"work", false, "workflow type: Identification, Hop or Protection; left out, it follows from the step", true},
}

// Columns lists what a row may say, in the order of [Template].
func Columns() []Column { return slices.Clone(columns[:]) }

// columnOf finds a column by its name.
func columnOf(name string) (int, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	i := slices.IndexFunc(columns[:], func(c Column) bool { return c.Name == name })
	return i, i >= 0
}

func columnNames() string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// Template is a CSV file with one made-up case, as sparse as a log may be.
const Template = `case,step,kind,at,seen,awaiting,holder,instrument,code,level,from,subscriber,jurisdiction
A-1,case,detected,2026-03-02T08:00:00-05:00,2026-03-02T09:30:00-05:00,,,,,,,,US
A-1,case,opened,2026-03-02T09:30:00-05:00,,,example-forum-ie,,,,,,US
A-1,hop-1,hop-started,2026-03-02T09:30:00-05:00,,,example-mail,,,,,,US
A-1,hop-1,applied,2026-03-02T15:00:00-05:00,,manhattan-court,,us.2703d-order,,,,,US
A-1,hop-1,granted,2026-03-04T11:00:00-05:00,2026-03-04T11:40:00-05:00,,,us.2703d-order,,,,,US
A-1,hop-1,served,2026-03-04T11:40:00-05:00,,,,us.2703d-order,,,,,US
A-1,hop-1,disclosed,2026-03-11T16:20:00-04:00,,,,us.2703d-order,,,,,US
A-1,hop-1,hop-ended,2026-03-11T16:20:00-04:00,,,,,leads,,,,US
A-1,hop-2,hop-started,2026-03-11T16:20:00-04:00,,,example-isp,,,,hop-1,,US
A-1,hop-2,applied,2026-03-12T10:00:00-04:00,,manhattan-court,,us.subpoena,,,,,US
A-1,hop-2,granted,2026-03-12T14:00:00-04:00,,,,us.subpoena,,,,,US
A-1,hop-2,served,2026-03-12T14:05:00-04:00,,,,us.subpoena,,,,,US
A-1,hop-2,disclosed,2026-03-16T09:00:00-04:00,,,,us.subpoena,,,,true,US
A-1,hop-2,hop-ended,2026-03-16T09:00:00-04:00,,,,,subscriber,,,,US
A-1,case,leads-spent,2026-03-16T09:00:00-04:00,,,,,,,,,US
A-1,case,concluded,2026-03-17T12:00:00-04:00,,,,,,subscriber,,,US
`
