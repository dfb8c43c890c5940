package clock

import (
	"testing"
	"time"
)

// The seeds are in testdata/fuzz, one file each.

func FuzzParsePeriod(f *testing.F) {
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePeriod(s)
		if err != nil {
			if !p.IsZero() {
				t.Fatalf("%q gave %v beside %v", s, p, err)
			}
			return
		}
		if p.String() != s || p.Validate() != nil {
			t.Fatalf("%q was read as %q, %v", s, p, p.Validate())
		}
	})
}

func FuzzParseDate(f *testing.F) {
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err == nil && d.String() != s {
			t.Fatalf("%q was read as %s", s, d)
		}
	})
}

func FuzzParseTrigger(f *testing.F) {
	f.Fuzz(func(t *testing.T, s, zone string) {
		at, dayOnly, err := ParseTrigger(s, zone)
		if err != nil {
			if !at.IsZero() {
				t.Fatalf("%q gave %v beside %v", s, at, err)
			}
			return
		}
		if at.Location().String() != zone {
			t.Fatalf("%q in %q gave %v", s, zone, at)
		}
		if dayOnly && at.Format(time.DateOnly) != s {
			t.Fatalf("%q was read as the day of %v", s, at)
		}
		again, _, err := ParseTrigger(at.Format(time.RFC3339Nano), zone)
		if err != nil || !again.Equal(at) {
			// An offset with seconds has no RFC 3339 form: local mean time.
			if _, offset := at.Zone(); offset%60 == 0 {
				t.Fatalf("%q gave %v, which gave %v, %v", s, at, again, err)
			}
		}
	})
}

func FuzzCount(f *testing.F) {
	cal := court(f)
	f.Fuzz(func(t *testing.T, regime, text, zone string, unix int64, dayOnly, back bool, closes string) {
		p, err := ParsePeriod(text)
		if err != nil {
			return
		}
		c := Count{Regime: Regime(regime), Period: p, Trigger: time.Unix(unix, 0), DayOnly: dayOnly,
			Zone: zone, Calendar: cal, Back: back, Closes: closes}
		due, err := c.Due()
		if p.Unit != Hour || p.N < 100_000 { // many lines take long
			d, explained := c.Explain()
			if (err == nil) != (explained == nil) || !d.At.Equal(due.At) {
				t.Fatalf("due %v, %v; explained %v, %v", due.At, err, d.At, explained)
			}
		}
		if err != nil {
			return
		}
		switch trigger := DateOf(c.Trigger.In(due.At.Location())); {
		case !back && due.At.Before(c.Trigger), !back && due.LastDay.Before(trigger):
			t.Fatalf("due %v, last day %s, before its trigger %v", due.At, due.LastDay, c.Trigger)
		case back && trigger.Before(due.LastDay), back && !dayOnly && due.At.After(c.Trigger):
			t.Fatalf("due %v, last day %s, after its trigger %v", due.At, due.LastDay, c.Trigger)
		}
	})
}
