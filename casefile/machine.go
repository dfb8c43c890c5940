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

// from is the moment, or an instant that it must not lie before: what was true
// earlier still was true then.
func (m Moment) from(t time.Time) Moment {
	m.At = later(m.At, t)
	m.Seen = later(m.Seen, m.At)
	return m
}

// since is the moment of a fact of which an interval is known, from notBefore on, or an
// instant that it must not lie before. A fact that was true by that instant already has
// no interval after it: then notBefore is dropped.
func (m Moment) since(t, notBefore time.Time) (Moment, time.Time) {
	clamped := m.from(t)
	if clamped.At.After(m.At) {
		return clamped, time.Time{}
	}
	return clamped, notBefore
}

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
	// Lean says to the access by which a case reads that the case does.
	Lean *Leaning `json:"lean,omitempty"`
	// Pass tells what hangs on an access, within the party, how it stands.
	Pass *Passing `json:"pass,omitempty"`
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
	// The letters between grantor and grantee of a standing access.
	Notice     *AccessNotice     `json:"notice,omitempty"`
	Submission *AccessSubmission `json:"submission,omitempty"`
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
