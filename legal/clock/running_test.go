package clock

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func clockOf(t testing.TB, regime Regime, zone, trigger, text string) Running {
	t.Helper()
	return Running{Regime: regime, Period: period(t, text), Trigger: local(t, zone, trigger), Zone: zone, Calendar: "test-court"}
}

func TestRunningRefuses(t *testing.T) {
	cal := court(t)
	r := clockOf(t, FRCP6a, newYork, "2026-09-04 22:00", "10d")
	at := func(text string) time.Time { return local(t, newYork, text) }
	paused, err := r.Pause(at("2026-09-07 10:00"), "challenge")
	require.NoError(t, err)
	require.True(t, paused.Paused())
	require.False(t, r.Paused())
	require.Empty(t, r.Turns, "a verb leaves its receiver as it is")
	running, err := paused.Resume(at("2026-09-09 10:00"), "ruling")
	require.NoError(t, err)

	_, err = paused.Pause(at("2026-09-08 10:00"), "")
	require.ErrorContains(t, err, "paused already")
	_, err = r.Resume(at("2026-09-08 10:00"), "")
	require.ErrorContains(t, err, "not paused")
	_, err = running.Resume(at("2026-09-10 10:00"), "")
	require.ErrorContains(t, err, "not paused")
	_, err = r.Pause(at("2026-09-04 21:59"), "")
	require.ErrorContains(t, err, "before the trigger")
	_, err = paused.Resume(at("2026-09-07 09:59"), "")
	require.ErrorContains(t, err, "before the turn before it")
	_, err = r.Pause(time.Time{}, "")
	require.ErrorContains(t, err, "no instant")
	_, err = Running{}.Pause(at("2026-09-07 10:00"), "")
	require.ErrorContains(t, err, "no clock runs")
	_, err = r.Extend(Period{}, at("2026-09-07 10:00"), "agreed", cal)
	require.ErrorContains(t, err, "no period is stated")
	_, err = r.Extend(Period{-1, Day}, at("2026-09-07 10:00"), "agreed", cal)
	require.ErrorContains(t, err, "at least 1d")
	_, err = r.Extend(Period{3, Day}, at("2026-09-07 10:00"), " ", cal)
	require.ErrorContains(t, err, "reason is empty")
	_, err = r.Extend(Period{36525, Day}, at("2026-09-07 10:00"), "agreed", cal)
	require.ErrorContains(t, err, "at most 36525d")
	_, err = r.Extend(Period{3, Day}, at("2026-09-07 10:00"), "agreed", nil)
	require.ErrorContains(t, err, "calendar: none is given")
	_, err = clockOf(t, Civil, newYork, "2026-09-04 22:00", "3d").Extend(Period{3, WorkingDay}, at("2026-09-05 10:00"), "agreed", nil)
	require.ErrorContains(t, err, "CIVIL has no holidays")

	// The 10th day is Monday 14; at its end the clock is late.
	_, err = r.Extend(Period{3, Day}, at("2026-09-15 00:00"), "agreed", cal)
	require.ErrorContains(t, err, "the clock ran out at 2026-09-15T00:00:00-04:00")
	_, err = r.Extend(Period{3, Day}, at("2026-09-14 23:59"), "agreed", cal)
	require.NoError(t, err)
	// A clock that stands still does not grow late, one that was late stays so.
	_, err = paused.Extend(Period{3, Day}, at("2026-10-14 10:00"), "agreed", cal)
	require.NoError(t, err)
	late, err := r.Pause(at("2026-09-15 10:00"), "")
	require.NoError(t, err)
	_, err = late.Extend(Period{3, Day}, at("2026-09-16 10:00"), "agreed", cal)
	require.ErrorContains(t, err, "ran out")

	// What was stored or written by hand is checked too.
	for want, turns := range map[string][]Turn{
		`turn 1: act "stop" is unknown`:  {{Act: "stop", At: at("2026-09-07 10:00")}},
		"turn 1: resume at":              {{Act: ActResume, At: at("2026-09-07 10:00")}},
		"turn 2: pause at":               {{Act: ActPause, At: at("2026-09-07 10:00")}, {Act: ActPause, At: at("2026-09-08 10:00")}},
		"turn 1: no period is stated":    {{Act: ActExtend, At: at("2026-09-07 10:00")}},
		"turn 2: resume at 2026-09-06T1": {{Act: ActPause, At: at("2026-09-07 10:00")}, {Act: ActResume, At: at("2026-09-06 10:00")}},
	} {
		r.Turns = turns
		_, err := r.Due(cal)
		require.ErrorContains(t, err, want)
		_, err = r.Explain(cal)
		require.ErrorContains(t, err, want)
	}
}

