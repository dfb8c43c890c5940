package clock

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhen(t *testing.T) {
	tests := []struct {
		when string
		year int
		want string // empty: no such day that year
	}{
		{"07-04", 2026, "2026-07-04"},
		{"02-29", 2024, "2024-02-29"},
		{"02-29", 2026, ""},
		{"02-29", 2100, ""},
		{"easter", 2026, "2026-04-05"},
		{"easter-2", 2026, "2026-04-03"},
		{"easter+50", 2026, "2026-05-25"},
		{"easter+1", 2008, "2008-03-24"}, // almost the earliest
		{"easter+1", 2011, "2011-04-25"}, // almost the latest
		{"first monday of september", 2026, "2026-09-07"},
		{"first tuesday of september", 2026, "2026-09-01"},
		{"fourth thursday of november", 2029, "2029-11-22"},
		{"fourth thursday of november", 2028, "2028-11-23"},
		{"last monday of may", 2027, "2027-05-31"},
		{"last monday of may", 2026, "2026-05-25"},
		{"last monday of february", 2028, "2028-02-28"},
		{"last tuesday of february", 2028, "2028-02-29"},
		{"last sunday of december", 2028, "2028-12-31"},
		{"tuesday from 11-02", 2026, "2026-11-03"},
		{"tuesday from 11-02", 2027, "2027-11-02"}, // election day is never 1 November
		{"tuesday from 11-02", 2022, "2022-11-08"},
		{"monday from 02-29", 2023, ""},
		{"02-01 if friday", 2030, "2030-02-01"},
		{"02-01 if friday", 2029, ""},
		{"02-01 if friday else first monday of february", 2030, "2030-02-01"},
		{"02-01 if friday else first monday of february", 2029, "2029-02-05"},
		{"02-29 else 03-01", 2025, "2025-03-01"},
	}
	for _, tt := range tests {
		when, err := parseWhen(tt.when)
		require.NoError(t, err, tt.when)
		d, ok := when(tt.year)
		require.Equal(t, tt.want != "", ok, "%s in %d", tt.when, tt.year)
		if ok {
			require.Equal(t, tt.want, d.String(), "%s in %d", tt.when, tt.year)
		}
	}
	for _, bad := range []string{
		"", " ", "7-4", "07-4", "02-30", "13-01", "00-10", "2026-07-04", "07-04 ", "easter +1", "easter+", "easter+0", "easter+100",
		"easters", "first monday", "fifth monday of may", "first Monday of may", "first monday of mai", "monday of may", "first monday in may",
		"tuesday from november", "02-01 if fri", "02-01 else", "else 02-01", "02-01 else  02-02", "monday from 02-30",
	} {
		_, err := parseWhen(bad)
		require.ErrorContains(t, err, "want ", "%q", bad)
	}
}

// Two reckonings of Easter that share nothing: ours by Gauss and Lichtenberg,
// here that of an anonymous correspondent of Nature, 1876.
func TestEasterByAnotherReckoning(t *testing.T) {
	for year := earliest - 1; year <= latest+1; year++ {
		a, b, c := year%19, year/100, year%100
		d, e := b/4, b%4
		g := (b - (b+8)/25 + 1) / 3
		h := (19*a + b - d - g + 15) % 30
		i, k := c/4, c%4
		l := (32 + 2*e + 2*i - h - k) % 7
		m := (a + 11*h + 22*l) / 451
		month, day := (h+l-7*m+114)/31, (h+l-7*m+114)%31+1
		require.Equal(t, Date{year, time.Month(month), day}, easter(year))
	}
}

func TestDayOfYear(t *testing.T) {
	for _, year := range []int{1900, 2000, 2023, 2024, 2100} {
		for d := (Date{year, 1, 1}); d.Year == year; d = d.AddDays(1) {
			at := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
			require.Equal(t, at.YearDay()-1, dayOfYear(d), d)
			require.Equal(t, at.Weekday(), d.Weekday(), d)
		}
	}
}
