package clock

import (
	"fmt"
	"time"
)

// tally replays the turns, so that the count begins with every stretch in which
// the clock stood still and every extension.
func (r Running) tally(cal *Calendar, log *account) (tally, error) {
	t, err := Count{Regime: r.Regime, Period: r.Period, Trigger: r.Trigger, Zone: r.Zone, Calendar: cal}.tally(log)
	if err != nil || len(r.Turns) == 0 {
		return t, err
	}
	if err := r.checkTurns(); err != nil {
		return tally{}, err
	}
	t.first = r.Period
	var pause *Turn // the one under way, if it stops anything
	for n := range r.Turns {
		turn := &r.Turns[n]
		switch turn.Act {
		case ActExtend:
			if err := t.extend(turn.By); err != nil {
				return tally{}, err
			}
			t.log.turn(t.loc, didExtended, *turn, fmt.Sprintf("by %s: %s; it counts from the trigger, not from a day that rolled", turn.By, turn.Reason))
		case ActPause:
			late, due, err := t.isLate(turn.At)
			if err != nil {
				return tally{}, err
			}
			if pause = turn; late {
				pause = nil
				t.log.turn(t.loc, didPaused, *turn, why("the clock ran out at "+instant(due)+": it gains nothing", turn.Reason))
			}
		case ActResume:
			if pause == nil {
				t.log.turn(t.loc, didResumed, *turn, why("the clock ran out before the pause: its due instant stays", turn.Reason))
				continue
			}
			t.stops = append(t.stops, t.stopOf(*pause, *turn))
			pause = nil
		}
	}
	if pause != nil {
		t.log.turn(t.loc, didPaused, *pause, why("the clock stands still; counted as if it were resumed at once", pause.Reason))
	}
	return t, nil
}

// checkTurns refuses turns that no verb could have made, in a value that was
// stored or written by hand.
func (r Running) checkTurns() error {
	replayed := r
	replayed.Turns = nil
	for n, turn := range r.Turns {
		var err error
		switch turn.Act {
		case ActPause:
			replayed, err = replayed.Pause(turn.At, turn.Reason)
		case ActResume:
			replayed, err = replayed.Resume(turn.At, turn.Reason)
		case ActExtend:
			if err = Check(r.Regime, turn.By); err == nil {
				replayed, err = replayed.turn(turn)
			}
		default:
			err = fmt.Errorf("act %q is unknown: want one of %s, %s, %s", string(turn.Act), ActPause, ActResume, ActExtend)
		}
		if err != nil {
			return fmt.Errorf("turn %d: %w", n+1, err)
		}
	}
	return nil
}

// extend lengthens the period where the unit is the same, else it adds a leg.
func (t *tally) extend(by Period) error {
	last := &t.Period
	if len(t.more) > 0 && by.Unit != t.Period.Unit {
		last = &t.more[len(t.more)-1]
	}
	if by.Unit != last.Unit {
		t.more = append(t.more, by)
		return nil
	}
	last.N += by.N
	return last.Validate()
}

// isLate reports whether the clock, as far as it was replayed, had run out.
func (t *tally) isLate(at time.Time) (bool, time.Time, error) {
	due, err := t.quietly().count()
	return err == nil && !at.Before(due.At), due.At, err
}

func (t *tally) stopOf(pause, resume Turn) stop {
	s := stop{from: pause.At.In(t.loc), to: resume.At.In(t.loc)}
	s.fromDay, s.resumeOn = DateOf(s.from), DateOf(s.to)
	s.why = why("the clock stands still, and what remains is kept", pause.Reason)
	s.whyResumed = why("the clock runs on with what remained", resume.Reason)
	return s
}

func why(text, reason string) string {
	if reason == "" {
		return text
	}
	return text + ": " + reason
}

// turn notes an act that no line of the count will say.
func (a *account) turn(loc *time.Location, did string, turn Turn, text string) {
	if a == nil {
		return
	}
	at := turn.At.In(loc)
	day := DateOf(at)
	a.turns = append(a.turns, line{first: day, last: day, Step: Step{On: instant(at), Did: did, Why: text}})
}
