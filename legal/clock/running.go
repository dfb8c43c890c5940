package clock

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Running is a clock that runs, and what was done to it since it began. It is
// a plain value: it is stored as it is and counted anew each time, from the
// trigger, so that a calendar that changes re-plans it and nothing is lost.
type Running struct {
	Rule     string    `json:"rule,omitempty"` // id of the rule of the pack
	Regime   Regime    `json:"regime"`
	Period   Period    `json:"period"`
	Trigger  time.Time `json:"trigger"`
	Zone     string    `json:"zone"`
	Calendar string    `json:"calendar,omitempty"` // id
	Turns    []Turn    `json:"turns,omitempty"`    // oldest first
}

// Act is what was done to a running clock.
type Act string

// The acts.
const (
	ActPause  Act = "pause"
	ActResume Act = "resume"
	ActExtend Act = "extend"
)

// Turn is one act upon a running clock.
type Turn struct {
	Act    Act       `json:"act"`
	At     time.Time `json:"at"`
	By     Period    `json:"by,omitzero"` // extend
	Reason string    `json:"reason,omitempty"`
}

// IsZero reports that no clock runs.
func (r Running) IsZero() bool { return r.Trigger.IsZero() }

// Paused reports whether the clock stands still. An extension that is granted
// meanwhile does not set it going again.
func (r Running) Paused() bool {
	_, paused := r.pause()
	return paused
}

// pause is the pause under way.
func (r Running) pause() (Turn, bool) {
	for _, turn := range slices.Backward(r.Turns) {
		if turn.Act != ActExtend {
			return turn, turn.Act == ActPause
		}
	}
	return Turn{}, false
}

// Pause stops the clock; what remains of it is kept. Of a period of hours that
// is the exact time that is left. Of days and working days it is the whole days
// after the day of the pause that are still to be counted; of months and years
// the civil days from the day of the pause to the day on which they end. A clock
// that was already late gains nothing: the pause is kept on record and the due
// instant stays.
func (r Running) Pause(at time.Time, reason string) (Running, error) {
	if r.Paused() {
		return r, fmt.Errorf("pause at %s: the clock is paused already: want a resume first", instant(at))
	}
	return r.turn(Turn{Act: ActPause, At: at, Reason: reason})
}

// Resume lets the clock run on with what remained: hours from the instant,
// days from the day after. Resumed at the instant of the pause, the clock is as
// if it had never been paused.
func (r Running) Resume(at time.Time, reason string) (Running, error) {
	if !r.Paused() {
		return r, fmt.Errorf("resume at %s: the clock is not paused: want a pause first", instant(at))
	}
	return r.turn(Turn{Act: ActResume, At: at, Reason: reason})
}

// Extend prolongs the clock by a period, for a reason. It is counted from the
// last day of the period as it was, not from the day to which that rolled: by
// days, a period of days becomes a longer one from the same trigger; by another
// unit it goes on from the nominal last day.
//
// A clock that is already late by the calendar cannot be extended. The calendar
// is nil where the regime needs none. An extension that was granted in time
// stands, also if the calendar changes later.
func (r Running) Extend(by Period, at time.Time, reason string, cal *Calendar) (Running, error) {
	if err := Check(r.Regime, by); err != nil {
		return r, fmt.Errorf("extend by %q: %w", by.String(), err)
	}
	if strings.TrimSpace(reason) == "" {
		return r, fmt.Errorf("extend by %s: reason is empty: want why it is extended", by)
	}
	due, err := r.Due(cal)
	if err != nil {
		return r, err
	}
	stood := at // a clock that stands still grows no later
	if pause, paused := r.pause(); paused {
		stood = pause.At
	}
	if !stood.Before(due.At) {
		return r, fmt.Errorf("extend by %s at %s: the clock ran out at %s: want an extension before that",
			by, instant(at), instant(due.At))
	}
	longer, err := r.turn(Turn{Act: ActExtend, At: at, By: by, Reason: reason})
	if err != nil {
		return r, err
	}
	if _, err := longer.Due(cal); err != nil {
		return r, err
	}
	return longer, nil
}

// turn adds one act; the turns of r itself stay as they are.
func (r Running) turn(t Turn) (Running, error) {
	after, what := r.Trigger, "trigger"
	if n := len(r.Turns); n > 0 {
		after, what = r.Turns[n-1].At, "turn before it"
	}
	switch {
	case r.IsZero():
		return r, fmt.Errorf("%s at %s: no clock runs: want a trigger", t.Act, instant(t.At))
	case t.At.IsZero():
		return r, fmt.Errorf("%s at no instant: want when it was done", t.Act)
	case t.At.Before(after):
		return r, fmt.Errorf("%s at %s: before the %s, %s: want the turns in their order", t.Act, instant(t.At), what, instant(after))
	}
	turns := slices.Clone(r.Turns)
	r.Turns = append(turns, t)
	return r, nil
}

// Due counts the clock by a calendar, nil where the regime needs none. The due
// instant of a paused clock is what it would be if it were resumed at the
// instant of the pause.
func (r Running) Due(cal *Calendar) (Due, error) {
	t, err := r.tally(cal, nil)
	if err != nil {
		return Due{}, err
	}
	return t.count()
}

// Explain counts the clock and says what became of each day or hour, and of
// each turn.
func (r Running) Explain(cal *Calendar) (Deadline, error) {
	log := &account{}
	t, err := r.tally(cal, log)
	if err != nil {
		return Deadline{}, err
	}
	due, err := t.count()
	if err != nil {
		return Deadline{}, err
	}
	return t.deadline(due), nil
}
