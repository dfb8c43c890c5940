package legal

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const newYork = "America/New_York"

func local(t testing.TB, zone, text string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
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
		name, zone, trigger, period, due, last string
	}{
		{"day of the trigger is out", newYork, "2012-08-06 23:59", "1d", "2012-08-08T00:00:00-04:00", "2012-08-07"},
		{"a trigger at midnight belongs to its day", newYork, "2012-08-06 00:00", "1d", "2012-08-08T00:00:00-04:00", "2012-08-07"},
		{"weekends count", newYork, "2012-08-03 12:00", "2d", "2012-08-06T00:00:00-04:00", "2012-08-05"},
		{"over the end of summer time", newYork, "2012-11-03 22:00", "2d", "2012-11-06T00:00:00-05:00", "2012-11-05"},
		{"ninety days over it", newYork, "2012-08-07 10:00", "90d", "2012-11-06T00:00:00-05:00", "2012-11-05"},
		{"hours over the end of summer time", newYork, "2012-11-03 22:00", "24h", "2012-11-04T21:00:00-05:00", "2012-11-04"},
		{"hours over its start", newYork, "2013-03-09 22:00", "24h", "2013-03-10T23:00:00-04:00", "2013-03-10"},
		{"hours that end at midnight end on the day before", newYork, "2012-08-06 12:00", "12h", "2012-08-07T00:00:00-04:00", "2012-08-06"},
		{"month end clamps", newYork, "2026-01-31 09:00", "1mo", "2026-03-01T00:00:00-05:00", "2026-02-28"},
		{"month end in a leap year", newYork, "2028-01-31 09:00", "1mo", "2028-03-01T00:00:00-05:00", "2028-02-29"},
		{"month over the year", newYork, "2026-12-31 09:00", "2mo", "2027-03-01T00:00:00-05:00", "2027-02-28"},
		{"a month from a short month keeps the number", newYork, "2026-02-28 09:00", "1mo", "2026-03-29T00:00:00-04:00", "2026-03-28"},
		{"year from a leap day", newYork, "2028-02-29 09:00", "1y", "2029-03-01T00:00:00-05:00", "2029-02-28"},
		{"four years from a leap day", newYork, "2028-02-29 09:00", "4y", "2032-03-01T00:00:00-05:00", "2032-02-29"},
		{"2100 is no leap year", newYork, "2096-02-29 09:00", "4y", "2100-03-01T00:00:00-05:00", "2100-02-28"},
		{"the day is the holder's, not the server's", "America/Los_Angeles", "2012-08-06 23:30", "1d", "2012-08-08T00:00:00-07:00", "2012-08-07"},
		{"midnight that does not exist", "America/Sao_Paulo", "2018-11-01 12:00", "2d", "2018-11-04T01:00:00-02:00", "2018-11-03"},
		{"midnight set back: the day resumes", "America/Sao_Paulo", "2019-02-14 12:00", "2d", "2019-02-17T00:00:00-03:00", "2019-02-16"},
		{"set back over midnight at 00:01", "America/St_Johns", "2010-11-04 12:00", "2d", "2010-11-07T00:00:00-03:30", "2010-11-06"},
		{"a day that a zone skipped", "Pacific/Apia", "2011-12-28 12:00", "1d", "2011-12-31T00:00:00+14:00", "2011-12-29"},
	}
	l := current(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := l.Due(rule(t, tt.period), local(t, tt.zone, tt.trigger), tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.At.Format(time.RFC3339); got != tt.due || d.LastDay != tt.last {
				t.Errorf("due %s, last day %s; want %s, %s", got, d.LastDay, tt.due, tt.last)
			}
			if d.Calendar != "none" || d.Zone != tt.zone || d.Rule.ID != "test" {
				t.Errorf("inputs not kept: %+v", d)
			}
		})
	}
}

// The zone decides which day the trigger belongs to.
func TestDueSameInstantOtherZone(t *testing.T) {
	l := current(t)
	at := time.Date(2012, time.August, 7, 5, 0, 0, 0, time.UTC) // still the 6th in Los Angeles
	for zone, last := range map[string]string{newYork: "2012-08-08", "America/Los_Angeles": "2012-08-07"} {
		d, err := l.Due(rule(t, "1d"), at, zone)
		if err != nil || d.LastDay != last {
			t.Errorf("%s: last day %s, %v; want %s", zone, d.LastDay, err, last)
		}
	}
}

func TestDueRefuses(t *testing.T) {
	l := current(t)
	at := local(t, newYork, "2012-08-06 10:00")
	regime := rule(t, "3d")
	regime.Regime = "FRCP6a"
	none := rule(t, "3d")
	none.Term.Period = Period{}
	tests := []struct {
		name    string
		rule    Rule
		trigger time.Time
		zone    string
		want    string
	}{
		{"working days", rule(t, "5wd"), at, newYork, "working days need a regime with a court calendar"},
		{"unknown regime", regime, at, newYork, `regime "FRCP6a" is unknown`},
		{"no period", none, at, newYork, "no period is stated"},
		{"no trigger", rule(t, "3d"), time.Time{}, newYork, "no trigger"},
		{"no zone", rule(t, "3d"), at, "", "want an IANA name"},
		{"the machine's zone", rule(t, "3d"), at, "Local", "want an IANA name"},
		{"unknown zone", rule(t, "3d"), at, "Mars/Olympus", "want an IANA name"},
		{"path as zone", rule(t, "3d"), at, "../etc/passwd", "want an IANA name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := l.Due(tt.rule, tt.trigger, tt.zone)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !d.At.IsZero() {
				t.Errorf("got %v, %v; want an error with %q", d.At, err, tt.want)
			}
		})
	}
}

