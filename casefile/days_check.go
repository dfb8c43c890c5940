package casefile

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Check refuses an account whose parts do not sum to the whole: spans that
// leave a gap, overlap, are empty or name nobody, shares that do not sum to the
// total to the nanosecond or stand out of order, and figures of days that do
// not follow from its ends. An account is checked before it is shown.
func (a Account) Check() error {
	if err := a.checkFigures(); err != nil {
		return fmt.Errorf("account from %s to %s: %w", a.From.Name, a.To.Name, err)
	}
	if err := errors.Join(a.checkSpans(), a.checkShares()); err != nil {
		return fmt.Errorf("account from %s to %s: %w", a.From.Name, a.To.Name, err)
	}
	return nil
}

func (a Account) checkFigures() error {
	f, err := FigureBetween(a.From, a.To, a.Zone)
	if err != nil {
		return err
	}
	if a.Total != f.Elapsed {
		return fmt.Errorf("the total is %s, and from end to end it is %s", a.Total, f.Elapsed)
	}
	if a.DatesTouched != f.DatesTouched || a.DaysBetween != f.DaysBetween {
		return fmt.Errorf("%d dates touched and %d days between, and by the calendar of %s it is %d and %d",
			a.DatesTouched, a.DaysBetween, a.Zone, f.DatesTouched, f.DaysBetween)
	}
	if a.Provisional != (a.To.Name == MilestoneNow) {
		return fmt.Errorf("provisional is %t, and the end is named %s", a.Provisional, a.To.Name)
	}
	return nil
}

// checkSpans walks the spans: each begins where the one before it ended.
func (a Account) checkSpans() error {
	at := a.From.At
	for i, s := range a.Spans {
		switch {
		case !s.From.Equal(at):
			return fmt.Errorf("span %d begins at %s, and the time before it ends at %s", i+1, stamp(s.From), stamp(at))
		case !s.To.After(s.From):
			return fmt.Errorf("span %d ends at %s, not after its beginning", i+1, stamp(s.To))
		case s.Party == "" || s.Party == Nobody:
			return fmt.Errorf("span %d from %s is charged to nobody", i+1, stamp(s.From))
		case s.Step == "":
			return fmt.Errorf("span %d from %s belongs to no step", i+1, stamp(s.From))
		}
		at = s.To
	}
	if !at.Equal(a.To.At) {
		return fmt.Errorf("the spans end at %s, and the account ends at %s", stamp(at), stamp(a.To.At))
	}
	return nil
}

// checkShares sums the shares, and compares each with the spans.
func (a Account) checkShares() error {
	var parties, steps time.Duration
	for _, p := range a.ByParty {
		parties += p.Elapsed
	}
	for _, s := range a.BySteps {
		steps += s.Elapsed
	}
	if parties != a.Total {
		return fmt.Errorf("the parties' shares sum to %s, and the total is %s", parties, a.Total)
	}
	if steps != a.Total {
		return fmt.Errorf("the steps' shares sum to %s, and the total is %s", steps, a.Total)
	}
	byParty, bySteps := sharesOf(a.Spans)
	if !slices.Equal(byParty, a.ByParty) {
		return fmt.Errorf("the parties' shares are %v, and by the spans they are %v", a.ByParty, byParty)
	}
	if !slices.Equal(bySteps, a.BySteps) {
		return fmt.Errorf("the steps' shares are %v, and by the spans they are %v", a.BySteps, bySteps)
	}
	return nil
}

func stamp(t time.Time) string { return t.Format(time.RFC3339Nano) }
