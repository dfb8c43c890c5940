package clock

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCountRefuses(t *testing.T) {
	good := func() Count {
		return Count{Regime: FRCP6a, Period: Period{3, Day}, Trigger: local(t, newYork, "2026-09-04 22:00"), Zone: newYork, Calendar: court(t)}
	}
	_, err := good().Due()
	require.NoError(t, err)
	tests := []struct {
		name, want string
		change     func(*Count)
	}{
		{"unknown regime", `regime "FRCP" is unknown: want one of [CIVIL FRCP6a EU1182 CPC640 CPR2.8]`, func(c *Count) { c.Regime = "FRCP" }},
		{"no regime", `regime "" is unknown`, func(c *Count) { c.Regime = "" }},
		{"no calendar, FRCP", "calendar: none is given, and FRCP6a needs one: want one such as us-federal", func(c *Count) { c.Calendar = nil }},
		{"no calendar, EU", "EU1182 needs one", func(c *Count) { c.Regime, c.Calendar = EU1182, nil }},
		{"no calendar, hours too", "CPC640 needs one", func(c *Count) { c.Regime, c.Calendar, c.Period = CPC640, nil, Period{8, Hour} }},
		{"no calendar, CPR", "CPR2.8 needs one", func(c *Count) { c.Regime, c.Calendar = CPR28, nil }},
		{"working days of CIVIL", "CIVIL has no holidays", func(c *Count) { c.Regime, c.Period = Civil, Period{5, WorkingDay} }},
		{"no period", "no period is stated", func(c *Count) { c.Period = Period{} }},
		{"no days", "want at least 1d", func(c *Count) { c.Period.N = 0 }},
		{"too long", "want at most 36525d", func(c *Count) { c.Period.N = 36526 }},
		{"no trigger", "no trigger", func(c *Count) { c.Trigger = time.Time{} }},
		{"no year", "trigger in the year 1200: want one from 1583 to 9000", func(c *Count) { c.Trigger = time.Date(1200, 6, 1, 0, 0, 0, 0, time.UTC) }},
		{"far year", "trigger in the year 12000", func(c *Count) { c.Trigger = time.Date(12000, 1, 2, 0, 0, 0, 0, time.UTC) }},
		{"no zone", `zone ""`, func(c *Count) { c.Zone = "" }},
		{"the machine's zone", `zone "Local"`, func(c *Count) { c.Zone = "Local" }},
		{"hours from a day", "period 72h: hours cannot be counted from a day", func(c *Count) { c.Period, c.DayOnly = Period{72, Hour}, true }},
		{"hours that close", `closes "17:00": a period of hours ends at its own hour`, func(c *Count) { c.Period, c.Closes = Period{72, Hour}, "17:00" }},
		{"closes without minutes", `closes "17": want an hour such as 17:00`, func(c *Count) { c.Closes = "17" }},
		{"closes in words", `closes "5pm"`, func(c *Count) { c.Closes = "5pm" }},
		{"closes with one digit", `closes "9:00"`, func(c *Count) { c.Closes = "9:00" }},
		{"closes after the day", `closes "24:30"`, func(c *Count) { c.Closes = "24:30" }},
		{"closes as it begins", `closes "00:00"`, func(c *Count) { c.Closes = "00:00" }},
		{"before the calendar", "calendar test-court: the count reaches 1999-12-31, and the calendar covers 2000 to 2100", func(c *Count) { c.Trigger = local(t, newYork, "1999-12-30 10:00") }},
		{"after the calendar", "the count reaches 2101-01-01", func(c *Count) { c.Trigger = local(t, newYork, "2100-12-31 10:00") }},
		{"rolls out of the calendar", "the count reaches 2101-01-01", func(c *Count) { c.Trigger, c.Period = local(t, newYork, "2100-12-29 10:00"), Period{2, Day} }},
		{"years out of the calendar", "the count reaches 2102-", func(c *Count) { c.Trigger, c.Period = local(t, newYork, "2092-12-29 10:00"), Period{10, Year} }},
		{"hours out of the calendar", "the count reaches 2101-01-01", func(c *Count) { c.Trigger, c.Period = local(t, newYork, "2100-12-31 10:00"), Period{24, Hour} }},
	}
	cal := courtDays(t, "1", "2100-12-31 public-holiday New Year's Eve")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := good()
			if tt.name == "rolls out of the calendar" {
				c.Calendar = cal
			}
			tt.change(&c)
			due, err := c.Due()
			require.ErrorContains(t, err, tt.want)
			require.Zero(t, due)
			d, err := c.Explain()
			require.ErrorContains(t, err, tt.want)
			require.Zero(t, d)
		})
	}
}

