package clock_test

import (
	"testing"

	"writ/legal/clock"
)

// A due date with its calendar must take less than 2 microseconds without its
// explanation.
func BenchmarkDue(b *testing.B) {
	for _, bench := range benchmarks {
		b.Run(bench.name, func(b *testing.B) {
			c := bench.count(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Due(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	for _, bench := range benchmarks {
		b.Run(bench.name, func(b *testing.B) {
			c := bench.count(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Explain(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type benchmark struct {
	name, zone, trigger, period string
	regime                      clock.Regime
}

var benchmarks = []benchmark{
	{"CIVIL-10d", "America/New_York", "2026-09-04T22:00", "10d", clock.Civil},
	{"FRCP6a-14d", "America/New_York", "2026-06-19T10:00", "14d", clock.FRCP6a},
	{"FRCP6a-72h", "America/New_York", "2026-09-04T22:00", "72h", clock.FRCP6a},
	{"FRCP6a-5wd", "America/New_York", "2026-09-04T22:00", "5wd", clock.FRCP6a},
	{"EU1182-2d", "Europe/Paris", "2026-05-22T22:00", "2d", clock.EU1182},
	{"EU1182-10d", "Europe/Paris", "2026-12-15T10:00", "10d", clock.EU1182},
	{"EU1182-8h", "Europe/Paris", "2026-09-04T22:17", "8h", clock.EU1182},
	{"EU1182-10wd", "Europe/Paris", "2026-05-04T10:00", "10wd", clock.EU1182},
	{"CPC640-1mo", "Europe/Paris", "2026-01-31T10:00", "1mo", clock.CPC640},
	{"CPR2.8-3d", "Europe/London", "2026-08-28T10:00", "3d", clock.CPR28},
	{"CPR2.8-14d", "Europe/London", "2026-09-14T10:00", "14d", clock.CPR28},
}

func (bench benchmark) count(b *testing.B) clock.Count {
	trigger, _, err := clock.ParseTrigger(bench.trigger, bench.zone)
	if err != nil {
		b.Fatal(err)
	}
	p, err := clock.ParsePeriod(bench.period)
	if err != nil {
		b.Fatal(err)
	}
	return clock.Count{Regime: bench.regime, Period: p, Trigger: trigger, Zone: bench.zone, Calendar: seatCalendar(b, bench.zone, "")}
}
