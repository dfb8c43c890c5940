package casefile

import (
	"fmt"
	"slices"
	"time"

	"writ/legal/clock"
)

// Moment is the pair of times of one fact: At when it was true, Seen when the
// engine learned of it.
type Moment struct {
	At   time.Time `json:"at"`
	Seen time.Time `json:"seen"`
}

// Then is the moment of what the engine does because of a fact: it acts when it
// learns.
func (m Moment) Then() Moment { return Moment{At: m.Seen, Seen: m.Seen} }

// Refusal is the answer to an act that is well formed and not allowed: too
// late, out of scope, by the wrong party. It is recorded, because a refusal
// that leaves no trace cannot be reviewed.
type Refusal struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Error gives the message.
func (r *Refusal) Error() string { return r.Message }

// Refuse makes a refusal: its code (listed by [Codes], or by the room that refuses),
// what the person may do instead, and why.
func Refuse(code, hint, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// NewMoment dates an act. A zero at means now. An act in the future is refused.
// seen is when the engine learned of it: now, and in an exercise the instant of
// the act itself, so that an exercise counts the same days on every machine.
func NewMoment(at, now time.Time, exercise bool) (Moment, error) {
	if at.IsZero() {
		at = now
	}
	if at.After(now) {
		return Moment{}, Refuse("future", "an act can be entered only once it has happened",
			"at %s lies in the future: it is %s", at.Format(time.RFC3339), now.Format(time.RFC3339))
	}
	if exercise {
		return Moment{At: at, Seen: at}, nil
	}
	return Moment{At: at, Seen: now}, nil
}

// Action is one thing that a machine asks its workflow to do. Exactly one field
// is set.
type Action struct {
	Send    *Outgoing   `json:"send,omitempty"`
	Cancel  RequestID   `json:"cancel,omitempty"` // withdraw the request
	Remind  *Reminding  `json:"remind,omitempty"`
	Tell    *Progress   `json:"tell,omitempty"`    // to the requester
	Hop     *HopStart   `json:"hop,omitempty"`     // start a hop
	Guard   *GuardStart `json:"guard,omitempty"`   // start the guard
	Release *Turn       `json:"release,omitempty"` // a waiting hop's turn has come
	EndHop  *Ending     `json:"endHop,omitempty"`
	Law     *LawTurn    `json:"law,omitempty"` // a running hop is moved to another law
}

// LawTurn moves a hop to another edition, or to published calendars.
type LawTurn struct {
	Hop       HopID                `json:"hop"`
	Edition   string               `json:"edition"`
	Calendars []clock.CalendarData `json:"calendars,omitempty"`
	At        time.Time            `json:"at"`
}

// Outgoing is a request to another party whose answer is awaited, for as long
// as it takes. Exactly one body is set.
type Outgoing struct {
	ID          RequestID    `json:"id"`
	To          PartyID      `json:"to"`
	Application *Application `json:"application,omitempty"`
	Demand      *Demand      `json:"demand,omitempty"`
	Hold        *Hold        `json:"hold,omitempty"`
	Challenge   *Challenge   `json:"challenge,omitempty"`
}

// Reminding asks that a party's people be reminded.
type Reminding struct {
	To   PartyID   `json:"to"`
	Kind EventKind `json:"kind"`
	Due  time.Time `json:"due,omitzero"`
}

// Turn releases a waiting hop.
type Turn struct {
	Hop   HopID     `json:"hop"`
	Cause HopID     `json:"cause,omitempty"` // whose end let it begin
	At    time.Time `json:"at"`
}

// Ending ends a hop because its case is over.
type Ending struct {
	Hop  HopID     `json:"hop"`
	Code Code      `json:"code"`
	At   time.Time `json:"at"`
}

// Alarm is a deadline that a machine watches.
type Alarm struct {
	Name AlarmName `json:"name"`
	At   time.Time `json:"at"`
	Ref  RequestID `json:"ref,omitempty"` // the request it is about, if any
}

// AlarmName says what is due.
type AlarmName string

// Alarms is a machine's set of deadlines.
type Alarms []Alarm

// Set replaces the alarm of that name and request. A zero instant clears it.
func (a *Alarms) Set(name AlarmName, ref RequestID, at time.Time) {
	a.Clear(name, ref)
	if !at.IsZero() {
		*a = append(*a, Alarm{Name: name, At: at, Ref: ref})
	}
}

// Clear drops the alarm of that name and request.
func (a *Alarms) Clear(name AlarmName, ref RequestID) {
	*a = slices.DeleteFunc(*a, func(x Alarm) bool { return x.Name == name && x.Ref == ref })
}

// ClearAll drops every alarm of that name.
func (a *Alarms) ClearAll(name AlarmName) {
	*a = slices.DeleteFunc(*a, func(x Alarm) bool { return x.Name == name })
}

// Next is the earliest alarm; among equals the one set first.
func (a Alarms) Next() (Alarm, bool) {
	if len(a) == 0 {
		return Alarm{}, false
	}
	return slices.MinFunc(a, func(x, y Alarm) int { return x.At.Compare(y.At) }), true
}

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
	// run continues as new.
	Receipts map[string]Receipt `json:"receipts,omitempty"`
}

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
	j.Receipts[a.Key] = r
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

// NotBefore refuses an act dated before the fact it answers.
func NotBefore(at, earliest time.Time, what string) error {
	if at.Before(earliest) {
		return Refuse("too-early", "give the instant at which it was true, with its zone",
			"at %s lies before %s (%s)", at.Format(time.RFC3339), what, earliest.Format(time.RFC3339))
	}
	return nil
}

// ByParty refuses an act of another party than the one whose task it is.
func ByParty(a Act, want PartyID) error {
	if a.By.Party != want {
		return Refuse("wrong-party", fmt.Sprintf("act as %s", want),
			"party %q cannot act here: this is a task of %q", a.By.Party, want)
	}
	return nil
}

// Validate refuses a malformed act.
func (a Act) Validate() error {
	switch {
	case a.Key == "":
		return fmt.Errorf("key is empty: every act carries an idempotency key")
	case a.By.Party == "":
		return fmt.Errorf("by.party is empty: an act says who acts")
	}
	return nil
}