// Peers' bug: a working day taken for 24 hours ends on Saturday evening.
func TestOneWorkingDayIsNot24WorkingHours(t *testing.T) {
	c := Count{Period: Period{1, WorkingDay}, Trigger: local(t, newYork, "2026-09-18 17:00"), Zone: newYork, Calendar: court(t)}
	for _, c.Regime = range Regimes()[1:] {
		due, err := c.Due()
		require.NoError(t, err)
		require.Equal(t, "2026-09-22", due.LastDay.String(), "Friday; the weekend and Monday's funeral do not count")
		require.Equal(t, local(t, newYork, "2026-09-23 00:00"), due.At, "the whole day, not until 17:00")
	}
}

// Peers' bug: a local time that the clock jumps over, or shows twice, gave an
// instant of another day or an hour too many.
func TestEndInALostOrDoubledHour(t *testing.T) {
	sunday := courtDays(t, "1", "2026-03-07 public-holiday Founders' Day")
	sundayOpen := sunday.Data()
	sundayOpen.Weekend = []string{"saturday"} // so that a Sunday, on which the clock is set, is open
	cal := build(t, sundayOpen)
	tests := []struct {
		name, trigger, period, closes string
		regime                        Regime
		due, why                      string
	}{
		{"rolled onto the lost hour", "2026-03-06 02:30", "24h", "", FRCP6a, "2026-03-08T03:00:00-04:00", "the clock jumps over that time: the instant of the jump"},
		{"rolled onto the doubled hour", "2026-10-30 01:30", "24h", "", FRCP6a, "2026-11-01T01:30:00-04:00", "the clock shows that time twice: the earlier"},
		{"elapsed over the lost hour", "2026-03-08 01:30", "1h", "", Civil, "2026-03-08T03:30:00-04:00", "Sunday: 1 h, so far 1 h of 1 h; the clock is set by +1 h meanwhile"},
		{"elapsed into the doubled hour", "2026-11-01 00:30", "2h", "", Civil, "2026-11-01T01:30:00-05:00", "Sunday: 2 h, so far 2 h of 2 h; the clock is set by -1 h meanwhile"},
		{"closes in the lost hour", "2026-03-07 12:00", "1d", "02:30", Civil, "2026-03-08T03:00:00-04:00", "Sunday 2026-03-08 ends at 02:30, a time over which the clock jumps to 03:00; at this instant an act is late"},
		{"closes in the doubled hour", "2026-10-31 12:00", "1d", "01:30", Civil, "2026-11-01T01:30:00-04:00", "Sunday 2026-11-01 ends at 01:30; at this instant an act is late"},
		{"a day of 25 hours", "2026-10-31 12:00", "1d", "", Civil, "2026-11-02T00:00:00-05:00", "day 1 of 1, Sunday (25 hours long: the clock is set; it counts as one day)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Count{Regime: tt.regime, Period: period(t, tt.period), Trigger: local(t, newYork, tt.trigger), Zone: newYork, Calendar: cal, Closes: tt.closes}
			d, err := c.Explain()
			require.NoError(t, err)
			require.Equal(t, tt.due, d.At.Format(time.RFC3339), explained(d))
			require.Contains(t, explained(d), tt.why)
			due, err := c.Due()
			require.NoError(t, err)
			require.Equal(t, d.At, due.At)
		})
	}
}

// A day-only trigger gives what any clock time of the day gives, and its
// explanation says no clock time that nobody knows.
func TestOnlyTheDayIsKnown(t *testing.T) {
	c := Count{Regime: FRCP6a, Period: Period{3, Day}, Trigger: local(t, newYork, "2026-09-04"), Zone: newYork, Calendar: court(t)}
	with, err := c.Explain()
	require.NoError(t, err)
	c.DayOnly = true
	without, err := c.Explain()
	require.NoError(t, err)
	require.Equal(t, with.At, without.At)
	require.Equal(t, "2026-09-04", without.Steps[0].On)
}

func TestDeadlineRoundTrip(t *testing.T) {
	c := Count{Regime: CPR28, Period: Period{3, Day}, Trigger: local(t, london, "2026-09-04 22:00"), Zone: london, Calendar: court(t)}
	d, err := c.Explain()
	require.NoError(t, err)
	data, err := json.Marshal(d)
	require.NoError(t, err)
	var back Deadline
	require.NoError(t, json.Unmarshal(data, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.JSONEq(t, string(data), string(again))
	require.True(t, d.At.Equal(back.At))
	d.At, d.Trigger, back.At, back.Trigger = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	require.Equal(t, d, back)
}