// Peers' bug: the second deadline was counted from the day to which the first
// had rolled, and so gave days that nobody granted.
func TestSecondDeadlineCountsFromTheIssueDateNotFromTheRolledFirstOne(t *testing.T) {
	cal := court(t)
	r := clockOf(t, FRCP6a, newYork, "2026-09-04 10:00", "3d") // Monday 7 is a holiday: Tuesday 8
	due, err := r.Due(cal)
	require.NoError(t, err)
	require.Equal(t, "2026-09-08", due.LastDay.String())
	require.Equal(t, "2026-09-07", due.Nominal.String())
	for by, want := range map[string]string{
		"2d":  "2026-09-09", // 4 September and 5 days; from the rolled day it would be the 10th
		"1mo": "2026-10-07",
		"1wd": "2026-09-08",
	} {
		longer, err := r.Extend(period(t, by), local(t, newYork, "2026-09-08 09:00"), "agreed", cal)
		require.NoError(t, err)
		due, err := longer.Due(cal)
		require.NoError(t, err)
		require.Equal(t, want, due.LastDay.String(), by)
	}
}

// Peers' bug: a clock that was started before a holiday was proclaimed kept its
// old date.
func TestHolidayAddedLateReplansOpenCases(t *testing.T) {
	old := court(t)
	data := old.Data()
	data.Version = "2"
	data.Days = append(data.Days,
		SingleDay{On: "2026-10-02", Name: "Day of Mourning", Kind: SpecialHoliday, Source: anAct},
		SingleDay{On: "2026-10-09", Name: "Later", Kind: SpecialHoliday, Source: anAct})
	changed := build(t, data)

	r := clockOf(t, FRCP6a, newYork, "2026-09-25 10:00", "7d")
	r, err := r.Pause(local(t, newYork, "2026-09-28 10:00"), "")
	require.NoError(t, err)
	r, err = r.Resume(local(t, newYork, "2026-09-28 11:00"), "")
	require.NoError(t, err)
	p, err := Replan(r, old, changed)
	require.NoError(t, err)
	require.True(t, p.Moved)
	require.Equal(t, "2026-10-02", p.Before.LastDay)
	require.Equal(t, "2026-10-05", p.After.LastDay)
	require.Equal(t, "test-court@1", p.Before.Calendar)
	require.Equal(t, "test-court@2", p.After.Calendar)
	require.Equal(t, []ChangedDay{{theDate(t, "2026-10-02"), "open", "Day of Mourning (special-holiday)"}}, p.Days)

	r = clockOf(t, FRCP6a, newYork, "2026-09-24 10:00", "7d") // ends on the day before
	p, err = Replan(r, old, changed)
	require.NoError(t, err)
	require.False(t, p.Moved)
	require.Empty(t, p.Days)

	back, err := Replan(clockOf(t, FRCP6a, newYork, "2026-09-25 10:00", "7d"), changed, old)
	require.NoError(t, err)
	require.True(t, back.Moved, "a holiday that is taken back moves it too")
	require.Equal(t, "2026-10-02", back.After.LastDay)

	r.Calendar = "us-federal"
	_, err = Replan(r, old, changed)
	require.ErrorContains(t, err, "the clock is counted by us-federal")
	r.Calendar = ""
	_, err = Replan(r, nil, changed)
	require.ErrorContains(t, err, "by the old calendar")
}

// An extension that was granted in time stands when the calendar changes so
// that it would have come too late.
func TestExtensionStandsWhenTheCalendarChanges(t *testing.T) {
	with := court(t)
	r := clockOf(t, FRCP6a, newYork, "2026-09-04 10:00", "3d")
	r, err := r.Extend(Period{2, Day}, local(t, newYork, "2026-09-08 09:00"), "agreed", with)
	require.NoError(t, err)
	without := courtDays(t, "2") // no Labor Day: late since the end of 7 September
	due, err := r.Due(without)
	require.NoError(t, err)
	require.Equal(t, "2026-09-09", due.LastDay.String())
}

func TestPauseOfAnHourClock(t *testing.T) {
	cal := court(t)
	tests := []struct{ name, pause, resume, due string }{
		{"before it rolls", "2026-09-06 22:00", "2026-09-09 10:00", "2026-09-10T10:00:00-04:00"},   // 24 h remain
		{"onto a closed day", "2026-09-05 22:00", "2026-09-10 10:00", "2026-09-14T10:00:00-04:00"}, // 48 h: Saturday 12
		{"while it rolls", "2026-09-08 12:00", "2026-09-10 10:00", "2026-09-10T20:00:00-04:00"},    // 10 h to Tuesday 22:00
		{"when it is late", "2026-09-08 22:00", "2026-09-10 10:00", "2026-09-08T22:00:00-04:00"},   // nothing
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := clockOf(t, FRCP6a, newYork, "2026-09-04 22:00", "72h") // Labor Day 22:00: Tuesday 22:00
			r, err := r.Pause(local(t, newYork, tt.pause), "")
			require.NoError(t, err)
			still, err := r.Due(cal)
			require.NoError(t, err)
			require.Equal(t, "2026-09-08T22:00:00-04:00", still.At.Format(time.RFC3339))
			r, err = r.Resume(local(t, newYork, tt.resume), "")
			require.NoError(t, err)
			due, err := r.Due(cal)
			require.NoError(t, err)
			require.Equal(t, tt.due, due.At.Format(time.RFC3339))
		})
	}
}

