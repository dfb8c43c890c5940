package legal

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"writ/legal/clock"
)

// How periods are counted is tested in package clock. Here: that the law counts
// by its own calendars, at the seat that is asked for.

const newYork = "America/New_York"

func local(t testing.TB, zone, text string) time.Time {
	t.Helper()
	at, _, err := clock.ParseTrigger(strings.Replace(text, " ", "T", 1), zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func term(p Period) Term { return Term{Period: p, Source: house} }

func rule(t testing.TB, period string) Rule {
	t.Helper()
	p, err := ParsePeriod(period)
	if err != nil {
		t.Fatal(err)
	}
	return Rule{ID: "test", Regime: RegimeCivil, From: FromService, Term: term(p)}
}

func TestDue(t *testing.T) {
	tests := []struct {
		name, zone, calendar string
		regime               Regime
		trigger, period      string
		due, last, by        string
	}{
		{"civil days need no calendar", newYork, "", RegimeCivil, "2012-08-06 23:59", "1d", "2012-08-08T00:00:00-04:00", "2012-08-07", "none"},
		{"civil, where no calendar is known", "Asia/Kathmandu", "", RegimeCivil, "2012-08-06 23:59", "1d", "2012-08-08T00:00:00+05:45", "2012-08-07", "none"},
		{"the default calendar of the zone", newYork, "", clock.FRCP6a, "2026-09-04 22:00", "3d", "2026-09-09T00:00:00-04:00", "2026-09-08", "us-federal@"},
		{"another zone of the same country", "America/Los_Angeles", "", clock.FRCP6a, "2026-09-04 22:00", "3d", "2026-09-09T00:00:00-07:00", "2026-09-08", "us-federal@"},
		{"Paris", "Europe/Paris", "", clock.EU1182, "2026-05-22 22:00", "2d", "2026-05-28T00:00:00+02:00", "2026-05-27", "fr@"},
		{"the calendar that the seat names", "Europe/Paris", "fr-alsace-moselle", clock.EU1182, "2026-04-02 10:00", "5wd", "2026-04-14T00:00:00+02:00", "2026-04-13", "fr-alsace-moselle@"},
		{"London", "Europe/London", "", clock.CPR28, "2026-08-28 10:00", "3d", "2026-09-04T00:00:00+01:00", "2026-09-03", "gb-england-wales@"},
	}
	l := current(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := rule(t, tt.period)
			r.Regime = tt.regime
			d, err := l.Due(r, local(t, tt.zone, tt.trigger), Seat{Zone: tt.zone, Calendar: tt.calendar})
			if err != nil {
				t.Fatal(err)
			}
			if got := d.At.Format(time.RFC3339); got != tt.due || d.LastDay != tt.last {
				t.Errorf("due %s, last day %s; want %s, %s", got, d.LastDay, tt.due, tt.last)
			}
			if !strings.HasPrefix(d.Calendar, tt.by) || d.Zone != tt.zone || d.Regime != tt.regime {
				t.Errorf("inputs not kept: calendar %s, zone %s, regime %s", d.Calendar, d.Zone, d.Regime)
			}
		})
	}
}

// A clock that was started is counted again by the calendar that it names, also
// when that is no longer the default of its zone.
func TestStartNamesTheCalendar(t *testing.T) {
	l := current(t)
	r := rule(t, "3d")
	r.Regime = clock.FRCP6a
	running, err := l.Start(r, local(t, newYork, "2026-09-04 22:00"), Seat{Zone: newYork})
	if err != nil || running.Calendar != "us-federal" || running.Rule != "test" {
		t.Fatalf("got %+v, %v", running, err)
	}
	due, err := l.DueOf(running)
	if err != nil || due.LastDay.String() != "2026-09-08" {
		t.Fatalf("got %v, %v", due, err)
	}
	if d, err := l.Explain(running); err != nil || !d.At.Equal(due.At) {
		t.Fatalf("got %v, %v", d.At, err)
	}
	running.Calendar = "fr"
	if due, err := l.DueOf(running); err != nil || due.LastDay.String() != "2026-09-07" {
		t.Fatalf("Labor Day is no holiday in France: got %v, %v", due, err)
	}
}

