package clock

import (
	"fmt"
	"time"
)

// Shift is the instant one period after (sign 1) or before (sign -1) from, for
// alarms, retention and the rungs of a ladder. Hours are exact. Days, months
// and years move the civil date in the zone and keep the local clock time; a
// month without such a day gives its last day, a clock time that is jumped over
// gives the instant of the jump, and one that comes twice gives the earlier.
// Unlike [Count.Due], nothing is rounded up to the end of a day.
//
// It is an error when no period is stated or working days are, when from is the
// zero time, or when the zone is empty, "Local" or unknown.
func Shift(p Period, from time.Time, zone string, sign int) (time.Time, error) {
	if p.Unit == WorkingDay {
		return time.Time{}, fmt.Errorf("period %s: working days need a regime with a calendar", p)
	}
	if err := p.Validate(); err != nil {
		return time.Time{}, err
	}
	loc, err := Zone(zone)
	if err != nil {
		return time.Time{}, err
	}
	if from.IsZero() {
		return time.Time{}, fmt.Errorf("%s from no instant: want the instant from which it counts", p)
	}
	from = from.In(loc)
	moved, dated := DateOf(from).Add(p, sign)
	if !dated {
		return from.Add(time.Duration(sign*p.N) * time.Hour), nil
	}
	return moved.At(readingOf(from), loc), nil
}
