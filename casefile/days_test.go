package casefile

import (
	"strings"
	"testing"
	"time"
)

func TestFigureBetween(t *testing.T) {
	tests := []struct {
		name             string
		zone, from, to   string
		elapsed          time.Duration
		between, touched int
	}{
		{"Longacre, request to refusal", "America/New_York", "2012-08-03 23:55", "2012-08-04 02:15", 2*time.Hour + 20*time.Minute, 1, 2},
		{"Longacre, refusal to disclosure: three days after", "America/New_York", "2012-08-04 02:15", "2012-08-07 21:00", 90*time.Hour + 45*time.Minute, 3, 4},
		{"Longacre, request Friday to disclosure Tuesday", "America/New_York", "2012-08-03 23:55", "2012-08-07 21:00", 93*time.Hour + 5*time.Minute, 4, 5},
		{"Longacre, first tweet to detection", "America/New_York", "2012-07-29 12:00", "2012-08-03 22:30", 130*time.Hour + 30*time.Minute, 5, 6},
		{"Harris, ruling to hearing: 73 days to comply", "America/New_York", "2012-06-30 12:00", "2012-09-11 12:00", 73 * 24 * time.Hour, 73, 74},
		{"Harris, subpoena to production", "America/New_York", "2012-01-26 12:00", "2012-09-14 12:00", 232*24*time.Hour - time.Hour, 232, 233},
		{"Benedik, request to answer", "Europe/Ljubljana", "2006-08-07 09:00", "2006-08-10 09:00", 72 * time.Hour, 3, 4},
		{"a day of 25 hours", "America/New_York", "2012-11-04 00:00", "2012-11-05 00:00", 25 * time.Hour, 1, 2},
		{"a day of 23 hours", "Europe/Paris", "2026-03-29 00:00", "2026-03-30 00:00", 23 * time.Hour, 1, 2},
		{"24 hours within one date", "America/New_York", "2012-11-04 00:00", "2012-11-04 23:00", 24 * time.Hour, 0, 1},
		{"two days of 49 hours", "Europe/Paris", "2026-10-24 00:00", "2026-10-26 00:00", 49 * time.Hour, 2, 3},
		{"no time at all", "America/New_York", "2012-08-03 23:55", "2012-08-03 23:55", 0, 0, 1},
		{"one minute over midnight", "America/New_York", "2012-08-03 23:59", "2012-08-04 00:00", time.Minute, 1, 2},
		{"leap day", "America/New_York", "2012-02-28 12:00", "2012-03-01 12:00", 48 * time.Hour, 2, 3},
		{"before 1970", "Europe/Paris", "1969-12-31 12:00", "1970-01-01 12:00", 24 * time.Hour, 1, 2},
		{"a date that Samoa skipped", "Pacific/Apia", "2011-12-29 12:00", "2011-12-31 12:00", 24 * time.Hour, 2, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from := Milestone{Name: MilestoneFirstAsked, At: instantIn(t, tt.zone, tt.from)}
			to := Milestone{Name: MilestoneDisclosed, At: instantIn(t, tt.zone, tt.to)}
			f, err := FigureBetween(from, to, tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			if f.Elapsed != tt.elapsed || f.DaysBetween != tt.between || f.DatesTouched != tt.touched {
				t.Errorf("got %s, %d between, %d touched; want %s, %d, %d",
					f.Elapsed, f.DaysBetween, f.DatesTouched, tt.elapsed, tt.between, tt.touched)
			}
			if f.From.Name != MilestoneFirstAsked || f.To.Name != MilestoneDisclosed || f.Zone != tt.zone {
				t.Errorf("the figure does not say from what to what: %+v", f)
			}
		})
	}
}

// The same two instants touch different dates in different zones.
func TestFigureNamesItsZone(t *testing.T) {
	from := Milestone{At: instant(t, "2012-08-03 23:55")}
	to := Milestone{At: instant(t, "2012-08-04 02:15")}
	for zone, want := range map[string]int{"America/New_York": 1, "Europe/Paris": 0, "UTC": 0} {
		f, err := FigureBetween(from, to, zone)
		if err != nil || f.DaysBetween != want {
			t.Errorf("%s: %d days between (%v), want %d", zone, f.DaysBetween, err, want)
		}
	}
}

// St John's set its clocks back at 00:01, so that the date before came again.
func TestFigureIsNotNegativeWhereADateComesAgain(t *testing.T) {
	jump := time.Date(2010, 11, 7, 2, 31, 0, 0, time.UTC) // 00:01 on the 7th becomes 23:01 on the 6th
	f, err := FigureBetween(Milestone{At: jump.Add(-30 * time.Second)}, Milestone{At: jump.Add(time.Minute)}, "America/St_Johns")
	if err != nil || f.DaysBetween != 0 || f.DatesTouched != 1 {
		t.Errorf("%d between, %d touched (%v); want 0, 1", f.DaysBetween, f.DatesTouched, err)
	}
}

func TestFigureRefuses(t *testing.T) {
	at := func(s string) Milestone { return Milestone{Name: MilestoneServed, At: instant(t, s)} }
	tests := []struct {
		name     string
		from, to Milestone
		zone     string
		want     string
	}{
		{"an end before the beginning", at("2012-08-04 00:00"), at("2012-08-03 23:59"), "America/New_York", "before the beginning"},
		{"no zone", at("2012-08-04 00:00"), at("2012-08-05 00:00"), "", "IANA"},
		{"the machine's zone", at("2012-08-04 00:00"), at("2012-08-05 00:00"), "Local", "IANA"},
		{"an unknown zone", at("2012-08-04 00:00"), at("2012-08-05 00:00"), "Mars/Olympus", "IANA"},
		{"centuries", at("1600-01-01 00:00"), at("2012-08-05 00:00"), "America/New_York", "longer than can be counted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := FigureBetween(tt.from, tt.to, tt.zone); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}