func TestDueRefuses(t *testing.T) {
	l := current(t)
	at := local(t, newYork, "2012-08-06 10:00")
	of := func(regime Regime, period Period) Rule {
		r := rule(t, "3d")
		r.Regime, r.Term.Period = regime, period
		return r
	}
	days := Period{N: 3, Unit: Day}
	tests := []struct {
		name    string
		rule    Rule
		trigger time.Time
		seat    Seat
		want    string
	}{
		{"working days", of(RegimeCivil, Period{N: 5, Unit: WorkingDay}), at, Seat{Zone: newYork}, "working days need a regime with a calendar"},
		{"unknown regime", of("FRCP", days), at, Seat{Zone: newYork}, `"FRCP"`},
		{"no period", of(RegimeCivil, Period{}), at, Seat{Zone: newYork}, "no period is stated"},
		{"no trigger", of(RegimeCivil, days), time.Time{}, Seat{Zone: newYork}, "no trigger"},
		{"no zone", of(RegimeCivil, days), at, Seat{}, "want an IANA name"},
		{"the machine's zone", of(RegimeCivil, days), at, Seat{Zone: "Local"}, "want an IANA name"},
		{"unknown zone", of(RegimeCivil, days), at, Seat{Zone: "Mars/Olympus"}, "want an IANA name"},
		{"no calendar for the zone", of(clock.FRCP6a, days), at, Seat{Zone: "Asia/Kathmandu"}, `has none for zone "Asia/Kathmandu"`},
		{"no such calendar", of(clock.FRCP6a, days), at, Seat{Zone: newYork, Calendar: "us-mars"}, `calendar "us-mars"`},
		{"years that the calendar does not cover", of(clock.FRCP6a, days), at.AddDate(500, 0, 0), Seat{Zone: newYork}, "the calendar covers"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := l.Due(tt.rule, tt.trigger, tt.seat)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !d.At.IsZero() {
				t.Errorf("got %v, %v; want an error with %q", d.At, err, tt.want)
			}
		})
	}
}

func TestAddKeepsTheClockTime(t *testing.T) {
	tests := []struct{ name, zone, from, period, want string }{
		{"day over the end of summer time", newYork, "2012-11-03 22:00", "1d", "2012-11-04T22:00:00-05:00"},
		{"hours do not", newYork, "2012-11-03 22:00", "24h", "2012-11-04T21:00:00-05:00"},
		{"a time that is jumped over", newYork, "2013-03-09 02:30", "1d", "2013-03-10T03:00:00-04:00"},
		{"a time that comes twice is the earlier", newYork, "2012-11-03 01:30", "1d", "2012-11-04T01:30:00-04:00"},
		{"month end clamps", newYork, "2026-01-31 09:15", "1mo", "2026-02-28T09:15:00-05:00"},
		{"year from a leap day", newYork, "2028-02-29 09:15", "1y", "2029-02-28T09:15:00-05:00"},
		{"into a day that the zone skipped", "Pacific/Apia", "2011-12-29 10:00", "1d", "2011-12-31T00:00:00+14:00"},
	}
	l := current(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := l.Add(rule(t, tt.period).Term, local(t, tt.zone, tt.from), tt.zone)
			if err != nil || got.Format(time.RFC3339) != tt.want {
				t.Errorf("got %s, %v; want %s", got.Format(time.RFC3339), err, tt.want)
			}
		})
	}
}

func TestBefore(t *testing.T) {
	l := current(t)
	for period, want := range map[string]string{
		"7d": "2026-03-24T10:00:00-04:00", "30d": "2026-03-01T10:00:00-05:00",
		"1mo": "2026-02-28T10:00:00-05:00", "1y": "2025-03-31T10:00:00-04:00", "24h": "2026-03-30T10:00:00-04:00",
	} {
		got, err := l.Before(rule(t, period).Term, local(t, newYork, "2026-03-31 10:00"), newYork)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: got %s, %v; want %s", period, got.Format(time.RFC3339), err, want)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	l := current(t)
	at := local(t, newYork, "2012-08-06 10:00")
	for name, f := range map[string]func(Term, time.Time, string) (time.Time, error){"Add": l.Add, "Before": l.Before} {
		for want, err := range map[string]error{
			"working days need": second(f(rule(t, "5wd").Term, at, newYork)),
			"no period":         second(f(Term{}, at, newYork)),
			"no instant":        second(f(rule(t, "1d").Term, time.Time{}, newYork)),
			"IANA name":         second(f(rule(t, "1d").Term, at, "Local")),
		} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want an error with %q", name, err, want)
			}
		}
	}
}

func second(_ time.Time, err error) error { return err }

func instants() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(946_684_800, 4_102_444_800).Draw(t, "unix"), 0) // 2000 to 2100
	})
}

func zones() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{newYork, "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns",
		"Europe/Paris", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "UTC"})
}

// Before undoes Add for hours, and for days wherever the clock time of both
// ends exists once.
func TestBeforeUndoesAdd(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]Unit{Hour, Day}).Draw(t, "unit")
		period := term(Period{N: rapid.IntRange(1, 1000).Draw(t, "n"), Unit: unit})
		from, zone := instants().Draw(t, "from"), zones().Draw(t, "zone")
		there, err := l.Add(period, from, zone)
		if err != nil {
			t.Fatal(err)
		}
		back, err := l.Before(period, there, zone)
		if err != nil {
			t.Fatal(err)
		}
		loc, _ := time.LoadLocation(zone)
		shown := from.In(loc).Format("2006-01-02T15:04:05")
		if unit == Day && there.Format(time.TimeOnly) != from.In(loc).Format(time.TimeOnly) {
			t.Skip("the clock jumps over this time")
		}
		if _, _, err := clock.ParseTrigger(shown, zone); unit == Day && err != nil {
			t.Skip("from is one of two equal clock times")
		}
		if !back.Equal(from) {
			t.Fatalf("%s and back: %s, want %s", there, back, from)
		}
	})
}
