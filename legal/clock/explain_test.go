package clock

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/legal/cite"
)

func TestExplain(t *testing.T) {
	cal := court(t)
	tests := []struct {
		name, trigger, period string
		c                     Count
		want                  string
	}{
		{"skipped, counted and rolled", "2026-09-04 22:00", "3d", Count{Regime: FRCP6a, Zone: newYork}, `
2026-09-04T22:00:00-04:00 | trigger | the day of the trigger, Friday 2026-09-04, is out [FRCP 6(a)(1)(A)]
2026-09-05 | counted | day 1 of 3, Saturday: it counts [FRCP 6(a)(1)(B)]
2026-09-06 | counted | day 2 of 3, Sunday: it counts [FRCP 6(a)(1)(B)]
2026-09-07 | counted | day 3 of 3, Monday, Labor Day (public holiday): it counts; the period cannot end on it [FRCP 6(a)(1)(B); Act on Labor Day; FRCP 6(a)(1)(C)]
2026-09-08 | rolled | Tuesday: the next day on which the period can end [FRCP 6(a)(1)(C)]
2026-09-09T00:00:00-04:00 | due | Tuesday 2026-09-08 ends at 24:00, which is 00:00 of the next day; at this instant an act is late [FRCP 6(a)(4)(A)]`},
		{"an inaccessible office", "2026-09-15 10:00", "1d", Count{Regime: FRCP6a, Zone: newYork, Closes: "17:00"}, `
2026-09-15T10:00:00-04:00 | trigger | the day of the trigger, Tuesday 2026-09-15, is out [FRCP 6(a)(1)(A)]
2026-09-16 | counted | day 1 of 1, Wednesday, Storm (office closure): it counts; the period cannot end on it [FRCP 6(a)(1)(B); Act on Storm; FRCP 6(a)(3)(A)]
2026-09-17 | rolled | Thursday: the next day on which the period can end [FRCP 6(a)(1)(C)]
2026-09-17T17:00:00-04:00 | due | Thursday 2026-09-17 ends at 17:00; at this instant an act is late [FRCP 6(a)(4)(B)]`},
		{"hours", "2026-09-04 22:30", "72h", Count{Regime: FRCP6a, Zone: newYork}, `
2026-09-04T22:30:00-04:00 | trigger | hours count from this instant [FRCP 6(a)(2)(A)]
2026-09-04 22:30 .. 24:00 | counted | Friday: 1 h 30 min, so far 1 h 30 min of 72 h [FRCP 6(a)(2)(B)]
2026-09-05 00:00 .. 24:00 | counted | Saturday: 24 h, so far 25 h 30 min of 72 h [FRCP 6(a)(2)(B)]
2026-09-06 00:00 .. 24:00 | counted | Sunday: 24 h, so far 49 h 30 min of 72 h [FRCP 6(a)(2)(B)]
2026-09-07 00:00 .. 22:30 | counted | Monday, Labor Day (public holiday): 22 h 30 min, so far 72 h of 72 h; the period cannot end on it [FRCP 6(a)(2)(B); Act on Labor Day; FRCP 6(a)(2)(C)]
2026-09-08 | rolled | Tuesday: the next day on which the period can end [FRCP 6(a)(2)(C)]
2026-09-08T22:30:00-04:00 | due | the last hour rolled from 2026-09-07; at this instant an act is late [FRCP 6(a)(2)(B)]`},
		{"the hour of the event", "2026-09-04 22:17", "2h", Count{Regime: EU1182, Zone: paris}, `
2026-09-04T22:17:00+02:00 | trigger | the hour of the trigger is out [Regulation 1182/71, Article 3(1)]
2026-09-04 22:17 .. 23:00 | skipped | the rest of the hour of the trigger: hours count from 23:00 [Regulation 1182/71, Article 3(1)]
2026-09-04 23:00 .. 24:00 | counted | Friday: 1 h, so far 1 h of 2 h [Regulation 1182/71, Article 3(2) and (3)]
2026-09-05 00:00 .. 01:00 | counted | Saturday: 1 h, so far 2 h of 2 h [Regulation 1182/71, Article 3(2) and (3)]
2026-09-05T01:00:00+02:00 | due | the last hour has run; at this instant an act is late [Regulation 1182/71, Article 3(2) and (3)]`},
		{"two working days at least", "2026-09-04 22:00", "2d", Count{Regime: EU1182, Zone: paris}, `
2026-09-04T22:00:00+02:00 | trigger | the day of the trigger, Friday 2026-09-04, is out [Regulation 1182/71, Article 3(1)]
2026-09-05 | counted | day 1 of 2, Saturday: it counts [Regulation 1182/71, Article 3(3)]
2026-09-06 | counted | day 2 of 2, Sunday: it counts; the period cannot end on it [Regulation 1182/71, Article 3(3); Regulation 1182/71, Article 3(4)]
2026-09-07 | rolled | Monday, Labor Day (public holiday): the period cannot end on it [Regulation 1182/71, Article 3(4); Act on Labor Day]
2026-09-08 | rolled | Tuesday: the next day on which the period can end [Regulation 1182/71, Article 3(4)]
2026-09-09 | rolled | Wednesday: working day 2 of the 2 that the period must include [Regulation 1182/71, Article 3(5)]
2026-09-10T00:00:00+02:00 | due | Wednesday 2026-09-09 ends at 24:00, which is 00:00 of the next day; at this instant an act is late [Regulation 1182/71, Article 3(2)]`},
		{"a closure is no public holiday", "2026-09-14 10:00", "2d", Count{Regime: EU1182, Zone: paris}, `
2026-09-14T10:00:00+02:00 | trigger | the day of the trigger, Monday 2026-09-14, is out [Regulation 1182/71, Article 3(1)]
2026-09-15 | counted | day 1 of 2, Tuesday [Regulation 1182/71, Article 3(3)]
2026-09-16 | counted | day 2 of 2, Wednesday, Storm (office closure): it counts; an office closure is no public holiday by Article 2(1): the last day does not roll [Regulation 1182/71, Article 3(3); Act on Storm]
2026-09-17T00:00:00+02:00 | due | Wednesday 2026-09-16 ends at 24:00, which is 00:00 of the next day; at this instant an act is late [Regulation 1182/71, Article 3(2)]`},
		{"silent on hours", "2026-09-05 10:00", "24h", Count{Regime: CPC640, Zone: paris}, `
2026-09-05T10:00:00+02:00 | trigger | hours count from this instant; articles 640 to 642 are silent on hours: a reading [CPC art. 640]
2026-09-05 10:00 .. 24:00 | counted | Saturday: 14 h, so far 14 h of 24 h [CPC art. 640]
2026-09-06 00:00 .. 10:00 | counted | Sunday: 10 h, so far 24 h of 24 h; the period cannot end on it [CPC art. 640; CPC art. 642, para 2]
2026-09-07 | rolled | Monday, Labor Day (public holiday): the period cannot end on it [CPC art. 642, para 2; Act on Labor Day]
2026-09-08 | rolled | Tuesday: the next day on which the period can end; to 24:00 of it, since art. 642 extends to a day and is silent on hours: a reading [CPC art. 642, para 2]
2026-09-09T00:00:00+02:00 | due | the last hour rolled from 2026-09-06; at this instant an act is late [CPC art. 640]`},
		{"a month", "2027-01-31 09:00", "1mo", Count{Regime: CPC640, Zone: paris}, `
2027-01-31T09:00:00+01:00 | trigger | the day of the trigger, Sunday 2027-01-31, is out [CPC art. 641, para 1]
2027-02-01 .. 2027-02-28 | counted | 1mo; the last month has no day 31, so it is its last day, Sunday 2027-02-28; the period cannot end on Sunday [CPC art. 641, para 2; CPC art. 642, para 2]
2027-03-01 | rolled | Monday: the next day on which the period can end [CPC art. 642, para 2]
2027-03-02T00:00:00+01:00 | due | Monday 2027-03-01 ends at 24:00, which is 00:00 of the next day; at this instant an act is late [CPC art. 642, para 1]`},
		{"clear days back", "2026-09-09 10:00", "1d", Count{Regime: CPR28, Zone: london, Back: true}, `
2026-09-09T10:00:00+01:00 | trigger | the day of the trigger, Wednesday 2026-09-09, is out; the count goes back from it [CPR 2.8(3)]
2026-09-08 | counted | day 1 of 1, Tuesday [CPR 2.8(4)]
2026-09-07 | skipped | Monday: the day of the act, on which the period begins, is out of the clear days; the period cannot end on it [CPR 2.8(3)(a); CPR 2.8(5); Act on Labor Day]
2026-09-06 | rolled | Sunday: the period cannot end on it [CPR 2.8(5)]
2026-09-05 | rolled | Saturday: the period cannot end on it [CPR 2.8(5)]
2026-09-04 | rolled | Friday: the previous day on which the period can end [CPR 2.8(5)]
2026-09-05T00:00:00+01:00 | due | Friday 2026-09-04 ends at 24:00, which is 00:00 of the next day; at this instant an act is late [CPR 2.8]`},
		{"short periods leave days out", "2026-09-04 10:00", "1d", Count{Regime: CPR28, Zone: london}, `
2026-09-04T10:00:00+01:00 | trigger | the day of the trigger, Friday 2026-09-04, is out [CPR 2.8(3)]
2026-09-05 | skipped | Saturday: it does not count [CPR 2.8(4)]
2026-09-06 | skipped | Sunday: it does not count [CPR 2.8(4)]
2026-09-07 | skipped | Monday, Labor Day (public holiday): it does not count [CPR 2.8(4); Act on Labor Day]
2026-09-08 | counted | day 1 of 1, Tuesday [CPR 2.8(4)]
2026-09-09T00:00:00+01:00 | due | Tuesday 2026-09-08 ends at 24:00, which is 00:00 of the next day; at this instant an act is late [CPR 2.8]`},
		{"nothing but days", "2026-09-05 10:00", "2d", Count{Regime: Civil, Zone: newYork}, `
2026-09-05T10:00:00-04:00 | trigger | the day of the trigger, Saturday 2026-09-05, is out
2026-09-06 | counted | day 1 of 2, Sunday
2026-09-07 | counted | day 2 of 2, Monday
2026-09-08T00:00:00-04:00 | due | Monday 2026-09-07 ends at 24:00, which is 00:00 of the next day; at this instant an act is late`},
		{"hours back", "2026-09-08 01:30", "48h", Count{Regime: FRCP6a, Zone: newYork, Back: true}, `
2026-09-08T01:30:00-04:00 | trigger | hours count from this instant [FRCP 6(a)(2)(A)]
2026-09-08 00:00 .. 01:30 | counted | Tuesday: 1 h 30 min, so far 1 h 30 min of 48 h [FRCP 6(a)(2)(B)]
2026-09-07 00:00 .. 24:00 | counted | Monday, Labor Day (public holiday): 24 h, so far 25 h 30 min of 48 h [FRCP 6(a)(2)(B); Act on Labor Day]
2026-09-06 01:30 .. 24:00 | counted | Sunday: 22 h 30 min, so far 48 h of 48 h; the period cannot end on it [FRCP 6(a)(2)(B); FRCP 6(a)(2)(C), 6(a)(5)]
2026-09-05 | rolled | Saturday: the period cannot end on it [FRCP 6(a)(2)(C), 6(a)(5)]
2026-09-04 | rolled | Friday: the previous day on which the period can end [FRCP 6(a)(2)(C), 6(a)(5)]
2026-09-04T01:30:00-04:00 | due | the last hour rolled from 2026-09-06; at this instant an act is late [FRCP 6(a)(2)(B)]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := tt.c
			c.Period, c.Trigger, c.Calendar = period(t, tt.period), local(t, c.Zone, tt.trigger), cal
			d, err := c.Explain()
			require.NoError(t, err)
			require.Equal(t, tt.want, explained(d))
			require.Equal(t, c.Period.N, counted(d))
		})
	}
}

// Up to four hundred days stand one by one; of more there are three lines, which
// count as many.
func TestExplainManyDays(t *testing.T) {
	c := Count{Regime: FRCP6a, Trigger: local(t, newYork, "2026-09-04 22:00"), Zone: newYork, Calendar: court(t)}
	lines := func(text string) []Step {
		c.Period = period(t, text)
		d, err := c.Explain()
		require.NoError(t, err)
		require.Equal(t, c.Period.N, counted(d), text)
		return d.Steps
	}
	require.Greater(t, len(lines("400d")), 401)
	many := lines("3000d")
	require.Less(t, len(many), 10)
	require.Equal(t, "2026-09-06 .. 2034-11-20", many[2].On)
	require.Contains(t, many[2].Why, "2998 of 3000d: ")
	require.Equal(t, 2998, many[2].N)
	require.Equal(t, "FRCP 6(a)(1)(B)", many[2].Cite)
	working := lines("3000wd")
	require.Less(t, len(working), 10)
	run := working[3] // the trigger, Saturday, the run, the last
	if working[2].N > 1 {
		run = working[2]
	}
	require.Contains(t, run.Why, "do not count")
	require.Less(t, len(lines("20000h")), 10)
	require.Greater(t, len(lines("9000h")), 300)
}

// The rules and those closed days that moved something are cited, with their
// sources; a holiday that only counted is not.
func TestExplainCites(t *testing.T) {
	c := Count{Regime: FRCP6a, Period: period(t, "10d"), Trigger: local(t, newYork, "2026-09-01 22:00"), Zone: newYork, Calendar: court(t)}
	d, err := c.Explain()
	require.NoError(t, err)
	require.Equal(t, "2026-09-14", d.LastDay)
	require.Equal(t, "2026-09-11", d.Nominal)
	require.Equal(t, []cite.Source{
		{Cite: "Federal Rules of Civil Procedure, rule 6(a)", Basis: cite.Statute},
		{Cite: "Act on State Day", Basis: cite.Statute},
	}, d.Cites)
	require.Equal(t, "test-court@1", d.Calendar)
	require.True(t, strings.Contains(explained(d), "Labor Day (public holiday): it counts [FRCP 6(a)(1)(B); Act on Labor Day]"))
	c.Regime = Civil
	d, err = c.Explain()
	require.NoError(t, err)
	require.Equal(t, []cite.Source{}, d.Cites, "none, and not null")
	for _, c.Regime = range Regimes()[1:] {
		d, err := c.Explain()
		require.NoError(t, err)
		require.NotEmpty(t, d.Cites, c.Regime)
		for _, s := range d.Steps {
			require.NotEmpty(t, s.Cite, "%s: %+v", c.Regime, s)
			require.NotEmpty(t, s.Why)
		}
	}
}