// Hours may be added to days: from the end of the nominal last day, 24:00.
func TestExtendDaysByHours(t *testing.T) {
	cal := court(t)
	r := clockOf(t, FRCP6a, newYork, "2026-09-08 10:00", "2d")
	r, err := r.Extend(Period{6, Hour}, local(t, newYork, "2026-09-09 09:00"), "agreed", cal)
	require.NoError(t, err)
	d, err := r.Explain(cal)
	require.NoError(t, err)
	require.Equal(t, "2026-09-14T06:00:00-04:00", d.At.Format(time.RFC3339), "06:00 of Friday 11, a State holiday")
	require.Equal(t, 8, counted(d))
}

func TestRunningExplanation(t *testing.T) {
	cal := court(t)
	r := clockOf(t, FRCP6a, newYork, "2026-09-21 10:00", "4d")
	do := func(f func(time.Time) (Running, error), at string) {
		t.Helper()
		var err error
		r, err = f(local(t, newYork, at))
		require.NoError(t, err)
	}
	do(func(at time.Time) (Running, error) { return r.Pause(at, "challenge") }, "2026-09-23 10:00")
	do(func(at time.Time) (Running, error) { return r.Resume(at, "ruling") }, "2026-09-28 09:00")
	do(func(at time.Time) (Running, error) { return r.Extend(Period{1, Day}, at, "agreed", cal) }, "2026-09-29 09:00")
	do(func(at time.Time) (Running, error) { return r.Pause(at, "") }, "2026-09-30 10:00")
	d, err := r.Explain(cal)
	require.NoError(t, err)
	require.Equal(t, `
2026-09-21T10:00:00-04:00 | trigger | the day of the trigger, Monday 2026-09-21, is out [FRCP 6(a)(1)(A)]
2026-09-22 | counted | day 1 of 5, Tuesday [FRCP 6(a)(1)(B)]
2026-09-23 | counted | day 2 of 5, Wednesday [FRCP 6(a)(1)(B)]
2026-09-23T10:00:00-04:00 | paused | the clock stands still, and what remains is kept: challenge
2026-09-24 .. 2026-09-28 | skipped | the clock stood still; the day on which it was resumed is out
2026-09-28T09:00:00-04:00 | resumed | the clock runs on with what remained: ruling
2026-09-29 | counted | day 3 of 5, Tuesday [FRCP 6(a)(1)(B)]
2026-09-29T09:00:00-04:00 | extended | by 1d: agreed; it counts from the trigger, not from a day that rolled
2026-09-30 | counted | day 4 of 5, Wednesday [FRCP 6(a)(1)(B)]
2026-09-30T10:00:00-04:00 | paused | the clock stands still; counted as if it were resumed at once
2026-10-01 | counted | day 5 of 5, Thursday [FRCP 6(a)(1)(B)]
2026-10-02T00:00:00-04:00 | due | Thursday 2026-10-01 ends at 24:00, which is 00:00 of the next day; at this instant an act is late [FRCP 6(a)(4)(A)]`, explained(d))
	require.Equal(t, Period{4, Day}, d.Period)
	require.Equal(t, 5, counted(d))

	r = clockOf(t, CPC640, paris, "2026-10-31 10:00", "1mo")
	r, err = r.Pause(local(t, paris, "2026-11-20 10:00"), "")
	require.NoError(t, err)
	r, err = r.Resume(local(t, paris, "2026-12-02 10:00"), "")
	require.NoError(t, err)
	d, err = r.Explain(cal)
	require.NoError(t, err)
	require.Equal(t, `
2026-10-31T10:00:00+01:00 | trigger | the day of the trigger, Saturday 2026-10-31, is out [CPC art. 641, para 1]
2026-11-01 .. 2026-11-20 | counted | up to the pause [CPC art. 641, para 2]
2026-11-20T10:00:00+01:00 | paused | the clock stands still, and what remains is kept
2026-11-21 .. 2026-12-02 | skipped | the clock stood still; the day on which it was resumed is out
2026-12-02T10:00:00+01:00 | resumed | the clock runs on with what remained
2026-12-03 .. 2026-12-12 | counted | 1mo; the last month has no day 31, so it is its last day, Monday 2026-11-30; of it 10 days remained on 2026-11-20, so it is Saturday 2026-12-12; the period cannot end on Saturday [CPC art. 641, para 2; CPC art. 642, para 2]
2026-12-13 | rolled | Sunday: the period cannot end on it [CPC art. 642, para 2]
2026-12-14 | rolled | Monday: the next day on which the period can end [CPC art. 642, para 2]
2026-12-15T00:00:00+01:00 | due | Monday 2026-12-14 ends at 24:00, which is 00:00 of the next day; at this instant an act is late [CPC art. 642, para 1]`, explained(d))
}
