package casefile

import (
	"slices"
	"time"
)

// Journal is what every machine keeps: its events and where it stands.
type Journal struct {
	Step     StepID    `json:"step"`
	Stage    Stage     `json:"stage"`
	Awaiting PartyID   `json:"awaiting"`
	Due      time.Time `json:"due,omitzero"`
	Turned   bool      `json:"turned,omitempty"` // since the last event
	Since    time.Time `json:"since,omitzero"`   // the latest turn
	Last     int       `json:"last"`             // number of the last event
	// Events holds what has not been dropped after it was reported.
	Events []Event `json:"events"`
	// Told is the number of the last event that was reported to the case.
	Told int `json:"told"`
	// Ledger says that the party's ledger is told of every event; the input of a
	// run says so, not its state. Recorded is the number of the last event that the
	// ledger took, or that was handed to a run of its own to be brought there.
	Ledger   bool   `json:"-"`
	Recorded int    `json:"recorded,omitempty"`
	Alarms   Alarms `json:"alarms,omitempty"`
	// Receipts are kept by idempotency key: the server forgets its own when a
	// run continues as new. Keys are theirs in the order in which the acts were
	// accepted; the latest receiptsKept are kept.
	Receipts map[string]Receipt `json:"receipts,omitempty"`
	Keys     []string           `json:"keys,omitempty"`
}

// receiptsKept is how many receipts a journal remembers, so that the state of work that
// goes on for years stays far below what a run may carry over. Within a run the server
// knows a repeat by its update id. One that comes after so many further acts, in a later
// run, is judged anew, as any act is.
const receiptsKept = 1000

// Note records an event at a moment; stage, party awaited and due are the
// journal's own, so set them first.
func (j *Journal) Note(m Moment, e Event) {
	j.Last++
	e.Seq, e.Step, e.At, e.Seen = j.Last, j.Step, m.At, m.Seen
	e.Stage, e.Awaiting, e.Due = j.Stage, j.Awaiting, j.Due
	e.Turn, j.Turned = j.Turned, false
	if e.Turn && e.At.After(j.Since) {
		j.Since = e.At
	}
	j.Events = append(j.Events, e)
}

// Move moves the journal to a stage in which a party is awaited until due.
func (j *Journal) Move(stage Stage, awaiting PartyID, due time.Time) {
	j.Turned = j.Turned || stage != j.Stage || awaiting != j.Awaiting
	j.Stage, j.Awaiting, j.Due = stage, awaiting, due
}

// Untold returns the events not yet reported and marks them as reported.
func (j *Journal) Untold() []Event {
	i := slices.IndexFunc(j.Events, func(e Event) bool { return e.Seq > j.Told })
	if i < 0 {
		return nil
	}
	j.Told = j.Last
	return slices.Clone(j.Events[i:])
}

// Unrecorded returns what the party's ledger has not been told yet, as facts.
// They stay unrecorded until [Journal.MarkRecorded] says otherwise; where there
// is no ledger there are none.
func (j *Journal) Unrecorded() []Fact { return j.factsAfter(j.Events) }

// factsAfter are the events of this journal among some that come after the last
// recorded one.
func (j *Journal) factsAfter(events []Event) []Fact {
	if !j.Ledger || j.Recorded == j.Last {
		return nil
	}
	var facts []Fact
	for _, e := range events {
		if e.Step == j.Step && e.Seq > j.Recorded {
			facts = append(facts, e.Fact())
		}
	}
	return facts
}

// MarkRecorded notes that the events up to a number are in the ledger or on
// their way.
func (j *Journal) MarkRecorded(seq int) { j.Recorded = max(j.Recorded, seq) }

// Trim drops the events already reported and, where there is a ledger, recorded,
// before a run continues as new.
func (j *Journal) Trim() {
	done := j.Told
	if j.Ledger {
		done = min(done, j.Recorded)
	}
	j.Events = slices.DeleteFunc(j.Events, func(e Event) bool { return e.Seq <= done })
}

// Done reports whether nothing is left to wait for.
func (j *Journal) Done() bool { return j.Stage == StageEnded }

// Repeated returns the receipt of an act that was accepted before under the
// same key.
func (j *Journal) Repeated(key string) (Receipt, bool) {
	r, ok := j.Receipts[key]
	return r, ok
}

// Accept makes the receipt of an act and remembers it.
func (j *Journal) Accept(a Act, m Moment, note string) Receipt {
	r := Receipt{At: m.At, Seen: m.Seen, Stage: j.Stage, Note: note}
	if j.Receipts == nil {
		j.Receipts = map[string]Receipt{}
	}
	if _, known := j.Receipts[a.Key]; !known {
		j.Keys = append(j.Keys, a.Key)
	}
	j.Receipts[a.Key] = r
	if drop := len(j.Keys) - receiptsKept; drop > 0 {
		for _, old := range j.Keys[:drop] {
			delete(j.Receipts, old)
		}
		j.Keys = slices.Clone(j.Keys[drop:])
	}
	return r
}

// RefuseAct records that an act was refused. The step's clocks and the party
// awaited do not change.
func (j *Journal) RefuseAct(a Act, r *Refusal, now time.Time) {
	j.Note(j.refusal(a, r, now))
}

// refusal is the event of a refused act, never dated before the turn that
// brought the step to where it refused.
func (j *Journal) refusal(a Act, r *Refusal, now time.Time) (Moment, Event) {
	m := Moment{At: now, Seen: now}
	if j.Since.After(m.At) {
		m.At = j.Since
	}
	return m, Event{Kind: EvRefusedUpdate, By: a.By.Party, Code: Code(r.Code), Reason: r.Message}
}
