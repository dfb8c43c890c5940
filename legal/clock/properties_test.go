package clock

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A due date is never before its trigger, or never after it counted back; what
// is explained is what is counted; the lines sum to the period.
func TestDueAndExplainAgree(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		c := counts(cal).Draw(t, "count")
		due, err := c.Due()
		require.NoError(t, err)
		d, err := c.Explain()
		require.NoError(t, err)
		require.Equal(t, due.At, d.At)
		require.Equal(t, due.LastDay.String(), d.LastDay)
		require.Equal(t, due.Nominal.String(), d.Nominal)
		require.Equal(t, c.Period.N, counted(d), explained(d))
		require.Equal(t, didTrigger, d.Steps[0].Did)
		last := d.Steps[len(d.Steps)-1]
		require.Equal(t, didDue, last.Did)
		require.Equal(t, due.At.Format(time.RFC3339), last.On)

		trigger := DateOf(d.Trigger)
		if c.Back {
			require.False(t, trigger.Before(due.LastDay), explained(d))
			if !c.DayOnly {
				require.False(t, due.At.After(c.Trigger), explained(d))
			}
			return
		}
		require.True(t, due.At.After(c.Trigger), explained(d))
		require.False(t, due.LastDay.Before(due.Nominal))
		if c.Period.Unit != Hour {
			require.True(t, trigger.Before(due.LastDay))
		}
	})
}

// Every day after the trigger up to the last day has its line.
func TestEveryDayHasItsLine(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		c := counts(cal).Draw(t, "count")
		c.Back = false
		if c.Period.Unit != Day && c.Period.Unit != WorkingDay {
			c.Period.Unit = Day
		}
		c.Period.N = min(c.Period.N, 250)
		d, err := c.Explain()
		require.NoError(t, err)
		day := DateOf(d.Trigger)
		for _, s := range d.Steps[1 : len(d.Steps)-1] {
			day = day.AddDays(1)
			require.Equal(t, day.String(), s.On, explained(d))
		}
		require.Equal(t, d.LastDay, day.String())
	})
}

// The due instant is the end of the last day, whatever the zone does, and the
// last day is one on which the period can end.
func TestDueIsTheEndOfTheLastDay(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		c := counts(cal).Filter(func(c Count) bool { return c.Period.Unit != Hour && !c.Back }).Draw(t, "count")
		c.Closes = ""
		due, err := c.Due()
		require.NoError(t, err)
		before, from := due.At.Add(-1).Format(time.DateOnly), due.At.Format(time.DateOnly)
		require.LessOrEqual(t, before, due.LastDay.String())
		require.Greater(t, from, due.LastDay.String())
		if c.Regime == Civil {
			require.Equal(t, due.Nominal, due.LastDay)
			return
		}
		h, holiday := cal.Holiday(due.LastDay)
		require.False(t, cal.Weekend(due.LastDay.Weekday()))
		require.False(t, holiday && (h.Kind != OfficeClosure || c.Regime != EU1182), h.Name)
	})
}

// A longer period never ends earlier. Of hours that roll this holds of the day
// only: the hour of a Sunday morning rolls to a Monday morning, the earlier hour
// of Saturday night to Monday night. And of days it holds within one way of
// counting: by CPR 2.8(4) six days, which include the weekend, may end before
// five, which do not.
func TestDueIsMonotoneInThePeriod(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		c := counts(cal).Draw(t, "count")
		longer := c
		longer.Period.N += rapid.IntRange(1, 10).Draw(t, "more")
		if c.Regime == CPR28 && c.Period.Unit == Day && c.Period.N <= 5 && longer.Period.N > 5 {
			t.Skip("two ways of counting")
		}
		short, err := c.Due()
		require.NoError(t, err)
		long, err := longer.Due()
		require.NoError(t, err)
		if c.Back {
			short, long = long, short
		}
		require.False(t, long.LastDay.Before(short.LastDay))
		if c.Period.Unit != Hour || c.Regime == Civil || c.Regime == EU1182 || c.Regime == CPR28 {
			require.False(t, long.At.Before(short.At))
		}
	})
}

// A later trigger never gives an earlier last day.
func TestDueIsMonotoneInTheTrigger(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		c := counts(cal).Draw(t, "count")
		later := c
		later.Trigger = c.Trigger.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "later")))
		first, err := c.Due()
		require.NoError(t, err)
		second, err := later.Due()
		require.NoError(t, err)
		require.False(t, second.LastDay.Before(first.LastDay))
	})
}

// One more holiday never shortens a period that is counted forward, nor
// lengthens the time that is left by one counted back.
func TestMoreHolidaysNeverShorten(t *testing.T) {
	few := court(t)
	data := few.Data()
	data.Version = "2"
	for _, on := range []string{"2026-09-08", "2026-09-09", "2026-10-02", "2026-11-16"} {
		data.Days = append(data.Days, SingleDay{On: on, Name: "more", Kind: PublicHoliday, Source: anAct})
	}
	many := build(t, data)
	rapid.Check(t, func(t *rapid.T) {
		c := counts(few).Draw(t, "count")
		before, err := c.Due()
		require.NoError(t, err)
		c.Calendar = many
		after, err := c.Due()
		require.NoError(t, err)
		if !c.Back {
			require.False(t, after.LastDay.Before(before.LastDay))
		} else if c.Regime != FRCP6a { // whose closures extend forward
			require.False(t, before.LastDay.Before(after.LastDay))
		}
	})
}