func TestDueExplains(t *testing.T) {
	l := current(t)
	tests := []struct{ trigger, period, want string }{
		{"2012-11-03 22:00", "2d", `
2012-11-03T22:00:00-04:00 | trigger | the day of the trigger, 2012-11-03, is out
2012-11-04 | counted | day 1 of 2 (25 hours long: the clock is set; it counts as one day)
2012-11-05 | counted | day 2 of 2
2012-11-06T00:00:00-05:00 | due | 2012-11-05 ends at 24:00, which is 00:00 of the next day; at this instant the answer is late`},
		{"2012-08-07 10:00", "90d", `
2012-08-07T10:00:00-04:00 | trigger | the day of the trigger, 2012-08-07, is out
2012-08-08 | counted | day 1 of 90
2012-08-09 .. 2012-11-04 | counted | days 2 to 89 of 90, weekends and holidays included; the clock is set on 2012-11-04, which counts as one day
2012-11-05 | counted | day 90 of 90
2012-11-06T00:00:00-05:00 | due | 2012-11-05 ends at 24:00, which is 00:00 of the next day; at this instant the answer is late`},
		{"2012-11-03 22:00", "24h", `
2012-11-03T22:00:00-04:00 | trigger | hours count from this instant
2012-11-03T22:00:00-04:00 .. 2012-11-04T21:00:00-05:00 | counted | 24 h run without a break, at night and on holidays too; the clock was set by -1 h meanwhile, so it shows 21:00
2012-11-04T21:00:00-05:00 | due | at this instant the answer is late`},
		{"2026-01-31 09:00", "1mo", `
2026-01-31T09:00:00-05:00 | trigger | the day of the trigger, 2026-01-31, is out
2026-02-01 .. 2026-02-28 | counted | 1mo; the last month has no day 31, so its last day is taken
2026-03-01T00:00:00-05:00 | due | 2026-02-28 ends at 24:00, which is 00:00 of the next day; at this instant the answer is late`},
	}
	for _, tt := range tests {
		d, err := l.Due(rule(t, tt.period), local(t, newYork, tt.trigger), newYork)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, s := range d.Steps {
			got.WriteString("\n" + s.On + " | " + s.Did + " | " + s.Why)
		}
		if got.String() != tt.want {
			t.Errorf("%s from %s:%s\nwant:%s", tt.period, tt.trigger, got.String(), tt.want)
		}
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

// Whatever the zone does, the due instant is the end of the last day: no
// instant before it lies after that day, none from it on lies in it.
func TestDueIsTheEndOfTheLastDay(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		p := periods().Filter(func(p Period) bool { return p.Unit != Hour }).Draw(t, "p")
		trigger, zone := instants().Draw(t, "trigger"), zones().Draw(t, "zone")
		d, err := l.Due(Rule{ID: "p", Regime: RegimeCivil, Term: term(p)}, trigger, zone)
		if err != nil {
			t.Fatal(err)
		}
		before, from := d.At.Add(-1).Format(time.DateOnly), d.At.Format(time.DateOnly)
		if before > d.LastDay || from <= d.LastDay || !d.At.After(trigger) {
			t.Fatalf("due %s (one instant before: %s), last day %s", d.At, before, d.LastDay)
		}
		if d.Steps[0].Did != didTrigger || d.Steps[len(d.Steps)-1].Did != didDue {
			t.Fatalf("explanation does not run from trigger to due: %v", d.Steps)
		}
	})
}

// A later trigger never gives an earlier due instant, nor does a longer term.
func TestDueIsMonotone(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]Unit{Hour, Day, Month, Year}).Draw(t, "unit")
		n := rapid.IntRange(1, 90).Draw(t, "n")
		trigger, zone := instants().Draw(t, "trigger"), zones().Draw(t, "zone")
		due := func(n int, at time.Time) time.Time {
			d, err := l.Due(Rule{ID: "p", Regime: RegimeCivil, Term: term(Period{n, unit})}, at, zone)
			if err != nil {
				t.Fatal(err)
			}
			return d.At
		}
		later := trigger.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "later")))
		if due(n, later).Before(due(n, trigger)) || due(n+1, trigger).Before(due(n, trigger)) {
			t.Fatal("not monotone")
		}
	})
}

// Before undoes Add for hours, and for days wherever the clock time of both
// ends exists once.
func TestBeforeUndoesAdd(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]Unit{Hour, Day}).Draw(t, "unit")
		period := term(Period{rapid.IntRange(1, 1000).Draw(t, "n"), unit})
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
		if unit == Day && clockOf(there) != clockOf(from.In(loc)) {
			t.Skip("the clock jumps over this time")
		}
		if unit == Day && !dateOf(from.In(loc)).at(clockOf(from.In(loc)), loc).Equal(from) {
			t.Skip("from is the second of two equal clock times")
		}
		if !back.Equal(from) {
			t.Fatalf("%s and back: %s, want %s", there, back, from)
		}
	})
}