// Up to five days are the same as so many business days by CPR 2.8(4).
func TestShortPeriodsAreBusinessDays(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		c := counts(cal).Draw(t, "count")
		c.Regime, c.Period = CPR28, Period{rapid.IntRange(1, 5).Draw(t, "n"), Day}
		days, err := c.Due()
		require.NoError(t, err)
		c.Period.Unit = WorkingDay
		working, err := c.Due()
		require.NoError(t, err)
		require.Equal(t, days, working)
	})
}

// running draws a clock with turns in their order, all before it is late.
func running(cal *Calendar) *rapid.Generator[Running] {
	return rapid.Custom(func(t *rapid.T) Running {
		c := counts(cal).Draw(t, "count")
		r := Running{Rule: "r", Regime: c.Regime, Period: c.Period, Trigger: c.Trigger, Zone: c.Zone, Calendar: cal.ID()}
		at := r.Trigger
		for range rapid.IntRange(0, 4).Draw(t, "turns") {
			at = at.Add(time.Duration(rapid.Int64Range(0, 400_000).Draw(t, "s")) * time.Second)
			next, err := r, error(nil)
			switch {
			case r.Paused():
				next, err = r.Resume(at, "")
			case rapid.Bool().Draw(t, "extend"):
				by := Period{rapid.IntRange(1, 9).Draw(t, "by"), r.Period.Unit}
				if rapid.Bool().Draw(t, "other unit") && r.Period.Unit != Hour {
					by.Unit = Month
				}
				if next, err = r.Extend(by, at, "agreed", cal); err != nil {
					continue // it is late by now
				}
			default:
				next, err = r.Pause(at, "")
			}
			require.NoError(t, err)
			r = next
		}
		return r
	})
}

// Pausing and resuming at one instant changes nothing, wherever in the clock's
// life it happens.
func TestPauseAndResumeAtOnceChangesNothing(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		r := running(cal).Filter(func(r Running) bool { return !r.Paused() }).Draw(t, "running")
		before, err := r.Due(cal)
		require.NoError(t, err)
		at := r.Trigger
		if n := len(r.Turns); n > 0 {
			at = r.Turns[n-1].At
		}
		at = at.Add(time.Duration(rapid.Float64Range(0, 1.2).Draw(t, "when") * float64(before.At.Sub(at).Abs())))
		paused, err := r.Pause(at, "")
		require.NoError(t, err)
		still, err := paused.Due(cal)
		require.NoError(t, err)
		require.Equal(t, before, still)
		again, err := paused.Resume(at, "")
		require.NoError(t, err)
		after, err := again.Due(cal)
		require.NoError(t, err)
		require.Equal(t, before, after)
	})
}

// A pause never brings the due date forward, and never gives more than it took,
// but for what rolls and for the day on which it was resumed.
func TestPauseOnlyPostpones(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		r := running(cal).Filter(func(r Running) bool { return !r.Paused() }).Draw(t, "running")
		before, err := r.Due(cal)
		require.NoError(t, err)
		at := r.Trigger
		if n := len(r.Turns); n > 0 {
			at = r.Turns[n-1].At
		}
		at = at.Add(time.Duration(rapid.Float64Range(0, 1.2).Draw(t, "when") * float64(before.At.Sub(at).Abs())))
		until := at.Add(time.Duration(rapid.Int64Range(0, 2_000_000).Draw(t, "s")) * time.Second)
		p, err := r.Pause(at, "")
		require.NoError(t, err)
		p, err = p.Resume(until, "")
		require.NoError(t, err)
		after, err := p.Due(cal)
		require.NoError(t, err)
		if !at.Before(before.At) {
			require.Equal(t, before, after, "a clock already late gains nothing")
			return
		}
		require.False(t, after.LastDay.Before(before.LastDay))
		require.True(t, after.At.After(until), "what remained is not nothing")
	})
}

// The explanation of a running clock agrees with its due date, counts the
// period and what it was extended by, and names every turn.
func TestRunningExplains(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		r := running(cal).Draw(t, "running")
		due, err := r.Due(cal)
		require.NoError(t, err)
		d, err := r.Explain(cal)
		require.NoError(t, err)
		require.Equal(t, due.At, d.At, explained(d))
		require.Equal(t, due.LastDay.String(), d.LastDay)
		require.Equal(t, r.Period, d.Period)
		want, turns := r.Period.N, 0
		for _, turn := range r.Turns {
			if turn.Act == ActExtend {
				want += turn.By.N
			}
		}
		for _, s := range d.Steps {
			if s.Did == didPaused || s.Did == didResumed || s.Did == didExtended {
				turns++
			}
		}
		require.Equal(t, want, counted(d), explained(d))
		require.Equal(t, len(r.Turns), turns, explained(d))
	})
}

func TestRunningRoundTrip(t *testing.T) {
	cal := court(t)
	rapid.Check(t, func(t *rapid.T) {
		r := running(cal).Draw(t, "running")
		data, err := json.Marshal(r)
		require.NoError(t, err)
		var back Running
		require.NoError(t, json.Unmarshal(data, &back))
		want, err := r.Due(cal)
		require.NoError(t, err)
		got, err := back.Due(cal)
		require.NoError(t, err)
		require.Equal(t, want, got)
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.JSONEq(t, string(data), string(again))
	})
}
